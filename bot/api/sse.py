"""Server-sent events as the HTML standard has them: without it a page would have to ask again and again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from aiohttp import web

BEAT = 15.0  # seconds between signs of life; proxies cut a silent connection after some 30 to 60


class Stream:
    """An open stream of events. Writing to a reader who has gone raises ConnectionResetError, which ends `stream`."""

    def __init__(self, response: web.StreamResponse) -> None:
        self.response = response

    async def send(self, event: str, data: str, id_: str = "") -> None:
        """One event; `data` is JSON, which has no line breaks. With `id_` a reader that comes back says how far it got."""
        head = f"id: {id_}\n" if id_ else ""
        await self.response.write(f"{head}event: {event}\ndata: {data}\n\n".encode())

    async def beat(self) -> None:
        """A sign of life."""
        await self.response.write(b": \n\n")


@asynccontextmanager
async def stream(request: web.Request) -> AsyncIterator[Stream]:
    """Open a stream of events; it ends without ado when the reader goes."""
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )
    with suppress(ConnectionResetError):
        await response.prepare(request)
        opened = Stream(response)
        await response.write(b"retry: 2000\n\n")
        yield opened
        await response.write_eof()
