"""Coupons in SQL: given within a budget that cannot be overspent, each case once, each code once.

Giving takes the year's row first, by an update that holds only while there is enough: whoever comes at the same time waits for
it, so that everything looked at after it (what a person or an agent has had) stands still until the transaction ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Literal

import sqlalchemy as sa

from bot.epoch import from_ms, length_ms
from bot.store.sql import Statement
from flows.shop.coupons import Coupon, State
from flows.shop.model import Money

Kind = Literal["goodwill", "agent", "loyalty", "credit"]
Refusal = Literal["", "budget", "person", "cool_down", "month", "case", "again"]


@dataclass(frozen=True, slots=True)
class Gift:
    """A code to be given. `case` is what it is for, once; `persons` are the hashes by which somebody is known, the best first."""

    conversation_id: int | None
    case: str
    persons: Sequence[str]
    kind: Kind
    why: str
    amount: Money
    minimum: Money
    code: str
    made_by: str
    valid: timedelta
    year: int


@dataclass(frozen=True, slots=True)
class Limits:
    """What bounds it: the purse's year; how many codes a person gets in a year, how far apart; for agents a case and a month.

    Sums are hundredths; durations are ms.
    """

    budget: int
    per_person: int = 0
    cool_down: int = 0
    month: int | None = None
    month_since: int = 0
    case: int | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A coupon's row; moments are ms since the epoch."""

    id: int
    conversation_id: int | None
    coupon: Coupon
    kind: str
    why: str
    year: int
    made_by: str
    made_at: int
    case: str
    order_number: str


YEAR = 365 * 86_400_000  # ms
CASE = 30 * 86_400_000  # ms in which what agents give in one conversation counts as one case
_FIELDS = """id, conversation_id, code, case_key, kind, why, amount, minimum, currency, year, state, made_by, made_at, starts_at,
      expires_at, order_number"""

_year = Statement(
    """INSERT INTO coupon_years (year, purse, given) VALUES (:year, :purse, 0) ON CONFLICT (year, purse) DO NOTHING"""
)
_draw = Statement(
    """UPDATE coupon_years SET given = given + :amount WHERE year = :year AND purse = :purse AND given + :amount <= :budget
    RETURNING given"""
)
_back = Statement("""UPDATE coupon_years SET given = given - :amount WHERE year = :year AND purse = :purse""")
_drawn = Statement("""SELECT given FROM coupon_years WHERE year = :year AND purse = :purse""")

_make = Statement(
    """INSERT INTO coupons (conversation_id, code, case_key, person, kind, why, amount, minimum, currency, year, state, made_by,
      made_at, starts_at, expires_at, try_at)
    VALUES (:id, :code, :case, :person, :kind, :why, :amount, :minimum, :currency, :year, 'new', :made_by, :now, :now,
      :expires_at, :now) RETURNING id"""
)
_put = Statement(
    """INSERT INTO coupons (code, case_key, person, kind, why, amount, minimum, currency, year, state, made_by, made_at,
      starts_at, expires_at, try_at)
    VALUES (:code, 'test:' || :code, '', 'goodwill', 'other', :amount, :minimum, 'EUR', 0, :state, 'rule', :now, :starts_at,
      :expires_at, :now)"""
)
_by_case = Statement(f"""SELECT {_FIELDS} FROM coupons WHERE case_key = :case""")  # noqa: S608 - column names of our own
_by_code = Statement(f"""SELECT {_FIELDS} FROM coupons WHERE code = :code""")  # noqa: S608 - as above
_one = Statement(f"""SELECT {_FIELDS} FROM coupons WHERE id = :id""")  # noqa: S608 - as above
_page = Statement(
    f"""SELECT {_FIELDS} FROM coupons WHERE id < :before ORDER BY id DESC LIMIT :room"""  # noqa: S608 - as above
)
_new = Statement(
    f"""SELECT {_FIELDS} FROM coupons WHERE state = 'new' AND try_at <= :now ORDER BY try_at LIMIT :room"""  # noqa: S608
)

