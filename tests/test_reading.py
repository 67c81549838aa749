"""Plain words: public text stays at grade 8 or below, and puts the person before the illness."""

import csv
import re
from itertools import chain

import pytest
from bs4 import BeautifulSoup

from app.centers.vocabulary import GROUPS
from app.core.config import ROOT
from app.inquiries.ready_answers import ready_answers

GRADE = 8.0
LONGEST = 32  # words of one sentence
SAMPLE = 60  # words; the formula means little on less
BLOCKS = [
    "p",
    "li",
    "dd",
    "dt",
    "td",
    "th",
    "h1",
    "h2",
    "h3",
    "h4",
    "summary",
    "label",
    "legend",
    "caption",
    "figcaption",
]
NOT_PROSE = ["script", "style", "nav", "select", "svg", "template", "option"]
# Names that have no simpler word; each counts as a word of two syllables.
NAMES = re.compile(
    r"\b(?:buprenorphine|naltrexone|methadone|naloxone|acamprosate|disulfiram|benzodiazepines?|klonopin|samhsa|geonames"
    r"|medicaid|medicare|massachusetts|substance abuse and mental health services administration)\b",
    re.IGNORECASE,
)
# What each word says of a person, and what to say instead.
AVOID = {
    r"\b(?:addicts?|junkies|junkie|drug users?)\b": "a person with a substance use disorder, a person who uses drugs",
    r"\b(?:alcoholics?(?! anonymous)|drunks?)\b": "a person with alcohol use disorder",
    r"\b(?:substance|drug|alcohol) (?:abuse(?! and mental health)|abusers?|habit)\b": "use, or substance use disorder",
    r"\b(?:get(?:ting)?|stay(?:ing)?|be(?:ing)?) clean\b|\bdirty (?:test|urine)": "in recovery, not using",
    r"\b(?:opioid|drug) (?:replacement|substitution)\b": "medicine for opioid use disorder",
    r"\bmedication[- ]assisted treatment\b": "medicine for opioid or alcohol use disorder",
    r"\bsuffer(?:s|ing)? from\b|\bvictims? of (?:addiction|drugs|alcohol)\b": "has, lives with",
    r"\bhooked on\b|\baddicted bab(?:y|ies)\b": "born with withdrawal",
    r"\bfail(?:ed|s)? (?:in |at |out of )?treatment\b|\btreatment failures?\b": "treatment did not work for them",
    r"\bnon-?complian(?:t|ce)\b": "not taking it as planned",
    r"\bcommit(?:ted|s)? suicide\b": "died by suicide",
    r"\bstrong-willed\b|\bmotivated enough\b|\bwillpower\b": "wants treatment",
    r"\bmiracles?\b|(?<!crisis )\blifeline\b|\bcures?\b": "may help, an option",
}
# SAMHSA's own names of its services, carried as they are.
SOURCES_OWN = {"seeds/vocabulary/codes.csv"}


def sentences(html):
    """Return the sentences of a page's main part; each block ends one, whether or not a full stop does."""
    main = BeautifulSoup(html, "html.parser").main
    for hidden in main.find_all(NOT_PROSE) + main.select("[hidden]"):
        hidden.decompose()
    for block in main.find_all(BLOCKS):
        if not block.find(BLOCKS):
            yield from split(" ".join(block.get_text(" ").split()))


def split(text):
    """Return the sentences of a text that have three words or more."""
    found = re.split(r"(?<=[.!?:…])[”’)]*\s+", text)
    return [sentence for sentence in found if len(words(sentence)) > 2]


def words(text):
    return re.findall(r"[a-z][a-z'’-]*", NAMES.sub("naming", text).lower())


def syllables(word):
    """Count groups of vowels, but for a silent e; close enough for a grade."""
    stem = re.sub(r"(?:[^laeiouy]es|[^tdaeiouy]ed|[^laeiouy]e)$", "", word)
    return max(1, len(re.findall(r"[aeiouy]+", stem)))


def grade(found):
    """Return the Flesch-Kincaid grade of sentences."""
    counted = [word for sentence in found for word in words(sentence)]
    return 0.39 * len(counted) / len(found) + 11.8 * sum(map(syllables, counted)) / len(counted) - 15.59


def marked_sentences():
    """Yield the strings of templates and scripts of the app that a person reads as a sentence, and where each stands."""
    marked = re.compile(r"""\b(?:_|N_|ngettext)\(\s*(["'])((?:(?!\1).)+)\1(?:,\s*(["'])((?:(?!\3).)+)\3)?""")
    for path in chain((ROOT / "templates").rglob("*.html"), (ROOT / "app").rglob("*.py")):
        for match in marked.finditer(path.read_text(encoding="utf-8")):
            for text in filter(None, (match[2], match[4])):
                yield path.relative_to(ROOT).as_posix(), text
    for group in GROUPS:
        yield from ((f"meaning of {value.code}", value.meaning) for value in group.values if value.meaning)


