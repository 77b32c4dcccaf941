"""How a past conversation goes with other flows, in one word and where: without it a replay would be a heap of effects.

Pure. What is worst in a conversation counts for all of it, and the first turn with it is the one that is shown.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import zip_longest
from typing import Any, Literal, get_args

from flows.flowset import FlowSet
from flows.model import Attached, Call, Effect, Event, Handoff, Heard, Pressed, Record, Say
from flows.recording import Recorded, RecordError, read
from flows.replay import Played, is_same, play
from flows.said import kept
from flows.steps import CallSpec
from nlu.comparing import shifts
from nlu.model import Understanding, Utterance

Verdict = Literal["error", "handed_off", "unknown", "path", "finished", "wording", "same"]
WORST: Sequence[Verdict] = get_args(Verdict)  # the worst first
SHOWN_TURNS = 3  # that are shown before the one that differs
EXAMPLES = 5  # conversations that are kept of one group
_TURN = tuple[Recorded, Played | None]
Hears = Callable[[Sequence[Utterance]], Sequence[Understanding]]


@dataclass(frozen=True, slots=True)
class Words:
    """A line of a conversation: who said it, by which wording, and its text. `differs`: the other side has no such line."""

    who: Literal["customer", "bot"]
    wording: str
    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Shifted:
    """A message that is understood otherwise now; an intent is empty where the model was, or is, not sure enough to act on it."""

    turn: int
    text: str
    language: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One conversation. `turn`, `flow` and `step` tell where it differs, `then` and `now` how it went up to there.

    `why` names the call nobody made then, the kind of an error, or the wording that is another; `shifted` are its messages that
    another model takes otherwise.
    """

    conversation: int
    turns: int
    verdict: Verdict = "same"
    turn: int = 0
    flow: str = ""
    step: str = ""
    why: str = ""
    skipped: int = 0
    then: Sequence[Words] = ()
    now: Sequence[Words] = ()
    shifted: Sequence[Shifted] = ()


