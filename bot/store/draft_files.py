"""What the draft has otherwise than what is published: without it an admin's work would be the customers' at once, or be lost.

A change is taken only where the file still stands as whoever made it saw it, so that of two who change it at once the second is
told and no line is lost. How it stood before is kept for a while, so that anybody's words can be brought back.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from bot.store.letters import storable
from bot.store.sql import Statement
from flows.merging import merge

What = Literal["written", "removed", "discarded", "joined", "published"]
KEPT = 200  # versions of a file
SITTING = 120_000  # ms in which what one person writes is one version
SEEN = 20_000  # ms an open file counts; a page tells again every 8 seconds
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Changed:
    """A file of the draft that is not as it is published. `text` None: it is removed; `base` None: it is new. `at` in ms."""

    name: str
    text: str | None
    base: str | None
    at: int
    by: int | None


@dataclass(frozen=True, slots=True)
class Version:
    """How a file of the draft stood once."""

    id: int
    name: str
    what: What
    text: str | None
    at: int
    by: int | None


@dataclass(frozen=True, slots=True)
class Saved:
    """It stands so now. `fresh`: a new sitting begins, which is worth an entry in the record of changes."""

    text: str | None
    fresh: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """It has changed since it was looked at: how it stands now, None where it is no more."""

    text: str | None
    by: int | None = None


_all = Statement("""SELECT name, text, base, changed_at, changed_by FROM draft_files ORDER BY name""")

_hold = Statement("""SELECT name, text, base, changed_at, changed_by FROM draft_files ORDER BY name {lock}""")

_one = Statement("""SELECT name, text, base, changed_at, changed_by FROM draft_files WHERE name = :name {lock}""")

_save = Statement(
    """INSERT INTO draft_files (name, text, base, changed_at, changed_by) VALUES (:name, :text, :base, :now, :by)
    ON CONFLICT (name) DO UPDATE SET text = excluded.text, base = excluded.base, changed_at = excluded.changed_at,
      changed_by = excluded.changed_by"""
)

# Of a file that was as published: who comes second finds the row of who came first.
_begin = Statement(
    """INSERT INTO draft_files (name, text, base, changed_at, changed_by) VALUES (:name, :text, :base, :now, :by)
    ON CONFLICT (name) DO NOTHING RETURNING name"""
)

_drop = Statement("""DELETE FROM draft_files WHERE name = :name RETURNING name""")

_last = Statement("""SELECT id, what, began_at, at, user_id FROM draft_versions WHERE name = :name ORDER BY id DESC LIMIT 1""")

_grow = Statement("""UPDATE draft_versions SET text = :text, at = :now WHERE id = :id""")

_keep = Statement(
    """INSERT INTO draft_versions (name, what, text, began_at, at, user_id) VALUES (:name, :what, :text, :began, :now, :by)"""
)

_tidy = Statement(
    """DELETE FROM draft_versions WHERE name = :name AND id <=
    (SELECT id FROM draft_versions WHERE name = :name ORDER BY id DESC LIMIT 1 OFFSET :kept)"""
)

_history = Statement(
    """SELECT id, name, what, text, at, user_id FROM draft_versions WHERE name = :name ORDER BY id DESC LIMIT :room"""
)

_since = Statement("""SELECT name, MAX(at) AS at FROM draft_versions WHERE at > :since GROUP BY name ORDER BY 2""")

_look = Statement(
    """INSERT INTO draft_looks (user_id, tab, name, seen_until) VALUES (:by, :tab, :name, :until)
    ON CONFLICT (user_id, tab) DO UPDATE SET name = excluded.name, seen_until = excluded.seen_until"""
)

_leave = Statement("""DELETE FROM draft_looks WHERE (user_id = :by AND tab = :tab) OR seen_until <= :now""")

_around = Statement("""SELECT DISTINCT name, user_id FROM draft_looks WHERE seen_until > :now ORDER BY name, user_id""")


def version_of(text: str | None) -> str:
    """What names how a file stands; empty where there is none."""
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text is not None else ""


def changed(connection: sa.Connection) -> dict[str, Changed]:
    """All files that are not as they are published, by name."""
    return {row.name: Changed(*row) for row in _all(connection)}


def save(
    connection: sa.Connection, name: str, text: str | None, *, seen: str, published: str | None, by: int | None, now: int,
    settled: bool = False,
) -> Saved | Conflict:
    """The file stands so from now on, where it still stands as was `seen` (a version).

    `published` is how it is published, None where it is not. `settled`: who writes has seen that, too, and put both together.
    Nothing happens where the file has changed meanwhile.
    """  # fmt: skip
    text = storable(text) if text is not None else None
    row = _one(connection, name=name).one_or_none()
    standing = row.text if row is not None else published
    if version_of(standing) != seen:
        return Conflict(standing, row.changed_by if row is not None else None)
    if text == standing and not settled:
        return Saved(text, fresh=False)
    if text == published:
        _drop(connection, name=name)
    elif row is not None:
        _save(connection, name=name, text=text, base=published if settled else row.base, now=now, by=by)
    elif _begin(connection, name=name, text=text, base=published, now=now, by=by).one_or_none() is None:
        row = _one(connection, name=name).one()
        return Conflict(row.text, row.changed_by)
    return Saved(text, _noted(connection, name, "removed" if text is None else "written", text, by=by, now=now))


def discard(connection: sa.Connection, name: str, *, published: str | None, by: int | None, now: int) -> bool:
    """The file is as published again; False where it was so already. How it stood stays among its versions."""
    if _drop(connection, name=name).one_or_none() is None:
        return False
    _noted(connection, name, "discarded", published, by=by, now=now)
    return True


def published_now(connection: sa.Connection, texts: Texts, *, by: int | None, now: int) -> None:
    """The draft was published as `texts`, in this transaction: what is equal is no change any more, and what was written since
    is a change of what is published now."""
    for one in [Changed(*row) for row in _hold(connection)]:
        text = texts.get(one.name)
        if one.text == text:
            _drop(connection, name=one.name)
            _noted(connection, one.name, "published", text, by=by, now=now)
        else:
            _save(connection, name=one.name, text=one.text, base=text, now=one.at, by=one.by)


def rebase(connection: sa.Connection, texts: Texts, now: int) -> list[str]:
    """Something else was published meanwhile, `texts`: changes of other lines are put together with it. Gives what was.

    What both have changed is left as it is, for a person to put together.
    """
    done = []
    for one in [Changed(*row) for row in _hold(connection)]:
        published = texts.get(one.name)
        if one.base == published:
            continue
        joined = together(one, published)
        if isinstance(joined, Conflict):
            continue
        if joined == published:
            _drop(connection, name=one.name)
        else:
            _save(connection, name=one.name, text=joined, base=published, now=now, by=one.by)
        _noted(connection, one.name, "joined", joined, by=None, now=now)
        done.append(one.name)
    return done


def together(one: Changed, published: str | None) -> str | Conflict | None:
    """A change with what was published since it was made; a Conflict where both changed the same."""
    if published in (one.base, one.text):
        return one.text
    if one.text is None or published is None or one.base is None:
        return one.text if one.text == one.base else Conflict(one.text, one.by)
    merged = merge(one.base, one.text, published)
    return Conflict(one.text, one.by) if merged.clashes else merged.text()


def history(connection: sa.Connection, name: str, room: int = KEPT) -> Sequence[Version]:
    """How a file stood, newest first."""
    return [Version(*row) for row in _history(connection, name=name, room=room)]


def since(connection: sa.Connection, moment: int) -> Sequence[tuple[str, int]]:
    """Which files have changed after a moment, and when last."""
    return [(row.name, row.at) for row in _since(connection, since=moment)]


def look(connection: sa.Connection, name: str, *, by: int, tab: str, now: int) -> None:
    """They have this file open in this tab, for as long as SEEN; no name: none."""
    _leave(connection, by=by, tab=tab, now=now)
    if name:
        _look(connection, by=by, tab=tab, name=name, until=now + SEEN)


def around(connection: sa.Connection, now: int) -> Mapping[str, tuple[int, ...]]:
    """Who has which file open."""
    found: dict[str, tuple[int, ...]] = {}
    for row in _around(connection, now=now):
        found[row.name] = (*found.get(row.name, ()), row.user_id)
    return found


def _noted(connection: sa.Connection, name: str, what: What, text: str | None, *, by: int | None, now: int) -> bool:
    """Keep how it stands; True where that is more than the last one going on."""
    last = _last(connection, name=name).one_or_none()
    goes_on = last is not None and (last.what, last.user_id) == (what, by) and now - last.began_at < SITTING
    began, now = now, max(now, last.at + 1) if last is not None else now  # it only rises, so that whoever looks finds it new
    if last is not None and goes_on and what == "written":
        _grow(connection, id=last.id, text=text, now=now)
        return False
    _keep(connection, name=name, what=what, text=text, by=by, began=began, now=now)
    _tidy(connection, name=name, kept=KEPT)
    return True
