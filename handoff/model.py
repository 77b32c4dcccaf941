"""The words of the desk: without them nobody could say who answers a customer, or what was promised."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType

from nlu.model import Language

AgentId = NewType("AgentId", int)

# --- who answers -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bot:
    """The bot answers; a closed conversation is the bot's too."""


@dataclass(frozen=True, slots=True)
class Queue:
    """The conversation waits for a person of this team; the bot still answers what it is sure of."""

    team: str


@dataclass(frozen=True, slots=True)
class Held:
    """A person answers. `agent` is None for one who writes from outside the console (the Page inbox, a phone)."""

    agent: AgentId | None


Owner = Bot | Queue | Held


@dataclass(frozen=True, slots=True)
class Floor:
    """Who has a conversation; `number` rises by one at each change, so that a stale wish can be told."""

    owner: Owner
    number: int = 0


# --- what is owed ----------------------------------------------------------------------------------------------

Reason = Literal["asked", "unsure", "flow", "failure", "outside"]
PromiseState = Literal["open", "kept", "renewed", "broken"]


@dataclass(frozen=True, slots=True)
class Ticket:
    """A hand-over to people: which team, why, and what they should know; `due` is the moment promised to the customer."""

    team: str
    reason: Reason
    summary: str
    opened_at: datetime
    due: datetime


@dataclass(frozen=True, slots=True)
class Promise:
    """Something said to a customer with a moment to it.

    `warn_at` is when the desk is warned (three quarters of the time that can be worked), `renew_at` when an honest renewal
    goes out before it breaks. `renewal` marks a promise that is one already: it is not renewed again.
    """

    what: str
    made_by: str
    made_at: datetime
    due_at: datetime
    warn_at: datetime
    renew_at: datetime
    state: PromiseState = "open"
    renewal: bool = False
    warned_at: datetime | None = None
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Handover:
    """The desk's word: who answers, by when, and how that reads in the customer's language.

    `open` tells whether the desk works right now. `beyond` is set when it does not work at all before the channel's window
    closes: then the moment is still honest, but another way to reach the customer (an e-mail) must be asked for. `answered_in` is
    the language in which a person will answer, where nobody speaks the customer's.
    """

    ticket: Ticket
    promise: Promise
    words: str
    open: bool
    beyond: bool = False
    answered_in: Language | None = None

    @property
    def due(self) -> datetime:
        """The moment promised."""
        return self.promise.due_at
