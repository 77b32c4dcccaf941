"""What a turn says becomes messages: questions answered meanwhile left out, neighbours joined, each fitted to the channel."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from bot.channels.port import Button, File, Message
from bot.store.model import Draft
from bot.store.outbox import pack
from flows.model import Choice, Say
from flows.said import kept
from flows.wording import Wording


def compose(
    says: Sequence[Say], question: str, wording: Wording, fit: Callable[[Message], Sequence[Message]], now: datetime
) -> list[Draft]:
    """Drafts in the order in which they were said. `question` is the one open now; others asked on the way are left out.

    What is said again later is said once, there: ten greetings in one breath get one answer.
    """
    groups = _groups(kept(says, question))
    return [draft for group in groups for draft in _drafts(group, _joined(group, wording, now), fit)]


def _groups(says: Iterable[Say]) -> Iterator[list[Say]]:
    """Plain words run on into what follows them, so that a greeting and an answer are one message."""
    group: list[Say] = []
    for say in says:
        if group and not _runs_on(group[-1], say):
            yield group
            group = []
        group.append(say)
    if group:
        yield group


def _runs_on(before: Say, say: Say) -> bool:
    alone = before.buttons or before.document or before.copy or before.ask_contact or say.document or say.copy
    return before.kind == say.kind and not alone


def _joined(group: Sequence[Say], wording: Wording, now: datetime) -> Message:
    messages = [_message(say, wording, now) for say in group]
    text = messages[0].text
    for message in messages[1:]:
        text = _paragraphs(text, message.text)
    return replace(messages[-1], text=text)


def _paragraphs(first: str, second: str) -> str:
    """The same sentence twice in a row is said once."""
    return first if first == second else "\n\n".join(part for part in (first, second) if part)


def _message(say: Say, wording: Wording, now: datetime) -> Message:
    return Message(
        text=wording.render(say.wording, say.values, say.language, now) if say.wording else "",
        buttons=tuple(_button(choice, say, wording, now) for choice in say.buttons),
        file=File(say.document.id, say.document.name, say.document.mime) if say.document else None,
        copy=say.copy,
        ask_contact=wording.render(say.ask_contact, {}, say.language) if say.ask_contact else "",
    )


def _button(choice: Choice, say: Say, wording: Wording, now: datetime) -> Button:
    title = choice.title or wording.render(choice.wording, choice.values, say.language, now)
    return Button(title, choice.payload, choice.url)


def _drafts(group: Sequence[Say], message: Message, fit: Callable[[Message], Sequence[Message]]) -> Iterator[Draft]:
    says = " ".join(say.wording for say in group)
    for part in fit(message):
        yield Draft(group[-1].kind, pack(part), group[-1].asks, says)
