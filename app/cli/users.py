"""`wayhome users`: who may sign in."""

import click
from flask import current_app

from app import create_app
from app.accounts import actions, queries
from app.accounts.address import tidy_address
from app.accounts.letter_views import link_url
from app.accounts.models import Role, User
from app.centers import actions as centers
from app.centers.queries import by_slug
from app.core.db import transaction
from app.core.errors import Refused

BY = "wayhome users"


@click.group()
def users() -> None:
    """Invite people who work here, list them, shut them out."""


@users.command()
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True, help="What they do here.")
@click.option("--center", "slug", help="The center they work for; only with --role center.")
@click.option("--intake", is_flag=True, help="Let them read what people write to that center.")
def invite(email: str, role: str, slug: str | None, intake: bool) -> None:
    """Give EMAIL an account, and send a letter with a link that works once, for 7 days.

    Invite the same person again to send a new link, or to give them another role or center.
    """
    if (role == Role.CENTER) != (slug is not None):
        raise click.UsageError("--role center needs --center, and --center needs --role center.")
    with create_app().app_context():
        with transaction():
            user = _invite(tidy_address(email), Role(role), slug, intake=intake)
            waits = user.password is None
        click.echo(_where_the_letter_goes(email) if waits else f"{email} has a password already and may do this now.")


def _invite(address: str, role: Role, slug: str | None, *, intake: bool) -> User:
    center = by_slug(slug) if slug else None
    if slug and center is None:
        raise Refused(f"There is no center “{slug}”.")
    with current_app.test_request_context():  # only to write the link's path
        url = link_url("accounts.choose_password")
    user = actions.invite(address, role, url=url, by=BY)
    if center is not None:
        centers.add_staff(center, user, intake=intake, by=BY)
    return user


def _where_the_letter_goes(email: str) -> str:
    settings = current_app.config["SETTINGS"]
    if settings.mail_url:
        return f"A letter with the link is on its way to {email}; the worker sends it, and the link works once, for 7 days."
    return (
        f"The letter to {email} with the link is in the outbox; without WAYHOME_MAIL_URL the worker lays it into "
        f"{settings.home / 'mail'}, and the link works once, for 7 days."
    )


@users.command("list")
def list_() -> None:
    """Show every account: address, roles, and how far it is."""
    with create_app().app_context():
        found = queries.everyone()
        for user in found:
            click.echo(f"{user.email}  {', '.join(sorted(user.works_as)) or 'no role'}  {_state(user)}")
        if not found:
            click.echo("Nobody has an account yet; `wayhome users invite` gives the first one.")


def _state(user: User) -> str:
    if not user.active:
        return "disabled"
    if user.password is None:
        return "invited"
    return "active" if user.has_second_factor else "active, no second proof yet"


@users.command()
@click.argument("email")
def disable(email: str) -> None:
    """Shut EMAIL out, at once and in every browser."""
    with create_app().app_context(), transaction():
        user = queries.by_address(tidy_address(email))
        if user is None:
            raise Refused(f"Nobody has an account with the address {email}.")
        actions.disable(user, by=BY)
        click.echo(f"{email} is shut out. Invite them again to let them in.")
