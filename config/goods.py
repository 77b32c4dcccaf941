"""What the shop sells by its name in the chat: without it a person would have to say each price."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field, field_validator

from config.values import Amount, LanguageCode, Part

Rate = Annotated[Decimal, Field(ge=0, le=50, decimal_places=2)]


class Goods(Part):
    """One thing: its name in each language (at least one), the price of one with VAT, and its VAT rate, if not the usual one.

    `also` are other words for it, in any language.
    """

    title: Mapping[LanguageCode, Annotated[str, Field(min_length=1, max_length=120)]]
    price: Amount
    vat: Rate | None = None
    also: tuple[Annotated[str, Field(min_length=3, max_length=120)], ...] = ()

    @field_validator("title")
    @classmethod
    def _named(cls, title: Mapping[LanguageCode, str]) -> Mapping[LanguageCode, str]:
        if not title:
            raise ValueError("name it in one language at least")
        return title

    @field_validator("price")
    @classmethod
    def _costs(cls, price: Amount) -> Amount:
        if price[0] <= 0:
            raise ValueError("a price is above nothing")
        return price
