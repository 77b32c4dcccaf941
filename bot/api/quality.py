"""Quality reading over HTTP: draw a sample, read its conversations with what is personal masked, write score cards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from pydantic import Field

from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.report_reading import Asking, asking
from bot.api.shape import Shape
from bot.epoch import from_ms
from bot.store import audit, quality
from bot.store.history import Line
from bot.store.people import User
from bot.store.quality import Ends, Item, Sample
from handoff.masking import mask
from handoff.reports.quality import Card

SAMPLE = r"/reports/quality/samples/{id:\d{1,18}}"
Mark = Annotated[int, Field(ge=1, le=4)]


class SampleOut(Shape):
    """Conversations drawn by lot; `read` of them have your card. `size` are those still kept, of `drawn_from` there were."""

    id: int
    seed: int
    size: int
    since: datetime
    until: datetime
    team: str
    channel: str
    drawn_from: int
    made_at: datetime
    read: int


class SampleList(Shape):
    """The newest samples."""

    items: list[SampleOut]


class SaidOut(Shape):
    """One message; names, addresses and numbers are masked."""

    author: Literal["customer", "bot", "agent"]
    text: str
    at: datetime


class ReadOut(Shape):
    """A conversation of a sample: what was first and last said, and how many messages lie `between`."""

    conversation_id: int
    channel: str
    language: str
    read: bool
    first: list[SaidOut]
    last: list[SaidOut]
    between: int


class SampleDetail(SampleOut):
    """A sample with its conversations, in the order of the lot."""

    items: list[ReadOut]


class DrawBody(Strict):
    """From which days, of which team and channel; the same seed of the same draws the same. Without one there is a new lot."""

    since: date | None = Field(default=None, description="2026-09-01")
    until: date | None = Field(default=None, description="2026-11-30")
    team: Annotated[str, Field(max_length=100)] = ""
    channel: Annotated[str, Field(max_length=100)] = ""
    seed: Annotated[int, Field(ge=0, lt=2**31)] | None = None
    size: Annotated[int, Field(ge=1, le=100)] = 20


class CardBody(Strict):
    """Four questions, each 1 (no), 2 (rather not), 3 (rather yes) or 4 (yes); your card before is replaced."""

    conversation_id: Annotated[int, Field(ge=1, lt=2**63)]
    understood: Mark
    correct: Mark
    tone: Mark
    solved: Mark
    comment: Annotated[str, Field(max_length=2000)] = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A conversation as a reader sees it."""

    item: Item
    ends: Ends


async def draw(asked: Asking, seed: int | None, size: int) -> int:
    """Draw a sample, and note who did; its number."""
    now = asked.api.now()

    def work(connection: sa.Connection) -> int:
        lot = seed if seed is not None else now % 1_000_003
        id_ = quality.draw(connection, asked.wanted, seed=lot, size=size, reader=asked.user.id, now=now)
        detail = {"seed": lot, "size": size}
        audit.record(connection, who=asked.user.id, action="quality.drawn", about=f"sample:{id_}", detail=detail, now=now)
        return id_

    return await asked.api.database.write(work)


async def keep(asked_api: Any, user: User, card: Card) -> None:
    """Write a card down, and note that. Raises Problem 404 for a conversation that is not of the sample."""
    now = asked_api.now()

    def work(connection: sa.Connection) -> bool:
        if not quality.keep(connection, card, now):
            return False
        about = f"conversation:{card.conversation_id}"
        audit.record(
            connection, who=user.id, action="quality.read", about=about, detail={"sample": card.sample_id}, now=now
        )  # fmt: skip
        return True

    if not await asked_api.database.write(work):
        raise Problem(404, "This conversation is not of this sample.")


def said(line: Line, name: str) -> tuple[str, str]:
    """Who said it, and what with the personal masked."""
    return line.author, mask(line.text or ("📎" if line.file else ""), [name] if name else [])


async def drawn(ask: Ask[Nothing, DrawBody]) -> SampleOut:
    """Draw conversations by lot."""
    body = ask.body
    asked = asking(ask.api, ask.agent, body.since, body.until, team=body.team, channel=body.channel)
    id_ = await draw(asked, body.seed, body.size)
    found = await ask.api.database.read(partial(quality.sample, id_=id_, reader=ask.agent.id))
    assert found is not None
    return SampleOut(**_sample(found))


async def listing(ask: Ask[Nothing, Nothing]) -> SampleList:
    """The newest samples."""
    found = await ask.api.database.read(partial(quality.samples, reader=ask.agent.id))
    return SampleList(items=[SampleOut(**_sample(one)) for one in found])


async def detail(ask: Ask[Nothing, Nothing]) -> SampleDetail:
    """A sample's conversations, masked."""
    found, readings = await ask.api.database.read(partial(_read, id_=ask.id, reader=ask.agent.id))
    if found is None:
        raise Problem(404, f"There is no sample {ask.id}.")
    return SampleDetail(**_sample(found), items=[_reading_out(one) for one in readings])


async def card(ask: Ask[Nothing, CardBody]) -> None:
    """What you think of one of them."""
    await keep(ask.api, ask.agent, Card(ask.id, reader_id=ask.agent.id, **ask.body.model_dump()))


def _read(connection: sa.Connection, id_: int, reader: int) -> tuple[Sample | None, list[Reading]]:
    found = quality.sample(connection, id_, reader)
    if found is None:
        return None, []
    listed = quality.items(connection, id_, reader)
    return found, [Reading(one, quality.ends(connection, one.conversation_id, found.since, found.until)) for one in listed]


def _reading_out(one: Reading) -> ReadOut:
    item = one.item
    return ReadOut(
        conversation_id=item.conversation_id, channel=item.channel, language=item.language, read=item.carded,
        first=[_said_out(line, item.name) for line in one.ends.first],
        last=[_said_out(line, item.name) for line in one.ends.last], between=one.ends.between,
    )  # fmt: skip


def _said_out(line: Line, name: str) -> SaidOut:
    author, text = said(line, name)
    return SaidOut.model_validate({"author": author, "text": text, "at": from_ms(line.at)})


def _sample(found: Sample) -> Mapping[str, Any]:
    return {
        "id": found.id, "seed": found.seed, "size": found.size, "since": from_ms(found.since).astimezone(UTC),
        "until": from_ms(found.until).astimezone(UTC), "team": found.team, "channel": found.channel,
        "drawn_from": found.drawn_from, "made_at": from_ms(found.made_at), "read": found.read,
    }  # fmt: skip


_NO_SUCH = {404: "There is no such sample, or the conversation is not of it"}

ENDPOINTS = (
    Endpoint("GET", "/reports/quality/samples", listing, "Samples to read", "supervisor", SampleList),
    Endpoint("POST", "/reports/quality/samples", drawn, "Draw conversations by lot", "supervisor", SampleOut, body=DrawBody),
    Endpoint("GET", SAMPLE, detail, "A sample's conversations, masked", "supervisor", SampleDetail, problems=_NO_SUCH),
    Endpoint("POST", f"{SAMPLE}/cards", card, "Judge one of them", "supervisor", body=CardBody, problems=_NO_SUCH),
)
