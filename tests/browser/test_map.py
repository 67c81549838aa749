"""The map beside the list: numbered like it, reached by keys, and gone without a trace where scripts do not run."""

import pytest
from playwright.sync_api import expect

NOTE = "#map-note"


def open_map(page, address="/centers/map?near=02360&within=25"):
    page.goto(address)
    expect(page.locator(NOTE)).to_contain_text("Each number on the map is the number in the list.")
    page.wait_for_load_state("networkidle")


def test_pins_carry_the_numbers_of_the_list(page, slugs):
    open_map(page, "/centers/map?q=harbor+house&near=02360")
    pin = page.get_by_role("button", name="1. Harbor House: Residential Program")
    expect(pin).to_have_text("1")
    expect(page.locator(".pins h3").first).to_contain_text("Harbor House")


def test_a_pin_opens_with_the_keyboard_and_gives_the_focus_back(page, slugs):
    open_map(page, "/centers/map?q=harbor+house&near=02360")
    pin = page.get_by_role("button", name="1. Harbor House")
    pin.focus()
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup a", has_text="Harbor House")
    expect(link).to_be_focused()
    assert link.get_attribute("href").endswith(f"/centers/{slugs['harbor_house']}")
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    expect(pin).to_be_focused()


def test_every_mark_on_the_map_has_a_name_and_is_reached_by_tab(page):
    open_map(page)
    marks = page.eval_on_selector_all(
        "#map .leaflet-interactive[role=button]", "all => all.map(mark => [mark.ariaLabel, mark.tabIndex])"
    )
    assert marks
    assert all(name and place == 0 for name, place in marks)


def test_a_center_that_withholds_its_street_has_no_pin(page, slugs):
    open_map(page, "/centers/map?q=quiet+door&near=02301")
    expect(page.locator(".pins")).to_contain_text("it keeps its street private")
    expect(page.locator("#map .pin, #map .cluster")).to_have_count(0)


def test_the_map_stands_when_the_other_points_do_not_come(page):
    page.route("**/centers/map.json*", lambda route: route.abort())
    open_map(page, "/centers/map?q=harbor+house&near=02360")
    expect(page.get_by_role("button", name="1. Harbor House")).to_be_visible()


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_javascript_the_page_is_the_list(page, slugs):
    page.goto("/centers/map?near=02360")
    expect(page.locator(NOTE)).to_have_text("The map needs JavaScript. The list has every center of this page.")
    expect(page.locator("#map")).to_be_hidden()
    expect(page.locator(f".pins a[href='/centers/{slugs['harbor_house']}']")).to_be_visible()
