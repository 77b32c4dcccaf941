"""Until when the law keeps an invoice: without it a purge would guess, and destroy what a tax office may ask for.

Counted in whole years from the end of the accounting year of its issue. Latvia five (Law on Accounting, s. 28), Estonia seven
(Accounting Act, § 12), Lithuania ten, Poland five from the end of the year in which the tax was due (Ordynacja podatkowa,
art. 86), Ukraine 1825 days (Tax Code, art. 44.3); sales declared through the Union's one-stop shop ten (art. 369k of Directive
2006/112/EC). The numbers themselves are settings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flows.shop.invoices import Invoice

# Member states, by ISO 3166: who sells from one to a private person in another declares it through the one-stop shop.
UNION = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split()  # noqa: SIM905 - easier to read
)


@dataclass(frozen=True, slots=True)
class Years:
    """How many years each country wants; `oss` for the one-stop shop, `elsewhere` for all not named; `year_ends` as 12-31."""

    of: Mapping[str, int]
    oss: int
    elsewhere: int
    year_ends: str = "12-31"


def kept_until(invoice: Invoice, years: Years) -> date:
    """The last day on which it must be there."""
    country, buyer = invoice.seller.country, invoice.buyer
    length = years.of.get(country, years.elsewhere)
    if not buyer.is_company and buyer.country != country and {country, buyer.country} <= UNION:
        length = max(length, years.oss)
    end = _end_of_year(invoice.issued, years.year_ends)
    return _in_year(end.year + length, years.year_ends)


def booked_before(today: date, country: str, years: Years) -> date:
    """Movements of the bank booked before this day are wanted no more by the law of a country."""
    length = years.of.get(country, years.elsewhere)
    end = _end_of_year(today, years.year_ends)  # of the year that runs now; the last one that is over ended a year before
    return _in_year(end.year - 1 - length, years.year_ends) + timedelta(days=1)


def _end_of_year(day: date, year_ends: str) -> date:
    """Of the accounting year in which a day is."""
    end = _in_year(day.year, year_ends)
    return end if day <= end else _in_year(day.year + 1, year_ends)


def _in_year(year: int, year_ends: str) -> date:
    month, day = (int(part) for part in year_ends.split("-"))
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day - 1), following - timedelta(days=1))
