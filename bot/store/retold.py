"""A conversation as it went, turn by turn: without it nobody could make a test of what a customer lived through."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.store.letters import Body, decode
from bot.store.outbox import unpack
from bot.store.sql import Statement

MOST = 60  # turns of one conversation that are told; what is longer begins later


@dataclass(frozen=True, slots=True)
class Scene:
    """One turn: its moment in ms, what it read with the keys, the record of it, and the ids of the wordings it said."""

    number: int
    at: int
    letters: Sequence[tuple[str, Body]]
    record: Mapping[str, Any]
    wordings: Sequence[str]


_turns = Statement("""SELECT number, at, record FROM turns WHERE conversation_id = :id ORDER BY number DESC LIMIT :room""")

_letters = Statement("""SELECT turn, key, kind, body FROM inbox WHERE conversation_id = :id AND turn >= :first ORDER BY id""")

_said = Statement(
    """SELECT turn, says FROM outbox WHERE conversation_id = :id AND turn >= :first AND says <> '' AND state <> 'dropped'
    ORDER BY id"""
)

_words = Statement("""SELECT id, body FROM outbox WHERE conversation_id = :id AND author = 'agent' ORDER BY id""")


def scenes(connection: sa.Connection, conversation_id: int) -> Sequence[Scene]:
    """The last turns, oldest first."""
    turns = sorted(_turns(connection, id=conversation_id, room=MOST), key=lambda row: row.number)
    if not turns:
        return ()
    first = turns[0].number
    letters: dict[int, list[tuple[str, Body]]] = {}
    for turn, key, kind, body in _letters(connection, id=conversation_id, first=first):
        letters.setdefault(turn, []).append((key, decode(kind, body)))
    said: dict[int, list[str]] = {}
    for turn, says in _said(connection, id=conversation_id, first=first):
        said.setdefault(turn, []).extend(says.split())
    return [
        Scene(number, at, letters.get(number, ()), json.loads(record or "{}"), said.get(number, ()))
        for number, at, record in turns
    ]


def words_of_agents(connection: sa.Connection, conversation_id: int) -> Mapping[int, str]:
    """What people wrote to the customer, by the row's id."""
    return {id_: unpack(body).text for id_, body in _words(connection, id=conversation_id)}
