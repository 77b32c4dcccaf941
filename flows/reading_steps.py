"""The kinds of steps and their keys: without it `collect` and `say` would be words like any other."""

from collections.abc import Callable, Mapping
from typing import Any

from flows import steps
from flows.item import Item, given
from flows.model import Duration
from flows.patterns import HUMAN_HANDOFF
from flows.steps import Next, Step

CALM_NOOPS = frozenset(  # what the engine has done by itself before the pattern starts
    {
        *("action_cancel_flow", "action_correct_flow_slot", "action_clarify_flows", "action_listen", "action_session_start"),
        *("action_continue_interrupted_flow", "action_clean_stack", "action_run_slot_rejections", "action_extract_slots"),
        *("action_reset_routing", "action_hangup", "action_deactivate_loop", "action_unlikely_intent", "action_back"),
        *("action_revert_fallback_events", "action_validate_slot_mappings"),
    }
)
ALL_ANSWERS = ("*",)


def _collect(item: Item, id_: str, way: Next) -> Step:
    remind = item.inner("remind") if "remind" in item.data else None
    return steps.Collect(
        id_,
        way,
        item.text("collect"),
        item.text("utter") or item.text("say"),
        values=item.values("values"),
        buttons=_answers(item),
        reprompts=item.texts("reprompts"),
        rejections=tuple(found for entry in item.inners("rejections") if (found := _rejection(entry))),
        ask_before_filling=item.flag("ask_before_filling"),
        force=item.flag("force_slot_filling"),
        skipped=item.text("skipped"),
        enough=item.condition("enough") if "enough" in item.data else None,
        optional=item.flag("optional"),
        remind=_reminder(remind) if remind else None,
        expire=_expiry(item),
        ask_contact=item.text("ask_contact"),
    )


def _answers(item: Item) -> tuple[str, ...]:
    raw = item.raw("buttons")
    return (ALL_ANSWERS if raw else ()) if isinstance(raw, bool) else item.texts("buttons")


def _rejection(item: Item) -> steps.Rejection | None:
    condition, wording = item.condition("if"), item.text("utter") or item.text("say")
    if not wording:
        item.problem("it is not said what the customer hears", "add `utter: id-of-the-wording`", code="key-missing")
    item.finish()
    return steps.Rejection(condition, wording) if condition else None


def _reminder(item: Item) -> steps.Reminder:
    after, wording = item.duration("after"), item.text("say", needed=True)
    if after is None:
        item.problem("`after` is missing", "write how long, for example 2h open", code="key-missing")
    item.finish()
    return steps.Reminder(after or Duration(0), wording)


def _expiry(item: Item) -> Duration | None:
    if not isinstance(item.raw("expire"), Mapping):
        return item.duration("expire")
    inner = item.inner("expire")
    after = inner.duration("after")
    inner.finish()
    return after


def _say(item: Item, id_: str, way: Next, key: str = "say") -> Step:
    buttons, options = _buttons(item)
    document = item.raw("document")
    return steps.Say(
        id_,
        way,
        item.text(key),
        item.values("values"),
        buttons=buttons,
        options=options,
        fact=item.flag("fact"),
        document=given(document) if document else None,
        copy=item.flag("copy"),
    )


def _buttons(item: Item) -> tuple[tuple[steps.Button, ...], bool]:
    raw = item.raw("buttons")
    if raw in {"options", "languages"} if isinstance(raw, str) else False:
        return (steps.LANGUAGES, False) if raw == "languages" else ((), True)
    buttons = [_button(item, index, entry) for index, entry in enumerate(raw if isinstance(raw, list) else [])]
    if raw is not None and not isinstance(raw, list):
        item.problem("`buttons` is a list", "each is an intent, or {wording: id, payload: ...}", "buttons", code="button-wrong")
    return tuple(buttons), False


def _button(item: Item, index: int, entry: Any) -> steps.Button:
    if isinstance(entry, str):
        return steps.Button(f"intent-{entry}", payload=f"intent:{entry}")
    inner = item.within(("buttons", index), entry)
    url = inner.raw("url")
    button = steps.Button(inner.text("wording"), inner.text("title"), inner.text("payload"), given(url) if url else None)
    if not (button.wording or button.title):
        inner.problem("the button says nothing", "add `wording:` or `title:`", code="button-wrong")
    if bool(button.payload) == bool(url):
        payloads = "payloads: intent:name, flow:name, lang:code, wait:on, leave:queue"
        inner.problem("a button needs either `payload` or `url`", payloads, code="button-wrong")
    inner.finish()
    return button


