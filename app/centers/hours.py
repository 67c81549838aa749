"""When a person may call or come for intake, week by week."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from babel.dates import get_timezone

from app.core.words import N_

MINUTES = 24 * 60
WEEK = range(7)
TIME_ZONES = {
    "America/New_York": N_("Eastern"),
    "America/Chicago": N_("Central"),
    "America/Denver": N_("Mountain"),
    "America/Phoenix": N_("Mountain (Arizona)"),
    "America/Los_Angeles": N_("Pacific"),
    "America/Anchorage": N_("Alaska"),
    "America/Adak": N_("Aleutian"),
    "Pacific/Honolulu": N_("Hawaii"),
    "America/Puerto_Rico": N_("Atlantic"),
    "Pacific/Guam": N_("Chamorro"),
    "Pacific/Pago_Pago": N_("Samoa"),
}


@dataclass(frozen=True, slots=True)
class Hours:
    """The weekly hours of intake.

    `week` holds (weekday, opens, closes), Monday is 0, in minutes after that day's midnight in `time_zone`;
    a span over midnight closes after minute 1440, a whole day is (day, 0, 1440). `walk_in`: without an appointment.
    """

    week: tuple[tuple[int, int, int], ...] = ()
    time_zone: str = ""
    walk_in: bool | None = None

    def __post_init__(self) -> None:
        """Refuse (ValueError) spans that are no spans, and a time zone outside the United States."""
        for day, opens, closes in self.week:
            if day not in WEEK or not 0 <= opens < MINUTES or not opens < closes <= opens + MINUTES:
                raise ValueError("Hours are a weekday from 0 to 6, a minute of opening and a later one of closing.")
        if self.week and self.time_zone not in TIME_ZONES:
            raise ValueError(f"“{self.time_zone}” is not a time zone of this directory.")

    @property
    def always(self) -> bool:
        """Whether it is open 24 hours on all days."""
        return {(day, 0, MINUTES) for day in WEEK} <= set(self.week)

    def open_at(self, moment: datetime) -> bool | None:
        """Say whether intake is open at a moment (with a time zone); None when the hours are not known."""
        if not self.week:
            return None
        here = moment.astimezone(get_timezone(self.time_zone))
        minute, today, yesterday = here.hour * 60 + here.minute, here.weekday(), (here - timedelta(days=1)).weekday()
        return any(
            (day == today and opens <= minute < closes) or (day == yesterday and minute + MINUTES < closes)
            for day, opens, closes in self.week
        )

    def runs(self) -> list[tuple[int, int, tuple[tuple[int, int], ...]]]:
        """Return (first weekday, last weekday, spans) for neighbouring days with the same hours; closed days have none."""
        spans = {day: tuple(sorted((o, c) for at, o, c in self.week if at == day)) for day in WEEK}
        days = [list(same) for _, same in groupby(WEEK, key=spans.__getitem__)]
        return [(same[0], same[-1], spans[same[0]]) for same in days]
