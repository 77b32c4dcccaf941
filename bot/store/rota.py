"""What the clock of the desk finds to do, and does: without it whoever was forgotten would stay forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.epoch import from_ms
from bot.store import changes, floor, presence, promises
from bot.store.arrivals import post_fact
from bot.store.floor import Standing
from bot.store.letters import Fact
from bot.store.model import NewPromise
from bot.store.promises import REPLY
from bot.store.sql import Statement
from handoff import desk as rules
from handoff.model import AgentId, Held
from handoff.patience import Wait
from handoff.presence import Presence


@dataclass(frozen=True, slots=True)
class Due:
    """A conversation the clock looks at, held: who has it, and how the customer waits. `language` is the customer's."""

    standing: Standing
    wait: Wait
    language: str
    last_in_at: int | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation in the queue that may be given to somebody; moments in ms. `last` is who served the customer last."""

    id: int
    language: str
    since: int
    last: int | None
    topic: str


_due = Statement("""SELECT id FROM conversations WHERE look_at > 0 AND look_at <= :now ORDER BY look_at LIMIT :room""")
_next = Statement("""SELECT MIN(look_at) FROM conversations WHERE look_at > 0""")
_put_off = Statement("""UPDATE conversations SET look_at = :at WHERE id = :id AND floor = :floor""")
_put_off_anyway = Statement("""UPDATE conversations SET look_at = :at WHERE id = :id""")
_told = Statement("""UPDATE conversations SET told_at = :now WHERE id = :id""")

_wait = Statement(
    """SELECT c.told_at, c.last_in_at, c.snoozed_until, c.language, p.state, p.changed_at AS since, u.disabled
    FROM conversations c LEFT JOIN presence p ON p.user_id = c.agent_id LEFT JOIN users u ON u.id = c.agent_id
    WHERE c.id = :id AND c.look_at > 0 AND c.look_at <= :now"""
)

_open_reply = Statement(
    f"""SELECT MIN(due_at) FROM promises WHERE conversation_id = :id AND state = 'open' AND what = '{REPLY}'"""  # noqa: S608 - our own name
)
_due_at = Statement("""UPDATE conversations SET due_at = :due_at WHERE id = :id AND owner = 'queue'""")

# One team's queue as people see it: what was promised first, the better customer, who waits longer.
_QUEUE = """SELECT id, language, CASE WHEN waits_since > 0 THEN waits_since ELSE changed_at END AS since, served_by,
      COALESCE((SELECT t.topic FROM tickets t WHERE t.conversation_id = conversations.id AND t.state = 'open'
        ORDER BY t.id DESC LIMIT 1), '') AS topic
    FROM conversations WHERE owner = 'queue' AND team = :team AND"""
_queue = Statement(f"{_QUEUE} due_at IS NOT NULL ORDER BY due_at, rank, waits_since, id LIMIT :room")
_undated = Statement(f"{_QUEUE} due_at IS NULL ORDER BY id LIMIT :room")

# From one team to the next in the index: a step a team, however many wait. DISTINCT would read the whole queue.
_teams = Statement(
    """WITH RECURSIVE found(team) AS (SELECT MIN(team) FROM conversations WHERE owner = 'queue'
      UNION ALL SELECT (SELECT MIN(c.team) FROM conversations c WHERE c.owner = 'queue' AND c.team > found.team) FROM found
        WHERE found.team IS NOT NULL)
    SELECT team FROM found WHERE team IS NOT NULL"""
)


def due(connection: sa.Connection, now: int, room: int) -> Sequence[int]:
    """The ids of those to look at, who was to be looked at first before the others."""
    return list(_due(connection, now=now, room=room).scalars())


def next_due(connection: sa.Connection) -> int | None:
    """When one is to be looked at next."""
    return _next(connection).scalar()


def hold(connection: sa.Connection, id_: int, now: int) -> Due | None:
    """One of them, held until the transaction ends; None where there is nothing to look at any more."""
    held = floor.hold(connection, id_)
    row = _wait(connection, id=id_, now=now).one_or_none() if held is not None else None
    if held is None or row is None:
        return None
    state: Presence = "off" if row.disabled else row.state or "here"  # who never opened the console writes by the API
    wait = Wait(
        floor.owner_of(held), since=_moment(held.waits_since), told=_moment(row.told_at), heard=_moment(row.last_in_at),
        due=_moment(held.due_at), aside=_moment(row.snoozed_until), presence=state, presence_at=_moment(row.since),
    )  # fmt: skip
    return Due(held, wait, row.language, row.last_in_at)


def _moment(ms: int | None) -> datetime | None:
    return from_ms(ms) if ms else None


def look_again(connection: sa.Connection, held: Standing, at: int | None) -> None:
    """Look at it at this moment; None where it is for people to move."""
    _put_off(connection, id=held.conversation_id, floor=held.number, at=at or 0)


def put_off(connection: sa.Connection, id_: int, at: int) -> None:
    """Look at it later, whoever has it."""
    _put_off_anyway(connection, id=id_, at=at)


def warn(connection: sa.Connection, held: Standing, now: int) -> None:
    """The customer waits for who has it: those who look at the desk see it."""
    _told(connection, id=held.conversation_id, now=now)
    changes.touch(connection, [held.conversation_id], now)


def promised(connection: sa.Connection, conversation_id: int) -> int | None:
    """By when a person writes, where that stands promised."""
    return _open_reply(connection, id=conversation_id).scalar()


def requeue(connection: sa.Connection, held: Standing, team: str, reply: NewPromise | None, now: int) -> Standing | None:
    """The agent has gone quiet: it waits for everybody, with the promise it has, or a new one."""
    told = Fact("gone_quiet", {"agent": held.agent_id, "due": reply.text if reply is not None else None, "team": team})
    changed = floor.by_clock(connection, held, rules.Wish("quiet", team=team), told, now)
    if changed is not None and reply is not None:
        promises.make(connection, held.conversation_id, reply, now)
        _due_at(connection, id=held.conversation_id, due_at=reply.due_at)
    return changed


def offer(connection: sa.Connection, held: Standing, now: int) -> None:
    """The customer has waited for long: the dialogue asks what they would rather have."""
    _told(connection, id=held.conversation_id, now=now)
    post_fact(connection, held.conversation_id, Fact("waits_long", {}), f"waits_long:{held.conversation_id}:{now}", now)


def give_up(connection: sa.Connection, held: Standing, now: int) -> Standing | None:
    """Nobody came, and the customer has gone too: the bot has it again, and the desk sees that."""
    return floor.by_clock(connection, held, rules.Wish("give_up"), Fact("gave_up", {"team": held.team}), now)


# --- giving ----------------------------------------------------------------------------------------------------


def teams(connection: sa.Connection) -> Sequence[str]:
    """The teams for which somebody waits."""
    return list(_teams(connection).scalars())


def queue(connection: sa.Connection, team: str, room: int) -> Sequence[Waiting]:
    """The first of those who wait for a team."""
    rows = _queue(connection, team=team, room=room).all()
    if len(rows) < room:
        rows = [*rows, *_undated(connection, team=team, room=room - len(rows)).all()]
    return [Waiting(*row) for row in rows]


def assign(connection: sa.Connection, id_: int, agent_id: int, capacity: int, now: int) -> Standing | None:
    """Give one who waits to an agent; None where they are full or gone by now, or it waits no longer."""
    if not presence.has_room(connection, agent_id, capacity):
        return None
    held = floor.hold(connection, id_)
    if held is None or held.owner != "queue":
        return None
    wish = rules.Wish("assign", target=Held(AgentId(agent_id)))
    return floor.by_clock(connection, held, wish, Fact("assigned", {"agent": agent_id}), now)
