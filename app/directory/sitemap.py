"""The map of this site for search engines (sitemaps.org 0.9), and what they should leave alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from xml.sax.saxutils import escape

from app.directory.queries import addresses
from app.directory.towns import State

LONGEST = 50_000  # addresses in one file, by the protocol
PAGES = ("/", "/help-now", "/about", "/how-we-order", "/privacy", "/states", "/finder", "/helping")
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
# Searches and what is made from them: endless in number, and each says what somebody looked for.
LEFT_ALONE = (
    "/centers?",
    "/centers.csv",
    "/centers.geojson",
    "/centers/print?",
    "/centers/*/print",
    "/centers/*.vcf",
    "/compare",
    "/finder?",
    "/naltrexone/*?",
    "/naltrexone/search",
    "/places",
    "/shortlist",
    "/account",
    "/desk",
    "/inbox",
)
Entry = tuple[str, date | datetime | None]
Checked = tuple[str, date | None]


def entries(states: Mapping[str, State], guide: Sequence[Checked]) -> list[Entry]:
    """Return the path and the last change of every page but the centers' own; `guide` holds the guide's."""
    found: list[Entry] = [*((path, None) for path in PAGES), *guide]
    for state in states.values():
        if state.count:
            found.append((f"/states/{state.slug}", state.updated_at))
            found += [(f"/states/{state.slug}/{town.slug}", town.updated_at) for town in state.towns]
    return found


def files(states: Mapping[str, State], guide: Sequence[Checked]) -> int:
    """Return how many files the whole map needs."""
    total = len(entries(states, guide)) + sum(state.count for state in states.values())
    return max(1, -(-total // LONGEST))


def sitemap(host: str, states: Mapping[str, State], guide: Sequence[Checked], number: int) -> Iterator[str]:
    """Write one file of the map, from 1; `host` is this site's own, with its scheme and without a closing slash."""
    yield f"{HEAD}<urlset {NAMESPACE}>\n"
    pages = entries(states, guide)
    start = (number - 1) * LONGEST
    yield from _urls(host, pages[start : start + LONGEST])
    room = LONGEST - len(pages[start : start + LONGEST])
    before = max(0, start - len(pages))
    centers = ((f"/centers/{slug}", at) for slug, at in addresses(before, room))
    while part := list(islice(centers, 500)):
        yield from _urls(host, part)
    yield "</urlset>\n"


def index(host: str, count: int) -> str:
    """Write the list of so many files."""
    each = (f"<sitemap><loc>{escape(host)}/sitemaps/{number}.xml</loc></sitemap>\n" for number in range(1, count + 1))
    return f"{HEAD}<sitemapindex {NAMESPACE}>\n{''.join(each)}</sitemapindex>\n"


def robots(host: str) -> str:
    """Write robots.txt: read every page about a place or a center, and no search."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in LEFT_ALONE), "", f"Sitemap: {host}/sitemap.xml"]
    return "\n".join(lines) + "\n"


def _urls(host: str, pages: Iterable[Entry]) -> Iterator[str]:
    for path, at in pages:
        last = f"<lastmod>{at:%Y-%m-%d}</lastmod>" if at else ""
        yield f"<url><loc>{escape(host + path)}</loc>{last}</url>\n"
