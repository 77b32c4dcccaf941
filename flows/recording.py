"""The record of a turn: without it nothing could be explained afterwards, and no past conversation held again with other flows.

Everything a turn read stands in it with its type, so that it can be read back equal: a record is JSON with a format number,
events and effects are pairs of name and fields, and a value that JSON has no word for is an object with its type as the only key
(`{"$money": ["12.50", "EUR"]}`), as in a stored dialogue.

| key | what it holds |
|---|---|
| format, set, engine | how this is written, the hash of the flow set, the program's version |
| now, language | the turn's moment (ms), and the language the conversation was in before it |
| owner, question | who had the floor after it, and the number of the question then open |
| letters | the rows of the inbox it read |
| events | what it was told, in order |
| roots, places | which of that came from outside (the rest answers what it asked itself), and the question each of those met |
| effects, yields | what it wanted done, in order, and how much of that each event brought about |
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, get_args

import msgspec

from flows.dialogue import PACK, UNPACK, Dialogue, Run
from flows.flowset import FlowSet
from flows.model import (
    Answered,
    Approve,
    Attached,
    Call,
    Decided,
    Duration,
    Effect,
    Elapsed,
    Event,
    Handoff,
    Heard,
    Opened,
    Pressed,
    Promise,
    Record,
    Say,
    Shared,
    Told,
)  # fmt: skip
from flows.shop.model import Money
from flows.steps import CallSpec, Collect
from nlu.model import LANGUAGES, Language

FORMAT = 2  # 1 had neither types nor order; what can be read of it is read (`_first`)
_LONGEST = 2**63  # whole numbers beyond it have no place in JSON
_encode = msgspec.json.Encoder().encode
_PLAIN = frozenset({str, float, bool, type(None)})


class RecordError(Exception):
    """A record that tells of no turn; the message says why."""


class Place(msgspec.Struct, frozen=True, array_like=True):
    """The question that something met: of a flow, at a step, for a slot (none at a confirmation); `answer` is a button's."""

    flow: str
    step: str
    slot: str = ""
    answer: str = ""

    def is_same(self, other: "Place | None") -> bool:
        """Whether both are the same question, whatever its step is called by now."""
        if other is None or self.flow != other.flow:
            return False
        return self.slot == other.slot if self.slot or other.slot else self.step == other.step


# --- values ----------------------------------------------------------------------------------------------------------


