"""What holds on each public page, looked at in three widths, with scripts and without."""

import pytest
from visits import NOTHING, Visitor

PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
PAGES = {
    "home": "/",
    "results": "/centers?near=02360",
    "filtered results": "/centers?near=Plymouth%2C+MA&care=residential&payment=medicaid&medicine=naltrexone-injection&within=100",
    "no results": "/centers?near=Adak%2C+AK&within=5&care=hospital&payment=free",
    "results from a point": "/centers?near=41.96,-70.67",
    "map": "/centers/map?near=02360",
    "map of the country": "/centers/map?care=residential",
    "empty map": "/centers/map?near=Adak%2C+AK&within=5&care=hospital&payment=free",
    "which place": "/centers?near=Springfield",
    "unknown place": "/centers?near=Zzyzxville",
    "page that is not there": "/centers?near=02360&page=999",
    "help now": "/help-now",
    "about": "/about",
    "privacy": "/privacy",
    "how we order": "/how-we-order",
    "missing": "/nothing-here",
    "states": "/states",
    "state": "/states/ma",
    "town": "/states/ma/plymouth",
    "finder": "/finder",
    "what may fit": "/finder/fit?substance=alcohol",
    "helping": "/helping",
    "write to us": "/contact",
    "a message": "/contact?topic=finding-care",
    "read an answer": "/messages",
    "report a mistake": "/centers/{harbor_house}/report",
    "what happened": "/centers/{harbor_house}/called",
    "takes no messages": "/centers/{harbor_house}/contact",
    "what is new": "/guide-news",
    "letters about changes": "/naltrexone/newsletter",
    "look for our letter": "/naltrexone/newsletter/sent",
    "confirm an address": "/guide-news/confirm/nobody",
    "on the list": "/guide-news/confirmed",
    "link that is no longer good": "/guide-news/leave/nobody",
    "ask about a page": "/naltrexone/serious-warnings/ask",
    "have your question": "/naltrexone/serious-warnings/asked",
    "empty shortlist": "/shortlist",
    "shortlist": "/shortlist/add?center={harbor_house}&center={bayside}",
    "comparison": "/compare?center={harbor_house}&center={bayside}",
    "too little to compare": "/compare?center={harbor_house}",
    "sheet": "/centers/{harbor_house}/print",
    "sheet of a list": "/centers/print?near=02360",
    "full center": "/centers/{harbor_house}",
    "opioid treatment program": "/centers/{bayside}",
    "withheld street": "/centers/{quiet_door}",
    "empty center": "/centers/{bare_minimum}",
    "gone center": "/centers/{gone_meadow}",
    "long words": "/centers/{long_name}",
    "sharp name": "/centers/{sharp_tongue}",
    "old confirmation": "/centers/{long_ago}",
    "guide": "/naltrexone",
    "guide page": "/naltrexone/before-you-start",
    "guide page with a table": "/naltrexone/opioid-medicines-compared",
    "guide page near a place": "/naltrexone/tablet-or-shot?near=02360",
    "guide page near no place": "/naltrexone/stopping?near=Zzyzxville",
    "guide library": "/naltrexone/library",
    "guide glossary": "/naltrexone/glossary",
    "guide search": "/naltrexone/search?q=narcan",
    "guide page that is not there": "/naltrexone/befor-you-start",
    "guide next shot": "/naltrexone/tools/next-shot?near=02360&by=2099-12-03",
    "guide late shot": "/naltrexone/tools/next-shot?near=02360&by=2026-01-02",
    "guide wrong date": "/naltrexone/tools/next-shot?near=02360&by=soon",
    "guide tool: interval": "/naltrexone/tools/opioid-free-interval",
    "guide tool: interval answered": "/naltrexone/tools/opioid-free-interval?opioid=heroin&opioid=methadone&last=2026-01-02",
    "guide tool: interval mistaken": "/naltrexone/tools/opioid-free-interval?last=2026-02-31",
    "guide tool: is it for me": "/naltrexone/tools/is-it-for-me",
    "guide tool: what to talk over": "/naltrexone/tools/is-it-for-me?true=liver&true=daily-drinking&true=under-18",
    "guide tool: medicines": "/naltrexone/tools/medicines-compared",
    "guide tool: medicines compared": "/naltrexone/tools/medicines-compared?medicine=naltrexone-tablet&medicine=acamprosate&medicine=methadone",
    "guide tool: interactions": "/naltrexone/tools/interactions",
    "guide tool: interactions found": "/naltrexone/tools/interactions?medicine=oxycodne&medicine=effexor&medicine=zzz&kind=kratom",
    "guide tool: side effects": "/naltrexone/tools/side-effects",
    "guide tool: side effects sorted": "/naltrexone/tools/side-effects?noticed=nausea&noticed=liver&noticed=seizure",
    "guide tool: visit sheet": "/naltrexone/tools/visit-sheet",
    "guide tool: wallet card": "/naltrexone/tools/wallet-card",
    "guide tool: shot calendar": "/naltrexone/tools/shot-calendar",
    "guide tool: late shot": "/naltrexone/tools/shot-calendar?last=2026-01-02&every=28",
    "guide tool: self-check": "/naltrexone/tools/alcohol-self-check",
    "guide tool: surgery note": "/naltrexone/tools/surgery-note?form=shot&on=2099-03-01",
    "guide tool: leaving": "/naltrexone/tools/leaving-checklist",
}
# Pages with a form that stores something set the one cookie; it goes when the browser closes.
STORING = {"a message", "read an answer", "report a mistake", "what happened"} | {
    *("letters about changes", "confirm an address", "ask about a page"),
}
KILOBYTE = 1024
LIGHT, WITH_A_MAP, GUIDE = 100 * KILOBYTE, 250 * KILOBYTE, 60 * KILOBYTE


