"""Promises in SQL: without it a promise could be written down, but nobody would see in time that it is about to be broken.

`review_at` is the next moment at which a promise asks for something (handoff/promises.py says for what), so looking after all of
them costs one step in an index. Each is looked at in a transaction of its own, with its conversation held still; whoever comes
second passes over it or finds it changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.epoch import from_ms, to_ms
from bot.store import changes
from bot.store.model import NewPromise
from bot.store.sql import Statement
from handoff.model import Promise
from handoff.promises import RENEW_AT, WARN_AT, next_review, settle

REPLY = "reply"  # that a person writes
# What a part of the shop ends by itself when it is due; the keeper ends only what it has forgotten.
ENDED_ELSEWHERE = ("approval", "callback", "shop_answers")
FORGOTTEN = 3_600_000  # ms after which it is taken to have been


@dataclass(frozen=True, slots=True)
class Owed:
    """An open promise with what its review has to know of the conversation; `last_in_at` is ms since the epoch.

    `about` tells several of one name apart, `agent_id` is the person who promised, `text` how its moment was told.
    """

    id: int
    promise: Promise
    conversation_id: int
    channel: str
    language: str
    owner: str
    team: str
    last_in_at: int | None
    about: str = ""
    agent_id: int | None = None
    text: str = ""
    state: str = "open"
    floor: int = 0

    @property
    def is_reply(self) -> bool:
        """Whether it is an answer that was promised."""
        return self.promise.what == REPLY


_FIELDS = """p.id, p.what, p.made_by, p.made_at, p.due_at, p.warn_at, p.renew_at, p.renewal, p.warned_at,
      p.about, p.agent_id, p.text, p.state, c.floor,
      c.id AS conversation_id, c.channel, c.language, c.owner, c.team, c.last_in_at, p.review_at"""

_make = Statement(
    """INSERT INTO promises
      (conversation_id, what, text, made_by, made_at, due_at, state, renewal, warn_at, renew_at, review_at, about, agent_id)
    VALUES (:id, :what, :text, :made_by, :now, :due_at, 'open', :renewal, :warn_at, :renew_at, :review_at, :about, :agent_id)
    RETURNING id"""
)

_due = Statement("""SELECT id FROM promises WHERE state = 'open' AND review_at <= :now ORDER BY review_at LIMIT :room""")

# One that is due, with its conversation, both held; nothing where somebody else holds either.
_hold = Statement(
    f"""SELECT {_FIELDS} FROM promises p JOIN conversations c ON c.id = p.conversation_id
    WHERE p.id = :id AND p.state = 'open' AND p.review_at <= :now {{skip}}"""  # noqa: S608 - column names of our own
)

_page = Statement(
    f"""SELECT {_FIELDS} FROM promises p JOIN conversations c ON c.id = p.conversation_id
    WHERE p.state = 'open' AND (p.review_at > :moment OR (p.review_at = :moment AND p.id > :after))
    ORDER BY p.review_at, p.id LIMIT :room"""  # noqa: S608 - column names of our own
)

_next = Statement("""SELECT MIN(review_at) FROM promises WHERE state = 'open'""")

_warn = Statement(
    """UPDATE promises SET warned_at = :now, review_at = :review_at WHERE id = :id AND state = 'open' AND warned_at IS NULL
    RETURNING conversation_id"""
)

_settle = Statement(
    """UPDATE promises SET state = :state, settled_at = :now, successor_id = :successor_id WHERE id = :id AND state = 'open'
    RETURNING id"""
)

# One by its number, whatever became of it, with its conversation; both held.
_one = Statement(
    f"""SELECT {_FIELDS} FROM promises p JOIN conversations c ON c.id = p.conversation_id
    WHERE p.id = :id {{lock}}"""  # noqa: S608 - column names of our own
)

_reopen = Statement(
    """UPDATE promises SET state = 'open', settled_at = NULL WHERE id = :id AND state = 'kept' AND settled_at >= :since
      AND due_at > :now RETURNING conversation_id"""
)

# What was promised of a person's writing in one conversation.
_replies = Statement(
    f"""SELECT {_FIELDS} FROM promises p JOIN conversations c ON c.id = p.conversation_id
    WHERE p.conversation_id = :id AND p.state = 'open' AND p.what = '{REPLY}'"""  # noqa: S608 - names of our own
)

_open_of = Statement(
    f"""SELECT {_FIELDS} FROM promises p JOIN conversations c ON c.id = p.conversation_id
    WHERE p.conversation_id = :id AND p.state = 'open' AND p.what = :what ORDER BY p.due_at, p.id"""  # noqa: S608 - as above
)

_settled_since = Statement(
    """SELECT CASE WHEN agent_id IS NULL THEN 'bot' ELSE 'people' END AS maker, state, COUNT(*) AS times FROM promises
    WHERE state IN ('kept', 'broken') AND settled_at >= :since GROUP BY 1, 2"""
)

_put_off = Statement("""UPDATE promises SET review_at = :until WHERE id = :id AND state = 'open'""")

_hasten = Statement(
    """UPDATE promises SET renew_at = :now, review_at = :now
    WHERE id = :id AND state = 'open' AND NOT renewal AND renew_at > :now"""
)

# The queue is sorted by what is promised now.
_move_in_queue = Statement("""UPDATE conversations SET due_at = :due_at WHERE id = :id AND owner = 'queue'""")


def make(connection: sa.Connection, conversation_id: int, new: NewPromise, now: int) -> int:
    """Write down what was promised; its id. Without moments of its own it is warned of and renewed by the days that pass."""
    length = max(0, new.due_at - now)
    warn_at = now + round(length * WARN_AT) if new.warn_at is None else new.warn_at
    renew_at = now + round(length * RENEW_AT) if new.renew_at is None else new.renew_at
    review_at = new.due_at + FORGOTTEN if new.what in ENDED_ELSEWHERE else warn_at
    made: int = _make(
        connection, id=conversation_id, what=new.what, text=new.text, made_by=new.made_by, now=now, due_at=new.due_at,
        renewal=new.renewal, warn_at=warn_at, renew_at=renew_at, review_at=review_at, about=new.about, agent_id=new.agent_id,
    ).scalar_one()  # fmt: skip
    return made


def due(connection: sa.Connection, now: int, room: int) -> Sequence[int]:
    """The ids of those that ask for something, the most urgent first."""
    return list(_due(connection, now=now, room=room).scalars())


def hold(connection: sa.Connection, id_: int, now: int) -> Owed | None:
    """One that is due, held until the transaction ends; None where it no longer is, or somebody else is looking at it."""
    row = _hold(connection, id=id_, now=now).one_or_none()
    return _owed(row) if row is not None else None


def page(connection: sa.Connection, after: tuple[int, int], room: int) -> tuple[Sequence[Owed], tuple[int, int]]:
    """Some of all that are looked after, by their next review, after one's `review_at` and id; and where the next page begins."""
    rows = _page(connection, moment=after[0], after=after[1], room=room).all()
    return [_owed(row) for row in rows], (rows[-1].review_at, rows[-1].id) if rows else after


