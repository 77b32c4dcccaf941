"""What a day's summary says beyond the figures of reports: money that waits, and who waited longest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.sql import Statement


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody who was handed to people that day; moments in ms, `answered_at` None where nobody has written yet."""

    conversation_id: int
    name: str
    address: str
    opened_at: int
    answered_at: int | None


_waits = Statement(
    """SELECT c.id, c.name, c.address, t.opened_at, t.answered_at FROM tickets t JOIN conversations c ON c.id = t.conversation_id
    WHERE t.opened_at >= :since AND t.opened_at < :until AND (:team = '' OR t.team = :team) AND t.reason <> 'outside'
      AND (t.answered_at IS NOT NULL OR t.state IN ('open', 'taken'))
    ORDER BY t.opened_at LIMIT :room"""
)
_to_pay = Statement(
    """SELECT currency, COUNT(*) AS n, SUM(amount) AS amount FROM refunds
    WHERE state IN ('waiting', 'pending', 'exported', 'unclear', 'failed') GROUP BY currency ORDER BY currency"""
)
_unmatched = Statement("""SELECT COUNT(*) FROM bank_transactions WHERE state IN ('suggested', 'doubt', 'unmatched')""")


def waits(connection: sa.Connection, team: str, since: int, until: int, room: int = 5000) -> Sequence[Wait]:
    """Everybody whom people had to answer, of tickets opened in [since, until)."""
    return [Wait(*row) for row in _waits(connection, team=team, since=since, until=until, room=room)]


def to_pay(connection: sa.Connection) -> Mapping[str, tuple[int, int]]:
    """How many repayments are not done, and what they come to in hundredths, by currency."""
    return {row.currency: (int(row.n), int(row.amount)) for row in _to_pay(connection)}


def unmatched(connection: sa.Connection) -> int:
    """How many payments wait for a person to say what they are for."""
    return int(_unmatched(connection).scalar() or 0)
