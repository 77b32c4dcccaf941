"""The words of people over HTTP: answer with files, take back, note, name colleagues."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field, ValidationInfo, field_validator

from bot.api.account import preferences_of
from bot.api.conversations import ONE
from bot.api.drafts import DraftOut, FileId, draft_out
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.floor import claim_of, conflict, ring
from bot.api.shapes import TEXT, Key, MessageOut, Words, message_out
from bot.channels.port import File, Message
from bot.store import files, floor, held, history, overview
from bot.store.files import Description
from bot.store.floor import Conflict, Written
from bot.store.letters import storable
from bot.store.overview import Card
from handoff.answers import unfilled

FILES = 10  # of one answer
SOON = 0.02  # seconds; a bell that rings a little early finds nothing
PersonId = Annotated[int, Field(ge=1, lt=10**18)]


class AnswerBody(Strict):
    """What to tell the customer: `text`, `files` (ids of uploaded ones), or both. The same `key` twice sends once.

    A variable of a canned answer that was not filled in is turned away.
    """

    files: Annotated[tuple[FileId, ...], Field(max_length=FILES)] = ()
    text: Annotated[str, Field(max_length=TEXT, validate_default=True)] = ""
    key: Key

    @field_validator("text")
    @classmethod
    def _something(cls, text: str, info: ValidationInfo) -> str:
        if not (clean := storable(text).strip()) and not info.data.get("files"):
            raise ValueError("write something, or send a file")
        return clean


class NoteBody(Strict):
    """What colleagues shall know; `mentions` are the ids of those who shall find it among their mentions."""

    text: Words
    key: Key | None = None
    mentions: Annotated[tuple[PersonId, ...], Field(max_length=50)] = ()


async def answer(ask: Ask[Nothing, AnswerBody]) -> MessageOut:
    """Answer the customer; the conversation must be yours. Until `leaves_at` it can be taken back."""
    text = ask.body.text
    if missing := unfilled(text):
        named = ", ".join(f"{{{name}}}" for name in missing)
        raise Problem(422, f"text: fill in {named} first, or remove it.", path="text")
    card, enclosed = await ask.api.database.read(partial(_enclosed, conversation_id=ask.id, ids=ask.body.files))
    if card is None:
        raise Problem(404, "There is no such conversation.")
    if len(enclosed) < len(ask.body.files):
        raise Problem(422, "files: upload the file to this conversation first.", path="files")
    chosen = await ask.api.database.read(partial(preferences_of, user_id=ask.agent.id))
    wait = chosen.undo_seconds
    pieces = _pieces(ask, card.channel, text, enclosed)
    work = partial(floor.answer, claim=claim_of(ask), text=text, key=ask.body.key, pieces=pieces, wait=wait * 1000)
    written = await ask.api.database.write(work)
    if isinstance(written, Conflict):
        raise await conflict(ask, written)
    ask.api.doorbell.ring("sends", wait + SOON if wait else 0.0)
    ring(ask, "turns", "pages")
    return await _message(ask, written)


def _enclosed(
    connection: sa.Connection, conversation_id: int, ids: Sequence[str]
) -> tuple[Card | None, Sequence[Description]]:
    found = [files.describe(connection, id_) for id_ in ids]
    ours = [one for one in found if one is not None and one.conversation_id == conversation_id]
    return overview.one(connection, conversation_id), ours


def _pieces(ask: Ask[Any, Any], channel_name: str, text: str, enclosed: Sequence[Description]) -> Sequence[Message]:
    """What one request each can carry: the first file takes the words with it where the channel can."""
    attached = [File(one.id, one.name, one.mime) for one in enclosed]
    first = Message(text, file=attached[0] if attached else None)
    whole = [first, *(Message(file=file) for file in attached[1:])]
    channel = ask.api.channels.get(channel_name)
    return whole if channel is None else [piece for message in whole for piece in channel.render(message)]


async def undo(ask: Ask[Nothing, Nothing]) -> DraftOut:
    """Take an answer back that has not left yet; its words and files are the draft again, before what was written since."""
    message_id = int(ask.request.match_info["message"].removeprefix("o"))
    now = ask.api.now()
    work = partial(held.take_back, conversation_id=ask.id, agent_id=ask.agent.id, message_id=message_id, now=now)
    taken = await ask.api.database.write(work)
    if taken is None:
        raise Problem(409, "It has left already, or it is not yours to take back.")
    ring(ask, "sends", "pages")
    described = await ask.api.database.read(partial(_enclosed, conversation_id=ask.id, ids=taken.draft.files))
    return draft_out(taken.draft, described[1])


async def note(ask: Ask[Nothing, NoteBody]) -> MessageOut:
    """Leave a note that only colleagues see."""
    claim = claim_of(ask)
    key = ask.body.key or f"{claim.now}"
    work = partial(floor.note, claim=claim, text=ask.body.text, key=key, naming=ask.body.mentions)
    written = await ask.api.database.write(work)
    ring(ask, "pages")
    return await _message(ask, written)


async def _message(ask: Ask[Any, Any], written: Written | None) -> MessageOut:
    if written is None:
        raise Problem(404, "There is no such conversation.")
    lines = await ask.api.database.read(partial(history.went, ids=[written.id]))
    return message_out(lines[written.id], {ask.agent.id: ask.agent.name})


_NONE = {404: "There is no such conversation"}

ENDPOINTS = (
    Endpoint(
        "POST", ONE + "/messages", answer, "Answer the customer", "agent", MessageOut, body=AnswerBody,
        problems={**_NONE, 409: "Somebody else has the floor, or it has changed hands since"},
    ),
    Endpoint(
        "POST", ONE + r"/messages/{message:o?\d{1,18}}/undo", undo, "Take an answer back before it leaves", "agent", DraftOut,
        body=Nothing, problems={409: "It has left already, or it is not yours to take back"},
    ),
    Endpoint(
        "POST", ONE + "/notes", note, "Leave a note for colleagues", "agent", MessageOut, body=NoteBody, problems=_NONE,
    ),
)  # fmt: skip