@pytest.fixture(scope="module")
def visitor(browser, live_server):
    visitor = Visitor(browser, live_server)
    yield visitor
    visitor.close()


@pytest.fixture
def visit(visitor, slugs):
    """Look at one of PAGES by name."""
    return lambda name: visitor.visit(PAGES[name].format(**slugs))


@pytest.fixture
def look(page, slugs):
    """Open one of PAGES by name."""

    def look(name, size=PHONE):
        page.set_viewport_size(size)
        page.goto(PAGES[name].format(**slugs))
        return page

    return look


@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_what_is_promised_of_every_page(visit, name):
    """Look at a page once, in any width, with scripts and without; all that it breaks is told together."""
    seen = visit(name)
    assert any(".woff2" in url for url in seen.weights), "The font did not load; the weight would mean nothing."
    cookies = [(cookie["name"], cookie["httpOnly"], cookie["expires"]) for cookie in seen.cookies]
    limit = WITH_A_MAP if "map" in name else GUIDE if name.startswith("guide") else LIGHT
    broken = {
        "axe found": {where: report for where, report in seen.violations.items() if report},
        "this scrolls sideways; let it wrap, or scroll in a box of its own": {
            where: elements for where, elements in seen.too_wide.items() if elements
        },
        "another host was asked; carry what the page needs under static/": seen.foreign,
        "the browser complained": seen.complaints,
        "the visit left behind": seen.kept if seen.kept != NOTHING else {},
        "there are cookies": cookies if cookies != ([("wayhome", True, -1)] if name in STORING else []) else [],
        "it is too heavy": seen.weights if sum(seen.weights.values()) > limit else {},
    }
    told = "\n".join(f"{what}: {found}" for what, found in broken.items() if found)
    assert not told, told


@pytest.mark.parametrize(
    "name", ["home", "results", "full center", "help now", "guide", "guide page", "guide late shot"]
)
def test_the_dark_colors_are_as_readable(look, accessible, page, name):
    page.emulate_media(color_scheme="dark")
    accessible(look(name))


def test_open_filters_are_as_good(look, accessible):
    page = look("filtered results")
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    accessible(page)


@pytest.mark.parametrize(
    "name", ["home", "results", "full center", "help now", "guide", "guide page", "guide late shot"]
)
def test_what_a_thumb_must_hit_is_large_enough(look, name):
    page = look(name)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, select, summary, input:not([type=hidden]):not([type=checkbox]), .usa-button, .help-strip a')]
            .map(e => [e, e.getBoundingClientRect()]).filter(([e, box]) => box.height > 0 && box.height < 43.5)
            .map(([e, box]) => `${e.tagName} “${e.innerText.slice(0, 30)}” ${box.height} px`)"""
    )
    assert not small, f"Give these at least 44 px: {small}"


def test_while_invented_centers_are_in_the_directory_every_page_says_so(page, slugs):
    silent = [
        name
        for name, address in PAGES.items()
        if "some centers here are invented" not in page.request.get(address.format(**slugs)).text()
    ]
    assert not silent, f"Draw the demonstration line on: {silent}"


def test_a_center_prints_with_its_number_and_without_the_frame(look, page):
    look("full center", DESK)
    page.emulate_media(media="print")
    assert page.locator("main").get_by_text("508-555-0135").first.is_visible()
    assert not page.get_by_role("link", name="Leave now").is_visible()
    assert page.pdf()[:5] == b"%PDF-"
