"""Every page of the guide in a browser: light enough for an old phone, sound for those who listen, whole on paper."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser.test_every_page import GUIDE
from visits import AXE

from app.guide.library import read_library

PAGES = {page.slug: page.url for page in read_library().pages}
PHONE = {"width": 320, "height": 640}


@pytest.mark.parametrize("slug", PAGES)
def test_a_page_is_light_fits_a_phone_and_axe_finds_nothing_wrong(page, slug):
    weights = []
    page.on("requestfinished", lambda request: weights.append(request.sizes()))
    page.set_viewport_size(PHONE)
    page.goto(PAGES[slug])
    page.evaluate("document.fonts.ready.then(() => 1)")
    page.wait_for_load_state("networkidle")
    total = sum(each["responseBodySize"] + each["responseHeadersSize"] for each in weights)
    assert total <= GUIDE, f"{total / 1024:.1f} KB"
    results = Axe().run(page, options=AXE)
    assert not results.response["violations"], results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_a_reader_on_a_phone_finds_the_answer_before_the_warnings_and_the_warnings_before_the_text(page):
    page.set_viewport_size(PHONE)
    page.goto("/naltrexone/before-you-start")
    tops = [page.locator(part).bounding_box()["y"] for part in (".key-facts", ".to-do", ".safety", ".guide-text")]
    assert tops == sorted(tops)
    assert tops[0] < PHONE["height"], "The first fact is on the first screen."


def test_a_word_and_a_number_lead_to_the_foot_of_the_page(page):
    page.goto("/naltrexone/before-you-start")
    page.locator("a.term").first.click()
    assert page.locator(".words dl > div:target").is_visible()
    page.locator(".key-facts .cite a").first.click()
    assert page.locator(".sources li:target").is_visible()


def test_a_place_brings_the_nearest_centers_to_the_page_without_scripts(browser, live_server):
    context = browser.new_context(java_script_enabled=False, base_url=live_server)
    page = context.new_page()
    page.goto("/naltrexone/tablet-or-shot")
    page.get_by_label("ZIP, town or county").fill("02360")
    page.get_by_role("button", name="Show the nearest").click()
    assert page.url.endswith("#centers")
    assert page.locator(".guide-centers .card").count() == 5
    assert page.get_by_role("link", name="View center profile").first.is_visible()
    page.goto("/naltrexone/tablet-or-shot")
    page.get_by_label("ZIP, town or county").fill("02360")
    page.get_by_role("button", name="Whole list, with filters").click()
    assert "/centers?near=02360&medicine=" in page.url
    context.close()


def test_a_page_prints_with_its_warnings_and_sources_and_without_its_forms(page):
    page.goto("/naltrexone/before-you-start")
    page.emulate_media(media="print")
    for part in (".key-facts", ".to-do", ".never", ".safety", ".sources", ".safety-more"):
        assert page.locator(part).is_visible(), part
    for part in (".guide-near", ".breadcrumbs", ".site-nav"):
        assert not page.locator(part).is_visible(), part
    assert page.pdf()[:5] == b"%PDF-"


def test_the_list_of_what_to_ask_prints(page):
    page.goto("/naltrexone/tools/next-shot?near=02360&by=2099-12-03")
    page.emulate_media(media="print")
    assert page.locator(".next-shot-ask ol").is_visible()
    assert page.locator(".givers .card .number").first.is_visible(), "A list without numbers is no use on paper."
    assert not page.locator("form").first.is_visible()
