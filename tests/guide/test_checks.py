"""A page that is untrue, unsourced or broken stops the build, and the error names the file and the way to mend it."""

import re
from datetime import date

import pytest
from guide.reading_room import copy_of_the_guide

from app.guide import checks
from app.guide.library import read_library
from app.guide.page import read

FRONT = """+++
title = "A made-up page"
summary = "A page that only this test knows."
code = "T01"
topics = ["safety"]
facts = ["P21-01"]
sources = ["ASAM15"]
checked_on = 2026-11-25
review_due = 2027-11-25
reviewed_by = ""
related = ["switching", "serious-warnings", "return-to-use"]
tools = ["visit-sheet"]
find = "medicine=naltrexone"
find_words = "centers that give naltrexone"
key_facts = ["One. [^ASAM15]", "Two.", "Three."]
do = ["Ask.", "Tell."]
never = []
+++
## A heading

A paragraph with a [link](/naltrexone/switching).
"""


@pytest.fixture
def folder(tmp_path):
    """A whole guide with one page more, which a test may break."""
    folder = copy_of_the_guide(tmp_path)
    (folder / "pages" / "made-up.md").write_text(FRONT, encoding="utf-8")
    return folder


def complaint(folder, *changes, file="pages/made-up.md"):
    """Return what the build says after some words of a file were changed."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text, f"The test looks for “{before}”, which is not there."
        text = text.replace(before, after, 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="The guide cannot be built") as told:
        read_library(folder)
    return str(told.value)


def test_the_guide_and_a_sound_page_more_are_built(folder):
    assert "made-up" in read_library(folder).leaves
    assert len(read_library().leaves) >= 31


BROKEN = {
    "a broken fact id": (('"P21-01"', '"P99-01"'), "there is no fact P99-01"),
    "a fact from knowledge": (('"P21-01"', '"P15-07"'), "P15-07 is marked K and may not be published"),
    "a fact at second hand": (('"P21-01"', '"P07-03"'), r"P07-03 is marked V\* and may not be published"),
    "a fact verified in part": (('"P21-01"', '"P07-07"'), "P07-07 is verified in part only; name P07-07a"),
    "a fact that points to others": (('"P21-01"', '"P30-13"'), "P30-13 only points to other facts"),
    "an unknown source": (('sources = ["ASAM15"]', 'sources = ["ASAM15", "NOBODY"]'), "there is no source NOBODY"),
    "an uncited source": (('sources = ["ASAM15"]', 'sources = ["ASAM15", "PI-V"]'), "nothing cites PI-V"),
    "a source named twice": (('sources = ["ASAM15"]', 'sources = ["ASAM15", "ASAM15"]'), "stands twice"),
    "a cited id that is not a source": (('"Two."', '"Two. [^PI-V]"'), "the text cites PI-V; name it in sources"),
    "an unknown related page": (('["switching", ', '["nowhere", '), "related names nowhere"),
    "a page related to itself": (('["switching", ', '["made-up", '), "related names made-up"),
    "an unknown tool": (('"visit-sheet"', '"crystal-ball"'), "there is no tool crystal-ball"),
    "a missing topic": (('topics = ["safety"]', "topics = []"), "topics has 0 lines"),
    "an unknown topic": (('topics = ["safety"]', 'topics = ["weather"]'), "there is no topic weather"),
    "too many words": (("A paragraph", "word " * 900), "a page has at most 900"),
    "a heading out of order": (("## A heading", "### A heading"), "out of order"),
    "a heading of the first depth": (("## A heading", "# A heading"), "out of order"),
    "raw HTML": (("A paragraph", "<b>A</b> paragraph"), "has HTML"),
    "a block of HTML": (("A paragraph", "<script>1</script>\n\nA paragraph"), "has HTML"),
    "a picture": (("A paragraph", "![x](/y.png) A paragraph"), "has a picture"),
    "code": (("A paragraph", "`A` paragraph"), "has code"),
    "HTML in a key fact": (('"Two."', '"<i>Two</i>."'), "has HTML"),
    "a link that leaves": (("/naltrexone/switching", "https://example.com/"), "leaves the guide"),
    "a link to another host": (("/naltrexone/switching", "//example.com/"), "leaves the guide"),
    "a link to no page": (("(/naltrexone/switching)", "(/naltrexone/nowhere)"), "leads to no page of the guide"),
    "a link to no tool": (("(/naltrexone/switching)", "(/naltrexone/tools/nothing)"), "names no tool"),
    "a link that searches for nothing": (("(/naltrexone/switching)", "(/centers?medicine=hope)"), "is no search"),
    "a search that is none": (('find = "medicine=naltrexone"', 'find = "medicine=hope"'), "find is no search"),
    "an empty search": (('find = "medicine=naltrexone"', 'find = ""'), "find is no search"),
    "no words for the search": (('"centers that give naltrexone"', '""'), "find_words is empty"),
    "a long title": (("A made-up page", "A made-up page " * 5), "a title has 1 to 60"),
    "no summary": (("A page that only this test knows.", ""), "it has no summary"),
    "too few key facts": ((', "Two.", "Three."', ""), "key_facts has 1 lines"),
    "dates the wrong way round": (("2027-11-25", "2026-11-24"), "review_due must come after"),
    "a code that another page has": (('"T01"', '"P21"'), "2 pages have the code P21"),
    "no front matter": (("+++\ntitle", "title"), "the front matter stands between two lines"),
    "front matter that is no TOML": (('title = "A', "title = A"), "is no TOML"),
    "a field that no page has": (('code = "T01"', 'code = "T01"\ncolor = "red"'), "no page has color"),
    "a field that is missing": (('code = "T01"\n', ""), "says nothing of code"),
    "a date that is a text": (("checked_on = 2026-11-25", 'checked_on = "soon"'), "checked_on must be a day"),
    "a list that is a text": (("never = []", 'never = "x"'), "never must be a list of texts"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_fault_of_a_page_fails_the_build_and_names_the_file(folder, what):
    change, told = BROKEN[what]
    said = complaint(folder, change)
    assert re.search(told, said), said
    assert "seeds/guide/pages" in said


def test_every_fault_is_told_at_once(folder):
    said = complaint(folder, ('"P21-01"', '"P99-01"'), ('"visit-sheet"', '"crystal-ball"'), ("## A", "### A"))
    assert said.count("made-up.md") == 3


def test_a_source_without_an_address_fails_the_build(folder):
    path = folder / "sources.csv"
    text = re.sub(r"(?m)^(ASAM15,.*,)https://\S+$", r"\1", path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="the source ASAM15 has no address"):
        read_library(folder)


@pytest.mark.parametrize("statement", checks.STATEMENTS)
def test_a_missing_safety_statement_fails_the_build(folder, statement):
    path = folder / "safety.toml"
    head, *told = re.split(r"(?m)^\[\[statement\]\]\n", path.read_text(encoding="utf-8"))
    kept = [each for each in told if f'id = "{statement}"' not in each]
    assert len(kept) == len(checks.STATEMENTS) - 1
    path.write_text(head + "".join(f"[[statement]]\n{each}" for each in kept), encoding="utf-8")
    with pytest.raises(ValueError, match=r"safety\.toml: the statements must be"):
        read_library(folder)


def test_a_vital_statement_stays_vital_and_rests_on_verified_facts(folder):
    said = complaint(folder, ("vital = true", "vital = false"), ('["P25-01"]', '["P15-07"]'), file="safety.toml")
    assert "naloxone must be vital" in said
    assert "P15-07 is marked K" in said


def test_a_word_of_the_glossary_is_checked_too(folder):
    with (folder / "glossary.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[term]]\nname = "Opioid"\nmeaning = ""\nfacts = ["P99-09"]\nsources = ["NOBODY"]\n')
    with pytest.raises(ValueError, match="The guide cannot be built") as told:
        read_library(folder)
    for said in ("it has no meaning", "there is no fact P99-09", "there is no source NOBODY", "“opioid” twice"):
        assert said in str(told.value)


def test_a_guide_without_its_hub_is_not_built(folder):
    (folder / "pages" / "index.md").unlink()
    with pytest.raises(ValueError, match="there is no page index"):
        read_library(folder)


def test_a_page_cannot_take_the_place_of_a_door(folder):
    (folder / "pages" / "made-up.md").rename(folder / "pages" / "search.md")
    with pytest.raises(ValueError, match="the address /naltrexone/search is taken"):
        read_library(folder)


def test_a_page_is_past_its_date_only_from_the_day_after(folder):
    page = read(folder / "pages" / "made-up.md")
    assert not page.overdue(date(2027, 11, 25))
    assert page.overdue(date(2027, 11, 26))
