"""The risk reserve in SQL: a sum is held by one conditional update of the year's row, so ten chats at once cannot overspend.

Who needs several rows takes them in this order, and never waits the other way round: the series of return numbers, the
year's reserve, the person, the return.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from bot.store.sql import Statement
from flows.shop.model import Money
from flows.shop.reserve import Kind, OverspentError, Reserve

_FIELDS = "currency, budget, held, captured, recovered"

# Makes the year's row, or gives it the budget of today's settings; holds it either way.
_stand = Statement(
    f"""INSERT INTO reserves (year, currency, budget) VALUES (:year, :currency, :budget)
    ON CONFLICT (year) DO UPDATE SET
      budget = CASE WHEN reserves.currency = excluded.currency THEN excluded.budget ELSE reserves.budget END
    RETURNING {_FIELDS}"""  # noqa: S608 - column names of our own
)
_view = Statement(f"""SELECT {_FIELDS} FROM reserves WHERE year = :year""")  # noqa: S608 - as above
_hold = Statement(
    """UPDATE reserves SET held = held + :amount
    WHERE year = :year AND currency = :currency AND held + captured - recovered + :amount <= budget RETURNING year"""
)
# A promise that was made before: it stands, though the budget may have been cut since.
_owed = Statement("""UPDATE reserves SET held = held + :amount WHERE year = :year RETURNING year""")
_release = Statement("""UPDATE reserves SET held = held - :amount WHERE year = :year AND held >= :amount RETURNING year""")
_capture = Statement(
    """UPDATE reserves SET held = held - :held, captured = captured + :paid WHERE year = :year AND held >= :held RETURNING year"""
)
_recover = Statement(
    """UPDATE reserves SET recovered = recovered + :amount
    WHERE year = :year AND captured >= recovered + :amount RETURNING year"""
)
_enter = Statement(
    """INSERT INTO reserve_entries (year, number, kind, amount, at) VALUES (:year, :number, :kind, :amount, :now)"""
)
# What a return holds now, has had, and got back, in the year it was held in.
_of = Statement(
    """SELECT MIN(year) AS year,
      SUM(CASE kind WHEN 'hold' THEN amount WHEN 'release' THEN -amount ELSE 0 END) AS held,
      SUM(CASE kind WHEN 'capture' THEN amount ELSE 0 END) AS captured,
      SUM(CASE kind WHEN 'recover' THEN amount ELSE 0 END) AS recovered
    FROM reserve_entries WHERE number = :number"""
)
_sums = Statement("""SELECT kind, SUM(amount) AS amount FROM reserve_entries WHERE year = :year GROUP BY kind""")
_alert = Statement(
    """INSERT INTO reserve_alerts (year, mark, at) VALUES (:year, :mark, :now) ON CONFLICT (year, mark) DO NOTHING

    RETURNING mark
    """
)
_alerts = Statement("""SELECT mark, at FROM reserve_alerts WHERE year = :year ORDER BY mark""")


@dataclass(frozen=True, slots=True)
class Share:
    """A return's part of a year's reserve, in hundredths."""

    year: int
    held: int
    captured: int
    recovered: int


def stand(connection: sa.Connection, year: int, budget: Money) -> Reserve:
    """The year's reserve with the budget of the settings, held until the transaction ends.

    A budget in another currency than the year began with waits for the next year.
    """
    row = _stand(connection, year=year, currency=budget.currency, budget=cents(budget)).one()
    return _reserve(row)


def view(connection: sa.Connection, year: int, budget: Money) -> Reserve:
    """The year's reserve as it is, or would be."""
    row = _view(connection, year=year).one_or_none()
    return _reserve(row) if row is not None else Reserve.of(budget)


def hold(connection: sa.Connection, year: int, number: str, amount: Money, now: int) -> None:
    """Promise so much to a return. Raises OverspentError where it is not there; then nothing is written."""
    _moved(_hold(connection, year=year, currency=amount.currency, amount=cents(amount)), amount)
    _entry(connection, year, number, ("hold", cents(amount)), now)


