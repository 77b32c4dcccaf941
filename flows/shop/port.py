"""What the shop's software must be able to do for us: without it every part of the business would speak some shop's own language.

Reading tells what is known. Effects carry a key: the same key has an effect at most once, and `done` finds what a key has brought
about, so that a try nobody knows the end of is settled before it is made again. What a shop's software cannot do is missing from
`can`, and is refused when asked for all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol, get_args

from flows.shop.model import Address, Money, Order

Ability = Literal["cancel", "refund", "change_address", "add_note", "issue_coupon"]
ABILITIES: frozenset[Ability] = frozenset(get_args(Ability))
Why = Literal["not_found", "too_late", "too_much", "incomplete", "cannot", "taken", "refused"]


class ShopError(Exception):
    """The shop's software did not do what it was asked. Its text holds no secret and no customer's data."""


class ShopUnavailableError(ShopError):
    """The shop does not answer: nothing is known, not even that there is no such order; an effect certainly did not happen."""


class ShopUnclearError(ShopError):
    """The request may have reached the shop: ask `done` before trying again."""


class ShopRefusedError(ShopError):
    """The shop says no, and trying again changes nothing. `why` is for a flow, the text for the desk."""

    def __init__(self, why: Why, text: str = "") -> None:
        super().__init__(text or why.replace("_", " "))
        self.why = why


@dataclass(frozen=True, slots=True)
class Receipt:
    """That something was done: `about` is the order's number or the coupon's code, `id` the shop's own name for it, if any."""

    ability: Ability
    about: str
    id: str = ""


class Shop(Protocol):
    """The shop's software. Everything raises ShopUnavailableError; effects raise ShopUnclearError and ShopRefusedError, too."""

    @property
    def can(self) -> frozenset[Ability]:
        """The effects this shop's software has."""
        ...

    async def find_order(self, number: str) -> Order | None:
        """The order with exactly this number, or None.

        Searches of real shops are fuzzy and drop filters they do not know, so an adapter compares the number itself.
        """
        ...

    async def orders_of(self, contact: str) -> Sequence[Order]:
        """The latest orders placed with exactly this e-mail or phone number (whole, E.164), newest first; compared in code.

        A shop's software may know orders by e-mail only; then nothing is found by phone.
        """
        ...

    async def cancel(self, number: str, key: str) -> Receipt:
        """Cancel a whole order that has not been packed. Money already paid is returned by `refund`."""
        ...

    async def refund(self, number: str, amount: Money, key: str) -> Receipt:
        """Give so much money back, the way it was paid; never more than was paid in all."""
        ...

    async def change_address(self, number: str, address: Address, key: str) -> Receipt:
        """Send an order that has not been packed to another address. An incomplete address is refused."""
        ...

    async def add_note(self, number: str, text: str, key: str) -> Receipt:
        """A note at the order that only the shop's people see."""
        ...

    async def issue_coupon(self, code: str, amount: Money, expires: date, key: str) -> Receipt:
        """A discount code worth so much, for one order, until the end of that day."""
        ...

    async def done(self, ability: Ability, about: str, key: str) -> Receipt | None:
        """What this key has brought about; None when it certainly did nothing. `about` as in the effect itself."""
        ...


class ReadOnlyShop:
    """For shops that can only be read: every effect is refused."""

    @property
    def can(self) -> frozenset[Ability]:
        """See Shop."""
        return frozenset()

    async def orders_of(self, contact: str) -> Sequence[Order]:
        """See Shop."""
        return ()

    async def cancel(self, number: str, key: str) -> Receipt:
        """See Shop."""
        raise ShopRefusedError("cannot")

    async def refund(self, number: str, amount: Money, key: str) -> Receipt:
        """See Shop."""
        raise ShopRefusedError("cannot")

    async def change_address(self, number: str, address: Address, key: str) -> Receipt:
        """See Shop."""
        raise ShopRefusedError("cannot")

    async def add_note(self, number: str, text: str, key: str) -> Receipt:
        """See Shop."""
        raise ShopRefusedError("cannot")

    async def issue_coupon(self, code: str, amount: Money, expires: date, key: str) -> Receipt:
        """See Shop."""
        raise ShopRefusedError("cannot")

    async def done(self, ability: Ability, about: str, key: str) -> Receipt | None:
        """See Shop."""
        return None
