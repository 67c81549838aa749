"""What an import did, or would do."""

from collections import Counter
from dataclasses import dataclass, field

from app.sources.record import Rejected


@dataclass(frozen=True, slots=True)
class Line:
    """One center of the report: where it stands in the file (None when it is not there), and what is new."""

    line: int | None
    label: str
    what: str = ""


@dataclass(slots=True)
class Report:
    """Counts and lists; `refusal` is why the file may not be applied, which only a dry run lives to tell."""

    source: str
    words: str
    dry_run: bool
    rows: int = 0
    unchanged: int = 0
    added: list[Line] = field(default_factory=list)
    changed: list[Line] = field(default_factory=list)
    moved: list[Line] = field(default_factory=list)
    back: list[Line] = field(default_factory=list)
    gone: list[Line] = field(default_factory=list)
    withheld: list[Line] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    joined: list[tuple[int, ...]] = field(default_factory=list)
    unknown_codes: Counter[str] = field(default_factory=Counter)
    strange_columns: list[str] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    matched_by: Counter[str] = field(default_factory=Counter)
    refusal: str = ""

    def counts(self) -> dict[str, int]:
        """Return how many of each there are, for the log and the first lines of the report."""
        lists = ("added", "changed", "moved", "back", "gone", "withheld", "rejected", "joined")
        return {"rows": self.rows, "unchanged": self.unchanged} | {name: len(getattr(self, name)) for name in lists}
