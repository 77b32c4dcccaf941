"""Telegram on loopback: without it no test, and no developer without a token, could hold a conversation through the real code.

    async with TelegramEmulator(webhook=url, secret="s") as tg:
        anna = tg.user(1001, name="Anna", language="lv")
        await anna.start()
        await anna.write("kur ir 10023?")
        reply = await anna.hears()
        await anna.press("Jā")

`python -m tests.platforms telegram --help` runs it by itself, with the terminal as the customer.
"""

import itertools
import json
import random
import re
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.platforms import telegram_api as api
from tests.platforms import telegram_forum as forum
from tests.platforms import trouble
from tests.platforms.clock import Clock
from tests.platforms.postman import Letter, Postman
from tests.platforms.telegram_api import ApiError, Call, Seen, Upload
from tests.platforms.telegram_people import PRESS_LIFETIME, Business, User

DAY = 24 * 3600.0


def pauses() -> Iterator[float]:
    """Seconds before each repetition: at once, then 2, 4 ... 32, then 60 to 120."""
    yield from (0.0, 2.0, 4.0, 8.0, 16.0, 32.0)
    chance = random.Random(1)
    while True:
        yield chance.uniform(60, 120)


def _given_up(status: int, passed: float) -> bool:
    """410 for 23 hours removes a webhook."""
    return status == 410 and passed >= 23 * 3600


