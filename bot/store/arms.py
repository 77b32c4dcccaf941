"""Which arm of an experiment who is in: drawn once, at the first return that is asked for, and kept for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.store.sql import Statement

_arm = Statement(
    """SELECT a.arm FROM {rows} r JOIN arms a ON a.person_id = r.id AND a.experiment = :experiment ORDER BY a.at LIMIT 1""",
    id="integer",
)
_put = Statement(
    """INSERT INTO arms (experiment, person_id, arm, at, contact) VALUES (:experiment, :person, :arm, :now, :contact)
    ON CONFLICT (experiment, person_id) DO UPDATE SET
      contact = CASE WHEN arms.contact = '' THEN excluded.contact ELSE arms.contact END"""
)
_all = Statement("""SELECT person_id, arm, at, contact FROM arms WHERE experiment = :experiment ORDER BY at, person_id""")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in an experiment; `contact` is the keyed hash of their e-mail, where it is known; `at` ms since the epoch."""

    person_id: int
    arm: str
    at: int
    contact: str


def arm(connection: sa.Connection, experiment: str, people: Sequence[int]) -> str | None:
    """The arm of the first of these who has one."""
    found: str | None = _arm(connection, [{"id": id_} for id_ in people], experiment=experiment).scalar()
    return found


def put(connection: sa.Connection, experiment: str, member: Member) -> None:
    """Write an arm down, unless there is one."""
    values: dict[str, Any] = {"person": member.person_id, "arm": member.arm, "now": member.at, "contact": member.contact}
    _put(connection, None, experiment=experiment, **values)


def members(connection: sa.Connection, experiment: str) -> Sequence[Member]:
    """Everybody in an experiment, in the order they came."""
    return [Member(*row) for row in _all(connection, experiment=experiment)]
