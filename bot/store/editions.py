"""What was published and when: the newest edition is the set in use, in every process and after every restart.

Nothing is changed or deleted here; the way back is one more edition.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import sqlalchemy as sa

from bot.store import audit, sets
from bot.store.letters import storable
from bot.store.sql import Statement
from flows.flowset import FlowSet

Origin = Literal["files", "command", "studio", "settings", "rollback"]  # files: the shop's own folder; command: another one
Corrected = Mapping[str, Sequence[str]]  # ids of wordings by language
LONGEST = 500  # characters of a reason


@dataclass(frozen=True, slots=True)
class Publication:
    """What is published: a set, by whom (None: no person), from where, why; `urgent` where its words reach everybody at once.

    `corrected` are then the wordings it changes; `passed_by` says why it was published without its gates.
    """

    flows: FlowSet
    origin: Origin
    who: int | None = None
    why: str = ""
    urgent: bool = False
    corrected: Corrected = field(default_factory=dict)
    passed_by: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """A publication as it stands in the history. `at` is ms since the epoch, `base` the hash of what was in use before."""

    id: int
    hash: str
    base: str
    at: int
    who: int | None
    origin: Origin
    why: str
    urgent: bool
    passed_by: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A set nobody may go on with, since when, by whom and why."""

    hash: str
    at: int
    who: int | None
    why: str


_COLUMNS = "id, hash, base, at, who, origin, why, urgent, passed_by"

_newest = Statement(f"""SELECT {_COLUMNS} FROM editions ORDER BY id DESC LIMIT 1""")  # noqa: S608 - column names of our own

_newest_texts = Statement(
    f"""SELECT {_COLUMNS} FROM editions WHERE origin <> 'settings' ORDER BY id DESC LIMIT 1"""  # noqa: S608 - as above
)

_page = Statement(
    f"""SELECT {_COLUMNS} FROM editions WHERE id < :before ORDER BY id DESC LIMIT :room"""  # noqa: S608 - as above
)

_one = Statement(f"""SELECT {_COLUMNS} FROM editions WHERE id = :id""")  # noqa: S608 - as above

# Two who follow the same edition: the second gets no row.
_add = Statement(
    """INSERT INTO editions (follows, hash, base, at, who, origin, why, urgent, corrected, passed_by)
    VALUES (:follows, :hash, :base, :now, :who, :origin, :why, :urgent, :corrected, :passed_by)
    ON CONFLICT DO NOTHING RETURNING id"""
)

_sources = Statement("""SELECT sources FROM flow_sets WHERE hash = :hash""")

_beginning = Statement("""SELECT hash FROM flow_sets WHERE hash LIKE :start ESCAPE '/' ORDER BY hash LIMIT 2""")

_state = Statement(
    """SELECT (SELECT coalesce(max(id), 0) FROM editions) AS edition,
      (SELECT coalesce(max(id), 0) FROM withdrawals) AS withdrawal"""
)

_withdraw = Statement(
    """INSERT INTO withdrawals (hash, edition_id, at, who, why)
    SELECT :hash, max(id), :now, :who, :why FROM editions HAVING count(*) > 0 RETURNING id"""
)

# What was published again after its withdrawal is withdrawn no more.
_withdrawn = Statement(
    """SELECT hash, max(at) AS at, max(who) AS who, max(why) AS why FROM withdrawals
    WHERE NOT EXISTS (SELECT 1 FROM editions WHERE editions.hash = withdrawals.hash AND editions.id > withdrawals.edition_id)
    GROUP BY hash"""
)

# Words that were corrected in a hurry after a set had been published last.
_corrected = Statement(
    """SELECT corrected FROM editions
    WHERE urgent AND id > (SELECT coalesce(max(id), 0) FROM editions WHERE hash = :hash)"""
)


def newest(connection: sa.Connection) -> Edition | None:
    """The edition in use; None where nothing was published yet."""
    row = _newest(connection).one_or_none()
    return None if row is None else _edition(row)


def newest_texts(connection: sa.Connection) -> Edition | None:
    """The edition from which the texts in use come, whatever was rebuilt since for other settings or a newer program."""
    row = _newest_texts(connection).one_or_none()
    return None if row is None else _edition(row)


def one(connection: sa.Connection, id_: int) -> Edition | None:
    """An edition by its number."""
    row = _one(connection, id=id_).one_or_none()
    return None if row is None else _edition(row)


def page(connection: sa.Connection, before: int = 2**62, room: int = 50) -> Sequence[Edition]:
    """The newest `room` editions with numbers below `before`."""
    return [_edition(row) for row in _page(connection, before=before, room=room)]


def _edition(row: Any) -> Edition:
    return Edition(**{**row._asdict(), "urgent": bool(row.urgent)})


def sources(connection: sa.Connection, hash_: str) -> dict[str, str] | None:
    """The texts of a set; None for one that is not stored."""
    text = _sources(connection, hash=hash_).scalar()
    return None if text is None else json.loads(text)


def beginning(connection: sa.Connection, start: str) -> str | None:
    """The whole hash of the only stored set that begins so."""
    found = [row.hash for row in _beginning(connection, start=start.replace("%", "/%").replace("_", "/_") + "%")]
    return found[0] if len(found) == 1 else None


def publish(connection: sa.Connection, publication: Publication, after: Edition | None, now: int) -> int | None:
    """Put a set into use after the edition that its maker knew as the newest; its number, or None if somebody was quicker."""
    flows, base = publication.flows, after.hash if after else ""
    sets.save(connection, flows, now)
    id_: int | None = _add(
        connection, follows=after.id if after else 0, hash=flows.hash, base=base, now=now, who=publication.who,
        origin=publication.origin, why=storable(publication.why)[:LONGEST], urgent=publication.urgent,
        corrected=json.dumps({language: list(ids) for language, ids in publication.corrected.items()}),
        passed_by=storable(publication.passed_by)[:LONGEST],
    ).scalar()  # fmt: skip
    if id_ is not None:
        detail = {"set": flows.hash, "base": base, "origin": publication.origin, "urgent": publication.urgent or None}
        detail |= {"gates_passed_by": True} if publication.passed_by else {}
        audit.record(connection, who=publication.who, action="flows.published", about=f"edition:{id_}", detail=detail, now=now)
    return id_


def withdraw(connection: sa.Connection, hash_: str, who: int | None, why: str, now: int) -> None:
    """Let nobody go on with a set. It must not be the one in use."""
    if _withdraw(connection, hash=hash_, now=now, who=who, why=storable(why)[:LONGEST]).scalar() is not None:
        audit.record(connection, who=who, action="flows.withdrawn", about=f"set:{hash_}", now=now)


def withdrawn(connection: sa.Connection) -> Sequence[Withdrawal]:
    """Every set nobody may go on with."""
    return [Withdrawal(**row._asdict()) for row in _withdrawn(connection)]


def corrected_since(connection: sa.Connection, hash_: str) -> dict[str, set[str]]:
    """Ids of the wordings, by language, that urgent editions have corrected since a set was published last."""
    found: dict[str, set[str]] = {}
    for row in _corrected(connection, hash=hash_):
        for language, ids in json.loads(row.corrected).items():
            found.setdefault(language, set()).update(ids)
    return found


def state(connection: sa.Connection) -> tuple[int, int]:
    """The numbers of the newest edition and withdrawal: whether there is anything new."""
    row = _state(connection).one()
    return int(row.edition), int(row.withdrawal)
