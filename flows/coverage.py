"""What conversation tests pass by: without it nobody would know which lines of a flow no test has ever tried.

A step is covered when a conversation came to it, a way when one left a step by it. Every turn's record counts the ways that were
gone (`went`); here they are laid over the files.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from config.source import Problems, parse_yaml
from flows import steps
from flows.flowset import FlowSet
from flows.library import BUILT_IN
from flows.reading import Draft, read_flows
from flows.steps import Flow, Step, way

Walked = Mapping[tuple[str, str], int]  # how often, by flow and way, as `flows.steps.way` names it


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of a step, the line where it is written, and how often it was taken."""

    to: str
    line: int
    taken: int


@dataclass(frozen=True, slots=True)
class StepCover:
    """A step: the lines it fills, how often it was reached, and by which ways it was left."""

    id: str
    line: int
    end: int  # the last of its lines
    reached: int
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class FlowCover:
    """A flow of a file with its steps."""

    flow: str
    file: str
    line: int
    steps: tuple[StepCover, ...]

    @property
    def reached(self) -> int:
        """How many of its steps a test came to."""
        return sum(bool(step.reached) for step in self.steps)

    @property
    def ways(self) -> tuple[int, int]:
        """Ways taken, and all there are."""
        found = [one for step in self.steps for one in step.ways]
        return sum(bool(one.taken) for one in found), len(found)

    @property
    def percent(self) -> float:
        """Steps and ways covered, of all of them, from 0 to 100."""
        taken, ways = self.ways
        return percent(self.reached + taken, len(self.steps) + ways)

    @property
    def missing(self) -> tuple[tuple[int, int], ...]:
        """The lines no test came to, in stretches of first and last: of steps not reached, and of ways that none took."""
        lines = {line for step in self.steps if not step.reached for line in range(step.line, step.end + 1)}
        lines |= {one.line for step in self.steps if step.reached for one in step.ways if not one.taken}
        return tuple(_stretches(sorted(lines)))


def percent(part: int, whole: int) -> float:
    """From 0 to 100; of nothing, all."""
    return 100 * part / whole if whole else 100.0


def total(covers: Iterable[FlowCover]) -> float:
    """Steps and ways of all flows, from 0 to 100."""
    known = list(covers)
    done = sum(cover.reached + cover.ways[0] for cover in known)
    return percent(done, sum(len(cover.steps) + cover.ways[1] for cover in known))


def shown(stretches: Sequence[tuple[int, int]]) -> str:
    """Lines as people read them: `12, 20-24`."""
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in stretches)


def walked(record: str) -> Counter[tuple[str, str]]:
    """The ways that a turn's record counts."""
    found: Counter[tuple[str, str]] = Counter()
    for kind, effect in json.loads(record).get("effects", ()):
        if kind == "Record" and effect.get("what") == "went":
            found.update((flow, name) for _, flow, name in map(_plain, _plain(effect["values"]["ways"])))
    return found


def _plain(value: Any) -> Any:
    """A list, also where the record says that it was a tuple."""
    return value["$tuple"] if isinstance(value, dict) else value


def covered(flows: FlowSet, went: Walked) -> list[FlowCover]:
    """Every flow the shop writes itself, in the order of its files, with what was walked of it."""
    found: list[FlowCover] = []
    for name, text in sorted(flows.sources.items()):
        if name.endswith(".yml") and not name.startswith(BUILT_IN):
            found += _of_file(flows, name, text, went)
    return found


def _of_file(flows: FlowSet, name: str, text: str, went: Walked) -> Iterator[FlowCover]:
    try:
        drafts, _ = read_flows(parse_yaml(text, name), [])
    except Problems:
        return  # a set that was built has none
    ends = _ends(drafts, text.splitlines())
    for draft in drafts:
        flow = flows.flows.get(draft.flow.id)
        if flow is not None:
            parts = sorted((_step(draft, flow, id_, went, ends) for id_ in flow.steps), key=lambda step: step.line)
            yield FlowCover(flow.id, name, draft.place("").line, tuple(parts))


def _step(draft: Draft, flow: Flow, id_: str, went: Walked, ends: Mapping[int, int]) -> StepCover:
    line = draft.place(id_).line
    ways = tuple(_ways(draft, flow.id, flow.steps[id_], went))
    reached = sum(times for (name, gone), times in went.items() if name == flow.id and gone.endswith(way("", id_)))
    return StepCover(id_, line, ends.get(line, line), reached, ways)


def _ends(drafts: Sequence[Draft], lines: Sequence[str]) -> Mapping[int, int]:
    """The last line of what begins at each line: the one before the next step begins that says something."""
    starts = sorted({draft.place(step).line for draft in drafts for step in ("", *draft.flow.steps)})
    ends: dict[int, int] = {}
    for first, following in zip(starts, [*starts[1:], len(lines) + 1], strict=True):
        last = following - 1
        while last > first and not _says(lines[last - 1]):
            last -= 1
        ends[first] = last
    return ends


def _says(line: str) -> bool:
    """Whether there is more in a line than a comment or the beginning of what is nested."""
    return bool(line.strip()) and not line.strip().startswith("#")


def _ways(draft: Draft, flow: str, step: Step, went: Walked) -> Iterator[Way]:
    """Those that a file writes. Where there is only one, the step itself tells enough; two to the same place count together."""
    written = [(("next", number), arm.to) for number, arm in enumerate(step.next)] if len(step.next) > 1 else []
    for keys, to in (*written, *_named(step)):
        yield Way(to, draft.place(step.id, *keys).line, went.get((flow, way(step.id, to)), 0))


def _named(step: Step) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Ways that have a key of their own."""
    match step:
        case steps.Approve():
            for key, to in (("approved", step.approved), ("rejected", step.rejected), ("no_answer", step.no_answer)):
                yield ("approve", key), to
        case steps.Action(failed=to) if to:
            yield ("failed",), to
        case steps.Collect(skipped=to) if to:
            yield ("skipped",), to
        case _:
            return


def _stretches(lines: Sequence[int]) -> Iterator[tuple[int, int]]:
    for _, group in groupby(enumerate(lines), key=lambda pair: pair[1] - pair[0]):
        stretch = [line for _, line in group]
        yield stretch[0], stretch[-1]


def places(flows: FlowSet) -> Mapping[tuple[str, str], tuple[str, int]]:
    """File and line of every step, by flow and step; those of a flow itself by its name and nothing."""
    found: dict[tuple[str, str], tuple[str, int]] = {}
    for name, text in sorted(flows.sources.items(), key=lambda pair: not pair[0].startswith(BUILT_IN)):
        if name.endswith(".yml"):
            try:
                drafts, _ = read_flows(parse_yaml(text, name), [])
            except Problems:
                continue
            for draft in drafts:
                found |= {(draft.flow.id, step): (name, draft.place(step).line) for step in ("", *draft.flow.steps)}
    return found
