"""“Use my location” asks when pressed, rounds before anything leaves the browser, and says what went wrong."""

import pytest
from playwright.sync_api import expect

PLYMOUTH = {"latitude": 41.958437, "longitude": -70.667312}
NEAR_ME = "Use my location"


@pytest.mark.browser_context_args(geolocation=PLYMOUTH, permissions=["geolocation"])
def test_a_person_who_agrees_searches_from_about_there(page, slugs):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    assert not any("41.9" in url for url in asked)
    page.get_by_role("button", name=NEAR_ME).click()
    page.wait_for_url(lambda url: "near=41.96%2C-70.67" in url)
    expect(page.locator(".order").first).to_contain_text("a straight line from about where you are")
    assert not any("41.958" in url or "70.667" in url for url in asked), "More than two decimals left the browser."
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.browser_context_args(geolocation=PLYMOUTH, permissions=[])
def test_a_person_who_refuses_is_told_what_to_do_instead(page, slugs):
    page.goto("/")
    page.get_by_role("button", name=NEAR_ME).click()
    expect(page.locator(".near-me [role=status]")).to_contain_text("Type a ZIP code or a town instead.")
    expect(page.get_by_role("button", name=NEAR_ME)).to_be_enabled()
    assert page.url.endswith("/")


def test_nobody_is_asked_before_they_press(page, slugs):
    page.add_init_script("window.asked = 0; navigator.geolocation.getCurrentPosition = () => { window.asked += 1 }")
    page.goto("/")
    expect(page.get_by_role("button", name=NEAR_ME)).to_be_visible()
    assert page.evaluate("window.asked") == 0
    page.get_by_role("button", name=NEAR_ME).click()
    assert page.evaluate("window.asked") == 1


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_javascript_there_is_no_such_button(page, slugs):
    page.goto("/")
    expect(page.get_by_role("button", name=NEAR_ME)).to_have_count(0)
