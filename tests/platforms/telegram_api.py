"""The Bot API's methods as Telegram's server carries them out: the checks, the objects returned, the words of its refusals.

Without it a test could send what Telegram would refuse. Source: core.telegram.org/bots/api and github.com/tdlib/telegram-bot-api.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from tests.platforms.telegram import TelegramEmulator

FILE_BYTES, DOWNLOAD_BYTES, PHOTO_BYTES = 50 * 1000 * 1000, 20 * 1024 * 1024, 10 * 1000 * 1000
_ACTIONS = {"typing", "upload_photo", "upload_document", "record_voice", "upload_voice", "find_location", "choose_sticker"}
_NUMBERS = {"chat_id", "message_id", "message_thread_id", "user_id", "icon_color", "offset", "limit", "timeout"}
_DEFAULT_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member", "business_connection", "business_message"]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file part of a call."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """One call that reached the emulator: parameters decoded, files by the parameter that named them."""

    method: str
    params: Mapping[str, Any]
    files: Mapping[str, Upload] = field(default_factory=dict)
    encoding: str = ""


class ApiError(Exception):
    """A refusal in Telegram's words."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


@dataclass(frozen=True, slots=True)
class Shown:
    """A button as a customer sees it."""

    title: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as a customer sees it."""

    id: int
    text: str
    rows: tuple[tuple[Shown, ...], ...] = ()
    ask_contact: str = ""
    file: Upload | None = None
    kind: str = "text"
    raw: Mapping[str, Any] = field(default_factory=dict)

    @property
    def buttons(self) -> tuple[Shown, ...]:
        """All buttons, left to right, top to bottom."""
        return tuple(button for row in self.rows for button in row)

    def button(self, title: str) -> Shown:
        """The button with this title."""
        return next(button for button in self.buttons if button.title == title)


async def read_call(request: web.Request, method: str) -> Call:
    """A call in any of the encodings clients use: query, form, JSON, and multipart with files attached in either way."""
    params: dict[str, Any] = dict(request.query)
    parts: dict[str, Upload] = {}
    if request.content_type == "application/json":
        params |= json.loads(await request.text() or "{}")
    elif request.method == "POST":
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                parts[name] = Upload(value.filename, value.content_type, value.file.read())
            else:
                params[name] = value
    files = {name: parts[name] for name in parts if not _is_attached(name, params)}
    for name, value in params.items():
        if isinstance(value, str) and value.startswith("attach://"):
            files[name] = parts[value.removeprefix("attach://")]
    params = {name: _decoded(name, value) for name, value in params.items() if name not in files}
    return Call(method, params, files, request.content_type)


def _is_attached(part: str, params: Mapping[str, Any]) -> bool:
    return f"attach://{part}" in params.values()


def _decoded(name: str, value: Any) -> Any:
    """Objects and numbers may come as strings."""
    if not isinstance(value, str):
        return value
    if name in {"reply_markup", "allowed_updates", "link_preview_options", "reply_parameters", "entities"}:
        return json.loads(value)
    if name in {*_NUMBERS, "max_connections"} and re.fullmatch(r"-?\d+", value):
        return int(value)
    if value.lower() in {"true", "false"} and name not in {"text", "caption"}:
        return value.lower() == "true"
    return value


def get_me(tg: "TelegramEmulator", call: Call) -> Any:
    """Who the bot is."""
    return {**tg.me, "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}


def send_message(tg: "TelegramEmulator", call: Call) -> Any:
    """A text."""
    text = str(call.params.get("text", "")).strip()
    if not text:
        raise ApiError(400, "Bad Request: message text is empty")
    if _units(text) > 4096:
        raise ApiError(400, "Bad Request: message is too long")
    return tg.show(call, {"text": text, **_entities(call, text)}, kind="text")


def _entities(call: Call, text: str) -> dict[str, Any]:
    """The parts of a text that are shown in their own way, each within the text."""
    entities = call.params.get("entities") or []
    for entity in entities:
        if entity["offset"] < 0 or entity["length"] < 1 or entity["offset"] + entity["length"] > _units(text):
            raise ApiError(400, "Bad Request: ENTITY_BOUNDS_INVALID")
    return {"entities": entities} if entities else {}


def send_photo(tg: "TelegramEmulator", call: Call) -> Any:
    """A picture; only pictures pass."""
    if (known := _known(tg, call, "photo")) is not None:
        return known
    upload = _upload(call, "photo")
    if len(upload.content) > PHOTO_BYTES:
        raise ApiError(413, "Request Entity Too Large")
    if not upload.content.startswith((b"\xff\xd8\xff", b"\x89PNG", b"RIFF")):
        raise ApiError(400, "Bad Request: IMAGE_PROCESS_FAILED")
    if tg.largest_photo and len(upload.content) > tg.largest_photo:
        raise ApiError(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    return _show_file(tg, call, upload, "photo")


def send_document(tg: "TelegramEmulator", call: Call) -> Any:
    """Any file."""
    if (known := _known(tg, call, "document")) is not None:
        return known
    return _show_file(tg, call, _upload(call, "document"), "document")


def send_chat_action(tg: "TelegramEmulator", call: Call) -> Any:
    """The dots."""
    if call.params.get("action") not in _ACTIONS:
        raise ApiError(400, "Bad Request: wrong parameter action in request")
    tg.recipient(call)
    return True


def answer_callback_query(tg: "TelegramEmulator", call: Call) -> Any:
    """The end of a button's spinning."""
    press, text = str(call.params.get("callback_query_id", "")), str(call.params.get("text") or "")
    if len(text) > 200:
        raise ApiError(400, "Bad Request: MESSAGE_TOO_LONG")
    if not tg.answer_press(press):
        raise ApiError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    tg.answered[press] = text
    return True


