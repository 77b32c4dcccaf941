"""How soon customers shall be answered, in working time: without targets the clocks would run and mean nothing."""

from config.values import Duration, Part


class Sla(Part):
    """Targets in the team's working time; what is not set is measured and has no target.

    `first_answer`: from the hand-over to a person's first words. `next_answer`: from each further message of the customer to the
    next words. `closing`: until the conversation is closed, without the time in which the customer is to answer.
    """

    first_answer: Duration | None = None
    next_answer: Duration | None = None
    closing: Duration | None = None
