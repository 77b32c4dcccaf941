"""The books of returns with a customer at the desk: what a flow would ask and have done, without the flow."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any, Literal

import sqlalchemy as sa
from PIL import Image

from bot.books.department import Office
from bot.books.effects import Effects
from bot.books.returns import Returns
from bot.channels.port import Contact, Inbound, Person, Text
from bot.doorbell import LocalDoorbell
from bot.epoch import from_ms, to_ms
from bot.mail import Mailer
from bot.store import approvals, files, orders, returns
from bot.store.approvals import Verdict
from bot.store.calls import Errand
from bot.store.database import Database
from bot.store.guesses import SqlBindings, SqlGuesses
from bot.store.mailbox import Mailbox
from bot.store.model import NewApproval
from bot.store.orders import SqlOrders
from config.mail import mail_of
from config.settings import Environment
from config.shop import Shop as Settings
from flows.flowset import FlowSet
from flows.model import Answered, Call
from flows.shop.builtin import BuiltinShop
from flows.shop.lookups import Asked, Lookups
from flows.shop.model import Customer, Line, Money, Order
from flows.shop.port import Shop
from flows.shop.proof import Guess, Proof
from flows.shop.returns import Return

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)  # a Monday, ten in the morning in Riga
HOME = Path(__file__).resolve().parent.parent.parent
ILZE = Customer("Ilze Liepiņa", "ilze@example.com", "+37120000101", "lv")


def eur(amount: str | int) -> Money:
    """So many euros."""
    return Money(Decimal(amount), "EUR")


def an_order(number: str = "10020", days: int = 5, *prices: str, **changes: Any) -> Order:
    """Delivered so many days ago: a line for each price."""
    lines = tuple(Line(f"Prece {chr(65 + n)}", 1, eur(price)) for n, price in enumerate(prices or ("24.90",)))
    total = sum((line.total for line in lines), eur(0))
    day = NOW - timedelta(days=days)
    made = Order(number, "delivered", day - timedelta(days=4), ILZE, total, lines, delivered_at=day)
    return replace(made, **changes)


@dataclass
class Clock:
    """Stands until it is moved; ms since the epoch."""

    now: int = to_ms(NOW)

    def __call__(self) -> int:
        return self.now

    def forward(self, **length: float) -> None:
        """Let time pass."""
        self.now += int(timedelta(**length).total_seconds() * 1000)


def settings(**changes: Any) -> Settings:
    """The shop's, with these parts."""
    return Settings.model_validate(
        {
            "name": "Rīta veikals", "languages": ["lv", "en"], "default_language": "lv",
            "teams": {"shop": {"calendar": {"week": {"mon-fri": "9:00-18:00"}}}}, **changes,
        }
    )  # fmt: skip


