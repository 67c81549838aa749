"""How names are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.places.spelling import fold, key, near_spellings, tidy


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("St. Louis", "SAINT LOUIS"),
        ("Coeur d'Alene", "coeur d’alene"),
        ("O'Fallon", "OFallon"),
        ("St. Mary's", "Saint Marys"),
        ("Cañon City", "canon city"),
        ("‘Ewa Beach", "Ewa Bch"),
        ("Ft. Lauderdale", "Fort Lauderdale"),
        ("Mt. Vernon", "Mount Vernon"),
        ("Winston-Salem", "Winston Salem"),
        ("La Crosse", "LaCrosse"),
        ("The Bronx", "Bronx"),
        ("N. Augusta", "North Augusta"),
        ("N.Y.C.", "NYC"),
        ("Ｂｏｓｔｏｎ", "Boston"),
    ],
)
def test_spellings_of_one_name_share_a_key(one, other):
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), [("Columbus", "Columbia"), ("Mount", "Mountain"), ("Saint Paul", "Paul")])
def test_different_names_do_not(one, other):
    assert key(one) != key(other)


def test_fold_leaves_abbreviations_as_they_are():
    assert (fold("M.T."), key("MT")) == ("mt", "mount")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (" a \t\n b ", "a b"),
        ("a\x00b", "a b"),
        ("\u200fa\u200b", "a"),
        ("\ud800a", "a"),
        ("ａ，１", "a,1"),
        ("1–2", "1-2"),
    ],
)
def test_a_tidy_text_has_nothing_hidden(typed, shown):
    assert tidy(typed) == shown


@given(st.text())
def test_tidying_twice_changes_nothing_more(text):
    assert tidy(tidy(text)) == tidy(text)
    assert tidy(text).isprintable()


def test_near_spellings_know_swapped_letters_and_leave_strangers_out():
    assert near_spellings("plymuoth", ["plymouth", "boston"]) == {"plymouth": pytest.approx(0.875)}
