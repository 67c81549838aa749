"""What the site sends along: nothing unlisted, nothing heavy, nothing from another host."""

import hashlib
import json
import re

import brotli
import pytest

from app.core.config import ROOT

STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
STYLES = [VENDOR / "uswds" / "uswds.css", STATIC / "css" / "wayhome.css"]
FONTS = sorted(STATIC.rglob("*.woff2"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
WRITTEN = [*TEMPLATES, *(path for path in sorted(STATIC.rglob("*")) if path.suffix in {".css", ".js", ".svg", ".scss"})]
KILOBYTE = 1024

# A link in Leaflet's own text; static/js/map.js turns that text off, and no page draws it.
NEVER_DRAWN = {
    "static/vendor/leaflet/leaflet.js": [
        '<a href="https://leafletjs.com" title="A JavaScript library for interactive maps">'
    ]
}
ELSEWHERE = r"""(?:https?:)?//(?!www\.w3\.org/2000/svg)"""
TAG = re.compile(r"<(?P<name>[a-z][\w-]*)\b(?P<attributes>[^<>]*(?:\{\{.*?\}\}[^<>]*)*)>", re.DOTALL | re.IGNORECASE)
ADDRESS = re.compile(rf"""\b(?:src|srcset|href|action|data|poster)\s*=\s*["']?\s*{ELSEWHERE}""", re.IGNORECASE)
LOADED = re.compile(rf"""(?:url\(\s*["']?|@import\s+["']|\bfrom\s+["']|import\(\s*["'])\s*{ELSEWHERE}""", re.IGNORECASE)
HINT = re.compile(r"""rel=["'][^"']*(?:preconnect|dns-prefetch|prefetch|prerender)""", re.IGNORECASE)
INLINE = re.compile(
    r"""<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*["']|<script(?![^>]*(?:\ssrc=|"application/ld\+json"))|javascript:""",
    re.IGNORECASE,
)


def short(path):
    return str(path.relative_to(ROOT))


def is_packed_copy(path):
    """The server lays a compressed copy beside a file when it is installed."""
    return path.suffix in {".br", ".gz"} and path.with_suffix("").is_file()


def addresses_elsewhere(text):
    """The tags that name another host, except a link that tells it nothing."""
    for tag in TAG.finditer(text):
        quiet_link = tag["name"].lower() == "a" and re.search(r'rel="[^"]*\bnoreferrer\b', tag["attributes"])
        if ADDRESS.search(tag["attributes"]) and not quiet_link:
            yield tag[0]


def test_every_vendored_file_is_the_one_the_manifest_names():
    found = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "manifest.json" and not is_packed_copy(path)
    }
    listed = {name: entry["sha256"] for name, entry in MANIFEST.items()}
    assert found == listed, "Rebuild as static/theme/README.md says and write these hashes into vendor/manifest.json."


@pytest.mark.parametrize("name", MANIFEST)
def test_every_vendored_file_says_where_it_comes_from(name):
    entry = MANIFEST[name]
    assert entry["package"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", entry["version"])
    folder = VENDOR / name.split("/")[0]
    assert list(folder.glob("LICENSE*")), f"{folder.name} has no license beside it."


def test_the_styles_weigh_little_over_the_wire():
    weights = {path.name: len(brotli.compress(path.read_bytes())) for path in STYLES}
    assert sum(weights.values()) <= 12 * KILOBYTE, weights
    assert sum(path.stat().st_size for path in STYLES) <= 64 * KILOBYTE


def test_no_page_draws_the_link_of_the_map_library():
    assert "attributionControl: false" in (STATIC / "js" / "map.js").read_text(encoding="utf-8")


def test_the_fonts_are_one_small_file():
    assert len(FONTS) == 1, [short(path) for path in FONTS]
    assert FONTS[0].stat().st_size <= 30 * KILOBYTE
    assert FONTS[0].name in STYLES[1].read_text(encoding="utf-8")


def test_the_style_sheet_names_only_files_that_exist():
    sheet = STYLES[1]
    named = re.findall(r"""url\(["']?([^"')]+)""", sheet.read_text(encoding="utf-8"))
    missing = [name for name in named if not (sheet.parent / name).resolve().is_file()]
    assert named
    assert missing == []


def test_every_asset_a_template_names_exists():
    named = {name for path in TEMPLATES for name in re.findall(r"static_url\('([^']+)'\)", path.read_text("utf-8"))}
    assert "css/wayhome.css" in named
    assert [name for name in sorted(named) if not (STATIC / name).is_file()] == []


@pytest.mark.parametrize("path", WRITTEN, ids=short)
def test_nothing_is_fetched_from_another_host(path):
    text = path.read_text(encoding="utf-8")
    assert list(addresses_elsewhere(text)) == NEVER_DRAWN.get(short(path), []), (
        "Only <a rel=…noreferrer…> may name another site."
    )
    assert LOADED.findall(text) == []
    assert HINT.findall(text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_no_template_has_style_or_script_inside(path):
    html = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert INLINE.findall(html) == []


@pytest.mark.parametrize(
    "fault",
    [
        '<img src="https://x.test/a.png">',
        '<link rel="stylesheet" href="//x.test/a.css">',
        '<a href="https://x.test/">x</a>',
        '<form action="https://x.test/">',
    ],
)
def test_the_search_for_other_hosts_finds_each_kind(fault):
    assert list(addresses_elsewhere(fault))


def test_a_quiet_link_is_let_through():
    assert not list(addresses_elsewhere('<a href="https://x.test/" rel="noreferrer nofollow">x</a>'))


@pytest.mark.parametrize(
    "fault", ["url(https://x.test/a.woff2)", '@import "//x.test/a.css"', 'from "https://x.test/a.js"']
)
def test_the_search_for_loaded_files_finds_each_kind(fault):
    assert LOADED.search(fault)


def test_the_government_banner_is_nowhere():
    for path in [*TEMPLATES, *STYLES]:
        assert not re.search(r"usa-(?:banner|identifier)", path.read_text(encoding="utf-8")), short(path)


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_no_page_claims_what_nobody_can_promise(path):
    claims = r"HIPAA[ -]compliant|\banonymous|100\s*%+ confidential|\bthe best\b|\btop[ -]rated|\bguarantee|\bcertified by us"
    assert re.findall(claims, path.read_text(encoding="utf-8"), re.IGNORECASE) == []
