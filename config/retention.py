"""How long what is kept, by kind and by country: without it everything would stay for ever, or go before the law allows.

Each length counts from the event beside it. Invoices are counted in whole years from the end of the accounting year they
were issued in; the law of the seller's country says how many (docs/privacy.md names it). What a person asks to have erased
goes at once, but for what the law keeps.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import Field

from config.values import Clock, Duration, Part

Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]
Years = Annotated[int, Field(ge=1, le=30)]


class Retention(Part):
    """`retention:` in shop.yml.

    `conversations` counts from the last word, `photos` from the refund, `proformas` from their expiry, `orders` (who ordered, in
    the built-in shop) and `fraud` (keyed hashes) from the last use. `repeats`: hashes of what a platform may deliver again.
    `erasures`: how long it is kept who was erased, so no backup may be older. `at`: when the night's purge begins.
    `erase_after`: how long a customer may change their mind; `approve`: a person confirms before it is done.
    """

    conversations: Duration = timedelta(days=180)
    photos: Duration = timedelta(days=90)
    codes: Duration = timedelta(days=30)
    repeats: Duration = timedelta(days=7)
    fraud: Duration = timedelta(days=730)
    surveys: Duration = timedelta(days=365)
    proformas: Duration = timedelta(days=90)
    orders: Duration = timedelta(days=1095)
    erasures: Duration = timedelta(days=400)
    invoices: Mapping[Country, Years] = {"LV": 5, "EE": 7, "LT": 10, "PL": 5, "UA": 5}
    invoices_oss: Years = 10
    invoices_elsewhere: Years = 10
    year_ends: Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")] = "12-31"
    at: Clock = "03:30"
    batch: Annotated[int, Field(ge=1, le=5000)] = 200
    erase_after: Duration = timedelta(days=1)
    approve: bool = False
