"""Signing in and out: without it nobody would know which agent speaks."""

import secrets
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import sqlalchemy as sa
from aiohttp import web
from pydantic import Field

from bot.api import who
from bot.api.counting import count
from bot.api.devices import device, shortened
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict, respond
from bot.api.errors import Problem
from bot.api.limits import Limiter
from bot.api.shape import Shape
from bot.store import audit, people, sessions
from bot.store.people import Role, User


class UserOut(Shape):
    """A person of the shop. `languages` are those they answer in, `locale` is the console's, empty for the browser's."""

    id: int
    email: str
    name: str
    role: Role
    languages: list[str]
    locale: str


class SignInBody(Strict):
    """E-mail and password."""

    email: Annotated[str, Field(min_length=3, max_length=254)]
    password: Annotated[str, Field(min_length=1, max_length=1024)]


class SignedIn(Shape):
    """The token goes into `Authorization: Bearer`; a browser gets it as a cookie as well."""

    token: str
    user: UserOut


class Me(Shape):
    """Who is signed in."""

    user: UserOut


def user_out(user: User) -> UserOut:
    """A person as the API shows them."""
    return UserOut(
        id=user.id, email=user.email, name=user.name, role=user.role, languages=list(user.languages), locale=user.locale
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try, counted against the person, the address and the e-mail until it proves right."""

    email: str
    address: str

    def count(self, ask: Ask[Any, Any]) -> None:
        """Raises Problem 429 when there have been too many.

        What one limit refuses does not count against the next, so that nobody uses up the tries at somebody else's e-mail alone.
        """
        for limiter, key in self._limits(ask):
            count(ask, limiter, key)

    def forgive(self, ask: Ask[Any, Any]) -> None:
        """It was right, so it does not count."""
        for limiter, key in self._limits(ask):
            limiter.give_back(key)

    def _limits(self, ask: Ask[Any, Any]) -> tuple[tuple[Limiter, str], ...]:
        limits = ask.api.limits
        return (
            (limits.sign_in_person, f"{self.email} {self.address}"),
            (limits.sign_in_address, self.address),
            (limits.sign_in_email, self.email),
        )


def attempt_of(ask: Ask[Any, Any], email: str) -> Attempt:
    """A try at this e-mail, from where it comes."""
    return Attempt(people.address_of(email), who.address(ask.api, ask.request))


def from_here(ask: Ask[Any, Any]) -> None:
    """Raises Problem 403 for a page of another site."""
    if ask.request.headers.get("Origin") and not who.same_origin(ask.api, ask.request):
        raise Problem(403, "Do this from this site's own page, or without a browser.")


async def sign_in(ask: Ask[Nothing, SignInBody]) -> web.StreamResponse:
    """Check e-mail and password; the same answer and time for an unknown e-mail and a wrong password."""
    from_here(ask)
    attempt = attempt_of(ask, ask.body.email)
    attempt.count(ask)
    found = await ask.api.database.read(partial(people.with_password, email=ask.body.email))
    right = await who.password_matches(found[1] if found else None, ask.body.password)
    if found is None or not right:
        raise Problem(401, "This e-mail and password do not belong together.")
    attempt.forgive(ask)
    return await open_session(ask, found[0])


async def open_session(ask: Ask[Any, Any], user: User) -> web.StreamResponse:
    """Sign a person in. The token is new, whatever the browser had before; what it had ends."""
    token, now = secrets.token_urlsafe(32), ask.api.now()
    age = int(ask.api.shop.people.signed_in.total_seconds())
    before = who.session(ask.api, ask.request)

    def work(connection: sa.Connection) -> bool:
        if (still := people.one(connection, user.id)) is None or still.disabled:  # while the password was looked at
            return False
        if before is not None and before.cookie:
            sessions.end(connection, who.token_digest(ask.api, before.token))
        sessions.begin(
            connection, digest=who.token_digest(ask.api, token), user_id=user.id, now=now, expires_at=now + age * 1000,
            device=device(ask.request.headers.get("User-Agent", "")),
            address=shortened(who.address(ask.api, ask.request)),
        )  # fmt: skip
        audit.record(connection, who=user.id, action="session.opened", about=f"user:{user.id}", now=now)
        return True

    if not await ask.api.database.write(work):
        raise Problem(401, "This e-mail and password do not belong together.")
    response = respond(SignedIn(token=token, user=user_out(user)))
    response.set_cookie(
        who.cookie_name(ask.api, ask.request, who.SESSION_COOKIE), token, max_age=age, httponly=True, samesite="Lax",
        secure=who.secure(ask.api, ask.request), path="/",
    )  # fmt: skip
    return response


async def sign_out(ask: Ask[Nothing, Nothing]) -> web.StreamResponse:
    """End this session; the token opens nothing any more."""
    shown = who.session(ask.api, ask.request)
    assert shown is not None, "the route is for those who are signed in"
    digest = who.token_digest(ask.api, shown.token)

    def work(connection: sa.Connection) -> None:
        sessions.end(connection, digest)
        ask.record(connection, "session.closed", f"user:{ask.agent.id}")

    await ask.api.database.write(work)
    ask.api.streams.end(ask.agent.id)
    response = respond(None)
    name = who.cookie_name(ask.api, ask.request, who.SESSION_COOKIE)
    response.del_cookie(name, path="/", secure=who.secure(ask.api, ask.request), httponly=True, samesite="Lax")
    return response


async def me(ask: Ask[Nothing, Nothing]) -> Me:
    """Who is signed in."""
    return Me(user=user_out(ask.agent))


ENDPOINTS = (
    Endpoint(
        "POST", "/session", sign_in, "Sign in", "anyone", SignedIn, body=SignInBody,
        problems={401: "E-mail and password do not belong together", 403: "Another site's request", 429: "Too many attempts"},
    ),
    Endpoint("GET", "/session", me, "Who is signed in", "agent", Me),
    Endpoint("DELETE", "/session", sign_out, "Sign out", "agent"),
)  # fmt: skip
