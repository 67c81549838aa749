"""Answers by looking at every row: slow, simple, and sharing nothing with the index but the meaning of a word."""

import csv
import math
from datetime import UTC, datetime, timedelta

import numpy as np

from app.centers.code_book import DENIALS, code_book
from app.centers.hours import TIME_ZONES, Hours
from app.centers.openings import CARES, Opening, OpeningState
from app.centers.vocabulary import GROUPS
from app.search.globe import vector
from app.search.index import Row
from app.search.parameters import CONFIRMED, OPENING, SORTS
from app.search.question import Meaning, Question
from app.search.synonyms import synonyms
from app.search.tokens import tokens

VALUES = [(group.code, value) for group in GROUPS for value in group.values]
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
EARTH = 6371.0088 / 1.609344
WORDS = tokens(
    "hope house recovery new st saint center county behavioral health valley river a s de detox naltrexone methadone "
    "women womens teens veterans spanish sliding medicaid residential telehealth treatment cafe canon zzz 12 ok"
)


class PlainLoop:
    """The oracle over a list of rows."""

    def __init__(self, rows):
        self.rows = rows
        self.ids = np.array([row.id for row in rows])
        self.points = np.array([vector(row.latitude, row.longitude) for row in rows])
        self.states = np.array([row.state for row in rows])
        self.flags = np.array([[value.true_of(row.codes) for _group, value in VALUES] for row in rows], bool)
        self.place = {(group, value.code): at for at, (group, value) in enumerate(VALUES)}
        self.masks = {}
        self.hours = [(at, row.hours) for at, row in enumerate(rows) if row.hours]
        self.confirmed = np.array([row.confirmed for row in rows])

    def chords(self, point):
        steps = (self.points - np.array(vector(*point))) ** 2
        return (steps[:, 0] + steps[:, 1]) + steps[:, 2]

    def wishes(self, question):
        """Return where a person looks, and what grants each wish, as masks."""
        there = self.states == question.state if question.state is not None else np.ones(len(self.rows), bool)
        wishes = {}
        if question.point and question.within is not None:
            limit = 4 * np.sin(min(question.within / EARTH, np.pi) / 2) ** 2
            wishes["within"] = self.chords(question.point) <= limit
        if question.words or question.meanings:
            masks = [self.word(word) for word in question.words] + [self.meaning(each) for each in question.meanings]
            wishes["q"] = np.all(masks, axis=0)
        return there, wishes | {
            group: self.granting(group, codes, question) for group, codes in question.chosen.items()
        }

    def granting(self, group, codes, question):
        if group != "open":
            return np.any([self.flags[:, self.place[group, code]] for code in codes], axis=0)
        granted = np.zeros(len(self.rows), bool)
        for at, hours in self.hours:
            granted[at] = ("now" in codes and hours.open_at(question.at)) or ("walk-in" in codes and hours.walk_in)
        return granted

    def without_hours(self, question):
        """Count those that miss the wish for hours only, and of whom something that was asked is not known."""
        codes = question.chosen.get("open", ())
        if not codes:
            return 0
        there, wishes = self.wishes(question)
        unknown = ~wishes.pop("open")
        for at, hours in self.hours:
            if all(bool(hours.week) if code == "now" else hours.walk_in is not None for code in codes):
                unknown[at] = False
        return int(np.all([there, unknown, *wishes.values()], axis=0).sum())

    def near_misses(self, question, removals, nearest):
        """Return (wish, how many it gives) and (id, miles, wish), as the page's empty answer names them."""
        there, wishes = self.wishes(question)
        chords = self.chords(question.point) if question.point else np.zeros(len(self.rows))
        gives, near = [], []
        for wish, granted in wishes.items():
            without = np.all([there, *(mask for other, mask in wishes.items() if other != wish)], axis=0)
            gives.append((wish, int(without.sum())))
            near += [(chords[at], self.ids[at], wish) for at in (without & ~granted).nonzero()[0]]
        gives = sorted((each for each in gives if each[1]), key=lambda each: -each[1])[:removals]
        return gives, [(id_, self.miles(chord, question), wish) for chord, id_, wish in sorted(near)[:nearest]]

    def miles(self, chord, question):
        known = question.point and chord < math.inf
        return 2 * EARTH * math.asin(min(1.0, math.sqrt(chord) / 2)) if known else None

    def rank(self, row, question):
        """Return how soon the row has a place of the kind that was asked for; a large number where nobody knows."""
        asked = [set(question.chosen.get(group, ())) for group in ("care", "gender")]
        ranks = [999]
        for each in row.openings:
            age = question.at - each.reported_at
            lasts = 24 if each.care.startswith(("detox", "hospital", "residential", "recovery")) else 7 * 24
            cares = {each.care} | ({"residential"} if each.care.startswith("residential") else set())
            if (
                timedelta(0) <= age < timedelta(hours=lasts)
                and (not asked[0] or cares & asked[0])
                and (not asked[1] or not each.gender or each.gender in asked[1])
            ):
                wait = 200 if each.weeks is None else 1 + each.weeks
                ranks.append({"has-opening": 0, "waitlist": wait, "needs-assessment": 201, "full": 202}[each.state])
        return min(ranks)

    def word(self, prefix):
        if prefix not in self.masks:
            named = [(service.name, {service.code}) for service in code_book().values() if service.code not in DENIALS]
            named += [(value.label, value.codes) for _group, value in VALUES]
            codes = {code for name, held in named if _has(tokens(name), prefix) for code in held}
            self.masks[prefix] = np.array(
                [_has(row.words, prefix) or not codes.isdisjoint(row.codes) for row in self.rows], bool
            )
        return self.masks[prefix]

    def meaning(self, meaning):
        if meaning not in self.masks:
            said = np.all([self.word(word) for word in meaning.words], axis=0)
            meant = [any(code in row.codes for code in meaning.codes) for row in self.rows]
            self.masks[meaning] = said | np.array(meant, bool)
        return self.masks[meaning]

    def answer(self, question):
        """Return ids and miles of every match in order, and the counts."""
        base, groups = self.wishes(question)
        for wish in {"within", "q"} & groups.keys():
            base = base & groups.pop(wish)
        chords = self.chords(question.point) if question.point else np.zeros(len(self.rows))
        counts = {group.code: {} for group in GROUPS}
        for group in counts:
            others = base.copy()
            for other, mask in groups.items():
                if other != group:
                    others &= mask
            found = self.flags[others].sum(axis=0)
            counts[group] = {
                value.code: int(found[self.place[group, value.code]]) for name, value in VALUES if name == group
            }
        for mask in groups.values():
            base = base & mask
        matched = base.nonzero()[0]
        keys = (self.ids[matched], chords[matched])
        later = (-self.confirmed[matched],) if question.sort == CONFIRMED else ()
        if question.sort == OPENING:
            later = (np.array([self.rank(self.rows[at], question) for at in matched], int),)
        matched = matched[np.lexsort(keys + later)]
        miles = [None] * len(matched)
        if question.point:
            near = chords[matched].tolist()
            miles = [2 * EARTH * math.asin(min(1.0, math.sqrt(c) / 2)) if c < math.inf else None for c in near]
        return self.ids[matched].tolist(), miles, counts


