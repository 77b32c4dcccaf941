"""Commands about those who sign in to the console: user add, invite, reset, role, list, disable, link, unlink."""

import secrets
import sys
from collections.abc import Callable

import click
import sqlalchemy as sa
from click.core import ParameterSource

from bot.api import links
from bot.api.shapes import clean_name
from bot.api.who import digest_under, hash_password
from bot.app import now_ms, secret_of
from bot.commands.common import database, fail, plainly, settings
from bot.epoch import length_ms
from bot.store import audit, entry_links, people, telegram_links
from bot.store.entry_links import Kind
from config.mail import plain_address
from config.people import People
from config.settings import Environment


@click.group(short_help="People who sign in to the console.")
def user() -> None:
    """People who sign in to the console."""


@user.command("add", short_help="Add an agent, supervisor or admin.")
@click.argument("email")
@click.option("--name", default="", help="As customers see it; the part before @ by default.")
@click.option("--role", type=click.Choice(people.ROLES), default="agent")
@click.option("--password", envvar="DEZURA_PASSWORD", default="", help="Better in DEZURA_PASSWORD, or - to read it; else made.")
@plainly
def add(email: str, name: str, role: people.Role, password: str) -> None:
    """Add somebody who answers customers.

    Example: dezura user add anna@shop.example --name Anna
    """
    if "@" not in email.strip("@"):
        fail(f"{email} is not an e-mail address")
    if read := password == "-":  # noqa: S105 - not a password, but where it is read
        password = sys.stdin.readline().rstrip("\r\n")
    if password and len(password) < 8:
        fail("the password is too short: eight characters at least")
    if click.get_current_context().get_parameter_source("password") is ParameterSource.COMMANDLINE and not read:
        click.echo("others on this machine can read what stands in a command: use --password - or DEZURA_PASSWORD", err=True)
    environment, _ = settings()
    made = password or secrets.token_urlsafe(12)
    with database(environment) as opened:
        if any(known.email == people.address_of(email) for known in opened.query(people.everybody).result()):
            fail(f"{email} is there already")
        hashed = hash_password(made)

        def work(connection: sa.Connection) -> None:
            shown = _named(name, email)
            id_ = people.add(connection, email=email, name=shown, role=role, password=hashed, now=now_ms())
            audit.record(connection, who=None, action="user.added", about=f"user:{id_}", detail={"role": role}, now=now_ms())

        opened.submit(work).result()
    click.echo(f"{email} can sign in" + ("" if password else f" with {made}"))


@user.command("invite", short_help="Let somebody in by a link.")
@click.argument("email")
@click.option("--name", default="", help="As customers see it; the part before @ by default.")
@click.option("--role", type=click.Choice(people.ROLES), default="agent")
@plainly
def invite(email: str, name: str, role: people.Role) -> None:
    """Let somebody in: they set a password by the link that is printed, once.

    Example: dezura user invite jana@shop.example --name Jana --role supervisor
    """
    try:
        address = plain_address(email.strip())
    except ValueError:
        fail(f"{email} is not an e-mail address")
    environment, shop = settings()

    def work(connection: sa.Connection) -> str | None:
        now = now_ms()
        id_ = people.add(connection, email=address, name=_named(name, email), role=role, password="", now=now)
        if id_ is None:
            return None
        audit.record(connection, who=None, action="user.invited", about=f"user:{id_}", detail={"role": role}, now=now)
        return _link(connection, environment, shop.people, id_, "invitation")

    with database(environment) as opened:
        link = opened.submit(work).result()
    if link is None:
        fail(f"{email} is there already; `dezura user reset {email}` makes a new link")
    click.echo(link)


@user.command("reset", short_help="A link to set another password.")
@click.argument("email")
@plainly
def reset(email: str) -> None:
    """Print a link by which somebody sets another password, once; their older link opens nothing any more.

    Example: dezura user reset jana@shop.example
    """
    environment, shop = settings()

    def work(connection: sa.Connection) -> str | None:
        found = people.with_password(connection, email)
        if found is None:
            return None
        kind: Kind = "reset" if found[1] else "invitation"
        told = {"kind": kind}
        audit.record(connection, who=None, action="user.link_made", about=f"user:{found[0].id}", detail=told, now=now_ms())
        return _link(connection, environment, shop.people, found[0].id, kind)

    with database(environment) as opened:
        link = opened.submit(work).result()
    if link is None:
        fail(f"there is nobody with the address {email}, or they are disabled")
    click.echo(link)


