"""One look at a public page, as phones and screens show it, with its scripts and without: everything worth checking.

A page is opened twice and looked at in three widths; the tests then read what was found.
"""

import re
from dataclasses import dataclass, field

from axe_playwright_python.base import AXE_SCRIPT, AxeResults

WIDTHS = (320, 768, 1280)
HEIGHT = 800
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"], "preload": False}
SCRIPTS = re.compile(r"<script\b(?![^>]*ld\+json).*?</script>|</?noscript>", re.DOTALL)
TOO_WIDE = """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
    [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map(e => `${e.tagName.toLowerCase()}.${e.className}: ${(e.innerText || '').slice(0, 40)}`).slice(0, 6)"""
KEPT = """async () => ({
    local: localStorage.length, session: sessionStorage.length, cookie: document.cookie,
    databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"local": 0, "session": 0, "cookie": "", "databases": 0, "caches": 0, "workers": 0}


@dataclass
class Visit:
    """What one page was found to do; the keys of `violations` and `too_wide` are (width, "scripts" or "none")."""

    violations: dict = field(default_factory=dict)
    too_wide: dict = field(default_factory=dict)
    foreign: list = field(default_factory=list)
    complaints: list = field(default_factory=list)
    kept: dict = field(default_factory=dict)
    cookies: list = field(default_factory=list)
    weights: dict = field(default_factory=dict)


class Visitor:
    """Two browsers that remember nothing between pages: one runs scripts, one is given pages without any."""

    def __init__(self, browser, home):
        self._home = home
        self._pages = {kind: browser.new_context(base_url=home).new_page() for kind in ("scripts", "none")}
        for kind, page in self._pages.items():
            page.context.route("**/*", self._stay_home if kind == "scripts" else self._without_scripts)
            page.on("console", self._note)
            page.on("pageerror", lambda error: self._now.complaints.append(str(error)))
        self._pages["scripts"].on("requestfinished", self._request_finished)

    def visit(self, address):
        """Return what was found on a page."""
        self._now, self._requests = Visit(), []
        mains = {}
        for kind, page in self._pages.items():
            page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
            page.context.clear_cookies()
            page.goto(address)
            page.evaluate(AXE_SCRIPT)
            if kind == "scripts":
                page.wait_for_load_state("networkidle")
                page.evaluate("document.fonts.ready.then(() => 1)")
                self._now.weights = {
                    request.url: request.sizes()["responseBodySize"] + request.sizes()["responseHeadersSize"]
                    for request in self._requests
                }
                self._now.kept = page.evaluate(KEPT)
                self._now.cookies = page.context.cookies()
            mains[kind] = page.evaluate("document.querySelector('main').innerHTML")
            if kind == "none" and mains["none"] == mains["scripts"]:
                break  # what was found with scripts is true without
            for width in WIDTHS:
                self._look_at(page, width, kind)
        return self._now

    def _look_at(self, page, width, kind):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        results = AxeResults(page.evaluate("options => axe.run(options)", AXE))
        self._now.violations[width, kind] = results.response["violations"] and results.generate_report()
        page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        self._now.too_wide[width, kind] = page.evaluate(TOO_WIDE)
        page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = false)")

    def _stay_home(self, route):
        if route.request.url.startswith((self._home + "/", "data:", "blob:")):
            route.continue_()
        else:
            self._now.foreign.append(route.request.url)
            route.abort()

    def _without_scripts(self, route):
        if route.request.resource_type != "document":
            self._stay_home(route)
            return
        response = route.fetch()
        route.fulfill(response=response, body=SCRIPTS.sub("", response.text()))

    def _request_finished(self, request):
        self._requests.append(request)  # the list of the page at hand

    def _note(self, message):
        # Chromium reports the status of the page itself there too.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self._now.complaints.append(message.text)

    def close(self):
        for page in self._pages.values():
            page.context.close()
