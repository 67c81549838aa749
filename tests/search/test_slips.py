"""A word that finds nothing is offered spelt otherwise; naloxone is told from naltrexone however it is spelt."""

import pytest

from app.search.index import Index, Row
from app.search.question import Question
from app.search.slips import did_you_mean, names_naloxone

INDEX = Index.build([Row(1, None, None, "MA", ("NU", "HH"), ("harbor", "plymouth", "hopital"))])


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("vivitrl", "vivitrol"),
        ("Suboxne", "suboxone"),
        ("buprinorphin plymouth", "buprenorphine plymouth"),
        ("sobar living", "sober living"),
        ("residental", "residential"),
        ("harbor", ""),
        ("lobster", ""),  # “foster” is not near enough
        ("wellness", ""),
        ("harbr", ""),  # nothing we offer is like it
        ("hopital", ""),  # it finds a name, whatever it is like
        ("vivitral", ""),  # a listed misspelling is searched for, and explained
        ("zzz qqq", ""),
        ("hh", ""),
        ("x" * 120, ""),
        ("", ""),
        ("🙂", ""),
    ],
)
def test_only_a_word_that_finds_nothing_is_offered_spelt_otherwise(text, meant):
    assert did_you_mean(text, INDEX.finds) == meant


def test_an_offer_is_never_searched_for_unasked():
    assert INDEX.search(Question(words=("naltrexome",)), page=1, size=1).ids == []


@pytest.mark.parametrize(
    "text",
    [
        "naloxone",
        "Narcan",
        "NALOXONE kit",
        "naloxon",
        "nalaxone",
        "noloxone",
        "naloxene",
        "narcon",
        "norcan",
        "nalexone",
        "naxolone",
    ],
)
def test_naloxone_is_known_however_it_is_spelt(text):
    assert names_naloxone(text)


@pytest.mark.parametrize(
    "text",
    [
        "naltrexone",
        "naltrexon",
        "natrexone",
        "naltexone",
        "methadone",
        "suboxone",
        "marian",
        "norco",
        "vulcan",
        "nar",
        "",
    ],
)
def test_other_words_are_not_taken_for_naloxone(text):
    assert not names_naloxone(text)
