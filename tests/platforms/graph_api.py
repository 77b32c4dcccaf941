"""Graph's Send API as Meta's server carries it out: the checks, the windows, the words of its refusals.

Without it a test could send what Meta would refuse. Source: developers.facebook.com/docs/messenger-platform.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from tests.platforms.graph import GraphEmulator
    from tests.platforms.graph_people import User

HOUR = 3600.0
RETIRED_TAGS = {"CONFIRMED_EVENT_UPDATE", "POST_PURCHASE_UPDATE", "ACCOUNT_UPDATE"}
_ACTIONS = {"typing_on", "typing_off", "mark_seen"}
_FILE_BYTES = 25 * 1000 * 1000


@dataclass(frozen=True, slots=True)
class Upload:
    """A file part of a call."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """One call that reached the emulator, decoded; `token` as it came in the header, `in_url` what stood in the address."""

    method: str
    params: Mapping[str, Any]
    file: Upload | None = None
    token: str = ""
    in_url: Mapping[str, str] = field(default_factory=dict)


class GraphError(Exception):
    """A refusal in Graph's words."""

    def __init__(self, code: int, message: str, subcode: int = 0, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.subcode, self.status = code, message, subcode, status


@dataclass(frozen=True, slots=True)
class Shown:
    """A quick reply or a template's button, as a customer sees it."""

    title: str
    payload: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as a customer sees it."""

    id: str
    text: str
    buttons: tuple[Shown, ...] = ()
    asks_phone: bool = False
    file: Upload | None = None
    kind: str = "text"
    tag: str = ""

    def button(self, title: str) -> Shown:
        """The button with this title."""
        return next(button for button in self.buttons if button.title == title)


async def read_call(request: web.Request, method: str) -> Call:
    """A call as JSON, or as a form with a file."""
    params: dict[str, Any] = {}
    file = None
    if request.content_type == "application/json":
        params = json.loads(await request.text() or "{}")
    elif request.method == "POST":
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                file = Upload(value.filename, value.content_type, value.file.read())
            else:
                params[name] = json.loads(value) if str(value).startswith("{") else value
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return Call(method, params, file, token or request.query.get("access_token", ""), dict(request.query))


def check_token(call: Call, page_token: str, app_secret: str) -> None:
    """The page's token, with the proof that the app's secret is known. Raises GraphError."""
    if not hmac.compare_digest(call.token.encode(), page_token.encode()):
        raise GraphError(190, "Invalid OAuth access token - Cannot parse access token")
    given = call.in_url.get("appsecret_proof") or call.params.get("appsecret_proof")
    if given is None:
        raise GraphError(100, "API calls from the server require an appsecret_proof argument")
    if given != hmac.new(app_secret.encode(), page_token.encode(), hashlib.sha256).hexdigest():
        raise GraphError(100, "Invalid appsecret_proof provided in the API argument")


def debug_token(fb: "GraphEmulator", call: Call) -> dict[str, Any]:
    """What a token is good for, told to the app that made it."""
    if call.token != f"{fb.app_id}|{fb.app_secret}":
        raise GraphError(190, "Invalid OAuth access token signature.")
    if call.in_url.get("input_token") != fb.page_token:
        return {"is_valid": False, "scopes": [], "error": {"code": 190, "message": "Malformed access token"}}
    return {"app_id": fb.app_id, "type": "PAGE", "profile_id": fb.page_id, **fb.token}


def send(fb: "GraphEmulator", call: Call) -> dict[str, Any]:
    """POST /me/messages: a message, or an action."""
    user = _recipient(fb, call)
    message, action = call.params.get("message"), call.params.get("sender_action")
    if bool(message) == bool(action):
        raise GraphError(100, "(#100) Cannot send both message and state at the same time.", 2018081)
    if action:
        return _act(user, str(action))
    assert isinstance(message, dict)
    _check_window(fb, user, call)
    seen = _seen(fb, fb.new_mid(), message, call)
    user.screen.show(seen)
    fb.echo(user, seen, message.get("metadata"))
    return {"recipient_id": user.id, "message_id": seen.id}


def _recipient(fb: "GraphEmulator", call: Call) -> "User":
    recipient = call.params.get("recipient")
    user = fb.known(str(recipient.get("id", ""))) if isinstance(recipient, dict) else None
    if user is None:
        raise GraphError(100, "(#100) No matching user found", 2018001)
    if user.unavailable:
        raise GraphError(551, "(#551) This person isn't available right now.", 1545041)
    if user.owner != fb.app_id:
        raise GraphError(10, "(#10) Message not sent because another app is controlling this thread.", 2018300, 403)
    return user


def _act(user: "User", action: str) -> dict[str, Any]:
    if action not in _ACTIONS:
        raise GraphError(100, f"(#100) Param sender_action must be one of {sorted(_ACTIONS)}")
    user.typing_shown += action == "typing_on"
    return {"recipient_id": user.id}


def _check_window(fb: "GraphEmulator", user: "User", call: Call) -> None:
    kind, tag = call.params.get("messaging_type"), call.params.get("tag")
    passed = fb.clock.now() - user.last_in
    closed = GraphError(10, "(#10) This message is sent outside of allowed window.", 2018278, 403)
    if kind == "UTILITY":
        return  # at any time, but only by a template; see _utility
    if kind in {"RESPONSE", "UPDATE"}:
        if passed > 24 * HOUR:
            raise closed
    elif kind != "MESSAGE_TAG" or tag in RETIRED_TAGS or tag != "HUMAN_AGENT":
        raise GraphError(100, "(#100) Invalid parameter")
    elif not fb.human_agent:
        raise GraphError(100, "(#100) Cannot tag messages with 'HUMAN_AGENT' without prior approval", 2018276)
    elif passed > 7 * 24 * HOUR:
        raise closed


def _seen(fb: "GraphEmulator", mid: str, message: Mapping[str, Any], call: Call) -> Seen:
    if len(str(message.get("metadata") or "")) > 1000:
        raise GraphError(100, "(#100) Length of param message[metadata] must be less than or equal to 1000")
    if call.params.get("messaging_type") == "UTILITY":
        return _utility(fb, mid, message)
    text, attachment = message.get("text"), message.get("attachment")
    if (text is None) == (attachment is None):
        raise GraphError(100, "(#100) Must send exactly one of text or attachment")
    replies, asks_phone = _quick_replies(message.get("quick_replies") or [])
    tag = str(call.params.get("tag") or "")
    if text is not None:
        _check_length("message[text]", str(text), 1999)
        return Seen(mid, str(text), replies, asks_phone, tag=tag)
    assert isinstance(attachment, dict)
    if attachment.get("type") == "template":
        words, links = _template(attachment.get("payload") or {})
        return Seen(mid, words, (*links, *replies), asks_phone, kind="template", tag=tag)
    return Seen(mid, "", replies, asks_phone, _file(attachment, call), str(attachment["type"]), tag)


def _utility(fb: "GraphEmulator", mid: str, message: Mapping[str, Any]) -> Seen:
    """An approved template of the page, in one of its languages, with a line for each placeholder."""
    template = message.get("template")
    if not isinstance(template, dict):
        raise GraphError(100, "(#100) Param message[template] is required for utility messages")
    body = fb.templates.get((str(template.get("name")), str(template.get("language", {}).get("code"))))
    if body is None:
        raise GraphError(100, "(#100) Invalid parameter: no approved template with this name and language")
    words = [p["text"] for c in template["components"] if c["type"] == "body" for p in c["parameters"]]
    if any(not word.strip() or "\n" in word for word in words) or len(words) != body.count("{{"):
        raise GraphError(100, "(#100) Invalid parameter: the template's placeholders")
    for number, word in enumerate(words, 1):
        body = body.replace(f"{{{{{number}}}}}", word)
    return Seen(mid, body, kind="utility")


def route(fb: "GraphEmulator", call: Call) -> dict[str, Any]:
    """POST /me/pass_thread_control and take_thread_control, for the page's default app."""
    recipient = call.params.get("recipient")
    user = fb.known(str(recipient.get("id", ""))) if isinstance(recipient, dict) else None
    if user is None:
        raise GraphError(100, "(#100) No matching user found", 2018001)
    if call.method == "me/take_thread_control":
        user.owner = fb.app_id
    elif user.owner != fb.app_id:
        raise GraphError(10, "(#10) Only the owner of a thread passes it on.", 2018300, 403)
    else:
        user.owner = str(call.params["target_app_id"])
    return {"success": True}


def _check_length(name: str, text: str, limit: int) -> None:
    if not text.strip():
        raise GraphError(100, f"(#100) Param {name} must be a non-empty UTF-8 encoded string")
    if len(text.encode("utf-16-le")) // 2 > limit:
        raise GraphError(100, f"(#100) Length of param {name} must be less than or equal to {limit}")


def _quick_replies(replies: list[dict[str, Any]]) -> tuple[tuple[Shown, ...], bool]:
    if len(replies) > 13:
        raise GraphError(100, "(#100) Param message[quick_replies] must have at most 13 elements")
    shown = []
    for reply in replies:
        if reply.get("content_type") == "text":
            _check_length("quick_replies[title]", str(reply.get("title", "")), 20)
            _check_length("quick_replies[payload]", str(reply.get("payload", "")), 1000)
            shown.append(Shown(reply["title"], reply["payload"]))
        elif reply.get("content_type") not in {"user_phone_number", "user_email"}:
            raise GraphError(100, "(#100) Param content_type must be one of {TEXT, USER_PHONE_NUMBER, USER_EMAIL}")
    return tuple(shown), any(reply.get("content_type") == "user_phone_number" for reply in replies)


def _template(payload: Mapping[str, Any]) -> tuple[str, list[Shown]]:
    if payload.get("template_type") != "button":
        raise GraphError(100, "(#100) Only the button template is emulated")
    _check_length("template[text]", str(payload.get("text", "")), 640)
    buttons = payload.get("buttons") or []
    if not 1 <= len(buttons) <= 3:
        raise GraphError(100, "(#100) Param buttons must have 1 to 3 elements")
    for button in buttons:
        _check_length("buttons[title]", str(button.get("title", "")), 20)
        if button.get("type") == "web_url" and not str(button.get("url", "")).startswith(("http://", "https://")):
            raise GraphError(100, "(#100) Invalid URL")
    return payload["text"], [Shown(button["title"], button.get("payload", ""), button.get("url", "")) for button in buttons]


def _file(attachment: Mapping[str, Any], call: Call) -> Upload:
    if attachment.get("type") not in {"image", "audio", "video", "file"} or call.file is None:
        raise GraphError(100, "(#100) Incorrect attachment", 2018047)
    if len(call.file.content) > _FILE_BYTES:
        raise GraphError(100, "(#100) Attachment size exceeds allowable limit", 2018094)
    return call.file
