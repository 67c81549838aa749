"""`wayhome keys`: the key files that sealed records stand under."""

import sys

import click

from app import create_app
from app.core import rotation


@click.group("keys")
def keys_group() -> None:
    """Look after the keys."""


@keys_group.command()
def rotate() -> None:
    """Move every record's key under a new key file and destroy the old one; the site may go on writing.

    If it is ended half-way, the next run finishes it.
    """
    with (
        create_app().app_context(),
        click.progressbar(length=rotation.how_many(), label="Moving keys", file=sys.stderr) as bar,
    ):
        moved = rotation.rotate(lambda count: bar.update(count - bar.pos))
    click.echo(f"{moved:,} keys moved; the old key file is destroyed. Copy WAYHOME_HOME/keys to its safe place again.")
