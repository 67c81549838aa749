"""`wayhome outbox`: letters on their way."""

import click

from app import create_app
from app.core import outbox, postman
from app.core.outbox import LetterState


@click.group("outbox")
def outbox_group() -> None:
    """Look after letters on their way."""


@outbox_group.command()
def send() -> None:
    """Send what is due now, and say how many letters left, wait and were given up."""
    with create_app().app_context():
        left = postman.deliver()
        counts = outbox.how_many()
    click.echo(f"{left} sent now, {counts[LetterState.WAITING]} waiting, {counts[LetterState.FAILED]} given up.")
