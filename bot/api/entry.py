"""The ways in for those who have no password: an invitation, or a link to set another one."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any

import sqlalchemy as sa
from aiohttp import web
from pydantic import Field

from bot.api import links, who
from bot.api.context import Api
from bot.api.counting import count
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.passwords import Password, judge
from bot.api.session import SignedIn, from_here, open_session
from bot.api.shape import Shape
from bot.epoch import from_ms
from bot.store import audit, entry_links, people, sessions
from bot.store.entry_links import EntryLink, Kind
from bot.store.people import User

Token = Annotated[str, Field(min_length=20, max_length=200, pattern=r"^[\w-]+$")]
_GONE = "This link was used, or its time is up. Ask for a new one."


class ResetBody(Strict):
    """Whose password was forgotten."""

    email: Annotated[str, Field(min_length=3, max_length=254)]


class LinkBody(Strict):
    """The token of a link, which stands behind its #."""

    token: Token


class LinkOut(Shape):
    """Whom a link is for, until when it is good, and how long a password must be."""

    kind: Kind
    email: str
    name: str
    expires_at: datetime
    password_length: int


class NewPasswordBody(Strict):
    """The password to sign in with from now on."""

    token: Token
    password: Password


async def forgot(ask: Ask[Nothing, ResetBody]) -> None:
    """Send a link to this e-mail, if somebody here has it. The answer, and the time it takes, are the same for everybody."""
    from_here(ask)
    email = people.address_of(ask.body.email)
    count(ask, ask.api.limits.reset_address, who.address(ask.api, ask.request))
    count(ask, ask.api.limits.reset_email, email)
    ask.api.postbox.meanwhile(_send(ask.api, email))


async def _send(api: Api, email: str) -> None:
    """Only where a letter can go: a link that nobody gets would only end the one that an admin has made."""
    if not (api.postbox.is_open and api.public_url):
        return

    def work(connection: sa.Connection) -> tuple[User, str] | None:
        found = people.with_password(connection, email)
        if found is None or not found[1]:  # who never came in has an invitation, which a stranger must not end
            return None
        token = links.make(api, connection, found[0], "reset")
        audit.record(connection, who=None, action="user.reset_asked", about=f"user:{found[0].id}", now=api.now())
        return found[0], token

    made = await api.database.write(work)
    if made is not None:
        await links.mail(api, made[0], "reset", made[1])


async def look(ask: Ask[Nothing, LinkBody]) -> LinkOut:
    """Whom a link is for; it is not used up by looking."""
    found = await ask.api.database.read(partial(entry_links.find, digest=_digest(ask, ask.body.token), now=ask.api.now()))
    if found is None:
        count(ask, ask.api.limits.sign_in_address, who.address(ask.api, ask.request))
        raise Problem(404, _GONE)
    return LinkOut(
        kind=found.kind, email=found.user.email, name=found.user.name, expires_at=from_ms(found.expires_at),
        password_length=ask.api.shop.people.password_length,
    )  # fmt: skip


async def set_password(ask: Ask[Nothing, NewPasswordBody]) -> web.StreamResponse:
    """Set a password by a link, once, and sign in. Whoever was signed in as this person is out."""
    from_here(ask)
    digest = _digest(ask, ask.body.token)
    found = await ask.api.database.read(partial(entry_links.find, digest=digest, now=ask.api.now()))
    if found is None:
        count(ask, ask.api.limits.sign_in_address, who.address(ask.api, ask.request))
        raise Problem(404, _GONE)
    judge(ask, ask.body.password, found.user)
    hashed = await who.hashed(ask.body.password)

    def work(connection: sa.Connection) -> EntryLink | None:
        used = entry_links.use(connection, digest, ask.api.now())
        if used is not None:
            people.set_password(connection, used.user.id, hashed)
            sessions.end_all(connection, used.user.id)
            action = "user.came_in" if used.kind == "invitation" else "user.password_reset"
            audit.record(connection, who=used.user.id, action=action, about=f"user:{used.user.id}", now=ask.api.now())
        return used

    used = await ask.api.database.write(work)
    if used is None:
        raise Problem(404, _GONE)
    ask.api.streams.end(used.user.id)
    return await open_session(ask, used.user)


def _digest(ask: Ask[Any, Any], token: str) -> str:
    return who.token_digest(ask.api, token)


_LINK = {404: "The link was used, or its time is up", 429: "Too many attempts"}
ENDPOINTS = (
    Endpoint(
        "POST", "/session/reset", forgot, "Send a link to set another password", "anyone", body=ResetBody,
        problems={403: "Another site's request", 429: "Too many attempts"},
    ),
    Endpoint("POST", "/session/link", look, "Whom a link is for", "anyone", LinkOut, body=LinkBody, problems=_LINK),
    Endpoint(
        "POST", "/session/password", set_password, "Set a password by a link", "anyone", SignedIn, body=NewPasswordBody,
        problems={**_LINK, 403: "Another site's request"},
    ),
)  # fmt: skip
