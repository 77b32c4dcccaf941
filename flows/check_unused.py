"""What nobody uses: without it a wording nobody says any more would be translated for ever. Nothing breaks by it."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from config.source import Problem
from flows import steps
from flows.check_words import uses
from flows.entries import Entry, read_entries
from flows.linking import slots_named
from flows.reading import Draft
from flows.shelf import Shelf, looked_at
from flows.steps import Flow, Say

BASE = Path(__file__).parent / "wording"
BUILT_IN = "built-in/"


def problems(shelf: Shelf) -> Iterator[Problem]:
    """Texts, slots and flows of the shop's own that nothing leads to."""
    yield from _wordings(shelf)
    known = _slots_in_use(shelf)
    called = {name for flow in shelf.flows.values() for name in _led_to(flow)}
    for draft in shelf.drafts:
        if draft.source.file.startswith(BUILT_IN):
            continue
        for name in sorted(draft.declared - known):
            text = f"nothing asks for, sets or uses the slot `{name}`"
            yield Problem(draft.place("", "slots", name), text, "take it out", "slot-unused", "warning")
        if _begins_by_nothing(draft.flow) and draft.flow.id not in called:
            hint = "give it `nlu_trigger`, or call it"
            yield Problem(draft.place(""), f"nothing begins the flow `{draft.flow.id}`", hint, "flow-idle", "warning")


def _begins_by_nothing(flow: Flow) -> bool:
    return not (flow.is_pattern or flow.intents or flow.entities or flow.told)


def _led_to(flow: Flow) -> Iterator[str]:
    for step in flow.steps.values():
        if isinstance(step, steps.CallFlow | steps.Link):
            yield step.flow
        elif isinstance(step, Say):
            yield from (button.payload.removeprefix("flow:") for button in step.buttons if button.payload.startswith("flow:"))


def _slots_in_use(shelf: Shelf) -> set[str]:
    in_flows = {name for flow in shelf.flows.values() for name in (*slots_named(flow), *flow.persisted)}
    looked = {
        reference.path[1]
        for flow in shelf.flows.values()
        for step in flow.steps.values()
        for _, reference in looked_at(step)
        if reference.path[0] == "slots"
    }
    cards = [step for flow in shelf.flows.values() for step in flow.steps.values() if isinstance(step, steps.Approve)]
    fields = {name for card in cards for name in card.fields}
    asked = {
        name
        for flow in shelf.flows.values()
        for step in flow.steps.values()
        if isinstance(step, steps.Action) and step.call in shelf.calls
        for name in shelf.calls[step.call].arguments
    }
    said = {name for names in shelf.wording.variables.values() for used in names.values() for name in used}
    return in_flows | looked | fields | asked | said


def _wordings(shelf: Shelf) -> Iterator[Problem]:
    said = {use.wording for draft in shelf.drafts for use in uses(shelf, draft)} | _by_habit(shelf.drafts)
    referred = {name for entries in shelf.wording.entries.values() for entry in entries.values() for _, name in entry.references}
    for language in shelf.wording.languages[:1]:
        for id_, place in shelf.wording.places[language].items():
            if "." in id_ or id_ in said or id_ in referred or place.file.startswith(BUILT_IN) or id_ in _shipped():
                continue
            yield Problem(place, f"nothing says `{id_}`", "take it out, in every language", "wording-unused", "warning")


def _by_habit(drafts: list[Draft]) -> set[str]:
    """What is said because of its name, where it is there."""
    slots = {slot for draft in drafts for slot in draft.flow.slots.values()}
    names = {name.replace("_", "-") for slot in slots for name in (slot.name, slot.type)}
    habits = {f"{kind}-{name}{more}" for name in names for kind in ("ask", "wrong", "slot") for more in ("", "-again")}
    return habits | {f"intent-{intent}" for draft in drafts for intent in draft.flow.intents} | {"yes", "no"}


@lru_cache(maxsize=1)
def _shipped() -> frozenset[str]:
    """The texts that the program itself brings, which say much that stands in no flow."""
    texts = (file.read_text(encoding="utf-8") for file in BASE.glob("en*.ftl"))
    return frozenset(read.id for text in texts for _, read in read_entries(text) if isinstance(read, Entry))
