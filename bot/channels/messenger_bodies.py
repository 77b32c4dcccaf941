"""How a message looks to Messenger: without it a button too many, or a title too long, would have the whole message refused.

Limits: developers.facebook.com/docs/messenger-platform/reference (send-api, quick-replies, button template).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.channels.port import Button, File, Message
from bot.channels.text import clean, shorten, split

TEXT_UNITS = 1999  # "less than 2000 characters"
TEMPLATE_UNITS, TEMPLATE_BUTTONS = 640, 3
QUICK_REPLIES, TITLE_UNITS = 13, 20
PARAMETER_UNITS = 1000


@dataclass(frozen=True, slots=True)
class Template:
    """A utility template that Meta has approved for the page: its name, and under which of Meta's codes in which language.

    Its body has one placeholder, which takes the fact that is to be told.
    """

    name: str
    languages: Mapping[str, str] = field(default_factory=dict)


def render(message: Message) -> Sequence[Message]:
    """A file alone first, then the text in pieces; buttons hang on the last.

    Links become a template of at most three buttons, the rest quick replies of at most thirteen; what is over stands in
    the text, links with their address and answers as words that can be typed.
    """
    contact = clean(message.ask_contact)
    buttons, over = _fitting(message.buttons, QUICK_REPLIES - bool(contact))
    text = clean("\n".join([message.text, *over])) or contact or ("👇" if buttons else "")
    pieces = [Message(piece) for piece in split(text, TEXT_UNITS)]
    if pieces and any(button.url for button in buttons):
        pieces[-1:] = [Message(piece) for piece in _with_short_end(pieces[-1].text)]
    if pieces:
        pieces[-1] = replace(pieces[-1], buttons=buttons, ask_contact=contact)
    return [*([Message(file=message.file)] if message.file else []), *pieces]


def body(message: Message, key: str) -> dict[str, Any]:
    """The `message` of a send, with our key as the metadata that its echo brings back."""
    links = [button for button in message.buttons if button.url]
    replies = [_reply(button) for button in message.buttons if not button.url]
    if message.ask_contact:
        replies.append({"content_type": "user_phone_number"})
    made: dict[str, Any] = {"attachment": _template(message.text, links)} if links else {"text": message.text}
    if replies:
        made["quick_replies"] = replies
    return {**made, "metadata": key[:1000]}


def templated(template: Template, code: str, text: str, key: str) -> dict[str, Any]:
    """The `message` of a send by template; a parameter is one line (developers.facebook.com/.../utility-messages)."""
    line = shorten(" ".join(text.split()), PARAMETER_UNITS)
    components = [{"type": "body", "parameters": [{"type": "text", "text": line}]}]
    return {"template": {"name": template.name, "language": {"code": code}, "components": components}, "metadata": key[:1000]}


def upload(file: File, key: str) -> dict[str, Any]:
    """The `message` beside an uploaded file."""
    return {"attachment": {"type": _kind(file), "payload": {}}, "metadata": key[:1000]}


def _fitting(buttons: Sequence[Button], room: int) -> tuple[tuple[Button, ...], list[str]]:
    titled = [replace(button, title=clean(button.title) or "…") for button in buttons]
    links = [button for button in titled if button.url]
    answers = [button for button in titled if not button.url]
    over = [f"{link.title}: {link.url}" for link in links[TEMPLATE_BUTTONS:]] + [f"• {one.title}" for one in answers[room:]]
    shown = [*links[:TEMPLATE_BUTTONS], *answers[:room]]
    return tuple(replace(button, title=shorten(button.title, TITLE_UNITS)) for button in shown), over


def _with_short_end(text: str) -> list[str]:
    """The text, cut in two where it is too long for a template, so that the template gets its last words."""
    *before, end = split(text, TEMPLATE_UNITS)
    return [text[: -len(end)].rstrip(), end] if before else [end]


def _reply(button: Button) -> dict[str, str]:
    return {"content_type": "text", "title": button.title, "payload": button.payload}


def _template(text: str, links: Sequence[Button]) -> dict[str, Any]:
    shown = [{"type": "web_url", "title": link.title, "url": link.url} for link in links]
    return {"type": "template", "payload": {"template_type": "button", "text": text, "buttons": shown}}


def _kind(file: File) -> str:
    family = file.mime.partition("/")[0]
    return family if family in {"image", "audio", "video"} else "file"
