"""People of the shop over HTTP: who there is, letting somebody in, another role, out at once."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import AfterValidator, Field

from bot.api import links
from bot.api.account import ONE as SESSION
from bot.api.account import SessionPage, end, end_all, sessions_of
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.shape import Shape
from bot.api.shapes import Name, when
from bot.epoch import from_ms
from bot.store import people
from bot.store.entry_links import Kind
from bot.store.people import LastAdminError, Member, Role, User
from config.mail import plain_address
from config.values import LanguageCode

PERSON = r"/people/{id:\d{1,18}}"


def _address(text: str) -> str:
    try:
        return people.address_of(plain_address(text.strip()))
    except ValueError:
        raise ValueError("this is no e-mail address") from None


Email = Annotated[str, Field(max_length=254), AfterValidator(_address)]
Languages = Annotated[list[LanguageCode], Field(max_length=5)]


class WaitingLink(Shape):
    """A link that waits for a person: which, and until when it is good."""

    kind: Kind
    expires_at: datetime


class PersonOut(Shape):
    """A person of the shop. `invited`: they have not come in yet. `seen_at`: when they last did something here."""

    id: int
    email: str
    name: str
    role: Role
    languages: list[str]
    locale: str
    disabled: bool
    invited: bool
    created_at: datetime
    seen_at: datetime | None
    link: WaitingLink | None


class PeoplePage(Shape):
    """Everybody; `mail` tells whether links can be sent by e-mail."""

    items: list[PersonOut]
    mail: bool


class LinkMade(Shape):
    """A person with a new link. `link` is shown this once, and only where it could not be sent; `why` says why."""

    person: PersonOut
    mailed: bool
    link: str | None
    why: str
    expires_at: datetime


class InviteBody(Strict):
    """Whom to let in, and as what. `locale` is the language of the letter and of their console."""

    email: Email
    name: Name
    role: Role = "agent"
    languages: Languages = Field(default_factory=list)
    locale: LanguageCode | None = None


class PersonBody(Strict):
    """What shall be other; what is left out stays."""

    name: Name | None = None
    role: Role | None = None
    languages: Languages | None = None
    disabled: bool | None = None


async def listing(ask: Ask[Nothing, Nothing]) -> PeoplePage:
    """Everybody by name, those who may not come in last."""
    now = ask.api.now()
    found = await ask.api.database.read(partial(people.members, now=now))
    return PeoplePage(items=[_out(member) for member in found], mail=ask.api.postbox.is_open and bool(ask.api.public_url))


async def invite(ask: Ask[Nothing, InviteBody]) -> LinkMade:
    """Let somebody in: they set a password by a link, which goes to them by e-mail or, once, to you."""
    body = ask.body

    def work(connection: sa.Connection) -> tuple[User, str] | None:
        id_ = people.add(
            connection, email=body.email, name=body.name, role=body.role, password="", languages=body.languages,
            locale=body.locale or "", now=ask.api.now(),
        )  # fmt: skip
        if id_ is None:
            return None
        user = people.one(connection, id_)
        assert user is not None
        ask.record(connection, "user.invited", f"user:{id_}", role=body.role)
        return user, links.make(ask.api, connection, user, "invitation")

    made = await ask.api.database.write(work)
    if made is None:
        raise Problem(409, "Somebody has this e-mail already.", path="email")
    return await _told(ask, made[0], "invitation", made[1])


async def link(ask: Ask[Nothing, Nothing]) -> LinkMade:
    """A new link to set a password: an invitation for who never came in. The older one opens nothing any more."""

    def work(connection: sa.Connection) -> tuple[User, Kind, str]:
        user = _one(connection, ask.id)
        if user.disabled:
            raise Problem(409, "They are disabled. Let them in first.")
        kind: Kind = "reset" if people.password_of(connection, user.id) else "invitation"
        ask.record(connection, "user.link_made", f"user:{user.id}", kind=kind)
        return user, kind, links.make(ask.api, connection, user, kind)

    user, kind, token = await ask.api.database.write(work)
    return await _told(ask, user, kind, token)


async def _told(ask: Ask[Any, Any], user: User, kind: Kind, token: str) -> LinkMade:
    why = await links.mail(ask.api, user, kind, token)
    now = ask.api.now()
    (member,) = await ask.api.database.read(partial(people.members, now=now, user_id=user.id))
    return LinkMade(
        person=_out(member), mailed=not why, link=links.address(links.base_of(ask), token) if why else None, why=why,
        expires_at=from_ms(now + links.lasts(ask.api, kind)),
    )  # fmt: skip


async def change(ask: Ask[Nothing, PersonBody]) -> PersonOut:
    """Another name, role or languages; out at once and everywhere, or in again. Nobody changes their own role."""
    wanted = ask.body.model_dump(exclude_none=True)
    if ask.id == ask.agent.id and wanted.keys() & {"role", "disabled"}:
        raise Problem(409, "Another admin changes your role, or locks you out.")

    def work(connection: sa.Connection) -> Member:
        _one(connection, ask.id)
        if _one(connection, ask.agent.id).role != "admin":  # another admin was quicker
            raise Problem(403, "This is for admins. Ask one.")
        try:
            changed = people.change(connection, ask.id, **wanted)
        except LastAdminError:
            raise Problem(409, "This is the last admin. Make somebody else one first.") from None
        assert changed is not None
        _record(connection, ask, *changed)
        (member,) = people.members(connection, now=ask.api.now(), user_id=ask.id)
        return member

    member = await ask.api.database.write(work)
    ask.api.streams.end(ask.id)
    return _out(member)


def _record(connection: sa.Connection, ask: Ask[Any, Any], before: User, after: User) -> None:
    about = f"user:{after.id}"
    if before.disabled != after.disabled:
        ask.record(connection, "user.disabled" if after.disabled else "user.enabled", about)
    if before.role != after.role:
        ask.record(connection, "user.role", about, before=before.role, after=after.role)
    if fields := [name for name in ("languages", "name") if getattr(before, name) != getattr(after, name)]:
        ask.record(connection, "user.changed", about, fields=fields)


async def sessions(ask: Ask[Nothing, Nothing]) -> SessionPage:
    """Where somebody is signed in."""
    user = await ask.api.database.read(partial(_one, user_id=ask.id))
    return await sessions_of(ask, user.id)


async def sign_out(ask: Ask[Nothing, Nothing]) -> None:
    """Sign somebody out everywhere."""
    await end_all(ask, await ask.api.database.read(partial(_one, user_id=ask.id)))


async def sign_out_of_one(ask: Ask[Nothing, Nothing]) -> None:
    """End one of somebody's sign-ins."""
    user = await ask.api.database.read(partial(_one, user_id=ask.id))
    await end(ask, user, ask.request.match_info["session"])


