"""`wayhome guide`: tell those who asked for it what changed in the guide."""

import sys

import click
from flask import current_app

from app import create_app
from app.core.db import transaction
from app.guide import actions, queries


@click.group()
def guide() -> None:
    """Look after the letters about the naltrexone guide."""


@guide.command()
def announce() -> None:
    """Post a letter to everyone on the list, when seeds/guide/changes.csv has changes that none was posted for.

    Running it again posts nothing twice; after it was broken off, it goes on where it was.
    """
    with create_app().app_context():
        with transaction():
            new = actions.announce(current_app.extensions["readers"].changes, by="wayhome guide announce")
        letters = _post()
    if new or letters:
        click.echo(f"{_count(new, 'change')} announced; {_count(letters, 'letter')} posted.")
    else:
        click.echo("Every change was announced before; nothing was posted.")


def _post() -> int:
    """Post what is owed, under a bar where somebody looks on, and return how many letters."""
    letters = 0
    with click.progressbar(length=queries.how_many_owed(), label="Posting letters", file=sys.stderr) as bar:
        while some := _some():
            letters += some
            bar.update(some)
    return letters


def _some() -> int:
    with transaction():
        return actions.post_owed()


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")
