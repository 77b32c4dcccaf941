"""Who somebody is in the database: whose conversations, and which rows of other tables hang on them.

Without it erasure would end where the conversation ends, and returns, payments and proofs would go on naming whoever is gone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from bot.store import kin, orders, replays
from bot.store.personal import Group
from bot.store.sql import Statement
from flows.shop.model import Customer, Order
from flows.shop.persons import chat_key
from flows.shop.proof import contact_keys
from flows.shop.returns import SETTLED

OPEN_ORDER = frozenset({"unpaid", "paid", "packed", "shipped", "partly_shipped", "delayed"})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody by their conversations, and by contacts of orders that the asker says are theirs."""

    conversations: tuple[int, ...] = ()
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation as a list shows it, so that people can tell whom they mean; moments in ms."""

    id: int
    channel: str
    address: str
    name: str
    email: str
    language: str
    created_at: int
    last_in_at: int | None


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice of theirs; `lawful`: the law keeps it, since money has moved or it is one proper."""

    number: str
    kind: str
    state: str
    lawful: bool
    snapshot: str
    issued_at: int


@dataclass(frozen=True, slots=True)
class Subject:
    """Everything of theirs: `rows` are values by the group they are found by (bot/store/personal.py)."""

    person: Person
    chats: Sequence[Chat]
    rows: Mapping[Group, Sequence[int | str]]
    bills: Sequence[Bill] = ()
    orders: Sequence[Order] = ()
    open_returns: Sequence[str] = ()
    open_refunds: Sequence[str] = ()
    open_effects: Sequence[str] = ()
    shared_persons: Sequence[int] = ()  # recognised together with conversations that are not theirs
    trusted_until: int = 0  # the last use of the shop's trust, in ms; 0: none
    holds: Sequence[str] = field(default=())


_chats = Statement(
    """SELECT c.id, c.channel, c.address, c.name, c.email, c.language, c.created_at, c.last_in_at
    FROM {rows} r JOIN conversations c ON c.id = r.id ORDER BY c.id""",
    id="integer",
)
_after = Statement(
    """SELECT id, channel, address, name, email, language, created_at, last_in_at FROM conversations
    WHERE id > :after ORDER BY id LIMIT :room"""
)
_persons = Statement(
    """SELECT DISTINCT t.person_id FROM {rows} r JOIN returns t ON t.conversation_id = r.id ORDER BY t.person_id""", id="integer"
)
_recognised = Statement(
    """SELECT DISTINCT k.person_id FROM {rows} r JOIN person_keys k ON k.kind = 'chat' AND k.hash = r.hash
    ORDER BY k.person_id""",
    hash="text",
)
_others = Statement(
    """SELECT DISTINCT t.person_id, t.conversation_id FROM {rows} r JOIN returns t ON t.person_id = r.id
    WHERE t.conversation_id IS NOT NULL""",
    id="integer",
)
_returns = Statement(
    """SELECT t.number, t.state, t.drawn, t.made_at FROM {rows} r JOIN returns t ON t.conversation_id = r.id ORDER BY t.number""",
    id="integer",
)
_orphans = Statement(
    """SELECT t.number, t.state, t.drawn, t.made_at FROM {rows} r JOIN returns t ON t.person_id = r.id
    WHERE t.conversation_id IS NULL ORDER BY t.number""",
    id="integer",
)
_refunds = Statement(
    """SELECT f.number, f.state, f.transaction_id FROM {rows} r JOIN refunds f ON f.number = r.number ORDER BY f.id""",
    number="text",
)
_BILL = "i.number, i.kind, i.state, i.paid, i.snapshot, i.issued_at"
_bills = Statement(
    f"""SELECT {_BILL} FROM {{rows}} r JOIN invoices i ON i.conversation_id = r.id ORDER BY i.number""",  # noqa: S608 - our own names
    id="integer",
)
_billed = Statement(
    f"""SELECT {_BILL} FROM {{rows}} r JOIN invoices i ON i.order_number = r.number AND r.number <> ''
    WHERE i.conversation_id IS NULL ORDER BY i.number""",  # noqa: S608 - as above
    number="text",
)
_paid = Statement(
    """SELECT DISTINCT a.transaction_id FROM {rows} r JOIN allocations a ON a.invoice = r.number ORDER BY a.transaction_id""",
    number="text",
)
_calls = Statement(
    """SELECT c.key, c.name, c.state FROM {rows} r JOIN calls c ON c.conversation_id = r.id ORDER BY c.key""", id="integer"
)
_lessons = Statement("""SELECT l.id FROM {rows} r JOIN lessons l ON l.conversation_id = r.id ORDER BY l.id""", id="integer")
_topics = Statement("""SELECT t.id FROM {rows} r JOIN group_topics t ON t.conversation_id = r.id ORDER BY t.id""", id="integer")
_visitors = Statement(
    """SELECT v.id FROM {rows} r JOIN visitors v ON v.id = r.address AND v.account = r.channel ORDER BY v.id""",
    channel="text",
    address="text",
)
_bindings = Statement("""SELECT DISTINCT b.person FROM {rows} r JOIN bindings b ON b.chat = r.chat""", chat="text")
_contacts = Statement("""SELECT DISTINCT email, phone FROM orders WHERE email <> '' OR phone <> '' ORDER BY email, phone""")
_holds = Statement(
    """SELECT DISTINCT h.about FROM {rows} r JOIN legal_holds h ON h.about = r.about AND h.lifted_at IS NULL ORDER BY h.about""",
    about="text",
)


