"""What flows say: without it a customer could be answered with an id, or with a hole where a name should stand."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from config.near import did_you_mean
from config.source import Place, Problem
from flows import patterns, steps
from flows.linking import answers_of, hyphened, name_of, title_of
from flows.reading import Draft
from flows.shelf import Shelf
from flows.steps import CONFIRMATIONS, Collect, Confirm, Flow, Say, Step
from nlu.model import LANGUAGES

_WAITS = ("wait:on", "leave:queue")  # of who waits for a person
TITLE = 20  # characters; Messenger's limit for the title of a quick reply


@dataclass(frozen=True, slots=True)
class Use:
    """A wording a flow uses: where, with what values, and whether as the title of a button."""

    wording: str
    place: Place
    given: Collection[str] = field(default_factory=tuple)
    is_title: bool = False


def problems(shelf: Shelf, draft: Draft) -> Iterator[Problem]:
    """Mistakes in the words of one flow."""
    for use in uses(shelf, draft):
        yield from _use(shelf, draft.flow, use)
    for id_, step in draft.flow.steps.items():
        if isinstance(step, Say):
            yield from _buttons(shelf, draft, id_, step)


def _use(shelf: Shelf, flow: Flow, use: Use) -> Iterator[Problem]:
    if not shelf.wording.has(use.wording):
        known = {id_ for parts in shelf.wording.parts.values() for id_ in parts}
        hint = did_you_mean(use.wording, known) or "add it to every file in wording/"
        yield Problem(use.place, f"there is no wording `{use.wording}`", hint, "wording-unknown")
        return
    needed = shelf.wording.needs(use.wording)
    filled = shelf.own_slots if flow.is_pattern else shelf.own_slots & set(flow.slots)  # a pattern sees what the flow below knows
    told = patterns.PATTERNS.get(flow.id, {}).keys() | patterns.CALM_GIVES.get(flow.id, {}).keys()
    for name in sorted(needed - set(use.given) - filled - told):
        text = f"`{use.wording}` uses ${name}, which is not given here"
        yield Problem(use.place, text, f"add `values: {{{name}: ...}}`", "wording-value-missing")
    for name in sorted(set(use.given) - needed):
        yield Problem(use.place, f"`{use.wording}` does not use ${name}", did_you_mean(name, needed), "wording-value-unused")
    if use.is_title:
        yield from _too_long(shelf, use)


def _too_long(shelf: Shelf, use: Use) -> Iterator[Problem]:
    for language in shelf.wording.languages:
        if use.wording in shelf.wording.parts[language]:
            title = shelf.wording.render(use.wording, {}, language)
            if len(title) > TITLE:
                place = shelf.wording.places[language][use.wording]
                text = f"the button `{use.wording}` has {len(title)} characters"
                yield Problem(place, text, f"Messenger shows {TITLE} at most", "button-long")


def _buttons(shelf: Shelf, draft: Draft, id_: str, step: Say) -> Iterator[Problem]:
    intents = {intent for flow in shelf.flows.values() for intent in flow.intents} | set(patterns.COMMANDS)
    for button in step.buttons:
        kind, _, name = button.payload.partition(":")
        if kind == "intent" and name not in intents:
            text, hint = f"no flow begins with the intent `{name}`", did_you_mean(name, intents)
            yield Problem(draft.place(id_, "buttons"), text, hint, "button-unknown")
        elif kind == "lang" and name not in LANGUAGES:
            text, hint = f"there is no language `{name}`", "there are " + ", ".join(LANGUAGES)
            yield Problem(draft.place(id_, "buttons"), text, hint, "button-unknown")
        elif kind == "flow" and (name not in shelf.flows or not shelf.flows[name].is_offered):
            offered = [flow.id for flow in shelf.flows.values() if flow.is_offered]
            text, hint = f"no button can begin the flow `{name}`", did_you_mean(name, offered)
            yield Problem(draft.place(id_, "buttons"), text, hint, "button-unknown")
        elif button.payload and kind not in {"intent", "lang", "flow"} and button.payload not in _WAITS:
            hint = "write intent:name, flow:name, lang:code, wait:on or leave:queue"
            yield Problem(draft.place(id_, "buttons"), f"nothing happens for `{button.payload}`", hint, "button-unknown")
    if draft.flow.id == patterns.CLARIFICATION and not step.options:
        yield Problem(draft.place(id_), "the customer is given nothing to choose", "add `buttons: options`", "button-none")


# --- which wordings a flow uses --------------------------------------------------------------------------------


def uses(shelf: Shelf, draft: Draft) -> Iterator[Use]:
    """Every wording a flow may say."""
    flow = draft.flow
    if flow.summary:
        yield Use(flow.summary, draft.place("", "summary"))
    if flow.intents and not flow.is_aside:
        yield Use(flow.name_wording, draft.place("", "nlu_trigger"), is_title=True)
    for id_, step in flow.steps.items():
        yield from _of_step(shelf, draft, id_, step)


def _of_step(shelf: Shelf, draft: Draft, id_: str, step: Step) -> Iterator[Use]:
    match step:
        case Collect():
            yield from _of_collect(shelf, draft, id_, step)
        case Say():
            key = "say" if step.wording in str(draft.raw(id_, "say")) else "action"
            yield Use(step.wording, draft.place(id_, key), tuple(step.values))
            for button in step.buttons:
                if button.wording:
                    yield Use(button.wording, draft.place(id_, "buttons"), is_title=True)
        case Confirm():
            yield from _of_confirm(shelf, draft, id_, step)
        case steps.Approve():
            yield Use(step.summary, draft.place(id_, "approve", "summary"), tuple(step.values))
            if step.say:
                yield Use(step.say, draft.place(id_, "approve", "say"), tuple(step.values))
        case steps.Handoff() if step.summary:
            yield Use(step.summary, draft.place(id_, "handoff", "summary"), tuple(step.values))
        case steps.Action() if step.once:
            yield Use(f"done-{hyphened(step.call)}", draft.place(id_, "action"))
        case _:
            return


def _of_collect(shelf: Shelf, draft: Draft, id_: str, step: Collect) -> Iterator[Use]:
    slot = draft.flow.slots[step.slot]
    titles = answers_of(slot) if slot.type == "choice" else step.buttons
    ids = [title_of(slot, answer) for answer in titles]
    on_buttons = {name for id_ in ids if shelf.wording.has(id_) for name in shelf.wording.needs(id_)} & set(step.values)
    asked = shelf.wording.needs(step.question) if shelf.wording.has(step.question) else set()
    given = tuple(name for name in step.values if name not in on_buttons or name in asked)
    yield Use(step.question, draft.place(id_, "utter" if "utter" in draft.raw(id_) else "collect"), given)
    for wording in step.reprompts:
        if wording != step.question:
            yield Use(wording, draft.place(id_, "reprompts"))
    if slot.wrong:
        yield Use(slot.wrong, draft.place(id_))
    for rejection in step.rejections:
        yield Use(rejection.wording, draft.place(id_, "rejections"))
    if step.remind:
        yield Use(step.remind.wording, draft.place(id_, "remind"))
    if step.ask_contact:
        yield Use(step.ask_contact, draft.place(id_, "ask_contact"), is_title=True)
    for title in ids:
        own = tuple(name for name in on_buttons if name in shelf.wording.needs(title)) if shelf.wording.has(title) else ()
        yield Use(title, draft.place(id_, "buttons" if step.buttons else "collect"), own, is_title=True)


def _of_confirm(shelf: Shelf, draft: Draft, id_: str, step: Confirm) -> Iterator[Use]:
    place = draft.place(id_, "confirm")
    yield Use(step.wording, place, tuple(step.values))
    yield Use("confirm-what", place)
    yield from (Use(f"confirm-{answer}", place, is_title=True) for answer in CONFIRMATIONS)
    flows = (draft.flow, *(shelf.flows[called.flow] for called in _calls(draft.flow) if called.flow in shelf.flows))
    collected = {other.slot for flow in flows for other in flow.steps.values() if isinstance(other, Collect)}
    yield from (Use(name_of(slot), place, is_title=True) for slot in sorted(collected))


def _calls(flow: Flow) -> Iterator[steps.CallFlow]:
    yield from (step for step in flow.steps.values() if isinstance(step, steps.CallFlow))
