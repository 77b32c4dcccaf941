"""What the law gives the customer, by the table of the shop's country: without it trust could stand in the way of a right.

Nothing in here looks at scores, photos, receipts or budgets. Sources: Directive 2011/83/EU (CRD) articles 9 to 16,
Directive (EU) 2019/771 articles 10 to 15, Regulation (EEC, Euratom) 1182/71 article 3; the numbers are in
config/countries.yml.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

import holidays

from config.countries import Country
from config.returns import Exemption
from flows.shop.model import Order
from flows.shop.returns import Basis, Reason, Remedy

SATURDAY = 5
ON_ITS_WAY = frozenset({"paid", "packed", "shipped", "partly_shipped", "delayed", "lost"})
FAULTS: Mapping[Reason, Basis] = {"defect": "defect", "not_received": "not_received", "wrong_item": "wrong_item"}


@dataclass(frozen=True, slots=True)
class Purchase:
    """What the law asks about a purchase: `received` is None where it has not come, or nobody knows when; `bought` likewise."""

    received: date | None
    bought: date | None
    exemption: Exemption | None = None
    on_its_way: bool = False


@dataclass(frozen=True, slots=True)
class Right:
    """What stands behind a return. `withdraw_by` is the last day for changing one's mind, where it is known.

    `statutory` is False for goodwill. `known` is False where the day is missing on which all depends.
    """

    basis: Basis
    statutory: bool
    remedies: tuple[Remedy, ...]
    withdraw_by: date | None = None
    exemption: Exemption | None = None
    known: bool = True


def right_to(reason: Reason, purchase: Purchase, country: Country, code: str, today: date) -> Right:
    """On which basis this is given back. A fault in time is the shop's to mend; a change of mind in time is nobody's to judge."""
    if (fault := FAULTS.get(reason)) is not None:
        return _of_a_fault(fault, purchase, country, today)
    return _of_a_change_of_mind(purchase, country, code, today)


def _of_a_fault(fault: Basis, purchase: Purchase, country: Country, today: date) -> Right:
    bought = purchase.received or purchase.bought
    if bought is not None and today > anniversary(bought, country.conformity):
        return _goodwill(None, purchase)
    known = bought is not None or purchase.on_its_way
    return Right(fault, True, remedies_for(fault), None, purchase.exemption, known=known)


def _of_a_change_of_mind(purchase: Purchase, country: Country, code: str, today: date) -> Right:
    """Where nobody knows when it came, the day of the purchase is the earliest it can have been."""
    if purchase.exemption is not None and purchase.exemption in country.exempt:
        return _goodwill(None, purchase)
    if purchase.on_its_way:
        return Right("withdrawal", True, remedies_for("withdrawal"))
    until = last_day_to_withdraw(purchase.received or purchase.bought, country, code)
    if until is None or today <= until:
        return Right("withdrawal", True, remedies_for("withdrawal"), until, known=until is not None)
    return _goodwill(until, purchase)


def _goodwill(until: date | None, purchase: Purchase) -> Right:
    return Right("goodwill", False, remedies_for("goodwill"), until, purchase.exemption)


def remedies_for(basis: Basis) -> tuple[Remedy, ...]:
    """In the law's order: put right first (2019/771, article 13); what never came is sent again, or paid back."""
    match basis:
        case "defect":
            return ("replacement", "repair", "money")
        case "not_received" | "wrong_item":
            return ("replacement", "money")
        case "withdrawal" | "goodwill":
            return ("money", "credit")


def last_day_to_withdraw(received: date | None, country: Country, code: str) -> date | None:
    """The last day on which minds may be changed: the day of receipt itself does not count (1182/71, article 3(1))."""
    if received is None:
        return None
    day = received + timedelta(days=country.withdrawal)
    if not country.rolls:
        return day
    closed = _holidays(code, day.year) | _holidays(code, day.year + 1)
    while day.weekday() >= SATURDAY or day in closed:
        day += timedelta(days=1)
    return day


def refund_by(told_at: datetime, country: Country) -> datetime:
    """By when the money has to go out (CRD article 13): so many days after the shop was told."""
    return told_at + timedelta(days=country.refund)


def end_of(day: date, zone: tzinfo) -> datetime:
    """The last minute of a day in the shop's zone."""
    return datetime.combine(day, time(23, 59), zone)


def anniversary(day: date, years: int) -> date:
    """The same day so many years later; the 28th where there is no 29th of February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def purchase_of(order: Order, title: str, exempt: Mapping[Exemption, tuple[str, ...]], zone: tzinfo) -> Purchase:
    """What the law asks about, of an order and one of its lines."""
    received = order.delivered_at.astimezone(zone).date() if order.delivered_at else None
    bought = order.placed_at.astimezone(zone).date()
    return Purchase(received, bought, exemption_of(title, exempt), order.state in ON_ITS_WAY and received is None)


def exemption_of(title: str, exempt: Mapping[Exemption, tuple[str, ...]]) -> Exemption | None:
    """Why minds cannot be changed about this, by the shop's own patterns of titles."""
    for why, patterns in exempt.items():
        if title and any(re.search(pattern, title, re.IGNORECASE) for pattern in patterns):
            return why
    return None


def _holidays(code: str, year: int) -> frozenset[date]:
    try:
        return frozenset(holidays.country_holidays(code, years=year))
    except NotImplementedError:
        return frozenset()
