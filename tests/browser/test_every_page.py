"""What holds on each public page, looked at as a phone and as a wide screen show it."""

import pytest

WIDTHS = {"phone": {"width": 320, "height": 640}, "desk": {"width": 1280, "height": 900}}
PAGES = {
    "home": "/",
    "results": "/centers?near=02360",
    "filtered results": "/centers?near=Plymouth%2C+MA&care=residential&payment=medicaid&medicine=naltrexone-injection&within=100",
    "no results": "/centers?near=Adak%2C+AK&within=5&care=hospital&payment=free",
    "which place": "/centers?near=Springfield",
    "unknown place": "/centers?near=Zzyzxville",
    "page that is not there": "/centers?near=02360&page=999",
    "help now": "/help-now",
    "about": "/about",
    "privacy": "/privacy",
    "how we order": "/how-we-order",
    "missing": "/nothing-here",
    "full center": "{harbor_house}",
    "opioid treatment program": "{bayside}",
    "withheld street": "{quiet_door}",
    "empty center": "{bare_minimum}",
    "gone center": "{gone_meadow}",
    "long words": "{long_name}",
    "sharp name": "{sharp_tongue}",
    "old confirmation": "{long_ago}",
}


TOO_WIDE = """() => [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map(e => `${e.tagName.toLowerCase()}.${e.className}: ${e.innerText.slice(0, 40)}`).slice(0, 6)"""


def address(name, slugs):
    return PAGES[name].format(**{who: f"/centers/{slug}" for who, slug in slugs.items()})


@pytest.fixture
def look(page, slugs):
    """Open one of PAGES by name at one of WIDTHS."""

    def look(name, width="phone"):
        page.set_viewport_size(WIDTHS[width])
        page.goto(address(name, slugs))
        return page

    return look


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_wrong_on_a_phone(look, accessible, name):
    accessible(look(name))


@pytest.mark.parametrize("name", ["home", "results", "filtered results", "which place", "help now", "full center"])
def test_axe_finds_nothing_wrong_on_a_wide_screen(look, accessible, name):
    accessible(look(name, "desk"))


@pytest.mark.parametrize("name", ["home", "results", "full center", "help now"])
def test_the_dark_colors_are_as_readable(look, accessible, page, name):
    page.emulate_media(color_scheme="dark")
    accessible(look(name))


def test_open_filters_are_as_good(look, accessible):
    page = look("filtered results")
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    accessible(page)


def test_nothing_scrolls_sideways_on_a_phone(look):
    wide = {}
    for name in PAGES:
        page = look(name)
        page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        room, needed = page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollWidth]")
        if needed > room:
            wide[f"{name}: {needed} px"] = page.evaluate(TOO_WIDE)
    assert not wide, f"Let these wrap, or scroll in a box of their own: {wide}"


@pytest.mark.parametrize("name", ["home", "results", "full center", "help now"])
def test_what_a_thumb_must_hit_is_large_enough(look, name):
    page = look(name)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, select, summary, input:not([type=hidden]):not([type=checkbox]), .usa-button, .help-strip a')]
            .map(e => [e, e.getBoundingClientRect()]).filter(([e, box]) => box.height > 0 && box.height < 43.5)
            .map(([e, box]) => `${e.tagName} “${e.innerText.slice(0, 30)}” ${box.height} px`)"""
    )
    assert not small, f"Give these at least 44 px: {small}"


def test_a_visit_to_every_page_leaves_nothing_behind(look, page):
    for name in PAGES:
        look(name)
    kept = page.evaluate(
        """async () => ({
            local: localStorage.length, session: sessionStorage.length, cookie: document.cookie,
            databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
            workers: (await navigator.serviceWorker.getRegistrations()).length,
        })"""
    )
    assert kept == {"local": 0, "session": 0, "cookie": "", "databases": 0, "caches": 0, "workers": 0}
    assert page.context.cookies() == []


def test_while_invented_centers_are_in_the_directory_every_page_says_so(page, slugs):
    silent = [
        name for name in PAGES if "these centers are invented" not in page.request.get(address(name, slugs)).text()
    ]
    assert not silent, f"Draw the demonstration line on: {silent}"


def test_the_first_results_page_weighs_at_most_100_kb(look, page):
    sizes = {}
    page.on(
        "requestfinished",
        lambda request: sizes.update({request.url: request.sizes()}),
    )
    look("results").wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready.then(() => 1)")
    weight = {url: size["responseBodySize"] + size["responseHeadersSize"] for url, size in sizes.items()}
    assert any(".woff2" in url for url in weight), "The font did not load; this figure would mean nothing."
    assert sum(weight.values()) <= 100 * 1024, weight


def test_a_center_prints_with_its_number_and_without_the_frame(look, page):
    look("full center", "desk")
    page.emulate_media(media="print")
    assert page.locator("main").get_by_text("508-555-0135").first.is_visible()
    assert not page.get_by_role("link", name="Leave now").is_visible()
    assert page.pdf()[:5] == b"%PDF-"
