"""An office with a shop that can be shut, and a clock that stands: what the tests of waiting begin with."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from bot.books.department import Office
from bot.books.effects import once
from bot.books.waiting import Waiting
from bot.books.watching import Watching
from bot.channels.port import Inbound, Text
from bot.doorbell import LocalDoorbell
from bot.epoch import from_ms, to_ms
from bot.shutter import Shutter
from bot.store.calls import Errand
from bot.store.database import Database
from bot.store.guesses import SqlBindings, SqlGuesses
from bot.store.mailbox import Mailbox
from bot.store.orders import SqlOrders
from bot.store.tables import inbox, promises
from config.settings import CHECKOUT, read_environment
from config.shop import read_shop
from flows.shop.builtin import BuiltinShop
from flows.shop.model import Order
from flows.shop.port import Shop
from flows.shop.proof import Guess, Proof
from flows.wording import read_wording

BEGIN = datetime(2026, 11, 23, 8, tzinfo=UTC)  # a Monday, ten in the morning in Riga


@dataclass
class Clock:
    """Time that passes when it is told to, in ms."""

    now: int = field(default_factory=lambda: to_ms(BEGIN))

    def __call__(self) -> int:
        return self.now

    def forward(self, **duration: float) -> None:
        """Let it pass."""
        self.now += int(timedelta(**duration).total_seconds() * 1000)


class Desk:
    """The office, and what its conversations were told."""

    def __init__(self, database: Database, shop: Shop | None = None) -> None:
        self.database, self.clock = database, Clock()
        self.records = SqlOrders(database)
        self.shop = Shutter(shop or BuiltinShop(self.records))
        proof = Proof(self.shop, SqlGuesses(database), SqlBindings(database), b"secret")
        environment = read_environment({})
        self.office = Office(
            environment, read_shop(CHECKOUT, {}), database, LocalDoorbell(), self.clock, b"secret", self.shop, proof, {},
            read_wording({"en": [("it", "a = b")]})[0],
        )  # fmt: skip
        self.waiting, self.watching = Waiting(self.office), Watching(self.office)

    async def customer(self, address: str = "anna") -> int:
        """Somebody who has written; the conversation's id."""
        box = Mailbox(self.database)
        await box.post([Inbound("web", address, f"{address}:1", Text("hello"))], self.clock())
        await box.close()
        find = sa.text("SELECT id FROM conversations WHERE address = :address")
        return await self.database.read(lambda connection: int(connection.execute(find, {"address": address}).scalar_one()))

    async def waits(self, conversation: int, number: str = "10023", call: str = "c1") -> dict[str, object]:
        """The shop did not answer this conversation."""
        errand = Errand(f"{conversation}:{call}", conversation, "await_shop", {"order_number": number}, 1, tried=False, token="t")
        book, now = self.waiting.books["await_shop"], from_ms(self.clock())
        return dict(await self.database.write(lambda connection: once(connection, book, errand, now)))

    async def prove(self, conversation: int, order: Order) -> None:
        """The order is theirs."""
        guess = Guess("k", str(conversation), order.number, order.customer.email)
        assert (await self.office.proof.judge(guess, from_ms(self.clock()))).proved

    async def watch(self, conversation: int, number: str) -> dict[str, object]:
        """They want to hear of an order."""
        errand = Errand(f"{conversation}:w", conversation, "watch_order", {"order_number": number}, 1, tried=False, token="t")
        return dict(await self.watching.outside["watch_order"].perform(errand, from_ms(self.clock())))

    async def moves(self, order: Order, **changes: object) -> None:
        """The shop changes an order."""
        await self.records.save([replace(order, **changes)])  # type: ignore[arg-type]  # by their names

    async def round(self) -> int:
        """Do what is due, until nothing is."""
        done = 0
        while now := await self.waiting.look() + await self.watching.look():
            done += now
        return done

    async def told(self) -> list[tuple[int, str]]:
        """Every fact that conversations were told, oldest first: whose, and its name."""
        rows = await self.database.read(
            lambda connection: connection.execute(
                sa.select(inbox.c.conversation_id, inbox.c.body).where(inbox.c.kind == "fact").order_by(inbox.c.id)
            ).all()
        )
        return [(row.conversation_id, row.body.split('"fact":"')[1].split('"')[0]) for row in rows]

    async def promised(self) -> str:
        """The words of the last promise, as the customer reads them."""
        find = sa.select(promises.c.text).order_by(promises.c.id.desc()).limit(1)
        return str(await self.database.read(lambda connection: connection.execute(find).scalar_one()))

    async def promises(self) -> list[tuple[str, str]]:
        """What was promised, and what became of it."""
        rows = await self.database.read(
            lambda connection: connection.execute(sa.select(promises.c.what, promises.c.state).order_by(promises.c.id)).all()
        )
        return [(row.what, row.state) for row in rows]
