"""What the database counts and reports are made of: without it figures could be worked out only beside a database.

Moments are ms since the epoch, sums hundredths of their currency.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class HourRow:
    """An hour by its first moment; `written` is what people answered in it."""

    at: int
    messages: int
    conversations: int
    written: int = 0


@dataclass(frozen=True, slots=True)
class ContactRow:
    """The contacts of a day on a channel in a language; with `people` of them a person had to do."""

    day: date
    channel: str
    language: str
    contacts: int
    messages: int
    people: int


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A hand-over."""

    team: str
    reason: str
    state: str
    opened_at: int
    answered_at: int | None
    closed_at: int | None
    agent_id: int | None
    channel: str
    language: str


@dataclass(frozen=True, slots=True)
class FateRow:
    """So many runs of a flow ended in one way, and `stopped` (flow and step) was the last that was asked in them."""

    flow: str
    fate: str
    stopped: str
    times: int


@dataclass(frozen=True, slots=True)
class ReachedRow:
    """So many runs of a flow came to a question (flow and step)."""

    flow: str
    question: str
    times: int
    soonest: int = 0  # ms from the run's beginning, where it was quickest: gives the order of the questions


@dataclass(frozen=True, slots=True)
class MissRow:
    """How often something was not understood, at which question; without one where nothing had been asked."""

    what: str
    flow: str
    step: str
    times: int
    conversations: int


@dataclass(frozen=True, slots=True)
class WroteRow:
    """What an agent wrote to customers."""

    agent_id: int
    messages: int
    conversations: int


@dataclass(frozen=True, slots=True)
class SettledRow:
    """Promises of a kind that were kept or broken in a week; `renewal` are those that had been moved once."""

    week: date
    what: str
    state: str
    renewal: bool
    times: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Promises that are open now, and of them those whose moment has passed."""

    open: int
    late: int


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """Surveys of a kind asked in a week."""

    week: date
    kind: str
    state: str
    score: int | None
    times: int


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """Returns of one kind."""

    basis: str
    decision: str
    state: str
    currency: str
    times: int
    amount: int


@dataclass(frozen=True, slots=True)
class UsedRow:
    """The reserve at a week's end: what was promised or paid, and of that what was paid."""

    week: date
    used: int
    paid: int


@dataclass(frozen=True, slots=True)
class ReserveYear:
    """A year's reserve week by week."""

    year: int
    currency: str
    budget: int
    weeks: Sequence[UsedRow]
