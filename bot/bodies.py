"""Reading what strangers send: without bounds on size, time and memory a few of them could fill the machine."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

SECONDS = 20.0
SMALL = 64 * 1024  # bytes of every body that need no room: what platforms and pages usually send gets in, however full it is


class BodyError(Exception):
    """A body that was not taken: 400 it broke off, 408 it did not come in time, 413 too large, 503 no room just now."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class Room:
    """So many bytes for all large bodies in hand; the next one is turned away, to be sent again, and the program goes on."""

    def __init__(self, size: int) -> None:
        self._free = size

    @contextmanager
    def share(self) -> "Iterator[Share]":
        """One body's part of it, given back at the end."""
        share = Share(self)
        try:
            yield share
        finally:
            self._free += share.held

    def take(self, size: int) -> None:
        """Raises BodyError 503 when there is not so much left."""
        if size > self._free:
            raise BodyError(503, "too many large bodies at once")
        self._free -= size


class Share:
    """What one body holds of a room."""

    def __init__(self, room: Room) -> None:
        self._room, self.held = room, 0

    def grow(self, size: int) -> None:
        """The body has `size` bytes by now. Raises BodyError 503."""
        if (more := size - SMALL - self.held) > 0:
            self._room.take(more)
            self.held += more


NO_ROOM = Room(0)


async def read(request: web.Request, limit: int, room: Room = NO_ROOM) -> bytes:
    """The body, unpacked, as long as it stays within `limit` bytes; one larger than SMALL needs `room`. Raises BodyError."""
    if (request.content_length or 0) > limit:
        raise BodyError(413, "the body is too large")
    try:
        if request.content.is_eof() and request.content.total_bytes <= limit:  # it came with its head, as webhooks do
            return request.content.read_nowait()
        async with asyncio.timeout(SECONDS):
            return await _gather(request, limit, room)
    except TimeoutError:
        raise BodyError(408, "the body did not come in time") from None
    except (web.RequestPayloadError, ConnectionError):
        raise BodyError(400, "the body broke off, or cannot be read") from None


async def _gather(request: web.Request, limit: int, room: Room) -> bytes:
    parts, size = [], 0
    with room.share() as share:
        async for part in request.content.iter_any():
            parts.append(part)
            size += len(part)
            if size > limit:
                raise BodyError(413, "the body is too large")
            share.grow(size)
        return b"".join(parts)
