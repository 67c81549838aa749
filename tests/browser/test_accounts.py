"""Signing in and the pages behind the door, in a real browser with a passkey of its own."""

import pytest
from people import PASSWORD, Window, invite, make_person
from playwright.sync_api import expect
from visits import TOO_WIDE, WIDTHS

from app.core.db import db
from app.core.throttle import Throttle

BEFORE = ["/account/sign-in", "/account/forgot", "/account/forgot/sent", "/account/links/never-was"]
BEHIND = ["/account", "/account/app", "/account/passkeys", "/account/recovery-codes", "/account/password",
          "/account/address", "/account/name", "/account/prove", "/account/close"]  # fmt: skip
SMALL = """() => [...document.querySelectorAll('main :is(button, summary, input:not([type=hidden], [type=checkbox], .visually-hidden *), .usa-button, .rooms a)')]
    .map(e => [e, e.getBoundingClientRect()]).filter(([e, box]) => box.height > 1 && box.height < 43.5)
    .map(([e, box]) => `${e.tagName} “${e.innerText.slice(0, 30)}” ${box.height} px`)"""


@pytest.fixture
def go(stage, live_server, page):
    """Return a way to open a page; nobody waits because of what other tests tried."""
    stage[0].extensions["throttle"] = Throttle()
    return lambda address: page.goto(live_server + address)


@pytest.fixture
def somebody(stage):
    """Return a way to give somebody an account."""

    def make(*roles, **more):
        with stage[0].app_context():
            person = make_person(*roles, **more)
            db.session.remove()
        return person

    return make


@pytest.fixture
def enter(stage, live_server, page):
    """Return a way to be signed in without the ceremony."""

    def enter(person):
        with stage[0].app_context():
            window = Window(stage[0]).enter(person)
            cookie = window.client.get_cookie("wayhome")
            db.session.remove()
        page.context.add_cookies([{"name": "wayhome", "value": cookie.value, "url": live_server, "httpOnly": True}])

    return enter


@pytest.fixture
def authenticator(page):
    """A passkey holder in this browser, as phones and computers have one."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return tools, made["authenticatorId"]


@pytest.fixture
def look(page, go, accessible):
    """Return a look at one page in three widths: for axe, for what is too wide, and for thumbs."""

    def look(address):
        go(address)
        accessible(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(TOO_WIDE) == [], f"{address} at {width} px"
        assert page.evaluate(SMALL) == [], address

    return look


@pytest.mark.parametrize("address", BEFORE)
def test_the_pages_before_the_door_are_open_to_all_eyes(look, address):
    look(address)


@pytest.mark.parametrize("address", BEHIND)
def test_the_pages_behind_the_door_are_open_to_all_eyes(page, look, somebody, enter, address):
    enter(somebody("moderator"))
    look(address)
    expect(page.get_by_role("button", name="Sign out").first).to_be_visible()


def test_the_page_for_a_second_proof_is_open_to_all_eyes(look, somebody, enter):
    enter(somebody("moderator", app_codes=False))
    look("/account/enrol")


def test_the_dark_colors_are_as_readable(page, go, accessible, somebody, enter):
    enter(somebody("moderator"))
    page.emulate_media(color_scheme="dark")
    for address in ("/account", "/account/app", "/account/sign-in"):
        go(address)
        accessible(page)


def fill_in(page, go, person):
    go("/account/sign-in")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()


def test_from_the_letter_to_a_passkey_and_in_again_with_it_alone(stage, page, go, live_server, authenticator):
    with stage[0].app_context():
        path = invite("browser@example.org")
        db.session.remove()
    go(path)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("Show what I type").check()
    assert page.get_by_label("New password").get_attribute("type") == "text"
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("status")).to_contain_text("Your password is set")
    page.get_by_label("E-mail address").fill("browser@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("h1")).to_have_text("Set up a second proof")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("What do you call it?").fill("this browser")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator("h1")).to_have_text("Recovery codes")
    assert page.locator(".codes code").count() == 10
    page.get_by_role("button", name="I have kept them").click()
    expect(page.locator("h1")).to_have_text("Desk")
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url(live_server + "/")
    go("/account")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(live_server + "/account")
    expect(page.locator("main")).to_contain_text("Signed in with a passkey")
    names = {cookie["name"] for cookie in page.context.cookies()}
    assert names == {"wayhome", "wayhome-device"}, "No cookie keeps anybody signed in."


def test_whoever_says_no_to_the_passkey_reads_what_else_they_can_do(page, go, somebody, enter, authenticator):
    tools, number = authenticator
    enter(somebody("moderator"))
    go("/account/passkeys")
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": False})
    page.get_by_label("What do you call it?").fill("not mine")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("Your browser made no passkey")


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_javascript_password_and_code_are_enough(page, go, somebody, stage):
    person = somebody("moderator")
    fill_in(page, go, person)
    with stage[0].app_context():
        page.get_by_label("Code from your app").fill(person.code())
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("h1")).to_have_text("Desk")
    page.get_by_role("button", name="Sign out").first.click()
    go("/account")
    expect(page.locator("h1")).to_have_text("Sign in")


def test_after_signing_out_back_shows_nothing_that_was_there(page, go, live_server, somebody, enter):
    person = somebody("moderator")
    enter(person)
    for address in ("/account", "/account/name", "/account"):
        go(address)
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url(live_server + "/")
    for _ in range(4):
        page.go_back()
        assert person.email not in page.content()


def test_two_minutes_before_the_end_a_person_is_asked_whether_to_stay(page, go, somebody, enter):
    enter(somebody("moderator"))
    page.clock.install()
    go("/account")
    notice = page.locator(".stay")
    expect(notice).to_be_hidden()
    page.clock.run_for(13 * 60 * 1000 + 1000)
    expect(notice).to_be_visible()
    page.get_by_role("button", name="Stay signed in").click()
    expect(notice).to_be_hidden()