class Comparison:
    """Holds conversations with `draft`, and says them as then with `base`, the set that is in use.

    `hears` is another model: what customers wrote is understood by it and not as it was then, but for what a server had
    understood, and for the values in it, which are the same by any model.
    """

    def __init__(self, draft: FlowSet, base: FlowSet, calls: Mapping[str, CallSpec], hears: Hears | None = None) -> None:
        self.draft, self.base, self.calls, self.hears = draft, base, calls, hears
        self._is_reworded = _words(draft) != _words(base)

    def compare(self, conversation: int, records: Sequence[tuple[int, str]]) -> Compared:
        """A conversation by the records of its turns, each with its number, from the first."""
        try:
            turns = [read(number, record, self.calls) for number, record in records]
        except RecordError:
            return Compared(conversation, len(records), "unknown", why="record")
        if not turns or turns[0].number != 1:
            return Compared(conversation, len(turns), "unknown", why="beginning")
        by_number = {turn.number: turn for turn in turns}
        heard = [self._heard(turn) for turn in turns] if self.hears else turns
        shifted = [one for turn, now in zip(turns, heard, strict=True) for one in _shifted(turn, now)]
        went: list[_TURN] = []
        worst: tuple[Verdict, int] = ("same", -1)
        skipped = 0
        for played in play(self.draft, heard):
            turn = by_number[played.number]
            went.append((turn, played))
            skipped += played.skipped
            verdict = self._verdict(turn, played)
            if WORST.index(verdict) < WORST.index(worst[0]):
                worst = (verdict, len(went) - 1)
        if worst[1] < 0:
            return Compared(conversation, len(turns), skipped=skipped, shifted=shifted)
        return self._shown(Compared(conversation, len(turns), worst[0], skipped=skipped, shifted=shifted), went, worst[1])

    def _heard(self, turn: Recorded) -> Recorded:
        """The turn with what the other model understands."""
        assert self.hears is not None
        places = [place for place, event in enumerate(turn.events) if isinstance(event, Heard) and _by_model(event.understanding)]
        if not places:
            return turn
        events = list(turn.events)
        then = [event.understanding for place in places if isinstance(event := events[place], Heard)]
        now = self.hears([Utterance(one.text, turn.language) for one in then])
        for place, before, after in zip(places, then, now, strict=True):
            events[place] = Heard(replace(after, language=before.language, entities=before.entities))
        return replace(turn, events=events)

    def _verdict(self, turn: Recorded, played: Played) -> Verdict:  # noqa: PLR0911 - one line for each verdict
        if played.ending == "error":
            return "error"
        try:
            is_worded = self._is_reworded and self._said(turn.effects, turn, self.base) != self._said(
                played.effects, played, self.draft
            )
        except Exception:  # noqa: BLE001 - a wording that cannot be said is a fault of the draft, told with where it stands
            return "error"
        if is_same(turn, played):
            return "wording" if is_worded else "same"
        handed = [any(isinstance(one, Handoff) for one in effects) for effects in (turn.effects, played.effects)]
        owners = (turn.owner or "bot", played.owner)
        if handed == [False, True] or (owners[0] == "bot" and owners[1] != "bot"):
            return "handed_off"
        if handed == [True, False] and played.owner == "bot":
            return "finished"
        if played.ending:
            return "unknown"
        same_way = _ways(turn.effects) == _ways(played.effects) and _calls(turn.effects) == _calls(played.effects)
        if played.skipped or not same_way or _wordings(turn.effects) != _wordings(played.effects):
            return "path"
        return "wording"

    def _said(self, effects: Sequence[Effect], at: Recorded | Played, flows: FlowSet) -> list[tuple[str, str]]:
        """What the customer read, as wording and text, buttons with it."""
        says = kept([one for one in effects if isinstance(one, Say)], at.question)
        return [(say.wording, _text(say, flows)) for say in says]

    def _shown(self, found: Compared, went: Sequence[_TURN], place: int) -> Compared:
        turn, played = went[place]
        assert played is not None
        flow, step = _where(_ways(turn.effects), _ways(played.effects))
        shown = went[max(0, place - SHOWN_TURNS) : place + 1]
        then = [line for one, _ in shown for line in self._lines(one.events, one.effects, one, self.base)]
        now = [line for one, other in shown if other for line in self._lines(one.events, other.effects, other, self.draft)]
        has = [Counter[tuple[str, str]]((one.who, one.text) for one in side) for side in (then, now)]
        sides = [_marked(line, has[1]) for line in then], [_marked(line, has[0]) for line in now]
        said = next((line.wording for line in sides[1] if line.differs), "") if found.verdict == "wording" else ""
        return Compared(
            found.conversation, found.turns, found.verdict, turn.number, flow, step, played.why or said, found.skipped, *sides,
            found.shifted,
        )  # fmt: skip

    def _lines(self, events: Iterable[Event], effects: Sequence[Effect], at: Recorded | Played, flows: FlowSet) -> list[Words]:
        heard = [Words("customer", "", text) for event in events if (text := _heard(event))]
        try:
            said = self._said(effects, at, flows)
        except Exception as error:  # noqa: BLE001 - what cannot be said is shown as what it is
            said = [("", type(error).__name__)]
        return [*heard, *(Words("bot", wording, text) for wording, text in said)]


def _by_model(understanding: Understanding) -> bool:
    """Whether the built-in model understood it, or nobody says who did."""
    return not understanding.model or understanding.model.startswith("builtin")


def _shifted(then: Recorded, now: Recorded) -> Iterable[Shifted]:
    before, after = ([event.understanding for event in turn.events if isinstance(event, Heard)] for turn in (then, now))
    for one in shifts(before, after):
        yield Shifted(then.number, one.text, one.language, one.before or "", one.after or "")


def _words(flows: FlowSet) -> Mapping[str, str]:
    return {name: text for name, text in flows.sources.items() if name.endswith(".ftl")}


def _text(say: Say, flows: FlowSet) -> str:
    """As the customer reads it; by its name where this set has no such wording (it was recorded with an older one)."""
    try:
        text = flows.wording.render(say.wording, say.values, say.language)
    except KeyError:
        return f"[{say.wording}]"
    return " ".join([text, *(f"[{one.title or _title(one, say, flows)}]" for one in say.buttons)])


def _title(button: Any, say: Say, flows: FlowSet) -> str:
    try:
        return flows.wording.render(button.wording, button.values, say.language)
    except KeyError:
        return str(button.wording)


def _heard(event: Event) -> str:
    match event:
        case Heard(understanding):
            return understanding.text
        case Pressed(payload, title):
            return title or payload
        case Attached():
            return "[file]"
        case _:
            return ""


