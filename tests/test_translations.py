"""Every word a person reads goes through gettext, so that Spanish is a catalogue and not a rewrite."""

import re

import pytest
from babel.support import NullTranslations
from bs4 import BeautifulSoup

from app.core import translation
from app.core.config import ROOT

NAMES = {"Wayhome", "SAMHSA", "Narcan", "GeoNames", "OpenStreetMap"}
SPOKEN = r"\b(aria-label|alt|title|placeholder)\s*=\s*([\"'])(.*?)\2"
OPEN, CLOSE = "⟦", "⟧"


class Marked(NullTranslations):
    """A language in which every translated text stands in brackets."""

    def gettext(self, message):
        return f"{OPEN}{message}{CLOSE}"

    def ngettext(self, one, many, number):
        return self.gettext(one if number == 1 else many)

    def pgettext(self, _context, message):
        return self.gettext(message)

    ugettext, ungettext, upgettext = gettext, ngettext, pgettext


def bare_words(source):
    """Return the words of a template that stand outside gettext: in text and in spoken attributes."""
    source = re.sub(r"\{#.*?#\}|<!--.*?-->", " ", source, flags=re.DOTALL)
    source = re.sub(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", " ", source, flags=re.DOTALL)
    source = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", source, flags=re.DOTALL)
    spoken = [match[2] for match in re.findall(SPOKEN, source, flags=re.DOTALL)]
    text = re.sub(r"<[^>]*>|&[a-z]+;", " ", source, flags=re.DOTALL)
    return [word for word in re.findall(r"[^\W\d_]{3,}", " ".join([text, *spoken])) if word not in NAMES]


def test_the_reader_of_templates_sees_bare_words():
    assert bare_words('<p title="Deep">Hello {{ _("you") }} {# not this #}{% trans %}nor this{% endtrans %}</p>') == [
        "Hello",
        "Deep",
    ]


def test_no_word_in_a_template_misses_gettext():
    bare = {
        str(path.relative_to(ROOT)): words
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if (words := bare_words(path.read_text(encoding="utf-8")))
    }
    assert not bare, f"Put these words into {{{{ _('…') }}}}: {bare}"


@pytest.fixture
def marked(monkeypatch):
    monkeypatch.setattr(translation, "catalogue", lambda _code: Marked())


PAGES = [
    "/",
    "/help-now",
    "/about",
    "/privacy",
    "/how-we-order",
    "/missing",
    "/centers?near=%F0%9F%99%82",
    "/account/sign-in",
    "/account/forgot",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_word_a_page_shows_was_translated(marked, client, path):
    left = untranslated(client.get(path).text)
    assert not left, f"These words reach the page without gettext: {left}"


def test_every_word_of_a_center_and_of_the_results_is_translated_or_its_own(marked, client, directory):
    profile = directory.harbor_house.profile
    own = {profile.name, profile.program, profile.street, profile.street2, profile.city, profile.county}
    page = client.get(f"/centers/{directory.harbor_house.slug}").text
    main = str(BeautifulSoup(page, "html.parser").main)
    left = [words for words in untranslated(main) if not any(part and part in words for part in own)]
    nearby = {f"{center.profile.name}: {center.profile.program}".strip(": ") for center in directory.all()}
    towns = {center.profile.city for center in directory.all()}
    left = [words for words in left if words not in nearby and not any(town in words for town in towns)]
    assert not left, f"These words reach the page without gettext: {left}"


def untranslated(html):
    """Return the texts of a page that hold a word outside the brackets."""
    soup = BeautifulSoup(html, "html.parser")
    for element in soup(["script", "style", "head"]):
        element.decompose()
    found = [text for text in soup.stripped_strings if re.search(r"[^\W\d_]{3,}", outside(text))]
    return [text for text in found if not set(re.findall(r"[^\W\d_]{3,}", outside(text))) <= NAMES]


def outside(text):
    while OPEN in text and (shorter := re.sub(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", " ", text)) != text:
        text = shorter
    return text
