"""`wayhome backup` and `wayhome restore`."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from app import create_app
from app.accounts import sessions
from app.centers.actions import tell_readers
from app.core import backup as backups
from app.core.db import Base
from app.core.restore import restore as bring_back

BY = "wayhome restore"


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write everything as it stands now to FILE, encrypted; the site may go on writing.

    What opens it lies in WAYHOME_HOME/keys. Keep a copy of that directory, and never beside the backups.
    """
    with create_app().app_context(), _tables("Backing up") as tell:
        rows = backups.back_up(file, tell)
    click.echo(f"{rows:,} rows are in {file}. Copy WAYHOME_HOME/keys to its safe place, over the copy before.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Restore in the place of what is there, which is lost.")
@click.option("--accept-losses", is_flag=True, help="Restore although keys are missing; what none opens is left out.")
def restore(file: Path, replace: bool, accept_losses: bool) -> None:
    """Bring back what `wayhome backup` wrote to FILE, all of it or nothing. Stop the site first.

    What was erased since the backup stays erased, and everybody must sign in again.
    """
    with create_app().app_context(), _tables("Restoring") as tell:
        told = bring_back(
            file,
            by=BY,
            then=_begin_anew,
            replace=replace,
            accept_losses=accept_losses,
            tell=tell,
        )
    click.echo(f"{told.rows:,} rows are back, as they stood on {told.made:%Y-%m-%d at %H:%M} UTC.")
    click.echo(f"{told.left_out:,} records were left out: their keys are gone.")


def _begin_anew() -> None:
    sessions.forget_all()
    tell_readers(None)


@contextmanager
def _tables(label: str) -> Iterator[Callable[[str], None]]:
    """Give a function that takes each table's name: a bar on a terminal, one plain line elsewhere."""
    with click.progressbar(length=len(Base.metadata.tables), label=label, file=sys.stderr) as bar:
        seen: set[str] = set()

        def tell(table: str) -> None:
            bar.update(0 if table in seen else 1)
            seen.add(table)

        yield tell
