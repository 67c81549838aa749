"""Words people really use find what centers call otherwise, and the search says so."""

from functools import reduce

import pytest

from app.centers.vocabulary import GROUPS
from app.search import synonyms as synonyms_file
from app.search.criteria import Criteria
from app.search.index import Index, Row
from app.search.question import Meaning, question
from app.search.synonyms import Explanation, Kind, explain, parts, synonyms
from app.search.tokens import codes_named, tokens

CODES = sorted(set().union(*(value.codes for group in GROUPS for value in group.values)) | {"NOE", "DU", "DUO", "BMO"})
ONE_EACH = Index.build(Row(number, None, None, "MA", (code,), ("center",)) for number, code in enumerate(CODES, 1))


def found_by(text, index=ONE_EACH):
    return index.search(question(Criteria(q=text), None), page=1, size=999).ids


def codes_found(text):
    return {CODES[id_ - 1] for id_ in found_by(text)}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("vivitrol", "VTRL"),
        ("VIVITROL®", "VTRL"),
        ("vivitral", "VTRL"),
        ("revia", "NXN"),
        ("naltrexone shot", "VTRL"),
        ("naltrexon", "NU NXN VTRL"),
        ("nalexone", "NU NXN VTRL NOE"),  # as near to naloxone: both
        ("suboxone", "BU BWN"),
        ("subutex", "BU"),
        ("sublocade", "BU BERI"),
        ("zubsolv", "BU"),
        ("suboxen", "BU"),
        ("campral", "ACM"),
        ("antabuse", "DSF"),
        ("methadose", "METH MM"),
        ("methadon", "METH MM"),
        ("narcan", "NOE"),
        ("sober living", "HH"),
        ("halfway house", "HH"),
        ("half-way house", "HH"),
        ("rehab", "RES RL RS HI"),
        ("IOP", "OIT"),
        ("I.O.P.", "OIT"),
        ("PHP", "ODT"),
        ("MAT", "NU BU MU"),
        ("OTP", "OTP"),
        ("detox bed", "HID RD"),
        ("medical detox", "DT HID RD OD"),
        ("DUI class", "DU DUO"),
        ("tricare", "MI"),
        ("IHS", "ITU"),
        ("LGBT", "GL"),
        ("ASL", "AH"),
        ("teen", "AD"),
        ("teenagers", "AD CHLD"),
        ("vets", "VET"),
        ("Español", "SP"),
    ],
)
def test_words_people_use_find_what_is_meant(text, codes):
    assert set(codes.split()) <= codes_found(text)


def test_a_meaning_finds_nothing_that_it_does_not_mean():
    assert codes_found("vivitrol") == {"VTRL"}
    assert codes_found("sober living") == {"HH"}
    assert "OTP" not in codes_found("iop")


def test_a_phrase_is_read_before_its_words():
    assert [words for words, meant in parts("Free rehab, vivitrol SHOT now") if meant] == [
        ("free", "rehab"),
        ("vivitrol", "shot"),
    ]
    assert codes_found("free rehab") == {"NP"}
    assert [words for words, _meant in parts("sober nights, living days")] == [
        ("sober",),
        ("nights",),
        ("living",),
        ("days",),
    ]


def test_a_word_still_finds_the_names_that_have_it_and_each_word_narrows():
    index = Index.build(
        [
            Row(1, None, None, "MA", (), ("vivitrol", "house")),
            Row(2, None, None, "MA", ("VTRL",), ("harbor", "plymouth")),
            Row(3, None, None, "MA", ("VTRL",), ("bayside", "quincy")),
            Row(4, None, None, "MA", ("HH",), ("living", "hope", "sober")),
        ]
    )
    assert found_by("vivitrol", index) == [1, 2, 3]
    assert found_by("vivitrol plym", index) == [2]
    assert found_by("vivitrol rehab", index) == []
    assert found_by("living sober", index) == [4]


def test_a_question_keeps_plain_words_beside_meanings():
    asked = question(Criteria(q="Harbor vivitrol harbor Vivitrol"), None)
    assert asked.words == ("harbor",)
    assert asked.meanings == (Meaning(("vivitrol",), frozenset({"VTRL"})),)
    assert question(Criteria(), None).meanings == ()


def test_every_line_finds_what_its_words_alone_would_not():
    idle = [
        " ".join(phrase)
        for phrase, meant in synonyms().items()
        if meant.codes <= reduce(frozenset.intersection, map(codes_named, phrase))
    ]
    assert not idle, f"Take these out of synonyms.csv; the services' own names have their words: {idle}"


def test_every_phrase_can_be_reached_by_typing_it():
    for phrase, meant in synonyms().items():
        assert list(parts(" ".join(phrase))) == [(phrase, meant)]
        assert phrase == tuple(tokens(" ".join(phrase)))


@pytest.mark.parametrize(
    "line",
    [
        "x,synonym,medicine:nothing",
        "x,synonym,QQQ",
        "x,synonym,",
        "?!,synonym,DT",
        "x,guess,DT",
        "x,brand,DT\nX,brand,RD",
    ],
)
def test_a_line_that_means_nothing_is_refused(tmp_path, monkeypatch, line):
    (tmp_path / "vocabulary").mkdir()
    (tmp_path / "vocabulary" / "synonyms.csv").write_text(f"phrase,kind,meaning\n{line}\n", encoding="utf-8")
    monkeypatch.setattr(synonyms_file, "SEEDS", tmp_path)
    with pytest.raises(ValueError, match=r"synonyms\.csv|Kind"):
        synonyms_file.synonyms.__wrapped__()


def test_what_a_phrase_also_finds_is_explained_once():
    assert explain("vivitrol in Plymouth, Vivitrol, sober living, methodone") == (
        Explanation("vivitrol", Kind.BRAND, ("Naltrexone monthly shot",)),
        Explanation("sober living", Kind.SYNONYM, ("Recovery housing",)),
        Explanation("methodone", Kind.MISSPELLING, ("Methadone",)),
    )
    assert explain("harbor house naltrexone") == explain("") == ()


def test_a_phrase_is_shown_as_it_was_typed_and_one_meaning_is_named_once():
    assert explain("a PHP near me") == (Explanation("PHP", Kind.SYNONYM, ("Partial hospitalization (day treatment)",)),)
    assert [each.words for each in explain("İİ formatted IOP, Mat")] == ["IOP", "Mat"]


def test_of_two_names_for_one_meaning_the_first_stays_where_it_was(tmp_path, monkeypatch):
    (tmp_path / "vocabulary").mkdir()
    line = "php,synonym,care:partial-hospitalization care:detox PHDT"
    (tmp_path / "vocabulary" / "synonyms.csv").write_text(f"phrase,kind,meaning\n{line}\n", encoding="utf-8")
    monkeypatch.setattr(synonyms_file, "SEEDS", tmp_path)
    assert synonyms_file.synonyms.__wrapped__()["php",].labels == ("Partial hospitalization (day treatment)", "Detox")


def test_nothing_a_person_types_is_kept():
    explain("vivitrol")
    for number in range(50):
        explain(f"vivitrol secret{number}")
        found_by(f"rehab secret{number}")
    assert [cache.cache_info().currsize for cache in (synonyms_file.synonyms, synonyms_file._longest)] == [1, 1]
