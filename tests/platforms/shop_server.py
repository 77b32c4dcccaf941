"""What the emulated shops share: a server on loopback with a script of what shall go wrong."""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.platforms import trouble


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    headers: Mapping[str, str]


@dataclass
class ShopServer:
    """A server; `asked` holds every request, `fail` lets the next ones go wrong (tests/platforms/trouble.py names the ways)."""

    asked: list[Asked] = field(default_factory=list)
    url: str = ""
    _script: trouble.Script = field(default_factory=trouble.Script)

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._server = trouble.Server(app, 0)
        self.url = await self._server.start()
        return self

    async def __aexit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _tb: TracebackType | None) -> None:
        await self._server.stop()

    def fail(self, kind: trouble.Kind, *, method: str = "", times: int = 1, **details: Any) -> None:
        """The next `times` requests (of one HTTP method, if given) go wrong in this way."""
        for name in [method] if method else ["GET", "POST", "PUT"]:
            self._script.add(trouble.Failure(name, kind, times, "", details))

    def process(self, asked: Asked) -> web.Response:
        """The answer of a shop in good health."""
        raise NotImplementedError

    def refuse(self, failure: trouble.Failure) -> web.Response:
        """A status that was asked for."""
        headers = {"Retry-After": str(failure.details["retry_after"])} if "retry_after" in failure.details else None
        return web.json_response(failure.details.get("body") or {}, status=int(failure.kind), headers=headers)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else None
        asked = Asked(request.method, request.path, dict(request.query), body, dict(request.headers))
        self.asked.append(asked)
        failure = self._script.take(request.method, "")
        return await trouble.answer(failure, request, lambda: self.process(asked), self.refuse, self._server)


def signature(secret: str, body: bytes) -> str:
    """As both shops sign what they send."""
    return b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()
