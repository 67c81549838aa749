"""`wayhome guide`: tell those who asked for it what changed in the guide."""

import click
from flask import current_app

from app import create_app
from app.core.db import transaction
from app.guide import actions


@click.group()
def guide() -> None:
    """Look after the letters about the naltrexone guide."""


@guide.command()
def announce() -> None:
    """Post a letter to everyone on the list, when seeds/guide/changes.csv has changes that none was posted for.

    All letters are posted or none; running it again posts nothing twice.
    """
    with create_app().app_context():
        changes = current_app.extensions["readers"].changes
        with transaction():
            new, letters = actions.announce(changes, by="wayhome guide announce")
    click.echo(_said(new, letters))


def _said(new: int, letters: int) -> str:
    if not new:
        return "Every change was announced before; nothing was posted."
    return f"{new} change{'s' if new != 1 else ''} announced; {letters:,} letter{'s' if letters != 1 else ''} posted."
