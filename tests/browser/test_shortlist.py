"""The list in this browser: nothing is stored before a person asks, nothing of it is sent, and one press wipes it."""

import json

import pytest
from playwright.sync_api import expect

NOTE = "Ask for Maria zebra-7731"
STORED = """async () => ({
    local: Object.keys(localStorage), session: sessionStorage.length, cookie: document.cookie,
    databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
})"""
NOTHING = {"local": [], "session": 0, "cookie": "", "databases": 0, "caches": 0}


@pytest.fixture
def sent(page):
    """Every address, header and body that the page sends."""
    told = []
    page.on("request", lambda request: told.append(f"{request.url} {request.headers} {request.post_data or ''}"))
    return told


def save(page, slugs, name, *, ask=False):
    page.goto(f"/centers/{slugs[name]}")
    page.get_by_role("button", name="Save").first.click()
    if ask:
        page.get_by_role("button", name="Keep in this browser").click()


def held(page):
    return json.loads(page.evaluate("localStorage.getItem('wayhome.shortlist')"))["centers"]


def test_nothing_is_stored_before_the_person_asks(page, slugs):
    page.goto("/centers?near=02360")
    page.get_by_role("button", name="Save Harbor House").first.click()
    assert page.evaluate(STORED) == NOTHING
    page.get_by_role("button", name="Cancel").click()
    page.goto(f"/centers/{slugs['harbor_house']}")
    page.get_by_role("button", name="Save").first.click()
    page.keyboard.press("Escape")
    page.goto(f"/shortlist/add?center={slugs['harbor_house']}&center={slugs['bayside']}")
    page.get_by_role("button", name="Keep in this browser").click()
    page.get_by_role("dialog").get_by_role("link", name="Use a link instead").click()
    page.wait_for_url("**/shortlist?keep=*")
    assert page.evaluate(STORED) == NOTHING
    assert page.context.cookies() == []
    page.get_by_role("button", name="Keep in this browser").click()
    page.get_by_role("dialog").get_by_role("button", name="Keep in this browser").click()
    assert page.evaluate(STORED) == NOTHING | {"local": ["wayhome.shortlist"]}


def test_notes_and_calls_stay_in_the_browser_and_are_never_sent(page, slugs, sent):
    save(page, slugs, "harbor_house", ask=True)
    save(page, slugs, "bayside")
    page.get_by_role("link", name="Open my list").click()
    page.wait_for_url("**/shortlist?keep=*")
    page.get_by_label("Your notes").first.fill(NOTE)
    calls = page.locator(".keep-calls").first
    calls.get_by_role("button", name="No answer").click()
    calls.get_by_role("button", name="Got through").click()
    page.get_by_role("button", name="Remove this call").first.click()
    expect(page.locator(".keep-log").first).to_contain_text("Got through")
    page.goto("/")
    page.goto("/shortlist")
    page.wait_for_url("**/shortlist?keep=*")
    expect(page.get_by_label("Your notes").first).to_have_value(NOTE)
    expect(page.locator(".keep-log li")).to_have_count(1)
    page.get_by_role("link", name="Move up Bayside").click()
    page.wait_for_url("**/shortlist?keep=*")
    assert [center["slug"] for center in held(page)] == [slugs["bayside"], slugs["harbor_house"]]
    assert held(page)[1]["note"] == NOTE
    assert [call["how"] for call in held(page)[1]["calls"]] == ["through"]
    assert len(sent) > 10
    assert not [request for request in sent if "zebra" in request or "through" in request]


def test_one_press_wipes_everything_and_says_so(page, slugs):
    save(page, slugs, "harbor_house", ask=True)
    page.get_by_role("link", name="Open my list").click()
    page.get_by_label("Your notes").fill(NOTE)
    page.get_by_role("button", name="Wipe everything").click()
    expect(page.get_by_text("Everything is wiped")).to_be_visible()
    assert page.evaluate(STORED) == NOTHING
    expect(page.locator("[data-listed]")).to_have_count(0)
    page.go_back()
    expect(page.get_by_label("Your notes")).to_have_count(0)
    assert NOTE not in page.content()
    assert page.evaluate(STORED) == NOTHING


def test_another_tab_cannot_bring_back_what_was_wiped(page, slugs):
    save(page, slugs, "harbor_house", ask=True)
    page.get_by_role("link", name="Open my list").click()
    page.get_by_label("Your notes").fill("first")
    other = page.context.new_page()
    other.goto("/shortlist")
    other.wait_for_url("**/shortlist?keep=*")
    other.get_by_role("button", name="Wipe everything").click()
    expect(other.get_by_text("Everything is wiped")).to_be_visible()
    expect(page.get_by_label("Your notes")).to_have_count(0)
    assert page.evaluate(STORED) == NOTHING


