"""The command line: one module for each family of commands."""

import sys

import click
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoTurn

from app.cli.backup import backup, restore
from app.cli.centers import centers
from app.cli.database import db_group
from app.cli.guide import guide
from app.cli.keys import keys_group
from app.cli.outbox import outbox_group
from app.cli.purge import purge
from app.cli.seeding import seed
from app.cli.serving import serve
from app.cli.users import users
from app.cli.worker import start_worker
from app.core.errors import Refused


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def wayhome() -> None:
    """Run and look after a Wayhome directory."""


COMMANDS = (
    *(serve, start_worker, db_group, seed, centers, guide, users),
    *(outbox_group, purge, keys_group, backup, restore),
)
for command in COMMANDS:
    wayhome.add_command(command)


def main() -> None:
    """Run one command; what goes wrong is one sentence and exit code 1, or 2 for a wrong call."""
    try:
        wayhome.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except (Refused, ValueError) as error:
        _fail(str(error))
    except NoTurn:
        _fail("The database is busy. Try again in a minute.")
    except DBAPIError as error:
        if "no such table" in str(error) or "does not exist" in str(error):
            _fail("The database has no tables of this version; run `wayhome db upgrade` first.")
        _fail(f"The database does not answer: {str(error.orig).splitlines()[0]}.")
    except OSError as error:
        _fail(f"{error.strerror or error}: {error.filename}." if error.filename else f"{error}.")


def _fail(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(1)
