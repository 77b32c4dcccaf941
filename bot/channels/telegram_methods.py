"""The calls that put something before a Telegram customer, made with aiogram; nothing else imports aiogram.

Without a session of our own each send would cost three times as much: the stock one posts a form and builds a whole Message.
"""

import io
import re
from collections.abc import AsyncGenerator, Sequence
from typing import Any, cast

import aiohttp
from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import AnswerCallbackQuery, SendChatAction, SendDocument, SendMessage, SendPhoto, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from yarl import URL

from bot.channels.port import Button, File, Message, NotSent, Refused, Result, Sent, Unknown
from bot.channels.telegram_answers import opened, sent
from bot.channels.text import file_name, units
from bot.channels.wire import Failed, exchange

_JSON = {"Content-Type": "application/json"}
_PHOTOS = {"image/jpeg", "image/png", "image/webp"}
_PHOTO_BYTES = 10 * 1000 * 1000
_FILE_BYTES = 50 * 1000 * 1000
_ROW_UNITS = 30  # about what a phone shows of one row of buttons
_ROW_BUTTONS = 3
_NO_KEYBOARD = ReplyKeyboardRemove(remove_keyboard=True)
Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


class SlimSession(BaseSession):
    """Posts JSON (a form only where there is a file) and gives the raw result; raises Failed with what went wrong."""

    def __init__(self, http: aiohttp.ClientSession, api_url: str, timeout: float) -> None:
        super().__init__(api=TelegramAPIServer.from_base(api_url), timeout=timeout)
        self._http = http

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - the signature is aiogram's
    ) -> TelegramType:
        """The call's result as it came. `timeout` is in seconds."""
        url = URL(self.api.api_url(bot.token, method.__api_method__), encoded=True)
        data, headers = self._body(bot, method)
        answer = await exchange(self._http, url, data, timeout or self.timeout, headers=headers)
        if isinstance(answer, NotSent | Unknown):
            raise Failed(answer)
        return cast("TelegramType", opened(answer))

    def _body(self, bot: Bot, method: TelegramMethod[Any]) -> tuple[bytes | aiohttp.FormData, dict[str, str] | None]:
        files: dict[str, InputFile] = {}
        if not isinstance(method, SendPhoto | SendDocument):
            return method.model_dump_json(exclude_unset=True, warnings=False).encode(), _JSON
        form = aiohttp.FormData(quote_fields=False)
        for name, value in method.model_dump(exclude_unset=True, warnings=False).items():
            form.add_field(name, self.prepare_value(value, bot, files))
        for name, file in files.items():
            assert isinstance(file, BufferedInputFile)
            form.add_field(name, io.BytesIO(file.data), filename=file.filename)
        return form, None

    async def close(self) -> None:
        """The connections belong to the channel."""

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109 - the signature is aiogram's
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """Downloads do not go this way."""
        raise NotImplementedError
        yield b""


class Methods:
    """The five calls we make."""

    def __init__(self, token: str, session: SlimSession, upload_timeout: float) -> None:
        self._bot = Bot(token, session=session)
        self._session, self._upload_timeout = session, round(upload_timeout)

    async def send(self, chat: int, connection: str | None, message: Message, content: bytes | None) -> Result:
        """One message; a picture Telegram cannot show as one goes as a document."""
        if message.file is None:
            extras = {**_extras(message, connection), **_entities(message)}
            return await self._make(SendMessage(chat_id=chat, text=message.text, **extras))
        if content is None or len(content) > _FILE_BYTES:
            return Refused("the file is missing" if content is None else "the file is larger than 50 MB")
        result = await self._upload(chat, connection, message, message.file, content, as_photo=_is_photo(message.file, content))
        if isinstance(result, Refused) and _no_picture(result.reason):
            return await self._upload(chat, connection, message, message.file, content, as_photo=False)
        return result

    async def typing(self, chat: int, connection: str | None) -> Result:
        """Show for five seconds that an answer is being written."""
        action = SendChatAction(chat_id=chat, action="typing")
        return await self._make(action.model_copy(update={"business_connection_id": connection}) if connection else action)

    async def acknowledge(self, callback: str) -> Result:
        """Stop the pressed button's spinning."""
        return await self._make(AnswerCallbackQuery(callback_query_id=callback))

    async def _upload(
        self, chat: int, connection: str | None, message: Message, file: File, content: bytes, *, as_photo: bool
    ) -> Result:
        extras = _extras(message, connection)
        if message.text:
            extras["caption"] = message.text
        given = BufferedInputFile(content, file_name(file.name))
        if as_photo:
            return await self._make(SendPhoto(chat_id=chat, photo=given, **extras), self._upload_timeout)
        return await self._make(SendDocument(chat_id=chat, document=given, **extras), self._upload_timeout)

    async def _make(self, method: TelegramMethod[Any], timeout: int | None = None) -> Result:  # noqa: ASYNC109 - aiogram's way
        try:
            result = await self._session(self._bot, method, timeout)
        except Failed as failed:
            return failed.result
        return Sent() if isinstance(method, SendChatAction | AnswerCallbackQuery) else sent(result)


def _extras(message: Message, connection: str | None) -> dict[str, Any]:
    extras: dict[str, Any] = {"business_connection_id": connection} if connection else {}
    if (markup := _markup(message, business=bool(connection))) is not None:
        extras["reply_markup"] = markup
    return extras


def _entities(message: Message) -> dict[str, Any]:
    """What is to be copied is code from end to end, which a tap copies; as an entity, so that no text is taken for markup."""
    return {"entities": [MessageEntity(type="code", offset=0, length=units(message.text))]} if message.copy else {}


def _markup(message: Message, *, business: bool) -> Markup | None:
    """The keyboard. A plain message takes away a share-phone keyboard that may still be there; business chats have none."""
    if message.buttons:
        return InlineKeyboardMarkup(inline_keyboard=[[_button(one) for one in row] for row in rows(message.buttons)])
    if business:
        return None
    if message.ask_contact:
        share = KeyboardButton(text=message.ask_contact, request_contact=True)
        return ReplyKeyboardMarkup(keyboard=[[share]], resize_keyboard=True, one_time_keyboard=True)
    return _NO_KEYBOARD


def _button(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(text=button.title, url=button.url)
    return InlineKeyboardButton(text=button.title, callback_data=button.payload)


def rows(buttons: Sequence[Button]) -> list[list[Button]]:
    """Short buttons side by side, all as wide as the widest of their row; long ones alone."""
    made: list[list[Button]] = []
    for button in buttons:
        row = [*made[-1], button] if made else []
        if row and len(row) <= _ROW_BUTTONS and len(row) * max(units(one.title) for one in row) <= _ROW_UNITS:
            made[-1] = row
        else:
            made.append([button])
    return made


def _is_photo(file: File, content: bytes) -> bool:
    return file.mime in _PHOTOS and len(content) <= _PHOTO_BYTES


def _no_picture(reason: str) -> bool:
    """Width and height above 10,000 together, a ratio above 20, or bytes that are no picture: 400, and nothing was sent."""
    return bool(re.search(r"photo_invalid|image_process_failed|photo_save_file|photo_ext", reason, re.IGNORECASE))
