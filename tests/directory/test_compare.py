"""Two to four centers side by side."""

import pytest
from bs4 import BeautifulSoup

from app.directory.comparison import _ROWS


def compare(client, *centers):
    return client.get("/compare", query_string=[("center", getattr(center, "slug", center)) for center in centers])


def table(page):
    """Return the cells of each row by its header, as text."""
    rows = BeautifulSoup(page.text, "html.parser").select(".compare tbody tr")
    return {
        row.select_one("th[scope=row]").get_text(): [cell.get_text(" ") for cell in row.select("td")] for row in rows
    }


def test_every_row_has_a_header_and_a_cell_for_each_center(client, directory):
    page = compare(client, directory.harbor_house, directory.bayside, directory.bare_minimum)
    cells = table(page)
    assert list(cells) == ["Phone", *(label for label, _words, _field in _ROWS)]
    assert {len(row) for row in cells.values()} == {3}
    heads = [head.get_text(" ") for head in BeautifulSoup(page.text, "html.parser").select("thead th[scope=col]")]
    assert [head.split()[0] for head in heads] == ["What", "Harbor", "Bayside", "Bare"]


def test_what_nobody_told_us_reads_not_reported_and_never_no(client, directory):
    cells = table(compare(client, directory.harbor_house, directory.bare_minimum))
    assert {row[1] for row in cells.values()} == {"Not reported"}
    assert cells["Opening today"] == ["Not reported", "Not reported"]
    assert "Residential" in cells["Level of care"][0]


def test_each_fact_says_how_fresh_it_is(client, directory):
    cells = table(compare(client, directory.still_true, directory.long_ago))
    assert "Confirmed by the center 3 days ago" in cells["Level of care"][0]
    assert "call to check" in cells["Payment options"][1]


def test_cost_and_payment_are_told_apart(client, directory):
    cells = table(compare(client, directory.harbor_house, directory.free_and_paid))
    assert "Sliding fee" in cells["Cost"][0]
    assert "Medicaid" not in cells["Cost"][0]
    assert "Sliding fee" not in cells["Payment options"][0]
    assert "Medicaid" in cells["Payment options"][0]
    assert "Free" in cells["Cost"][1]


def test_the_table_can_be_scrolled_with_the_keyboard(client, directory):
    page = BeautifulSoup(compare(client, directory.harbor_house, directory.bayside).text, "html.parser")
    region = page.select_one("[role=region][tabindex='0']")
    assert region["aria-label"]
    assert region.select_one("table caption")


def test_one_center_is_not_enough(client, directory):
    for chosen in ((), (directory.bayside,), (directory.bayside, directory.bayside), (directory.bayside, "nobody")):
        page = compare(client, *chosen)
        assert page.status_code == 400
        assert "Choose two, three or four centers" in page.text
        assert not table(page)
    assert "Only one is chosen: Bayside" in page.text


def test_a_fifth_center_is_left_out_by_name(client, directory):
    page = compare(client, *directory.all()[:6])
    assert page.status_code == 200
    assert {len(row) for row in table(page).values()} == {4}
    left_out = BeautifulSoup(page.text, "html.parser").select(".notice li")
    assert [item.get_text() for item in left_out] == [center.profile.name for center in directory.all()[4:6]]


def test_a_center_that_is_gone_says_so(client, directory):
    page = compare(client, directory.harbor_house, directory.gone_meadow).text
    assert page.count("No longer listed") == 1


@pytest.mark.parametrize("slug", ["<script>alert(1)</script>", "\x00", "x" * 9000, "../etc", "nobody"])
def test_what_is_no_center_is_named_short_and_harmless(client, directory, slug):
    page = compare(client, directory.harbor_house, slug, directory.bayside)
    assert page.status_code == 200
    assert "We could not find:" in page.text
    assert "<script>alert" not in page.text
    assert "x" * 41 not in page.text
