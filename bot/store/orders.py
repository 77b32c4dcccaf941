"""The built-in shop's orders in our own database."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec
import sqlalchemy as sa

from bot.epoch import to_ms
from bot.store import shop_deeds
from bot.store.database import Database
from bot.store.letters import storable
from bot.store.sql import Statement
from flows.shop.contacts import is_theirs, phone_digits
from flows.shop.model import Customer, Order, OrderState
from flows.shop.port import ShopRefusedError
from flows.shop.proof import normal_number
from flows.shop.records import LATEST, Change, Deed

_encode = msgspec.json.Encoder().encode
_order = msgspec.json.Decoder(Order)

_get = Statement("""SELECT body FROM orders WHERE number = :number""")

_search = Statement(
    r"""SELECT body FROM orders
    WHERE lower(number) LIKE :query ESCAPE '\' OR lower(email) LIKE :query ESCAPE '\' OR phone LIKE :query ESCAPE '\'
      OR name LIKE :query ESCAPE '\'
    ORDER BY placed_at DESC, number DESC LIMIT :room"""
)

_save = Statement(
    """INSERT INTO orders (number, state, placed_at, email, phone, name, body)
    SELECT number, state, placed_at, email, phone, name, body FROM {rows} r WHERE true
    ON CONFLICT (number) DO UPDATE SET state = excluded.state, placed_at = excluded.placed_at, email = excluded.email,
      phone = excluded.phone, name = excluded.name, body = excluded.body""",
    number="text",
    state="text",
    placed_at="integer",
    email="text",
    phone="text",
    name="text",
    body="text",
)

# Both contacts are indexed; a phone stands there as the shop wrote it, mostly E.164.
_of_contact = Statement(
    """SELECT body FROM orders WHERE (email <> '' AND email = :email) OR phone IN (:plus, :digits, :written)
    ORDER BY placed_at DESC, number DESC LIMIT :room"""
)

_hold = Statement("""SELECT body FROM orders WHERE number = :number {lock}""")

_everything = Statement("""SELECT body FROM orders ORDER BY placed_at, number""")

_all_of_contact = Statement(
    """SELECT body FROM orders WHERE (email <> '' AND email = :email) OR phone IN (:plus, :digits, :written)
    ORDER BY placed_at, number"""
)

_aged = Statement(
    """SELECT number FROM orders WHERE placed_at < :before AND (email <> '' OR phone <> '' OR name <> '')
    ORDER BY placed_at LIMIT :room"""
)

# Who waits for these orders is looked at at once.
_moved = Statement("""UPDATE watchers SET due_at = 0 FROM {rows} r WHERE watchers.number = r.number""", number="text")

_any = Statement("""SELECT 1 FROM orders LIMIT 1""")


class SqlOrders:
    """OrderRecords in SQL."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def get(self, number: str) -> Order | None:
        """See OrderRecords."""
        if "\0" in number:  # PostgreSQL cannot even be asked
            return None
        found = await self.database.look(lambda connection: _get.first(connection, number=number))
        return None if found is None else _order.decode(found[0])

    async def search(self, query: str, limit: int = 50) -> Sequence[Order]:
        """See OrderRecords."""
        return await self.database.read(lambda connection: search(connection, query, limit))

    async def of_contact(self, contact: str) -> Sequence[Order]:
        """See OrderRecords."""
        return await self.database.read(lambda connection: of_contact(connection, contact))

    async def save(self, orders: Sequence[Order]) -> None:
        """See OrderRecords."""
        await self.database.write(lambda connection: save(connection, orders))

    async def enter(self, deed: Deed, change: Change) -> Deed:
        """See OrderRecords."""
        return await self.database.write(lambda connection: enter(connection, deed, change))

    async def deed(self, key: str) -> Deed | None:
        """See OrderRecords."""
        return await self.database.read(lambda connection: shop_deeds.one(connection, storable(key)))


def search(connection: sa.Connection, query: str, limit: int) -> list[Order]:
    """Orders whose number, e-mail, phone or name contains the text, newest first."""
    wanted = query.strip().casefold().replace("\0", "").replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return [_order.decode(body) for body in _search(connection, query=f"%{wanted}%", room=limit).scalars()]


def save(connection: sa.Connection, orders: Sequence[Order]) -> None:
    """Keep these orders; one whose number is known already is replaced."""
    if orders:
        _save(connection, [_row(order) for order in orders])
        _moved(connection, [{"number": normal_number(order.number)} for order in orders])


