"""What the shop has had with a person, over all their conversations: rows that no other part asks for by conversation."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.callbacks import FIELDS, Callback
from bot.store.sql import Statement

ROOM = 20  # rows of a kind that are shown


@dataclass(frozen=True, slots=True)
class Asked:
    """A survey that was asked; moments are ms since the epoch."""

    id: int
    conversation_id: int
    kind: str
    about: str
    state: str
    score: int | None
    comment: str
    asked_at: int | None
    answered_at: int | None


@dataclass(frozen=True, slots=True)
class Paid:
    """What a payment gave an invoice; `amount` in hundredths, below zero where it was taken back; `booked_on` an ISO day."""

    id: int
    invoice: str
    amount: int
    currency: str
    payer: str
    booked_on: str
    at: int


_callbacks = Statement(
    f"""SELECT {", ".join(f"c.{name.strip()}" for name in FIELDS.split(","))}
    FROM {{rows}} r JOIN callbacks c ON c.conversation_id = r.id ORDER BY c.id DESC LIMIT :room""",  # noqa: S608 - our own names
    id="integer",
)
_surveys = Statement(
    """SELECT s.id, s.conversation_id, s.kind, s.about, s.state, s.score, s.comment, s.asked_at, s.answered_at
    FROM {rows} r JOIN surveys s ON s.conversation_id = r.id WHERE s.asked_at IS NOT NULL
    ORDER BY s.asked_at DESC, s.id DESC LIMIT :room""",
    id="integer",
)
_paid = Statement(
    """SELECT a.id, a.invoice, a.amount, t.currency, t.payer_name, t.booked_on, a.at
    FROM {rows} r JOIN allocations a ON a.invoice = r.number JOIN bank_transactions t ON t.id = a.transaction_id
    ORDER BY a.at DESC, a.id DESC LIMIT :room""",
    number="text",
)


def callbacks(connection: sa.Connection, ids: Sequence[int]) -> Sequence[Callback]:
    """Calls of these conversations, whatever became of them, newest first."""
    return [Callback(*row) for row in _callbacks(connection, _ids(ids), room=ROOM)]


def surveys(connection: sa.Connection, ids: Sequence[int]) -> Sequence[Asked]:
    """Surveys these conversations were asked, newest first."""
    return [Asked(*row) for row in _surveys(connection, _ids(ids), room=ROOM)]


def payments(connection: sa.Connection, invoices: Sequence[str]) -> Sequence[Paid]:
    """What came for these invoices, newest first."""
    rows = [{"number": number} for number in invoices]
    return [Paid(*row) for row in _paid(connection, rows, room=ROOM)] if rows else []


def _ids(ids: Sequence[int]) -> list[dict[str, int]]:
    return [{"id": id_} for id_ in ids]
