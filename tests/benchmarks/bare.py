"""The least a webhook can do: read the body, return 200, keep nothing. The baseline of the durable 200."""

import sys

from aiohttp import web


async def receive(request: web.Request) -> web.Response:
    """Read and forget."""
    await request.read()
    return web.Response()


async def ready(_request: web.Request) -> web.Response:
    """Answer the probe."""
    return web.Response()


if __name__ == "__main__":
    app = web.Application()
    app.add_routes([web.post("/webhooks/telegram", receive), web.get("/readyz", ready)])
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)
