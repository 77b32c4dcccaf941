"""The least that two people who talk in a browser need: what one posts is told to all who listen, and kept nowhere."""

import asyncio
import sys

from aiohttp import web

listeners: set[asyncio.Queue[bytes]] = set()


async def say(request: web.Request) -> web.Response:
    """Tell everybody."""
    body = await request.read()
    for listener in listeners:
        listener.put_nowait(body)
    return web.Response()


async def events(request: web.Request) -> web.StreamResponse:
    """Listen."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    queue: asyncio.Queue[bytes] = asyncio.Queue()
    listeners.add(queue)
    await response.write(b"event: hello\ndata: {}\n\n")
    while True:
        await response.write(b"event: said\ndata: " + await queue.get() + b"\n\n")


async def ready(_request: web.Request) -> web.Response:
    """Answer the probe."""
    return web.Response()


if __name__ == "__main__":
    app = web.Application()
    app.add_routes([web.post("/say", say), web.get("/events", events), web.get("/readyz", ready)])
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None, shutdown_timeout=0.1)
