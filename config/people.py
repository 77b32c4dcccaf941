"""How long people of the shop stay signed in, and how they come in: without it all this would stand in code."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, model_validator

from config.values import Amount, Duration, Part


class People(Part):
    """`people:` in shop.yml.

    A sign-in ends after `signed_in`, and before that when nobody has done anything for `idle`. `password_length` is the least
    number of characters. `supervisors_allowance` bounds what supervisors decide; without it they decide any sum.
    """

    signed_in: Duration = timedelta(days=7)
    idle: Duration = timedelta(hours=24)
    invitation: Duration = timedelta(hours=72)
    reset: Duration = timedelta(hours=1)
    password_length: Annotated[int, Field(ge=8, le=64)] = 8
    supervisors_allowance: Amount | None = None

    @model_validator(mode="after")
    def _sensible(self) -> "People":
        for name in ("signed_in", "idle", "invitation", "reset"):
            if getattr(self, name) < timedelta(minutes=5):
                raise ValueError(f"{name}: five minutes at least")
        return self