def _one(connection: sa.Connection, user_id: int) -> User:
    if (found := people.one(connection, user_id)) is None:
        raise Problem(404, "There is no such person.")
    return found


def _out(member: Member) -> PersonOut:
    user = member.user
    waiting = None
    if member.link and member.link_until is not None:
        kind: Kind = "invitation" if member.link == "invitation" else "reset"
        waiting = WaitingLink(kind=kind, expires_at=from_ms(member.link_until))
    return PersonOut(
        id=user.id, email=user.email, name=user.name, role=user.role, languages=list(user.languages), locale=user.locale,
        disabled=user.disabled, invited=member.invited, created_at=from_ms(member.created_at), seen_at=when(member.seen_at),
        link=waiting,
    )  # fmt: skip


_NONE = {404: "There is no such person"}
_NOT = {**_NONE, 409: "They are the last admin, it is yourself, or they are disabled"}
ENDPOINTS = (
    Endpoint("GET", "/people", listing, "People of the shop", "supervisor", PeoplePage),
    Endpoint(
        "POST", "/people", invite, "Let somebody in", "admin", LinkMade, body=InviteBody,
        problems={409: "Somebody has this e-mail"},
    ),
    Endpoint("POST", PERSON, change, "Another role, or out at once", "admin", PersonOut, body=PersonBody, problems=_NOT),
    Endpoint("POST", PERSON + "/link", link, "A new link to set a password", "admin", LinkMade, problems=_NOT),
    Endpoint("GET", PERSON + "/sessions", sessions, "Where somebody is signed in", "admin", SessionPage, problems=_NONE),
    Endpoint("DELETE", PERSON + "/sessions", sign_out, "Sign somebody out everywhere", "admin", problems=_NONE),
    Endpoint(
        "DELETE", PERSON + "/sessions" + SESSION, sign_out_of_one, "End one of somebody's sign-ins", "admin",
        problems={404: "There is no such person or sign-in"},
    ),
)  # fmt: skip
