"""The guide is read by people under stress: grade 8 or below on each page, 900 words at most, the person first."""

import re

import pytest
from guide.reading_room import FOLDER, PAGES
from test_reading import AVOID, GRADE, LONGEST, grade, sentences
from test_reading import words as words_of

from app.guide.checks import MOST_WORDS
from app.guide.library import read_library
from app.guide.references import terms

WRITTEN = [*sorted((FOLDER / "pages").glob("*.md")), FOLDER / "glossary.toml", FOLDER / "safety.toml"]


@pytest.mark.parametrize("slug", PAGES)
def test_each_page_is_read_at_grade_8_or_below(client, slug):
    found = list(sentences(client.get(PAGES[slug]).text))
    hard = sorted(found, key=lambda sentence: -grade([sentence]))[:5]
    assert grade(found) <= GRADE, f"{grade(found):.1f}. Shorten these first: {hard}"


@pytest.mark.parametrize("slug", PAGES)
def test_what_the_writer_wrote_is_at_grade_8_or_below_without_the_engine_s_own_words(client, slug):
    leaf = read_library().leaves[slug]
    own = "".join(f"<p>{line}</p>" for line in (*leaf.text.key_facts, *leaf.text.do, *leaf.text.never))
    found = list(sentences(f"<main>{own}{leaf.text.body}</main>"))
    hard = sorted(found, key=lambda sentence: -grade([sentence]))[:5]
    assert grade(found) <= GRADE, f"{grade(found):.1f}. Shorten these first: {hard}"


@pytest.mark.parametrize(
    "address", ["/naltrexone/library", "/naltrexone/search?q=pain", "/naltrexone/tools/next-shot?by=2020-01-01"]
)
def test_the_guide_s_other_doors_are_as_plain(client, directory, address):
    found = list(sentences(client.get(address).text))
    assert grade(found) <= GRADE, f"{grade(found):.1f}"


def test_no_page_is_longer_than_900_words():
    assert {slug: leaf.text.count for slug, leaf in read_library().leaves.items() if leaf.text.count > MOST_WORDS} == {}


def test_no_sentence_is_too_long_to_follow(client):
    long = [
        (slug, sentence)
        for slug, url in PAGES.items()
        for sentence in sentences(client.get(url).text)
        if len(words_of(sentence)) > LONGEST
    ]
    assert not long, f"Make two of each: {long}"


def test_words_put_the_person_before_the_illness():
    said = [
        f"{path.name}:{number}: “{match.group()}”: say {instead}"
        for path in WRITTEN
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for pattern, instead in AVOID.items()
        for match in re.finditer(pattern, line, re.IGNORECASE)
    ]
    assert not said, "\n".join(said)


def test_each_word_of_the_glossary_is_explained_in_plain_sentences():
    hard = {
        term.name: round(grade(found), 1)
        for term in terms(FOLDER / "glossary.toml")
        if (found := list(sentences(f"<main><p>{term.meaning}</p></main>"))) and grade(found) > 12
    }
    assert not hard, f"Say these more simply: {hard}"
