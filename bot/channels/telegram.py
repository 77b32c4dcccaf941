"""Telegram as a channel: without it customers who write to the shop's bot, or to its business account, reach nobody."""

import asyncio
import hmac
import io
import mimetypes
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

import aiohttp
import msgspec
from yarl import URL

from bot.channels import wire
from bot.channels.metrics import failures
from bot.channels.port import (
    Button,
    FetchError,
    Inbound,
    Limits,
    Message,
    NotSent,
    Outgoing,
    Refused,
    Rejected,
    Result,
    Sent,
    Unknown,
)
from bot.channels.remote import FILE_BYTES, download, same_origin
from bot.channels.telegram_answers import opened
from bot.channels.telegram_updates import Reader
from bot.channels.text import clean, file_name, split, units

if TYPE_CHECKING:
    from bot.channels.telegram_methods import Methods

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name, not what it holds
# core.telegram.org/bots/api: sendMessage, sendPhoto and sendDocument, InlineKeyboardButton
TEXT_UNITS, CAPTION_UNITS, PAYLOAD_BYTES = 4096, 1024, 64
_BUSINESS_WINDOW = 24 * 3600 * 1000  # BusinessBotRights.can_reply: chats with a message that came within 24 hours
_LOADING_SECONDS = 10  # on a busy machine the first send may have to wait for the next try
_JSON = {"Content-Type": "application/json"}
_encode = msgspec.json.Encoder().encode
T = TypeVar("T")


class _FilePlace(msgspec.Struct):
    file_path: str = ""
    file_size: int = 0


