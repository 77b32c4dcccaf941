"""One's own account: name, password, language, how the console behaves, and where one is signed in."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from pydantic import Field

from bot.api import who
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.passwords import Password, judge
from bot.api.session import UserOut, attempt_of, user_out
from bot.api.shape import Shape
from bot.api.shapes import Name
from bot.epoch import from_ms
from bot.store import people, sessions
from bot.store.people import User
from bot.store.sessions import Session
from config.values import LanguageCode

Locale = Literal["", "lv", "uk", "ru", "pl", "en"]


class Preferences(Strict):
    """How the console behaves for a person. `undo_seconds`: how long an answer waits before it goes, 0 not at all."""

    undo_seconds: Annotated[int, Field(ge=0, le=30)] = 0
    sound: bool = True
    notifications: bool = False


class AccountOut(Shape):
    """Who is signed in, and how they like the console."""

    user: UserOut
    preferences: Preferences
    password_length: int


class AccountBody(Strict):
    """What shall be other; what is left out stays."""

    name: Name | None = None
    locale: Locale | None = None
    languages: Annotated[list[LanguageCode], Field(max_length=5)] | None = None
    preferences: Preferences | None = None


class PasswordBody(Strict):
    """The password until now, and the one from now on."""

    old: Password
    password: Password


class SessionOut(Shape):
    """A sign-in. `current` is the one this was asked with."""

    id: str
    device: str
    address: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    current: bool


class SessionPage(Shape):
    """Where a person is signed in, last used first."""

    items: list[SessionOut]


async def read(ask: Ask[Nothing, Nothing]) -> AccountOut:
    """Your account."""
    return await ask.api.database.read(partial(_account, ask=ask))


def _account(connection: sa.Connection, ask: Ask[Any, Any]) -> AccountOut:
    user = people.one(connection, ask.agent.id)
    assert user is not None, "who is signed in is there"
    return AccountOut(
        user=user_out(user), preferences=preferences_of(connection, user.id),
        password_length=ask.api.shop.people.password_length,
    )  # fmt: skip


def preferences_of(connection: sa.Connection, user_id: int) -> Preferences:
    """How a person likes it; what an older program kept and this one does not know is left out."""
    kept = people.preferences(connection, user_id)
    return Preferences(**{name: kept[name] for name in Preferences.model_fields if name in kept})


async def change(ask: Ask[Nothing, AccountBody]) -> AccountOut:
    """Change your own name, languages and preferences."""
    body = ask.body
    values = {name: getattr(body, name) for name in ("name", "locale", "languages") if getattr(body, name) is not None}

    def work(connection: sa.Connection) -> AccountOut:
        if values:
            people.change(connection, ask.agent.id, **values)
            ask.record(connection, "user.changed", f"user:{ask.agent.id}", fields=sorted(values))
        if body.preferences is not None:
            people.prefer(connection, ask.agent.id, body.preferences.model_dump())
        return _account(connection, ask)

    return await ask.api.database.write(work)


async def password(ask: Ask[Nothing, PasswordBody]) -> None:
    """Another password; every other sign-in of yours ends."""
    attempt = attempt_of(ask, ask.agent.email)
    attempt.count(ask)
    stored = await ask.api.database.read(partial(people.password_of, user_id=ask.agent.id))
    if not await who.password_matches(stored, ask.body.old):
        raise Problem(422, "old: this is not your password.", path="old")
    attempt.forgive(ask)
    judge(ask, ask.body.password, ask.agent)
    hashed = await who.hashed(ask.body.password)

    def work(connection: sa.Connection) -> None:
        people.set_password(connection, ask.agent.id, hashed)
        sessions.end_all(connection, ask.agent.id, but=digest_of(ask))
        ask.record(connection, "user.password", f"user:{ask.agent.id}")

    await ask.api.database.write(work)
    ask.api.streams.end(ask.agent.id)


async def listing(ask: Ask[Nothing, Nothing]) -> SessionPage:
    """Where you are signed in."""
    return await sessions_of(ask, ask.agent.id)


async def end_others(ask: Ask[Nothing, Nothing]) -> None:
    """Sign out everywhere else."""
    await end_all(ask, ask.agent, but=digest_of(ask))


async def end_one(ask: Ask[Nothing, Nothing]) -> None:
    """End one of your sign-ins."""
    await end(ask, ask.agent, ask.request.match_info["session"])


# --- for oneself and, by an admin, for others -----------------------------------------------------------------------


async def sessions_of(ask: Ask[Any, Any], user_id: int) -> SessionPage:
    """A person's sign-ins."""
    now = ask.api.now()
    of_user = partial(sessions.of_user, user_id=user_id, now=now, idle_since=now - who.idle_ms(ask.api))
    found: Sequence[Session] = await ask.api.database.read(of_user)
    mine = digest_of(ask)[: sessions.HANDLE]
    return SessionPage(items=[
        SessionOut(
            id=one.handle, device=one.device, address=one.address, created_at=from_ms(one.created_at),
            seen_at=from_ms(one.seen_at), expires_at=from_ms(one.expires_at), current=one.handle == mine,
        )
        for one in found
    ])  # fmt: skip


async def end_all(ask: Ask[Any, Any], user: User, but: str = "") -> None:
    """End a person's sign-ins, all but one."""

    def work(connection: sa.Connection) -> None:
        if count := sessions.end_all(connection, user.id, but=but):
            ask.record(connection, "session.ended", f"user:{user.id}", count=count)

    await ask.api.database.write(work)
    ask.api.streams.end(user.id)


async def end(ask: Ask[Any, Any], user: User, handle: str) -> None:
    """End one of a person's sign-ins. Raises Problem 404."""

    def work(connection: sa.Connection) -> bool:
        done = sessions.end_one(connection, user.id, handle)
        if done:
            ask.record(connection, "session.ended", f"user:{user.id}", count=1)
        return done

    if not await ask.api.database.write(work):
        raise Problem(404, "There is no such sign-in any more.")
    ask.api.streams.end(user.id)


def digest_of(ask: Ask[Any, Any]) -> str:
    """Of the sign-in this was asked with."""
    shown = who.session(ask.api, ask.request)
    return who.token_digest(ask.api, shown.token) if shown is not None else ""


ONE = r"/{session:[0-9a-f]{16}}"
_NONE = {404: "There is no such sign-in"}
ENDPOINTS = (
    Endpoint("GET", "/account", read, "Your account", "agent", AccountOut),
    Endpoint("POST", "/account", change, "Change your account", "agent", AccountOut, body=AccountBody),
    Endpoint(
        "POST", "/account/password", password, "Change your password", "agent", body=PasswordBody,
        problems={429: "Too many attempts"},
    ),
    Endpoint("GET", "/account/sessions", listing, "Where you are signed in", "agent", SessionPage),
    Endpoint("DELETE", "/account/sessions", end_others, "Sign out everywhere else", "agent"),
    Endpoint("DELETE", "/account/sessions" + ONE, end_one, "End one of your sign-ins", "agent", problems=_NONE),
)  # fmt: skip