@user.command("role", short_help="Give somebody another role.")
@click.argument("email")
@click.argument("role", type=click.Choice(people.ROLES))
@plainly
def role_(email: str, role: people.Role) -> None:
    """Give somebody another role: agent, supervisor or admin.

    Example: dezura user role jana@shop.example admin
    """
    environment, _ = settings()

    def work(connection: sa.Connection) -> bool:
        found = _somebody(connection, email)
        if found is None:
            return False
        people.change(connection, found.id, role=role)
        if found.role != role:
            told = {"before": found.role, "after": role}
            audit.record(connection, who=None, action="user.role", about=f"user:{found.id}", detail=told, now=now_ms())
        return True

    _change(environment, email, work)
    click.echo(f"{email} is {role} now")


def _change(environment: Environment, email: str, work: Callable[[sa.Connection], bool]) -> None:
    """Do it to somebody; `work` tells whether there is such a person."""
    with database(environment) as opened:
        try:
            known = opened.submit(work).result()
        except people.LastAdminError:
            fail("this is the last admin: make somebody else one first")
    if not known:
        fail(f"there is nobody with the address {email}")


def _named(name: str, email: str) -> str:
    try:
        return clean_name(name or email.split("@", maxsplit=1)[0])
    except ValueError:
        fail("--name: write a name")


def _link(connection: sa.Connection, environment: Environment, shop: People, user_id: int, kind: Kind) -> str:
    token, now = secrets.token_urlsafe(32), now_ms()
    digest = digest_under(secret_of(connection, environment), token)
    lasts = shop.invitation if kind == "invitation" else shop.reset
    expires_at = now + length_ms(lasts)
    entry_links.make(connection, user_id=user_id, kind=kind, digest=digest, now=now, expires_at=expires_at)
    return links.address(environment.public_url or f"http://{environment.host}:{environment.port}", token)


@user.command("list", short_help="Who can sign in.")
@plainly
def list_() -> None:
    """Show who can sign in.

    Example: dezura user list
    """
    environment, _ = settings()
    with database(environment) as opened:
        for member in opened.query(lambda connection: people.members(connection, now_ms())).result():
            state = "\tdisabled" if member.user.disabled else "\tinvited" if member.invited else ""
            click.echo(f"{member.user.email}\t{member.user.name}\t{member.user.role}{state}")


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

    _change(environment, email, work)
    click.echo(f"{email} can no longer sign in")


@user.command("link", short_help="Link a Telegram account.")
@click.argument("email")
@plainly
def link(email: str) -> None:
    """Make a code that links a Telegram account to somebody. They send it to the shop's bot, alone, within a quarter of an hour.

    Example: dezura user link anna@shop.example
    """
    environment, _ = settings()

    def work(connection: sa.Connection) -> str | None:
        id_ = _id_of(connection, email)
        secret = secret_of(connection, environment)
        return telegram_links.make_code(connection, id_, secret, now_ms()) if id_ is not None else None

    with database(environment) as opened:
        code = opened.submit(work).result()
    if code is None:
        fail(f"there is nobody with the address {email}")
    click.echo(f"send the bot, in a chat with it alone: /link {code}")


@user.command("unlink", short_help="Undo a link to a Telegram account.")
@click.argument("email")
@plainly
def unlink(email: str) -> None:
    """Undo somebody's link: what they do on Telegram counts no more.

    Example: dezura user unlink anna@shop.example
    """
    environment, _ = settings()

    def work(connection: sa.Connection) -> bool:
        id_ = _id_of(connection, email)
        done = id_ is not None and telegram_links.unlink(connection, id_)
        if done:
            audit.record(connection, who=None, action="user.telegram_unlinked", about=f"user:{id_}", now=now_ms())
        return done

    with database(environment) as opened:
        if not opened.submit(work).result():
            fail(f"no Telegram account is linked to {email}")
    click.echo(f"the Telegram account of {email} counts no more")


def _somebody(connection: sa.Connection, email: str) -> people.User | None:
    """The person with this address, disabled or not."""
    wanted = people.address_of(email)
    return next((one for one in people.everybody(connection) if one.email == wanted), None)


def _id_of(connection: sa.Connection, email: str) -> int | None:
    found = _somebody(connection, email)
    return found.id if found is not None and not found.disabled else None
