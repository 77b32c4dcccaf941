"""What flows say: without it a customer could be answered with an id, or with a hole where a name should stand."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from config.near import did_you_mean
from config.source import Place, Problem
from flows import check_plurals, patterns, steps
from flows.conditions import Kind, Reference
from flows.linking import answers_of, hyphened, name_of, title_of
from flows.reading import Draft
from flows.shelf import Shelf, kind_of_value
from flows.steps import CONFIRMATIONS, Collect, Confirm, Flow, Say, Step
from nlu.model import LANGUAGES

_WAITS = ("wait:on", "leave:queue")  # of who waits for a person
VERY_NEAR = 0.8  # many ids begin alike, so that half of a word says nothing
TITLE = 20  # characters; Messenger's limit for the title of a quick reply
REPLIES, LINKS = 13, 3  # Messenger's limits for quick replies, and for buttons of a template
PAYLOAD = 64  # bytes; Telegram's limit for callback_data (core.telegram.org/bots/api#inlinekeyboardbutton)
VALUE = 8  # characters a value in a button is reckoned with
PLURALS = check_plurals.CATEGORIES - {"other"}
NUMBERS: frozenset[Kind] = frozenset({"number", "any", "none"})
_DAYS: frozenset[Kind] = frozenset({"date", "moment", "any", "none"})
FORMATS: Mapping[str, frozenset[Kind]] = {
    "NUMBER": NUMBERS, "DAY": _DAYS, "AT": _DAYS, "BY": _DAYS, "BRIEF": _DAYS, "STAMP": _DAYS,
    "WITHIN": frozenset({"duration", "any", "none"}),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Use:
    """A wording a flow uses: where, with what values, and whether as the title of a button."""

    wording: str
    place: Place
    given: Collection[str] = field(default_factory=tuple)
    is_title: bool = False
    kinds: Mapping[str, Kind] = field(default_factory=dict)


def problems(shelf: Shelf, draft: Draft) -> Iterator[Problem]:
    """Mistakes in the words of one flow."""
    for use in uses(shelf, draft):
        yield from _use(shelf, draft.flow, use)
    for id_, step in draft.flow.steps.items():
        if isinstance(step, Say):
            yield from _buttons(shelf, draft, id_, step)
            yield from _limits(draft, id_, step)
        elif isinstance(step, Collect):
            answers = len(step.buttons) + bool(step.ask_contact)
            yield from _too_many(draft.place(id_, "buttons"), answers, REPLIES, "answers")


def _use(shelf: Shelf, flow: Flow, use: Use) -> Iterator[Problem]:
    if not use.wording:  # it was said already that it is no text
        return
    if not shelf.wording.has(use.wording):
        hint = did_you_mean(use.wording, shelf.said, VERY_NEAR) or "add it to every file in wording/"
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
    yield from _formats(shelf, flow, use)
    if use.is_title:
        yield from _too_long(shelf, use)


def _formats(shelf: Shelf, flow: Flow, use: Use) -> Iterator[Problem]:
    """Values put through a function that is not for their type, and plurals of what is no number."""
    for language in shelf.wording.languages:
        if (entry := shelf.wording.entries[language].get(use.wording)) is None:
            continue
        wanted = [(name, FORMATS[function]) for _, function, name in entry.formats if function in FORMATS]
        wanted += [(fork.variable, NUMBERS) for fork in entry.forks if {key for _, key in fork.keys} & PLURALS]
        for name, kinds in wanted:
            kind = use.kinds.get(name) or shelf.kind(flow, Reference(("slots", name))) or "any"
            if kind not in kinds:
                place = shelf.wording.places[language][use.wording]
                text = f"`{use.wording}` wants {' or '.join(sorted(kinds - {'any', 'none'}))} for ${name}, and is given {kind}"
                yield Problem(place, text, f"it is said at {use.place}", "wording-value-type")


def _too_long(shelf: Shelf, use: Use) -> Iterator[Problem]:
    for language in shelf.wording.languages:
        if use.wording in shelf.wording.parts[language]:
            entry, title = shelf.wording.entries[language][use.wording], shelf.wording.render(use.wording, {}, language)
            length = entry.longest + VALUE * len(entry.variables) if entry.variables else max(entry.longest, len(title))
            if length > TITLE:
                place = shelf.wording.places[language][use.wording]
                text = f"the button `{use.wording}` has {'up to ' * bool(entry.variables)}{length} characters"
                yield Problem(place, text, f"Messenger shows {TITLE} at most", "button-long")


def _buttons(shelf: Shelf, draft: Draft, id_: str, step: Say) -> Iterator[Problem]:
    intents = shelf.begun_by
    for button in step.buttons:
        kind, _, name = button.payload.partition(":")
        if kind == "intent" and name not in intents:
            text, hint = f"no flow begins with the intent `{name}`", did_you_mean(name, intents)
            yield Problem(draft.place(id_, "buttons"), text, hint, "button-unknown")
        elif kind == "lang" and name not in LANGUAGES:
            text, hint = f"there is no language `{name}`", "there are " + ", ".join(LANGUAGES)
            yield Problem(draft.place(id_, "buttons"), text, hint, "button-unknown")
        elif kind == "flow" and (name not in shelf.flows or not shelf.flows[name].is_offered):
            text, hint = f"no button can begin the flow `{name}`", did_you_mean(name, shelf.offered)
            yield Problem(draft.place(id_, "buttons"), text, hint, "button-unknown")
        elif button.payload and kind not in {"intent", "lang", "flow"} and button.payload not in _WAITS:
            hint = "write intent:name, flow:name, lang:code, wait:on or leave:queue"
            yield Problem(draft.place(id_, "buttons"), f"nothing happens for `{button.payload}`", hint, "button-unknown")
    if draft.flow.id == patterns.CLARIFICATION and not step.options:
        yield Problem(draft.place(id_), "the customer is given nothing to choose", "add `buttons: options`", "button-none")


def _limits(draft: Draft, id_: str, step: Say) -> Iterator[Problem]:
    """What a platform would cut off, refuse, or show in another way."""
    links = sum(button.url is not None for button in step.buttons)
    yield from _too_many(draft.place(id_, "buttons"), links, LINKS, "links")
    yield from _too_many(draft.place(id_, "buttons"), len(step.buttons) - links, REPLIES, "answers")
    for index, button in enumerate(step.buttons):
        if len(button.title) > TITLE:
            text = f"the button `{button.title}` has {len(button.title)} characters"
            yield Problem(draft.place(id_, "buttons", index), text, f"Messenger shows {TITLE} at most", "button-long")
        if (size := len(button.payload.encode())) > PAYLOAD:
            text, hint = f"`{button.payload}` has {size} bytes", f"Telegram takes {PAYLOAD} at most: shorten the name"
            yield Problem(draft.place(id_, "buttons", index), text, hint, "payload-long")


def _too_many(place: Place, count: int, most: int, what: str) -> Iterator[Problem]:
    if count > most:
        text = f"there are {count} {what} to press, and Messenger shows {most} at most"
        yield Problem(place, text, "the rest would stand in the text: make it fewer", "buttons-many", "warning")


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
            yield Use(step.wording, draft.place(id_, key), tuple(step.values), kinds=_kinds(shelf, draft, step.values))
            for button in step.buttons:
                if button.wording:
                    yield Use(button.wording, draft.place(id_, "buttons"), is_title=True)
        case Confirm():
            yield from _of_confirm(shelf, draft, id_, step)
        case steps.Approve():
            place = draft.place(id_, "approve", "summary")
            yield Use(step.summary, place, tuple(step.values), kinds=_kinds(shelf, draft, step.values))
            if step.say:
                yield Use(step.say, draft.place(id_, "approve", "say"), tuple(step.values))
        case steps.Handoff() if step.summary:
            place = draft.place(id_, "handoff", "summary")
            yield Use(step.summary, place, tuple(step.values), kinds=_kinds(shelf, draft, step.values))
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
    asked_at = draft.place(id_, "utter" if "utter" in draft.raw(id_) else "collect")
    yield Use(step.question, asked_at, given, kinds=_kinds(shelf, draft, step.values))
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
    yield Use(step.wording, place, tuple(step.values), kinds=_kinds(shelf, draft, step.values))
    yield Use("confirm-what", place)
    yield from (Use(f"confirm-{answer}", place, is_title=True) for answer in CONFIRMATIONS)
    flows = (draft.flow, *(shelf.flows[called.flow] for called in _calls(draft.flow) if called.flow in shelf.flows))
    collected = {other.slot for flow in flows for other in flow.steps.values() if isinstance(other, Collect)}
    yield from (Use(name_of(slot), place, is_title=True) for slot in sorted(collected))


def _calls(flow: Flow) -> Iterator[steps.CallFlow]:
    yield from (step for step in flow.steps.values() if isinstance(step, steps.CallFlow))


def _kinds(shelf: Shelf, draft: Draft, values: steps.Values) -> dict[str, Kind]:
    """The kind of each value a step gives."""
    return {
        name: (shelf.kind(draft.flow, given) or "any") if isinstance(given, Reference) else kind_of_value(given.value)
        for name, given in values.items()
    }
