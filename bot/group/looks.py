"""How a conversation looks in the group: its topic's name and picture, what opens it, how it stands, its buttons. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.channels.port import Button
from bot.channels.telegram_group import NAME_LENGTH
from bot.channels.text import shorten
from bot.epoch import from_ms
from bot.group.pieces import Cast
from bot.store.group_topics import Case
from bot.voice import Voice

State = Literal["waits", "held", "bot", "closed"]
# Of Telegram's own pictures for topics the first that it offers; where it offers none, the sign stands before the name.
ICONS: Mapping[State, tuple[str, ...]] = {
    "waits": ("❗️", "‼️", "🔥"),
    "held": ("🗣", "💬", "👀"),
    "bot": ("🤖", "💻"),
    "closed": ("✅", "🏁"),
}
SIGNS: Mapping[State, str] = {"waits": "🔴", "held": "💬", "bot": "🤖", "closed": "✅"}
_SUMMARY = 600  # characters
_WHY = ("asked", "unsure", "flow", "failure", "outside", "transferred")


@dataclass(frozen=True, slots=True)
class Look:
    """A topic's name, the id of its picture, and whether nobody but admins writes in it."""

    name: str
    icon: str
    closed: bool


def state_of(case: Case) -> State:
    """How a conversation stands."""
    if case.owner == "queue":
        return "waits"
    if case.owner == "agent":
        return "held"
    return "closed" if case.closed_at is not None else "bot"


def customer_of(case: Case, say: Voice) -> str:
    """A name for the customer; of a visitor nobody knows, a part of their address."""
    return case.name or say("group.visitor", code=case.address[-4:])


def look_of(case: Case, icons: Mapping[str, str], say: Voice, *, everything: bool) -> Look:
    """How its topic should look. What only the bot has is closed, unless the group shows everything."""
    state = state_of(case)
    icon = next((icons[sign] for sign in ICONS[state] if sign in icons), "")
    name = f"{customer_of(case, say)} · {case.id}"
    shown = name if icon else f"{SIGNS[state]} {name}"
    return Look(shorten(shown, NAME_LENGTH), icon, state == "closed" or (state == "bot" and not everything))


def head(case: Case, say: Voice, channel: str) -> str:
    """What opens a topic: who, where, why."""
    why = say(f"group.why_{case.reason}") if case.reason in _WHY and case.owner != "bot" else ""
    return "\n".join(filter(None, [
        " · ".join(filter(None, [customer_of(case, say), channel, case.language])), why, shorten(case.summary, _SUMMARY)
    ]))  # fmt: skip


def card(case: Case, cast: Cast, say: Voice, now: datetime) -> str:
    """How it stands, in one line."""
    match state_of(case):
        case "waits":
            if case.due_at is None:
                return say("group.waits")
            return say("group.waits_by", when=say.moment(from_ms(case.due_at), now))
        case "held":
            return say("group.held", who=cast.colleague(case.agent_id, say))
        case "bot":
            return say("group.back")
        case "closed":
            return say("group.closed")


def buttons(case: Case, say: Voice, console: str) -> Sequence[Sequence[Button]]:
    """What may be done with it now; each remembers the floor it was made for, so that an old one does nothing."""
    actions = {"waits": ("take", "close"), "held": ("release", "close"), "bot": ("take", "close"), "closed": ("take",)}
    made = [Button(say(f"group.button_{one}"), f"d:{one}:{case.id}:{case.floor}") for one in actions[state_of(case)]]
    return [made, [Button(say("group.button_console"), url=f"{console}/console#/{case.id}")]] if console else [made]