def _has(words, prefix):
    return any(word.startswith(prefix) for word in words)


def listing(path):
    """Read the federal listing as rows, without the care the importer takes."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            Row(
                number,
                float(line["latitude"]) if line["latitude"] else None,
                float(line["longitude"]) if line["longitude"] else None,
                line["state"],
                tuple(set(line["service_code_info"].replace("*", " ").split())),
                tuple(set(tokens(f"{line['name1']} {line['name2']} {line['city']}"))),
            )
            for number, line in enumerate(csv.DictReader(file), 1)
            if len(line["state"]) == 2 and len(line["zip"]) <= 5
        ]


def made_up(chance, count):
    """Make rows that lie in heaps, on the date line, at the poles, or nowhere."""
    codes = sorted(set().union(*(value.codes for _group, value in VALUES)) | {"ZZZ", "SUMH"})
    heaps = [(40.7, -74.0), (34.0, -118.2), (61.2, -149.9), (13.45, 144.78), (51.9, 179.9), (51.9, -179.9), (90.0, 0.0)]
    rows = []
    for number in chance.sample(range(1, 10 * count), count):
        north, east = chance.choice(heaps)
        point = (min(90.0, north + chance.choice([0, 0, 0.01, 0.5, -3])), east + chance.choice([0, 0, 0.02, -0.7]))
        rows.append(
            Row(
                number,
                *(point if chance.random() < 0.95 else (None, None)),
                chance.choice(["NY", "CA", "AK", "GU"]),
                tuple(chance.sample(codes, chance.randint(0, 40))),
                tuple(chance.sample(WORDS, chance.randint(1, 4))),
                chance.choice([0, 0, 0, 739_000, 739_001, 739_100 + chance.randint(0, 50)]),
                made_up_hours(chance) if chance.random() < 0.6 else None,
                made_up_openings(chance) if chance.random() < 0.4 else (),
            )
        )
    return rows


def made_up_hours(chance):
    """Make the hours of a week in any zone: by day, around the clock, over midnight, or nothing but walk-in."""
    week = tuple(
        (day, opens, opens + chance.choice([30, 480, 1440]))
        for day in chance.sample(range(7), chance.choice([0, 1, 5, 7]))
        for opens in chance.choice([[0], [540], [1260], [480, 1020]])
    )
    return Hours(week, chance.choice([*TIME_ZONES]) if week else "", chance.choice([None, True, False]))


def made_up_openings(chance):
    """Make one to three reports within nine days, of any state, some for one gender only."""
    openings = []
    for care in chance.sample(sorted(CARES), chance.choice([1, 1, 2, 3])):
        state = chance.choice(list(OpeningState))
        weeks = chance.choice([None, 0, 1, 12]) if state is OpeningState.WAITLIST else None
        at = NEW_YEAR + timedelta(minutes=chance.randint(0, 8 * 1440))
        openings.append(Opening(care, state, at, chance.choice(["", "", "female", "male"]), weeks=weeks))
    return tuple(openings)


def made_up_question(chance, rows):
    """Make a question: near a row, near nothing, in a state, or anywhere, with words and choices."""
    point = within = state = None
    kind = chance.random()
    if kind < 0.6:
        row = chance.choice(rows)
        point = (row.latitude or 0.0, row.longitude or 0.0)
        if chance.random() < 0.6:
            point = (max(-90.0, min(90.0, point[0] + chance.gauss(0, 0.2))), point[1] + chance.gauss(0, 0.2))
    elif kind < 0.7:
        point = (chance.uniform(-90, 90), chance.uniform(-180, 180))
    elif kind < 0.8:
        state = chance.choice([chance.choice(rows).state, "ZZ"])
    if point:
        within = chance.choice([None, 0, 5, 10, 25, 50, 100, 250, 13000])
    chosen = {
        group.code: tuple(value.code for value in chance.sample(group.values, chance.choice([1, 1, 2])))
        for group in chance.sample(GROUPS, chance.choice([0, 0, 1, 2, 3, 4]))
    }
    words = tuple(chance.sample(WORDS, chance.choice([0, 0, 0, 1, 2])))
    phrases = chance.sample(sorted(synonyms()), chance.choice([0, 0, 0, 0, 1, 1, 2]))
    meanings = tuple(Meaning(phrase, synonyms()[phrase].codes) for phrase in phrases)
    if chance.random() < 0.2:
        chosen["open"] = tuple(sorted(chance.sample(["now", "walk-in"], chance.choice([1, 1, 2]))))
    at = NEW_YEAR + timedelta(minutes=chance.randint(0, 365 * 1440))
    if chance.random() < 0.5:  # a moment at which many reports still hold
        at = NEW_YEAR + timedelta(minutes=chance.randint(0, 9 * 1440))
    return Question(point, within, state, words, chosen, meanings, chance.choice(SORTS), at)
