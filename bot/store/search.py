"""Finding messages and people by their words, newest first, without reading them all.

SQLite walks its index from the newest row back. PostgreSQL's index has no order: so the newest lines are looked through first,
and only a word that is rare among them, of which there are few in all, is asked of the index.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.sql import Statement
from bot.store.whose import WHOSE, Whose

STEP = 1_000  # hits looked at in one go for a page that not every hit belongs to
GOES = 5  # of them for one page; then the page says where to go on
MENTIONS = 20_000  # the newest hits among which the conversations of a list are looked for
PEOPLE = 2_000  # people of the newest conversations among whom those asked for are sorted
NEAR, FAR = 4_000, 46_000  # lines PostgreSQL looks through before it asks the index
RARE = 0.02  # hits to a line; a word that is rarer is asked of the index


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: words as `handoff.searching.wanted` gives them, in a list, on a channel, with a tag (0: any)."""

    words: Sequence[str]
    whose: Whose = ""
    me: int | None = None
    channel: str = ""
    tag: int = 0

    @property
    def everywhere(self) -> bool:
        """Whether every hit belongs to the page."""
        return self.whose in {"", "all"} and not self.channel and not self.tag


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that was found: `side` and `number` are its row in the inbox (i) or the outbox (o)."""

    id: int
    conversation_id: int
    side: str
    number: int


_lines_sqlite = Statement(
    """SELECT rowid FROM search_lines_fts WHERE search_lines_fts MATCH :query AND rowid < :before
    ORDER BY rowid DESC LIMIT :room"""
)
_lines_near = Statement(
    """SELECT id FROM (SELECT id, words FROM search_lines WHERE id < :before ORDER BY id DESC LIMIT :size) l
    WHERE words LIKE ALL (:patterns) ORDER BY id DESC LIMIT :room"""
)
_lowest = Statement("""SELECT id FROM search_lines WHERE id < :before ORDER BY id DESC LIMIT 1 OFFSET :size""")
_lines_indexed = Statement(
    """WITH found AS MATERIALIZED (SELECT id FROM search_lines
      WHERE array_to_tsvector(string_to_array(btrim(words), ' ')) @@ CAST(:query AS tsquery) AND id < :before)
    SELECT id FROM found ORDER BY id DESC LIMIT :room"""
)
_people_sqlite = Statement(
    """SELECT rowid FROM search_people_fts WHERE search_people_fts MATCH :query ORDER BY rowid DESC LIMIT :room"""
)
_people_indexed = Statement(
    """WITH found AS MATERIALIZED (SELECT conversation_id FROM search_people
      WHERE array_to_tsvector(string_to_array(btrim(words), ' ')) @@ CAST(:query AS tsquery))
    SELECT conversation_id FROM found ORDER BY conversation_id DESC LIMIT :room"""
)
_OF = """(:channel = '' OR c.channel = :channel)
      AND (:tag = 0 OR EXISTS (SELECT 1 FROM conversation_tags t WHERE t.tag_id = :tag AND t.conversation_id = c.id))"""
_hits: Mapping[Whose, Statement] = {
    whose: Statement(
        f"""SELECT l.id, l.conversation_id, l.side, l.number FROM {{rows}} r JOIN search_lines l ON l.id = r.id
          JOIN conversations c ON c.id = l.conversation_id
        WHERE {where} AND {_OF} ORDER BY l.id DESC LIMIT :room""",  # noqa: S608 - our own words
        id="integer",
    )
    for whose, where in WHOSE.items()
}
_persons: Mapping[Whose, Statement] = {
    whose: Statement(
        f"""SELECT c.id FROM {{rows}} r JOIN conversations c ON c.id = r.id
        WHERE {where} AND {_OF} AND (c.changed_at, c.id) < (:moment, :before)
        ORDER BY c.changed_at DESC, c.id DESC LIMIT :room""",  # noqa: S608 - as above
        id="integer",
    )
    for whose, where in WHOSE.items()
}
_conversations = Statement("""SELECT DISTINCT l.conversation_id FROM {rows} r JOIN search_lines l ON l.id = r.id""", id="integer")


def lines(connection: sa.Connection, wanted: Wanted, before: int, room: int) -> tuple[Sequence[Hit], int | None]:
    """The newest hits below `before`, and below which to go on; None where that was all."""
    found: list[Hit] = []
    step = room + 1 if wanted.everywhere else STEP
    for _ in range(GOES):
        ids, rest = _ids(connection, wanted.words, before, step)
        found += _fitting(connection, wanted, ids, room + 1 - len(found))
        if len(found) > room:
            return found[:room], found[room - 1].id
        if rest is None:
            return found, None
        before = rest
    return found, before


def people(connection: sa.Connection, wanted: Wanted, before: tuple[int, int], room: int) -> Sequence[int]:
    """The conversations with people who are called so, or have such an address or order: the last changed first.

    `before` are `changed_at` and id of the one to go on behind.
    """
    rows = [{"id": id_} for id_ in named(connection, wanted.words)]
    values = {"channel": wanted.channel, "tag": wanted.tag, "moment": before[0], "before": before[1], "room": room}
    return [int(id_) for id_ in _persons[wanted.whose](connection, rows, **_me(wanted), **values).scalars()]


def conversations(connection: sa.Connection, words: Sequence[str]) -> Sequence[int]:
    """Conversations with these words, in the customer's name or addresses, or among the newest MENTIONS of them."""
    ids, _ = _ids(connection, words, 2**62, MENTIONS)
    said = [int(id_) for id_ in _conversations(connection, [{"id": id_} for id_ in ids]).scalars()]
    return sorted({*said, *named(connection, words)})


