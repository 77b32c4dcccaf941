"""Legal holds: a dispute or an audit keeps what it is about, whatever a setting or a customer says.

Without them the night's purge would destroy what a court is about to ask for.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store import audit
from bot.store.letters import storable
from bot.store.sql import Statement

ABOUT = re.compile(r"(invoice:\d{5,20}|return:R-\d{2}-\d{6}-[0-9A-Z]{4}|conversation:\d{1,18})")
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Hold:
    """What is held, and why; moments in ms, `lifted_at` None while it counts."""

    id: int
    about: str
    why: str
    set_at: int
    set_by: int | None
    lifted_at: int | None
    lifted_by: int | None


_FIELDS = "id, about, why, set_at, set_by, lifted_at, lifted_by"
_set = Statement(
    """INSERT INTO legal_holds (about, why, set_at, set_by)
    SELECT :about, :why, :now, :who WHERE NOT EXISTS (SELECT 1 FROM legal_holds WHERE about = :about AND lifted_at IS NULL)
    RETURNING id"""
)
_lift = Statement(
    """UPDATE legal_holds SET lifted_at = :now, lifted_by = :who WHERE about = :about AND lifted_at IS NULL RETURNING id"""
)
_list = Statement(
    f"""SELECT {_FIELDS} FROM legal_holds WHERE :all OR lifted_at IS NULL ORDER BY id DESC LIMIT :room"""  # noqa: S608 - our own
)
_there = {
    "invoice": Statement("""SELECT 1 FROM invoices WHERE number = :id"""),
    "return": Statement("""SELECT 1 FROM returns WHERE number = :id"""),
    "conversation": Statement("""SELECT 1 FROM conversations WHERE id = CAST(:id AS bigint)"""),
}


class NothingError(LookupError):
    """There is no such thing; the message is what was named."""


def put(connection: sa.Connection, about: str, why: str, who: int | None, now: int) -> bool:
    """Hold it, and note who did; False where it is held. Raises NothingError. `who` is None for the command line."""
    if not _exists(connection, about):
        raise NothingError(about)
    done = _set(connection, about=about, why=storable(why)[:LONGEST], who=who, now=now).scalar() is not None
    if done:
        audit.record(connection, who=who, action="hold.set", about=about, now=now)
    return done


def lift(connection: sa.Connection, about: str, who: int | None, now: int) -> bool:
    """Hold it no more, and note who said so; False where it was not held. Raises NothingError where it could not be."""
    done = bool(_lift(connection, about=about, who=who, now=now).all())
    if done:
        audit.record(connection, who=who, action="hold.lifted", about=about, now=now)
    elif not _exists(connection, about):
        raise NothingError(about)
    return done


def listing(connection: sa.Connection, room: int = 200, *, lifted: bool = False) -> Sequence[Hold]:
    """What is held, the newest first; with `lifted` what was held, too."""
    return [Hold(*row) for row in _list(connection, all=lifted, room=room)]


def _exists(connection: sa.Connection, about: str) -> bool:
    kind, _, id_ = about.partition(":")
    return ABOUT.fullmatch(about) is not None and _there[kind](connection, id=id_).scalar() is not None
