"""Flows as the engine runs them: without these shapes every turn would read YAML again and could meet a mistake in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, get_args

from flows.conditions import Condition, Reference
from flows.model import Duration

END = "END"
START = "*start"  # before the first step
SlotType = Literal[
    "order_number",
    "money",
    "date",
    "phone",
    "email",
    "iban",
    "text",
    "choice",
    "photo",
    "bool",
    "number",
    "contact",
    "code",
    "any",
]
SLOT_TYPES: tuple[SlotType, ...] = get_args(SlotType)


class CallSpec(Protocol):
    """A row of the table of shop calls: what the engine and the check need of it."""

    @property
    def name(self) -> str:
        """As `action:` names it."""

    @property
    def arguments(self) -> Mapping[str, str]:
        """The type of each argument by its name."""

    @property
    def optional(self) -> frozenset[str]:
        """The arguments that may be left out."""

    @property
    def result(self) -> str:
        """The answer stands in `context.<result>`."""

    @property
    def fields(self) -> Mapping[str, str]:
        """The type of each field of the answer by its name."""

    @property
    def once(self) -> bool:
        """Whether it does something outside, so that it is never repeated."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Something a flow wants to know, and what counts as an answer."""

    name: str
    type: SlotType = "text"
    values: tuple[str, ...] = ()  # of a choice
    low: Any = None  # of money, number
    high: Any = None
    optional: bool = False
    wrong: str = ""  # the wording for a value that cannot be
    opening: bool = False  # the message that begins the flow is its value
    foreign: bool = False  # names and addresses: in whatever language, with whatever numbers in them
    initial: Any = None  # what it holds before anybody says anything


@dataclass(frozen=True, slots=True)
class Arm:
    """One way on: to a step, or the end, when the condition holds (None: always)."""

    condition: Condition | None
    to: str


