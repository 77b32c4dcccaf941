"""Erasing somebody in one transaction, by the list of personal data, and never while a turn or a send of theirs is under way.

A turn that is thinking commits by its lease, and a send by its token: whoever erases takes the lease first, as a worker does, so
nobody is at work for this person when the rows go, and nothing that was begun before can write one back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.epoch import to_ms
from bot.store import erased, invoices, orders, replays
from bot.store.personal import PLACES, Group, Place
from bot.store.sql import Statement
from bot.store.subjects import OPEN_ORDER, Subject
from flows.shop.invoices import load
from flows.shop.lawful import Years, kept_until

Why = Literal["accounting", "contract", "abuse"]
What = Literal["invoice", "credit_note", "proforma", "payment", "refund", "return", "order", "hashes"]


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that stays: what, its number, why, and until when (ms; 0: until it is finished)."""

    what: What
    ref: str
    why: Why
    until: int


@dataclass(frozen=True, slots=True)
class Rules:
    """By what is decided what stays: moments in ms. Keyed hashes last used after `hashes_since` stay, `fraud` ms from then on."""

    now: int
    years: Years
    zone: ZoneInfo
    hashes_since: int
    fraud: int
    repeats: int


@dataclass(frozen=True, slots=True)
class Done:
    """What erasure did: rows by table, and what stayed."""

    counts: Mapping[str, int]
    kept: Sequence[Kept]


_IN = "(SELECT r.value FROM {rows} r)"


def _sql(place: Place) -> Statement | None:
    """The statement that erases a person's rows of a table."""
    match place.fate:
        case "delete":
            return Statement(f"DELETE FROM {place.table} WHERE {place.column} IN {_IN}", value=place.value)  # noqa: S608 - our own names
        case "blank":
            sets = ", ".join(f"{column} = {value}" for column, value in place.blank.items())
            return Statement(f"UPDATE {place.table} SET {sets} WHERE {place.column} IN {_IN}", value=place.value)  # noqa: S608 - as above
        case _:
            return None


_STATEMENTS = {place.table: statement for place in PLACES if (statement := _sql(place)) is not None}

_hold = Statement(
    """SELECT id, lease_token, lease_until FROM conversations WHERE id IN (SELECT r.value FROM {rows} r) ORDER BY id {lock}""",
    value="integer",
)
_sending = Statement(
    """SELECT 1 FROM {rows} r JOIN outbox o ON o.conversation_id = r.value AND o.open
    WHERE o.state = 'sending' AND o.lease_until > :now LIMIT 1""",
    value="integer",
)
_doing = Statement(
    """SELECT 1 FROM {rows} r JOIN calls c ON c.conversation_id = r.value WHERE c.state = 'started' AND c.lease_until > :now
    LIMIT 1""",
    value="integer",
)
_seize = Statement(
    """UPDATE conversations SET lease_token = :token, lease_until = :until, wake_at = :until
    WHERE id IN (SELECT r.value FROM {rows} r)""",
    value="integer",
)
_silence = Statement(
    """UPDATE outbox SET send_at = :until WHERE state = 'queued' AND send_at < :until
      AND conversation_id IN (SELECT r.value FROM {rows} r)""",
    value="integer",
)
_stop = Statement(
    """UPDATE calls SET lease_until = :until WHERE state IN ('waiting', 'started')
      AND conversation_id IN (SELECT r.value FROM {rows} r)""",
    value="integer",
)
_restrict = Statement(
    """UPDATE invoices SET restricted_at = COALESCE(restricted_at, :now), conversation_id = NULL, reason = ''
    WHERE number IN (SELECT r.value FROM {rows} r)""",
    value="text",
)
_chat_keys = Statement(
    """DELETE FROM person_keys WHERE kind = 'chat' AND hash IN (SELECT r.value FROM {rows} r)""", value="text"
)


def seize(connection: sa.Connection, conversations: Sequence[int], token: str, now: int, until: int) -> bool:
    """Take these conversations as a worker does, until then; False while a turn, a send or an effect of theirs is under way.

    Until then nothing of theirs is sent or done. Whoever dies after this loses nothing: all of it goes on then.
    """
    rows = _values(conversations)
    held = _hold(connection, rows).all() if rows else ()
    if any(row.lease_until > now and row.lease_token not in {"", token} for row in held):
        return False
    if not rows:
        return True
    if _sending(connection, rows, now=now).scalar() is not None or _doing(connection, rows, now=now).scalar() is not None:
        return False
    _seize(connection, rows, token=token, until=until).close()
    _silence(connection, rows, until=until).close()
    _stop(connection, rows, until=until).close()
    return True


