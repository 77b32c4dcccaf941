"""What is somebody's own, over HTTP, for admins: given out, erased, kept for a court; and what customers have asked for.

Each of these stands in the record of changes. Giving out and erasing are for somebody who has proved who they are.
"""

from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from aiohttp import web
from pydantic import Field

from bot.api.conversations import ONE, names_of
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.shape import Shape
from bot.api.shapes import Names, Words, read_cursor, when, write_cursor
from bot.epoch import from_ms
from bot.privacy import exporting
from bot.privacy.custody import Custody
from bot.privacy.erasing import BusyError, Erased, HeldError, erase, pending
from bot.privacy.finding import of_conversation
from bot.store import erasing, holds, privacy_requests
from bot.store.holds import Hold
from bot.store.privacy_requests import Request
from bot.store.subjects import Chat, Person

PATIENCE = 5.0  # seconds that a page waits for a turn under way


class PersonalChatOut(Shape):
    """A conversation of theirs."""

    id: int
    channel: str
    address: str
    name: str


class StaysOut(Shape):
    """What stays after an erasure: what, its number, why (accounting | contract | abuse), until when; none: until it ends."""

    what: str
    ref: str
    why: str
    until: datetime | None


class PersonalOut(Shape):
    """What is held: of which conversations, what would stay, what is not finished, what a hold stops.

    `request` is how an erasure stands that they asked for themselves, `due_at` when it is done.
    """

    conversations: list[PersonalChatOut]
    stays: list[StaysOut]
    open: list[str]
    held: list[str]
    request: str | None
    due_at: datetime | None


class EraseBody(Strict):
    """`confirm` is the conversation's number, typed. `forget_hashes`: those against abuse, too, where they object."""

    confirm: Annotated[str, Field(pattern=r"^#?\d{1,18}$")]
    forget_hashes: bool = False


class ErasedOut(Shape):
    """What became of it: rows, what stays, where people have to take phrases out, whether the model is to be trained anew."""

    key: str
    rows: int
    stays: list[StaysOut]
    phrases: list[str]
    train: bool


class PrivacyRequestOut(Shape):
    """What a customer asked for. `due_at`: an erasure is done then at the earliest, an export is owed by then."""

    id: int
    conversation_id: int
    what: privacy_requests.What
    state: privacy_requests.State
    asked_at: datetime
    due_at: datetime
    by: str | None
    decided_at: datetime | None
    why: str


class PrivacyRequestPage(Shape):
    """Requests, and `next` to go on with."""

    items: list[PrivacyRequestOut]
    next: str | None


class PrivacyRequestQuery(Strict):
    """Those that are open, or all; how many, after which page."""

    settled: bool = False
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    after: str = ""


class PrivacyDecisionBody(Strict):
    """A person's word; a refusal says why."""

    decision: Literal["approve", "refuse"]
    why: Annotated[str, Field(max_length=500)] = ""


class HoldOut(Shape):
    """What is held, and why."""

    about: str
    why: str
    set_at: datetime
    by: str | None


class HoldListOut(Shape):
    """All that is held now, the newest first."""

    items: list[HoldOut]


class HoldBody(Strict):
    """`about`: invoice:NUMBER, return:NUMBER or conversation:NUMBER. Without `held` it is lifted."""

    about: Annotated[str, Field(max_length=100)]
    held: bool = True
    why: Annotated[Words, Field(max_length=500)] = "dispute"


async def summary(ask: Ask[Nothing, Nothing]) -> PersonalOut:
    """What giving out or erasing would be about."""
    custody = custody_of(ask)
    subject = await pending(custody, await _person(ask, custody))
    request = await ask.api.database.read(partial(privacy_requests.open_of, conversation_id=ask.id, what="erase"))
    return PersonalOut(
        conversations=[_chat(chat) for chat in subject.chats],
        stays=[_stays(one) for one in erasing.kept(subject, custody.rules())],
        open=[*subject.open_returns, *subject.open_refunds, *subject.open_effects], held=list(subject.holds),
        request=request.state if request is not None else None, due_at=when(request.due_at) if request is not None else None,
    )  # fmt: skip


