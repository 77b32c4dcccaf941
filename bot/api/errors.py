"""What goes wrong is told in one shape, application/problem+json (RFC 9457): title, detail, and the path of a bad field."""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web
from pydantic import ValidationError

from bot.api.shape import Shape

_log = structlog.get_logger()

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class FieldProblem(Shape):
    """One bad field: its path in the body or query (`button.title`), and what is wrong with it."""

    path: str
    detail: str


class ProblemDetails(Shape):
    """Why a request was not done. `path` is that of the first bad field, `errors` has all of them.

    A conflict over a conversation tells who has it: `owner`, `agent_id`, `floor`; or `reason` promised, with the `due_at` of a
    promise that falls due first. One over a file tells how that stands now: `version`, `text`; one over publishing its `reason`.
    """

    title: str
    status: int
    detail: str
    path: str | None = None
    errors: list[FieldProblem] | None = None
    owner: str | None = None
    agent_id: int | None = None
    floor: int | None = None
    reason: str | None = None
    due_at: datetime | None = None
    version: str | None = None
    text: str | None = None


class Problem(Exception):  # noqa: N818 - the answer to a caller, not a fault of ours
    """Answer with a problem. `more` are further fields of the body."""

    def __init__(
        self, status: int, detail: str, *, path: str = "", headers: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.path = status, detail, path
        self.headers, self.more = dict(headers or {}), more

    def response(self) -> web.Response:
        """The problem as an HTTP answer."""
        body: dict[str, Any] = {"title": HTTPStatus(self.status).phrase, "status": self.status, "detail": self.detail}
        body |= self.more
        if self.path:
            body.setdefault("path", self.path)
            body.setdefault("errors", [{"path": self.path, "detail": self.detail}])
        return web.Response(
            status=self.status, body=json.dumps(body, ensure_ascii=False).encode(), headers=self.headers,
            content_type="application/problem+json",
        )  # fmt: skip


def invalid(error: ValidationError) -> Problem:
    """Pydantic's findings as a problem: 400 for what is no JSON at all, 422 for wrong fields."""
    found = [
        FieldProblem(path=".".join(map(str, one["loc"])), detail=one["msg"].removeprefix("Value error, "))
        for one in error.errors()
    ]
    if error.errors()[0]["type"] == "json_invalid":
        return Problem(400, f"The body is not JSON: {found[0].detail.removeprefix('Invalid JSON: ')}")
    first = found[0]
    detail = f"{first.path}: {first.detail}" if first.path else first.detail
    return Problem(422, detail, path=first.path, errors=[one.model_dump() for one in found])


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn whatever goes wrong under /api/ into a problem; pages answer as they like."""
    if not request.path.startswith("/api/"):
        return await handler(request)
    try:
        return await handler(request)
    except Problem as problem:
        return problem.response()
    except ValidationError as error:
        return invalid(error).response()
    except web.HTTPException as error:
        return _of_http(request, error).response()
    except Exception:  # noqa: BLE001 - the caller gets a problem, the log the traceback
        _log.exception("request_failed", method=request.method, route=str(request.match_info.route.resource))
        return Problem(500, "Something went wrong here. It has been noted; try again.").response()


def _of_http(request: web.Request, error: web.HTTPException) -> Problem:
    match error.status:
        case 404:
            return Problem(404, f"There is nothing at {request.path}.")
        case 405:
            allowed = error.headers.get("Allow", "")
            return Problem(405, f"{request.method} is not allowed here; {allowed} is.", headers={"Allow": allowed})
        case 413:
            return Problem(413, "The body is too large.")
        case status:
            return Problem(status, error.reason)
