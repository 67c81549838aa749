import pytest

from app.centers.profile import Phone, Profile
from app.sources.identity import fold, fold_street, identity
from app.sources.matching import EDITIONS, SOURCES, match

HOUSE = Profile(
    name="Paper Lantern Recovery",
    program="Outpatient Program",
    street="12 Make-Believe Street",
    city="Plymouth",
    state="MA",
    zip="02360",
    phones=(Phone("5085550101"),),
    codes=frozenset(["SA", "DT", "ORT", "MD", "SF", "NXN", "CBT"]),
)
OTHER_CODES = frozenset(["SA", "HI", "RES", "PI"])


def known_again(olds, news, tiers=EDITIONS):
    """Return (place in olds, place in news) for each pair that is one program."""
    found = match(
        {number: identity(profile.to_json()) for number, profile in enumerate(olds)},
        {number: identity(profile.to_json()) for number, profile in enumerate(news)},
        tiers,
    )
    return sorted((old, new) for new, (old, _tier) in found.items())


@pytest.mark.parametrize(
    "changes",
    [
        {"codes": OTHER_CODES},
        {"name": "PAPER LANTERN RECOVERY", "street": "12 Make Believe St."},
        {"phones": (Phone("5085550102"),)},
        {"street2": "Suite 4"},
        {"program": ""},
        {"program": "Outpatient Programs"},
        {"name": "Paper Lantern Recovery Inc", "program": ""},
        {"name": "Paper Lantern Health"},
        {"street": "", "street_withheld": True},
        {"street": "", "street_withheld": True, "phones": (Phone("5085550102"),)},
        {"street": "4 Figment Road"},
        {"street": "4 Figment Road", "zip": "02361"},
        {"street": "4 Figment Road", "city": "Kingston", "zip": "02364"},
        {"name": "Papar Lantern Recovery", "phones": ()},
    ],
)
def test_a_program_is_known_again_in_the_next_edition(changes):
    assert known_again([HOUSE], [HOUSE.with_(**changes)]) == [(0, 0)]


@pytest.mark.parametrize(
    "changes",
    [
        {"program": "Youth Residential", "codes": OTHER_CODES},
        {"name": "Tin Kettle Methadone", "program": "", "codes": OTHER_CODES},
        {"street": "4 Figment Road", "phones": (Phone("5085550102"),), "zip": "02364", "city": "Kingston"},
        {"name": "Tin Kettle House", "street": "4 Figment Road"},
        {"state": "NH", "zip": "03060", "city": "Nashua"},
    ],
)
def test_another_program_is_not_taken_for_one_we_know(changes):
    assert known_again([HOUSE], [HOUSE.with_(**changes)]) == []


def test_where_two_programs_share_a_key_nobody_guesses():
    youth, adults = HOUSE.with_(program="Youth"), HOUSE.with_(program="Adults")
    later = HOUSE.with_(program="Family Detox", codes=OTHER_CODES)
    assert known_again([youth, adults], [later]) == []


def test_one_number_of_many_sites_matches_nobody():
    sites = [
        HOUSE.with_(street=f"{number} Figment Road", city=f"Town {number}", zip=f"0236{number}") for number in range(4)
    ]
    later = [site.with_(street=f"{site.street} North", city=f"New {site.city}", zip="02399") for site in sites]
    assert known_again(sites, later) == []
    assert known_again(sites, list(reversed(sites))) == [(0, 3), (1, 2), (2, 1), (3, 0)]


def test_two_houses_that_differ_only_in_their_codes_keep_to_themselves():
    hidden = HOUSE.with_(street="", street_withheld=True)
    one, other = hidden.with_(codes=frozenset({"SA", "DT", "RL"})), hidden.with_(codes=frozenset({"SA", "ORT", "MD"}))
    later = [other.with_(codes=other.codes | {"SF"}), one.with_(codes=one.codes | {"SF"})]
    assert known_again([one, other], later) == [(0, 1), (1, 0)]


def test_between_two_sources_the_name_must_agree():
    renamed = HOUSE.with_(name="Plymouth Health", program="")
    assert known_again([HOUSE], [renamed], EDITIONS) == [(0, 0)]
    assert known_again([HOUSE], [renamed], SOURCES) == []
    assert known_again([HOUSE], [HOUSE.with_(program="")], SOURCES) == [(0, 0)]


def test_words_are_folded_so_that_only_real_differences_remain():
    assert fold("  St. Mary’s & José's—Café ") == "st marys and joses cafe"
    assert fold_street("200 North First Avenue, Suite 4") == fold_street("200 N. 1st Ave Ste 4")
