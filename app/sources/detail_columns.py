"""The columns of a plain listing that no federal listing has: hours, insurers, rules, price, openings and the like.

What cannot be read is left out and named in a note; it never becomes a no.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from app.centers.details import (
    AccessFact,
    Answer,
    Cost,
    CostUnit,
    Details,
    InsurerPlan,
    InsurerStanding,
    Said,
    Status,
    StatusKind,
)
from app.centers.hours import MINUTES, TIME_ZONES, WEEK, Hours
from app.centers.openings import Opening, newest_of_each, parsed
from app.centers.shot import MonthlyShot, Orders
from app.centers.topics import ACCESS, ADMISSION, HOUSE_RULES, QUALITY, Block
from app.centers.vocabulary import INSURER
from app.places.queries import STATES
from app.sources import cleaning

COLUMNS = frozenset(
    {
        "hours",
        "time_zone",
        "walk_in",
        "insurers",
        "access",
        "house_rules",
        "admission",
        "quality",
        "cost_from",
        "cost_to",
        "cost_unit",
        "cost_due_first",
        "cost_includes",
        "cost_assistance",
        "cost_valid_from",
        "cost_valid_to",
        "status",
        "status_from",
        "status_to",
        "status_note",
        "shot_on_site",
        "shot_only",
        "shot_days",
        "shot_orders",
        "shot_test",
        "shot_next",
        "shot_next_reported",
        "openings",
        "confidential",
    }
)
LONGEST = 200  # letters of a center's own words on one topic
MOST_DOLLARS = 1_000_000
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))? (?P<opens>[\d:]+)-(?P<closes>[\d:]+)")
_YES_NO = {"yes": True, "no": False}


def details(cells: Mapping[str, str], notes: list[str]) -> Details:
    """Read the details of one row; what is wrong with it is added to `notes`."""
    reader = _Reader({column: " ".join(cells.get(column, "").split()) for column in COLUMNS}, notes)
    return Details(
        hours=reader.hours(),
        insurers=tuple(reader.insurers()),
        access=tuple(AccessFact(need, answer, day) for need, answer, day in reader.answers("access", ACCESS)),
        house_rules=reader.said("house_rules", HOUSE_RULES),
        admission=reader.said("admission", ADMISSION),
        cost=reader.cost(),
        quality=tuple((sign, answer) for sign, answer, _day in reader.answers("quality", QUALITY)),
        status=reader.status(),
        shot=reader.shot(),
        openings=newest_of_each(reader.openings()),
        confidential=bool(reader.yes_no("confidential")),
    )


class _Reader:
    def __init__(self, cells: Mapping[str, str], notes: list[str]) -> None:
        self._cells = cells
        self._notes = notes

    def _doubt(self, column: str, given: str) -> None:
        self._notes.append(f"“{given[:40]}” is no value of “{column}”.")

    def _pieces(self, column: str) -> Iterator[str]:
        yield from (piece.strip() for piece in self._cells[column].split(";") if piece.strip())

    def hours(self) -> Hours | None:
        zone, walk_in = self._cells["time_zone"], self.yes_no("walk_in")
        week = [span for piece in self._pieces("hours") for span in self._spans(piece)]
        if week and zone not in TIME_ZONES:
            self._notes.append(f"Its hours are left out: “{zone[:40]}” is no time zone of this directory.")
            week = []
        if not week:
            return None if walk_in is None else Hours(walk_in=walk_in)
        return Hours(tuple(dict.fromkeys(week)), zone, walk_in)

    def _spans(self, piece: str) -> list[tuple[int, int, int]]:
        if piece == "24/7":
            return [(day, 0, MINUTES) for day in WEEK]
        found = _SPAN.fullmatch(piece.lower())
        opens, closes = (_minute(found["opens"]), _minute(found["closes"])) if found else (None, None)
        first, last = (found["first"], found["last"] or found["first"]) if found else ("", "")
        if opens is None or closes is None or opens == MINUTES or not {first, last} <= set(_DAYS):
            self._doubt("hours", piece)
            return []
        start, end = _DAYS.index(first), _DAYS.index(last)
        days = range(start, end + 1) if start <= end else [*range(start, 7), *range(end + 1)]
        return [(day, opens, closes if closes > opens else closes + MINUTES) for day in days]

    def insurers(self) -> Iterator[InsurerPlan]:
        for piece in self._pieces("insurers"):
            insurer, *words = piece.lower().split()
            state = next((word.upper() for word in words if word.upper() in STATES), "")
            standing = next((word for word in words if word in set(InsurerStanding)), "")
            day = next((day for word in words if (day := _day(word))), None)
            told = 1 + bool(state) + bool(standing) + bool(day)
            if INSURER.value(insurer) is None or not standing or told != len(words) + 1:
                self._doubt("insurers", piece)
            else:
                yield InsurerPlan(insurer, InsurerStanding(standing), state, day)

    def answers(self, column: str, block: Block) -> Iterator[tuple[str, bool, date | None]]:
        for piece in self._pieces(column):
            topic, answer, day, *more = (*piece.lower().split(), "", "")
            if topic not in block.by_code or answer not in _YES_NO or any(more) or (day and not _day(day)):
                self._doubt(column, piece)
            else:
                yield topic, _YES_NO[answer], _day(day)

    def said(self, column: str, block: Block) -> Said:
        told = {}
        for piece in self._pieces(column):
            topic, _colon, words = (part.strip() for part in piece.partition(":"))
            if topic not in block.by_code or not words:
                self._doubt(column, piece)
            else:
                told[topic] = words.lower() if words.lower() in set(Answer) else words[:LONGEST]
        return tuple(told.items())

    def cost(self) -> Cost | None:
        low, high, due = (self._dollars(column) for column in ("cost_from", "cost_to", "cost_due_first"))
        if low is not None and high is not None and low > high:
            self._doubt("cost_to", self._cells["cost_to"])
            high = None
        unit = self._one_of("cost_unit", set(CostUnit))
        cost = Cost(
            low,
            high,
            CostUnit(unit) if unit else None,
            due,
            cleaning.text(self._cells["cost_includes"])[:LONGEST],
            cleaning.text(self._cells["cost_assistance"])[:LONGEST],
            self._date("cost_valid_from"),
            self._date("cost_valid_to"),
        )
        priced = low is not None or high is not None or due is not None
        return cost if priced or cost.includes or cost.assistance else None

    def status(self) -> Status | None:
        kind = self._one_of("status", set(StatusKind))
        if not kind:
            return None
        note = cleaning.text(self._cells["status_note"])[:LONGEST]
        return Status(StatusKind(kind), self._date("status_from"), self._date("status_to"), note)

    def shot(self) -> MonthlyShot | None:
        orders = self._one_of("shot_orders", set(Orders))
        shot = MonthlyShot(
            on_site=self.yes_no("shot_on_site"),
            shot_only=self.yes_no("shot_only"),
            days=cleaning.text(self._cells["shot_days"])[:LONGEST],
            orders=Orders(orders) if orders else None,
            test_first=self.yes_no("shot_test"),
            next_slot=self._date("shot_next"),
            slot_reported=self._date("shot_next_reported"),
        )
        return None if shot == MonthlyShot() else shot

    def openings(self) -> Iterator[Opening]:
        for piece in self._pieces("openings"):
            opening = parsed(piece)
            if opening is None:
                self._doubt("openings", piece)
            else:
                yield opening

    def yes_no(self, column: str) -> bool | None:
        answer = self._one_of(column, set(_YES_NO))
        return _YES_NO[answer] if answer else None

    def _one_of(self, column: str, known: set[str]) -> str:
        given = self._cells[column].lower()
        if given and given not in known:
            self._doubt(column, given)
        return given if given in known else ""

    def _date(self, column: str) -> date | None:
        given = self._cells[column]
        day = _day(given)
        if given and not day:
            self._doubt(column, given)
        return day

    def _dollars(self, column: str) -> int | None:
        given = self._cells[column].replace(",", "").removeprefix("$")
        if re.fullmatch(r"[0-9]{1,7}", given) and int(given) <= MOST_DOLLARS:
            return int(given)
        if given:
            self._doubt(column, given)
        return None


def _minute(clock: str) -> int | None:
    """Return the minute after midnight of `8`, `8:30` or `24:00`."""
    found = re.fullmatch(r"([0-9]{1,2})(?::([0-5][0-9]))?", clock)
    minute = int(found[1]) * 60 + int(found[2] or 0) if found else MINUTES + 1
    return minute if minute <= MINUTES else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
