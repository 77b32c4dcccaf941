"""Who wants to hear when an order moves, and what the shop's software has told of changed orders."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.store.arrivals import post_fact
from bot.store.letters import Fact, storable
from bot.store.sql import Statement
from flows.shop.watching import Change, Seen

KEPT = 7 * 24 * 3600 * 1000  # ms for which a delivery's id is remembered; shops repeat theirs for hours


@dataclass(frozen=True, slots=True)
class Watcher:
    """A conversation that waits for news of an order, and what it knows already. `until` is ms since the epoch."""

    id: int
    conversation_id: int
    number: str
    seen: Seen
    until: int


_watch = Statement(
    """INSERT INTO watchers (conversation_id, number, state, late, since, until, due_at)
    VALUES (:id, :number, :state, :late, :now, :until, :due_at)
    ON CONFLICT (conversation_id, number) DO UPDATE SET state = excluded.state, late = excluded.late, until = excluded.until"""
)
_due = Statement(
    """SELECT id, conversation_id, number, state, late, until FROM watchers
    WHERE due_at <= :now ORDER BY due_at, id LIMIT :room {skip}"""
)
_look_at = Statement(
    """UPDATE watchers SET due_at = r.due_at FROM {rows} r WHERE watchers.id = r.id""", id="integer", due_at="integer"
)
_moved = Statement(
    """UPDATE watchers SET due_at = :now FROM {rows} r WHERE watchers.number = r.number AND watchers.due_at > :now""",
    number="text",
)
_learn = Statement(
    """UPDATE watchers SET state = :state, late = :late WHERE id = :id AND state = :old_state AND late = :old_late RETURNING id"""
)
_end = Statement("""DELETE FROM watchers WHERE id = :id AND state = :old_state AND late = :old_late RETURNING id""")
_over = Statement("""DELETE FROM watchers WHERE until <= :now AND due_at <= :now""")
_next = Statement("""SELECT MIN(due_at) FROM watchers""")

_note = Statement(
    """INSERT INTO order_changes (key, number, at) VALUES (:key, :number, :now) ON CONFLICT (key) DO NOTHING RETURNING key"""
)
_forget = Statement("""DELETE FROM order_changes WHERE at < :before""")


def watch(connection: sa.Connection, conversation_id: int, number: str, seen: Seen, *, until: int, due_at: int, now: int) -> None:
    """Have a conversation told of an order; once, however often it is asked for."""
    told: dict[str, Any] = {"number": storable(number), "state": seen.state, "late": seen.late, "until": until, "due_at": due_at}
    _watch(connection, id=conversation_id, now=now, **told)


def claim(connection: sa.Connection, now: int, again: int, room: int) -> Sequence[Watcher]:
    """Those that are due; each is looked at again after `again` ms, a little apart from the others."""
    _over(connection, now=now)
    found = [Watcher(id_, whose, number, Seen(state, bool(late)), until) for id_, whose, number, state, late, until in
             _due(connection, now=now, room=room)]  # fmt: skip
    put_off(connection, [(watcher, now + again + watcher.id * 7919 % 20_000) for watcher in found])
    return found


def put_off(connection: sa.Connection, watchers: Sequence[tuple[Watcher, int]]) -> None:
    """Look at each at this moment."""
    if watchers:
        _look_at(connection, [{"id": watcher.id, "due_at": due_at} for watcher, due_at in watchers])


def moved(connection: sa.Connection, numbers: Iterable[str], now: int) -> None:
    """These orders have changed: who waits for them is looked at now."""
    rows = [{"number": storable(number)} for number in sorted(set(numbers))]
    if rows:
        _moved(connection, rows, now=now)


def learn(connection: sa.Connection, watcher: Watcher, change: Change, values: dict[str, Any], now: int) -> bool:
    """What has become of the order, and the news of it to the conversation; False where somebody else was faster."""
    old: dict[str, Any] = {"id": watcher.id, "old_state": watcher.seen.state, "old_late": watcher.seen.late}
    if change.over:
        known = _end(connection, **old).scalar()
    else:
        known = _learn(connection, **old, state=change.seen.state, late=change.seen.late).scalar()
    if known is not None and change.news is not None:
        key = f"watch:{watcher.id}:{change.news}:{change.seen.state}"
        post_fact(connection, watcher.conversation_id, Fact(change.news, values), key, now)
    return known is not None


def next_due(connection: sa.Connection) -> int | None:
    """When somebody is looked at next."""
    return _next(connection).scalar()


def tell(connection: sa.Connection, key: str, number: str, now: int) -> bool:
    """The shop's software says that an order has changed; False where this delivery was taken before."""
    _forget(connection, before=now - KEPT)
    if _note(connection, key=storable(key), number=storable(number), now=now).scalar() is None:
        return False
    moved(connection, [number], now)
    return True
