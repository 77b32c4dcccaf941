"""Returns in SQL.

Each with a number of its own, moved from state to state once, with everything that was done to it written down.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.epoch import from_ms, to_ms
from bot.store.reserve import cents, of_cents
from bot.store.sql import Statement
from flows.dialogue import pack, unpack
from flows.shop.returns import GIVEN, Event, Photo, Return

_LETTERS = "2345679ADEFJKMNRTW"  # none that is taken for another, or that looks like a Cyrillic letter of another sound
USUAL = 10_000  # orders by which it is judged how often something comes back
_ALIKE = str.maketrans("АЕКМТР", "AEKMTR")  # what a customer may have typed instead

_FIELDS = """number, conversation_id, person_id, order_number, title, basis, reason, details, language, state, decision,
  decided_by, decided_at, amount, claimed, currency, bought_on, remedy, refund_to, consent, goods, proof, level, photo,
  photo_sha256, photo_dhash, photo_taken_at, arm, policy, points, signals, why, drawn, made_at, refund_by, refunded_at,
  closed_at, credit_note"""
_NAMES = [name.strip() for name in _FIELDS.split(",")]

_next = Statement(
    """INSERT INTO return_series (year, next) VALUES (:year, 2)
    ON CONFLICT (year) DO UPDATE SET next = return_series.next + 1 RETURNING next - 1"""
)
_insert = Statement(
    f"""INSERT INTO returns ({_FIELDS}) VALUES ({", ".join(":" + name for name in _NAMES)})"""  # noqa: S608 - our own names
)
_update = Statement(
    f"""UPDATE returns SET {", ".join(f"{name} = :{name}" for name in _NAMES if name not in {"number", "made_at"})}
    WHERE number = :number AND made_at = :made_at AND state = :before RETURNING number"""  # noqa: S608 - our own names
)
_event = Statement(
    """INSERT INTO return_events (number, at, who, event, state, facts) VALUES (:number, :now, :who, :event, :state, :facts)"""
)
_events = Statement("""SELECT at, who, event, state, facts FROM return_events WHERE number = :number ORDER BY id""")
_one = Statement(f"""SELECT {_FIELDS} FROM returns WHERE number = :number""")  # noqa: S608 - column names of our own
_hold = Statement(f"""SELECT {_FIELDS} FROM returns WHERE number = :number {{lock}}""")  # noqa: S608 - as above
_of_order = Statement(f"""SELECT {_FIELDS} FROM returns WHERE order_number = :order ORDER BY made_at""")  # noqa: S608 - as above
_of_chat = Statement(
    f"""SELECT {_FIELDS} FROM returns WHERE conversation_id = :id ORDER BY made_at DESC, number DESC"""  # noqa: S608 - as above
)
_of_person = Statement(f"""SELECT {_FIELDS} FROM returns WHERE person_id = :id ORDER BY made_at""")  # noqa: S608 - as above
_page = Statement(
    f"""SELECT {_FIELDS} FROM returns WHERE (:state = '' OR state = :state) AND (made_at, number) < (:moment, :after)
    ORDER BY made_at DESC, number DESC LIMIT :room"""  # noqa: S608 - as above
)
_since = Statement(
    f"""SELECT {_FIELDS} FROM returns WHERE made_at >= :since AND made_at < :until
    ORDER BY made_at, number"""  # noqa: S608 - as above
)
_photos = Statement(
    """SELECT photo, photo_sha256, photo_dhash, photo_taken_at FROM returns
    WHERE photo_sha256 <> '' AND made_at > :since AND number <> :own ORDER BY made_at DESC LIMIT :room"""
)
_reasons = Statement(
    """SELECT reason, COUNT(*) AS count FROM returns WHERE title = :title AND title <> '' AND person_id <> :person
    GROUP BY reason"""
)
# Of the newest orders, so that a year's trade costs a decision no more than a week's.
_rate = Statement(
    """WITH lately AS (SELECT CASE WHEN COUNT(*) < :room THEN 0 ELSE MIN(placed_at) END AS since, COUNT(*) AS orders
      FROM (SELECT placed_at FROM orders ORDER BY placed_at DESC LIMIT :room) o)
    SELECT (SELECT COUNT(*) FROM returns r WHERE r.made_at >= lately.since) AS returns, lately.orders FROM lately"""
)
_chat = Statement("""SELECT channel, address, name, language, email, created_at FROM conversations WHERE id = :id""")
_ended = Statement(
    """SELECT number FROM returns WHERE state = 'refunded' AND refunded_at <= :before ORDER BY refunded_at LIMIT :room {skip}"""
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a return's history."""

    at: datetime
    who: str
    event: str
    state: str
    facts: Mapping[str, Any]