class Telegram:
    """One bot. `rate` is its messages a second; `timeout` and `upload_timeout` bound one request, in seconds.

    An address is the chat's id, or `<business connection>:<chat>` for a chat of a business account.
    Raises ValueError for a token or secret that cannot be one; without a secret anybody could speak as a customer.
    """

    kind = "telegram"
    page_inbox = False

    def __init__(
        self,
        name: str,
        token: str,
        secret: str,
        *,
        api_url: str = "https://api.telegram.org",
        rate: float = 30,
        timeout: float = 15,
        upload_timeout: float = 25,
    ) -> None:
        if not re.fullmatch(r"[0-9]{1,19}:[A-Za-z0-9_-]+", token):
            raise ValueError("the Telegram bot token is not of the form 123456:ABC")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise ValueError("the Telegram webhook secret must be 1 to 256 of A-Z a-z 0-9 _ -")
        self.name, self.limits = name, Limits(account_rate=rate)
        self._token, self._secret = token, secret
        self._api_url = URL(api_url.rstrip("/"))
        self._timeout, self._upload_timeout = timeout, upload_timeout
        self._reader = Reader(name, int(token.partition(":")[0]))
        self._session: aiohttp.ClientSession | None = None
        self._methods: asyncio.Future[Methods] | None = None

    @property
    def id(self) -> int:
        """The bot's own user id."""
        return int(self._token.partition(":")[0])

    @property
    def secret(self) -> str:
        """What setWebhook tells Telegram to send along."""
        return self._secret

    def admit(self, headers: Mapping[str, str]) -> None:
        """Raises Rejected 401 for a request without the secret."""
        if not hmac.compare_digest(wire.header(headers, SECRET_HEADER), self._secret.encode()):
            raise Rejected(401, "the secret token is missing or wrong")

    def receive(self, headers: Mapping[str, str], body: bytes) -> Sequence[Inbound]:
        """One update. Raises Rejected: 401 without the secret, 400 where it is no JSON object with an integer update_id."""
        self.admit(headers)
        try:
            return self._reader.read(body)
        except ValueError as error:
            raise Rejected(400, str(error)) from None

    def render(self, message: Message) -> Sequence[Message]:
        """A file first (with the text, where that fits a caption), then the text in pieces; buttons stand below the last.

        A button to share one's number is a keyboard of its own kind, so beside other buttons it comes in its own message.
        """
        assert all(len(button.payload.encode()) <= PAYLOAD_BYTES for button in message.buttons), "a payload over 64 bytes"
        contact = clean(message.ask_contact)
        text = clean(message.text) or (contact if not message.buttons else "") or _pointer(message)
        apart = [Message(contact, ask_contact=contact)] if contact and message.buttons else []
        buttons = tuple(_tidy(button) for button in message.buttons)
        whole = Message(text, buttons, message.file, "" if apart else contact, message.copy)
        return [*_pieces(whole), *apart]

    @property
    def open_for(self) -> None:
        """A bot may write for as long as it is not blocked."""
        return

    def closes(self, outgoing: Outgoing) -> int | None:
        """A bot may always write to who wrote to it; in a business chat only for 24 hours after the customer did."""
        if ":" not in outgoing.address:
            return None
        return outgoing.last_in_at + _BUSINESS_WINDOW if outgoing.last_in_at is not None else 0

    def window(self, outgoing: Outgoing, now: int) -> str | None:
        """See `closes`."""
        if (closes := self.closes(outgoing)) is None or now < closes:
            return None
        return "a business chat may be answered for 24 hours after the customer wrote"

    async def send(self, outgoing: Outgoing, content: bytes | None = None) -> Result:
        """One rendered message; an empty one only acknowledges the press it answers."""
        if (place := _place(outgoing.address)) is None:
            return Refused("the address is no chat of Telegram's")
        try:
            async with asyncio.timeout(_LOADING_SECONDS):
                methods = await self._loaded()
        except TimeoutError:
            return NotSent("what sending needs is still being loaded")
        message = outgoing.message
        sending = methods.send(*place, message, content) if message.text or message.file else _nothing()
        if not outgoing.answers:
            return await sending
        result, noted = await asyncio.gather(sending, methods.acknowledge(outgoing.answers))
        self._count("answerCallbackQuery", noted)  # too late or pressed twice: the customer sees no difference
        return result

    async def typing(self, address: str) -> None:
        """Shown for five seconds, or until something is sent."""
        if (place := _place(address)) is not None:
            methods = await self._loaded()
            self._count("sendChatAction", await methods.typing(*place))

    async def fetch(self, ref: str) -> tuple[bytes, str]:
        """A customer's file by its file_id, from the configured server alone. Raises FetchError."""
        try:
            place = await self.call("getFile", {"file_id": ref}, _FilePlace)
        except wire.Failed as failed:
            raise FetchError(str(failed)) from None
        steps = place.file_path.split("/")
        if place.file_size > FILE_BYTES or any(step in {"", ".", ".."} for step in steps):
            raise FetchError("the file is larger than 20 MB, or Telegram gave no address for it")
        url = self._api_url.joinpath("file", f"bot{self._token}", *steps)
        content, _ = await download(self._http(), str(url), lambda hop: same_origin(hop, self._api_url))
        return content, mimetypes.guess_type(steps[-1])[0] or "application/octet-stream"

    async def call(self, method: str, arguments: Mapping[str, Any], result: type[T]) -> T:
        """A call that puts nothing before a customer, without aiogram. Raises Failed."""
        return await self._exchange(method, _encode(arguments), result, self._timeout, _JSON)

    async def upload(self, method: str, arguments: Mapping[str, Any], part: str, file: tuple[str, bytes], result: type[T]) -> T:
        """A call that takes a file, its name and content, along under the name `part`. Raises Failed."""
        form = aiohttp.FormData(quote_fields=False)
        for name, value in arguments.items():
            form.add_field(name, value if isinstance(value, str) else _encode(value).decode())
        form.add_field(part, io.BytesIO(file[1]), filename=file_name(file[0]))
        return await self._exchange(method, form, result, self._upload_timeout, None)

    async def _exchange(
        self, method: str, data: bytes | aiohttp.FormData, result: type[T], seconds: float, headers: Mapping[str, str] | None
    ) -> T:
        url = self._api_url.joinpath(f"bot{self._token}", method)
        answer = await wire.exchange(self._http(), url, data, seconds, headers=headers)
        if isinstance(answer, NotSent | Unknown):
            raise wire.Failed(answer)
        try:
            return msgspec.json.decode(opened(answer), type=result)
        except msgspec.DecodeError:
            raise wire.Failed(Unknown(f"Telegram's answer to {method} is not what it should be")) from None

    async def prepare(self) -> None:
        """Load what sending needs ahead of the first send; worth a background task at start."""
        await self._loaded()

    async def close(self) -> None:
        """Give back connections."""
        if self._session is not None:
            await self._session.close()

    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = wire.open_session()
        return self._session

    async def _loaded(self) -> "Methods":
        """In a thread and once: importing aiogram takes seconds, during which webhooks must go on being answered."""
        if self._methods is None:
            self._methods = asyncio.ensure_future(self._load())
        return self._methods.result() if self._methods.done() else await asyncio.shield(self._methods)

    async def _load(self) -> "Methods":
        module = await asyncio.to_thread(_import_methods)
        session = module.SlimSession(self._http(), str(self._api_url), self._timeout)
        made: Methods = module.Methods(self._token, session, self._upload_timeout)
        return made

    def _count(self, call: str, result: Result) -> None:
        if not isinstance(result, Sent):
            failures.labels(self.name, call, wire.outcome(result)).inc()


def _import_methods() -> ModuleType:
    # aiogram costs five seconds of CPU and 165 MB, which only a process that really sends to Telegram should pay.
    from bot.channels import telegram_methods  # noqa: PLC0415

    return telegram_methods


async def _nothing() -> Result:
    return Sent()


def _place(address: str) -> tuple[int, str | None] | None:
    connection, _, chat = address.rpartition(":")
    return (int(chat), connection or None) if re.fullmatch(r"-?[0-9]{1,18}", chat) else None


def _tidy(button: Button) -> Button:
    return replace(button, title=clean(button.title) or "…")


def _pointer(message: Message) -> str:
    """Buttons cannot stand alone: Telegram wants a text above them."""
    return "👇" if message.buttons and message.file is None else ""


def _pieces(message: Message) -> Sequence[Message]:
    if message.file is None:
        pieces = [Message(piece, copy=message.copy) for piece in split(message.text, TEXT_UNITS)]
    elif units(message.text) <= CAPTION_UNITS:
        pieces = [Message(message.text, file=message.file)]
    else:
        pieces = [Message(file=message.file), *(Message(piece) for piece in split(message.text, TEXT_UNITS))]
    if pieces:
        pieces[-1] = replace(pieces[-1], buttons=message.buttons, ask_contact=message.ask_contact)
    return pieces
