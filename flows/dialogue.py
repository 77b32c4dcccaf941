"""Where a conversation stands: without it every message would be the first one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import msgspec

from flows.model import Choice, Say
from flows.shop.model import Money
from flows.fluent import Named
from nlu.model import Language

FORMAT = 1  # of the stored text; a change of it comes with a line in UPGRADES and a fixture under tests/flows/formats


@dataclass(frozen=True, slots=True)
class Frame:
    """A flow and the step it is at; above it stand the frames of the flows it has called."""

    flow: str
    step: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a slot was collected, to go back to, with how many effects outside had been done by then."""

    slot: str
    frames: tuple[Frame, ...]
    done: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a flow with the flows it calls: what it knows and where it stands."""

    number: int
    frames: tuple[Frame, ...]
    slots: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
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
    def top(self) -> Frame:
        """Where it stands."""
        return self.frames[-1]


@dataclass(frozen=True, slots=True)
class Offer:
    """Buttons of a question: what each of them answers."""

    run: int
    flow: str
    step: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """Something said, to be said again on request."""

    wording: str
    values: Mapping[str, Any] = field(default_factory=dict)
    buttons: tuple[Choice, ...] = ()
    ask_contact: str = ""
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Everything the engine remembers of one conversation.

    `parked` runs wait for something that may take days: an answer of the shop or the decision of a person, by its key, or
    a customer who fell silent (`paused:<flow>`). `unsure` counts messages in a row that were not understood.
    """

    format: int = FORMAT
    flows: str = ""
    language: Language = "en"
    greeted: bool = False
    owner: Literal["bot", "queue", "agent"] = "bot"
    stack: tuple[Run, ...] = ()
    parked: Mapping[str, Run] = field(default_factory=dict)
    persisted: Mapping[str, Any] = field(default_factory=dict)
    last: Mapping[str, Any] = field(default_factory=dict)  # slots of the run that ended last
    offered: Mapping[str, Offer] = field(default_factory=dict)
    said: tuple[Spoken, ...] = ()
    promised: Mapping[str, Any] = field(default_factory=dict)  # what the customer was told about the wait for a person
    visits: int = 0
    runs: int = 0
    unsure: int = 0

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
_PLAIN = (str, int, float, type(None))
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Dialogue).decode


def dump(dialogue: Dialogue) -> str:
    """The dialogue as JSON."""
    packed = replace(
        dialogue,
        stack=tuple(map(_pack_run, dialogue.stack)),
        parked={key: _pack_run(run) for key, run in dialogue.parked.items()},
        persisted=pack(dialogue.persisted),
        last=pack(dialogue.last),
        said=tuple(replace(spoken, values=pack(spoken.values)) for spoken in dialogue.said),
        promised=pack(dialogue.promised),
    )
    return _encode(packed).decode()


def load(text: str) -> Dialogue:
    """A dialogue from its JSON, of this format or an older one. Raises DialogueError."""
    try:
        packed = _decode(text)
        if packed.format != FORMAT:
            packed = msgspec.convert(_upgraded(msgspec.json.decode(text)), Dialogue)
        return _unpacked(packed)
    except (msgspec.DecodeError, ValueError, ArithmeticError, KeyError, TypeError) as error:
        raise DialogueError(f"this is no stored dialogue: {error}") from error


def _upgraded(data: dict[str, Any]) -> dict[str, Any]:
    while data["format"] != FORMAT:
        if data["format"] not in UPGRADES:
            raise DialogueError(f"format {data['format']} is not known here; this program writes format {FORMAT}")
        data = UPGRADES[data["format"]](data)
    return data


def _unpacked(packed: Dialogue) -> Dialogue:
    return replace(
        packed,
        stack=tuple(map(_unpack_run, packed.stack)),
        parked={key: _unpack_run(run) for key, run in packed.parked.items()},
        persisted=unpack(packed.persisted),
        last=unpack(packed.last),
        said=tuple(replace(spoken, values=unpack(spoken.values)) for spoken in packed.said),
        promised=unpack(packed.promised),
    )


def _pack_run(run: Run) -> Run:
    return replace(run, slots=pack(run.slots), context=pack(run.context))


def _unpack_run(run: Run) -> Run:
    return replace(run, slots=unpack(run.slots), context=unpack(run.context))


def pack(value: Any) -> Any:
    """A value, or a mapping or list of them, as JSON can hold it."""
    match value:
        case str() | int() | float() | None:
            return value
        case Money():
            return {"$money": [str(value.amount), value.currency]}
        case datetime():
            return {"$moment": value.isoformat()}
        case date():
            return {"$day": value.isoformat()}
        case Decimal():
            return {"$number": str(value)}
        case Named():
            return {"$named": [value.key, value.wording]}
        case Mapping():
            return {key: item if isinstance(item, _PLAIN) else pack(item) for key, item in value.items()}
        case _:
            return [pack(item) for item in value]


UNPACK: Mapping[str, Callable[[Any], Any]] = {
    "$money": lambda pair: Money(Decimal(pair[0]), pair[1]),
    "$moment": datetime.fromisoformat,
    "$day": date.fromisoformat,
    "$number": Decimal,
    "$named": lambda pair: Named(*pair),
}


def unpack(value: Any) -> Any:
    """The opposite of `pack`; lists come back as tuples."""
    if isinstance(value, dict):
        if len(value) == 1 and (name := next(iter(value))) in UNPACK:
            return UNPACK[name](value[name])
        return {key: item if isinstance(item, _PLAIN) else unpack(item) for key, item in value.items()}
    return tuple(map(unpack, value)) if isinstance(value, list) else value


def spoken(say: Say) -> Spoken:
    """What of something said is kept for saying it again."""
    return Spoken(say.wording, say.values, say.buttons, say.ask_contact, say.asks)