def new_number(connection: sa.Connection, year: int) -> str:
    """The next number, as R-26-000123-K7RT: in order, for people, with an end nobody can guess. Holds the series."""
    place = int(_next(connection, year=year).scalar_one())
    end = "".join(secrets.choice(_LETTERS) for _ in range(4))
    return f"R-{year % 100:02d}-{place:06d}-{end}"


def normal(number: str) -> str:
    """A number as people write it back: letters of another alphabet and spaces aside."""
    return "".join(number.upper().split()).translate(_ALIKE)


def add(connection: sa.Connection, record: Return, who: str, facts: Mapping[str, Any]) -> None:
    """Write a new return down, with the first line of its history."""
    _insert(connection, **_row(record))
    _note(connection, record, "submit", who, facts, now=record.made_at)


def move(
    connection: sa.Connection, before: Return, after: Return, event: Event, *, who: str, now: datetime,
    facts: Mapping[str, Any] | None = None,
) -> bool:  # fmt: skip
    """Write down what `Return.move` has made of it; False where somebody else has moved it meanwhile."""
    if _update(connection, **_row(after), before=before.state).scalar() is None:
        return False
    _note(connection, after, event, who, facts or {}, now=now)
    return True


def note(connection: sa.Connection, number: str, event: str, who: str, facts: Mapping[str, Any], *, now: datetime) -> None:
    """A line in a return's history that does not move it."""
    record = one(connection, number)
    assert record is not None
    _event(
        connection, number=record.number, now=to_ms(now), who=who, event=event, state=record.state,
        facts=json.dumps(pack(dict(facts))),
    )  # fmt: skip


def one(connection: sa.Connection, number: str) -> Return | None:
    """A return by its number."""
    row = _one(connection, number=normal(number)).one_or_none()
    return _return(row) if row is not None else None


def hold(connection: sa.Connection, number: str) -> Return | None:
    """The same, held until the transaction ends."""
    row = _hold(connection, number=normal(number)).one_or_none()
    return _return(row) if row is not None else None


def of_order(connection: sa.Connection, order_number: str) -> Sequence[Return]:
    """An order's returns, oldest first."""
    return [_return(row) for row in _of_order(connection, order=order_number)] if order_number else []


def of_conversation(connection: sa.Connection, conversation_id: int) -> Sequence[Return]:
    """A conversation's returns, newest first."""
    return [_return(row) for row in _of_chat(connection, id=conversation_id)]


def of_person(connection: sa.Connection, person_id: int) -> Sequence[Return]:
    """A person's returns, oldest first."""
    return [_return(row) for row in _of_person(connection, id=person_id)]


def page(connection: sa.Connection, state: str, before: tuple[int, str], room: int) -> Sequence[Return]:
    """Newest first, after the one made at `before[0]` with the number `before[1]`."""
    return [_return(row) for row in _page(connection, state=state, moment=before[0], after=before[1], room=room)]


def between(connection: sa.Connection, since: int, until: int) -> Sequence[Return]:
    """All made in that time, oldest first."""
    return [_return(row) for row in _since(connection, since=since, until=until)]


def history(connection: sa.Connection, number: str) -> Sequence[Entry]:
    """Everything that was done to a return, oldest first."""
    return [
        Entry(from_ms(row.at), row.who, row.event, row.state, unpack(json.loads(row.facts)))
        for row in _events(connection, number=number)
    ]