def of_contact(connection: sa.Connection, contact: str) -> list[Order]:
    """The latest orders with exactly this e-mail or phone number, newest first."""
    found = [_order.decode(body) for body in _of_contact(connection, **_asked(contact), room=LATEST).scalars()]
    return [order for order in found if is_theirs(order.customer, contact)]


def all_of_contact(connection: sa.Connection, contact: str) -> list[Order]:
    """All orders with exactly this e-mail or phone number, oldest first, however many."""
    found = [_order.decode(body) for body in _all_of_contact(connection, **_asked(contact)).scalars()]
    return [order for order in found if is_theirs(order.customer, contact)]


def aged(connection: sa.Connection, before: int, room: int) -> list[str]:
    """Numbers of orders placed before then that still say who ordered, oldest first."""
    return list(_aged(connection, before=before, room=room).scalars())


def forget(connection: sa.Connection, numbers: Sequence[str]) -> list[str]:
    """Take out of these orders who ordered and where it went; what was sold, when and for how much stays. Which had it."""
    emptied = list[str]()
    for number in numbers:
        body = _hold(connection, number=number).scalar()
        known = _order.decode(body) if body is not None else None
        if known is None or not (known.customer.email or known.customer.phone or known.customer.name or known.address):
            continue
        gone = replace(known, customer=Customer("", language=known.customer.language), address=None, tracking=None)
        _save(connection, [_row(gone)]).close()
        shop_deeds.forget(connection, number)
        emptied.append(number)
    return emptied


def _asked(contact: str) -> dict[str, Any]:
    written, digits = storable(contact.strip()), phone_digits(contact)
    return {
        "email": written.casefold() if "@" in written else "",
        "plus": f"+{digits}",
        "digits": digits or "-",
        "written": written,
    }


def enter(connection: sa.Connection, deed: Deed, change: Change) -> Deed:
    """Do something once, the order held meanwhile. Raises what `change` raises."""
    deed = replace(deed, key=storable(deed.key), about=storable(deed.about), text=storable(deed.text))
    body = _hold(connection, number=deed.about).scalar()
    if (known := shop_deeds.one(connection, deed.key)) is not None:
        return known
    changed = change(_order.decode(body) if body is not None else None, shop_deeds.about(connection, deed.about))
    if changed is not None:
        save(connection, [changed])
    if not shop_deeds.note(connection, deed):
        raise ShopRefusedError("taken", "somebody else was faster; try again")
    return deed


def paid(connection: sa.Connection, number: str, *, back: bool = False) -> None:
    """A bank transfer has paid an order of our own records; `back`: the bank has taken it back again.

    Only what waited for the money moves: what was cancelled or sent meanwhile stays as it is.
    """
    before: OrderState = "paid" if back else "unpaid"
    after: OrderState = "unpaid" if back else "paid"
    body = _hold(connection, number=storable(number)).scalar()
    if body is not None and (found := _order.decode(body)).state == before:
        save(connection, [replace(found, state=after)])


def everything(connection: sa.Connection) -> list[Order]:
    """All orders, oldest first: for reports."""
    return [_order.decode(body) for body in _everything(connection).scalars()]


def take_over(connection: sa.Connection, orders: Sequence[Order]) -> Sequence[str]:
    """Keep orders of a spreadsheet; what was changed here since stands, where the spreadsheet cannot know of it.

    An address that was changed in a chat stays; an order cancelled in a chat stays cancelled, unless it has left by now. The
    numbers of those that the spreadsheet has otherwise are told.
    """
    kept, other = list[Order](), list[str]()
    for order in orders:
        body = _hold(connection, number=order.number).scalar()
        known = _order.decode(body) if body is not None else None
        new = replace(order, address=order.address or (known.address if known else None))
        cancelled = any(deed.ability == "cancel" for deed in shop_deeds.about(connection, order.number))
        if cancelled and order.state in {"unpaid", "paid", "packed"}:
            other.append(order.number)
            new = replace(new, state="cancelled")
        kept.append(new)
    save(connection, kept)
    return other


def any_orders(connection: sa.Connection) -> bool:
    """Whether there are any."""
    return _any(connection).scalar() is not None


def _row(order: Order) -> dict[str, object]:
    customer = order.customer
    return {
        "number": order.number, "state": order.state, "placed_at": to_ms(order.placed_at),
        "email": customer.email.strip().casefold(), "phone": customer.phone, "name": customer.name.casefold(),
        "body": _encode(order).decode(),
    }  # fmt: skip
