"""Commands about those who sign in to the console: user add, list, disable."""

import secrets

import click
import sqlalchemy as sa

from bot.api.who import hash_password
from bot.app import now_ms
from bot.commands.common import database, fail, plainly, settings
from bot.store import audit, people


@click.group(short_help="People who sign in to the console.")
def user() -> None:
    """People who sign in to the console."""


@user.command("add", short_help="Add an agent, supervisor or admin.")
@click.argument("email")
@click.option("--name", default="", help="As customers see it; the part before @ by default.")
@click.option("--role", type=click.Choice(people.ROLES), default="agent")
@click.option("--password", envvar="DEZURA_PASSWORD", default="", help="Also DEZURA_PASSWORD; one is made where none is given.")
@plainly
def add(email: str, name: str, role: people.Role, password: str) -> None:
    """Add somebody who answers customers.

    Example: dezura user add anna@shop.example --name Anna
    """
    if "@" not in email.strip("@"):
        fail(f"{email} is not an e-mail address")
    if password and len(password) < 8:
        fail("the password is too short: eight characters at least")
    environment, _ = settings()
    made = password or secrets.token_urlsafe(12)
    with database(environment) as opened:
        if any(known.email == people.address_of(email) for known in opened.query(people.everybody).result()):
            fail(f"{email} is there already")
        hashed = hash_password(made)

        def work(connection: sa.Connection) -> None:
            shown = name or email.split("@", maxsplit=1)[0]
            id_ = people.add(connection, email=email, name=shown, role=role, password=hashed, now=now_ms())
            audit.record(connection, who=None, action="user.added", about=f"user:{id_}", detail={"role": role}, now=now_ms())

        opened.submit(work).result()
    click.echo(f"{email} can sign in" + ("" if password else f" with {made}"))


@user.command("list", short_help="Who can sign in.")
@plainly
def list_() -> None:
    """Show who can sign in.

    Example: dezura user list
    """
    environment, _ = settings()
    with database(environment) as opened:
        for known in opened.query(people.everybody).result():
            click.echo(f"{known.email}\t{known.name}\t{known.role}" + ("\tdisabled" if known.disabled else ""))


@user.command("disable", short_help="Take the sign-in away.")
@click.argument("email")
@plainly
def disable(email: str) -> None:
    """Take somebody's sign-in away, at once.

    Example: dezura user disable anna@shop.example
    """
    environment, _ = settings()

    def work(connection: sa.Connection) -> bool:
        id_ = people.disable(connection, email)
        if id_ is not None:
            audit.record(connection, who=None, action="user.disabled", about=f"user:{id_}", now=now_ms())
        return id_ is not None

    with database(environment) as opened:
        if not opened.submit(work).result():
            fail(f"there is nobody with the address {email}")
    click.echo(f"{email} can no longer sign in")
