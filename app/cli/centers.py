"""`wayhome centers`: load listings into the directory."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from app import create_app
from app.core.errors import Refused
from app.sources.actions import import_listing
from app.sources.readers import READERS
from app.sources.report import Line, Report

SHOWN = 20  # of each list
_STEPS = {"Reading": (0, 30), "Comparing": (30, 70), "Writing": (70, 100)}
_LISTS = (
    ("added", "Added"),
    ("back", "Listed again"),
    ("changed", "Changed"),
    ("moved", "Moved"),
    ("withheld", "Streets erased because the listing withholds them now"),
    ("gone", "Not in this listing any more (kept, and left out of results)"),
)


@click.group()
def centers() -> None:
    """Load listings of treatment centers."""


@centers.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "code", type=click.Choice(list(READERS)), help="Take the file for this kind of listing.")
@click.option("--source", help="Whose listing it is, where one kind of file comes from several, such as one a state.")
@click.option("--edition", type=int, metavar="YEAR", help="The year it speaks of, when its name does not say.")
@click.option("--dry-run", is_flag=True, help="Show the difference and change nothing.")
@click.option("--accept-removals", is_flag=True, help="Apply it even if more than a tenth of the centers vanish.")
def import_(file: Path, code: str | None, **choices: Any) -> None:
    """Load FILE: SAMHSA's directory (CSV or XLSX), a FindTreatment.gov export, or our own plain CSV.

    All of it is applied or nothing. A center keeps its page from one edition to the next, and a center that
    the file no longer names is kept and marked. Loading the same file again changes nothing.
    """
    with create_app().app_context(), _progress() as tell:
        try:
            report = import_listing(
                file,
                by="wayhome centers import",
                code=code,
                progress=tell,
                **choices,
            )
        except Refused as refused:
            raise click.ClickException(str(refused)) from refused
    for line in described(report):
        click.echo(line)
    if report.refusal:
        raise click.ClickException(report.refusal)


def described(report: Report) -> Iterator[str]:
    """Yield the report as lines: the counts, then the start of each list."""
    yield f"{report.words}: {report.rows:,} row{'s' if report.rows != 1 else ''}" + (
        ", tried only; nothing was changed." if report.dry_run else "."
    )
    yield ", ".join(f"{count:,} {name}" for name, count in report.counts().items() if name != "rows") + "."
    for name, heading in _LISTS:
        yield from _list(heading, [_center(line) for line in getattr(report, name)])
    yield from _list("Rows left out", [f"line {row.line}: {row.reason}" for row in report.rejected])
    yield from _list("Rows joined as one program", [f"lines {', '.join(map(str, row))}" for row in report.joined])
    codes = [f"{code}: {count:,} centers" for code, count in report.unknown_codes.most_common()]
    yield from _list("Codes that are not in the code book (kept)", codes)
    yield from _list("Columns that were not read", report.strange_columns)
    yield from _list("Worth a look", [f"line {line}: {note}" for line, note in report.notes])


def _center(line: Line) -> str:
    where = f"line {line.line}: " if line.line else ""
    return f"{where}{line.label}" + (f" ({line.what})" if line.what else "")


def _list(heading: str, lines: Sequence[str]) -> Iterator[str]:
    if not lines:
        return
    yield ""
    yield f"{heading}: {len(lines):,}"
    yield from (f"  {line}" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        yield f"  … and {len(lines) - SHOWN:,} more"


@contextmanager
def _progress() -> Iterator[Callable[[str, float], None]]:
    """Give a function that shows a step and its share done: a bar on a terminal, plain lines elsewhere."""
    if not sys.stderr.isatty():
        seen: set[str] = set()

        def line(step: str, _share: float) -> None:
            if step not in seen:
                seen.add(step)
                click.echo(f"{step} …", err=True)

        yield line
        return
    with click.progressbar(length=100, file=sys.stderr, show_pos=False, show_eta=False) as bar:

        def move(step: str, share: float) -> None:
            start, end = _STEPS[step]
            bar.label = step
            bar.update(max(0, start + int((end - start) * share) - bar.pos))

        yield move
        bar.update(100 - bar.pos)
