"""What the shop gives to put things right, when it calls back, what it asks afterwards: without it all that would be fixed."""

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from config.values import Amount, Duration, Part

Mistake = Literal["late", "lost", "promise", "wrong_item"]


class Goodwill(Part):
    """What is given for a mistake of ours, by rule; 0 gives nothing."""

    late: Amount = (Decimal(5), "EUR")
    lost: Amount = (Decimal(10), "EUR")
    promise: Amount = (Decimal(5), "EUR")
    wrong_item: Amount = (Decimal(5), "EUR")


class Loyalty(Part):
    """For customers who come back: from so many paid orders a code, once in so long. `from_order: 0` is no such rule."""

    from_order: Annotated[int, Field(ge=0, le=1000)] = 3
    amount: Amount = (Decimal(5), "EUR")
    every: Duration = timedelta(days=365)
    budget: Amount = (Decimal(1000), "EUR")


class Coupons(Part):
    """Codes: `budget` is a year's for mistakes and for what agents give, `minimum` the order a code needs."""

    budget: Amount = (Decimal(500), "EUR")
    minimum: Amount = (Decimal(0), "EUR")
    valid: Duration = timedelta(days=180)
    per_person: Annotated[int, Field(ge=0, le=100)] = 2
    cool_down: Duration = timedelta(days=60)
    agents_month: Amount = (Decimal(300), "EUR")
    goodwill: Goodwill = Goodwill()
    loyalty: Loyalty = Loyalty()

    @model_validator(mode="after")
    def _one_currency(self) -> "Coupons":
        sums = (self.budget, self.minimum, self.agents_month, self.loyalty.amount, self.loyalty.budget)
        rules = (self.goodwill.late, self.goodwill.lost, self.goodwill.promise, self.goodwill.wrong_item)
        if len({currency for _, currency in (*sums, *rules)}) > 1:
            raise ValueError("all sums of coupons are in one currency, that of the budget; write it at each of them")
        return self


class Callbacks(Part):
    """Calls back: one every `slot`, `at_once` of them at a time, not sooner than `notice`, not later than `ahead`.

    A call is kept when it is made within `tolerance` of its moment; `remind` before it the conversation stands in the queue.
    """

    slot: Duration = timedelta(minutes=30)
    at_once: Annotated[int, Field(ge=1, le=100)] = 2
    notice: Duration = timedelta(minutes=20)
    ahead: Duration = timedelta(days=14)
    tolerance: Duration = timedelta(minutes=10)
    remind: Duration = timedelta(minutes=10)
    team: str = ""

    @model_validator(mode="after")
    def _fits_a_day(self) -> "Callbacks":
        if not timedelta(minutes=5) <= self.slot <= timedelta(hours=4):
            raise ValueError("slot must be between 5m and 4h")
        if not timedelta(days=1) <= self.ahead <= timedelta(days=60):
            raise ValueError("ahead must be between 1d and 60d")
        return self


class Surveys(Part):
    """What is asked after a case, in one tap.

    Nobody is asked more often than once in `every`; `nps_share` of the cases ask for the NPS instead. A report shows no figure
    from fewer than `least` answers. `ces_promises`: `ces_after` one of these was kept, or an invoice was issued for what was
    paid, it is asked how easy that was.
    """

    ask: bool = True
    after: Duration = timedelta(minutes=2)
    every: Duration = timedelta(days=14)
    expires: Duration = timedelta(days=3)
    nps_share: Annotated[float, Field(ge=0, le=1)] = 0.1
    nps_every: Duration = timedelta(days=90)
    ces_promises: tuple[str, ...] = ("refund-sent", "replacement", "cancelled-refund")
    ces_invoices: bool = True
    ces_after: Duration = timedelta(days=1)
    least: Annotated[int, Field(ge=1, le=1000)] = 10


class Value(Part):
    """How a customer's worth is estimated: `margin` of what they pay, over so many `years`."""

    margin: Annotated[float, Field(gt=0, le=1)] = 0.3
    years: Annotated[float, Field(gt=0, le=20)] = 3
    renew: Duration = timedelta(days=1)


class Care(Part):
    """Everything that looks after people."""

    coupons: Coupons = Coupons()
    callbacks: Callbacks = Callbacks()
    surveys: Surveys = Surveys()
    value: Value = Value()
    abuse_team: str = ""
