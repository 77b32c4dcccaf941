"""Who is here, what they can do and how much they have: without it a customer would be given to an empty chair."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.epoch import from_ms
from bot.store.sql import Statement
from config.desk import Desk
from handoff.assign import Colleague
from handoff.model import AgentId
from handoff.presence import Presence, Signs, standing


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody's presence: what they chose, what it comes to, and since when (ms)."""

    user_id: int
    chosen: Presence
    state: Presence
    changed_at: int


_one = Statement("""SELECT user_id, chosen, state, changed_at, seen_at, active_at FROM presence WHERE user_id = :id {lock}""")

_tell = Statement(
    """INSERT INTO presence (user_id, chosen, state, seen_at, active_at, changed_at)
    VALUES (:id, :chosen, :state, :seen_at, :active_at, :now)
    ON CONFLICT (user_id) DO UPDATE SET chosen = excluded.chosen, seen_at = excluded.seen_at, active_at = excluded.active_at,
      changed_at = CASE WHEN presence.state = excluded.state THEN presence.changed_at ELSE excluded.changed_at END,
      state = excluded.state"""
)

_at_work = Statement("""SELECT user_id, chosen, state, changed_at, seen_at, active_at FROM presence WHERE state <> 'off'""")

_change = Statement(
    """UPDATE presence SET state = :state, changed_at = :now WHERE user_id = :id AND state = :old AND seen_at = :seen_at
    RETURNING user_id"""
)

# The clock looks again at those whose customers wait for somebody who has just come or gone.
_look = Statement(
    """UPDATE conversations SET look_at = :now
    WHERE owner = 'agent' AND agent_id = :id AND waits_since > 0 AND snoozed_until = 0"""
)

_newest = Statement("""SELECT COALESCE(MAX(changed_at), 0) FROM presence""")

# Whoever may sign in, with what they hold now; what is put aside takes nobody's hands.
_colleagues = Statement(
    """SELECT u.id, u.name, u.languages, COALESCE(p.state, 'off') AS state, COALESCE(d.teams, '') AS teams,
      COALESCE(d.skills, '') AS skills, COALESCE(d.capacity, 0) AS capacity, COALESCE(h.held, 0) AS held
    FROM users u LEFT JOIN presence p ON p.user_id = u.id LEFT JOIN desk_people d ON d.user_id = u.id
    LEFT JOIN (SELECT agent_id, COUNT(*) AS held FROM conversations WHERE owner = 'agent' AND snoozed_until = 0
      GROUP BY agent_id) h ON h.agent_id = u.id
    WHERE NOT u.disabled ORDER BY u.name, u.id"""
)

_hold = Statement("""SELECT user_id FROM presence WHERE user_id = :id AND state = 'here' {lock}""")
_load = Statement(
    """SELECT COUNT(*) FROM conversations WHERE owner = 'agent' AND agent_id = :id AND snoozed_until = 0"""
)
_capacity = Statement("""SELECT capacity FROM desk_people WHERE user_id = :id""")

_desk = Statement("""SELECT teams, skills, capacity FROM desk_people WHERE user_id = :id""")
_set_desk = Statement(
    """INSERT INTO desk_people (user_id, teams, skills, capacity) VALUES (:id, :teams, :skills, :capacity)
    ON CONFLICT (user_id) DO UPDATE SET teams = excluded.teams, skills = excluded.skills, capacity = excluded.capacity"""
)


def tell(
    connection: sa.Connection, user_id: int, now: int, limits: Desk, *, chosen: Presence | None = None, idle: int = 0
) -> Here:
    """A page of theirs is open, last used `idle` ms ago; perhaps they chose something. Who was never here is here now."""
    known = _one(connection, id=user_id).one_or_none()
    wish = chosen or (known.chosen if known is not None else "here")
    active = now if chosen is not None else max(now - idle, known.active_at if known is not None else 0)
    state = standing(Signs(wish, from_ms(now), from_ms(active)), from_ms(now), limits)
    _tell(connection, id=user_id, chosen=wish, state=state, seen_at=now, active_at=active, now=now)
    if known is None or known.state != state:
        _look(connection, id=user_id, now=now)
    return Here(user_id, wish, state, now if known is None or known.state != state else known.changed_at)


def at_work(connection: sa.Connection) -> bool:
    """Whether anybody is here or away."""
    return _at_work(connection).first() is not None


def settle(connection: sa.Connection, now: int, limits: Desk) -> Sequence[int]:
    """Who has fallen idle, or whose pages are all gone: their ids."""
    found: list[int] = []
    for row in _at_work(connection).all():
        signs = Signs(row.chosen, from_ms(row.seen_at), from_ms(row.active_at))
        state = standing(signs, from_ms(now), limits)
        if state == row.state:
            continue
        if _change(connection, id=row.user_id, state=state, old=row.state, seen_at=row.seen_at, now=now).all():
            _look(connection, id=row.user_id, now=now)
            found.append(row.user_id)
    return found


def one(connection: sa.Connection, user_id: int) -> Here | None:
    """Somebody's presence, where anything was ever heard of them."""
    row = _one(connection, id=user_id).one_or_none()
    return Here(row.user_id, row.chosen, row.state, row.changed_at) if row is not None else None


def newest(connection: sa.Connection) -> int:
    """When anybody last came or went, 0 for never."""
    return int(_newest(connection).scalar_one())


def colleagues(connection: sa.Connection, capacity: int) -> Sequence[Colleague]:
    """Everybody who may sign in, by name, with what they hold; `capacity` is of those who have none of their own."""
    return [
        Colleague(
            AgentId(row.id), row.name, row.state, tuple(row.languages.split()), tuple(row.teams.split()),
            tuple(row.skills.split()), row.capacity or capacity, row.held,
        )
        for row in _colleagues(connection).all()
    ]  # fmt: skip


def has_room(connection: sa.Connection, user_id: int, capacity: int) -> bool:
    """Whether something may still be given to them: held still, so that two who give at once do not give too much."""
    if _hold(connection, id=user_id).scalar() is None:
        return False
    own = _capacity(connection, id=user_id).scalar() or capacity
    return int(_load(connection, id=user_id).scalar_one()) < own


@dataclass(frozen=True, slots=True)
class Place:
    """What somebody is at the desk; no teams are all of them, capacity 0 is the shop's own."""

    teams: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    capacity: int = 0


def place_of(connection: sa.Connection, user_id: int) -> Place:
    """What somebody is at the desk."""
    row = _desk(connection, id=user_id).one_or_none()
    return Place(tuple(row.teams.split()), tuple(row.skills.split()), row.capacity) if row is not None else Place()


def set_place(connection: sa.Connection, user_id: int, place: Place) -> None:
    """Change it."""
    _set_desk(
        connection, id=user_id, teams=" ".join(place.teams), skills=" ".join(place.skills), capacity=place.capacity
    ).close()
