"""A flow as nodes and ways: without it one would have to read all of a file to see where a conversation can go.

It is made from flows as they were read, not from a checked set, so that a flow in which somebody is just typing can be drawn too.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, assert_never

from config.source import Problem, Problems, Source, parse_yaml
from flows import steps
from flows.conditions import Compare, Condition, Join, Known, Node, Not, Operand, Reference, Several, Truth, Written
from flows.flowset import FlowSet
from flows.library import books, without_overridden
from flows.linking import link
from flows.model import Duration
from flows.reading import Draft, read_flows
from flows.shop.model import Money
from flows.steps import END, START, CallSpec, Collect, Given, Slot, Step, leads_to, way
from flows.wording import Wording, read_wording
from nlu.model import Language

Kind = Literal[
    "start", "collect", "say", "action", "set_slots", "call", "link", "noop", "again", "forsake", "confirm", "approve", "promise",
    "handoff", "end", "person", "aside", "earlier", "flow",
]  # fmt: skip
Way = Literal[
    "next", "yes", "change", "cancel", "approved", "rejected", "no_answer", "failed", "skipped", "rejection", "expire", "tries",
    "link",
]  # fmt: skip
PERSON, ASIDE, EARLIER = "*person", "*aside", "*earlier"  # no step: nobody gives a step such a name
BY_THE_WAY: frozenset[Way] = frozenset({"rejection", "expire", "tries", "change", "cancel"})  # told in the box of their step
WORDS: Mapping[str, str] = {
    "else": "otherwise", "and": "and", "or": "or", "not": "not", "known": "is known", "unknown": "is not known",
    "contains": "contains", "matches": "fits", "ago": "ago", "nothing": "nothing", "true": "yes", "false": "no",
    "yes": "yes", "change": "change", "cancel": "cancel", "approved": "approved", "rejected": "rejected",
    "no_answer": "no answer in time", "failed": "it failed", "skipped": "skipped", "rejection": "not taken",
    "expire": "silent for", "tries": "not understood", "link": "goes on",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Box:
    """A step, or what stands for the beginning, the end, a person ... `title` is what its file calls it, `text` what is said.

    `line` is that of its file, 0 for what is no step. `flow` is another flow it leads to.
    """

    id: str
    kind: Kind
    title: str = ""
    text: str = ""
    line: int = 0
    flow: str = ""
    remind: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """One way from a step: what leads there, in words, and what kind of way it is."""

    source: str
    target: str
    kind: Way = "next"
    label: str = ""

    @property
    def way(self) -> str:
        """Its name among the ways that are counted."""
        return way(self.source, self.target)


@dataclass(frozen=True, slots=True)
class Graph:
    """A flow as boxes, the first of which is its beginning, and the ways between them."""

    flow: str
    description: str
    file: str
    line: int
    boxes: Sequence[Box]
    edges: Sequence[Edge]

    def box(self, id_: str) -> Box:
        """A box by its id. Raises KeyError."""
        try:
            return next(box for box in self.boxes if box.id == id_)
        except StopIteration:
            raise KeyError(id_) from None


@dataclass(frozen=True, slots=True)
class Sketch:
    """What could be read of some texts: flows by their ids, words, and every mistake in the way."""

    drafts: Mapping[str, Draft]
    wording: Wording
    problems: Sequence[Problem] = ()


def sketch(sources: Mapping[str, str], calls: Mapping[str, CallSpec]) -> Sketch:
    """Read texts as far as they can be read. A file that is no YAML from some line on is read up to there."""
    wording, found = _words(tuple((name, text) for name, text in sources.items() if name.endswith(".ftl")))
    problems = list(found)
    drafts: list[Draft] = []
    shared: dict[str, Slot] = {}
    for name, text in sources.items():
        if name.endswith(".yml"):
            of_file, slots, wrong = _file(name, text)
            drafts += of_file
            shared |= slots
            problems += wrong
    linked = link(without_overridden(drafts), shared, wording, calls, problems)
    return Sketch({draft.flow.id: draft for draft in linked}, wording, problems)


@lru_cache(maxsize=2)
def _words(texts: tuple[tuple[str, str], ...]) -> tuple[Wording, Sequence[Problem]]:
    """Words are long to read, and seldom change while a flow is typed."""
    return read_wording(books(dict(texts)))


@lru_cache(maxsize=256)
def _file(name: str, text: str) -> tuple[Sequence[Draft], Mapping[str, Slot], Sequence[Problem]]:
    problems: list[Problem] = []
    drafts, slots = read_flows(_source(name, text, problems), problems)
    return drafts, slots, problems


def _source(name: str, text: str, problems: list[Problem]) -> Source:
    """A file, or as much of it as can be read: its lines up to the mistake, or before what the mistake leaves open."""
    try:
        return _with_flows(parse_yaml(text, name))
    except Problems as found:
        problems += found.problems
        line = min((one.place.line for one in found.problems), default=1)
    lines = text.splitlines(keepends=True)[: max(line - 1, 0)]
    fits, too_many = 0, len(lines) + 1
    while too_many - fits > 1:
        tried = (fits + too_many) // 2 if too_many <= len(lines) else len(lines)
        try:
            parse_yaml("".join(lines[:tried]), name)
            fits = tried
        except Problems:
            too_many = tried
    return _with_flows(parse_yaml("".join(lines[:fits]), name))


def _with_flows(source: Source) -> Source:
    """The source, or an empty one where its flows are no flows yet."""
    flows = source.data.get("flows") if isinstance(source.data, dict) else None
    if not isinstance(flows, dict):
        return Source(source.file, {"flows": {}}, {})
    whole = {name: flow for name, flow in flows.items() if isinstance(flow, dict)}
    return replace(source, data={**source.data, "flows": whole})


def sketched(flows: FlowSet) -> Sketch:
    """A whole set, read from the texts it keeps."""
    return sketch({name: text for name, text in flows.sources.items() if name.endswith((".yml", ".ftl"))}, flows.calls)


def graph(known: Sketch, flow: str, language: Language, words: Mapping[str, str] = WORDS) -> Graph:
    """One flow, with its words in a language. Raises KeyError where there is no such flow."""
    draft = known.drafts[flow]
    painter = _Painter(known, draft, language, {**WORDS, **words})
    place = draft.place("")
    boxes = [Box(START, "start", flow, draft.flow.description, place.line), *map(painter.box, draft.flow.steps.values())]
    edges = [Edge(START, draft.flow.first), *_joined(edge for step in draft.flow.steps.values() for edge in painter.edges(step))]
    ids = {box.id for box in boxes}
    edges = [edge for edge in edges if edge.target in ids or edge.target in _ENDS or edge.target.startswith(leads_to(""))]
    ends = dict.fromkeys(edge.target for edge in edges if edge.target not in ids)
    boxes += [painter.end(id_) for id_ in ends]
    return Graph(flow, draft.flow.description, place.file, place.line, boxes, edges)


_ENDS: Mapping[str, Kind] = {END: "end", PERSON: "person", ASIDE: "aside", EARLIER: "earlier"}


def _joined(edges: Iterator[Edge]) -> list[Edge]:
    """Ways of one step to the same place as one, since they are counted as one."""
    kept: dict[tuple[str, str, bool], Edge] = {}
    for edge in edges:
        key = (edge.source, edge.target, edge.kind in BY_THE_WAY)
        if (before := kept.get(key)) is None:
            kept[key] = edge
        elif edge.label != before.label:
            kept[key] = replace(before, label=" · ".join(label for label in (before.label, edge.label) if label))
    return list(kept.values())


class _Blank(dict[str, Any]):
    """Values that nobody has yet, each shown by its name."""

    def get(self, name: str, default: Any = None) -> Any:
        return f"‹{name}›"


class _Painter:
    def __init__(self, known: Sketch, draft: Draft, language: Language, words: Mapping[str, str]) -> None:
        self.known, self.draft, self.flow, self.language, self.words = known, draft, draft.flow, language, words

    # --- boxes -------------------------------------------------------------------------------------------------

    def box(self, step: Step) -> Box:
        """A step as a box."""
        kind, title, text = self._told(step)
        remind = f"{span(step.remind.after)}: {step.remind.wording}" if isinstance(step, Collect) and step.remind else ""
        leads = step.flow if isinstance(step, steps.CallFlow | steps.Link) else ""
        return Box(step.id, kind, title, text, self.draft.place(step.id).line, leads, remind)

    def _told(self, step: Step) -> tuple[Kind, str, str]:  # noqa: C901, PLR0911, PLR0912 - one arm for each kind of step
        match step:
            case Collect():
                return "collect", step.slot, self.said(step.question)
            case steps.Say():
                return "say", step.wording, self.said(step.wording)
            case steps.Action():
                return "action", step.call, ""
            case steps.SetSlots():
                return "set_slots", "", ", ".join(f"{name} = {self._given(given)}" for name, given in step.values.items())
            case steps.CallFlow():
                return "call", step.flow, self._describes(step.flow)
            case steps.Link():
                return "link", step.flow, self._describes(step.flow)
            case steps.Noop():
                return "noop", "", ""
            case steps.Again():
                return "again", "", ""
            case steps.Forsake():
                return "forsake", "", ""
            case steps.Confirm():
                return "confirm", step.wording, self.said(step.wording)
            case steps.Approve():
                return "approve", step.team, self.said(step.summary)
            case steps.Promise():
                return "promise", step.what, self._given(step.until) if step.until else span(step.within)
            case steps.Handoff():
                return "handoff", step.team or step.reason, self.said(step.summary)
            case _:
                assert_never(step)

    def said(self, wording: str) -> str:
        """A text in the language, or in any other where it has none."""
        for language in (self.language, *self.known.wording.languages):
            if wording in self.known.wording.parts.get(language, ()):
                return " ".join(self.known.wording.render(wording, _Blank(), language).split())
        return ""

    def _describes(self, flow: str) -> str:
        return self.known.drafts[flow].flow.description if flow in self.known.drafts else ""

    @staticmethod
    def end(id_: str) -> Box:
        """What is no step of the flow: its end, a person, another flow."""
        if id_.startswith(leads_to("")):
            name = id_.removeprefix(leads_to(""))
            return Box(id_, "flow", name, flow=name)
        return Box(id_, _ENDS[id_])

    # --- ways --------------------------------------------------------------------------------------------------

    def edges(self, step: Step) -> Iterator[Edge]:
        """All ways from a step."""
        id_ = step.id
        match step:
            case steps.Approve():
                for kind, to in (("approved", step.approved), ("rejected", step.rejected), ("no_answer", step.no_answer)):
                    yield Edge(id_, to, kind, self.words[kind])  # type: ignore[arg-type]  # three of them
            case steps.Link():
                yield Edge(id_, leads_to(step.flow), "link")
            case _:
                yield from self._arms(step)
        if isinstance(step, Collect):
            yield from self._of_question(step)
        if isinstance(step, steps.Action) and step.failed:
            yield Edge(id_, step.failed, "failed", self.words["failed"])
        if isinstance(step, steps.Confirm):
            yield Edge(id_, EARLIER, "change", self.words["change"])
            yield Edge(id_, END, "cancel", self.words["cancel"])

    def _arms(self, step: Step) -> Iterator[Edge]:
        kind: Way = "yes" if isinstance(step, steps.Confirm) else "next"
        for arm in step.next:
            otherwise = self.words["else"] if len(step.next) > 1 else self.words["yes"] if kind == "yes" else ""
            yield Edge(step.id, arm.to, kind, self.condition(arm.condition) if arm.condition else otherwise)

    def _of_question(self, step: Collect) -> Iterator[Edge]:
        if step.skipped:
            yield Edge(step.id, step.skipped, "skipped", self.words["skipped"])
        for rejection in step.rejections:
            yield Edge(step.id, step.id, "rejection", f"{self.words['rejection']}: {self.condition(rejection.condition)}")
        if step.expire:
            yield Edge(step.id, ASIDE, "expire", f"{self.words['expire']} {span(step.expire)}")
        if not (step.optional or step.skipped):
            yield Edge(step.id, PERSON, "tries", f"{max(len(step.reprompts), 1) + 1}× {self.words['tries']}")

    # --- words -------------------------------------------------------------------------------------------------

    def condition(self, condition: Condition) -> str:
        """A condition as one reads it."""
        return self._node(condition.node)

    def _node(self, node: Node) -> str:  # noqa: PLR0911 - one line for each shape
        match node:
            case Known(operand):
                return f"{self._operand(operand)} {self.words['known']}"
            case Not(Known(operand)):
                return f"{self._operand(operand)} {self.words['unknown']}"
            case Truth(operand):
                return self._operand(operand)
            case Not(inner):
                text = self._node(inner)
                return f"{self.words['not']} {f'({text})' if isinstance(inner, Join) else text}"
            case Join(word, nodes):
                return f" {self.words[word]} ".join(
                    f"({self._node(one)})" if isinstance(one, Join) else self._node(one) for one in nodes
                )
            case Compare(sign, left, right):
                if sign == "contains" and isinstance(left, Several):
                    return f"{self._operand(right)} = {self._operand(left)}"
                ago = f" {self.words['ago']}" if isinstance(right, Written) and isinstance(right.value, Duration) else ""
                signs = {"!=": "≠", ">=": "≥", "<=": "≤", "contains": self.words["contains"], "matches": self.words["matches"]}
                return f"{self._operand(left)} {signs.get(sign, sign)} {self._operand(right)}{ago}"
            case _:
                assert_never(node)

    def _operand(self, operand: Operand) -> str:
        match operand:
            case Reference(path):
                return ".".join(path[1:])
            case Written(value):
                return self._value(value)
            case Several(values):
                return f" {self.words['or']} ".join(map(self._value, values))
            case _:
                assert_never(operand)

    def _given(self, given: Given) -> str:
        return ".".join(given.path[1:]) if isinstance(given, Reference) else self._value(given.value)

    def _value(self, value: Any) -> str:  # noqa: PLR0911 - one line for each type
        match value:
            case None:
                return self.words["nothing"]
            case bool():
                return self.words[str(value).lower()]
            case Money(amount, currency):
                return f"{amount.normalize():f} {currency}"
            case Decimal():
                return f"{value:f}"
            case Duration():
                return span(value)
            case datetime():
                return value.isoformat(" ", "minutes")
            case _:
                return str(value)


def span(duration: Duration) -> str:
    """A length of time as flows write it: `3d`, `2h open`."""
    units = (("w", 604_800), ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1))
    unit, size = next(
        (unit, size) for unit, size in units if duration.seconds % size == 0 and (duration.seconds >= size or size == 1)
    )
    return f"{duration.seconds // size}{unit}{' open' if duration.open else ''}"


def mermaid(drawn: Graph, name: Callable[[Box], str] | None = None) -> str:
    """The flow in Mermaid's notation (https://mermaid.js.org/syntax/flowchart.html), which Git forges draw in Markdown."""
    ids = {box.id: f"n{number}" for number, box in enumerate(drawn.boxes)}
    shapes: Mapping[str, tuple[str, str]] = {
        "start": ("([", "])"), "end": ("([", "])"), "person": ("([", "])"), "aside": ("([", "])"), "earlier": ("([", "])"),
        "noop": ("{", "}"), "confirm": ("{{", "}}"), "approve": ("{{", "}}"), "call": ("[[", "]]"), "flow": ("[[", "]]"),
    }  # fmt: skip
    lines = ["flowchart TD"]
    for box in drawn.boxes:
        opened, closed = shapes.get(box.kind, ("[", "]"))
        lines.append(f"  {ids[box.id]}{opened}{_quoted(name(box) if name else label_of(box))}{closed}")
    for edge in drawn.edges:
        arrow = "-.->" if edge.kind in BY_THE_WAY else "-->"
        label = f"|{_quoted(edge.label)}|" if edge.label else ""
        lines.append(f"  {ids[edge.source]} {arrow}{label} {ids[edge.target]}")
    return "\n".join(lines) + "\n"


def label_of(box: Box) -> str:
    """A box in one line."""
    name = box.kind if box.id.startswith("*") and not box.title else box.title or box.id
    return f"{name}: {box.text}" if box.text else name


def _quoted(text: str) -> str:
    """Mermaid takes any text in quotes, with its own codes for what would end them."""
    safe = text.replace("&", "#amp;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
    return f'"{safe}"'