def pack(value: Any) -> Any:  # noqa: PLR0911 - one line for each kind of value
    """A value as JSON can hold it, itself where it can be held as it is. What has no type here becomes its text, no error."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is int:
        return value if -_LONGEST <= value < _LONGEST else {"$whole": str(value)}
    if kind is list:
        packed = [pack(item) for item in value]
        return packed if any(after is not before for after, before in zip(packed, value, strict=True)) else value
    if kind in {tuple, set, frozenset}:
        return {f"${kind.__name__}": [pack(item) for item in value]}
    if isinstance(value, Mapping):
        return _packed(value)
    if kind in PACK:
        name, write = PACK[kind]
        return {name: write(value)}
    return str(value)


def _packed(value: Mapping[Any, Any]) -> Any:
    if any(type(name) is not str for name in value) or (len(value) == 1 and next(iter(value)).startswith("$")):
        return {"$map": [[pack(name), pack(item)] for name, item in value.items()]}
    changed = {name: after for name, item in value.items() if (after := pack(item)) is not item}
    return {**value, **changed} if changed else value


_MORE: Mapping[str, Callable[[Any], Any]] = {
    "$whole": int,
    "$tuple": lambda items: tuple(map(unpack, items)),
    "$set": lambda items: set(map(unpack, items)),
    "$frozenset": lambda items: frozenset(map(unpack, items)),
    "$map": lambda pairs: {unpack(name): unpack(item) for name, item in pairs},
}
_UNPACK: Mapping[str, Callable[[Any], Any]] = {**UNPACK, **_MORE}


def unpack(value: Any) -> Any:
    """The opposite of `pack`."""
    if isinstance(value, list):
        return [unpack(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and (read := _UNPACK.get(next(iter(value)))) is not None:
        return read(next(iter(value.values())))
    return {name: unpack(item) for name, item in value.items()}


# --- events and effects ----------------------------------------------------------------------------------------------

_VALUES: Mapping[type, tuple[str, ...]] = {  # the fields of values, whose types JSON does not know
    Answered: ("value",),
    Decided: ("fields",),
    Told: ("values",),
    Say: ("values", "buttons"),
    Call: ("arguments",),
    Approve: ("fields", "values"),
    Handoff: ("values",),
    Record: ("values",),
    Promise: ("until",),
}
_CUSTOMER = (Heard, Pressed, Attached, Shared, Opened)


def _plain(thing: Any) -> Any:
    """An event or effect whose values JSON can hold."""
    names = _VALUES.get(type(thing))
    if names is None:
        return thing
    changed = {}
    for name in names:
        before = getattr(thing, name)
        after = _buttons(before) if name == "buttons" else pack(before)
        if after is not before:
            changed[name] = after
    return replace(thing, **changed) if changed else thing


def _buttons(buttons: Sequence[Any]) -> Any:
    packed = tuple(replace(one, values=after) if (after := pack(one.values)) is not one.values else one for one in buttons)
    return packed if any(after is not before for after, before in zip(packed, buttons, strict=True)) else buttons


def written(things: Sequence[Event] | Sequence[Effect]) -> list[tuple[str, Any]]:
    """Events or effects as they stand in a record."""
    return [(type(thing).__name__, _plain(thing)) for thing in things]


class _Promise(msgspec.Struct):
    what: str
    within: Duration
    basis: str = ""
    until: Any = None
    about: str = ""


_readers: Mapping[str, Callable[[bytes], Any]] = {
    kind.__name__: msgspec.json.Decoder(_Promise if kind is Promise else kind).decode
    for kind in (*get_args(Event), *get_args(Effect))
}


def _read(name: str, raw: msgspec.Raw) -> Any:
    text = bytes(raw)
    thing = _readers[name](text)
    if isinstance(thing, _Promise):
        thing = Promise(thing.what, thing.within, thing.basis, thing.until, thing.about)
    if b'"$' not in text or (names := _VALUES.get(type(thing))) is None:
        return thing
    changed = {name: unpack(getattr(thing, name)) for name in names if name != "buttons"}
    if isinstance(thing, Say):
        changed["buttons"] = tuple(replace(one, values=unpack(one.values)) for one in thing.buttons)
    return replace(thing, **changed)


# --- writing a record ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Recorder:
    """Takes down a turn while it is held. `language` is the conversation's before it."""

    language: Language
    events: list[Event] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    roots: list[int] = field(default_factory=list)
    places: list[Place | None] = field(default_factory=list)
    yields: list[int] = field(default_factory=list)

    def begins(self, flows: FlowSet, dialogue: Dialogue, event: Event) -> None:
        """The next event comes from outside, and this is where it finds the conversation."""
        self.roots.append(len(self.events))
        self.places.append(place_of(flows, dialogue, event))

    def happened(self, event: Event, effects: Sequence[Effect]) -> None:
        """An event, and what it brought about."""
        self.events.append(event)
        self.effects.extend(effects)
        self.yields.append(len(effects))

    def text(self, flows: str, engine: str, now: int, letters: Sequence[int], dialogue: Dialogue) -> str:
        """The record, of a set by its hash; `now` in ms, `dialogue` as the turn leaves it."""
        return _encode(
            {
                "format": FORMAT,
                "set": flows,
                "engine": engine,
                "now": now,
                "language": self.language,
                "owner": dialogue.owner,
                "question": dialogue.question,
                "letters": letters,
                "events": written(self.events),
                "roots": self.roots,
                "places": self.places,
                "effects": written(self.effects),
                "yields": self.yields,
            }
        ).decode()


def place_of(flows: FlowSet, dialogue: Dialogue, event: Event) -> Place | None:
    """The question an event meets: the open one, the one a button stood under, the one a timer is of."""
    match event:
        case Pressed(payload) | Opened(payload) if offer := dialogue.offered.get(payload.partition(".")[0]):
            index = payload.partition(".")[2]
            answer = next((one for number, one in enumerate(offer.answers) if str(number) == index), "")
            return Place(offer.flow, offer.step, _slot(flows, offer.flow, offer.step), answer)
        case Heard() | Pressed() | Attached() | Shared() | Opened():
            return open_place(flows, dialogue)
        case Elapsed(timer):
            return visited(flows, dialogue, timer.partition(":")[2])
        case Told("unsettled", values):
            return visited(flows, dialogue, str(values.get("asks")))
        case _:
            return None


def open_place(flows: FlowSet, dialogue: Dialogue) -> Place | None:
    """The open question."""
    return visited(flows, dialogue, dialogue.question) if dialogue.question else None


def visited(flows: FlowSet, dialogue: Dialogue, visit: str) -> Place | None:
    """The question of this number, while some run waits at it."""
    run = next((run for run in dialogue.stack if run.visit and str(run.visit) == visit), None)
    return _of_run(flows, run) if run is not None else None


def _of_run(flows: FlowSet, run: Run) -> Place:
    return Place(run.top.flow, run.top.step, _slot(flows, run.top.flow, run.top.step))


def _slot(flows: FlowSet, flow: str, step: str) -> str:
    found = flows.flows[flow].steps.get(step) if flow in flows.flows else None
    return found.slot if isinstance(found, Collect) else ""


# --- reading one -----------------------------------------------------------------------------------------------------


