"""One day of a team in figures, for the word to a supervisor at its end."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handoff.reports.figures import Quantiles


@dataclass(frozen=True, slots=True)
class DayFigures:
    """What a day brought. Counts are of this day in the shop's zone; what "now" says is as it was when it was asked.

    `contacts` are conversations in which the customer wrote that day, `by_bot` those of them that no person had to do with;
    both are the whole shop's where no team is asked for, and otherwise of conversations that were handed to the team.
    `first_answer` is in ms, all hours counted, None of fewer than five. `kept` and `broken` are promises settled that day.
    """

    contacts: int
    messages: int
    by_bot: int
    handed: int
    by_reason: Mapping[str, int]
    answered: int
    closed: int
    left: int
    first_answer: Quantiles | None
    kept: int
    broken: int
    waiting: int  # now in the queue
    late: int  # of them, past the promised moment
    owed: int  # messages that could not be delivered yet, now
    returns: int
    returned: Mapping[str, int] = field(default_factory=dict)  # what returns of the day come to, in hundredths by currency
    surveys: Mapping[int, int] = field(default_factory=dict)  # answers to "were you satisfied" by score
