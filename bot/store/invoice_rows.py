"""Invoices in SQL: each row frozen as it was issued, its number taken in the transaction that writes it.

What may change afterwards is what became of it (state, paid, reminded, pdf), never what it says: a mistake is voided or credited.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import sqlalchemy as sa

from bot.store.sql import Statement
from flows.shop.invoices import Kind

After = Literal["invoice", "accounting", "nothing"]
State = Literal["open", "part_paid", "paid", "overpaid", "expired", "void"]
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class Row:
    """An invoice as it stands. Sums are hundredths of `currency`, moments ms since the epoch; `snapshot` is the frozen JSON."""

    number: str
    kind: Kind
    year: int
    place: int
    state: State
    conversation_id: int | None
    order_number: str
    language: str
    buyer_name: str
    currency: str
    total: int
    reference: str
    issued_at: int
    due_at: int
    snapshot: str
    digest: str
    follows: str = ""
    paid: int = 0
    buyer_iban: str = ""
    closed_at: int | None = None
    after: After = "nothing"
    zone: str = "UTC"
    reason: str = ""
    pdf: str = ""
    reminded: int = 0
    restricted_at: int | None = None  # since then the buyer is kept for the law alone

    @property
    def is_owed(self) -> bool:
        """Whether money is still waited for."""
        return self.state in {"open", "part_paid"}


_FIELDS = """number, kind, year, place, state, conversation_id, order_number, language, buyer_name, currency, total, reference,
      issued_at, due_at, snapshot, digest, follows, paid, buyer_iban, closed_at, after, zone, reason, pdf, reminded,
      restricted_at"""

# The row of the series is held until the end of the transaction: who comes second waits, and gets the next number or this one.
_take = Statement(
    """INSERT INTO invoice_series AS s (kind, year, next) VALUES (:kind, :year, 2)
    ON CONFLICT (kind, year) DO UPDATE SET next = s.next + 1 RETURNING next - 1"""
)

_hold_series = Statement(
    """INSERT INTO invoice_series AS s (kind, year, next) VALUES (:kind, :year, 1)
    ON CONFLICT (kind, year) DO UPDATE SET next = s.next"""
)

_add = Statement(
    """INSERT INTO invoices (number, kind, year, place, state, conversation_id, order_number, language, buyer_name, buyer_iban,
      currency, total, paid, reference, issued_at, due_at, closed_at, follows, after, zone, snapshot, digest)
    VALUES (:number, :kind, :year, :place, :state, :conversation_id, :order_number, :language, :buyer_name, :buyer_iban,
      :currency, :total, :paid, :reference, :issued_at, :due_at, :closed_at, :follows, :after, :zone, :snapshot, :digest)"""
)

_one = Statement(f"""SELECT {_FIELDS} FROM invoices WHERE number = :number""")  # noqa: S608 - column names of our own
_hold = Statement(f"""SELECT {_FIELDS} FROM invoices WHERE number = :number {{lock}}""")  # noqa: S608 - as above

_of_order = Statement(
    f"""SELECT {_FIELDS} FROM invoices WHERE order_number = :order_number AND order_number <> ''
    ORDER BY issued_at DESC, number DESC"""  # noqa: S608 - column names of our own
)

_of_conversation = Statement(
    f"""SELECT {_FIELDS} FROM invoices WHERE conversation_id = :conversation_id
    ORDER BY issued_at DESC, number DESC LIMIT :room"""  # noqa: S608 - column names of our own
)

_following = Statement(
    f"""SELECT {_FIELDS} FROM invoices WHERE follows = :number AND follows <> '' ORDER BY issued_at, number"""  # noqa: S608 - own
)

_close = Statement(
    """UPDATE invoices SET state = :state, reason = :reason, closed_at = :now WHERE number = :number AND state = :before
    RETURNING number"""
)

_draw = Statement("""UPDATE invoices SET pdf = :pdf WHERE number = :number AND pdf = ''""")

# Of whom it was: the sums, the numbers and the days stay.
_rewrite = Statement(
    """UPDATE invoices SET snapshot = :snapshot, digest = :digest, buyer_name = '', buyer_iban = '',
      conversation_id = NULL, pdf = ''
    WHERE number = :number RETURNING number"""
)

# What follows a payment or a refund is drawn after the transaction that wrote it; a proforma is drawn by who ordered it.
_undrawn = Statement(
    f"""SELECT {_FIELDS} FROM invoices WHERE pdf = '' AND kind <> 'proforma' AND conversation_id IS NOT NULL
    ORDER BY issued_at LIMIT :room"""  # noqa: S608 - column names of our own
)

_lapsed = Statement(
    """SELECT number FROM invoices WHERE state = 'open' AND kind = 'proforma' AND due_at <= :before ORDER BY due_at LIMIT :room"""
)

# Two reminders at most: the first some time before it is due, the second on the day.
_early = Statement(
    """SELECT number FROM invoices WHERE state IN ('open', 'part_paid') AND kind = 'proforma' AND reminded = 0
      AND due_at > :now AND due_at <= :until ORDER BY due_at LIMIT :room"""
)
_last = Statement(
    """SELECT number FROM invoices WHERE state IN ('open', 'part_paid') AND kind = 'proforma' AND reminded < 2
      AND due_at > :now AND due_at <= :until ORDER BY due_at LIMIT :room"""
)

_remind = Statement("""UPDATE invoices SET reminded = :times WHERE number = :number AND reminded < :times RETURNING number""")

_next_early = Statement(
    """SELECT MIN(due_at) FROM invoices WHERE state IN ('open', 'part_paid') AND kind = 'proforma' AND reminded = 0
      AND due_at > :now"""
)
_next_last = Statement(
    """SELECT MIN(due_at) FROM invoices WHERE state IN ('open', 'part_paid') AND kind = 'proforma' AND reminded < 2
      AND due_at > :now"""
)
_next_lapse = Statement("""SELECT MIN(due_at) FROM invoices WHERE state = 'open' AND kind = 'proforma'""")

_page = Statement(
    rf"""SELECT {_FIELDS} FROM invoices WHERE (:state = '' OR state = :state) AND (:kind = '' OR kind = :kind)
      AND (issued_at, number) < (:moment, :before)
      AND (:query = '' OR number LIKE :query ESCAPE '\'
        OR ((restricted_at IS NULL OR :restricted = 1)
          AND (lower(buyer_name) LIKE :query ESCAPE '\' OR buyer_name LIKE :title ESCAPE '\'))
        OR lower(reference) LIKE :query ESCAPE '\'
        OR order_number LIKE :query ESCAPE '\')
    ORDER BY issued_at DESC, number DESC LIMIT :room"""  # noqa: S608 - column names of our own
)


def take(connection: sa.Connection, kind: Kind, year: int) -> int:
    """The next place of a series, counted from 1; used up only when this transaction is committed, so that there are no gaps."""
    place: int = _take(connection, kind=kind, year=year).scalar_one()
    return place


def hold_series(connection: sa.Connection, kind: Kind, year: int) -> None:
    """Nobody else takes a number until this transaction ends; for whoever looks first whether one is needed."""
    _hold_series(connection, kind=kind, year=year)


def add(connection: sa.Connection, row: Row) -> None:
    """Write a new invoice down."""
    _add(
        connection, number=row.number, kind=row.kind, year=row.year, place=row.place, state=row.state,
        conversation_id=row.conversation_id, order_number=row.order_number, language=row.language, buyer_name=row.buyer_name,
        buyer_iban=row.buyer_iban, currency=row.currency, total=row.total, paid=row.paid, reference=row.reference,
        issued_at=row.issued_at, due_at=row.due_at, closed_at=row.closed_at, follows=row.follows, after=row.after, zone=row.zone,
        snapshot=row.snapshot, digest=row.digest,
    )  # fmt: skip


def one(connection: sa.Connection, number: str) -> Row | None:
    """The invoice with this number."""
    found = _one(connection, number=number).one_or_none()
    return _row(found) if found is not None else None


def hold(connection: sa.Connection, number: str) -> Row | None:
    """The same, held until the end of the transaction."""
    found = _hold(connection, number=number).one_or_none()
    return _row(found) if found is not None else None


def of_order(connection: sa.Connection, order_number: str) -> Sequence[Row]:
    """All that was issued for an order, newest first."""
    return [_row(found) for found in _of_order(connection, order_number=order_number)]


def of_conversation(connection: sa.Connection, conversation_id: int, room: int = 20) -> Sequence[Row]:
    """What was issued in a conversation, newest first."""
    return [_row(found) for found in _of_conversation(connection, conversation_id=conversation_id, room=room)]


def following(connection: sa.Connection, number: str) -> Sequence[Row]:
    """What points to this one: the invoice that followed a proforma, the credit notes that correct an invoice; oldest first."""
    return [_row(found) for found in _following(connection, number=number)]


def close(connection: sa.Connection, row: Row, state: State, reason: str, now: int) -> bool:
    """It ends without having been paid; False where it has changed meanwhile."""
    return _close(connection, number=row.number, before=row.state, state=state, reason=reason, now=now).scalar() is not None


def draw(connection: sa.Connection, number: str, pdf: str) -> None:
    """Its document is in the file store under this id."""
    _draw(connection, number=number, pdf=pdf)


def rewrite(connection: sa.Connection, number: str, snapshot: str, digest: str) -> int:
    """Replace what it says by the same without its buyer; 1 where there is such an invoice."""
    return len(_rewrite(connection, number=number, snapshot=snapshot, digest=digest).all())


def undrawn(connection: sa.Connection, room: int) -> Sequence[Row]:
    """Invoices and credit notes whose document has yet to be made and sent, oldest first."""
    return [_row(found) for found in _undrawn(connection, room=room)]


def lapsed(connection: sa.Connection, before: int, room: int) -> Sequence[str]:
    """Numbers of proformas nobody has paid, due at `before` or earlier."""
    return list(_lapsed(connection, before=before, room=room).scalars())


def to_remind(connection: sa.Connection, times: Literal[1, 2], now: int, until: int, room: int) -> Sequence[str]:
    """Numbers of what is due after `now`, at `until` at the latest, and has been reminded of less than so many times."""
    return list((_early if times == 1 else _last)(connection, now=now, until=until, room=room).scalars())


def reminded(connection: sa.Connection, number: str, times: int) -> bool:
    """Count a reminder, the first or the second; False where somebody else has."""
    return _remind(connection, number=number, times=times).scalar() is not None


def next_moments(connection: sa.Connection, now: int) -> Mapping[str, int | None]:
    """When the next is due that waits for its first reminder (`early`), its last one (`last`), its end (`lapse`)."""
    return {
        "early": _next_early(connection, now=now).scalar(),
        "last": _next_last(connection, now=now).scalar(),
        "lapse": _next_lapse(connection).scalar(),
    }


def page(
    connection: sa.Connection, *, state: str = "", kind: str = "", query: str = "", before: tuple[int, str], room: int,
    restricted: bool = False,
) -> Sequence[Row]:  # fmt: skip
    """Newest first, those before (moment, number); `query` is a part of number, reference, order or buyer's name.

    Who is kept for the law alone is found by name only where `restricted`.
    """
    wanted = query.strip().lower().replace("\0", "").replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    found = _page(
        connection, state=state, kind=kind, query=f"%{wanted}%" if wanted else "", title=f"%{wanted.title()}%", moment=before[0],
        before=before[1], room=room, restricted=int(restricted),
    )  # fmt: skip
    return [_row(row) for row in found]


def _row(found: sa.Row[Any]) -> Row:
    return Row(**found._asdict())
