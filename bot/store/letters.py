"""How what reached us is kept: the inbox row's kind and JSON, and the order in which a turn reads them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

import msgspec

from bot.channels.port import Attachment, Contact, Control, Echo, Press, Reach, Start, Text
from flows.dialogue import pack, unpack


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the dialogue has to learn of in order: who took the floor, what was paid, a delivery nobody can tell."""

    fact: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CallResult:
    """The result of an effect outside, under the key of its call."""

    key: str
    value: Mapping[str, Any] | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about an approval, or that nobody did in time; `approval` is the key the dialogue waits under."""

    approval: str
    decision: Literal["approved", "rejected", "no_answer"]
    fields: Mapping[str, Any] = field(default_factory=dict)


Body = Text | Press | Attachment | Contact | Start | Echo | Reach | Control | Fact | CallResult | Decision
_KINDS: dict[str, type[Body]] = {
    "text": Text,
    "press": Press,
    "attachment": Attachment,
    "contact": Contact,
    "start": Start,
    "echo": Echo,
    "reach": Reach,
    "control": Control,
    "fact": Fact,
    "result": CallResult,
    "decision": Decision,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_decoders = {name: msgspec.json.Decoder(kind) for name, kind in _KINDS.items()}
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Letter:
    """One inbox row as a turn reads it."""

    id: int
    account: str
    key: str
    at: int
    arrived_at: int
    source: str
    position: int
    body: Body
    standby: bool = False


def kind_of(body: Body) -> str:
    """The name under which such a body is stored."""
    return _NAMES[type(body)]


def encode(body: Body) -> str:
    """A body as JSON. Text that no database can hold (NUL, lone surrogates) is made storable; money and days keep their types."""
    body = _with_values(body, pack)
    try:
        text = _encode(body)
    except UnicodeEncodeError:
        return _encode(_storable(body)).decode()
    return (_encode(_storable(body)) if b"\\u0000" in text else text).decode()


def decode(kind: str, text: str) -> Body:
    """The body of an inbox row."""
    return _with_values(_decoders[kind].decode(text), unpack) if '"$' in text else _decoders[kind].decode(text)


def _with_values(body: Body, change: Callable[[Any], Any]) -> Body:
    match body:
        case Fact():
            return replace(body, values=change(body.values))
        case CallResult():
            return replace(body, value=change(body.value))
        case Decision():
            return replace(body, fields=change(body.fields))
        case _:
            return body


def storable(text: str) -> str:
    """The text without NUL, which PostgreSQL refuses, and with lone surrogates replaced, which no UTF-8 can hold."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _storable(body: Body) -> Body:
    changed = {
        name: clean
        for name in (f.name for f in fields(body))
        if isinstance(value := getattr(body, name), str) and (clean := storable(value)) != value
    }
    return replace(body, **changed) if changed else body  # type: ignore[arg-type]  # only fields that hold str


def in_order(letters: Iterable[Letter]) -> Sequence[Letter]:
    """By the platform's order within one source, by arrival between sources.

    Each source keeps the places its letters arrived at, and fills them in its own order.
    """
    arrived = sorted(letters, key=lambda letter: letter.id)
    if len(arrived) < 2:
        return arrived
    by_source: dict[str, list[Letter]] = defaultdict(list)
    for letter in arrived:
        by_source[letter.source].append(letter)
    queues = {source: iter(sorted(of, key=lambda letter: (letter.position, letter.id))) for source, of in by_source.items()}
    return [next(queues[letter.source]) for letter in arrived]
