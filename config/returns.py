"""What the shop gives back, to whom and out of which budget: without it trust would have limits nobody chose.

What the law gives is not set here but in config/countries.yml; none of these limits is ever held against it.
"""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from config.values import Amount, Duration, Part, Pattern

Exemption = Literal["made_to_measure", "perishable", "sealed_hygiene", "sealed_media"]
MONTHS = 12


class Limits(Part):
    """How far trust goes in one currency. Sums above `photo_from` want a photo, goods up to `keep_below` need not come back."""

    per_case: Amount = (Decimal(100), "EUR")
    per_person: Amount = (Decimal(200), "EUR")
    unknown: Amount = (Decimal(30), "EUR")
    photo_from: Amount = (Decimal(20), "EUR")
    keep_below: Amount = (Decimal(20), "EUR")

    @model_validator(mode="after")
    def _one_currency(self) -> "Limits":
        if len({amount[1] for amount in self.amounts.values()}) > 1:
            raise ValueError("all limits of one list are in one currency")
        if not self.unknown[0] <= self.per_case[0] <= self.per_person[0]:
            raise ValueError("`unknown` is at most `per_case`, and that at most `per_person`")
        return self

    @property
    def amounts(self) -> Mapping[str, tuple[Decimal, str]]:
        """All of them by name."""
        return {name: getattr(self, name) for name in type(self).model_fields}

    @property
    def currency(self) -> str:
        """Of all of them."""
        return self.per_case[1]


class Returns(Part):
    """When a return is settled at once. Whatever is not goes to a person; nothing is ever refused by itself."""

    trust: bool = True
    limits: Limits = Limits()
    currencies: tuple[Limits, ...] = ()
    cases: Annotated[int, Field(ge=1)] = 3
    period: Duration = timedelta(days=90)
    lifetime_share: Annotated[float, Field(gt=0, le=1)] = 0.3
    lifetime_orders: Annotated[int, Field(ge=1)] = 3
    cool_down: Duration = timedelta(hours=24)
    points: Annotated[int, Field(ge=1)] = 5
    new_account: Duration = timedelta(days=30)
    sums_from: Literal[1, 2] = 2
    exempt: Mapping[Exemption, tuple[Pattern, ...]] = {}
    place: Annotated[str, Field(max_length=200)] = ""
    credit_valid: Duration = timedelta(days=1095)
    close_after: Duration = timedelta(days=14)
    remember: Duration = timedelta(days=730)

    @model_validator(mode="after")
    def _each_currency_once(self) -> "Returns":
        known = [limits.currency for limits in (self.limits, *self.currencies)]
        if len(known) != len(set(known)):
            raise ValueError("a currency has one list of limits")
        return self

    def limits_in(self, currency: str) -> Limits | None:
        """The limits for sums in this currency; None: a person decides."""
        return next((limits for limits in (self.limits, *self.currencies) if limits.currency == currency), None)


class Reserve(Part):
    """What trust may cost in a calendar year. `season` weighs its months.

    Near the end of the budget `landing_limit` holds a case.
    """

    budget: Amount = (Decimal(5000), "EUR")
    alerts: tuple[Annotated[int, Field(ge=1, le=100)], ...] = (50, 75, 90)
    landing_from: Annotated[int, Field(ge=1, le=100)] = 90
    landing_limit: Amount = (Decimal(20), "EUR")
    season: tuple[Annotated[float, Field(ge=0)], ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> "Reserve":
        if self.landing_limit[1] != self.budget[1]:
            raise ValueError(f"`landing_limit` is in the budget's currency, {self.budget[1]}")
        if self.season and (len(self.season) != MONTHS or not sum(self.season)):
            raise ValueError("`season` is a weight for each of the twelve months, not all of them zero")
        if list(self.alerts) != sorted(set(self.alerts)):
            raise ValueError("`alerts` rise")
        return self


class Experiment(Part):
    """Whether trust pays: persons are put into one of two arms, and stay there. Off unless `name` is set."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9-]{0,40}$")] = ""
    trust_percent: Annotated[int, Field(ge=1, le=99)] = 50
    days: Annotated[int, Field(ge=1)] = 90
    margin: Annotated[float, Field(gt=0, le=1)] = 0.3
    minute: Amount = (Decimal("0.40"), "EUR")
    review_minutes: Annotated[int, Field(ge=0)] = 8
    stop_claims: Annotated[float, Field(gt=1)] = 2.0
    stop_pace: Annotated[float, Field(gt=1)] = 1.5

    @property
    def on(self) -> bool:
        """Whether there is one."""
        return bool(self.name)