async def give_out(ask: Ask[Nothing, Nothing]) -> web.Response:
    """Everything as a ZIP."""
    custody = custody_of(ask)
    content = await exporting.export(custody, await _person(ask, custody), origin="console", who=ask.agent.id)
    asked = await ask.api.database.read(partial(privacy_requests.open_of, conversation_id=ask.id, what="export"))
    if asked is not None:
        await ask.api.database.write(partial(privacy_requests.done, id_=asked.id))
    return web.Response(
        body=content, content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="personal-data-{ask.id}.zip"', "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )  # fmt: skip


async def erasing_(ask: Ask[Nothing, EraseBody]) -> ErasedOut:
    """Erase the person of this conversation everywhere. It cannot be undone."""
    if ask.body.confirm.removeprefix("#") != str(ask.id):
        raise Problem(400, "Type the number of this conversation to confirm.", path="/confirm")
    custody = custody_of(ask)
    person = await _person(ask, custody)
    try:
        done = await erase(
            custody, person, origin="console", who=ask.agent.id, patience=PATIENCE, forget_hashes=ask.body.forget_hashes
        )
    except HeldError as error:
        raise Problem(409, f"A legal hold keeps {error}: lift it first.") from None
    except BusyError:
        raise Problem(409, "A message of theirs is being answered just now: try again in a minute.") from None
    ask.api.doorbell.ring("pages")
    ask.api.doorbell.ring("group")
    return _erased(done)


async def requests(ask: Ask[PrivacyRequestQuery, Nothing]) -> PrivacyRequestPage:
    """What customers have asked for about their data, the newest first."""
    query = ask.query
    before = read_cursor(query.after, "after")[1] if query.after else 2**62
    page = partial(privacy_requests.page, before=before, room=query.limit + 1, settled=query.settled)
    found, names = await ask.api.database.read(lambda connection: (page(connection), names_of(connection)))
    shown, more = found[: query.limit], len(found) > query.limit
    return PrivacyRequestPage(
        items=[_request(one, names) for one in shown], next=write_cursor(None, shown[-1].id) if more else None
    )


async def decide(ask: Ask[Nothing, PrivacyDecisionBody]) -> PrivacyRequestOut:
    """Approve what a customer asked for, or refuse it. An approved erasure is done within a minute of its moment."""
    decided = await ask.api.database.write(
        partial(
            privacy_requests.decide, id_=ask.id, approved=ask.body.decision == "approve", who=ask.agent.id, why=ask.body.why,
            now=ask.api.now(),
        )
    )  # fmt: skip
    if decided is None:
        known = await ask.api.database.read(partial(privacy_requests.one, id_=ask.id))
        raise Problem(404, "There is no such request.") if known is None else Problem(409, f"It is {known.state} already.")
    ask.api.doorbell.ring("night")
    return _request(decided, await ask.api.database.read(names_of))


async def held(ask: Ask[Nothing, Nothing]) -> HoldListOut:
    """What no purge may take."""
    return await ask.api.database.read(_held)


async def hold(ask: Ask[Nothing, HoldBody]) -> HoldListOut:
    """Hold something for a dispute or an audit, or lift a hold."""
    body, who, now = ask.body, ask.agent.id, ask.api.now()

    def work(connection: sa.Connection) -> HoldListOut:
        if body.held:
            holds.put(connection, body.about, body.why, who, now)
        else:
            holds.lift(connection, body.about, who, now)
        return _held(connection)

    try:
        return await ask.api.database.write(work)
    except holds.NothingError as error:
        raise Problem(404, f"There is no {error}. Write invoice:NUMBER, return:NUMBER or conversation:NUMBER.") from None


def custody_of(ask: Ask[Any, Any]) -> Custody:
    """What giving out and erasing stand on."""
    var = ask.api.home / "var" if ask.api.home is not None else None
    return Custody(ask.api.database, ask.api.shop, ask.api.secret, var, ask.api.now)


async def _person(ask: Ask[Any, Any], custody: Custody) -> Person:
    person = await of_conversation(custody, ask.id)
    if person is None:
        raise Problem(404, "There is no such conversation.")
    return person


def _held(connection: sa.Connection) -> HoldListOut:
    names = names_of(connection)
    return HoldListOut(items=[_hold(one, names) for one in holds.listing(connection)])


def _hold(one: Hold, names: Names) -> HoldOut:
    by = names.get(one.set_by) if one.set_by is not None else None
    return HoldOut(about=one.about, why=one.why, set_at=from_ms(one.set_at), by=by)


def _request(one: Request, names: Names) -> PrivacyRequestOut:
    return PrivacyRequestOut(
        id=one.id, conversation_id=one.conversation_id, what=one.what, state=one.state, asked_at=from_ms(one.asked_at),
        due_at=from_ms(one.due_at), by=names.get(one.decided_by) if one.decided_by is not None else None,
        decided_at=when(one.decided_at), why=one.why,
    )  # fmt: skip


def _erased(done: Erased) -> ErasedOut:
    return ErasedOut(
        key=done.key, rows=sum(done.counts.values()), stays=[_stays(one) for one in done.kept],
        phrases=[str(place) for place in done.phrases], train=done.trained,
    )  # fmt: skip


def _stays(one: erasing.Kept) -> StaysOut:
    return StaysOut(what=one.what, ref=one.ref, why=one.why, until=from_ms(one.until) if one.until else None)


def _chat(chat: Chat) -> PersonalChatOut:
    return PersonalChatOut(id=chat.id, channel=chat.channel, address=chat.address, name=chat.name)


_NONE = {404: "There is no such conversation"}
ENDPOINTS = (
    Endpoint("GET", ONE + "/personal", summary, "What is held about a customer", "admin", PersonalOut, problems=_NONE),
    Endpoint(
        "GET", ONE + "/personal.zip", give_out, "Everything about a customer", "admin", "application/zip", problems=_NONE
    ),
    Endpoint(
        "POST", ONE + "/erase", erasing_, "Erase a customer everywhere", "admin", ErasedOut, body=EraseBody,
        problems={**_NONE, 409: "A legal hold keeps it, or a message of theirs is being answered just now"},
    ),
    Endpoint(
        "GET", "/privacy/requests", requests, "What customers asked for about their data", "admin", PrivacyRequestPage,
        query=PrivacyRequestQuery,
    ),
    Endpoint(
        "POST", r"/privacy/requests/{id:\d{1,18}}", decide, "Approve or refuse a request", "admin", PrivacyRequestOut,
        body=PrivacyDecisionBody, problems={404: "There is no such request", 409: "It is decided already"},
    ),
    Endpoint("GET", "/privacy/holds", held, "What no purge may take", "admin", HoldListOut),
    Endpoint(
        "POST", "/privacy/holds", hold, "Hold something, or lift a hold", "admin", HoldListOut, body=HoldBody,
        problems={404: "There is nothing like that"},
    ),
)  # fmt: skip