def _fitting(connection: sa.Connection, wanted: Wanted, ids: Sequence[int], room: int) -> Sequence[Hit]:
    rows = [{"id": id_} for id_ in ids]
    values = {"channel": wanted.channel, "tag": wanted.tag, "room": room}
    return [Hit(*row) for row in _hits[wanted.whose](connection, rows, **_me(wanted), **values)] if rows else []


def _me(wanted: Wanted) -> dict[str, int | None]:
    return {"me": wanted.me} if ":me" in WHOSE[wanted.whose] else {}


def named(connection: sa.Connection, words: Sequence[str]) -> Sequence[int]:
    """The newest PEOPLE conversations with people called so."""
    if not words:
        return ()
    statement = _people_sqlite if connection.dialect.name == "sqlite" else _people_indexed
    return [int(id_) for id_ in statement(connection, query=_query(connection, words), room=PEOPLE).scalars()]


def _ids(connection: sa.Connection, words: Sequence[str], before: int, room: int) -> tuple[Sequence[int], int | None]:
    """The newest lines with all these words, and below which there may be more."""
    if not words:
        return (), None
    if connection.dialect.name == "postgresql":
        return _ids_postgresql(connection, words, before, room)
    found = [int(id_) for id_ in _lines_sqlite(connection, query=_query(connection, words), before=before, room=room).scalars()]
    return found, found[-1] if len(found) == room else None


def _ids_postgresql(connection: sa.Connection, words: Sequence[str], before: int, room: int) -> tuple[Sequence[int], int | None]:
    found: list[int] = []
    patterns, top = [f"% {word}%" for word in words], before
    for size in (NEAR, FAR):
        lowest = _lowest(connection, before=top, size=size - 1).scalar()
        part = _lines_near(connection, before=top, size=size, patterns=patterns, room=room - len(found)).scalars().all()
        found += [int(id_) for id_ in part]
        if len(found) >= room:
            return found, found[-1]
        if lowest is None:
            return found, None
        top = int(lowest)
        if len(found) < RARE * size:
            rest = _lines_indexed(connection, query=_query(connection, words), before=top, room=room - len(found)).scalars().all()
            found += [int(id_) for id_ in rest]
            return found, found[-1] if len(found) >= room else None
    return found, top


def _query(connection: sa.Connection, words: Sequence[str]) -> str:
    """Every word as the beginning of one; they are letters and digits only, so that none needs guarding."""
    if connection.dialect.name == "sqlite":
        return " ".join(f'"{word}"*' for word in words)
    return " & ".join(f"'{word}':*" for word in words)


def rows_of(ids: Sequence[int]) -> str:
    """Ids as one parameter."""
    return json.dumps(list(ids))