def _marked(line: Words, other: Counter[tuple[str, str]]) -> Words:
    key = (line.who, line.text)
    if other[key]:
        other[key] -= 1
        return line
    return Words(line.who, line.wording, line.text, differs=True)


def _ways(effects: Sequence[Effect]) -> list[tuple[str, str]]:
    """The steps that were walked, in order."""
    went = [one.values["ways"] for one in effects if isinstance(one, Record) and one.what == "went"]
    return [(str(flow), str(name)) for ways in went for _, flow, name in ways]


def _calls(effects: Sequence[Effect]) -> list[str]:
    return [one.name for one in effects if isinstance(one, Call)]


def _wordings(effects: Sequence[Effect]) -> list[str]:
    return [one.wording for one in effects if isinstance(one, Say)]


def _where(then: Sequence[tuple[str, str]], now: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """The first step that is another; where all are the same, the last of the shop's own flows."""
    for before, after in zip_longest(then, now):
        if before != after:
            flow, step = after or before
            return flow, step.partition(" -> ")[0]
    flow, step = next((way for way in reversed(now) if not way[0].startswith("pattern_")), now[-1] if now else ("", ""))
    return flow, step.partition(" -> ")[0]


# --- all of them -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Group:
    """Conversations that differ alike, at one step."""

    verdict: Verdict
    flow: str
    step: str
    why: str
    count: int = 0
    examples: list[Compared] = field(default_factory=list)


@dataclass(slots=True)
class Shift:
    """Messages that go from one intent to another."""

    then: str
    now: str
    count: int = 0
    examples: list[Shifted] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """What came out so far."""

    conversations: int = 0
    turns: int = 0
    skipped: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    _groups: dict[tuple[str, str, str, str], Group] = field(default_factory=dict)
    _shifts: dict[tuple[str, str], Shift] = field(default_factory=dict)

    def add(self, one: Compared) -> None:
        """One conversation more."""
        self.conversations += 1
        self.turns += one.turns
        self.skipped += one.skipped
        self.counts[one.verdict] += 1
        for message in one.shifted:
            shift = self._shifts.setdefault((message.then, message.now), Shift(message.then, message.now))
            shift.count += 1
            if len(shift.examples) < EXAMPLES:
                shift.examples.append(message)
        if one.verdict == "same":
            return
        key = (one.verdict, one.flow, one.step, one.why)
        group = self._groups.setdefault(key, Group(one.verdict, one.flow, one.step, one.why))
        group.count += 1
        if len(group.examples) < EXAMPLES:
            group.examples.append(one)

    @property
    def groups(self) -> Sequence[Group]:
        """The worst first, then the most frequent."""
        return sorted(self._groups.values(), key=lambda one: (WORST.index(one.verdict), -one.count, one.flow, one.step))

    @property
    def shifts(self) -> Sequence[Shift]:
        """From which intent to which messages go with another model: first those it gives another, then those it doubts now."""
        order = sorted(self._shifts.values(), key=lambda one: (one.then, one.now))
        return sorted(order, key=lambda one: (not one.then or not one.now, not one.then, -one.count))

    def passed(self, max_handed_off: float, max_errors: int) -> bool:
        """See `passes`."""
        return passes(self.counts, self.conversations, max_handed_off, max_errors)

    def kept(self, mask: Callable[[str], str], most: int | None = None) -> dict[str, Any]:
        """All of it as JSON has it, `most` groups at most, with what `mask` leaves of each text."""
        groups = [asdict(group) for group in self.groups[:most]]
        shifts = [asdict(shift) for shift in self.shifts]
        lines = (line for group in groups for one in group["examples"] for line in (*one["then"], *one["now"], *one["shifted"]))
        for line in (*lines, *(message for shift in shifts for message in shift["examples"])):
            line["text"] = mask(line["text"])
        counts = {verdict: self.counts[verdict] for verdict in WORST}
        return {"counts": counts, "turns": self.turns, "skipped": self.skipped, "groups": groups, "shifts": shifts}


def passes(counts: Mapping[str, int], conversations: int, max_handed_off: float, max_errors: int) -> bool:
    """Whether a draft that brought this about may be published: `max_handed_off` in per cent of the conversations."""
    share = 100 * counts["handed_off"] / conversations if conversations else 0.0
    return share <= max_handed_off and counts["error"] <= max_errors
