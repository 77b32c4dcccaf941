"""Files over HTTP: taken from visitors, given to their visitor or an agent alone, and never as something a browser would run."""

import asyncio
from functools import partial
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from aiohttp import BodyPartReader, web
from aiohttp.http import HttpProcessingError

from bot.api import who
from bot.api.conversations import ONE
from bot.api.counting import count
from bot.api.endpoints import BASE, Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.shape import Shape
from bot.bodies import BodyError, Room, Share
from bot.store import files, overview, visitors
from bot.store.letters import storable
from bot.store.visitors import Visitor
from bot.uploads import MAX_BYTES, Clean, UnfitError, clean

_SHOWN = {"image/jpeg", "image/png", "image/webp", "image/gif", "application/pdf"}
_cleaning = asyncio.Semaphore(1)  # a large picture takes much memory
_room = Room(8 * MAX_BYTES)  # of all uploads under way


class UploadOut(Shape):
    """A file that was taken: `id` goes into `file` of a message."""

    id: str
    name: str
    mime: str
    size: int
    url: str


class ReadQuery(Strict):
    """`shown` for a paper that is looked at in the page instead of being saved."""

    shown: bool = False


# The browser's own viewer of papers, which runs nothing of theirs, is a plugin of a page of its own; a sandbox would shut it out.
_SHUT = "default-src 'none'; sandbox"
_VIEWER = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


async def read(ask: Ask[ReadQuery, Nothing]) -> web.Response:
    """A file as an attachment. Whose it is not gets the same answer as for one that does not exist."""
    file_id = ask.request.match_info["id"]
    described = await ask.api.database.read(partial(files.describe, file_id=file_id))
    if described is None or not await _may_read(ask, described.conversation_id):
        raise Problem(404, "There is no such file.")
    stored = await ask.api.database.read(partial(files.read_file, file_id=file_id))
    if stored is None:
        raise Problem(404, "There is no such file.")
    viewed = ask.query.shown and stored.mime == "application/pdf"
    return web.Response(
        body=stored.content,
        content_type=stored.mime if stored.mime in _SHOWN else "application/octet-stream",
        headers={
            "Content-Disposition": f"{'inline' if viewed else 'attachment'}; filename*=UTF-8''{quote(stored.name, safe='')}",
            "Content-Security-Policy": _VIEWER if viewed else _SHUT,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, max-age=86400, immutable",
        },
    )


async def _may_read(ask: Ask[Any, Nothing], conversation_id: int | None) -> bool:
    if ask.user is not None:
        return True
    theirs = await ask.api.database.read(partial(visitors.conversation_of, visitor=ask.guest))
    return theirs is not None and theirs == conversation_id


async def upload(ask: Ask[Nothing, Nothing]) -> UploadOut:
    """Take a file: `multipart/form-data` with a part named `file`."""
    count(ask, ask.api.limits.files, ask.guest.id)
    count(ask, ask.api.limits.address, who.address(ask.api, ask.request))
    with _room.share() as share:
        name, content = await uploaded(ask.request, share)
        cleaned = await _cleaned(name, content)
    file_id = await ask.api.database.write(partial(_keep, visitor=ask.guest, cleaned=cleaned, now=ask.api.now()))
    return UploadOut(
        id=file_id, name=cleaned.name, mime=cleaned.mime, size=len(cleaned.content), url=f"{BASE}/files/{file_id}"
    )


async def upload_here(ask: Ask[Nothing, Nothing]) -> UploadOut:
    """Take a file that is to be sent to this customer: its id goes into `files` of an answer."""
    if await ask.api.database.read(partial(overview.one, conversation_id=ask.id)) is None:
        raise Problem(404, "There is no such conversation.")
    with _room.share() as share:
        name, content = await uploaded(ask.request, share)
        cleaned = await _cleaned(name, content)
    keep = partial(
        files.save, conversation_id=ask.id, name=storable(cleaned.name), mime=cleaned.mime, content=cleaned.content,
        now=ask.api.now(),
    )  # fmt: skip
    file_id = await ask.api.database.write(keep)
    return UploadOut(
        id=file_id, name=cleaned.name, mime=cleaned.mime, size=len(cleaned.content), url=f"{BASE}/files/{file_id}"
    )


async def _cleaned(name: str, content: bytes) -> Clean:
    async with _cleaning:
        try:
            return await asyncio.to_thread(clean, content, name)
        except UnfitError as error:
            raise Problem(415, str(error), path="file") from None


def _keep(connection: sa.Connection, visitor: Visitor, cleaned: Clean, now: int) -> str:
    conversation_id = visitors.open_conversation(connection, visitor, now)
    name = storable(cleaned.name)
    return files.save(
        connection, conversation_id=conversation_id, name=name, mime=cleaned.mime, content=cleaned.content, now=now
    )


async def uploaded(request: web.Request, share: Share) -> tuple[str, bytes]:
    """The name and content of the part `file`. Raises Problem."""
    if request.content_type != "multipart/form-data":
        raise Problem(415, "Send the file as multipart/form-data, in a part named `file`.")
    if (request.content_length or 0) > MAX_BYTES + 64 * 1024:
        raise Problem(413, "The file is larger than 20 MB.", path="file")
    try:
        async with asyncio.timeout(120):
            return await _part(request, share)
    except TimeoutError:
        raise Problem(408, "The file did not come in time.") from None
    except BodyError:
        raise Problem(503, "Too many files come at once. Try again.", headers={"Retry-After": "5"}) from None
    except (ValueError, HttpProcessingError, web.RequestPayloadError, ConnectionError):
        raise Problem(400, "The body is not multipart/form-data, or it broke off.") from None


async def _part(request: web.Request, share: Share) -> tuple[str, bytes]:
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        if isinstance(part, BodyPartReader) and part.name == "file":
            return part.filename or "", await _read(part, share)
    raise Problem(422, "file: a part named `file` is missing.", path="file")


async def _read(part: BodyPartReader, share: Share) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk(256 * 1024):
        content += chunk
        if len(content) > MAX_BYTES:
            raise Problem(413, "The file is larger than 20 MB.", path="file")
        share.grow(len(content))
    return bytes(content)


ENDPOINTS = (
    Endpoint(
        "POST", "/channels/web/files", upload, "Upload a picture or PDF, 20 MB at most", "visitor", UploadOut,
        sends="multipart/form-data",
        problems={
            415: "Neither a picture nor a PDF",
            429: "Too much at once; `Retry-After` says when",
            503: "Too many files come at once; `Retry-After` says when",
        },
    ),
    Endpoint(
        "POST", ONE + "/files", upload_here, "Upload a picture or PDF for the customer, 20 MB at most", "agent", UploadOut,
        sends="multipart/form-data",
        problems={
            404: "There is no such conversation",
            415: "Neither a picture nor a PDF",
            503: "Too many files come at once; `Retry-After` says when",
        },
    ),
    Endpoint(
        "GET", "/files/{id:[0-9a-zA-Z_-]{1,64}}", read, "Read a file", "either", "application/octet-stream", query=ReadQuery,
        problems={404: "There is no such file, or it is not yours"}, reads="file",
    ),
)  # fmt: skip
