"""What did not reach a customer, over HTTP: a list to work through, and what a person decides about each."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field, model_validator

from bot.api.conversations import names_of
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.shape import Shape
from bot.api.shapes import Names, read_cursor, when, write_cursor
from bot.epoch import from_ms
from bot.store import unsent
from bot.store.unsent import Decision, Stuck, Unsent


class OwedOut(Shape):
    """A message that is not known to have arrived; `by` is the agent who wrote it, null for the bot's."""

    id: int
    conversation_id: int
    state: Stuck
    by: str | None
    text: str
    file: str
    reason: str
    since: datetime
    written_at: datetime
    name: str
    channel: str
    address: str
    language: str
    email: str
    last_wrote_at: datetime | None


class OwedPage(Shape):
    """A page of the list, with how many there are in all."""

    items: list[OwedOut]
    next: str | None
    counts: dict[Stuck, int]


class OwedQuery(Strict):
    """Which list: owed, unknown or failed."""

    state: Stuck = "owed"
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    after: str = ""


class DecideBody(Strict):
    """`told`: the customer knows it otherwise; `again`: send it once more; `email`: as a letter; `drop`: no longer needed."""

    decision: Decision
    email: Annotated[str, Field(max_length=254, pattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$")] = ""

    @model_validator(mode="after")
    def _only_letters_have_addresses(self) -> "DecideBody":
        if self.email and self.decision != "email":
            raise ValueError("an email goes with the decision 'email' alone")
        return self


async def listing(ask: Ask[OwedQuery, Nothing]) -> OwedPage:
    """What waits longest first."""
    query = ask.query
    after = read_cursor(query.after, "after") if query.after else None
    place = (after[0] or 0, after[1]) if after else None

    def read(connection: Any) -> OwedPage:
        rows = unsent.listed(connection, query.state, after=place, room=query.limit + 1)
        names = names_of(connection)
        shown = rows[: query.limit]
        return OwedPage(
            items=[_out(row, names) for row in shown],
            next=write_cursor(shown[-1].since, shown[-1].id) if len(rows) > query.limit else None,
            counts=dict(unsent.counts(connection)),
        )

    return await ask.api.database.read(read)


def _out(row: Unsent, names: Names) -> OwedOut:
    return OwedOut(
        id=row.id, conversation_id=row.conversation_id, state=row.state, by=names.get(row.by) if row.by is not None else None,
        text=row.text, file=row.file, reason=row.reason, since=from_ms(row.since), written_at=from_ms(row.created_at),
        name=row.name, channel=row.channel, address=row.address, language=row.language, email=row.email,
        last_wrote_at=when(row.last_in_at),
    )  # fmt: skip


async def decide(ask: Ask[Nothing, DecideBody]) -> None:
    """What a person says of one. The first decision counts."""
    body = ask.body
    found = await ask.api.database.read(partial(unsent.one, id_=ask.id))
    if found is None:
        raise Problem(409, "This message has been settled meanwhile. Look again.")
    if body.decision == "email" and not (body.email or found.email):
        raise Problem(422, "email: nobody knows an address of this customer; give one.", path="email")
    if body.decision == "email" and not ask.api.mails:
        raise Problem(422, "decision: no e-mail is set up here (SMTP_URL, MAIL_FROM).", path="decision")

    def work(connection: sa.Connection) -> int | None:
        conversation = unsent.decide(connection, ask.id, body.decision, ask.api.now(), body.email)
        if conversation is not None:
            ask.record(connection, f"owed.{body.decision}", f"message:{ask.id}", conversation=conversation)
        return conversation

    if await ask.api.database.write(work) is None:
        raise Problem(409, "This message has been settled meanwhile. Look again.")
    for bell in ("sends", "mails", "pages"):
        ask.api.doorbell.ring(bell)


ENDPOINTS = (
    Endpoint("GET", "/owed", listing, "What did not reach customers", "agent", OwedPage, query=OwedQuery),
    Endpoint(
        "POST", r"/owed/{id:\d{1,18}}", decide, "Settle what did not arrive", "agent", body=DecideBody,
        problems={409: "It has been settled meanwhile"},
    ),
)  # fmt: skip