def chats(connection: sa.Connection, ids: Sequence[int]) -> Sequence[Chat]:
    """These conversations, those that are there."""
    return [Chat(*row) for row in _chats(connection, _ids(ids))] if ids else ()


def after(connection: sa.Connection, id_: int, room: int) -> Sequence[Chat]:
    """The next conversations by their ids."""
    return [Chat(*row) for row in _after(connection, after=id_, room=room)]


def orders_of(connection: sa.Connection, person: Person, secret: bytes) -> Sequence[Order]:
    """Orders of the built-in shop that are theirs: by what was proved, by what the messenger vouches for, as the asker says.

    Reads every contact of the orders where something was proved, so not for the hot path.
    """
    wanted = {*person.contacts, *kin.phones(connection, person.conversations).values()}
    chat_rows = [{"chat": str(id_)} for id_ in person.conversations]
    proved = set(_bindings(connection, chat_rows).scalars()) if chat_rows else set()
    if proved:
        for email, phone in _contacts(connection).all():
            by_email, by_phone = contact_keys(secret, Customer("", email, phone))
            wanted |= ({email} if email and by_email in proved else set()) | ({phone} if phone and by_phone in proved else set())
    found = {order.number: order for contact in sorted(wanted) for order in orders.all_of_contact(connection, contact)}
    return [found[number] for number in sorted(found)]


def gather(connection: sa.Connection, person: Person, secret: bytes, theirs: Sequence[Order]) -> Subject:
    """Everything of theirs; `theirs` are their orders (`orders_of`, which may be read before the transaction)."""
    ids = _ids(person.conversations)
    found = chats(connection, person.conversations)
    chat_ids = [str(one.id) for one in found]
    hashes = [{"hash": chat_key(secret, one.channel, one.address).hash} for one in found]
    known = [*_persons(connection, ids).scalars(), *_recognised(connection, hashes).scalars()] if found else []
    persons = sorted({int(id_) for id_ in known})
    shared = _shared(connection, persons, person)
    alone = [id_ for id_ in persons if id_ not in shared]
    given_back = [*_returns(connection, ids).all(), *(_orphans(connection, _ids(alone)).all() if alone else ())] if ids else []
    numbers = [row.number for row in given_back]
    order_numbers = [order.number for order in theirs]
    bills = [_bill(row) for row in _bills(connection, ids)] if ids else []
    if theirs:
        bills += [_bill(row) for row in _billed(connection, [{"number": number} for number in order_numbers])]
    lawful = [bill.number for bill in bills if bill.lawful]
    refunds = _refunds(connection, [{"number": number} for number in numbers]).all() if numbers else ()
    calls = _calls(connection, ids).all() if ids else ()
    paid = _paid(connection, [{"number": number} for number in lawful]).scalars().all() if lawful else ()
    rows: dict[Group, Sequence[int | str]] = {
        "conversation": [one.id for one in found],
        "chat": chat_ids,
        "guess": [f"chat:{id_}" for id_ in chat_ids],
        "visitor": _visitors(connection, [{"channel": one.channel, "address": one.address} for one in found]).scalars().all()
        if found
        else (),
        "call": [row.key for row in calls],
        "person": alone,
        "order": order_numbers,
        "bill": [bill.number for bill in bills if not bill.lawful],
        "invoice": lawful,
        "return": numbers,
        "transaction": sorted({*paid, *(row.transaction_id for row in refunds if row.transaction_id is not None)}),
        "lesson": _lessons(connection, ids).scalars().all() if ids else (),
        "topic": _topics(connection, ids).scalars().all() if ids else (),
        "replay": replays.with_conversations(connection, set(person.conversations)),
    }
    about = [*(f"conversation:{id_}" for id_ in chat_ids), *(f"return:{number}" for number in numbers)]
    about += [f"invoice:{bill.number}" for bill in bills]
    return Subject(
        person, found, rows, bills, theirs,
        open_returns=[row.number for row in given_back if row.state not in SETTLED],
        open_refunds=sorted({row.number for row in refunds if row.state not in {"paid", "failed", "cancelled"}}),
        open_effects=sorted({row.name for row in calls if row.state in {"waiting", "started"}}),
        shared_persons=sorted(shared),
        trusted_until=max((row.made_at for row in given_back if row.drawn), default=0),
        holds=_holds(connection, [{"about": one} for one in about]).scalars().all() if about else (),
    )  # fmt: skip


def _shared(connection: sa.Connection, persons: Sequence[int], person: Person) -> set[int]:
    if not persons:
        return set()
    rows = _others(connection, [{"id": id_} for id_ in persons])
    return {row.person_id for row in rows if row.conversation_id not in person.conversations}


def _bill(row: sa.Row[Any]) -> Bill:
    lawful = row.kind != "proforma" or row.paid != 0 or row.state in {"paid", "part_paid", "overpaid"}
    return Bill(row.number, row.kind, row.state, lawful, row.snapshot, row.issued_at)


def _ids(ids: Sequence[int]) -> list[dict[str, int]]:
    return [{"id": id_} for id_ in ids]
