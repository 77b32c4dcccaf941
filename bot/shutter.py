"""A shop that can be shut: without it no conversation could be tried out in which its software does not answer, and then does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flows.shop.model import Address, Money, Order
from flows.shop.port import Ability, Receipt, Shop, ShopUnavailableError


@dataclass(slots=True)
class Shutter:
    """A Shop in front of another one; while it is `shut`, nothing is answered."""

    behind: Shop
    shut: bool = False

    def _shop(self) -> Shop:
        if self.shut:
            raise ShopUnavailableError("shut")
        return self.behind

    @property
    def can(self) -> frozenset[Ability]:
        """See Shop."""
        return self.behind.can

    async def find_order(self, number: str) -> Order | None:
        """See Shop."""
        return await self._shop().find_order(number)

    async def orders_of(self, contact: str) -> Sequence[Order]:
        """See Shop."""
        return await self._shop().orders_of(contact)

    async def cancel(self, number: str, key: str) -> Receipt:
        """See Shop."""
        return await self._shop().cancel(number, key)

    async def refund(self, number: str, amount: Money, key: str) -> Receipt:
        """See Shop."""
        return await self._shop().refund(number, amount, key)

    async def change_address(self, number: str, address: Address, key: str) -> Receipt:
        """See Shop."""
        return await self._shop().change_address(number, address, key)

    async def add_note(self, number: str, text: str, key: str) -> Receipt:
        """See Shop."""
        return await self._shop().add_note(number, text, key)

    async def issue_coupon(self, code: str, amount: Money, expires: date, key: str) -> Receipt:
        """See Shop."""
        return await self._shop().issue_coupon(code, amount, expires, key)

    async def done(self, ability: Ability, about: str, key: str) -> Receipt | None:
        """See Shop."""
        return await self._shop().done(ability, about, key)
