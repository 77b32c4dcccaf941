"""What may still be changed or cancelled, and when a parcel arrives: without it each flow would have rules of its own.

Everything is computed from the order as the shop has it now; days are days in the shop's zone, and `works` says which of them
are working days.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from config.service import Reach, Way
from flows.shop.addresses import parse_address
from flows.shop.model import Address, Order

How = Literal["at_once", "person", "too_late", "already"]
Works = Callable[[date], bool]
A_WEEK, A_YEAR = 7, 366  # days
LONGEST_STREET, LONGEST_CITY = 120, 60  # characters
SHORTEST_STREET, SHORTEST_CITY = 5, 2
UNCLEAR = frozenset({"partly_shipped", "lost"})  # some of it may still be stopped, or is nowhere: a person looks
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LINK = re.compile(r"https?:|www\.|[<>{}\[\]\\$]", re.IGNORECASE)
POSTCODES: Mapping[str, re.Pattern[str]] = {
    "LV": re.compile(r"LV-\d{4}"),
    "LT": re.compile(r"LT-\d{5}"),
    "EE": re.compile(r"\d{5}"),
    "PL": re.compile(r"\d{2}-\d{3}"),
    "UA": re.compile(r"\d{5}"),
}
ANY_POSTCODE = re.compile(r"[A-Z0-9][A-Z0-9 -]{1,8}[A-Z0-9]")


def how(order: Order, reach: Reach, able: bool) -> How:
    """Whether something can still be done about an order, and by whom; `able`: the shop's software can."""
    if order.state == "cancelled":
        return "already"
    if order.state in reach.at_once:
        return "at_once" if able else "person"
    if order.state in reach.by_person or order.state in UNCLEAR:
        return "person"
    return "too_late"


# --- addresses -------------------------------------------------------------------------------------------------------

Needs = Literal["", "street", "city", "postcode", "country"]


@dataclass(frozen=True, slots=True)
class Place:
    """An address as far as it is known; `needs` is the first thing that is missing or cannot be."""

    address: Address
    needs: Needs = ""

    @property
    def whole(self) -> str:
        """In one line, as it is read back."""
        address = self.address
        return ", ".join(filter(None, (address.street, address.city, address.postcode, address.country)))


def place_of(text: str, city: str, postcode: str, home: str, served: Iterable[str]) -> Place:
    """The address a customer means: the line they wrote, completed by what was asked for besides.

    `home` is the shop's own country, `served` those it delivers to. What the line itself says counts for more than an earlier
    answer.
    """
    written = parse_address(_clean(text))
    street, town = written.street, written.city
    if not town and "," in street:
        street, _, last = street.rpartition(",")
        street, town = (street.strip(), last.strip()) if not re.search(r"\d", last) else (f"{street},{last}", "")
    town = town or _clean(city)
    code, country = _coded(written.postcode or _clean(postcode), written.country, home, tuple(served))
    address = Address(street[:LONGEST_STREET], town[:LONGEST_CITY], code, country)
    return Place(address, _needed(address) or ("country" if home in POSTCODES and not country else ""))


def _clean(text: str) -> str:
    """Without what cannot be seen, and without line breaks that would make two addresses of one."""
    return " ".join(_CONTROL.sub(" ", text).split())


def _needed(address: Address) -> Needs:
    if len(address.street) < SHORTEST_STREET or _letters(address.street) < SHORTEST_CITY or _LINK.search(address.street):
        return "street"
    if len(address.city) < SHORTEST_CITY or _letters(address.city) < SHORTEST_CITY or _LINK.search(address.city):
        return "city"
    pattern = POSTCODES.get(address.country, ANY_POSTCODE)
    return "" if pattern.fullmatch(address.postcode) else "postcode"


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _coded(postcode: str, country: str, home: str, served: tuple[str, ...]) -> tuple[str, str]:
    """A postcode in its country's form, and the country it tells: the shop's own, or the only other one it fits."""
    code = postcode.upper()
    forms = {known: _form(code, known) for known in (country, home, *served) if known in POSTCODES}
    fitting = [known for known, form in forms.items() if POSTCODES[known].fullmatch(form)]
    if code and fitting and (fitting[0] in {country, home} or len(fitting) == 1):
        return forms[fitting[0]], fitting[0]
    return code, country


def _form(code: str, country: str) -> str:
    """As Latvia and Lithuania write theirs."""
    return f"{country}-{code.removeprefix(country).strip(' -')}" if country in {"LV", "LT"} else code


# --- days ------------------------------------------------------------------------------------------------------------


def coming(day: date, today: date) -> date:
    """The day that is meant where only one ahead makes sense: a bare weekday or day of the year was read as the last such day.

    What lies more than a year back was written out with its year, and stays.
    """
    ago = (today - day).days
    if ago <= 0 or ago > A_YEAR:
        return day
    if ago <= A_WEEK:
        return day + timedelta(days=A_WEEK)
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return date(day.year + 1, 3, 1)


def sent_on(now: datetime, until: str, works: Works) -> date:
    """The day on which what is ordered at `now` (in the shop's zone) leaves."""
    hour, minute = map(int, until.split(":"))
    is_in_time = (now.hour, now.minute) < (hour, minute)
    return working_days_after(now.date(), 0 if is_in_time else 1, works)


def working_days_after(day: date, count: int, works: Works) -> date:
    """So many working days after a day; with none, the day itself or the next working day."""
    for _ in range(A_YEAR * 2):
        if works(day) and count <= 0:
            return day
        count -= works(day)
        day += timedelta(days=1)
    return day


def arrives(now: datetime, until: str, way: Way, works: Works) -> date:
    """When it is there at the latest, ordered now."""
    return working_days_after(sent_on(now, until, works), way.days[1], works)


@dataclass(frozen=True, slots=True)
class Wish:
    """A day of delivery somebody wants: `why` it cannot be (past, too_soon, too_far, closed), and the nearest that can."""

    day: date
    why: Literal["", "past", "too_soon", "too_far", "closed"] = ""
    nearest: date | None = None


def earliest(now: datetime, until: str, days: int, works: Works) -> date:
    """The first day on which a parcel can be there that leaves next, by a way of so many working days."""
    return working_days_after(sent_on(now, until, works), max(days, 1), works)


def wish_of(wanted: date, today: date, first: date, farthest: timedelta, works: Works) -> Wish:
    """Whether a parcel that has not left can be brought on that day; `first` is the earliest on which any can."""
    day = coming(wanted, today)
    wish = Wish(day)
    if day < today:
        return replace(wish, why="past", nearest=first)
    if day < first:
        return replace(wish, why="too_soon", nearest=first)
    if day > today + farthest:
        return replace(wish, why="too_far", nearest=first)
    if not works(day):
        return replace(wish, why="closed", nearest=working_days_after(day, 0, works))
    return wish
