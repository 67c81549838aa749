"""From the first word typed to the number to call, the way different people go it."""

import pytest
from playwright.sync_api import expect

MOST_STEPS = 120


def tab_to(page, locator):
    """Press Tab until the element has the focus, and see that the focus shows."""
    for _ in range(MOST_STEPS):
        if locator.evaluate("element => element === document.activeElement"):
            style = locator.evaluate(
                "element => { const s = getComputedStyle(element); return [s.outlineStyle, s.boxShadow] }"
            )
            assert style != ["none", "none"], "The focus does not show; give the element an outline."
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{MOST_STEPS} presses of Tab do not reach {locator}.")


def test_a_person_finds_a_center_with_the_keyboard_alone(page, slugs):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/")
    tab_to(page, page.locator("#near"))
    page.keyboard.type("02360")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/centers?" in url and "near=02360" in url)
    choice = page.locator("input[value=naltrexone-injection]")
    for fold in (page.locator("#filters > summary"), page.locator("#group-medicine")):
        if not choice.is_visible() and fold.is_visible():
            tab_to(page, fold)
            page.keyboard.press("Enter")
    tab_to(page, choice)
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "medicine=naltrexone-injection" in url and "near=02360" in url)
    tab_to(page, page.locator(f"h3 a[href='/centers/{slugs['harbor_house']}']"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Harbor House")
    tab_to(page, page.locator("main a[href='tel:+15085550135,7']").first)


def test_the_first_press_of_tab_leads_past_the_top_of_the_page(page):
    page.goto("/about")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate(
        "document.querySelector('main').contains(document.activeElement) || document.activeElement.closest('footer') !== null"
    )
    assert inside


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_a_person_finds_a_center_without_javascript(page, slugs):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/")
    page.get_by_label("ZIP, town or county").fill("Plymouth, MA")
    page.get_by_role("button", name="Show centers").click()
    page.locator("#filters > summary").click()
    box = page.locator("input[value=residential]")
    if not box.is_visible():
        page.locator("#group-care").click()
    box.check()
    page.locator("#filters").get_by_role("button", name="Show centers").click()
    expect(page.get_by_role("link", name="Remove Residential")).to_be_visible()
    page.locator(f"h3 a[href='/centers/{slugs['harbor_house']}']").click()
    expect(page.locator("h1")).to_have_text("Harbor House")
    expect(page.get_by_role("link", name="508-555-0135").first).to_be_visible()


def test_a_person_is_asked_which_springfield_and_goes_on(page):
    page.goto("/centers?near=Springfield")
    page.get_by_role("link", name="Springfield, MA").click()
    expect(page.locator("h1")).to_contain_text("Springfield, MA")


def test_a_chip_takes_its_filter_away(page):
    page.goto("/centers?near=02360&care=residential&payment=medicaid")
    page.get_by_role("link", name="Remove Medicaid").click()
    page.wait_for_url(lambda url: "payment" not in url and "care=residential" in url)


def test_leave_now_goes_away_without_a_way_back(page):
    page.goto("/help-now")
    page.context.route(
        "https://www.weather.gov/**", lambda route: route.fulfill(body="Sunny", content_type="text/html")
    )
    page.get_by_role("link", name="Leave now").click()
    page.wait_for_url("https://www.weather.gov/**")
    assert page.evaluate("history.length") <= 2


def test_escape_three_times_leaves_and_twice_does_not(page):
    page.context.route(
        "https://www.weather.gov/**", lambda route: route.fulfill(body="Sunny", content_type="text/html")
    )
    page.goto("/help-now")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.url.endswith("/help-now")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url("https://www.weather.gov/**")
    assert page.evaluate("history.length") <= 2


def press(page, locator):
    tab_to(page, locator)
    page.keyboard.press("Enter")


def walk_the_whole_path(page, slugs, *, scripts):
    """Go from the first page to a printed sheet with Tab, Space, Enter and letters alone."""
    slug = slugs["harbor_house"]
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/")
    tab_to(page, page.locator("#near"))
    page.keyboard.type("02360")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "near=02360" in url)
    tab_to(page, page.locator("#filters summary:visible").first)
    choice = page.locator("input[value=residential]")
    if not choice.is_visible():
        press(page, page.locator("#group-care"))
    tab_to(page, choice)
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "care=residential" in url)
    press(page, page.locator(f"h3 a[href='/centers/{slug}']"))
    expect(page.locator("h1")).to_have_text("Harbor House")
    keep = page.locator(f"main a[data-keep='{slug}'], main .keep-star").locator("visible=true").first
    press(page, keep)
    if scripts:  # then the browser may keep the list, and asks first
        press(page, page.locator("dialog[open] [data-do=link]"))
    page.wait_for_url(lambda url: "/shortlist" in url)
    expect(page.locator("h1")).to_have_text("My list")
    press(page, page.locator("main h2 a", has_text="Harbor House"))
    press(page, page.locator("main a[href$='/print']").first)
    expect(page.locator("main")).to_contain_text("508-555-0135")
    assert page.url.endswith(f"/centers/{slug}/print")


def test_the_whole_path_goes_by_keyboard(page, slugs):
    walk_the_whole_path(page, slugs, scripts=True)


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_the_whole_path_goes_by_keyboard_without_javascript(page, slugs):
    walk_the_whole_path(page, slugs, scripts=False)
