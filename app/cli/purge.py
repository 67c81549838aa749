"""`wayhome purge`: what is due is erased."""

import click

from app import create_app
from app.core import keeping

BY = "wayhome purge"


@click.command()
@click.option("--confirm-clock", is_flag=True, help="Say that the clock is right although it leapt by more than a day.")
def purge(confirm_clock: bool) -> None:
    """Erase what was kept for as long as we said, and print how many of each kind."""
    with create_app().app_context():
        counts = keeping.purge(by=BY, confirm_clock=confirm_clock)
    for what, count in counts.items():
        click.echo(f"{count:>7,}  {what}")