# All hashes by which the same person is known, by what returns have learnt.
_related = Statement(
    """SELECT k.hash FROM person_keys k WHERE k.person_id IN
      (SELECT p.person_id FROM {rows} r JOIN person_keys p ON p.hash = r.hash)""",
    hash="text",
)
# What somebody has had for mistakes lately: by who they are, or in this conversation.
_had = Statement(
    """SELECT COUNT(*) AS times, MAX(made_at) AS last FROM coupons c WHERE c.kind = :kind AND c.state <> 'void'
      AND c.made_at > :since AND (c.conversation_id = :id OR c.person IN (SELECT hash FROM {rows} r))""",
    hash="text",
)
_by_agent = Statement(
    """SELECT COALESCE(SUM(amount), 0) FROM coupons WHERE made_by = :agent AND kind = 'agent' AND state <> 'void'
      AND made_at >= :since"""
)
_in_case = Statement(
    """SELECT COALESCE(SUM(amount), 0) FROM coupons WHERE conversation_id = :id AND kind = 'agent' AND state <> 'void'
      AND made_at > :since"""
)
_of_conversation = Statement(
    f"""SELECT {_FIELDS} FROM coupons WHERE conversation_id = :id ORDER BY id DESC LIMIT 20"""  # noqa: S608 - as above
)
_known = Statement(
    """UPDATE coupons SET state = 'active' WHERE id = :id AND state = 'new' RETURNING conversation_id"""
)
_later = Statement("""UPDATE coupons SET try_at = :try_at WHERE id = :id AND state = 'new'""")
_void = Statement(
    """UPDATE coupons SET state = 'void' WHERE id = :id AND state IN ('new', 'active') RETURNING amount, year, kind"""
)
_use = Statement(
    """UPDATE coupons SET state = 'used', used_at = :now, order_number = :order
    WHERE code = :code AND state = 'active' AND starts_at <= :now AND expires_at > :now RETURNING id"""
)
_expired = Statement(
    """UPDATE coupons SET state = 'expired' WHERE id IN
      (SELECT id FROM coupons WHERE state = 'active' AND expires_at <= :now ORDER BY expires_at LIMIT :room)
      AND state = 'active' RETURNING amount, year, kind"""
)
_next = Statement(
    """SELECT MIN(at) FROM (SELECT MIN(try_at) AS at FROM coupons WHERE state = 'new'
      UNION ALL SELECT MIN(expires_at) FROM coupons WHERE state = 'active') AS moments"""
)

# Promises we broke, in conversations nobody is waiting in any more, that were not made good yet.
_broken = Statement(
    """SELECT p.id, p.conversation_id FROM promises p JOIN conversations c ON c.id = p.conversation_id
    WHERE p.state IN ('kept', 'broken') AND p.state = 'broken' AND p.settled_at > :since AND c.owner = 'bot'
      AND NOT EXISTS (SELECT 1 FROM deeds d WHERE d.key = 'goodwill:promise:' || p.id)
      AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.conversation_id = c.id)
    ORDER BY p.settled_at LIMIT :room"""
)
_who = Statement("""SELECT channel, address, email FROM conversations WHERE id = :id""")
# Decisions of people on what an agent wanted to give, which no coupon stands for yet.
_decided = Statement(
    """SELECT a.id, a.conversation_id, a.key, a.decided_fields, a.decided_by FROM approvals a
    WHERE a.flow = 'goodwill' AND a.state = 'approved' AND a.decided_at > :since
      AND NOT EXISTS (SELECT 1 FROM deeds d WHERE d.key = 'goodwill:approval:' || a.id)
    ORDER BY a.decided_at LIMIT :room"""
)


def purse_of(kind: str) -> str:
    """Whose budget it draws on; store credit draws on none, and is only counted."""
    return kind if kind in {"loyalty", "credit"} else "goodwill"


def give(connection: sa.Connection, gift: Gift, limits: Limits, now: int) -> Given | Refusal:
    """A new code, or why there is none; `again` where the case has had its code."""
    amount, purse = cents(gift.amount), purse_of(gift.kind)
    _year(connection, year=gift.year, purse=purse)
    drawn = _draw(connection, amount=amount, year=gift.year, purse=purse, budget=limits.budget).scalar()
    if by_case(connection, gift.case) is not None:
        _put_back(connection, gift, drawn)
        return "again"
    if drawn is None:
        return "budget"
    if why := _beyond(connection, gift, limits, now):
        _put_back(connection, gift, drawn)
        return why
    id_ = _make(
        connection, id=gift.conversation_id, code=gift.code, case=gift.case, person=gift.persons[0] if gift.persons else "",
        kind=gift.kind, why=gift.why, amount=amount, minimum=cents(gift.minimum), currency=gift.amount.currency, year=gift.year,
        made_by=gift.made_by, now=now, expires_at=now + length_ms(gift.valid),
    ).scalar_one()  # fmt: skip
    made = one(connection, id_)
    assert made is not None, "it was just written"
    return made


def _put_back(connection: sa.Connection, gift: Gift, drawn: int | None) -> None:
    if drawn is not None:
        _back(connection, amount=cents(gift.amount), year=gift.year, purse=purse_of(gift.kind))


def _beyond(connection: sa.Connection, gift: Gift, limits: Limits, now: int) -> Refusal:
    if gift.kind == "credit":
        return ""
    if gift.kind == "agent":
        return _beyond_agent(connection, gift, limits, now)
    times, last = _lately(connection, gift, now)
    if last is not None and now - last < limits.cool_down:
        return "cool_down"
    return "person" if limits.per_person and times >= limits.per_person else ""


def _beyond_agent(connection: sa.Connection, gift: Gift, limits: Limits, now: int) -> Refusal:
    had = int(_in_case(connection, id=gift.conversation_id, since=now - CASE).scalar() or 0)
    if limits.case is not None and had + cents(gift.amount) > limits.case:
        return "case"
    had = int(_by_agent(connection, agent=gift.made_by, since=limits.month_since).scalar() or 0)
    return "month" if limits.month is not None and had + cents(gift.amount) > limits.month else ""


