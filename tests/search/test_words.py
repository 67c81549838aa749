"""Words match names, towns and services, with beginnings, and without regard to accents."""

import pytest

from app.search.index import Index, Row
from app.search.question import Question
from app.search.tokens import codes_named, tokens

ROWS = [
    Row(1, None, None, "CO", ("DT",), tuple(tokens("Cañon City Women's House"))),
    Row(2, None, None, "MO", ("NXN",), tuple(tokens("Outpatient Program O’Fallon"))),
    Row(3, None, None, "MO", ("VTRL", "SP"), tuple(tokens("CENTER FOR ÉTUDE"))),
]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("cañon", [1]),
        ("CANON house", [1]),
        ("women", [1]),
        ("women’s", [1]),
        ("ofallon", [2]),
        ("etu", [3]),
        ("detox", [1]),
        ("naltrexone", [2, 3]),
        ("naltrexone étude", [3]),
        ("spanish", [3]),
        ("center", [3]),
        ("house fallon", []),
        ("", [1, 2, 3]),
    ],
)
def test_every_word_typed_begins_a_word_of_the_center_or_of_a_service(text, ids):
    assert Index.build(ROWS).search(Question(words=tuple(tokens(text))), page=1, size=20).ids == ids


def test_tokens_are_lower_case_letters_and_digits():
    assert tokens("St. Mary’s  ÅSE-LIEN\t2nd_floor ﬁrst 🙂") == ["st", "marys", "ase", "lien", "2nd", "floor", "first"]


def test_a_word_that_came_with_a_change_is_found_too():
    patched = Index.build(ROWS).patched([Row(9, None, None, "ME", (), ("lobster",))])
    assert patched.search(Question(words=("lob",)), page=1, size=20).ids == [9]


def test_names_are_found_without_services_and_without_what_is_gone():
    index = Index.build(ROWS)
    assert index.named(["canon", "hous"], 8) == [1]
    assert index.named(["detox"], 8) == []  # a service, and no name
    assert index.named(["zzz"], 8) == index.named([], 8) == []
    later = index.patched([Row(9, None, None, "ME", (), ("canon",))], removed=[1])
    assert later.named(["canon"], 8) == [9]
    assert later.named(["c"], 1) == [3]
    assert not later.finds("women")


def test_a_word_is_known_when_a_name_or_a_service_of_a_listed_center_begins_so():
    index = Index.build(ROWS)
    assert [word for word in ("women", "detox", "naltrexone", "cocaine", "zzz") if index.finds(word)] == [
        "women",
        "detox",
        "naltrexone",
    ]


def test_what_a_center_does_not_do_is_no_reason_to_find_it():
    assert not codes_named("opioid") & {"NOOP", "NMOA"}
    assert not codes_named("alcohol") & {"NAUT", "NMAUT"}
    assert "OTP" in codes_named("opioid")
