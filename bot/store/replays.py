"""How replays of drafts came out, so that publishing can ask, and an admin who comes back finds it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.store.sql import Statement

KEEP = 30  # rows; older ones are of drafts nobody remembers


@dataclass(frozen=True, slots=True)
class Replay:
    """Past conversations held once with a draft. Moments in ms; `ended_at` is None while it runs, or was cut off."""

    id: int
    flows: str
    base: str
    user_id: int
    since: int
    begun_at: int
    seen_at: int
    ended_at: int | None
    total: int
    done: int
    report: str


_COLUMNS = "id, flows, base, user_id, since, begun_at, seen_at, ended_at, total, done, report"
_begin = Statement(
    """INSERT INTO replays (flows, base, user_id, since, begun_at, seen_at, total)
    VALUES (:flows, :base, :user_id, :since, :now, :now, :total) RETURNING id"""
)
_forget = Statement("""DELETE FROM replays WHERE id <= :id""")
_see = Statement("""UPDATE replays SET seen_at = :now, done = :done WHERE id = :id""")
_end = Statement("""UPDATE replays SET seen_at = :now, ended_at = :now, done = :done, report = :report WHERE id = :id""")
_newest = Statement(
    f"""SELECT {_COLUMNS} FROM replays WHERE flows = :flows AND base = :base ORDER BY id DESC LIMIT 1"""  # noqa: S608 - our own names
)
_list = Statement(f"""SELECT {_COLUMNS} FROM replays ORDER BY id DESC""")  # noqa: S608 - our own names
_one = Statement(f"""SELECT {_COLUMNS} FROM replays WHERE id = :id""")  # noqa: S608 - our own names

_reports = Statement("""SELECT id, report FROM replays WHERE report <> ''""")
_rewrite = Statement("""UPDATE replays SET report = :report WHERE id = :id""")


def with_conversations(connection: sa.Connection, conversations: set[int]) -> list[int]:
    """Replays whose reports show one of these conversations."""
    return [row.id for row in _reports(connection) if _without(json.loads(row.report), conversations)[1]]


def forget(connection: sa.Connection, ids: Sequence[int], conversations: set[int]) -> None:
    """Take these conversations out of what reports show; the counts stay."""
    for row in _reports(connection).all():
        if row.id in ids:
            report, _ = _without(json.loads(row.report), conversations)
            _rewrite(connection, id=row.id, report=json.dumps(report, ensure_ascii=False)).close()


def _without(value: Any, conversations: set[int]) -> tuple[Any, bool]:
    """A report without the examples from these conversations, wherever they stand in it; whether there were any."""
    match value:
        case dict():
            parts = {name: _without(inner, conversations) for name, inner in value.items()}
            return {name: inner for name, (inner, _) in parts.items()}, any(found for _, found in parts.values())
        case list():
            kept = [one for one in value if not (isinstance(one, dict) and one.get("conversation") in conversations)]
            parts_ = [_without(one, conversations) for one in kept]
            return [inner for inner, _ in parts_], len(kept) < len(value) or any(found for _, found in parts_)
        case _:
            return value, False


def begin(connection: sa.Connection, *, flows: str, base: str, user_id: int, since: int, total: int, now: int) -> int:
    """A row for a replay that begins now; its number."""
    begun = _begin(connection, flows=flows, base=base, user_id=user_id, since=since, total=total, now=now)
    id_ = int(begun.scalar_one())
    _forget(connection, id=id_ - KEEP)
    return id_


def see(connection: sa.Connection, id_: int, done: int, now: int) -> None:
    """So far it is."""
    _see(connection, id=id_, done=done, now=now)


def end(connection: sa.Connection, id_: int, *, done: int, report: str, now: int) -> None:
    """All were held."""
    _end(connection, id=id_, done=done, report=report, now=now)


def newest(connection: sa.Connection, flows: str, base: str) -> Replay | None:
    """The last time a draft was held against the set in use, or was begun to be."""
    row = _newest(connection, flows=flows, base=base).first()
    return Replay(*row) if row is not None else None


def listing(connection: sa.Connection) -> Sequence[Replay]:
    """All that are kept, newest first."""
    return [Replay(*row) for row in _list(connection)]


def one(connection: sa.Connection, id_: int) -> Replay | None:
    """One of them."""
    row = _one(connection, id=id_).first()
    return Replay(*row) if row is not None else None
