"""The API as a table: each row is a route, its documentation, and the check of what comes in, so that these cannot differ."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

import sqlalchemy as sa
from aiohttp import web
from pydantic import BaseModel, ConfigDict

from bot import bodies
from bot.api import who
from bot.api.context import Api
from bot.api.errors import Handler, Problem
from bot.api.reads import What
from bot.api.shape import Shape
from bot.bodies import BodyError
from bot.store import audit
from bot.store.letters import storable
from bot.store.people import ROLES, Role, User
from bot.store.visitors import Visitor

BASE = "/api/v1"
JSON_BYTES = 64 * 1024
NOTHING = b"\\u0000"  # how JSON writes U+0000
LARGE = bodies.Room(64 * 1024 * 1024)  # for the few bodies of people that hold a whole file

Who = Literal["anyone", "visitor", "either"] | Role  # a role, or one above it
Q = TypeVar("Q", bound=BaseModel)
B = TypeVar("B", bound=BaseModel)


class Strict(Shape):
    """A query or body: a field that is not known is a mistake worth telling."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=False)


class Nothing(Strict):
    """No query, or no body."""


@dataclass(frozen=True, slots=True)
class Ask(Generic[Q, B]):
    """One request, checked: who asks, and what."""

    api: Api
    request: web.Request
    query: Q
    body: B
    user: User | None = None
    visitor: Visitor | None = None

    @property
    def agent(self) -> User:
        """The signed-in person of a route that only they may use."""
        assert self.user is not None
        return self.user

    def record(self, connection: sa.Connection, action: str, about: str, /, **detail: Any) -> None:
        """Note in the record of changes, in the transaction of the change itself, what the signed-in person did."""
        audit.record(connection, who=self.agent.id, action=action, about=about, detail=detail, now=self.api.now())

    @property
    def guest(self) -> Visitor:
        """The visitor of a route that only they may use."""
        assert self.visitor is not None
        return self.visitor

    @property
    def id(self) -> int:
        """The number in the path."""
        return int(self.request.match_info["id"])


Result = BaseModel | web.StreamResponse | None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A row of the table. `answer` is a model, or the media type of what is no JSON; None answers 204.

    `also` is another media type in which the same is answered to who asks for it.
    `sends` is the media type of a body that the handler reads by itself. `problems` are the failures worth naming beyond those
    every route has. `quiet`: a page calls it by itself, which keeps nobody signed in.
    `reads`: what of a customer's somebody of the shop reads here, which is noted (bot/api/reads.py). `room`: bytes of the body.
    """

    method: Literal["GET", "POST", "DELETE"]
    path: str
    handler: Callable[[Ask[Any, Any]], Awaitable[Result]]
    summary: str
    who: Who
    answer: type[BaseModel] | str | None = None
    also: str = ""
    query: type[BaseModel] = Nothing
    body: type[BaseModel] | None = None
    sends: str = ""
    problems: Mapping[int, str] = field(default_factory=dict)
    headers: Sequence[str] = ()
    quiet: bool = False
    reads: What = ""
    room: int = JSON_BYTES


def route(api: Api, endpoint: Endpoint) -> web.RouteDef:
    """The row as aiohttp wants it."""
    return web.route(endpoint.method, BASE + endpoint.path, _handler(api, endpoint))


def _handler(api: Api, endpoint: Endpoint) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        user, visitor = await _identify(api, request, endpoint)
        query = endpoint.query.model_validate({storable(name): storable(value) for name, value in request.query.items()})
        body = await _body(request, endpoint.body, endpoint.room) if endpoint.body is not None else Nothing()
        answer = respond(await endpoint.handler(Ask(api, request, query, body, user, visitor)))
        if endpoint.reads and user is not None and answer.status < 400:
            _note(api, request, endpoint.reads, user)
        return answer

    return handle


def _note(api: Api, request: web.Request, what: What, user: User) -> None:
    """That somebody of the shop has read something of a customer's."""
    id_ = next(iter(request.match_info.values()), "all")
    is_talk = what in {"conversation", "customer"}
    about = f"conversation:{id_}" if is_talk else f"{what}:{id_}"
    api.reads.note(user.id, what, about, api.now(), int(id_) if is_talk else None)


def respond(result: Result) -> web.StreamResponse:
    """A handler's result as an HTTP answer. Nothing of it may stay in a cache."""
    if result is None:
        return web.Response(status=204)
    if isinstance(result, web.StreamResponse):
        return result
    return web.Response(
        body=result.model_dump_json().encode(), content_type="application/json",
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
    )  # fmt: skip


async def _identify(api: Api, request: web.Request, endpoint: Endpoint) -> tuple[User | None, Visitor | None]:
    wanted = endpoint.who
    user = await who.user(api, request, quiet=endpoint.quiet) if wanted in ROLES or wanted == "either" else None
    visitor = await who.visitor(api, request) if wanted == "visitor" or (wanted == "either" and user is None) else None
    if wanted != "anyone" and user is None and visitor is None:
        door = "/channels/web/session" if wanted == "visitor" else "/session"
        raise Problem(401, f"Sign in first: POST {BASE}{door}.", headers={"WWW-Authenticate": "Bearer"})
    if user is not None and wanted in ROLES and not user.is_at_least(wanted):
        raise Problem(403, _FOR[wanted])
    return user, visitor


_FOR: Mapping[Role, str] = {
    "agent": "This is for people of the shop.",
    "supervisor": "This is for supervisors. Ask one, or an admin.",
    "admin": "This is for admins. Ask one.",
}


async def _body(request: web.Request, model: type[BaseModel], room: int) -> BaseModel:
    """A JSON body as its model. No body at all counts as an empty object."""
    try:
        content = await bodies.read(request, room, LARGE)
    except BodyError as error:
        raise Problem(error.status, f"{str(error).capitalize()}.") from None
    if content and request.content_type != "application/json":
        raise Problem(415, "Send the body as application/json.")
    return model.model_validate_json(_storable(content) if NOTHING in content else content or b"{}")


def _storable(content: bytes) -> bytes:
    """The same JSON without what PostgreSQL takes in no text. Raises Problem 400 for what is no JSON."""
    try:
        return json.dumps(_cleaned(json.loads(content))).encode()
    except (ValueError, RecursionError):
        raise Problem(400, "The body is not JSON.") from None


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return storable(value)
        case list():
            return [_cleaned(one) for one in value]
        case dict():
            return {storable(name): _cleaned(one) for name, one in value.items()}
        case _:
            return value