def test_what_was_cleared_behind_the_page_is_not_written_again(page, slugs):
    save(page, slugs, "harbor_house", ask=True)
    page.get_by_role("link", name="Open my list").click()
    expect(page.get_by_label("Your notes")).to_be_visible()
    page.evaluate("localStorage.clear()")  # as from the settings of the browser: no page is told
    page.get_by_label("Your notes").fill(NOTE)
    page.get_by_role("button", name="No answer").click()
    assert page.evaluate(STORED) == NOTHING


def test_taking_a_center_off_asks_before_it_erases_notes(page, slugs):
    save(page, slugs, "harbor_house", ask=True)
    page.get_by_role("link", name="Open my list").click()
    page.get_by_label("Your notes").fill(NOTE)
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.get_by_role("link", name="Remove Harbor House").click()
    assert "erase your notes" in asked[0]
    assert held(page)[0]["note"] == NOTE
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name="Remove Harbor House").click()
    expect(page.get_by_text("Nothing is on your list yet")).to_be_visible()
    assert held(page) == []


def test_an_eleventh_center_is_refused_in_words(page, slugs):
    page.goto("/about")
    page.evaluate(
        """localStorage.setItem('wayhome.shortlist', JSON.stringify({centers:
            [...Array(10).keys()].map((number) => ({slug: `nobody-${number}`, note: '', calls: []}))}))"""
    )
    save(page, slugs, "harbor_house")
    expect(page.get_by_role("status").get_by_text("Your list is full")).to_be_visible()
    assert len(held(page)) == 10


@pytest.mark.parametrize("stored", ["", "null", "[]", '{"centers": 3}', "{", '"x"'])
def test_what_is_broken_in_the_browser_breaks_no_page(page, slugs, stored):
    page.goto("/about")
    page.evaluate("stored => localStorage.setItem('wayhome.shortlist', stored)", stored)
    page.goto("/shortlist")
    expect(page.get_by_text("Nothing is on your list yet")).to_be_visible()
    save(page, slugs, "bayside", ask=True)
    assert [center["slug"] for center in held(page)] == [slugs["bayside"]]


def test_somebody_elses_link_changes_nothing_of_mine(page, slugs):
    save(page, slugs, "harbor_house", ask=True)
    page.goto(f"/shortlist/add?center={slugs['bayside']}")
    assert [center["slug"] for center in held(page)] == [slugs["harbor_house"]]
    page.get_by_role("link", name="Open them too").click()
    expect(page.locator("[data-listed]")).to_have_count(2)


def test_a_browser_that_keeps_nothing_says_so(page, slugs):
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('no', 'QuotaExceededError') }")
    save(page, slugs, "bayside", ask=True)
    expect(page.get_by_role("status").get_by_text("does not let a page keep anything")).to_be_visible()


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_javascript_the_list_lives_in_its_link(page, slugs):
    page.goto("/centers?near=02360")
    page.get_by_role("link", name="Save Harbor House").first.click()
    page.wait_for_url("**/shortlist?keep=*")
    page.get_by_label("ZIP, town or county").fill("Quincy, MA")
    page.get_by_role("button", name="Look").click()
    page.get_by_role("link", name="Add Bayside").first.click()
    expect(page.locator("[data-listed]")).to_have_count(2)
    expect(page.get_by_role("button", name="Keep in this browser")).to_have_count(0)
    page.get_by_role("button", name="Compare side by side").click()
    expect(page.locator(".compare tbody th[scope=row]").first).to_have_text("Phone")
    page.get_by_role("link", name="Make these my list").click()
    expect(page.locator("[data-listed]")).to_have_count(2)


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_wrong_with_a_list_that_is_kept(page, slugs, accessible, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"/shortlist/add?center={slugs['harbor_house']}&center={slugs['bayside']}&center={slugs['gone_meadow']}")
    page.get_by_role("button", name="Keep in this browser").click()
    accessible(page)
    page.get_by_role("dialog").get_by_role("button", name="Keep in this browser").click()
    page.get_by_role("button", name="No answer").first.click()
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "address",
    [
        "/finder?danger=overdose&danger=suicide&step=who",
        "/finder/fit?substance=alcohol&often=daily&stopping=alone&home=none&pay=none&also=mind",
        "/helping",
        "/shortlist",
        "/shortlist?keep=oops",
        "/compare?center={harbor_house}&center={still_true}&center={gone_meadow}&center={long_name}&center={bayside}",
        "/compare",
    ],
)
def test_axe_finds_nothing_wrong_on_a_phone(page, slugs, accessible, address, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address.format(**slugs))
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