def release(connection: sa.Connection, number: str, now: int) -> None:
    """What a return still holds is free again; nothing where it holds nothing."""
    share = of_return(connection, number)
    if share is None or share.held <= 0:
        return
    _moved(_release(connection, year=share.year, amount=share.held), share.held)
    _entry(connection, share.year, number, ("release", share.held), now)


def capture(connection: sa.Connection, number: str, paid: Money, now: int) -> None:
    """The return was paid, at most what it holds; the rest is free again. Raises OverspentError for more."""
    share = of_return(connection, number)
    if share is None or cents(paid) > share.held:
        raise OverspentError(f"{paid} for {number}, which does not hold that much")
    _moved(_capture(connection, year=share.year, held=share.held, paid=cents(paid)), paid)
    _entry(connection, share.year, number, ("capture", cents(paid)), now)
    if rest := share.held - cents(paid):
        _entry(connection, share.year, number, ("release", rest), now)


def recover(connection: sa.Connection, number: str, amount: Money, now: int) -> None:
    """Goods, or the money itself, came back. Raises OverspentError for more than was paid."""
    share = of_return(connection, number)
    if share is None or cents(amount) > share.captured - share.recovered:
        raise OverspentError(f"{amount} back from {number}, which had less")
    _moved(_recover(connection, year=share.year, amount=cents(amount)), amount)
    _entry(connection, share.year, number, ("recover", cents(amount)), now)


def hold_again(connection: sa.Connection, number: str, amount: Money, now: int) -> None:
    """The money came back and is owed still: paid no longer, promised again. What goods have brought meanwhile stays."""
    share = of_return(connection, number)
    if share is None:
        return
    back = min(cents(amount), share.captured - share.recovered)
    if back <= 0:
        return
    _moved(_recover(connection, year=share.year, amount=back), amount)
    _entry(connection, share.year, number, ("recover", back), now)
    _moved(_owed(connection, year=share.year, amount=cents(amount)), amount)
    _entry(connection, share.year, number, ("hold", cents(amount)), now)


def of_return(connection: sa.Connection, number: str) -> Share | None:
    """What a return holds and has had; None where it never drew on the reserve. What was captured is held no longer."""
    row = _of(connection, number=number).one()
    if row.year is None:
        return None
    return Share(int(row.year), int(row.held) - int(row.captured), int(row.captured), int(row.recovered))


def sums(connection: sa.Connection, year: int) -> dict[str, int]:
    """What the entries of a year come to, by kind, in hundredths."""
    return {str(kind): int(amount) for kind, amount in _sums(connection, year=year)}


def note_alert(connection: sa.Connection, year: int, mark: int, now: int) -> bool:
    """That a mark was passed; False where it was noted before."""
    return _alert(connection, year=year, mark=mark, now=now).scalar() is not None


def alerts(connection: sa.Connection, year: int) -> list[tuple[int, int]]:
    """The marks that were passed, and when (ms)."""
    return [(int(mark), int(at)) for mark, at in _alerts(connection, year=year)]


def cents(money: Money) -> int:
    """Hundredths, as the database has sums."""
    return int(money.amount * 100)


def of_cents(amount: int, currency: str) -> Money:
    """The other way."""
    return Money(Decimal(amount) / 100, currency)


def _entry(connection: sa.Connection, year: int, number: str, entry: tuple[Kind, int], now: int) -> None:
    kind, amount = entry
    _enter(connection, year=year, number=number, kind=kind, amount=amount, now=now)


def _moved(result: sa.CursorResult[Any], amount: object) -> None:
    if result.scalar() is None:
        raise OverspentError(f"{amount} is not there")


def _reserve(row: sa.Row[Any]) -> Reserve:
    budget, held, captured, recovered = (of_cents(int(value), row.currency) for value in tuple(row)[1:])
    return Reserve(budget, held, captured, recovered)