@dataclass
class Desk:
    """One shop. `chat` is the conversation at hand."""

    database: Database
    clock: Clock = field(default_factory=Clock)
    values: Mapping[str, Any] = field(default_factory=dict)
    environment: Environment = field(default_factory=lambda: Environment(dezura_home=HOME))
    wording: Any = None
    shop: Shop | None = None
    chat: int = 0
    address: str = "7"
    count: int = 0

    @staticmethod
    def environment_at(home: Path) -> Environment:
        """Of a shop whose folder is elsewhere."""
        return Environment(dezura_home=home)

    def __post_init__(self) -> None:
        self.shop = self.shop or BuiltinShop(SqlOrders(self.database))
        proof = Proof(self.shop, SqlGuesses(self.database), SqlBindings(self.database), b"secret")
        self.office = Office(
            self.environment, settings(**self.values), self.database, LocalDoorbell(), self.clock, b"secret", self.shop, proof,
            {}, self.wording, **self._post(),
        )  # fmt: skip
        self.department = Returns(self.office)
        self.effects = Effects(self.database, self.clock, self.department.books, self.department.outside)
        self.mailbox = Mailbox(self.database)

    def _post(self) -> dict[str, Any]:
        """Who takes letters, where the office is told and does not find out by itself."""
        mail = mail_of(self.environment)
        told = any(field.name == "mailer" for field in fields(Office))
        return {"mailer": Mailer(mail)} if told and mail is not None else {}

    @property
    def now(self) -> datetime:
        """Of the clock."""
        return from_ms(self.clock.now)

    async def greet(self, address: str = "7", *, content: Any = None) -> int:
        """A customer writes, and is the one at the desk from now on; shares a contact, if that is the content."""
        self.count, self.address = self.count + 1, address
        inbound = Inbound(
            "telegram", address, f"{address}:{self.count}", content or Text("Labdien"), position=self.count, person=Person("Ilze")
        )
        await self.mailbox.post([inbound], self.clock.now)
        found = await self.database.read(
            lambda connection: connection.exec_driver_sql("SELECT id FROM conversations ORDER BY id DESC").scalars().all()
        )
        self.chat = self.chat if content and self.chat else int(found[0])
        return self.chat

    async def share(self, phone: str, *, own: bool = True) -> None:
        """By the messenger's button."""
        await self.greet(self.address, content=Contact(phone, own))

    async def sell(self, *sold: Order) -> None:
        """These orders are the shop's."""
        await self.database.write(partial(orders.save, orders=list(sold)))

    async def prove(self, order: Order, contact: str = "ilze@example.com") -> None:
        """Number and contact."""
        found = await self.department.office.proof.judge(Guess("prove", str(self.chat), order.number, contact), self.now)
        assert found.proved

    async def ask(self, name: str, **arguments: Any) -> Mapping[str, Any]:
        """A reading call's answer."""
        answered = await self.answered(name, **arguments)
        assert answered.value is not None, answered.failure
        return answered.value

    async def answered(self, name: str, key: str = "", **arguments: Any) -> Answered:
        """The same, with its failure."""
        self.count += 1
        call = Call(name, arguments, key or f"1.{self.count}")
        return await Lookups(self.department.lookups).answer(call, Asked(str(self.chat), self.now, "telegram", "7", "lv"))

    async def do(self, name: str, key: str = "", chat: int = 0, **arguments: Any) -> Mapping[str, Any]:
        """An effect's result."""
        self.count += 1
        chat = chat or self.chat
        errand = Errand(key or f"{chat}:1.{self.count}", chat, name, arguments, 1, tried=False, token="t")
        return await self.effects.perform(errand)

    async def strong(self, order: Order) -> None:
        """As after a one-time code."""
        await self.department.cases.identity.strengthen(str(self.chat), order, "email", self.now)

    async def picture(self, seed: int = 1, quality: int = 90, taken: str = "") -> str:
        """A photo in the chat; of the same seed it looks the same, however it was saved."""
        random = Random(seed)
        image = Image.new("L", (9, 8))
        image.putdata([random.randrange(256) for _ in range(72)])
        exif, written = Image.Exif(), BytesIO()
        if taken:
            exif[306] = taken
        image.resize((360, 320)).convert("RGB").save(written, "JPEG", quality=quality, exif=exif)
        save = partial(
            files.save,
            conversation_id=self.chat,
            name="foto.jpg",
            mime="image/jpeg",
            content=written.getvalue(),
            now=self.clock.now,
        )
        return await self.database.write(save)

    async def decides(self, decision: Literal["approved", "rejected"], **fields: Any) -> None:
        """A person says so, in this chat."""
        self.count += 1
        new = NewApproval(f"a{self.count}", "return_goods", "shop", "", {}, self.clock.now + 3_600_000, "")

        def work(connection: sa.Connection) -> None:
            approvals.make(connection, self.chat, new, self.clock.now)
            waiting = approvals.open_ones(connection, (0, 0), 1)[0]
            assert approvals.decide(connection, waiting.id, Verdict(decision, fields, 1), self.clock.now)

        await self.database.write(work)

    async def pays(self) -> None:
        """The oldest open refund is paid."""
        await self.department.events["refund"]({})

    async def record(self, number: str) -> Return:
        """A return as it stands in the books."""
        found = await self.database.read(partial(returns.one, number=number))
        assert found is not None
        return found

    def flows(self, flows: FlowSet) -> None:
        """Words for letters."""
        self.wording = flows.wording
