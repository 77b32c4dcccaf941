"""Every mistake before a customer meets it: without it a misspelt step would be found out in mid-conversation.

Each rule looks at the whole set and yields what it finds; all rules run, so that one reading reports everything.
"""

from collections import Counter
from collections.abc import Iterator

from config.near import did_you_mean
from config.source import Place, Problem
from flows import check_unused, check_values, check_ways, check_words, patterns, steps
from flows.reading import Draft
from flows.shelf import Shelf
from flows.steps import Flow


def problems_of(shelf: Shelf) -> Iterator[Problem]:
    """All mistakes in a set, in no order."""
    yield from _missing_patterns(shelf)
    yield from _taken_twice(shelf)
    yield from check_unused.problems(shelf)
    for draft in shelf.drafts:
        yield from _pattern(draft)
        yield from _person(draft)
        yield from _intents(shelf, draft)
        yield from _flows_named(shelf, draft)
        yield from check_ways.problems(draft)
        yield from check_values.problems(shelf, draft)
        yield from check_words.problems(shelf, draft)


def _missing_patterns(shelf: Shelf) -> Iterator[Problem]:
    first = next(iter(shelf.drafts), None)
    if first is not None:
        place = Place(first.source.file)
        missing = (name for name in patterns.PATTERNS if name not in shelf.flows)
        yield from (Problem(place, f"there is no flow `{name}`", "", "pattern-missing") for name in missing)


def _taken_twice(shelf: Shelf) -> Iterator[Problem]:
    """An intent, entity or fact can begin one flow only."""
    triggers = [
        (kind, name, draft)
        for draft in shelf.drafts
        if not draft.flow.is_pattern
        for kind, names in (("intent", draft.flow.intents), ("entity", draft.flow.entities), ("fact", draft.flow.told))
        for name in names
    ]
    counted = Counter((kind, name) for kind, name, _ in triggers)
    for kind, name, draft in triggers:
        if counted[kind, name] > 1:
            others = [other.flow.id for k, n, other in triggers if (k, n) == (kind, name) and other is not draft]
            hint = f"it also begins `{others[0]}`" if others else ""
            yield Problem(draft.place(""), f"the {kind} `{name}` begins more than one flow", hint, "trigger-twice")


def _pattern(draft: Draft) -> Iterator[Problem]:
    name = draft.flow.id
    if draft.flow.is_pattern and name not in patterns.PATTERNS:
        hint = did_you_mean(name, patterns.PATTERNS)
        yield Problem(draft.place(""), f"there is no moment for the pattern `{name}`", hint, "pattern-unknown")


def _person(draft: Draft) -> Iterator[Problem]:
    """Who asks for a person gets one, whatever else is said: nothing is asked before it, and no way ends without it."""
    flow = draft.flow
    if flow.id != patterns.HUMAN_HANDOFF:
        return
    waiting, seen = [flow.first], set[str]()
    while waiting:
        id_ = waiting.pop()
        step = flow.steps.get(id_)
        if isinstance(step, steps.Handoff) or id_ in seen:
            continue
        seen.add(id_)
        if id_ == steps.END or not isinstance(step, steps.Say | steps.SetSlots | steps.Noop | None):
            place = draft.place(next(iter(flow.steps)) if id_ == steps.END else id_)
            hint = "let every way lead to a `handoff` without asking anything; say no more than a text before it"
            yield Problem(place, "who asks for a person would not get one here", hint, "pattern-person")
            return
        waiting += [to for _, to in check_ways.targets(step)] if step is not None else []


def _intents(shelf: Shelf, draft: Draft) -> Iterator[Problem]:
    """Intents that no phrase teaches would never be understood. With one language none is asked for."""
    if draft.flow.id == patterns.CHANGE_LANGUAGE and len(shelf.wording.languages) == 1:
        return
    for intent in draft.flow.intents:
        if shelf.intents is not None and intent not in {*shelf.intents, *draft.flow.labels}:
            place = draft.place("", "nlu_trigger")
            hint = did_you_mean(intent, shelf.intents) or "add some to nlu/phrases"
            yield Problem(place, f"no phrases teach the intent `{intent}`", hint, "intent-untaught")


def _flows_named(shelf: Shelf, draft: Draft) -> Iterator[Problem]:
    """Flows that are called or linked to are there, are no patterns, and end."""
    for id_, step in draft.flow.steps.items():
        if isinstance(step, steps.CallFlow | steps.Link):
            key = "call" if isinstance(step, steps.CallFlow) else "link"
            place = draft.place(id_, key)
            if step.flow not in shelf.flows:
                yield Problem(place, f"there is no flow `{step.flow}`", did_you_mean(step.flow, shelf.flows), "flow-unknown")
            elif shelf.flows[step.flow].is_pattern:
                yield Problem(place, f"`{step.flow}` is a pattern, which only the engine begins", "", "flow-pattern")
            elif key == "call":
                yield from _called(shelf, draft.flow, step.flow, place)


def _called(shelf: Shelf, flow: Flow, name: str, place: Place) -> Iterator[Problem]:
    called = shelf.flows[name]
    if any(isinstance(step, steps.Link) for step in called.steps.values()):
        yield Problem(place, f"`{name}` links to another flow, so it would not come back", "use `call` there too", "flow-leaves")
    if flow.id in {other.id for other in (called, *shelf.below[name])}:
        yield Problem(place, f"`{name}` calls `{flow.id}` again, in a circle", "", "flow-circle")
