"""What the mailbox gives to a turn and takes back from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.store.letters import Letter

BURST = 400  # ms a turn waits after the first unread text, so that a thought in three messages gets one answer
LEASE = 30_000  # ms a worker has for a turn before somebody else may take it
ATTEMPTS = 3  # after so many failed turns the conversation goes to a person
AGAIN = 5_000  # ms by which others, who have not failed, go before a failed turn

AWAY = 300_000  # ms after a letter has come in which a turn that the database failed is no attempt

PEOPLE, FACTS, NOTICES = 0, 1, 2  # lanes: people waiting, facts, what only a clock brought about
Holder = Literal["bot", "queue", "agent"]  # who has a conversation's floor


def lanes(round_: int) -> tuple[int, int, int]:
    """In which order to look at the lanes: people first, but in every fourth round last, so that nobody waits for ever."""
    return (NOTICES, FACTS, PEOPLE) if round_ % 4 == 0 else (PEOPLE, FACTS, NOTICES)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation's row as a turn reads it; moments are ms since the epoch."""

    id: int
    channel: str
    address: str
    name: str
    language: str
    locale: str
    email: str
    reachable: bool
    created_at: int
    last_in_at: int | None
    owner: Holder
    agent_id: int | None
    floor: int
    team: str
    due_at: int | None
    state: str
    timers: Mapping[str, int]
    turn: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to take one turn of a conversation, with all that it reads."""

    conversation: Conversation
    letters: Sequence[Letter]
    token: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A message a turn wants sent. `body` is a channel's Message as JSON, `says` the ids of its wordings."""

    kind: Literal["talk", "fact"]
    body: str
    asks: str = ""
    says: str = ""
    lane: int = PEOPLE


@dataclass(frozen=True, slots=True)
class NewTicket:
    """A hand-over to people, with the promise that goes with it (`text` as the customer reads it).

    `topic` is the flow in whose midst it came up, by its id; empty where none was.
    """

    team: str
    reason: str
    summary: str
    due_at: int | None
    promise: str = ""
    warn_at: int | None = None
    renew_at: int | None = None
    topic: str = ""


@dataclass(frozen=True, slots=True)
class NewPromise:
    """A promise: what, as the customer reads it, and by when; when the desk is warned and when it is renewed, where it may be.

    `about` tells several of one name in a conversation apart (a return's number); `agent_id` is the person who promised.
    """

    what: str
    text: str
    due_at: int
    warn_at: int | None = None
    renew_at: int | None = None
    made_by: str = "bot"
    renewal: bool = False
    about: str = ""
    agent_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewCall:
    """An effect outside, to be done once by its key."""

    key: str
    name: str
    arguments: str
    digest: str


@dataclass(frozen=True, slots=True)
class NewApproval:
    """A decision asked of a person; the dialogue waits for it under `key`. `text` is by when, as the customer reads it."""

    key: str
    flow: str
    team: str
    summary: str
    fields: Mapping[str, Any]
    due_at: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something a turn did that reports count: `run` is the flow's run in its conversation, 0 for what belongs to none."""

    what: str
    run: int = 0
    flow: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that one turn changes. `owner` is the new owner where the turn passes the floor, else None."""

    lease: Lease
    state: str
    language: str
    timers: Mapping[str, int]
    record: str
    messages: Sequence[Draft] = ()
    owner: Holder | None = None
    team: str = ""
    due_at: int | None = None
    tickets: Sequence[NewTicket] = ()
    promises: Sequence[NewPromise] = ()
    calls: Sequence[NewCall] = ()
    approvals: Sequence[NewApproval] = ()
    marks: Sequence[Mark] = ()
    email: str = ""
    reachable: bool = True
    address: str = ""  # the platform moved the conversation
    answered_at: int | None = None  # when somebody outside the console wrote to the customer, in ms


@dataclass(frozen=True, slots=True)
class Posted:
    """What one post did: how many rows were new, and when the first of their conversations wants its turn."""

    new: int = 0
    wake_at: int | None = None
