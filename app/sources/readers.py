"""Which reader a file is for; a file is known by its heading, never by its name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from app.core.errors import Refused
from app.sources import findtreatment, plain, samhsa
from app.sources.record import Record, Rejected
from app.sources.table import Table, tables


@dataclass(frozen=True, slots=True)
class Reader:
    """One kind of outside listing: how its heading is known and its rows are read."""

    code: str
    words: Callable[[int], str]
    needed: frozenset[str]
    recognises: Callable[[tuple[str, ...]], bool]
    strangers: Callable[[tuple[str, ...]], list[str]]
    read: Callable[[Table], Iterator[Record | Rejected]]


READERS = MappingProxyType(
    {
        module.CODE: Reader(module.CODE, module.words, module.NEEDED, module.recognises, module.strangers, module.read)
        for module in (samhsa, findtreatment, plain)
    }
)


def recognise(path: Path, code: str | None = None) -> tuple[Reader, Table]:
    """Return the reader for a file and its table, the rows yet unread.

    With `code` only that reader is tried. Raises Refused, with one sentence, for a file that is no listing.
    """
    wanted = [READERS[code]] if code else list(READERS.values())
    header: tuple[str, ...] = ()
    for table in tables(path):
        reader = next((reader for reader in wanted if reader.recognises(table.header)), None)
        if reader:
            return reader, table
        header = header or table.header
    if code:
        raise Refused(f"{path.name} is not a “{code}” listing: {_fault(READERS[code], header)}.")
    if set(header) >= plain.NEEDED:
        raise Refused(f"{path.name} is not a plain listing: {_fault(READERS[plain.CODE], header)}.")
    raise Refused(
        f"{path.name} is not a listing we know: its first line is not the heading of a SAMHSA directory, "
        "a FindTreatment export or our own plain CSV."
    )


def _fault(reader: Reader, header: tuple[str, ...]) -> str:
    missing = sorted(reader.needed - set(header))
    if missing:
        return f"it lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}"
    strange = reader.strangers(header)
    return f"it has the unknown column “{strange[0][:40]}”" if strange else "it has no columns of service codes"
