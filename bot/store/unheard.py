"""Messages that were not understood, and what admins made of them: without it the same ones would be looked at every week."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import sqlalchemy as sa

from bot.store import audit, crowd, history, lessons
from bot.store.lessons import NewLesson
from bot.store.outbox import unpack
from bot.store.sql import Statement
from flows.hindsight import Hint, hints

Decision = Literal["accepted", "ignored"]


@dataclass(frozen=True, slots=True)
class Unheard:
    """A message that may have been misunderstood; `at` in ms since the epoch, `hint` why, and what was meant where that is known.

    `guesses` are what the model held likeliest then, as pairs of intent and confidence, and `intent` what it took it for.
    `person` is who wrote it, whatever the chat (bot.store.crowd).
    """

    conversation_id: int
    turn: int
    letters: tuple[int, ...]
    at: int
    text: str
    language: str
    name: str
    hint: Hint
    guesses: tuple[tuple[str, float], ...]
    intent: str | None = None
    person: int = 0


@dataclass(frozen=True, slots=True)
class NewDecision:
    """What was decided about some wordings, by their digests; `lesson` is the phrase that one of them became."""

    digests: tuple[str, ...]
    decision: Decision
    intent: str = ""
    flow: str = ""
    lesson: NewLesson | None = None


_turns = Statement(
    """SELECT t.conversation_id, t.number, t.at, t.record, c.name, c.language
    FROM turns t JOIN conversations c ON c.id = t.conversation_id
    WHERE t.at >= :since AND t.conversation_id IN (
      SELECT conversation_id FROM misses WHERE at >= :since
      UNION SELECT conversation_id FROM run_marks WHERE what IN ('cancelled', 'handed_over', 'lapsed') AND at >= :since)
    ORDER BY t.at DESC LIMIT :room"""
)
_said = Statement("""SELECT body FROM outbox WHERE conversation_id = :conversation AND turn = :turn ORDER BY id DESC LIMIT 1""")
_decide = Statement(
    """INSERT INTO unheard (digest, decision, intent, flow, lesson_id, agent_id, at)
    SELECT digest, :decision, :intent, :flow, :lesson_id, :agent_id, :now FROM {rows} r WHERE true
    ON CONFLICT (digest) DO UPDATE SET decision = excluded.decision, intent = excluded.intent, flow = excluded.flow,
      lesson_id = excluded.lesson_id, agent_id = excluded.agent_id, at = excluded.at""",
    digest="text",
)
_replaced = Statement(
    """SELECT DISTINCT u.lesson_id FROM unheard u JOIN {rows} r ON r.digest = u.digest WHERE u.lesson_id IS NOT NULL""",
    digest="text",
)
_decided = Statement("""SELECT digest, decision FROM unheard""")
_labelled = Statement("""SELECT COUNT(*) FROM unheard WHERE at >= :since""")
_undo = Statement("""DELETE FROM unheard WHERE digest IN (SELECT digest FROM {rows} r) RETURNING lesson_id""", digest="text")


def doubted(connection: sa.Connection, since: int, room: int) -> Sequence[Unheard]:
    """What was not understood since then, or was put right by what followed, among the newest `room` turns; the newest first."""
    by: defaultdict[int, list[sa.Row[Any]]] = defaultdict(list)
    for row in _turns(connection, since=since, room=room):
        by[row.conversation_id].append(row)
    found = [one for rows in by.values() for one in _of_conversation(rows[::-1])]
    people = crowd.heads(connection, sorted({one.conversation_id for one in found}))
    told = [replace(one, person=people[one.conversation_id]) for one in found]
    return sorted(told, key=lambda one: -one.at)


def _of_conversation(rows: Sequence[sa.Row[Any]]) -> Iterator[Unheard]:
    records = {row.number: json.loads(row.record) if isinstance(row.record, str) else row.record for row in rows}
    of = {row.number: row for row in rows}
    for hint in hints(sorted(records.items())):
        yield from _of_turn(of[hint.turn], records[hint.turn], hint)


def _of_turn(row: sa.Row[Any], record: Mapping[str, Any], hint: Hint) -> Iterator[Unheard]:
    for kind, event in record.get("events", []):
        understood = event.get("understanding") if kind == "Heard" else None
        if not understood or not str(understood.get("text", "")).strip():
            continue
        ranking = tuple((str(one["name"]), float(one["confidence"])) for one in understood.get("ranking", []))
        yield Unheard(
            row.conversation_id, row.number, tuple(record.get("letters", [])), row.at, str(understood["text"]),
            str(understood.get("language") or row.language), row.name, hint, ranking, understood.get("intent"),
        )  # fmt: skip


def answer(connection: sa.Connection, one: Unheard) -> str:
    """What the bot answered to it; empty where that is not kept."""
    body = _said(connection, conversation=one.conversation_id, turn=one.turn).scalar()
    return unpack(body).text if body else ""


def message(connection: sa.Connection, one: Unheard) -> int | None:
    """The customer's message from which it was heard; None where that is not kept any more."""
    found = history.came(connection, list(one.letters))
    return next((number for number, line in found.items() if line.text.strip() == one.text.strip()), None)


def decided(connection: sa.Connection) -> dict[str, str]:
    """What was decided about which wording."""
    return {row.digest: row.decision for row in _decided(connection)}


def labelled(connection: sa.Connection, since: int) -> int:
    """How many wordings were decided about since then (ms); what was taken back does not count."""
    return int(_labelled(connection, since=since).scalar_one())


def decide(connection: sa.Connection, new: NewDecision, agent_id: int, now: int) -> bool:
    """Note it, and keep the phrase it became; False where that customer wrote no such message."""
    lesson_id = None
    if new.lesson is not None:
        lesson = lessons.add(connection, new.lesson, now)
        if lesson is None:
            return False
        lesson_id = lesson.id
    rows = [{"digest": digest} for digest in dict.fromkeys(new.digests)]
    for replaced in set(_replaced(connection, rows).scalars()) - {lesson_id}:  # two people at once: the later one's counts alone
        lessons.remove(connection, replaced, agent_id, now)
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
