"""The vocabulary of a conversation: without it the engine, the scripts and the program around them could not agree."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from nlu.model import Language, Understanding

# --- what a conversation is told (in) --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heard:
    """The customer wrote; `understanding` is what the model makes of it."""

    understanding: Understanding
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Pressed:
    """The customer pressed a button; the payload may be old, or forged."""

    payload: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """The customer sent a file, which stands in our file store under `file`."""

    file: str
    type: Literal["photo", "document", "audio", "video", "other"]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """The customer shared a phone number (E.164); `own` when the platform vouches that it is theirs."""

    phone: str
    own: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """The customer opened the conversation by a button or link, which may carry a payload."""

    payload: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The result of a Call by its key: a value with the fields the table of calls names, or why there is none."""

    key: str
    value: Mapping[str, Any] | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Elapsed:
    """A timer set by Remind has run down."""

    timer: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A person decided an approval, or nobody did in time."""

    approval: str
    decision: Literal["approved", "rejected", "no_answer"]
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """Something happened outside the dialogue.

    handed_over (values: team, due, open: by when a person writes, and whether the desk is open now) · taken (agent) · released
    (summary) · closed · left_queue · agent_wrote · unsettled (a question whose delivery nobody can tell) · overdue (an honest
    renewal: due) · paid, shipped ... (facts of the shop).
    """

    fact: str
    values: Mapping[str, Any] = field(default_factory=dict)


Event = Heard | Pressed | Attached | Shared | Opened | Answered | Elapsed | Decided | Told

# --- what a conversation wants done (out) ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """A button to offer: a wording id (or plain title) and the payload that comes back, 64 bytes at most."""

    payload: str
    wording: str = ""
    title: str = ""
    url: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of our own store, as `context.<call>.<field>` of the type `document` holds it."""

    id: str
    name: str
    mime: str


@dataclass(frozen=True, slots=True)
class Say:
    """A wording with its values. Talk is dropped when somebody else has the floor by the time it is sent; a fact never is."""

    wording: str
    values: Mapping[str, Any] = field(default_factory=dict)
    buttons: tuple[Choice, ...] = ()
    kind: Literal["talk", "fact"] = "talk"
    language: Language = "en"
    document: Enclosure | None = None
    copy: bool = False  # to be copied: a message of its own, tapped to copy where the channel can
    ask_contact: str = ""  # wording id of a share-phone button
    asks: str = ""  # which question this is; it is left out where a later event of the same turn has answered it


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the shop's table. `once`: an effect outside, done by a runner after the turn; else a read, answered in it."""

    name: str
    arguments: Mapping[str, Any]
    key: str
    once: bool = False


@dataclass(frozen=True, slots=True)
class Duration:
    """So many seconds, of working time when `open`."""

    seconds: int
    open: bool = False


@dataclass(frozen=True, slots=True)
class Remind:
    """Send Elapsed(timer) after so long; a timer of the same name is replaced."""

    timer: str
    after: Duration


@dataclass(frozen=True, slots=True)
class Forget:
    """Drop a timer, if it is there."""

    timer: str


@dataclass(frozen=True, slots=True)
class Approve:
    """A person shall decide; the answer is Decided(approval=key)."""

    key: str
    team: str
    summary: str
    fields: Mapping[str, Any]
    within: Duration
    values: Mapping[str, Any] = field(default_factory=dict)  # of the summary's wording


@dataclass(frozen=True, slots=True)
class Promise:
    """A dated promise to the customer, kept in the ledger: by `until` where a day or moment was told, else `within` so long.

    `about` is the number of what it is about, where there may be several such promises.
    """

    what: str
    within: Duration
    basis: str = ""
    until: date | datetime | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Handoff:
    """Give the conversation to people; answered in the same turn by Told("handed_over")."""

    reason: Literal["asked", "unsure", "flow", "failure"]
    team: str = ""
    summary: str = ""  # wording id, written in the agent's language
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Leave:
    """The customer leaves the queue: the bot has the floor again."""


@dataclass(frozen=True, slots=True)
class Record:
    """Something worth counting: a step reached, a flow finished or given up, and why."""

    what: str
    values: Mapping[str, Any] = field(default_factory=dict)


Effect = Say | Call | Remind | Forget | Approve | Promise | Handoff | Leave | Record
