"""Messenger on loopback: without it no test, and no developer without a page, could hold a conversation through the real code.

    async with GraphEmulator(webhook=url) as fb:
        anna = fb.user("5001")
        await anna.write("where is 10023?")
        reply = await anna.hears()
        await anna.press("Yes")

`python -m tests.platforms messenger --help` runs it by itself, with the terminal as the customer.
"""

import contextlib
import hashlib
import hmac
import itertools
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.platforms import graph_api as api
from tests.platforms import trouble
from tests.platforms.clock import Clock
from tests.platforms.graph_api import Call, GraphError, Seen
from tests.platforms.graph_people import User
from tests.platforms.postman import Letter, Postman

PAGE_INBOX = "263902037430900"  # the app id under which people answer in the Page inbox
LIFETIME = 36 * 3600.0


def pauses() -> Iterator[float]:
    """Seconds before each repetition: at once, then less and less often."""
    yield from (0.0, 5.0, 30.0, 120.0, 600.0)
    while True:
        yield 1800.0


def _given_up(status: int, passed: float) -> bool:
    """An address that fails for an hour is unsubscribed from the page, without a word."""
    return not 200 <= status < 300 and passed >= 3600


class GraphEmulator:
    """The server, with everything that can be seen or turned on it as attributes.

    `calls` holds every call made to it, `postman` the webhook deliveries, `clock` its time; `human_agent` is Meta's approval.
    """

    def __init__(
        self,
        *,
        page_id: str = "1080001",
        page_token: str = "emulated-page-token",
        app_secret: str = "emulated-app-secret",
        app_id: str = "777000111",
        verify_token: str = "emulated-verify-token",
        webhook: str | None = None,
        port: int = 0,
        clock: Clock | None = None,
    ) -> None:
        self.page_id, self.page_token, self.app_id = page_id, page_token, app_id
        self.app_secret, self.verify_token = app_secret, verify_token
        self.url, self.human_agent, self.receipts = "", False, True
        self.clock = clock or Clock()
        self.calls: list[Call] = []
        self.events: list[dict[str, Any]] = []
        self.subscribed: list[str] = []
        self.token = {"is_valid": True, "expires_at": 0, "scopes": ["pages_messaging", "pages_manage_metadata"]}  # of debug_token
        self.profile: dict[str, Any] = {}
        self.templates: dict[tuple[str, str], str] = {}  # approved ones: (name, language's code) -> body with {{1}} ...
        self.files: dict[str, tuple[str, bytes]] = {}
        self.postman = Postman(self.clock, self._headers, pauses, given_up=_given_up, timeout=20)
        self._webhook, self._port = webhook, port
        self._users: dict[str, User] = {}
        self._script = trouble.Script()
        self._ids = itertools.count(1)
        self._batch: list[dict[str, Any]] | None = None

    @property
    def credentials(self) -> dict[str, Any]:
        """What the channel needs to be told, by the names of its arguments."""
        return {
            "page_id": self.page_id,
            "page_token": self.page_token,
            "app_secret": self.app_secret,
            "app_id": self.app_id,
            "verify_token": self.verify_token,
            "graph_url": self.url,
        }

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=30 * 1000 * 1000)
        app.router.add_get("/files/{name}", self._file)
        app.router.add_route("*", "/{version:v[0-9]+[.]0}/{path:.+}", self._handle)
        self._server = trouble.Server(app, self._port)
        self.url = await self._server.start()
        self.postman.deliver_to(self._webhook)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.postman.close()
        await self._server.stop()

    # --- what a test does ----------------------------------------------------------------------------------------

    def user(self, id_: str = "5001") -> User:
        """A customer; the same id gives the same one."""
        if id_ not in self._users:
            self._users[id_] = User(self, id_)
        return self._users[id_]

    def fail(self, path: str, kind: trouble.Kind, *, times: int = 1, to: str = "", **details: Any) -> None:
        """Have the next calls of `me/messages` or another path go wrong; see trouble.Kind.

        `details`: code, subcode, message of the error; headers of the answer. A status of 400 with code 613 is a rate limit.
        """
        self._script.add(trouble.Failure(path, kind, times, to, details))

    def called(self, path: str = "me/messages") -> list[Call]:
        """The calls of one path, in their order."""
        return [call for call in self.calls if call.method == path]

    async def settled(self) -> None:
        """Return when every event is delivered, or waits for the clock."""
        await self.postman.settled()

    async def verify(self, url: str, token: str | None = None, challenge: str = "1158201444") -> tuple[int, str]:
        """Ask an address whether it is the app's, as Meta does when a webhook is set up; gives the status and the answer."""
        asked = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": token or self.verify_token}
        async with aiohttp.ClientSession() as session, session.get(url, params=asked) as answer:
            return answer.status, await answer.text()

    @contextlib.asynccontextmanager
    async def batch(self) -> AsyncIterator[None]:
        """What happens inside comes in one POST."""
        events: list[dict[str, Any]] = []
        self._batch = events
        yield
        self._batch = None
        if events:
            self._post(events, "batch")
        await self.settled()

    async def answer_in_inbox(self, user: User, text: str, app_id: str = PAGE_INBOX) -> None:
        """A person of the shop answers from outside, in the Page inbox."""
        mid = self.new_mid()
        user.screen.show(Seen(mid, text))
        message = {"mid": mid, "text": text, "is_echo": True, "app_id": int(app_id)}
        await self.event(user, {"message": message}, echo=True)

    async def pass_thread(self, user: User, app_id: str, *, taken: bool = False) -> None:
        """The thread goes to another app, or comes back to ours."""
        before, user.owner = user.owner, app_id
        owners = {"previous_owner_app_id": before, "new_owner_app_id": app_id, "metadata": ""}
        await self.event(user, {"take_thread_control" if taken else "pass_thread_control": owners}, routed=False)

    def host(self, content: bytes, mime: str, name: str) -> str:
        """Put a file where attachments' addresses lead; gives the address."""
        self.files[name] = (mime, content)
        return f"{self.url}/files/{name}"

    async def event(self, user: User, content: Mapping[str, Any], *, echo: bool = False, routed: bool = True) -> dict[str, Any]:
        """Post something that happened between a user and the page; to standby where another app has the thread."""
        parties = [{"id": user.id}, {"id": self.page_id}]
        sender, recipient = reversed(parties) if echo else parties
        made = {"sender": sender, "recipient": recipient, "timestamp": int(self.clock.now() * 1000), **content}
        lane = "messaging" if user.owner == self.app_id or not routed else "standby"
        entry = {"id": self.page_id, "time": made["timestamp"], lane: [made]}
        self.events.append(made)
        if self._batch is not None:
            self._batch.append(entry)
            return made
        self._post([entry], user.id)
        await self.settled()
        return made

    # --- what its methods do -------------------------------------------------------------------------------------

    def known(self, id_: str) -> User | None:
        """The user with this id."""
        return self._users.get(id_)

    def new_mid(self) -> str:
        """A message id."""
        return f"m_{next(self._ids):012d}"

    def echo(self, user: User, seen: Seen, metadata: str | None) -> None:
        """Tell the webhook what was sent in the page's name, and that it arrived."""
        now = int(self.clock.now() * 1000)
        message: dict[str, Any] = {"mid": seen.id, "is_echo": True, "app_id": int(self.app_id)}
        message |= ({"text": seen.text} if seen.text else {}) | ({"metadata": metadata} if metadata else {})
        echoed = {"sender": {"id": self.page_id}, "recipient": {"id": user.id}, "timestamp": now, "message": message}
        delivered = {"sender": {"id": user.id}, "recipient": {"id": self.page_id}, "timestamp": now}
        delivered["delivery"] = {"mids": [seen.id], "watermark": now}
        for event in (echoed, delivered) if self.receipts else ():
            self.events.append(event)
            self._post([{"id": self.page_id, "time": now, "messaging": [event]}], user.id)

    def _post(self, entries: list[dict[str, Any]], key: str) -> None:
        """Meta writes non-ASCII and slashes as escapes, and signs that."""
        body = json.dumps({"object": "page", "entry": entries}, separators=(",", ":")).replace("/", "\\/").encode()
        self.postman.put(key, Letter(next(self._ids), body, LIFETIME))

    def _headers(self, body: bytes) -> Mapping[str, str]:
        secret = self.app_secret.encode()
        return {
            "X-Hub-Signature": f"sha1={hmac.new(secret, body, hashlib.sha1).hexdigest()}",
            "X-Hub-Signature-256": f"sha256={hmac.new(secret, body, hashlib.sha256).hexdigest()}",
        }

    async def _handle(self, request: web.Request) -> web.Response:
        call = await api.read_call(request, request.match_info["path"])
        self.calls.append(call)
        recipient = call.params.get("recipient")
        to = str(recipient.get("id", "")) if isinstance(recipient, dict) else ""
        failure = self._script.take(call.method, to)
        return await trouble.answer(failure, request, lambda: self._carry_out(call, request.method), _refusal, self._server)

    def _carry_out(self, call: Call, verb: str) -> web.Response:
        try:
            if (verb, call.method) == ("GET", "debug_token"):
                return web.json_response({"data": api.debug_token(self, call)})
            api.check_token(call, self.page_token, self.app_secret)
            return web.json_response(self._result(call, verb))
        except GraphError as error:
            return _error(error)

    def _result(self, call: Call, verb: str) -> dict[str, Any]:
        match verb, call.method:
            case "POST", path if path in {"me/messages", f"{self.page_id}/messages"}:
                return api.send(self, call)
            case "POST", "me/pass_thread_control" | "me/take_thread_control":
                return api.route(self, call)
            case "GET", path if path in {"me", self.page_id}:
                return {"id": self.page_id, "name": "Dezura's shop"}
            case "GET", path if path == f"{self.page_id}/subscribed_apps":
                return {"data": [{"id": self.app_id, "subscribed_fields": self.subscribed}] if self.subscribed else []}
            case "POST", path if path == f"{self.page_id}/subscribed_apps":
                self.subscribed = str(call.params["subscribed_fields"]).split(",")
                return {"success": True}
            case "POST", "me/messenger_profile":
                self.profile |= call.params
                return {"result": "success"}
            case _:
                raise GraphError(2500, "An active access token must be used to query information about the current user.")

    async def _file(self, request: web.Request) -> web.Response:
        if request.match_info["name"] not in self.files:
            return web.Response(status=404)
        mime, content = self.files[request.match_info["name"]]
        return web.Response(body=content, content_type=mime)


def _error(error: GraphError, headers: Mapping[str, str] | None = None) -> web.Response:
    body: dict[str, Any] = {"message": error.message, "type": "OAuthException", "code": error.code, "fbtrace_id": "Aemulated"}
    if error.subcode:
        body["error_subcode"] = error.subcode
    return web.json_response({"error": body}, status=error.status, headers=headers)


def _refusal(failure: trouble.Failure) -> web.Response:
    assert isinstance(failure.kind, int)
    code, subcode = int(failure.details.get("code", 2)), int(failure.details.get("subcode", 0))
    message = str(failure.details.get("message", f"(#{code}) Emulated refusal"))
    return _error(GraphError(code, message, subcode, failure.kind), failure.details.get("headers"))