def _action(item: Item, id_: str, way: Next) -> Step:
    name = item.text("action")
    if name.startswith("utter_"):
        return _say(item, id_, way, "action")
    if name in CALM_NOOPS:
        return steps.Noop(id_, way)
    if name == "action_repeat_bot_messages":
        return steps.Again(id_, way)
    if name in {"action_cancel_interrupted_flows", "action_restart"}:
        return steps.Forsake(id_, way)
    once = item.flag("once") if "once" in item.data else None
    return steps.Action(id_, way, name, item.values("with"), said_once=once, failed=item.text("failed"))


def _set_slots(item: Item, id_: str, way: Next) -> Step:
    raw = item.raw("set_slots")
    entries = raw if isinstance(raw, list) else [raw]
    values = {str(name): given(value) for entry in entries if isinstance(entry, Mapping) for name, value in entry.items()}
    if not values:
        item.problem("`set_slots` is a list of slots with values", "write `- amount: 10 EUR`", "set_slots", code="value-wrong")
    return steps.SetSlots(id_, way, values)


def _call(item: Item, id_: str, way: Next) -> Step:
    if item.raw("call") == HUMAN_HANDOFF:  # as CALM writes "a person, please"
        return steps.Handoff(id_, way, "flow")
    return steps.CallFlow(id_, way, item.text("call"), item.values("with"))


def _link(item: Item, id_: str, way: Next) -> Step:
    if item.raw("link") == HUMAN_HANDOFF:
        return steps.Handoff(id_, way, "flow")
    return steps.Link(id_, way, item.text("link"))


def _noop(item: Item, id_: str, way: Next) -> Step:
    item.raw("noop")
    return steps.Noop(id_, way)


def _confirm(item: Item, id_: str, way: Next) -> Step:
    return steps.Confirm(id_, way, item.text("confirm"), item.values("values"))


def _approve(item: Item, id_: str, way: Next) -> Step:
    inner = item.inner("approve")
    within = inner.duration("within")
    step = steps.Approve(
        id_,
        way,
        inner.text("team", needed=True),
        inner.text("summary", needed=True),
        within or Duration(0),
        approved=inner.text("approved", needed=True),
        rejected=inner.text("rejected", needed=True),
        no_answer=inner.text("no_answer", needed=True),
        fields=inner.texts("fields"),
        say=inner.text("say"),
        values=inner.values("values"),
    )
    if within is None:
        inner.problem("`within` is missing", "it says by when the customer hears, for example 4h open", code="key-missing")
    inner.finish()
    return step


def _promise(item: Item, id_: str, way: Next) -> Step:
    inner = item.inner("promise")
    within = inner.duration("within")
    until = inner.raw("until")
    if (within is None) == (until is None):
        hint = "add `within: 14d`, or `until:` with a day or moment that a call has told"
        inner.problem("it is not said by when", hint, code="key-missing")
    about = inner.raw("about")
    due = given(until) if until is not None else None
    step = steps.Promise(
        id_, way, inner.text("what", needed=True), within or Duration(0), inner.text("basis"), due,
        given(about) if about is not None else None,
    )  # fmt: skip
    inner.finish()
    return step


def _handoff(item: Item, id_: str, way: Next) -> Step:
    raw = item.raw("handoff")
    inner = item.within(("handoff",), {} if raw is True or raw is None else raw)
    step = steps.Handoff(
        id_, way, inner.text("reason", "flow"), inner.text("team"), inner.text("summary"), values=inner.values("values")
    )
    inner.finish()
    return step


KINDS: Mapping[str, Callable[[Item, str, Next], Step]] = {
    "collect": _collect,
    "say": _say,
    "action": _action,
    "set_slots": _set_slots,
    "call": _call,
    "link": _link,
    "noop": _noop,
    "confirm": _confirm,
    "approve": _approve,
    "promise": _promise,
    "handoff": _handoff,
}