def get_file(tg: "TelegramEmulator", call: Call) -> Any:
    """Where a file can be fetched for the next hour."""
    file_id = str(call.params.get("file_id", ""))
    if file_id not in tg.files:
        raise ApiError(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    path, content = tg.files[file_id]
    if len(content) > DOWNLOAD_BYTES:
        raise ApiError(400, "Bad Request: file is too big")
    return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": len(content), "file_path": path}


def set_webhook(tg: "TelegramEmulator", call: Call) -> Any:
    """Where updates are to go; http is taken as well, as a local Bot API server does."""
    url, secret = str(call.params.get("url", "")), str(call.params.get("secret_token", ""))
    if url and not re.match(r"https?://[^/]+", url):
        raise ApiError(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise ApiError(400, "Bad Request: secret token contains unallowed characters")
    if call.params.get("drop_pending_updates"):
        tg.postman.discard()
    if "allowed_updates" in call.params:
        tg.allowed_updates = list(call.params["allowed_updates"] or _DEFAULT_UPDATES)
    tg.secret = secret
    tg.postman.deliver_to(url or None)
    return True


def delete_webhook(tg: "TelegramEmulator", call: Call) -> Any:
    """No webhook any more."""
    return set_webhook(tg, Call("setWebhook", {**call.params, "url": ""}))


def get_webhook_info(tg: "TelegramEmulator", call: Call) -> Any:
    """How the webhook does."""
    info = {
        "url": tg.postman.url or "",
        "has_custom_certificate": False,
        "pending_update_count": len(tg.postman.waiting()),
        "max_connections": 40,
        "allowed_updates": tg.allowed_updates,
    }
    failed = [attempt for attempt in tg.postman.attempts if not 200 <= attempt.status < 300]
    if failed:
        words = f"Wrong response from the webhook: {failed[-1].status}" if failed[-1].status else "Connection refused"
        info |= {"last_error_date": int(tg.clock.now()), "last_error_message": words}
    return info


def get_updates(tg: "TelegramEmulator", call: Call) -> Any:
    """What waits, for clients that ask; an offset confirms what came before it."""
    if tg.postman.url:
        words = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        raise ApiError(409, f"Conflict: {words}")
    offset, limit = int(call.params.get("offset") or 0), int(call.params.get("limit") or 100)
    tg.postman.discard(lambda letter: letter.id < offset)
    return [json.loads(letter.body) for letter in tg.postman.waiting()[:limit]]


METHODS = {
    "getme": get_me,
    "sendmessage": send_message,
    "sendphoto": send_photo,
    "senddocument": send_document,
    "sendchataction": send_chat_action,
    "answercallbackquery": answer_callback_query,
    "getfile": get_file,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
    "getupdates": get_updates,
}


def rows_of(markup: Mapping[str, Any]) -> tuple[tuple[Shown, ...], ...]:
    """The inline keyboard of a call, checked as Telegram checks it."""
    rows = tuple(tuple(map(_shown, row)) for row in markup.get("inline_keyboard", ()))
    if sum(map(len, rows)) > 100:
        raise ApiError(400, "Bad Request: reply markup is too long")
    return rows


def _shown(button: Mapping[str, Any]) -> Shown:
    title, data, url = button.get("text", ""), button.get("callback_data", ""), button.get("url", "")
    if not title.strip() or bool(data) == bool(url):
        raise ApiError(400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(data.encode()) > 64:
        raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
    if url and not re.match(r"(https?|tg)://[^\s/]+", url):
        raise ApiError(400, f"Bad Request: inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    return Shown(title, data, url)


def _known(tg: "TelegramEmulator", call: Call, kind: str) -> Any:
    """A file that Telegram has already, by its id."""
    if kind in call.files or not isinstance(file_id := call.params.get(kind), str):
        return None
    if file_id not in tg.files:
        raise ApiError(400, "Bad Request: wrong file identifier/HTTP URL specified")
    path, content = tg.files[file_id]
    return _show_file(tg, call, Upload(path.rpartition("/")[2], "", content), kind)


def _upload(call: Call, name: str) -> Upload:
    if name not in call.files:
        raise ApiError(400, f"Bad Request: there is no {name} in the request")
    upload = call.files[name]
    if not upload.content:
        raise ApiError(400, "Bad Request: file must be non-empty")
    if len(upload.content) > FILE_BYTES:
        raise ApiError(413, "Request Entity Too Large")
    return upload


def _show_file(tg: "TelegramEmulator", call: Call, upload: Upload, kind: str) -> Any:
    caption = str(call.params.get("caption", "")).strip()
    if _units(caption) > 1024:
        raise ApiError(400, "Bad Request: message caption is too long")
    stored = tg.store(upload.content, f"{kind}s/file_{len(tg.files)}{_suffix(upload.name)}")
    content: dict[str, Any] = {"caption": caption} if caption else {}
    if kind == "photo":
        content["photo"] = [{**stored, "width": 800, "height": 600}]
    else:
        content["document"] = {**stored, "file_name": upload.name, "mime_type": upload.mime}
    return tg.show(call, content, kind, upload)


def _suffix(name: str) -> str:
    found = re.search(r"\.[A-Za-z0-9]{1,5}$", name)
    return found[0].lower() if found else ""


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