class _Stored(msgspec.Struct):
    events: list[tuple[str, msgspec.Raw]] = []
    effects: msgspec.Raw = msgspec.Raw(b"[]")
    format: int = 1
    set: str = ""
    engine: str = ""
    now: int = 0
    language: str = ""
    owner: str = ""
    question: str = ""
    roots: list[int] = []
    places: list[Place | None] = []
    gave_up: bool = False


_stored = msgspec.json.Decoder(_Stored).decode
_pairs = msgspec.json.Decoder(list[tuple[str, msgspec.Raw]]).decode


@dataclass(frozen=True)
class Recorded:
    """A turn as it went. `roots` are the places in `events` of what came from outside, `places` the questions each of them met.

    `exact`: nothing of it had to be inferred. `gave_up`: the turn failed, and a person was called without asking the dialogue.
    `owner` is empty where the record does not say it.
    """

    number: int
    now: int
    set: str
    engine: str
    language: Language
    owner: Literal["", "bot", "queue", "agent"]
    question: str
    events: Sequence[Event]
    roots: Sequence[int]
    places: Sequence[Place | None]
    raw: bytes  # the effects as they stand in the record
    exact: bool = True
    gave_up: bool = False

    @cached_property
    def effects(self) -> Sequence[Effect]:
        """What it wanted done."""
        return [_read(name, body) for name, body in _pairs(self.raw)]

    @cached_property
    def asked(self) -> Sequence[Call | Approve]:
        """What of that waits for an answer of its own; read without the rest, because most turns have none."""
        if b'["Call"' not in self.raw and b'["Approve"' not in self.raw:
            return []
        return [_read(name, body) for name, body in _pairs(self.raw) if name in {"Call", "Approve"}]


def read(number: int, text: str, calls: Mapping[str, CallSpec]) -> Recorded:
    """A record of this format or an older one. Raises RecordError for what tells of no turn: one of an imported past, or none.

    `calls` is the table of calls, by which an older record gets back the types of the shop's answers.
    """
    try:
        stored = _stored(text)
        if stored.format > FORMAT:
            raise RecordError(f"format {stored.format} is not known here; this program reads format {FORMAT}")
        if not stored.now and not stored.gave_up:
            raise RecordError("nothing was recorded of this turn")
        events = [_read(name, body) for name, body in stored.events]
        turn = Recorded(
            number, stored.now, stored.set, stored.engine, _language(stored.language), stored.owner, stored.question,  # type: ignore[arg-type]  # as written above
            events, stored.roots, stored.places, bytes(stored.effects), stored.format == FORMAT, stored.gave_up,
        )  # fmt: skip
        return turn if stored.format == FORMAT or stored.gave_up else _first(turn, calls)
    except (msgspec.DecodeError, ValueError, ArithmeticError, KeyError, TypeError) as error:
        raise RecordError(f"this is no record of a turn: {type(error).__name__}") from error


def _language(code: str) -> Language:
    return next((known for known in LANGUAGES if known == code), "en")


def _first(turn: Recorded, calls: Mapping[str, CallSpec]) -> Recorded:
    """Format 1: what came from outside is told from what it answered by the keys, and types by the table of calls."""
    asked = {call.key: call for call in turn.asked}
    wanted = {"handed_over": any(isinstance(effect, Handoff) for effect in turn.effects), "submitted": bool(asked)}
    events: list[Event] = []
    roots: list[int] = []
    for number, event in enumerate(turn.events):
        match event:
            case Answered(key, value, failure) if isinstance(call := asked.get(key), Call):
                spec = calls.get(call.name)
                events.append(Answered(key, typed(value, spec.fields) if spec and value else value, failure))
            case Told(fact) if wanted.get(fact):
                events.append(event)
            case _:
                events.append(event)
                roots.append(number)
    spoke = (effect.language for effect in turn.effects if isinstance(effect, Say))
    heard = (event.understanding.language for event in turn.events if isinstance(event, Heard))
    language = next(spoke, next(heard, turn.language))
    changed = {"events": events, "roots": roots, "places": [None] * len(roots), "language": language, "exact": False}
    return Recorded(**{**{one.name: getattr(turn, one.name) for one in fields(turn)}, **changed})


def typed(value: Mapping[str, Any], kinds: Mapping[str, str]) -> Mapping[str, Any]:
    """A shop's answer with the types of its fields, as an older record has lost them."""
    return {name: _typed(item, kinds.get(name, "any")) for name, item in value.items()}


def _typed(value: Any, kind: str) -> Any:
    match kind, value:
        case "money", {"amount": amount, "currency": str(currency)}:
            return Money(Decimal(str(amount)), currency)
        case "date", str():
            return date.fromisoformat(value)
        case "moment", str():
            return datetime.fromisoformat(value)
        case "number", str():
            return Decimal(value)
        case "duration", {"seconds": int(seconds), "open": bool(open_)}:
            return Duration(seconds, open_)
        case _:
            return value
