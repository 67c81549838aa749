"""What one row of an outside listing says, read and cleaned; or why it was left out."""

from collections.abc import Hashable
from dataclasses import dataclass

from app.centers.profile import Profile


@dataclass(frozen=True, slots=True)
class Record:
    """One program as a listing gives it.

    `line` is where it stands in the file (the row's number in a workbook). `notes` say, word for word,
    what was doubtful or left out of the profile. Rows with an equal `same` are one program; `also` are
    the lines that were joined to this one. `aside` is the reason to leave the record out. `given` is the profile
    as the row had it where its address is confidential: to be known again among other sources, never to be kept.
    """

    line: int
    profile: Profile
    notes: tuple[str, ...] = ()
    same: Hashable = None
    also: tuple[int, ...] = ()
    aside: str = ""
    given: Profile | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was left out, and why, in one sentence."""

    line: int
    reason: str