def everything_said():
    """Yield every line that may reach a person, and where it stands."""
    for folder, ending in (
        ("templates", ".html"),
        ("static/js", ".js"),
        ("seeds/finder", ""),
        ("seeds/demonstration", ".csv"),
        ("seeds/inquiries", "replies.csv"),
    ):
        for path in (ROOT / folder).rglob(f"*{ending}"):
            if path.is_file() and path.suffix in {".html", ".js", ".csv", ".toml", ".json", ".md"}:
                for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                    yield f"{path.relative_to(ROOT).as_posix()}:{number}", line
    yield from marked_sentences()
    for path in (ROOT / "seeds/vocabulary").glob("*.csv"):
        if path.name == "synonyms.csv":  # what people type, never what we say
            continue
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.reader(file), 1):
                yield f"{path.relative_to(ROOT).as_posix()}:{number}", " | ".join(row)


PROSE = [
    "/",
    "/help-now",
    "/about",
    "/privacy",
    "/how-we-order",
    "/finder",
    "/helping",
    "/shortlist",
    "/centers/{harbor_house}/print",
    "/guide-news",
    "/naltrexone/newsletter",
    "/naltrexone/newsletter/sent",
    "/guide-news/confirm/nobody",
    "/guide-news/confirmed",
    "/naltrexone/serious-warnings/ask",
    "/naltrexone/serious-warnings/asked",
    "/contact",
    "/contact?topic=finding-care",
    "/messages",
    "/centers/{harbor_house}/report",
    "/centers/{harbor_house}/called",
    "/centers/{harbor_house}/contact",
]


@pytest.mark.parametrize("address", PROSE)
def test_a_public_page_is_read_at_grade_8_or_below(client, directory, address):
    slugs = {name: center.slug for name, center in vars(directory).items()}
    page = client.get(address.format(**slugs))
    assert page.status_code == 200
    found = list(sentences(page.text))
    hard = sorted(found, key=lambda sentence: -grade([sentence]))[:5]
    assert grade(found) <= GRADE, f"{grade(found):.1f}. Shorten these first: {hard}"


def test_what_the_templates_and_the_app_say_is_read_at_grade_8_or_below():
    said = {}
    for where, text in marked_sentences():
        said.setdefault(where, []).extend(s for s in split(re.sub(r"%\(\w+\)[sd]", "it", text)) if s[-1] in ".!?")
    hard = {
        where: f"{grade(found):.1f}: {max(found, key=lambda sentence: grade([sentence]))}"
        for where, found in said.items()
        if sum(len(words(sentence)) for sentence in found) >= SAMPLE and grade(found) > GRADE
    }
    assert not hard, hard


def test_an_answer_to_start_from_is_read_at_grade_8_or_below():
    found = [sentence for ready in ready_answers() for block in ready.text.split("\n") for sentence in split(block)]
    assert len(found) > 20
    assert grade(found) <= GRADE


def test_no_sentence_is_too_long_to_follow():
    long = [
        (where, sentence)
        for where, text in marked_sentences()
        for sentence in split(text)
        if len(words(sentence)) > LONGEST
    ]
    assert not long, f"Make two of each: {long}"


def test_words_put_the_person_before_the_illness():
    said = [
        f"{where}: “{match.group()}”: say {instead}"
        for where, text in everything_said()
        if where.split(":")[0] not in SOURCES_OWN
        for pattern, instead in AVOID.items()
        for match in re.finditer(pattern, text, re.IGNORECASE)
    ]
    assert not said, "\n".join(said)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("call", 1),
        ("center", 2),
        ("helpline", 2),
        ("medicine", 3),
        ("stopped", 1),
        ("wanted", 2),
        ("table", 2),
        ("breathe", 1),
    ],
)
def test_syllables_are_counted_as_they_are_spoken(word, count):
    assert syllables(word) == count


def test_the_grade_tells_plain_words_from_hard_ones():
    assert grade(["Call us now.", "We will help you find care."]) < 3
    assert grade(["Comprehensive interdisciplinary rehabilitation necessitates individualized consideration."]) > 14


@pytest.mark.parametrize(
    "said",
    [
        "He is an addict.",
        "She stayed clean, so staying clean is hard",
        "He committed suicide",
        "a drug habit",
        "a miracle cure",
    ],
)
def test_the_search_for_words_to_avoid_finds_them(said):
    assert any(re.search(pattern, said, re.IGNORECASE) for pattern in AVOID)
