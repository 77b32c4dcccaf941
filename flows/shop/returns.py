"""A return and the states it may go through: without this table money could go out twice, or a machine could say no.

Everything that moves a return stands in `TABLE`. Who moves it counts too: only a person's word rejects (GDPR, article 22;
and turning down what the law gives is unlawful).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, get_args

from flows.shop.model import Money

State = Literal[
    "draft", "submitted", "needs_info", "review", "approved", "refund_pending", "refunded", "closed", "rejected", "withdrawn"
]
Event = Literal[
    "submit", "ask", "answer", "review", "approve", "reject", "pay", "refund", "bounce", "close", "withdraw", "reopen"
]
Basis = Literal["withdrawal", "defect", "goodwill", "not_received", "wrong_item"]
Reason = Literal["changed_mind", "defect", "not_received", "wrong_item", "other"]
Remedy = Literal["money", "replacement", "repair", "credit"]
RefundTo = Literal["as_paid", "iban", "credit"]
STATES: tuple[State, ...] = get_args(State)
EVENTS: tuple[Event, ...] = get_args(Event)
BASES: tuple[Basis, ...] = get_args(Basis)
REASONS: tuple[Reason, ...] = get_args(Reason)
REMEDIES: tuple[Remedy, ...] = get_args(Remedy)
WAYS: tuple[RefundTo, ...] = get_args(RefundTo)

TABLE: Mapping[tuple[State, Event], State] = {
    ("draft", "submit"): "submitted",
    ("submitted", "ask"): "needs_info",
    ("needs_info", "answer"): "submitted",
    ("submitted", "approve"): "approved",
    ("submitted", "review"): "review",
    ("needs_info", "review"): "review",
    ("review", "ask"): "needs_info",
    ("review", "approve"): "approved",
    ("review", "reject"): "rejected",
    ("rejected", "reopen"): "review",
    ("approved", "pay"): "refund_pending",
    ("approved", "review"): "review",  # the facts have changed before anything was ordered
    ("refund_pending", "refund"): "refunded",
    ("refund_pending", "bounce"): "approved",  # the payment did not go through: another attempt
    ("refunded", "bounce"): "approved",  # the bank has sent it back
    ("approved", "close"): "closed",  # a replacement or a repair: no money
    ("refunded", "close"): "closed",
    ("draft", "withdraw"): "withdrawn",
    ("submitted", "withdraw"): "withdrawn",
    ("needs_info", "withdraw"): "withdrawn",
    ("review", "withdraw"): "withdrawn",
    ("approved", "withdraw"): "withdrawn",
    ("refund_pending", "withdraw"): "withdrawn",  # as long as no money has gone out: bot/store/refunds.py sees to that
}
BY_PEOPLE_ALONE: frozenset[Event] = frozenset({"reject"})
ENDED: frozenset[State] = frozenset({"closed", "rejected", "withdrawn"})
SETTLED: frozenset[State] = ENDED | {"refunded"}  # nothing is left to be done for the customer
GIVEN: frozenset[State] = frozenset({"approved", "refund_pending", "refunded", "closed"})  # counts against the limits
AUTO = "auto"  # who moves a return that nobody moves by hand


class MoveError(Exception):
    """A return cannot be moved so: it stands elsewhere, or only a person may."""


def moved(state: State, event: Event, by: str = AUTO) -> State:
    """Where the event leads. Raises MoveError."""
    if event in BY_PEOPLE_ALONE and by == AUTO:
        raise MoveError(f"only a person may {event} a return")
    if (after := TABLE.get((state, event))) is None:
        raise MoveError(f"a return that is {state.replace('_', ' ')} cannot be moved by `{event}`")
    return after


@dataclass(frozen=True, slots=True)
class Photo:
    """What a picture says of itself: `taken_at` by its own word, `dhash` 64 bits that look alike for pictures that do."""

    file: str
    sha256: str = ""
    dhash: int | None = None
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """The record. Moments are aware; `decided_by` is `auto` or an agent's id; `drawn`: the reserve pays, not the law.

    `claimed` is what the customer said, `amount` what is given. `goods` tells where they are to go, `signals` what made
    whom think.
    """

    number: str
    conversation_id: int | None
    person_id: int
    order_number: str
    title: str
    basis: Basis
    reason: Reason
    state: State
    amount: Money
    made_at: datetime
    refund_by: datetime
    details: str = ""
    language: str = "en"
    decision: Literal["auto", "person"] = "person"
    decided_by: str = ""
    decided_at: datetime | None = None
    claimed: Money | None = None
    bought_on: str = ""
    remedy: Remedy = "money"
    refund_to: RefundTo = "as_paid"
    consent: bool = False
    goods: Literal["keep", "bring", "none"] = "bring"
    proof: Literal["order", "evidence", "photo", "none"] = "none"
    level: int = 0
    photo: Photo | None = None
    arm: str = ""
    policy: str = ""
    points: int = 0
    signals: Mapping[str, int] = field(default_factory=dict)
    why: str = ""
    drawn: bool = False
    refunded_at: datetime | None = None
    closed_at: datetime | None = None
    credit_note: str = ""

    def move(self, event: Event, by: str = AUTO, **changes: Any) -> "Return":
        """The return after the event. Raises MoveError."""
        return replace(self, state=moved(self.state, event, by), **changes)
