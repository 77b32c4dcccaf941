"""What may still be changed on an order, and where and how the shop delivers: without it both would stand in code."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from config.values import Amount, Clock, Duration, Part

Standing = Literal["unpaid", "paid", "packed"]
WayKind = Literal["courier", "locker", "pickup"]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]
LONGEST_WAY = 60  # working days


def _days(value: object) -> object:
    """`2` or `2-3` working days."""
    if isinstance(value, tuple):
        return value
    first, _, last = str(value).replace("–", "-").partition("-")
    if not (first.strip().isdecimal() and (last.strip().isdecimal() or not last)):
        raise ValueError("not a number of working days; write 2 or 2-3")
    low, high = int(first), int(last or first)
    if not 0 <= low <= high <= LONGEST_WAY:
        raise ValueError(f"working days run from the fewer to the more, {LONGEST_WAY} at most; write 2-3")
    return (low, high)


Days = Annotated[
    tuple[int, int],
    BeforeValidator(_days),
    WithJsonSchema({"type": ["string", "integer"], "description": "Working days: 2, or 2-3"}),
]


class Reach(Part):
    """In which states of an order something is done `at_once`, and in which `by_person`; in all others it is too late."""

    at_once: tuple[Standing, ...] = ()
    by_person: tuple[Standing, ...] = ()

    @model_validator(mode="after")
    def _agree(self) -> "Reach":
        if both := sorted(set(self.at_once) & set(self.by_person)):
            raise ValueError(f"`{both[0]}` stands in both at_once and by_person")
        return self


USUAL = Reach(at_once=("unpaid", "paid"), by_person=("packed",))


class Changes(Part):
    """`changes:` in shop.yml.

    `refund_within`: by when the money for a cancelled order is back. `farthest`: how far ahead a day may be asked for.
    """

    cancel: Reach = USUAL
    address: Reach = USUAL
    day: Reach = USUAL
    phone: Reach = USUAL
    refund_within: Duration = timedelta(days=14)
    farthest: Duration = timedelta(days=30)


class Way(Part):
    """One way of delivery. `days` are working days from the day it is sent; `place` is where a pick-up is fetched."""

    kind: WayKind
    price: Amount
    free_from: Amount | None = None
    days: Days
    place: str = ""

    @model_validator(mode="after")
    def _whole(self) -> "Way":
        if self.free_from is not None and self.free_from[1] != self.price[1]:
            raise ValueError("price and free_from are in different currencies")
        if self.kind == "pickup" and not self.place:
            raise ValueError("say under `place` where it is picked up")
        return self


class Region(Part):
    """Countries (ISO 3166) that are delivered to alike."""

    countries: Annotated[tuple[Country, ...], Field(min_length=1)]
    ways: Annotated[tuple[Way, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _once(self) -> "Region":
        kinds = [way.kind for way in self.ways]
        if len(kinds) != len(set(kinds)):
            raise ValueError("a way stands twice")
        return self


class Delivery(Part):
    """`delivery:` in shop.yml. What is ordered on a working day before `sent_until` leaves on that day."""

    sent_until: Clock = "14:00"
    regions: tuple[Region, ...] = ()

    @model_validator(mode="after")
    def _once(self) -> "Delivery":
        countries = [country for region in self.regions for country in region.countries]
        if twice := sorted({country for country in countries if countries.count(country) > 1}):
            raise ValueError(f"{twice[0]} stands in two regions")
        return self

    def ways_to(self, country: str) -> tuple[Way, ...]:
        """How a country is delivered to; not at all where there is none."""
        return next((region.ways for region in self.regions if country in region.countries), ())
