"""A shop's end of a webhook with nothing behind it: without it the emulators could be tried only against the whole program."""

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Protocol, Self

from aiohttp import web

from bot.channels.port import Inbound, Rejected
from tests.platforms.trouble import Server


class Receives(Protocol):
    """The half of a channel that hears."""

    def receive(self, headers: Mapping[str, str], body: bytes) -> Sequence[Inbound]:
        """See Channel."""


class Receiver:
    """Keeps what a channel makes of each request in `inbounds`; `statuses` are answered first, one a request, instead of 200."""

    def __init__(self, channel: Receives | None = None) -> None:
        self.channel, self.url = channel, ""
        self.inbounds: list[Inbound] = []
        self.bodies: list[bytes] = []
        self.statuses: list[int] = []
        self.headers: dict[str, str] = {}

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=16 * 1024 * 1024)
        app.router.add_post("/webhook", self._handle)
        self._server = Server(app, 0)
        self.url = f"{await self._server.start()}/webhook"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._server.stop()

    async def _handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.bodies.append(body)
        if self.statuses:
            return web.Response(status=self.statuses.pop(0), headers=self.headers)
        if self.channel is not None:
            try:
                self.inbounds += self.channel.receive(request.headers, body)
            except Rejected as rejected:
                return web.Response(status=rejected.status)
        return web.Response()