def _lately(connection: sa.Connection, gift: Gift, now: int) -> tuple[int, int | None]:
    hashes = related(connection, gift.persons)
    row = _had(connection, [{"hash": h} for h in hashes], kind=gift.kind, since=now - YEAR, id=gift.conversation_id).one()
    return int(row.times), row.last


def related(connection: sa.Connection, persons: Sequence[str]) -> Sequence[str]:
    """These hashes, and the others of whoever they belong to."""
    found = _related(connection, [{"hash": person} for person in persons]).scalars() if persons else ()
    return sorted({*persons, *found})


def last_loyalty(connection: sa.Connection, conversation_id: int, persons: Sequence[str], since: int) -> int | None:
    """When this person last had a code for coming back, after a moment."""
    rows = [{"hash": person} for person in related(connection, persons)]
    last: int | None = _had(connection, rows, kind="loyalty", since=since, id=conversation_id).one().last
    return last


def put(connection: sa.Connection, **values: Any) -> None:
    """A code out of no budget, for conversations written as tests."""
    _put(connection, **values)


def one(connection: sa.Connection, id_: int) -> Given | None:
    """A coupon by its id."""
    return _given(_one(connection, id=id_).one_or_none())


def by_case(connection: sa.Connection, case: str) -> Given | None:
    """What was given for a case."""
    return _given(_by_case(connection, case=case).one_or_none())


def by_code(connection: sa.Connection, code: str) -> Given | None:
    """The coupon with exactly this code."""
    return _given(_by_code(connection, code=code).one_or_none())


def page(connection: sa.Connection, before: int, room: int) -> Sequence[Given]:
    """The newest, with ids below `before`."""
    return [found for row in _page(connection, before=before, room=room).all() if (found := _given(row)) is not None]


def of_conversation(connection: sa.Connection, conversation_id: int) -> Sequence[Given]:
    """A conversation's newest."""
    return [found for row in _of_conversation(connection, id=conversation_id).all() if (found := _given(row)) is not None]


def new(connection: sa.Connection, now: int, room: int) -> Sequence[Given]:
    """Those the shop's software does not know yet."""
    return [found for row in _new(connection, now=now, room=room).all() if (found := _given(row)) is not None]


def known(connection: sa.Connection, id_: int) -> bool:
    """The code works from now on; False where somebody else has just said so."""
    return bool(_known(connection, id=id_).all())


def later(connection: sa.Connection, id_: int, try_at: int) -> None:
    """The shop's software does not answer: tell it later."""
    _later(connection, id=id_, try_at=try_at)


def void(connection: sa.Connection, id_: int) -> bool:
    """The code is worth nothing; what it drew goes back."""
    return bool(_give_back(connection, _void(connection, id=id_).all()))


def use(connection: sa.Connection, code: str, order: str, now: int) -> bool:
    """An order has used it: once, and only while it is good."""
    return bool(_use(connection, code=code, order=order, now=now).all())


def expire(connection: sa.Connection, now: int, room: int) -> int:
    """Codes whose time is up; what they drew goes back. How many."""
    return _give_back(connection, _expired(connection, now=now, room=room).all())


def _give_back(connection: sa.Connection, rows: Sequence[sa.Row[Any]]) -> int:
    for row in rows:
        _back(connection, amount=row.amount, year=row.year, purse=purse_of(row.kind))
    return len(rows)


def drawn(connection: sa.Connection, year: int, purse: str) -> int:
    """Hundredths given in a year."""
    return int(_drawn(connection, year=year, purse=purse).scalar() or 0)


def next_due(connection: sa.Connection) -> int | None:
    """When the clock asks for something."""
    found: int | None = _next(connection).scalar()
    return found


def broken_promises(connection: sa.Connection, since: int, room: int) -> Sequence[sa.Row[Any]]:
    """Promises broken after a moment that were not looked at: id, conversation_id."""
    return _broken(connection, since=since, room=room).all()


def decided(connection: sa.Connection, since: int, room: int) -> Sequence[sa.Row[Any]]:
    """What was approved after a moment and not given yet: id, conversation_id, key, decided_fields, decided_by."""
    return _decided(connection, since=since, room=room).all()


def whose(connection: sa.Connection, conversation_id: int) -> tuple[str, str, str]:
    """Channel, address and proved e-mail of a conversation, empty where there is none."""
    row = _who(connection, id=conversation_id).one_or_none()
    return (row.channel, row.address, row.email) if row is not None else ("", "", "")


def cents(money: Money) -> int:
    """As the database counts."""
    return int(money.amount * 100)


def _given(row: Any) -> Given | None:
    if row is None:
        return None
    state: State = row.state
    coupon = Coupon(
        row.code, _money(row.amount, row.currency), _money(row.minimum, row.currency), state, from_ms(row.starts_at),
        from_ms(row.expires_at),
    )  # fmt: skip
    return Given(
        row.id, row.conversation_id, coupon, row.kind, row.why, row.year, row.made_by, row.made_at, row.case_key, row.order_number
    )


def _money(hundredths: int, currency: str) -> Money:
    return Money(Decimal(hundredths) / 100, currency)
