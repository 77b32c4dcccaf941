"""A past conversation held again with other flows: without it nobody could see what a change would have done to real customers.

Pure: the turns come as they were recorded (`flows/recording.py`), the shop's answers and the clock with them. Nothing is guessed:

| what the flows do now | what happens |
|---|---|
| a call that was made then | it is answered as it was then: by its name and arguments, the nearest in time |
| a call, approval or promise of a person that was not | the conversation leaves what is recorded, and ends there (`unknown`) |
| another question is open when the customer writes | what was written to that one is taken; the rest is passed over (`skipped`) |
| a question the customer was never asked | the conversation ends there |
| somebody else has the floor than then | the conversation ends there: what was written next was written to somebody else |
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

import msgspec

from flows.dialogue import Dialogue
from flows.engine import advance, begin
from flows.flowset import FlowSet
from flows.model import Answered, Approve, Call, Decided, Effect, Elapsed, Event, Handoff, Opened, Pressed, Say, Told
from flows.recording import Place, Recorded, open_place, pack, visited, written

Ending = Literal["", "unknown", "floor", "left", "error"]
READS = 50  # answers to one event, as in a turn
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Played:
    """One turn as it goes now. `effects` are those of the whole turn, `question` the number of the one then open.

    `ending` tells that the conversation cannot be followed further, and `why`: a call's name, the kind of an error.
    """

    number: int
    now: datetime
    effects: Sequence[Effect]
    owner: str
    question: str
    skipped: int = 0
    ending: Ending = ""
    why: str = ""

    @property
    def says(self) -> Sequence[Say]:
        """What is said."""
        return [effect for effect in self.effects if isinstance(effect, Say)]


def is_same(turn: Recorded, played: Played) -> bool:
    """Whether a turn wants done to the letter what it wanted then."""
    return not played.skipped and not played.ending and _encode(written(played.effects)) == turn.raw


class _LeftError(Exception):
    """The conversation leaves what is recorded."""


@dataclass(slots=True)
class _Entry:
    """Something that was asked then, in which turn, and what came of it."""

    turn: int
    asked: Call | Approve
    answer: Answered | Decided | None = None
    used: bool = False


@dataclass(slots=True)
class _Past:
    """What the record knows of the world around the conversation."""

    entries: list[_Entry] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)  # a key of then -> the one of now
    early: dict[str, Event] = field(default_factory=dict)  # answers that came before they were asked for now

    def find(self, turn: int, asked: Call | Approve) -> _Entry | None:
        """The same thing asked then: unused before used, in the same turn before others, earlier before later."""
        wanted = _identity(asked)
        same = [entry for entry in self.entries if _identity(entry.asked) == wanted]
        if not isinstance(asked, Call) or asked.once:
            same = [entry for entry in same if not entry.used]
        return min(same, key=lambda entry: (entry.used, abs(entry.turn - turn), entry.turn), default=None)


def _identity(asked: Call | Approve) -> bytes:
    match asked:
        case Call(name, arguments, _, once):
            return _encode(["call", name, sorted((one, pack(value)) for one, value in arguments.items()), once])
        case Approve(key):
            return _encode(["approve", key.split(":")[1:3]])


def play(flows: FlowSet, turns: Sequence[Recorded]) -> Iterator[Played]:
    """A conversation from its first turn, held with a set of flows; it ends where it can be followed no further."""
    past = _remembered(turns)
    dialogue = begin(flows, turns[0].language) if turns else None
    for index, turn in enumerate(turns):
        if turn.gave_up or dialogue is None:  # the dialogue was not asked then, and stayed as it was
            continue
        player = _Player(flows, dialogue, turn, past, [place for later in turns[index + 1 :] for place in later.places])
        played = player.play()
        yield played
        if played.ending:
            return
        dialogue = player.dialogue


def _remembered(turns: Sequence[Recorded]) -> _Past:
    past = _Past([_Entry(turn.number, asked) for turn in turns for asked in turn.asked])
    by_key = {entry.asked.key: entry for entry in past.entries}
    for turn in turns:
        for event in turn.events:
            key = event.key if isinstance(event, Answered) else event.approval if isinstance(event, Decided) else ""
            if (entry := by_key.get(key)) is not None and isinstance(event, Answered | Decided):
                entry.answer = event
    return past


class _Player:
    """One turn."""

    def __init__(
        self, flows: FlowSet, dialogue: Dialogue, turn: Recorded, past: _Past, later: Sequence[Place | None]
    ) -> None:
        self.flows, self.dialogue, self.turn, self.past, self.later = flows, dialogue, turn, past, later
        self.now = datetime.fromtimestamp(turn.now / 1000, UTC)
        self.effects: list[Effect] = []
        self.skipped = 0
        roots = set(turn.roots)
        self.told = [event for number, event in enumerate(turn.events) if number not in roots and isinstance(event, Told)]

    def play(self) -> Played:
        """The turn as it goes now; a fault of the flows is its ending, and no error."""
        ending: Ending = ""
        why = ""
        try:
            for number, root in enumerate(self.turn.roots):
                self._root(self.turn.events[root], number)
        except _LeftError as left:
            ending, why = ("left" if left.args[0] == "" else "unknown"), str(left.args[0])
        except Exception as error:  # noqa: BLE001 - whatever a draft brings about is told, with the conversation it happened in
            ending, why = "error", type(error).__name__
        if not ending and self.turn.owner and self.dialogue.owner != self.turn.owner:
            ending = "floor"
        return Played(
            self.turn.number, self.now, self.effects, self.dialogue.owner, self.dialogue.question, self.skipped, ending, why
        )

    def _root(self, event: Event, number: int) -> None:
        """Something from outside, put in the words of now; what no longer fits is passed over."""
        place = self.turn.places[number] if number < len(self.turn.places) else None
        if isinstance(event, Answered | Decided):
            fitted: Event | None = self._result(event)
        elif self.turn.exact:
            fitted = self._fitted(event, place, self.turn.places[number + 1 :])
        else:
            fitted = event
        if fitted is None:
            self.skipped += 1
        else:
            self._happen(fitted)

    def _result(self, event: Answered | Decided) -> Event | None:
        key = event.key if isinstance(event, Answered) else event.approval
        if key in self.past.keys:
            return _under(event, self.past.keys[key])
        if any(entry.asked.key == key for entry in self.past.entries):
            self.past.early[key] = event
            return None
        return event

    def _fitted(self, event: Event, place: Place | None, rest: Sequence[Place | None]) -> Event | None:
        here = open_place(self.flows, self.dialogue)
        match event:
            case Pressed(payload) | Opened(payload) if place is not None and place.answer:
                found = self._button(payload, place)
                return replace(event, payload=found) if found else None
            case Elapsed(timer) if place is not None:
                visit = self._visit(timer.partition(":")[2], place)
                return Elapsed(f"{timer.partition(':')[0]}:{visit}") if visit else None
            case Told("unsettled", values) if place is not None:
                visit = self._visit(str(values.get("asks")), place)
                return Told("unsettled", {**values, "asks": visit}) if visit else None
            case Told() | Elapsed():
                return event
            case _ if place is None or place.is_same(here):
                return event
            case _ if any(other is not None and other.is_same(here) for other in (*rest, *self.later)):
                return None
            case _:
                raise _LeftError("")

    def _button(self, payload: str, place: Place) -> str:
        """The same answer to the same question: by the number of then where that still fits, else where it was asked last."""
        numbers = [payload.partition(".")[0], *reversed(list(self.dialogue.offered))]
        for visit in numbers:
            offer = self.dialogue.offered.get(visit)
            if offer is not None and (offer.flow, offer.step) == (place.flow, place.step) and place.answer in offer.answers:
                return f"{visit}.{offer.answers.index(place.answer)}"
        return ""

    def _visit(self, visit: str, place: Place) -> str:
        numbers = [visit, *(str(run.visit) for run in reversed(self.dialogue.stack) if run.visit)]
        return next((one for one in numbers if place.is_same(visited(self.flows, self.dialogue, one))), "")

    def _happen(self, event: Event) -> None:
        waiting = [event]
        for _ in range(READS):
            if not waiting:
                return
            self.dialogue, effects = advance(self.flows, self.dialogue, waiting.pop(0), self.now)
            self.effects.extend(effects)
            for effect in effects:
                waiting += self._answers(effect)
        raise RuntimeError(f"a flow asks for more than {READS} answers to one event")

    def _answers(self, effect: Effect) -> list[Event]:
        match effect:
            case Call() | Approve():
                return self._asked(effect)
            case Handoff():
                return self._word("handed_over")
            case _:
                return []

    def _asked(self, asked: Call | Approve) -> list[Event]:
        entry = self.past.find(self.turn.number, asked)
        if entry is None:
            raise _LeftError(asked.name if isinstance(asked, Call) else asked.key.split(":")[1])
        entry.used = True
        self.past.keys[entry.asked.key] = asked.key
        told = self._word("submitted") if isinstance(asked, Approve) else []
        if isinstance(asked, Call) and not asked.once:
            if entry.answer is None:
                raise _LeftError(asked.name)
            return [_under(entry.answer, asked.key)]
        early = self.past.early.pop(entry.asked.key, None)
        return [*told, *([_under(early, asked.key)] if isinstance(early, Answered | Decided) else [])]

    def _word(self, fact: str) -> list[Event]:
        """What people said to it in this turn; where they were not asked then, the floor differs, and that ends it."""
        found = next((told for told in self.told if told.fact == fact), None)
        if found is None:
            return []
        self.told.remove(found)
        return [found]


def _under(event: Answered | Decided, key: str) -> Event:
    return replace(event, key=key) if isinstance(event, Answered) else replace(event, approval=key)


def differences(flows: FlowSet, turns: Sequence[Recorded]) -> Sequence[Played]:
    """The turns that go otherwise now, to the letter."""
    by_number: Mapping[int, Recorded] = {turn.number: turn for turn in turns}
    return [played for played in play(flows, turns) if not is_same(by_number[played.number], played)]
