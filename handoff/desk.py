"""Who may answer a customer, and by when: without these rules a bot and two people would all talk at once.

Pure: no clock, no database. The table comes first; the rest of the floor only reads it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flows.moments import due_words
from handoff.hours import Calendar, is_open
from handoff.model import AgentId, Bot, Floor, Handover, Held, Owner, Queue, Reason, Ticket
from handoff.promises import Policy, moment, promise, rounds
from nlu.model import Language

# --- the floor -------------------------------------------------------------------------------------------------

Action = Literal[
    "hand_over", "take", "release", "close", "transfer", "reopen", "snooze", "leave", "come_back", "outside", "assign",
    "quiet", "give_up",
]  # fmt: skip
_Move = Literal["bot", "queue", "them", "target", "outside", "same", "held", "not_yours"]

# What is wished, by whom, and what comes of it where the conversation is the bot's, waits for people, is held by those who wish,
# by another at the console, or by somebody outside it, whom nobody can ask to let go. A move to an owner raises the number of
# the floor; `same` changes nothing; `held` and `not_yours` are conflicts.
TABLE: Mapping[Action, tuple[_Move, _Move, _Move, _Move, _Move]] = {
    # the dialogue; never hands over twice
    "hand_over": ("queue", "same", "held", "held", "held"),
    # an agent
    "take": ("them", "them", "same", "held", "them"),
    "release": ("not_yours", "not_yours", "bot", "not_yours", "bot"),
    "close": ("bot", "bot", "bot", "held", "bot"),
    "transfer": ("target", "target", "target", "held", "target"),
    "reopen": ("them", "same", "same", "held", "same"),  # what was closed
    "snooze": ("not_yours", "not_yours", "same", "not_yours", "not_yours"),  # only who has it puts it aside; it stays theirs
    # the customer; who writes again soon after it was closed goes to who served them last
    "leave": ("same", "bot", "held", "held", "held"),
    "come_back": ("target", "same", "same", "same", "same"),
    # an answer from outside: the Page inbox, a phone
    "outside": ("outside", "outside", "same", "same", "same"),
    # the clock: somebody here has room, the agent went quiet, the customer has waited in vain
    "assign": ("same", "target", "same", "same", "same"),
    "quiet": ("same", "same", "queue", "queue", "queue"),
    "give_up": ("same", "bot", "same", "same", "same"),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of a conversation: `agent` is who wishes, for what agents do; `team` of hand_over and quiet;
    `target` of transfer, assign and come_back; `seen` is the floor's number they were looking at, where they say so.
    """

    action: Action
    agent: AgentId | None = None
    team: str = ""
    target: Queue | Held | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why it cannot be: another has it, nobody has it, it is not theirs to give, or it has changed since they looked."""

    reason: Literal["held", "not_held", "not_yours", "moved"]


def allowed(owner: Owner, wish: Wish) -> Owner | Conflict | None:
    """The new owner, or why not; None where nothing changes."""
    match TABLE[wish.action][_column(owner, wish.agent)]:
        case "same":
            return None
        case "held" | "not_yours" as reason:
            return Conflict(reason)
        case move:
            new = _new_owner(move, wish)
            return None if move == "target" and new == owner else new


def _new_owner(move: Literal["bot", "queue", "them", "target", "outside"], wish: Wish) -> Owner:
    if move == "target":
        if wish.target is None:
            raise ValueError(f"{wish.action} needs somebody to transfer to")
        return wish.target
    owners: Mapping[str, Owner] = {
        "bot": Bot(),
        "queue": Queue(wish.team),
        "them": Held(wish.agent),
        "outside": Held(None),
    }
    return owners[move]


def change(floor: Floor, wish: Wish) -> Floor | Conflict:
    """The floor after the wish: the same value where nothing changes, else with a number one higher."""
    owner = allowed(floor.owner, wish)
    if owner is None or isinstance(owner, Conflict):
        return owner or floor
    if wish.seen is not None and wish.seen != floor.number:
        return Conflict("moved")
    return Floor(owner, floor.number + 1)


def _column(owner: Owner, agent: AgentId | None) -> int:
    match owner:
        case Bot():
            return 0
        case Queue():
            return 1
        case Held(None):
            return 4
        case Held(holder):
            return 2 if holder == agent else 3


# --- beside the floor ------------------------------------------------------------------------------------------

Deed = Literal["join", "part", "answer"]
_May = Literal["yes", "same", "supervisor", "joined", "not_held", "not_yours"]

# What somebody may do beside whoever has the conversation, in the columns of TABLE; the floor stays where it is. A supervisor may
# join an agent (`supervisor`), and then speak too and part again (`joined`), as long as the floor is the one they joined on:
# whoever takes, gives back or hands on ends it. Notes for colleagues are everybody's, joined or not.
BESIDE: Mapping[Deed, tuple[_May, _May, _May, _May, _May]] = {
    "join": ("not_held", "not_held", "same", "supervisor", "not_held"),
    "answer": ("not_yours", "not_yours", "yes", "joined", "not_yours"),
    "part": ("same", "same", "same", "joined", "same"),
}


@dataclass(frozen=True, slots=True)
class Beside:
    """Somebody who looks at a conversation; `joined_on` is the number of the floor on which they joined, if they did."""

    agent: AgentId
    supervisor: bool = False
    joined_on: int | None = None


def beside(floor: Floor, deed: Deed, who: Beside) -> Literal["yes", "same"] | Conflict:
    """Whether they may: `yes`; `same` where there is nothing to do; or why not."""
    joined = who.joined_on == floor.number
    match BESIDE[deed][_column(floor.owner, who.agent)]:
        case "yes" | "same" as answer:
            return answer
        case "not_held" | "not_yours" as reason:
            return Conflict(reason)
        case "supervisor":
            return "same" if joined else "yes" if who.supervisor else Conflict("held")
        case "joined":
            return "yes" if joined and who.supervisor else "same" if deed == "part" else Conflict("not_yours")


# --- hand-over -------------------------------------------------------------------------------------------------


def hand_over(
    now: datetime,
    team: str,
    reason: Reason,
    *,
    calendar: Calendar,
    policy: Policy,
    waiting: int = 0,
    window: datetime | None = None,
    summary: str = "",
    language: Language = "en",
    made_by: str = "bot",
    answered_in: Language | None = None,
) -> Handover:
    """Give a conversation to people: the ticket, and the promise that goes with it.

    `waiting` counts the conversations already in the team's queue; `window` is the moment after which the channel lets nobody
    write, None where there is none; `answered_in` is the language a person will answer in, where it is not the customer's.
    Raises NeverOpenError for a calendar without any working time.
    """
    wait = moment(now, policy.reply_within * rounds(waiting, policy.queue_limit), calendar, policy, window)
    return Handover(
        ticket=Ticket(team, reason, summary, now, wait.due),
        promise=promise("reply", made_by, now, wait.due, calendar),
        words=due_words(wait.due, now, calendar.zone, language),
        open=is_open(calendar, now),
        beyond=wait.beyond,
        answered_in=answered_in,
    )
