"""Messages that were not understood, and what admins made of them: without it the same ones would be looked at every week."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from bot.store import audit, history, lessons
from bot.store.lessons import NewLesson
from bot.store.outbox import unpack
from bot.store.sql import Statement

Decision = Literal["accepted", "ignored"]


@dataclass(frozen=True, slots=True)
class Unheard:
    """A message the bot did not know what to do with; `at` in ms since the epoch, `said` what it answered.

    `guesses` are what the model held likeliest then, as pairs of intent and confidence.
    """

    conversation_id: int
    turn: int
    letters: tuple[int, ...]
    at: int
    text: str
    language: str
    name: str
    said: str
    guesses: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class NewDecision:
    """What was decided about some wordings, by their digests; `lesson` is the phrase that one of them became."""

    digests: tuple[str, ...]
    decision: Decision
    intent: str = ""
    flow: str = ""
    lesson: NewLesson | None = None


_missed = Statement(
    """SELECT m.conversation_id, m.turn, m.at, c.name, c.language, t.record,
      (SELECT o.body FROM outbox o WHERE o.conversation_id = m.conversation_id AND o.turn = m.turn
        ORDER BY o.id DESC LIMIT 1) AS body
    FROM (SELECT conversation_id, turn, MAX(at) AS at FROM misses WHERE at >= :since GROUP BY conversation_id, turn
      ORDER BY 3 DESC LIMIT :room) m
    JOIN turns t ON t.conversation_id = m.conversation_id AND t.number = m.turn
    JOIN conversations c ON c.id = m.conversation_id ORDER BY m.at DESC"""
)
_decide = Statement(
    """INSERT INTO unheard (digest, decision, intent, flow, lesson_id, agent_id, at)
    SELECT digest, :decision, :intent, :flow, :lesson_id, :agent_id, :now FROM {rows} r WHERE true
    ON CONFLICT (digest) DO UPDATE SET decision = excluded.decision, intent = excluded.intent, flow = excluded.flow,
      lesson_id = excluded.lesson_id, agent_id = excluded.agent_id, at = excluded.at""",
    digest="text",
)
_decided = Statement("""SELECT digest, decision FROM unheard""")
_undo = Statement("""DELETE FROM unheard WHERE digest IN (SELECT digest FROM {rows} r) RETURNING lesson_id""", digest="text")


def missed(connection: sa.Connection, since: int, room: int) -> Sequence[Unheard]:
    """What was not understood since then, the newest `room` turns."""
    return [one for row in _missed(connection, since=since, room=room) for one in _of_turn(row)]


def _of_turn(row: sa.Row[Any]) -> Iterator[Unheard]:
    record = json.loads(row.record) if isinstance(row.record, str) else row.record
    said = unpack(row.body).text if row.body else ""
    for kind, event in record.get("events", []):
        understood = event.get("understanding") if kind == "Heard" else None
        if not understood or not str(understood.get("text", "")).strip():
            continue
        ranking = tuple((str(one["name"]), float(one["confidence"])) for one in understood.get("ranking", []))
        yield Unheard(
            row.conversation_id, row.turn, tuple(record.get("letters", [])), row.at, str(understood["text"]),
            str(understood.get("language") or row.language), row.name, said, ranking,
        )  # fmt: skip


def message(connection: sa.Connection, one: Unheard) -> int | None:
    """The customer's message from which it was heard; None where that is not kept any more."""
    found = history.came(connection, list(one.letters))
    return next((number for number, line in found.items() if line.text.strip() == one.text.strip()), None)


def decided(connection: sa.Connection) -> dict[str, str]:
    """What was decided about which wording."""
    return {row.digest: row.decision for row in _decided(connection)}


def decide(connection: sa.Connection, new: NewDecision, agent_id: int, now: int) -> bool:
    """Note it, and keep the phrase it became; False where that customer wrote no such message."""
    lesson_id = None
    if new.lesson is not None:
        lesson = lessons.add(connection, new.lesson, now)
        if lesson is None:
            return False
        lesson_id = lesson.id
    rows = [{"digest": digest} for digest in dict.fromkeys(new.digests)]
    _decide(
        connection, rows, decision=new.decision, intent=new.intent, flow=new.flow, lesson_id=lesson_id, agent_id=agent_id, now=now
    )
    detail = {"intent": new.intent, "wordings": len(rows)}
    audit.record(
        connection,
        who=agent_id,
        action=f"unheard.{new.decision}",
        about=f"unheard:{rows[0]['digest'][:12]}",
        detail=detail,
        now=now,
    )
    return True


def undo(connection: sa.Connection, digests: Sequence[str], agent_id: int, now: int) -> bool:
    """As if nothing had been decided; the phrase is forgotten too. False where nothing was."""
    rows = [{"digest": digest} for digest in digests]
    found = list(_undo(connection, rows).scalars())
    for lesson_id in {one for one in found if one is not None}:
        lessons.remove(connection, lesson_id, agent_id, now)
    return bool(found)