def next_due(connection: sa.Connection) -> int | None:
    """When the next one asks for something."""
    return _next(connection).scalar()


def warn(connection: sa.Connection, id_: int, warned: Promise, now: int) -> bool:
    """Tell the desk that time runs out; False where it was told already."""
    review_at = to_ms(next_review(warned) or warned.due_at)
    told = _warn(connection, id=id_, now=now, review_at=review_at).scalars().all()
    changes.touch(connection, told, now)
    return bool(told)


def renew(connection: sa.Connection, owed: Owed, old: Promise, new: NewPromise, now: int) -> int:
    """Put a new promise in the place of one that is held; its id."""
    successor = make(connection, owed.conversation_id, new, now)
    settled = end(connection, owed.id, old, successor)
    assert settled, "it is held, so nobody else can have settled it"
    if owed.is_reply:
        _move_in_queue(connection, id=owed.conversation_id, due_at=new.due_at)
    return successor


def end(connection: sa.Connection, id_: int, settled: Promise, successor: int | None = None) -> bool:
    """Write down what became of a promise; False where that stands already."""
    assert settled.settled_at is not None
    ended_at = to_ms(settled.settled_at)
    return bool(_settle(connection, id=id_, state=settled.state, now=ended_at, successor_id=successor).all())


def one(connection: sa.Connection, id_: int) -> Owed | None:
    """One by its number, held until the transaction ends."""
    row = _one(connection, id=id_).one_or_none()
    return _owed(row) if row is not None else None


def reopen(connection: sa.Connection, id_: int, now: int, within: int) -> int | None:
    """It was not done after all: what was kept in the last `within` ms is owed again; its conversation, or None."""
    found: int | None = _reopen(connection, id=id_, since=now - within, now=now).scalar()
    return found


def settle_replies(connection: sa.Connection, conversation_id: int, now: int, *, answered: bool = True) -> None:
    """A person wrote. Not `answered`: they closed it, or the customer has left the queue, and nobody has to write any more,

    except a person who has promised by name to come back: only words keep that.
    """
    for row in _replies(connection, id=conversation_id).all():
        if (row.made_at <= now) if answered else row.agent_id is None:  # words held back may be older than a promise
            end(connection, row.id, settle(_owed(row).promise, from_ms(now)))


def settle_what(connection: sa.Connection, conversation_id: int, what: str, now: int, *, about: str = "") -> None:
    """One thing promised under this name has been done: the one that is about this, else the first due that is about nothing

    in particular. Kept where it was in time, else broken.
    """
    rows = _open_of(connection, id=conversation_id, what=what).all()
    found = next((row for row in rows if row.about == about), None) or next((row for row in rows if not row.about), None)
    if found is not None:
        end(connection, found.id, settle(_owed(found).promise, from_ms(now)))


def settle_every(connection: sa.Connection, conversation_id: int, what: str, now: int) -> None:
    """All that was promised under this name has been done."""
    for row in _open_of(connection, id=conversation_id, what=what).all():
        end(connection, row.id, settle(_owed(row).promise, from_ms(now)))


def settled_since(connection: sa.Connection, moment: int) -> Sequence[tuple[str, str, int]]:
    """How many were kept and broken since a moment: by whom (`bot` or `people`), what became of them, how many."""
    return [(row.maker, row.state, row.times) for row in _settled_since(connection, since=moment)]


def put_off(connection: sa.Connection, id_: int, until: int) -> None:
    """Look at it later."""
    _put_off(connection, id=id_, until=until)


def hasten(connection: sa.Connection, ids: Sequence[int], now: int) -> None:
    """Renew these at once, those of them that are not renewals themselves."""
    for id_ in ids:
        _hasten(connection, id=id_, now=now)


def _owed(row: sa.Row[Any]) -> Owed:
    made_at, due_at, warn_at, renew_at = map(from_ms, (row.made_at, row.due_at, row.warn_at, row.renew_at))
    warned_at = from_ms(row.warned_at) if row.warned_at is not None else None
    promise = Promise(
        row.what, row.made_by, made_at, due_at, warn_at, renew_at, state=row.state, renewal=bool(row.renewal), warned_at=warned_at
    )
    return Owed(
        row.id, promise, row.conversation_id, row.channel, row.language, row.owner, row.team, row.last_in_at, row.about,
        row.agent_id, row.text, row.state, row.floor,
    )  # fmt: skip
