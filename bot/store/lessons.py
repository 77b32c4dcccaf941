"""Phrases that people took from messages: without them the model would go on misunderstanding what was already explained."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store import audit
from bot.store.sql import Statement


@dataclass(frozen=True, slots=True)
class Lesson:
    """A phrase with its intent; `inbox_id` is the message it comes from, while that is kept. `made_at` in ms since the epoch."""

    id: int
    language: str
    intent: str
    text: str
    inbox_id: int | None
    conversation_id: int | None
    agent_id: int
    made_at: int


@dataclass(frozen=True, slots=True)
class NewLesson:
    """A phrase to learn, of this message, by this person."""

    language: str
    intent: str
    text: str
    inbox_id: int
    conversation_id: int
    agent_id: int


_FIELDS = "id, language, intent, text, inbox_id, conversation_id, agent_id, made_at"

_add = Statement(
    f"""INSERT INTO lessons (language, intent, text, inbox_id, conversation_id, agent_id, made_at)
    VALUES (:language, :intent, :text, :inbox_id, :conversation_id, :agent_id, :now)
    ON CONFLICT (language, text) DO UPDATE SET intent = excluded.intent, inbox_id = excluded.inbox_id,
      conversation_id = excluded.conversation_id, agent_id = excluded.agent_id, made_at = excluded.made_at
    RETURNING {_FIELDS}"""  # noqa: S608 - column names of our own
)

_page = Statement(f"""SELECT {_FIELDS} FROM lessons WHERE id < :before ORDER BY id DESC LIMIT :room""")  # noqa: S608 - as above

_all = Statement(f"""SELECT {_FIELDS} FROM lessons ORDER BY language, intent, id""")  # noqa: S608 - as above

_remove = Statement("""DELETE FROM lessons WHERE id = :id RETURNING intent""")

_message = Statement("""SELECT id FROM inbox WHERE id = :id AND conversation_id = :conversation AND kind = 'text'""")


def add(connection: sa.Connection, new: NewLesson, now: int) -> Lesson | None:
    """Keep a phrase; the same text again gets the newer intent. None where that customer wrote no such message."""
    if _message(connection, id=new.inbox_id, conversation=new.conversation_id).one_or_none() is None:
        return None
    row = _add(
        connection, language=new.language, intent=new.intent, text=new.text, inbox_id=new.inbox_id,
        conversation_id=new.conversation_id, agent_id=new.agent_id, now=now,
    ).one()  # fmt: skip
    lesson = Lesson(*row)
    detail = {"intent": lesson.intent, "language": lesson.language}
    audit.record(connection, who=new.agent_id, action="lesson.added", about=f"lesson:{lesson.id}", detail=detail, now=now)
    return lesson


def page(connection: sa.Connection, before: int, room: int) -> Sequence[Lesson]:
    """The newest `room` phrases before this id."""
    return [Lesson(*row) for row in _page(connection, before=before, room=room)]


def everything(connection: sa.Connection) -> Sequence[Lesson]:
    """All phrases, by language and intent."""
    return [Lesson(*row) for row in _all(connection)]


def remove(connection: sa.Connection, lesson_id: int, agent_id: int, now: int) -> bool:
    """Forget a phrase; False where there was none."""
    intent = _remove(connection, id=lesson_id).scalar()
    if intent is None:
        return False
    about = f"lesson:{lesson_id}"
    audit.record(connection, who=agent_id, action="lesson.removed", about=about, detail={"intent": intent}, now=now)
    return True
