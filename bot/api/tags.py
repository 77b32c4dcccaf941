"""Tags over HTTP: put on and taken off by anybody, the shop's list kept in order by supervisors, all of it undone by a call."""

from functools import partial
from typing import Annotated

import sqlalchemy as sa
from pydantic import AfterValidator, Field

from bot.api.conversations import ONE
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.shape import Shape
from bot.api.shapes import TagOut, tag_out
from bot.store import overview, tags
from bot.store.letters import storable
from bot.store.tags import COLOURS, Change, Tag

TAG = r"/tags/{id:\d{1,18}}"
LONGEST = 40  # characters of a tag's name


def _plain(text: str) -> str:
    if not (clean := " ".join(storable(text).split())):
        raise ValueError("write a name")
    return clean


Name = Annotated[str, Field(max_length=LONGEST), AfterValidator(_plain)]


class TagPage(Shape):
    """The shop's tags, by name."""

    items: list[TagOut]


class TagsOut(Shape):
    """The tags a conversation has now, and the one that was put on."""

    items: list[TagOut]
    tag: TagOut


class TagBody(Strict):
    """The tag's name; one that is not known is made."""

    name: Name


class ChangedTag(Strict):
    """Another name, another colour, or both."""

    name: Name | None = None
    colour: Annotated[int, Field(ge=0, lt=COLOURS)] | None = None


class MergeBody(Strict):
    """The tag that takes its place."""

    into: Annotated[int, Field(ge=1, le=2**62)]


async def listing(ask: Ask[Nothing, Nothing]) -> TagPage:
    """Every tag in use."""
    return TagPage(items=[tag_out(tag) for tag in await ask.api.database.read(tags.everything)])


async def put(ask: Ask[Nothing, TagBody]) -> TagsOut:
    """Put a tag on a conversation."""

    def work(connection: sa.Connection) -> TagsOut | None:
        if overview.one(connection, ask.id) is None:
            return None
        tag, new = tags.put(connection, ask.id, ask.body.name, ask.agent.id, ask.api.now())
        if new:
            ask.record(connection, "tag.put", f"conversation:{ask.id}", tag=tag.id, name=tag.name)
        found = tags.of_conversations(connection, [ask.id])[ask.id]
        return TagsOut(items=[tag_out(one) for one in found], tag=tag_out(tag))

    result = await ask.api.database.write(work)
    if result is None:
        raise Problem(404, "There is no such conversation.")
    ask.api.doorbell.ring("pages")
    return result


async def take_off(ask: Ask[Nothing, Nothing]) -> None:
    """Take a tag off a conversation; one that is not on stays off."""
    tag = int(ask.request.match_info["tag"])

    def work(connection: sa.Connection) -> None:
        if tags.take_off(connection, ask.id, tag, ask.api.now()):
            ask.record(connection, "tag.taken_off", f"conversation:{ask.id}", tag=tag)

    await ask.api.database.write(work)
    ask.api.doorbell.ring("pages")


async def change(ask: Ask[Nothing, ChangedTag]) -> TagOut:
    """Rename or paint a tag, everywhere."""
    body = ask.body

    def work(connection: sa.Connection) -> Change:
        done: Change = tags.rename(connection, ask.id, body.name) if body.name is not None else "done"
        if done == "done" and body.colour is not None:
            done = tags.paint(connection, ask.id, body.colour)
        if done == "done":
            ask.record(connection, "tag.changed", f"tag:{ask.id}", name=body.name, colour=body.colour)
        return done

    _judge(await ask.api.database.write(work))
    return tag_out(await _one(ask))


async def merge(ask: Ask[Nothing, MergeBody]) -> TagOut:
    """Let another tag take its place on every conversation."""

    def work(connection: sa.Connection) -> Change:
        done = tags.merge(connection, ask.id, ask.body.into, ask.api.now())
        if done == "done":
            ask.record(connection, "tag.merged", f"tag:{ask.id}", into=ask.body.into)
        return done

    _judge(await ask.api.database.write(work))
    return tag_out(await _one(ask, ask.body.into))


async def remove(ask: Ask[Nothing, Nothing]) -> None:
    """Take a tag away, everywhere."""
    _judge(await ask.api.database.write(partial(_do, ask=ask, action="tag.removed")))


async def restore(ask: Ask[Nothing, Nothing]) -> TagOut:
    """Undo a removal or a merge."""
    _judge(await ask.api.database.write(partial(_do, ask=ask, action="tag.restored")))
    return tag_out(await _one(ask))


def _do(connection: sa.Connection, ask: Ask[Nothing, Nothing], action: str) -> Change:
    restored = action == "tag.restored"
    done = tags.restore(connection, ask.id) if restored else tags.remove(connection, ask.id, ask.api.now())
    if done == "done":
        ask.record(connection, action, f"tag:{ask.id}")
    return done


def _judge(done: Change) -> None:
    if done == "gone":
        raise Problem(404, "There is no such tag any more.")
    if done == "taken":
        raise Problem(409, "Another tag is called so. Merge the two instead.", path="name")


async def _one(ask: Ask[Nothing, ChangedTag] | Ask[Nothing, MergeBody] | Ask[Nothing, Nothing], id_: int = 0) -> Tag:
    found = await ask.api.database.read(tags.everything)
    tag = next((tag for tag in found if tag.id == (id_ or ask.id)), None)
    if tag is None:
        raise Problem(404, "There is no such tag any more.")
    return tag


_NONE = {404: "There is no such tag"}
ENDPOINTS = (
    Endpoint("GET", "/tags", listing, "The shop's tags", "agent", TagPage),
    Endpoint(
        "POST", ONE + "/tags", put, "Put a tag on", "agent", TagsOut, body=TagBody,
        problems={404: "There is no such conversation"},
    ),
    Endpoint("DELETE", ONE + r"/tags/{tag:\d{1,18}}", take_off, "Take a tag off", "agent"),
    Endpoint(
        "POST", TAG, change, "Rename or paint a tag", "supervisor", TagOut, body=ChangedTag,
        problems={**_NONE, 409: "Another one is called so"},
    ),
    Endpoint("POST", TAG + "/merge", merge, "Merge a tag into another", "supervisor", TagOut, body=MergeBody, problems=_NONE),
    Endpoint("POST", TAG + "/remove", remove, "Remove a tag", "supervisor", problems=_NONE),
    Endpoint("POST", TAG + "/restore", restore, "Undo a removal or merge of a tag", "supervisor", TagOut, problems=_NONE),
)  # fmt: skip
