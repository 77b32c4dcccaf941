"""What may be worth calling somebody for, and who there is to be called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.store.notices import Notice
from bot.store.sql import Statement
from handoff.alerts import Person

ROOM = 200
SEARCHED = 20_000  # newest rows of the inbox in which a channel's last word is looked for


@dataclass(frozen=True, slots=True)
class Matter:
    """A conversation something is the matter with; `at` is the moment it is about (ms), `mark` tells it from another time."""

    mark: str
    conversation_id: int
    name: str
    address: str
    team: str
    agent_id: int | None
    at: int


_CONVERSATION = "c.id AS conversation_id, c.name, c.address, c.team, c.agent_id"

_waiting = Statement(
    f"""SELECT c.id, {_CONVERSATION}, c.waits_since AS at FROM conversations c
    WHERE c.owner = 'queue' AND c.waits_since > 0 AND c.snoozed_until = 0 ORDER BY c.due_at, c.rank, c.id LIMIT :room"""  # noqa: S608 - own names
)
_at_risk = Statement(
    f"""SELECT p.id, {_CONVERSATION}, p.due_at AS at FROM promises p JOIN conversations c ON c.id = p.conversation_id
    WHERE p.state = 'open' AND p.what = 'reply' AND p.warned_at > :since ORDER BY p.id LIMIT :room"""  # noqa: S608 - own names
)
_broken = Statement(
    f"""SELECT p.id, {_CONVERSATION}, p.due_at AS at FROM promises p JOIN conversations c ON c.id = p.conversation_id
    WHERE p.state IN ('kept', 'broken') AND p.state = 'broken' AND p.settled_at > :since AND p.what = 'reply'
    ORDER BY p.settled_at LIMIT :room"""  # noqa: S608 - own names
)
_unknown = Statement(
    f"""SELECT o.id, {_CONVERSATION}, o.settled_at AS at FROM outbox o JOIN conversations c ON c.id = o.conversation_id
    WHERE o.state IN ('unknown', 'failed') AND NOT o.open AND o.state = 'unknown' AND o.settled_at > :since
      AND o.kind IN ('fact', 'agent') ORDER BY o.id LIMIT :room"""  # noqa: S608 - column names of our own
)
_heard = Statement(
    """SELECT account, MAX(arrived_at) AS at FROM (SELECT account, arrived_at FROM inbox ORDER BY id DESC LIMIT :room) newest
    GROUP BY account"""
)
_people = Statement(
    """SELECT u.id, u.email, u.role, u.locale, u.languages, COALESCE(p.state, 'off') AS presence, COALESCE(d.teams, '') AS teams,
      l.telegram_id, COALESCE(l.snoozed_until, 0) AS snoozed_until
    FROM users u LEFT JOIN presence p ON p.user_id = u.id LEFT JOIN desk_people d ON d.user_id = u.id
    LEFT JOIN telegram_links l ON l.user_id = u.id WHERE NOT u.disabled ORDER BY u.id"""
)
_known = Statement("""SELECT r.key FROM {rows} r JOIN notices n ON n.key = r.key""", key="text")
_waits = Statement("""SELECT COUNT(*) FROM conversations WHERE id = :id AND owner = 'queue'""")
_is_open = Statement("""SELECT COUNT(*) FROM promises WHERE id = :id AND state = 'open'""")


def waiting(connection: sa.Connection) -> Sequence[Matter]:
    """Customers whom nobody has taken; `at` is since when they wait."""
    return [_matter(row, f"{row.id}.{row.at}") for row in _waiting(connection, room=ROOM)]


def at_risk(connection: sa.Connection, since: int) -> Sequence[Matter]:
    """Promises of an answer of which the desk was warned; `at` is when they are due."""
    return [_matter(row, str(row.id)) for row in _at_risk(connection, since=since, room=ROOM)]


def broken(connection: sa.Connection, since: int) -> Sequence[Matter]:
    """Promises of an answer that were broken."""
    return [_matter(row, str(row.id)) for row in _broken(connection, since=since, room=ROOM)]


def unknown(connection: sa.Connection, since: int) -> Sequence[Matter]:
    """Messages of which nobody can tell whether they arrived."""
    return [_matter(row, str(row.id)) for row in _unknown(connection, since=since, room=ROOM)]


def last_heard(connection: sa.Connection) -> Mapping[str, int]:
    """When each channel heard something last (ms), as far as the newest rows tell."""
    return {row.account: row.at for row in _heard(connection, room=SEARCHED)}


def people(connection: sa.Connection) -> Sequence[Person]:
    """Everybody who may sign in."""
    return [
        Person(
            row.id, row.email, row.role != "agent", row.presence, tuple(row.teams.split()), row.telegram_id, row.snoozed_until,
            row.locale, tuple(row.languages.split()),
        )
        for row in _people(connection)
    ]  # fmt: skip


def untold(connection: sa.Connection, keys: Sequence[str]) -> set[str]:
    """Those that nobody was told of."""
    known = set(_known(connection, [{"key": key} for key in keys]).scalars()) if keys else set()
    return {key for key in keys if key not in known}


def still(connection: sa.Connection, notice: Notice) -> bool:
    """Whether an alert that waits to be sent is worth sending: quiet as soon as somebody has the customer."""
    match notice.kind:
        case "waiting" | "waiting_long":
            return bool(_waits(connection, id=notice.conversation_id).scalar())
        case "at_risk":
            return bool(_is_open(connection, id=int(notice.key.split(":")[1])).scalar())
        case _:
            return True


def _matter(row: sa.Row[Any], mark: str) -> Matter:
    return Matter(mark, row.conversation_id, row.name, row.address, row.team, row.agent_id, row.at)