Next = tuple[Arm, ...]


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the flow itself."""

    value: Any


Given = Reference | Constant
Values = Mapping[str, Given]


@dataclass(frozen=True, slots=True)
class Button:
    """A button below a message: what it says (a wording id or plain title), and what it stands for."""

    wording: str = ""
    title: str = ""
    payload: str = ""
    url: Given | None = None


LANGUAGES = tuple(
    Button(title=title, payload=f"lang:{code}")
    for code, title in {"lv": "Latviešu", "uk": "Українська", "ru": "Русский", "pl": "Polski", "en": "English"}.items()
)

CONFIRMATIONS = ("yes", "change", "cancel")


@dataclass(frozen=True, slots=True)
class Rejection:
    """A value that is of the right type, but cannot be taken, and what is said then."""

    condition: Condition
    wording: str


@dataclass(frozen=True, slots=True)
class Reminder:
    """A nudge, once, after so much silence."""

    after: Duration
    wording: str


@dataclass(frozen=True, slots=True)
class Collect:
    """Ask for a slot, unless it is known."""

    id: str
    next: Next
    slot: str
    question: str
    values: Values = field(default_factory=dict)
    buttons: tuple[str, ...] = ()  # the answers offered
    reprompts: tuple[str, ...] = ()
    wrong: str = ""  # said to a value that cannot be
    rejections: tuple[Rejection, ...] = ()
    ask_before_filling: bool = False
    force: bool = False  # whatever is said is the answer
    skipped: str = ""  # where to go without an answer
    enough: Condition | None = None  # as soon as it holds, the question has its answer, whatever slot that filled
    optional: bool = False
    remind: Reminder | None = None
    expire: Duration | None = None
    ask_contact: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """Say something."""

    id: str
    next: Next
    wording: str
    values: Values = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    options: bool = False  # the buttons are the likeliest wishes
    fact: bool = False
    document: Given | None = None
    copy: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """Ask the shop, or have it do something."""

    id: str
    next: Next
    call: str
    values: Values = field(default_factory=dict)
    once: bool = False
    said_once: bool | None = None  # what the flow says of it
    result: str = ""
    failed: str = ""  # where to go when there is no answer


@dataclass(frozen=True, slots=True)
class SetSlots:
    """Set slots to values, or to nothing."""

    id: str
    next: Next
    values: Values


@dataclass(frozen=True, slots=True)
class CallFlow:
    """Run another flow inside this one, and come back."""

    id: str
    next: Next
    flow: str
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """Go on with another flow, and do not come back."""

    id: str
    next: Next
    flow: str


@dataclass(frozen=True, slots=True)
class Noop:
    """Only a fork."""

    id: str
    next: Next


@dataclass(frozen=True, slots=True)
class Again:
    """Say again what was said last (CALM's action_repeat_bot_messages)."""

    id: str
    next: Next


@dataclass(frozen=True, slots=True)
class Forsake:
    """Leave all flows that wait below (CALM's action_cancel_interrupted_flows, action_restart)."""

    id: str
    next: Next


@dataclass(frozen=True, slots=True)
class Confirm:
    """Read back; yes goes on, change goes back to what the customer names, cancel leaves the flow."""

    id: str
    next: Next
    wording: str
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Approve:
    """A person decides; the flow goes on from there, and the customer may do other things meanwhile."""

    id: str
    next: Next
    team: str
    summary: str
    within: Duration
    approved: str
    rejected: str
    no_answer: str
    fields: tuple[str, ...] = ()
    say: str = ""
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Promise:
    """A dated promise, for the ledger."""

    id: str
    next: Next
    what: str
    within: Duration
    basis: str = ""
    until: Given | None = None
    about: Given | None = None


@dataclass(frozen=True, slots=True)
class Handoff:
    """Give the conversation to people."""

    id: str
    next: Next
    reason: str = "flow"
    team: str = ""
    summary: str = ""
    values: Values = field(default_factory=dict)


def way(source: str, target: str) -> str:
    """The name of a way from one step to another, by which it is counted."""
    return f"{source} -> {target}"


def leads_to(flow: str) -> str:
    """Another flow as the end of a way."""
    return f"*flow:{flow}"


Step = Collect | Say | Action | SetSlots | CallFlow | Link | Noop | Again | Forsake | Confirm | Approve | Promise | Handoff


@dataclass(frozen=True, slots=True)
class Flow:
    """What the bot does for one wish."""

    id: str
    steps: Mapping[str, Step]
    first: str
    description: str = ""
    name: str = ""
    guard: Condition | None = None
    intents: tuple[str, ...] = ()
    thresholds: Mapping[str, float] = field(default_factory=dict)  # confidence an intent needs to start it
    labels: frozenset[str] = frozenset()  # those of `intents` which no model needs to know: their button's words begin it
    entities: tuple[str, ...] = ()  # a message that holds only such a value starts the flow
    told: tuple[str, ...] = ()  # a fact of the shop starts the flow
    slots: Mapping[str, Slot] = field(default_factory=dict)
    persisted: frozenset[str] = frozenset()
    asked_anew: frozenset[str] = frozenset()  # slots whose every question is asked even if they are known
    ask_again: bool = True  # whether the open question is asked again afterwards
    completes: bool = True  # whether pattern_completed follows
    summary: str = ""  # for the person who goes on when the flow cannot
    lapses: bool = False  # whatever else the customer says ends it, without a word
    is_aside: bool = False  # it only says something, so that nothing is interrupted by it

    @property
    def name_wording(self) -> str:
        """The wording id of its name, that of the button which begins it."""
        return f"intent-{self.intents[0]}" if self.intents else ""

    @property
    def is_news(self) -> bool:
        """Whether it only tells what happened in the shop: that is owed, whoever has the floor."""
        steps = self.steps.values()
        return bool(self.told) and all(isinstance(step, Noop) or (isinstance(step, Say) and step.fact) for step in steps)

    @property
    def is_offered(self) -> bool:
        """Whether a button may begin it by its name: no flow that the engine or a fact of the shop begins."""
        return not (self.is_pattern or self.told)

    @property
    def is_pattern(self) -> bool:
        """Whether it is one of the engine's own moments."""
        return self.id.startswith("pattern_")