def holds(connection: sa.Connection, conversations: Sequence[int], token: str) -> bool:
    """Whether all of them are still ours, held until the transaction ends. One that is gone is nobody's."""
    return all(row.lease_token == token for row in _hold(connection, _values(conversations))) if conversations else True


def erase(connection: sa.Connection, subject: Subject, rules: Rules, chat_hashes: Sequence[str]) -> Done:
    """Do it, place by place. `chat_hashes` are the keyed hashes of the chats, which go also where others share the person."""
    stays = kept(subject, rules)
    rows: dict[Group, Sequence[int | str]] = dict(subject.rows)
    open_orders = {order.number for order in subject.orders if order.state in OPEN_ORDER}
    rows["order"] = [number for number in rows["order"] if number not in open_orders]
    if any(one.what == "hashes" for one in stays):
        rows["person"] = ()
    else:
        _chat_keys(connection, _values(chat_hashes)).close()
    erased.bar(connection, subject.person.conversations, rules.now - rules.repeats, rules.now + rules.repeats)
    counts: dict[str, int] = {}
    for place in PLACES:
        found = rows[place.of] if place.of is not None else ()
        if found and (done := _visit(connection, place, found, subject, rules)):
            counts[place.table] = done
    if lawful := subject.rows["invoice"]:
        restrict(connection, lawful, rules.now)
    return Done(counts, stays)


def restrict(connection: sa.Connection, invoices: Sequence[int | str], now: int) -> None:
    """From now on these are kept for the law alone."""
    _restrict(connection, _values(invoices), now=now).close()


def let_go(connection: sa.Connection, subject: Subject, token: str, rules: Rules) -> int:
    """Purge conversations whose time is over, with what is of no use without them; 0 where somebody is at work in one just now.

    Unlike erasure it leaves alone what has a time of its own: returns, surveys, proofs against abuse, invoices, orders, phrases.
    """
    if not seize(connection, subject.person.conversations, token, rules.now, rules.now + 1):
        return 0
    for place in PLACES:
        found = subject.rows[place.of] if place.of is not None else ()
        if found and place.kind in {"conversation", "photo"}:
            _visit(connection, place, found, subject, rules)
    return len(subject.chats)


def kept(subject: Subject, rules: Rules) -> Sequence[Kept]:
    """What would stay of them, were they erased now."""
    found = [*_lawful(subject, rules), *_unfinished(subject)]
    if subject.trusted_until > rules.hashes_since and subject.rows["person"]:
        found.append(Kept("hashes", "", "abuse", subject.trusted_until + rules.fraud))
    return found


def _visit(
    connection: sa.Connection, place: Place, found: Sequence[int | str], subject: Subject, rules: Rules
) -> int:  # fmt: skip
    """One table; how many rows it concerned."""
    if (statement := _STATEMENTS.get(place.table)) is not None:
        values: dict[str, Any] = {"hashes_since": rules.hashes_since}
        return int(statement(connection, _values(found), **values).rowcount)
    match place.table:
        case "orders":
            return len(orders.forget(connection, [str(number) for number in found]))
        case "invoices":
            return invoices.forget(connection, [str(number) for number in found], rules.now)
        case "replays":
            replays.forget(connection, [int(id_) for id_ in found], set(subject.person.conversations))
            return len(found)
        case _:
            return 0


def _lawful(subject: Subject, rules: Rules) -> list[Kept]:
    """Documents of the books, and the payments that belong to them."""
    kept: list[Kept] = []
    for bill in subject.bills:
        if bill.lawful:
            until = until_of(bill.snapshot, rules.years, rules.zone)
            kept.append(Kept(bill.kind, bill.number, "accounting", until))  # type: ignore[arg-type]  # one of the three kinds
    last = max((one.until for one in kept), default=0)
    kept += [Kept("payment", str(id_), "accounting", last) for id_ in subject.rows["transaction"]]
    return kept


def until_of(snapshot: str, years: Years, zone: ZoneInfo) -> int:
    """The first moment (ms) at which the law wants a document no more."""
    day = kept_until(load(snapshot), years) + timedelta(days=1)
    return to_ms(datetime.combine(day, time(), zone))


def _unfinished(subject: Subject) -> list[Kept]:
    """What the contract still needs: an order on its way, money on its way back."""
    kept = [Kept("order", order.number, "contract", 0) for order in subject.orders if order.state in OPEN_ORDER]
    return kept + [Kept("refund", number, "contract", 0) for number in subject.open_refunds]


def _values(values: Sequence[int | str]) -> list[dict[str, int | str]]:
    return [{"value": value} for value in values]