def photos(connection: sa.Connection, since: int, own: str, room: int = 5000) -> tuple[Photo, ...]:
    """Pictures sent with returns since then, but for one return's own; the latest first."""
    return tuple(_photo(row) for row in _photos(connection, since=since, own=own, room=room))


def reasons(connection: sa.Connection, title: str, person_id: int) -> Mapping[str, int]:
    """How often which reason was given for the same thing by others."""
    return {str(reason): int(count) for reason, count in _reasons(connection, title=title, person=person_id)}


def usual_rate(connection: sa.Connection) -> float:
    """Returns by order, over the whole shop: of its newest USUAL orders."""
    row = _rate(connection, room=USUAL).one()
    return row.returns / row.orders if row.orders else 0.0


@dataclass(frozen=True, slots=True)
class Chat:
    """Whose conversation it is; `since` is when we first heard of them."""

    id: int
    channel: str
    address: str
    name: str
    language: str
    email: str
    since: datetime


def chat_of(connection: sa.Connection, conversation_id: int) -> Chat:
    """The conversation's customer, as far as the messenger tells. Raises LookupError where it was erased."""
    row = _chat(connection, id=conversation_id).one_or_none()
    if row is None:
        raise LookupError("the conversation is gone")
    return Chat(conversation_id, row.channel, row.address, row.name, row.language, row.email, from_ms(row.created_at))


def given_for(known: Sequence[Return]) -> int:
    """Hundredths given back for these already."""
    return sum(cents(record.amount) for record in known if record.state in GIVEN and record.remedy in {"money", "credit"})


def ended(connection: sa.Connection, before: int, room: int) -> Sequence[str]:
    """Refunded so long ago that they can be closed."""
    return list(_ended(connection, before=before, room=room).scalars())


def _note(connection: sa.Connection, record: Return, event: Event, who: str, facts: Mapping[str, Any], *, now: datetime) -> None:
    _event(
        connection, number=record.number, now=to_ms(now), who=who, event=event, state=record.state,
        facts=json.dumps(pack(dict(facts))),
    )  # fmt: skip


def _row(record: Return) -> dict[str, Any]:
    photo = record.photo
    values = {name: getattr(record, name) for name in _NAMES if hasattr(record, name)}
    return {
        **values,
        "amount": cents(record.amount),
        "currency": record.amount.currency,
        "claimed": cents(record.claimed) if record.claimed is not None else None,
        "photo": photo.file if photo else "",
        "photo_sha256": photo.sha256 if photo else "",
        "photo_dhash": f"{photo.dhash:016x}" if photo and photo.dhash is not None else "",
        "photo_taken_at": _ms(photo.taken_at) if photo else None,
        "signals": json.dumps(dict(record.signals)),
        **{name: _ms(getattr(record, name)) for name in ("made_at", "refund_by", "decided_at", "refunded_at", "closed_at")},
    }


def _return(row: sa.Row[Any]) -> Return:
    values = row._asdict()
    currency = values.pop("currency")
    photo = _photo(row) if row.photo else None
    for name in ("photo_sha256", "photo_dhash", "photo_taken_at"):
        values.pop(name)
    for name in ("made_at", "refund_by", "decided_at", "refunded_at", "closed_at"):
        values[name] = _moment(values[name])
    for name in ("consent", "drawn"):
        values[name] = bool(values[name])
    claimed = values["claimed"]
    values |= {
        "amount": of_cents(row.amount, currency),
        "claimed": of_cents(claimed, currency) if claimed is not None else None,
        "signals": json.loads(row.signals),
        "photo": photo,
    }
    return Return(**values)


def _photo(row: sa.Row[Any]) -> Photo:
    return Photo(row.photo, row.photo_sha256, int(row.photo_dhash, 16) if row.photo_dhash else None, _moment(row.photo_taken_at))


def _ms(moment: datetime | None) -> int | None:
    return to_ms(moment) if moment is not None else None


def _moment(ms: int | None) -> datetime | None:
    return from_ms(ms) if ms is not None else None
