"""What a turn says becomes messages: questions answered meanwhile left out, neighbours joined, each fitted to the channel."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import msgspec

from bot.channels.port import Button, File, Message
from bot.store.model import Draft
from flows.model import Choice, Say
from flows.wording import Wording

_encode = msgspec.json.Encoder().encode


def compose(
    says: Sequence[Say], question: str, wording: Wording, fit: Callable[[Message], Sequence[Message]], now: datetime
) -> list[Draft]:
    """Drafts in the order in which they were said. `question` is the one open now; others asked on the way are left out."""
    kept = [say for say in says if not say.asks or say.asks == question]
    return [draft for say, message in _joined(kept, wording, now) for draft in _drafts(say, message, fit)]


def _joined(says: Iterable[Say], wording: Wording, now: datetime) -> Iterator[tuple[Say, Message]]:
    """Plain words run on into what follows them, so that a greeting and an answer are one message."""
    pending: tuple[Say, Message] | None = None
    for say in says:
        message = _message(say, wording, now)
        if pending is not None and _runs_on(pending, say):
            message = replace(message, text=_paragraphs(pending[1].text, message.text))
        elif pending is not None:
            yield pending
        pending = (say, message)
    if pending is not None:
        yield pending


def _runs_on(before: tuple[Say, Message], say: Say) -> bool:
    said, message = before
    return said.kind == say.kind and not (message.buttons or message.file or message.ask_contact or say.document)


def _paragraphs(first: str, second: str) -> str:
    """The same sentence twice in a row is said once."""
    return first if first == second else "\n\n".join(part for part in (first, second) if part)


def _message(say: Say, wording: Wording, now: datetime) -> Message:
    return Message(
        text=wording.render(say.wording, say.values, say.language, now) if say.wording else "",
        buttons=tuple(_button(choice, say, wording) for choice in say.buttons),
        file=File(say.document, "", "") if say.document else None,
        ask_contact=wording.render(say.ask_contact, {}, say.language) if say.ask_contact else "",
    )


def _button(choice: Choice, say: Say, wording: Wording) -> Button:
    title = choice.title or wording.render(choice.wording, choice.values, say.language)
    return Button(title, choice.payload, choice.url)


def _drafts(say: Say, message: Message, fit: Callable[[Message], Sequence[Message]]) -> Iterator[Draft]:
    for part in fit(message):
        yield Draft(say.kind, _encode(part).decode(), say.asks)
