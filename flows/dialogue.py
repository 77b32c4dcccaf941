"""Where a conversation stands: without it every message would be the first one.

These are msgspec's structs and not dataclasses: they are changed a dozen times for one message and stored after it, and a struct
is copied ten times as fast and writes only what is not as at the beginning.
"""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from flows.fluent import Named
from flows.model import Choice, Duration, Enclosure, Say
from flows.shop.model import Money
from nlu.model import Language, Wish

FORMAT = 1  # of the stored text; a change of it comes with a line in UPGRADES and a fixture under tests/flows/formats


class Frame(msgspec.Struct, frozen=True, omit_defaults=True):
    """A flow and the step it is at; above it stand the frames of the flows it has called."""

    flow: str
    step: str


class Stop(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a slot was collected, to go back to, with how many effects outside had been done by then."""

    slot: str
    frames: tuple[Frame, ...]
    done: int = 0


class Run(msgspec.Struct, frozen=True, omit_defaults=True):
    """One run of a flow with the flows it calls: what it knows and where it stands."""

    number: int
    frames: tuple[Frame, ...]
    slots: Mapping[str, Any] = msgspec.field(default_factory=dict)
    context: Mapping[str, Any] = msgspec.field(default_factory=dict)
    visit: int = 0  # the number of the question it waits at; 0: it does not wait
    tries: int = 0  # answers to it that were none
    answered: str = ""  # the slot just answered, which the step it stands at is to take
    changing: bool = False  # at a confirmation: the customer was asked what to change
    interrupted: bool = False  # another flow came between
    skipped: tuple[str, ...] = ()  # slots the customer does not want to or cannot fill
    trail: tuple[Stop, ...] = ()
    done: tuple[str, ...] = ()  # calls with an effect outside

    @property
    def flow(self) -> str:
        """The flow it was begun with."""
        return self.frames[0].flow

    @property
    def changeable(self) -> tuple[str, ...]:
        """The slots that were collected and can be gone back to."""
        return tuple(stop.slot for stop in self.trail if self.slots.get(stop.slot) is not None)

    @property
    def top(self) -> Frame:
        """Where it stands."""
        return self.frames[-1]


class Offer(msgspec.Struct, frozen=True, omit_defaults=True):
    """Buttons of a question: what each of them answers."""

    run: int
    flow: str
    step: str
    answers: tuple[str, ...]


class Spoken(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something said, to be said again on request."""

    wording: str
    values: Mapping[str, Any] = msgspec.field(default_factory=dict)
    buttons: tuple[Choice, ...] = ()
    ask_contact: str = ""
    asks: str = ""
    document: Enclosure | None = None
    copy: bool = False


class Dialogue(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything the engine remembers of one conversation.

    `parked` runs wait for something that may take days: an answer of the shop or the decision of a person, by its key, or
    a customer who fell silent (`paused:<flow>`). `unsure` counts messages in a row that were not understood. `later` are wishes
    of a message that had several, which come when the run with the number `after` is done.
    """

    format: int
    flows: str = ""
    language: Language = "en"
    greeted: bool = False
    owner: Literal["bot", "queue", "agent"] = "bot"
    stack: tuple[Run, ...] = ()
    parked: Mapping[str, Run] = msgspec.field(default_factory=dict)
    persisted: Mapping[str, Any] = msgspec.field(default_factory=dict)
    last: Mapping[str, Any] = msgspec.field(default_factory=dict)  # slots of the run that ended last
    offered: Mapping[str, Offer] = msgspec.field(default_factory=dict)
    said: tuple[Spoken, ...] = ()
    promised: Mapping[str, Any] = msgspec.field(default_factory=dict)  # what the customer was told about the wait for a person
    visits: int = 0
    runs: int = 0
    unsure: int = 0
    abuse: int = 0  # messages that insulted us, lately
    abused_at: int = 0  # the last of them, in seconds since the epoch
    later: tuple[Wish, ...] = ()
    after: int = 0
    blocked: Literal["", "silent", "told"] = ""  # nothing is answered; told: the customer knows
    unkept_at: int = 0  # when they were told that a number of theirs was not kept, in seconds since the epoch

    @property
    def slots(self) -> Mapping[str, Any]:
        """What is known of the flow at hand, or of the last one."""
        return self.stack[-1].slots if self.stack else self.last

    @property
    def context(self) -> Mapping[str, Any]:
        """The answers of the shop to the flow at hand."""
        return self.stack[-1].context if self.stack else {}

    @property
    def question(self) -> str:
        """The number of the open question, as `Say.asks` has it; empty when nothing is asked."""
        return str(self.stack[-1].visit) if self.stack and self.stack[-1].visit else ""


class DialogueError(Exception):
    """A stored dialogue that cannot be read."""


# --- as text ---------------------------------------------------------------------------------------------------
# Slots and answers hold money, days and moments; in JSON each is an object with its type as the only key, which a flow's
# own values never are, because they come from the typed slots and the table of calls.

UPGRADES: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}  # format -> the next one
_PLAIN = frozenset({str, int, float, bool, type(None)})
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Dialogue).decode


def dump(dialogue: Dialogue) -> str:
    """The dialogue as JSON."""
    return _encode(_changed(dialogue, pack)).decode()


def load(text: str) -> Dialogue:
    """A dialogue from its JSON, of this format or an older one. Raises DialogueError."""
    try:
        packed = _decode(text)
        if packed.format != FORMAT:
            packed = msgspec.convert(_upgraded(msgspec.json.decode(text)), Dialogue)
        return _changed(packed, unpack) if '"$' in text else packed
    except (msgspec.DecodeError, ValueError, ArithmeticError, KeyError, TypeError) as error:
        raise DialogueError(f"this is no stored dialogue: {error}") from error


def _upgraded(data: dict[str, Any]) -> dict[str, Any]:
    while data["format"] != FORMAT:
        if data["format"] not in UPGRADES:
            raise DialogueError(f"format {data['format']} is not known here; this program writes format {FORMAT}")
        data = UPGRADES[data["format"]](data)
    return data


def _changed(dialogue: Dialogue, change: Callable[[Any], Any]) -> Dialogue:
    """The dialogue with all its values packed or unpacked; where nothing changes, itself."""
    changes: dict[str, Any] = {}
    for name in ("persisted", "last", "promised"):
        if (after := change(before := getattr(dialogue, name))) is not before:
            changes[name] = after
    stack = tuple(_changed_run(run, change) for run in dialogue.stack)
    if any(after is not before for after, before in zip(stack, dialogue.stack, strict=True)):
        changes["stack"] = stack
    if dialogue.parked:
        changes["parked"] = {key: _changed_run(run, change) for key, run in dialogue.parked.items()}
    said = tuple(_changed_words(words, change) for words in dialogue.said)
    if any(after is not before for after, before in zip(said, dialogue.said, strict=True)):
        changes["said"] = said
    return replace(dialogue, **changes) if changes else dialogue


def _changed_run(run: Run, change: Callable[[Any], Any]) -> Run:
    slots, context = change(run.slots), change(run.context)
    return run if slots is run.slots and context is run.context else replace(run, slots=slots, context=context)


def _changed_words(words: Spoken, change: Callable[[Any], Any]) -> Spoken:
    values = change(words.values)
    buttons = tuple(_changed_button(button, change) for button in words.buttons)
    if values is words.values and all(after is before for after, before in zip(buttons, words.buttons, strict=True)):
        return words
    return replace(words, values=values, buttons=buttons)


def _changed_button(button: Choice, change: Callable[[Any], Any]) -> Choice:
    """A button may show a value, too: a moment."""
    values = change(button.values) if button.values else button.values
    return button if values is button.values else dataclasses.replace(button, values=values)


def pack(value: Any) -> Any:
    """A value, or a mapping or list of them, as JSON can hold it; itself, where it can be held as it is."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Mapping):
        return _each(value, pack)
    if isinstance(value, list | tuple):
        return [pack(item) for item in value]
    name, write = PACK[type(value)]
    return {name: write(value)}


def _each(value: Mapping[str, Any], change: Callable[[Any], Any]) -> Mapping[str, Any]:
    changed = {key: after for key, item in value.items() if type(item) not in _PLAIN and (after := change(item)) is not item}
    return {**value, **changed} if changed else value


PACK: Mapping[type, tuple[str, Callable[[Any], Any]]] = {
    Money: ("$money", lambda money: [str(money.amount), money.currency]),
    datetime: ("$moment", datetime.isoformat),
    date: ("$day", date.isoformat),
    Decimal: ("$number", str),
    Duration: ("$length", lambda length: [length.seconds, length.open]),
    Named: ("$named", lambda named: [named.key, named.wording]),
}
UNPACK: Mapping[str, Callable[[Any], Any]] = {
    "$money": lambda pair: Money(Decimal(pair[0]), pair[1]),
    "$moment": datetime.fromisoformat,
    "$day": date.fromisoformat,
    "$number": Decimal,
    "$length": lambda pair: Duration(*pair),
    "$named": lambda pair: Named(*pair),
}


def unpack(value: Any) -> Any:
    """The opposite of `pack`."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, list):
        return [unpack(item) for item in value]
    if len(value) == 1 and (name := next(iter(value))) in UNPACK:
        return UNPACK[name](value[name])
    return _each(value, unpack)


def spoken(say: Say) -> Spoken:
    """What of something said is kept for saying it again."""
    return Spoken(say.wording, say.values, say.buttons, say.ask_contact, say.asks, say.document, say.copy)
