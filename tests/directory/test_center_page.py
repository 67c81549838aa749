import pytest
from factories import make_center

from app.directory.portrait import medicine_rows


def test_the_number_to_call_comes_before_everything_else(client, directory):
    page = client.get(f"/centers/{directory.harbor_house.slug}").text
    main = page[page.index("<main") :]
    assert main.index("tel:+15085550135") < main.index("Levels of care")
    assert main.index("508-555-0135") < main.index("508-555-0134")
    assert "extension 7" in main


def test_every_part_says_where_it_comes_from(client, directory):
    page = client.get(f"/centers/{directory.harbor_house.slug}").text
    assert page.count("2024 directory, not yet confirmed") >= 5
    table = page[page.index('id="sources"') : page.index("</table>", page.index('id="sources"'))]
    assert table.count("not yet confirmed") == 6
    assert table.count("Not reported") == 1
    confirmed = client.get(f"/centers/{directory.still_true.slug}").text
    assert "Confirmed by the center 3 days ago" in confirmed
    expired = client.get(f"/centers/{directory.long_ago.slug}").text
    assert "Last confirmed 13 months ago: call to check" in expired


def test_what_nobody_told_us_reads_not_reported(client, directory):
    page = client.get(f"/centers/{directory.bare_minimum.slug}").text
    assert page.count("Not reported") >= 8
    assert "tel:+1" not in page[page.index("<main") : page.index("</main")]


def test_a_withheld_street_and_its_point_stay_private(client, directory):
    page = client.get(f"/centers/{directory.quiet_door.slug}").text
    assert "keeps its street address private" in page
    assert "openstreetmap" not in page
    assert "42.07" not in page


def test_a_center_that_is_gone_keeps_its_page_which_says_so(client, directory):
    answer = client.get(f"/centers/{directory.gone_meadow.slug}")
    assert answer.status_code == 200
    assert "Not in the latest listing" in answer.text


def test_free_and_another_payer_are_both_shown_with_a_note(client, directory):
    page = client.get(f"/centers/{directory.free_and_paid.slug}").text
    assert "Medicaid" in page
    assert "“no payment accepted” and also other payers" in page


def test_a_code_no_book_knows_is_shown_and_not_dropped(client, directory):
    assert "ZZ9" in client.get(f"/centers/{directory.strange_code.slug}").text


def test_directions_say_that_they_leave_the_site(client, directory):
    page = client.get(f"/centers/{directory.harbor_house.slug}").text
    link = page[page.index("https://www.openstreetmap.org") - 80 :][:400]
    assert "leaves this site" in link
    assert 'rel="noreferrer nofollow"' in link


def test_other_centers_near_it_are_offered_and_it_is_not_among_them(client, directory):
    lone = make_center(name="Lone Post", point=(41.96, -70.67))  # it tells no care, so none like it can be offered
    page = client.get(f"/centers/{lone.slug}").text
    nearby = page[page.index('id="nearby"') :]
    assert "Free and Paid" in nearby
    assert f'/centers/{lone.slug}"' not in nearby


def test_an_unknown_center_is_a_plain_page(client):
    assert client.get("/centers/no-such-center").status_code == 404


@pytest.mark.parametrize(
    ("codes", "medicine", "starts", "continues"),
    [
        ("VTRL", "naltrexone-injection", True, None),
        ("VTRL MOA", "naltrexone-injection", True, True),
        ("MOA", "methadone", None, True),
        ("ACMA", "methadone", None, None),
        ("ACMA", "acamprosate", None, True),
        ("NMOA", "buprenorphine", False, None),
        ("NMOA", "naltrexone-tablet", None, None),
        ("NMOA NMAUT", "naltrexone-tablet", False, None),
        ("NU", "naltrexone-tablet", None, None),
        ("", "disulfiram", None, None),
    ],
)
def test_a_medicine_is_started_continued_or_not_reported_as_the_codes_say(codes, medicine, starts, continues):
    rows = {row.medicine.code: row for row in medicine_rows(frozenset(codes.split()))}
    assert (rows[medicine].starts, rows[medicine].continues) == (starts, continues)
