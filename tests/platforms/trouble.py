"""A script of failures for an emulated server: without it only the answers of a platform in good health would be tested."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

# An HTTP status is answered in the platform's own words. hang: no answer, ever · lost: done, but the connection breaks before
# the answer · drop: the connection breaks and nothing is done · garbage: 200 that is not JSON · proxy: 502 of something between
# · cut: the connection breaks in the middle of the answer · endless: an answer that does not end.
Kind = int | str


@dataclass(slots=True)
class Failure:
    """What is to go wrong with the next `times` calls of `method` (to one recipient, if given)."""

    method: str
    kind: Kind
    times: int
    to: str
    details: Mapping[str, Any] = field(default_factory=dict)


KINDS = frozenset({"hang", "lost", "drop", "garbage", "proxy", "cut", "endless"})


class Script:
    """Failures in the order they were asked for."""

    def __init__(self) -> None:
        self._failures: list[Failure] = []

    def add(self, failure: Failure) -> None:
        """Have it go wrong."""
        assert isinstance(failure.kind, int) or failure.kind in KINDS, failure.kind
        self._failures.append(failure)

    def take(self, method: str, to: str) -> Failure | None:
        """What is to go wrong with this call, if anything."""
        for failure in self._failures:
            if failure.method.lower() == method.lower() and failure.times > 0 and failure.to in {"", to}:
                failure.times -= 1
                return failure
        return None


class Server:
    """An aiohttp application on loopback."""

    def __init__(self, app: web.Application, port: int) -> None:
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        self._port = port
        self.closing = asyncio.Event()

    async def start(self) -> str:
        """Listen; gives the address."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"

    async def stop(self) -> None:
        """Let go of those who were left hanging, and stop."""
        self.closing.set()
        await self._runner.cleanup()


async def answer(
    failure: Failure | None,
    request: web.Request,
    process: Callable[[], web.Response],
    refuse: Callable[[Failure], web.Response],
    server: Server,
) -> web.StreamResponse:
    """The answer to a call, with what was asked to go wrong with it."""
    kind = failure.kind if failure else ""
    if failure is None:
        return process()
    if isinstance(kind, int):
        return refuse(failure)
    if kind == "hang":
        await server.closing.wait()
    if kind == "lost":
        process()
    if kind == "garbage":
        return web.Response(text="<html>ok</html>", content_type="text/html")
    if kind == "proxy":
        status = int(failure.details.get("status", 502))
        return web.Response(status=status, text="<html>Bad Gateway</html>", content_type="text/html")
    if kind in {"cut", "endless"}:
        await _half(request, process(), endless=kind == "endless")
    return _cut(request)


async def _half(request: web.Request, whole: web.Response, *, endless: bool) -> None:
    """The beginning of an answer that says it is longer, or one that goes on until nobody reads it."""
    body = whole.body if isinstance(whole.body, bytes) else b""
    begun = web.StreamResponse(headers={"Content-Type": "application/json"})
    if not endless:
        begun.content_length = len(body)
    await begun.prepare(request)
    await begun.write(body[: len(body) // 2])
    try:
        while endless:
            await begun.write(b" " * 65_536)
    except (ConnectionError, OSError):
        pass


def _cut(request: web.Request) -> web.Response:
    """Break the connection; what is returned reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
