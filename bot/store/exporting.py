"""A person's rows, table by table, as the list of personal data gives them out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.channels.port import Text
from bot.store.letters import decode
from bot.store.personal import PLACES, Group, Place
from bot.store.schema import metadata
from bot.store.sql import Statement
from bot.store.subjects import Subject


def _sql(place: Place) -> Statement:
    columns = ", ".join(f"t.{name}" for name in place.given)
    order = ", ".join(f"t.{column.name}" for column in metadata.tables[place.table].primary_key)
    return Statement(
        f"SELECT {columns} FROM {{rows}} r JOIN {place.table} t ON t.{place.column} = r.value ORDER BY {order}",  # noqa: S608
        value=place.value,
    )


_STATEMENTS: Mapping[str, Statement] = {place.table: _sql(place) for place in PLACES if place.export}
_files = Statement(
    """SELECT f.id, f.name, f.mime, f.content FROM {rows} r JOIN files f ON f.conversation_id = r.value ORDER BY f.id""",
    value="integer",
)
_said = Statement(
    """SELECT i.kind, i.body FROM {rows} r JOIN inbox i ON i.conversation_id = r.value WHERE i.kind = 'text' ORDER BY i.id""",
    value="integer",
)


@dataclass(frozen=True, slots=True)
class File:
    """A photo or document."""

    id: str
    name: str
    mime: str
    content: bytes


def rows(connection: sa.Connection, subject: Subject) -> Iterator[tuple[Place, Sequence[Mapping[str, Any]]]]:
    """Each kind of rows that there are."""
    for place in PLACES:
        if place.of is None or not place.export:
            continue
        groups: Sequence[Group] = ("bill", "invoice") if place.of == "bill" else (place.of,)
        if values := [{"value": value} for group in groups for value in subject.rows[group]]:
            found = [row._asdict() for row in _STATEMENTS[place.table](connection, values)]
            if found:
                yield place, found


def files(connection: sa.Connection, conversations: Sequence[int]) -> Sequence[File]:
    """Everything they sent or got, with its content."""
    found = _files(connection, [{"value": id_} for id_ in conversations]) if conversations else ()
    return [File(row.id, row.name, row.mime, bytes(row.content)) for row in found]


def said(connection: sa.Connection, conversations: Sequence[int]) -> Sequence[str]:
    """What they wrote."""
    found = _said(connection, [{"value": id_} for id_ in conversations]) if conversations else ()
    return [body.text for row in found if isinstance(body := decode(row.kind, row.body), Text)]