class TelegramEmulator:
    """The server, with everything that can be seen or turned on it as attributes.

    `calls` holds every call made to it, `postman` the webhook deliveries, `clock` its time, `files` what can be fetched.
    """

    def __init__(
        self,
        token: str = "123456789:emulated-token",
        *,
        webhook: str | None = None,
        secret: str = "",
        port: int = 0,
        clock: Clock | None = None,
    ) -> None:
        self.token, self.secret, self.url = token, secret, ""
        self.me = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "Dezura", "username": "dezura_test_bot"}
        self.clock = clock or Clock()
        self.calls: list[Call] = []
        self.updates: list[dict[str, Any]] = []
        self.files: dict[str, tuple[str, bytes]] = {}
        self.allowed_updates: list[str] = []
        self.largest_photo = 0  # bytes above which a picture has "invalid dimensions", as real ones have by their pixels
        self.postman = Postman(self.clock, self._headers, pauses, given_up=_given_up)
        self._webhook, self._port = webhook, port
        self._users: dict[int, User] = {}
        self.groups: dict[int, forum.Group] = {}
        self._connections: dict[str, Business] = {}
        self._presses: dict[str, float] = {}
        self.answered: dict[str, str] = {}  # what pressed buttons were answered with, by the callback's id
        self._script = trouble.Script()
        self._update_ids, self._message_ids, self._ids = itertools.count(700_000_001), itertools.count(11), itertools.count(1)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=60 * 1000 * 1000)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
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

    def user(self, id_: int = 1001, *, name: str = "Anna Ozola", language: str = "lv") -> User:
        """A customer; the same id gives the same one."""
        if id_ not in self._users:
            self._users[id_] = User(self, id_, name, language)
        return self._users[id_]

    def business(self, owner: int = 9001, *, name: str = "Veikals") -> Business:
        """A business account that has connected the bot; its customers write to its owner's own chat."""
        made = Business(self, f"bc{next(self._ids)}", self.user(owner, name=name))
        self._connections[made.id] = made
        return made

    def group(self, id_: int = -1_001_234_567_890, *, title: str = "Veikala birojs") -> forum.Group:
        """A supergroup with topics, in which the bot is an admin; the same id gives the same one."""
        if id_ not in self.groups:
            self.groups[id_] = forum.Group(self, id_, title)
        return self.groups[id_]

    def fail(self, method: str, kind: trouble.Kind, *, times: int = 1, to: int | str = "", **details: Any) -> None:
        """Have the next calls of a method go wrong; see trouble.Kind. `details`: retry_after, description, migrate_to_chat_id."""
        self._script.add(trouble.Failure(method, kind, times, str(to), details))

    def called(self, method: str) -> list[Call]:
        """The calls of one method, in their order."""
        return [call for call in self.calls if call.method == method]

    async def settled(self) -> None:
        """Return when every update is delivered, or waits for the clock."""
        await self.postman.settled()

    def update(self, kind: str, content: Mapping[str, Any], key: object, lifetime: float = DAY) -> dict[str, Any]:
        """Queue an update of any kind, as Telegram would: FIFO within its key."""
        update_id = next(self._update_ids)
        made = {"update_id": update_id, kind: content}
        if self.allowed_updates and kind not in self.allowed_updates:
            return made
        self.updates.append(made)
        body = json.dumps(made, separators=(",", ":")).encode()  # escaped, as Telegram's are
        self.postman.put(key, Letter(update_id, body, lifetime))
        return made

    def store(self, content: bytes, path: str) -> dict[str, Any]:
        """Keep a file for getFile; gives the fields every file object has."""
        file_id = f"file{next(self._ids)}"
        self.files[file_id] = (path, content)
        return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": len(content)}

    # --- what its methods do -------------------------------------------------------------------------------------

    def recipient(self, call: Call) -> User:
        """To whom a call speaks. Raises ApiError where the bot may not."""
        chat = str(call.params.get("chat_id"))
        user = self._users.get(int(chat)) if re.fullmatch(r"-?\d+", chat) else None
        connection = call.params.get("business_connection_id")
        if user is None:
            raise ApiError(400, "Bad Request: chat not found")
        if connection is not None:
            self._check_business(str(connection), user)
        elif user.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        elif user.deactivated:
            raise ApiError(403, "Forbidden: user is deactivated")
        elif not user.began:
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        return user

    def show(self, call: Call, content: Mapping[str, Any], kind: str, upload: Upload | None = None) -> dict[str, Any]:
        """Put a message before a customer; gives the Message object."""
        if str(call.params.get("chat_id", "")).startswith("-"):
            return forum.group_of(self, call).show(call, content, kind, upload)
        user, markup = self.recipient(call), call.params.get("reply_markup") or {}
        rows = api.rows_of(markup)
        message: dict[str, Any] = {**self.envelope(user), "from": self.me, **content}
        if rows:
            message["reply_markup"] = markup
        share = [key["text"] for row in markup.get("keyboard", ()) for key in row if key.get("request_contact")]
        text = str(content.get("text") or content.get("caption") or "")
        user.screen.show(Seen(message["message_id"], text, rows, "".join(share), upload, kind, message))
        return message

    def envelope(self, user: User) -> dict[str, Any]:
        """The fields every message of a private chat has."""
        chat = {"id": user.id, "first_name": user.first_name, "type": "private"}
        return {"message_id": self.next_message(), "chat": chat, "date": int(self.clock.now())}

    def next_message(self) -> int:
        """The id of a new message."""
        return next(self._message_ids)

    def next_press(self) -> str:
        """The id of a new callback query."""
        press = str(4_000_000_000_000_000_000 + next(self._ids))
        self._presses[press] = self.clock.now()
        return press

    def answer_press(self, press: str) -> bool:
        """False when it was never made, is answered, or is too old."""
        made = self._presses.pop(press, None)
        return made is not None and self.clock.now() - made <= PRESS_LIFETIME

    def _check_business(self, connection: str, user: User) -> None:
        if connection not in self._connections:
            raise ApiError(400, "Bad Request: business connection not found")
        if self.clock.now() - self._connections[connection].last_in.get(user.id, 0) > DAY:
            raise ApiError(400, "Bad Request: BUSINESS_PEER_USAGE_MISSING")

    def _headers(self, body: bytes) -> Mapping[str, str]:
        return {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}

    async def _handle(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self.token:
            return _error(ApiError(401, "Unauthorized"))
        call = await api.read_call(request, request.match_info["method"])
        self.calls.append(call)
        failure = self._script.take(call.method, str(call.params.get("chat_id", "")))
        return await trouble.answer(failure, request, lambda: self._carry_out(call), _refusal, self._server)

    def _carry_out(self, call: Call) -> web.Response:
        method = {**api.METHODS, **forum.METHODS}.get(call.method.lower())
        if method is None:
            return _error(ApiError(404, "Not Found"))
        try:
            return web.json_response({"ok": True, "result": method(self, call)})
        except ApiError as error:
            return _error(error)

    async def _file(self, request: web.Request) -> web.Response:
        found = [content for path, content in self.files.values() if path == request.match_info["path"]]
        if request.match_info["token"] != self.token or not found:
            return _error(ApiError(404, "Not Found"))
        return web.Response(body=found[0], content_type="application/octet-stream")


def _error(error: ApiError) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    headers = {}
    if error.parameters:
        body["parameters"] = error.parameters
    if "retry_after" in error.parameters:
        headers["Retry-After"] = str(error.parameters["retry_after"])
    return web.json_response(body, status=error.code, headers=headers)


_WORDS = {
    400: "Bad Request: chat not found",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    413: "Request Entity Too Large",
    500: "Internal Server Error: sendMessage",
}


def _refusal(failure: trouble.Failure) -> web.Response:
    assert isinstance(failure.kind, int)
    details = {name: int(value) for name, value in failure.details.items() if name in {"retry_after", "migrate_to_chat_id"}}
    words = _WORDS.get(failure.kind, "Internal Server Error")
    if failure.kind == 429:
        details.setdefault("retry_after", 3)
        words = f"Too Many Requests: retry after {details['retry_after']}"
    if "migrate_to_chat_id" in details:
        words = "Bad Request: group chat was upgraded to a supergroup chat"
    return _error(ApiError(failure.kind, str(failure.details.get("description", words)), **details))
