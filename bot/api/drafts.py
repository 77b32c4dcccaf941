"""Drafts over HTTP: what one has begun to write in each conversation, the same in every tab and on every machine."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Annotated

import sqlalchemy as sa
from pydantic import Field

from bot.api.conversations import ONE
from bot.api.endpoints import BASE, Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.shape import Shape
from bot.api.shapes import FileOut
from bot.epoch import from_ms
from bot.store import drafts, files
from bot.store.drafts import Draft, Kind, Place
from bot.store.files import Description

MOST = 500  # drafts told at once; who has more has forgotten them
FileId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
TEXT = 20_000  # characters; what is too long to send must be kept all the same


class DraftFileOut(FileOut):
    """A file that is to go with it."""

    id: str


class DraftOut(Shape):
    """Unsent words: an answer or a note. `version` rises with every change; empty ones are told until they are forgotten."""

    conversation_id: int
    kind: Kind
    text: str
    files: list[DraftFileOut]
    version: int
    changed_at: datetime


class DraftsOut(Shape):
    """Drafts, newest first."""

    items: list[DraftOut]


class DraftBody(Strict):
    """What stands in the field now, with the ids of uploaded files. Nothing at all empties the draft."""

    kind: Kind = "answer"
    text: Annotated[str, Field(max_length=TEXT)] = ""
    files: Annotated[tuple[FileId, ...], Field(max_length=10)] = ()


def draft_out(draft: Draft, described: Sequence[Description]) -> DraftOut:
    """A draft as the API shows it, with those of its files that are still there."""
    known = {one.id: one for one in described}
    enclosed = [_file(known[id_]) for id_ in draft.files if id_ in known]
    return DraftOut(
        conversation_id=draft.conversation_id, kind=draft.kind, text=draft.text, files=enclosed, version=draft.changed_at,
        changed_at=from_ms(draft.changed_at),
    )  # fmt: skip


def _file(one: Description) -> DraftFileOut:
    type_ = "photo" if one.mime.startswith("image/") else "document"
    return DraftFileOut(id=one.id, name=one.name, mime=one.mime, type=type_, url=f"{BASE}/files/{one.id}")


async def all_of_mine(ask: Ask[Nothing, Nothing]) -> DraftsOut:
    """Everything you have begun to write and not sent."""
    found = await ask.api.database.read(partial(drafts.waiting, user_id=ask.agent.id, room=MOST))
    return await _out(ask, found)


async def here(ask: Ask[Nothing, Nothing]) -> DraftsOut:
    """What you have begun to write in this conversation."""
    found = await ask.api.database.read(partial(drafts.of, conversation_id=ask.id, user_id=ask.agent.id))
    return await _out(ask, found)


async def keep(ask: Ask[Nothing, DraftBody]) -> DraftOut:
    """Keep what stands in the field; the last words count, whichever tab they came from."""
    body = ask.body
    place = Place(ask.id, ask.agent.id, body.kind)
    described = await ask.api.database.read(partial(_described, ids=body.files))
    ours = [id_ for id_ in body.files if id_ in described and described[id_].conversation_id == ask.id]
    work = partial(drafts.save, place=place, text=body.text, files=ours, now=ask.api.now())
    kept = await ask.api.database.write(work)
    if kept is None:
        raise Problem(404, "There is no such conversation.")
    ask.api.doorbell.ring("pages")
    return draft_out(kept, list(described.values()))


async def _out(ask: Ask[Nothing, Nothing], found: Sequence[Draft]) -> DraftsOut:
    ids = [id_ for draft in found for id_ in draft.files]
    described = await ask.api.database.read(partial(_described, ids=ids)) if ids else {}
    return DraftsOut(items=[draft_out(draft, list(described.values())) for draft in found])


def _described(connection: sa.Connection, ids: Sequence[str]) -> Mapping[str, Description]:
    found = (files.describe(connection, id_) for id_ in ids)
    return {one.id: one for one in found if one is not None}


ENDPOINTS = (
    Endpoint("GET", "/drafts", all_of_mine, "What you have begun to write", "agent", DraftsOut),
    Endpoint("GET", ONE + "/drafts", here, "What you have begun to write here", "agent", DraftsOut),
    Endpoint(
        "POST", ONE + "/drafts", keep, "Keep what you are writing", "agent", DraftOut, body=DraftBody,
        problems={404: "There is no such conversation"},
    ),
)  # fmt: skip
