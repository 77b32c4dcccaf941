"""The ways through a flow: without it a step could lead nowhere, never be reached, or lead round in a circle for ever."""

from collections.abc import Collection, Iterator, Mapping

from config.near import did_you_mean
from config.source import Problem
from flows import steps
from flows.reading import Draft
from flows.steps import END, Collect, Flow, Step

WAITS = "await_shop"  # changes nothing, and takes as long as the shop is silent
Ways = Mapping[str, frozenset[str]]


def problems(draft: Draft) -> Iterator[Problem]:
    """Ways to steps that are not there, steps no way leads to, and circles; these not where a way could not be read."""
    flow = draft.flow
    missing = list(_missing(draft))
    yield from missing
    if missing or not draft.whole:
        return
    ways = {id_: frozenset(to for _, to in targets(step) if to in flow.steps or to == END) for id_, step in flow.steps.items()}
    reached = _reachable(ways, flow.first)
    for id_ in flow.steps:
        if id_ not in reached:
            hint = "lead to it with `next`, or take it out"
            yield Problem(draft.place(id_), f"no way leads to this step of `{flow.id}`", hint, "step-unreachable")
    yield from _without_end(draft, ways, reached)
    yield from _circles(draft, ways)


def targets(step: Step) -> Iterator[tuple[str, str]]:
    """Where a step may lead to, as (key in the file, id of a step or END)."""
    match step:
        case steps.Approve():
            yield from (("approve", to) for to in (step.approved, step.rejected, step.no_answer))
        case steps.Link():
            yield "link", END
        case _:
            yield from (("next", arm.to) for arm in step.next)
    if isinstance(step, Collect) and step.skipped:
        yield "skipped", step.skipped
    if isinstance(step, steps.Action) and step.failed:
        yield "failed", step.failed


def _missing(draft: Draft) -> Iterator[Problem]:
    known = (*draft.flow.steps, END)
    for id_, step in draft.flow.steps.items():
        for key, to in targets(step):
            if to and to not in known:  # without a name that was reported already
                text, hint = f"there is no step `{to}` in `{draft.flow.id}`", did_you_mean(to, known)
                yield Problem(draft.place(id_, key), text, hint, "step-unknown")


def _reachable(ways: Ways, first: str) -> set[str]:
    seen, waiting = {first}, [first]
    while waiting:
        for to in ways.get(waiting.pop(), ()):
            if to not in seen:
                seen.add(to)
                waiting.append(to)
    return seen


def _without_end(draft: Draft, ways: Ways, reached: Collection[str]) -> Iterator[Problem]:
    """Every step can come to an end; where a whole circle cannot, its first step is named."""
    back: dict[str, list[str]] = {}
    for id_, to in ways.items():
        for other in to:
            back.setdefault(other, []).append(id_)
    ending = _reachable({id_: frozenset(from_) for id_, from_ in back.items()}, END)
    stuck = [id_ for id_ in draft.flow.steps if id_ in reached and id_ not in ending]
    if stuck:
        hint = "let one way lead to END, or to a person"
        yield Problem(draft.place(stuck[0]), f"from here `{draft.flow.id}` never comes to an end", hint, "loop-endless")


def _circles(draft: Draft, ways: Ways) -> Iterator[Problem]:
    """A circle in which nothing is asked or done anew would run for ever; the engine stops it, but only in mid-conversation."""
    for circle in _strong(ways):
        cleared = {name for id_ in circle for name in _cleared(draft.flow.steps[id_])}
        still = [id_ for id_ in circle if not _is_new_each_time(draft.flow, id_, cleared)]
        among = frozenset(still)
        kept = {id_: ways[id_] & among for id_ in still}
        if any(_strong(kept)):
            around = set(circle)
            first = next(id_ for id_ in draft.flow.steps if id_ in around)
            hint = "a question whose answer is known is passed over: clear it with set_slots, or use `rejections`"
            text = f"`{draft.flow.id}` goes round in a circle here without asking or doing anything new"
            yield Problem(draft.place(first), text, hint, "loop-idle")


def _is_new_each_time(flow: Flow, id_: str, cleared: Collection[str]) -> bool:
    step = flow.steps[id_]
    if isinstance(step, Collect):
        return step.ask_before_filling or step.slot in cleared
    if isinstance(step, steps.Action) and step.once and step.call != WAITS:
        return False  # a refund, again and again, for one yes
    return isinstance(step, steps.Action | steps.CallFlow | steps.Confirm | steps.Approve)


def _cleared(step: Step) -> Iterator[str]:
    if isinstance(step, steps.SetSlots):
        yield from (name for name, given in step.values.items() if isinstance(given, steps.Constant) and given.value is None)


def _strong(ways: Ways) -> Iterator[list[str]]:
    """The groups of steps of which each can be reached from each other (Kosaraju's way: there, and back from the last)."""
    back: dict[str, list[str]] = {id_: [] for id_ in ways}
    for id_, to in ways.items():
        for other in to:
            back.setdefault(other, []).append(id_)
    placed: set[str] = set()
    for id_ in reversed(_left(ways)):
        group, waiting = list[str](), [id_]
        while waiting:
            if (other := waiting.pop()) not in placed:
                placed.add(other)
                group.append(other)
                waiting += back.get(other, ())
        if len(group) > 1 or id_ in ways.get(id_, ()):
            yield group


def _left(ways: Ways) -> list[str]:
    """All steps in the order in which whoever goes every way is done with them."""
    done: list[str] = []
    seen: set[str] = set()
    for first in ways:
        waiting = [(first, iter(ways[first]))] if first not in seen else []
        seen.add(first)
        while waiting:
            id_, rest = waiting[-1]
            onward = next((to for to in rest if to not in seen and to in ways), None)
            if onward is None:
                done.append(id_)
                waiting.pop()
            else:
                seen.add(onward)
                waiting.append((onward, iter(ways[onward])))
    return done
