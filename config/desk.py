"""How people share the work: without it everybody would pull from one queue, and nobody's patience would have an end."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from config.values import Duration, Part

Rule = Literal["last_agent", "least_busy"]


ASSIGN = {"anyOf": [{"enum": ["pull", *get_args(Rule)]}, {"type": "array", "items": {"enum": list(get_args(Rule))}}]}


def _rules(value: object) -> object:
    """`pull` is no rule at all; one rule needs no list."""
    if value == "pull":
        return ()
    return (value,) if isinstance(value, str) else value


class Desk(Part):
    """Who gets what, and how long anybody waits.

    `assign`: `pull`, or rules in the order in which they are asked. `capacity` bounds what is assigned, not what somebody takes.
    `skills`: what a flow needs of a person, by the flow's id. `speaker_wait`: how long a free colleague waits for a busy one who
    speaks the customer's language or has the skill. `wait_limit` and `give_up_after` are working time; 0 is never.
    """

    assign: Annotated[tuple[Rule, ...], BeforeValidator(_rules), WithJsonSchema(ASSIGN)] = ()
    capacity: Annotated[int, Field(ge=1, le=1000)] = 8
    speaker_wait: Duration = timedelta(minutes=2)
    skills: Mapping[str, str] = {}
    warn_after: Duration = timedelta(minutes=5)
    quiet_after: Duration = timedelta(minutes=15)
    absent_after: Duration = timedelta(minutes=2)
    outside_after: Duration = timedelta(days=1)
    wait_limit: Duration = timedelta(minutes=20)
    give_up_after: Duration = timedelta(hours=8)
    reopen_within: Duration = timedelta(minutes=30)
    idle_after: Duration = timedelta(minutes=10)
    lost_after: Duration = timedelta(minutes=2)

    @model_validator(mode="after")
    def _in_order(self) -> "Desk":
        if not self.warn_after < self.quiet_after:
            raise ValueError("warn_after must be shorter than quiet_after: an agent is warned before the customer goes to others")
        if self.lost_after < timedelta(minutes=1):
            raise ValueError("lost_after must be 1m or longer: a page tells twice a minute that it is there")
        return self
