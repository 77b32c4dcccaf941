"""The risk reserve, what trust may cost in a year: without it a kind policy and a bad week would cost more than the year earns.

Pure arithmetic. A sum is held when it is promised, captured when it is paid, released when it is not, recovered when the
goods come back and can be sold. What the law gives is not paid from here, so a reserve that is used up keeps nobody from
their right.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from config.returns import MONTHS
from config.returns import Reserve as Settings
from flows.shop.model import Money

Kind = Literal["hold", "capture", "release", "recover"]


class OverspentError(Exception):
    """There is not so much left."""


@dataclass(frozen=True, slots=True)
class Reserve:
    """How a year's reserve stands. All in one currency; nothing of it is ever below zero."""

    budget: Money
    held: Money
    captured: Money
    recovered: Money

    @classmethod
    def of(cls, budget: Money) -> "Reserve":
        """A year's at its beginning."""
        zero = Money(Decimal(0), budget.currency)
        return cls(budget, zero, zero, zero)

    @property
    def spent(self) -> Money:
        """What has been paid, without what came back."""
        return self.captured - self.recovered

    @property
    def available(self) -> Money:
        """What can still be promised; below zero only where the budget was cut."""
        return self.budget - self.held - self.spent

    @property
    def used(self) -> float:
        """Per cent of the budget that is promised or paid."""
        if self.budget.amount <= 0:
            return 100.0
        return float((self.held + self.spent).amount / self.budget.amount * 100)

    def hold(self, amount: Money) -> "Reserve":
        """Promise it. Raises OverspentError."""
        if _positive(amount) > self.available:
            raise OverspentError(f"{amount} of {self.available}")
        return replace(self, held=self.held + amount)

    def capture(self, held: Money, paid: Money) -> "Reserve":
        """What was held is paid, or less of it. Raises OverspentError for more than that."""
        if _positive(paid) > held or held > self.held:
            raise OverspentError(f"{paid} where {held} was held")
        return replace(self, held=self.held - held, captured=self.captured + paid)

    def release(self, held: Money) -> "Reserve":
        """What was held is not paid."""
        if _positive(held) > self.held:
            raise OverspentError(f"{held} was not held")
        return replace(self, held=self.held - held)

    def recover(self, amount: Money) -> "Reserve":
        """Goods came back that are worth so much."""
        if _positive(amount) > self.spent:
            raise OverspentError(f"{amount} back, where {self.spent} was paid")
        return replace(self, recovered=self.recovered + amount)


def room_for_a_case(reserve: Reserve, per_case: Money, settings: Settings) -> Money | None:
    """The most one case may have now: all of the limit, less near the end of the budget, None where it is used up."""
    available = reserve.available
    if available.amount <= 0:
        return None
    landing = Money(*settings.landing_limit)
    if per_case.currency != available.currency:
        return None
    limit = min(per_case, landing) if reserve.used >= settings.landing_from else per_case
    return min(limit, available)


def alerts(used: float, settings: Settings) -> Sequence[int]:
    """The marks (per cent) that are passed."""
    return [mark for mark in settings.alerts if mark <= used]


@dataclass(frozen=True, slots=True)
class Pace:
    """How the year goes: what was to be spent by now, what it will come to, and on which day it is used up at this rate."""

    planned: Money
    spent: Money
    forecast: Money
    runs_out: date | None

    @property
    def share(self) -> float:
        """Spent by planned; 1.0 is as planned."""
        return float(self.spent.amount / self.planned.amount) if self.planned.amount else 0.0


def pace(reserve: Reserve, today: date, settings: Settings) -> Pace:
    """Against a plan by the seasons of the year; the forecast goes on at the rate so far."""
    share = Decimal(str(share_of_year(today, settings.season)))
    spent = reserve.spent + reserve.held
    currency = reserve.budget.currency
    planned = Money.rounded(reserve.budget.amount * share, currency)
    forecast = Money.rounded(spent.amount / share, currency) if share else spent
    return Pace(planned, spent, forecast, _runs_out(reserve.budget, forecast, today.year, settings.season))


def share_of_year(day: date, season: Sequence[float]) -> float:
    """The share of the year's plan that falls until the end of a day."""
    weights = list(season) or [calendar.monthrange(day.year, month)[1] for month in range(1, MONTHS + 1)]
    length = calendar.monthrange(day.year, day.month)[1]
    return (sum(weights[: day.month - 1]) + weights[day.month - 1] * day.day / length) / sum(weights)


def _runs_out(budget: Money, forecast: Money, year: int, season: Sequence[float]) -> date | None:
    """The first day by which the budget would be used up, where the year is too long for it."""
    if forecast <= budget:
        return None
    reached = float(budget.amount / forecast.amount)
    days = (date(year, month, day) for month in range(1, MONTHS + 1) for day in range(1, calendar.monthrange(year, month)[1] + 1))
    return next((day for day in days if share_of_year(day, season) >= reached), None)


def _positive(amount: Money) -> Money:
    if amount.amount <= 0:
        raise ValueError(f"{amount} is no sum to move")
    return amount
