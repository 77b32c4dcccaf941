"""The shop whose orders are our own records: without it the demo shop would need somebody else's software."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from flows.shop.model import Address, Money, Order
from flows.shop.port import ABILITIES, Ability, Receipt, ShopRefusedError
from flows.shop.records import Change, Deed, OrderRecords

UNTOUCHED = frozenset({"unpaid", "paid"})  # nobody has packed it yet
LONGEST_NOTE = 2000


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class BuiltinShop:
    """A Shop over OrderRecords. What is to be done with money or parcels, people read from the records."""

    records: OrderRecords
    clock: Callable[[], datetime] = _now

    @property
    def can(self) -> frozenset[Ability]:
        """Everything: it is all our own records."""
        return ABILITIES

    async def find_order(self, number: str) -> Order | None:
        """The order with exactly this number: compared here, whatever the records' own idea of equal is."""
        found = await self.records.get(number)
        return found if found is not None and found.number == number else None

    async def orders_of(self, contact: str) -> Sequence[Order]:
        """See Shop."""
        return await self.records.of_contact(contact)

    async def cancel(self, number: str, key: str) -> Receipt:
        """See Shop."""
        return await self._enter(Deed(key, "cancel", number, self.clock()), _cancelled)

    async def refund(self, number: str, amount: Money, key: str) -> Receipt:
        """See Shop. The money is paid out by people; the record says that it is owed."""
        return await self._enter(Deed(key, "refund", number, self.clock(), amount), _refunded(amount))

    async def change_address(self, number: str, address: Address, key: str) -> Receipt:
        """See Shop."""
        written = ", ".join(filter(None, (address.street, address.city, address.postcode, address.country)))
        return await self._enter(Deed(key, "change_address", number, self.clock(), text=written), _sent_to(address))

    async def add_note(self, number: str, text: str, key: str) -> Receipt:
        """See Shop."""
        return await self._enter(Deed(key, "add_note", number, self.clock(), text=text[:LONGEST_NOTE]), _noted)

    async def issue_coupon(self, code: str, amount: Money, expires: date, key: str) -> Receipt:
        """See Shop."""
        return await self._enter(Deed(key, "issue_coupon", code, self.clock(), amount, expires.isoformat()), _issued)

    async def done(self, ability: Ability, about: str, key: str) -> Receipt | None:
        """See Shop."""
        found = await self.records.deed(key)
        return _receipt(found) if found is not None and (found.ability, found.about) == (ability, about) else None

    async def _enter(self, deed: Deed, change: Change) -> Receipt:
        entered = await self.records.enter(deed, change)
        if (entered.ability, entered.about) != (deed.ability, deed.about):
            raise ShopRefusedError("refused", "this key was used for something else")
        return _receipt(entered)


def _receipt(deed: Deed) -> Receipt:
    return Receipt(deed.ability, deed.about, deed.key)


def _there(order: Order | None) -> Order:
    if order is None:
        raise ShopRefusedError("not_found")
    return order


def _cancelled(order: Order | None, _deeds: Sequence[Deed]) -> Order | None:
    order = _there(order)
    if order.state not in {*UNTOUCHED, "cancelled"}:
        raise ShopRefusedError("too_late", f"the order is {order.state.replace('_', ' ')}")
    return replace(order, state="cancelled")


def _refunded(amount: Money) -> Change:
    def change(order: Order | None, deeds: Sequence[Deed]) -> Order | None:
        order = _there(order)
        if amount.currency != order.total.currency or amount.amount <= 0:
            raise ShopRefusedError("refused", f"{amount} cannot be given back for an order in {order.total.currency}")
        if order.state == "unpaid":
            raise ShopRefusedError("refused", "nothing was paid yet")
        before = (deed.amount for deed in deeds if deed.ability == "refund" and deed.amount is not None)
        if sum(before, amount) > order.total:
            raise ShopRefusedError("too_much", "more would be given back than was paid")
        return None

    return change


def _sent_to(address: Address) -> Change:
    def change(order: Order | None, _deeds: Sequence[Deed]) -> Order | None:
        order = _there(order)
        if order.state not in UNTOUCHED:
            raise ShopRefusedError("too_late", f"the order is {order.state.replace('_', ' ')}")
        if not address.street.strip():
            raise ShopRefusedError("incomplete", "the address is empty")
        return replace(order, address=address)

    return change


def _noted(order: Order | None, _deeds: Sequence[Deed]) -> Order | None:
    _there(order)
    return None


def _issued(_order: Order | None, deeds: Sequence[Deed]) -> Order | None:
    if any(deed.ability == "issue_coupon" for deed in deeds):
        raise ShopRefusedError("taken", "there is such a code already")
    return None
