"""The list that lives in its link: what it keeps, and what a bad link gets."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import Signer

from app.core.errors import Refused
from app.core.secrets import KEY_FILE
from app.directory import shortlist_views
from app.directory.shortlist import LARGEST_ID, MOST, Shortlist, _signer

KEY = b"k" * 32
NUMBERS = st.lists(st.integers(1, LARGEST_ID), max_size=MOST, unique=True)


@given(NUMBERS)
def test_a_link_holds_the_ids_in_their_order_and_nothing_else(ids):
    token = Shortlist(tuple(ids)).token(KEY)
    assert Shortlist.from_token(token, KEY).ids == tuple(ids)
    assert token.partition(".")[0] == "-".join(map(str, ids))


@given(NUMBERS.filter(bool), st.integers(0, 300), st.characters())
def test_a_link_with_one_letter_changed_is_refused(ids, place, letter):
    token = Shortlist(tuple(ids)).token(KEY)
    place %= len(token)
    changed = token[:place] + letter + token[place + 1 :]
    if changed != token:
        with pytest.raises(Refused):
            Shortlist.from_token(changed, KEY)


def test_a_list_has_one_link_only_however_its_signature_may_be_spelled():
    tokens = (Shortlist((center,)).token(KEY) for center in range(1, 200))
    token = next(token for token in tokens if "_" in token)
    with pytest.raises(Refused):
        Shortlist.from_token(token.replace("_", "/"), KEY)  # base64 reads both letters as one


@given(st.text(min_size=1, max_size=200))
def test_a_link_of_anything_is_refused(text):
    with pytest.raises(Refused):
        Shortlist.from_token(text, KEY)


@pytest.mark.parametrize(
    "ids",
    [
        "-".join(map(str, range(1, 10_001))),
        "-".join(map(str, range(1, 12))),
        "1-2-3-4-5-6-7-8-9-10-11",
        "0",
        "-1",
        "1--2",
        "1.5",
        "٣",
        str(LARGEST_ID + 1),
        "9" * 100,
        "1 2",
        "1\n",
        "' OR 1=1",
    ],
)
def test_even_a_link_that_we_signed_holds_at_most_ten_ids(ids):
    with pytest.raises(Refused):
        Shortlist.from_token(_signer(KEY).sign(ids).decode(errors="replace"), KEY)


def test_a_link_signed_by_another_installation_or_for_another_purpose_is_refused():
    for signer in (_signer(b"x" * 32), Signer(KEY), Signer(KEY, salt="shortlist")):
        with pytest.raises(Refused):
            Shortlist.from_token(signer.sign("1-2").decode(), KEY)


def test_an_eleventh_center_is_refused_and_the_same_one_again_changes_nothing():
    full = Shortlist(tuple(range(1, MOST + 1)))
    assert full.with_center(3) == full
    with pytest.raises(Refused):
        full.with_center(11)


@given(NUMBERS.filter(bool), st.data(), st.integers(-12, 12))
def test_moving_loses_nobody(ids, data, steps):
    kept = Shortlist(tuple(ids))
    center = data.draw(st.sampled_from(ids))
    moved = kept.moved(center, steps)
    assert sorted(moved.ids) == sorted(ids)
    assert moved.without(center) == kept.without(center)
    assert moved.ids.index(center) == min(max(ids.index(center) + steps, 0), len(ids) - 1)


# ---------- through the doors ----------


def names(page):
    headings = BeautifulSoup(page.text, "html.parser").select("[data-listed] h2 a")
    return [heading.contents[0] for heading in headings]


def link(page, start, words):
    links = BeautifulSoup(page.text, "html.parser").select("[data-listed] a, .keep-found a")
    return next(each["href"] for each in links if each["href"].startswith(start) and words in each.get_text())


def follow(client, address):
    answer = client.get(address)
    assert answer.status_code == 303
    return client.get(answer.headers["Location"])


def keep(answer):
    return parse_qs(urlsplit(answer.headers["Location"]).query)["keep"][0]


@pytest.fixture
def kept(client, directory):
    """The token of a list of three."""
    slugs = [directory.harbor_house.slug, directory.bayside.slug, directory.quiet_door.slug]
    return keep(client.get("/shortlist/add", query_string=[("center", slug) for slug in slugs]))


def test_a_list_is_made_from_center_pages_by_links_alone(client, directory):
    own = BeautifulSoup(client.get(f"/centers/{directory.harbor_house.slug}").text, "html.parser")
    page = follow(client, own.select_one("a[data-keep]")["href"])
    assert names(page) == ["Harbor House"]
    found = client.get(f"/shortlist?keep={keep_of(page)}&near=Quincy, MA")
    page = follow(client, link(found, "/shortlist/add", "Bayside"))
    assert names(page) == ["Harbor House", "Bayside"]
    back = client.get(link(page, "/centers/", "Bayside")).text
    assert f"keep={keep_of(page)}" in BeautifulSoup(back, "html.parser").select_one("a[data-keep]")["href"]


def keep_of(page):
    return re.search(r'name="keep" value="([^"]+)"', page.text)[1]


def test_a_place_with_several_bearers_asks_which_and_keeps_the_list(client, kept):
    page = client.get("/shortlist", query_string={"keep": kept, "near": "Springfield"})
    choices = BeautifulSoup(page.text, "html.parser").select(".choices a")
    assert "Springfield, MA" in [choice.get_text() for choice in choices]
    assert all(f"keep={kept}" in choice["href"] for choice in choices)


def test_a_place_nobody_knows_keeps_the_list(client, kept):
    page = client.get("/shortlist", query_string={"keep": kept, "near": "Zzyzxville", "q": "\x00\ud7ff"})
    assert page.status_code == 200
    assert "We found no center with that" in page.text
    assert len(names(page)) == 3


def test_centers_are_moved_and_removed(client, kept):
    page = client.get(f"/shortlist?keep={kept}")
    assert names(page) == ["Harbor House", "Bayside", "Quiet Door"]
    page = follow(client, link(page, "/shortlist/move", "Move up Quiet Door"))
    assert names(page) == ["Harbor House", "Quiet Door", "Bayside"]
    page = follow(client, link(page, "/shortlist/move", "Move down Harbor House"))
    assert names(page) == ["Quiet Door", "Harbor House", "Bayside"]
    page = follow(client, link(page, "/shortlist/remove", "Harbor House"))
    assert names(page) == ["Quiet Door", "Bayside"]


def test_the_last_center_leaves_an_empty_list_behind(client, directory):
    page = follow(client, f"/shortlist/add?center={directory.bayside.slug}")
    page = follow(client, link(page, "/shortlist/remove", "Bayside"))
    assert "Nothing is on your list yet" in page.text


def test_a_center_that_is_gone_says_so_and_one_that_never_was_vanishes(app, client, directory):
    ids = (directory.gone_meadow.id, 999_999, directory.bayside.id)
    token = Shortlist(ids).token(shortlist_key(app))
    page = client.get(f"/shortlist?keep={token}")
    assert names(page) == ["Gone Meadow", "Bayside"]
    assert page.text.count("No longer listed") == 1
    assert "999999" not in page.text.partition("<main")[2]


def shortlist_key(app):
    with app.test_request_context():
        return shortlist_views._key()


def test_a_hidden_center_is_told_from_an_unknown_one_by_nothing(app, client, directory, monkeypatch):
    monkeypatch.setattr(shortlist_views, "PUBLIC", (directory.bayside.listing,))
    hidden = Shortlist((directory.gone_meadow.id,)).token(shortlist_key(app))
    unknown = Shortlist((999_999,)).token(shortlist_key(app))
    assert client.get(f"/shortlist?keep={hidden}").text == client.get(f"/shortlist?keep={unknown}").text
    slug = directory.gone_meadow.slug
    assert client.get(f"/shortlist/add?center={slug}").status_code == 404
    assert "Gone Meadow" not in client.get(f"/compare?center={slug}&center={directory.bayside.slug}").text


@pytest.mark.parametrize(
    "token", ["oops", "1-2-3", "1.x", "%00", "é" * 50, "1" * 5000, "-".join(map(str, range(9999)))]
)
@pytest.mark.parametrize("door", ["/shortlist", "/shortlist/add", "/shortlist/remove", "/shortlist/move"])
def test_a_bad_link_gets_a_plain_page_that_leads_on(client, directory, token, door):
    page = client.get(door, query_string={"keep": token, "center": directory.bayside.slug, "to": "up"})
    assert page.status_code == 400
    assert "changed or cut short" in page.text
    assert names(page) == []
    assert token[:40] not in page.text.partition("<main")[2] or token in {"oops", "1.x", "%00"}
    if door == "/shortlist/add":
        assert f'href="/shortlist/add?center={directory.bayside.slug}"' in page.text


def test_a_changed_link_never_opens(client, kept):
    for place in range(len(kept) - 1):
        changed = kept[:place] + ("A" if kept[place] != "A" else "B") + kept[place + 1 :]
        assert client.get("/shortlist", query_string={"keep": changed}).status_code == 400, changed


@pytest.mark.parametrize("slug", ["", "nobody", "Harbor House", "../about", "\x00", "x" * 5000, "' OR 1=1 --"])
def test_adding_what_is_no_center_leaves_the_list_as_it_was(client, kept, slug):
    page = client.get("/shortlist/add", query_string={"keep": kept, "center": slug})
    assert page.status_code == 404
    assert len(names(page)) == 3
    assert follow(client, f"/shortlist/remove?center=nobody&keep={kept}").status_code == 200
    assert len(names(follow(client, f"/shortlist/move?center=nobody&to=sideways&keep={kept}"))) == 3


def test_ten_thousand_centers_cost_no_more_than_ten(client, directory, monkeypatch):
    asked = []
    monkeypatch.setattr(shortlist_views.centers, "by_slug", asked.append)
    query = "&".join([f"center=nobody-{number}" for number in range(10_000)])
    assert client.get(f"/shortlist/add?{query}").status_code == 404
    assert client.get(f"/compare?{query}").status_code == 400
    assert len(asked) == 2 * MOST


def test_a_full_list_says_so_and_keeps_its_ten(client, directory):
    everyone = [("center", center.slug) for center in directory.all()]
    token = keep(client.get("/shortlist/add", query_string=everyone[:10]))
    page = client.get("/shortlist/add", query_string=[("keep", token), everyone[10]])
    assert page.status_code == 422
    assert "Your list is full" in page.text
    assert len(names(page)) == 10


def test_looking_writes_nothing_and_the_secret_stays_out_of_the_database(client, app, settings, kept):
    page = client.get(f"/shortlist?keep={kept}")
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert page.headers["X-Robots-Tag"] == "noindex"
    secret = (settings.home / KEY_FILE).read_bytes()
    for path in settings.home.glob("*.db*"):
        assert secret not in path.read_bytes()
    assert {rule.endpoint: rule.methods for rule in app.url_map.iter_rules() if "shortlist" in rule.endpoint} == {
        f"directory.shortlist{verb}": {"GET", "HEAD", "OPTIONS"} for verb in ("", "_add", "_remove", "_move")
    }


def test_a_name_that_is_markup_stays_words(client, directory):
    page = follow(client, f"/shortlist/add?center={directory.sharp_tongue.slug}")
    assert "<script>alert" not in page.text
    assert names(page) == [directory.sharp_tongue.profile.name]


def test_a_withheld_street_does_not_stand_on_the_list(client, directory):
    page = follow(client, f"/shortlist/add?center={directory.quiet_door.slug}").text
    assert "Brockton, MA" in page
    assert "02301" not in page
