"""The built-in shop's orders in our own database."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from bot.epoch import to_ms
from bot.store.database import Database
from bot.store.sql import Statement
from flows.shop.model import Order

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

    async def save(self, orders: Sequence[Order]) -> None:
        """See OrderRecords."""
        await self.database.write(lambda connection: save(connection, orders))


def search(connection: sa.Connection, query: str, limit: int) -> list[Order]:
    """Orders whose number, e-mail, phone or name contains the text, newest first."""
    wanted = query.strip().casefold().replace("\0", "").replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return [_order.decode(body) for body in _search(connection, query=f"%{wanted}%", room=limit).scalars()]


def save(connection: sa.Connection, orders: Sequence[Order]) -> None:
    """Keep these orders; one whose number is known already is replaced."""
    if orders:
        _save(connection, [_row(order) for order in orders])


def any_orders(connection: sa.Connection) -> bool:
    """Whether there are any."""
    return _any(connection).scalar() is not None


def _row(order: Order) -> dict[str, object]:
    customer = order.customer
    return {
        "number": order.number, "state": order.state, "placed_at": to_ms(order.placed_at),
        "email": customer.email, "phone": customer.phone, "name": customer.name.casefold(), "body": _encode(order).decode(),
    }  # fmt: skip
