"""What there is in a draft and where it stands: without it an editor could neither complete a word nor jump to what it means.

It is read from texts that may be half written: a flow file that is no YAML at this moment is shown as it was read last.
"""

import hashlib
import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from config.source import Problem, Problems, parse_yaml
from flows import steps
from flows.reading import Draft, read_flows
from flows.reading_steps import KINDS
from flows.steps import Flow, Slot, Step

SHOWN = 140  # characters of a wording
_MESSAGE = re.compile(r"^(?P<id>-?[A-Za-z][\w-]*)[ \t]*=(?P<text>.*(?:\n(?:[ \t]+.*|[ \t]*(?=\n)))*)", re.MULTILINE)
_VALUE = re.compile(r"\{\s*(?:[A-Z]+\(\s*)?\$([A-Za-z][\w-]*)")
_FLOW = re.compile(r"^  (?P<id>[A-Za-z_][\w-]*):", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class StepAt:
    """A step: its id, whether that is written or made up, its kind, its line, what it is about, and the steps it names."""

    id: str
    kind: str
    line: int
    about: str
    own: bool


@dataclass(frozen=True, slots=True)
class FlowAt:
    """A flow with its steps in the order of the file."""

    id: str
    file: str
    line: int
    description: str
    triggers: tuple[str, ...]
    steps: tuple[StepAt, ...]


@dataclass(frozen=True, slots=True)
class SlotAt:
    """A declared slot; `flow` is empty where it is declared for the whole file."""

    name: str
    type: str
    values: tuple[str, ...]
    flow: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Said:
    """A wording in one file: where it begins, the values it takes, how it begins."""

    id: str
    file: str
    line: int
    values: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """All flows, slots and wordings of a draft."""

    flows: tuple[FlowAt, ...]
    slots: tuple[SlotAt, ...]
    wordings: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    flows: tuple[FlowAt, ...] = ()
    slots: tuple[SlotAt, ...] = ()
    wordings: tuple[Said, ...] = ()


class Reader:
    """Reads outlines, each text once."""

    def __init__(self, room: int = 400) -> None:
        self._room = room
        self._pages: OrderedDict[tuple[str, str], _Page] = OrderedDict()
        self._sound: dict[str, _Page] = {}  # the last reading of each flow file that could be read

    def read(self, texts: Mapping[str, str]) -> Outline:
        """The outline of these texts, by file name."""
        pages = [self._page(name, text) for name, text in sorted(texts.items())]
        return Outline(
            tuple(flow for page in pages for flow in page.flows),
            tuple(slot for page in pages for slot in page.slots),
            tuple(said for page in pages for said in page.wordings),
        )

    def _page(self, name: str, text: str) -> _Page:
        key = name, hashlib.sha256(text.encode()).hexdigest()
        if key not in self._pages:
            self._pages[key] = self._flows(name, text) if name.endswith(".yml") else _Page(wordings=tuple(_wordings(name, text)))
            while len(self._pages) > self._room:
                self._pages.popitem(last=False)
        return self._pages[key]

    def _flows(self, name: str, text: str) -> _Page:
        try:
            source = parse_yaml(text, name)
        except Problems:
            return self._sound.get(name) or _Page(tuple(_guessed(name, text)))
        ignored: list[Problem] = []
        drafts, shared = read_flows(source, ignored)
        slots = [_slot(slot, "", source.place("slots", slot.name).line, name) for slot in shared.values()]
        for draft in drafts:
            own = draft.flow.slots.values()
            slots += [_slot(slot, draft.flow.id, draft.place("", "slots", slot.name).line, name) for slot in own]
        page = self._sound[name] = _Page(tuple(_flow(draft) for draft in drafts), tuple(slots))
        return page


def _flow(draft: Draft) -> FlowAt:
    flow = draft.flow
    found = sorted((_step(draft, id_, step) for id_, step in flow.steps.items()), key=lambda step: step.line)
    return FlowAt(flow.id, draft.source.file, draft.place("").line, flow.description, _triggers(flow), tuple(found))


def _triggers(flow: Flow) -> tuple[str, ...]:
    intents = (f"{'label' if name in flow.labels else 'intent'}: {name}" for name in flow.intents)
    return (*intents, *(f"entity: {name}" for name in flow.entities), *(f"told: {name}" for name in flow.told))


def _step(draft: Draft, id_: str, step: Step) -> StepAt:
    raw = draft.raw(id_)
    kind = next((kind for kind in KINDS if isinstance(raw, Mapping) and kind in raw), "step")
    return StepAt(id_, kind, draft.place(id_).line, _about(step), isinstance(raw, Mapping) and "id" in raw)


def _about(step: Step) -> str:  # noqa: PLR0911 - one line for each kind
    match step:
        case steps.Collect():
            return step.slot
        case steps.Say() | steps.Confirm():
            return step.wording
        case steps.Action():
            return step.call
        case steps.CallFlow() | steps.Link():
            return step.flow
        case steps.SetSlots():
            return ", ".join(step.values)
        case steps.Approve():
            return step.team
        case steps.Promise():
            return step.what
        case steps.Handoff():
            return step.summary or step.team
        case steps.Noop() | steps.Again() | steps.Forsake():
            return ""


def _slot(slot: Slot, flow: str, line: int, file: str) -> SlotAt:
    return SlotAt(slot.name, slot.type, slot.values, flow, file, line)


def _guessed(name: str, text: str) -> Iterator[FlowAt]:
    """The flows of a file that could not be read once since the program began, by its indents."""
    begins = text.find("\nflows:") + 1 if not text.startswith("flows:") else 0
    for found in _FLOW.finditer(text, begins):
        yield FlowAt(found["id"], name, text.count("\n", 0, found.start()) + 1, "", (), ())


def _wordings(name: str, text: str) -> Iterator[Said]:
    for found in _MESSAGE.finditer(text):
        said = " ".join(found["text"].split())
        values = tuple(dict.fromkeys(_VALUE.findall(found["text"])))
        yield Said(found["id"], name, text.count("\n", 0, found.start()) + 1, values, said[:SHOWN])
