"""Orders as the conversation may ask about them."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.books.department import Department, Office
from flows.shop.carriers import CARRIERS
from flows.shop.lookups import Lookup
from flows.shop.order_lookups import OrderLookups


@dataclass(frozen=True, slots=True)
class Orders(Department):
    """Where is my order, and whose is it."""

    office: Office

    @property
    def lookups(self) -> Mapping[str, Lookup]:
        """See Department."""
        office = self.office
        return OrderLookups(office.shop, office.proof, office.settings.time_zone, CARRIERS).handlers
