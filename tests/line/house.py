"""The whole program in the test's own loop, between emulated platforms: real webhooks in, real Bot API and Graph calls out.

Without it every part would be known to work, and nobody would know that a customer gets an answer.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from types import TracebackType
from typing import Any, Protocol, Self

import sqlalchemy as sa
from aiohttp import ClientSession, web

from bot import app as composition
from bot import web as doors
from bot.app import Shopfloor
from bot.site import site
from bot.store import floor, orders, people
from bot.store.database import Database
from bot.store.floor import Claim, Standing, Written
from config.settings import Environment
from config.shop import Shop
from flows.shop.demo import demo_orders
from nlu.model import Nlu
from tests.platforms.clock import Clock

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC).timestamp()  # ten in the morning in Riga: the desk is open
BURST = 40  # ms
_PATIENCE = 90  # seconds within which whatever is under way must come to rest


class Seen(Protocol):
    """A message as a customer of any platform sees it."""

    @property
    def text(self) -> str:
        """Its words."""

    @property
    def buttons(self) -> Sequence[Any]:
        """What can be pressed below it."""


class Customer(Protocol):
    """What a customer can do on every platform."""

    @property
    def seen(self) -> Sequence[Seen]:
        """All that was received."""

    async def write(self, text: str) -> Any:
        """Say something."""

    async def press(self, button: str) -> Any:
        """Press a button by its title."""

def at(clock: Clock, moment: float) -> Clock:
    """The clock, set to a moment (s since the epoch); it runs on from there."""
    clock.advance(moment - clock.now())
    return clock


class House:
    """The program at work; `url` is where platforms knock, `clock` the one all of them live by."""

    def __init__(self, database: Database, clock: Clock, environment: Environment, shop: Shop, nlu: Nlu) -> None:
        self.database, self.clock, self.url = database, clock, ""
        self._environment, self._shop, self._nlu = environment, shop, nlu
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        now = datetime.fromtimestamp(self.clock.now(), UTC).astimezone(self._shop.time_zone)
        await self.database.write(lambda connection: orders.save(connection, demo_orders(now)))
        self.floor: Shopfloor = await composition.assemble(
            self._environment, self._shop, self.database, clock=self.now, nlu=self._nlu, burst=BURST
        )
        self._stack.push_async_callback(self._give_back)
        await self._stack.enter_async_context(composition.working(self.floor, self.clock.now))
        application = await self._stack.enter_async_context(site(self.floor))
        aside = composition.door_of(self.floor)
        knocking = doors.Doors(
            self.floor.mailbox, self.floor.doorbell, self.floor.channels, self.now, self._ready, aside=aside
        )
        application.add_routes(doors.routes(knocking))
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
        self._stack.push_async_callback(runner.cleanup)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self.http = await self._stack.enter_async_context(ClientSession())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    def now(self) -> int:
        """Ms since the epoch."""
        return int(self.clock.now() * 1000)

    async def post(self, path: str, body: bytes, headers: Mapping[str, str] | None = None) -> int:
        """Knock at a door; the status it answers."""
        async with self.http.post(self.url + path, data=BytesIO(body), headers=headers) as answer:
            return answer.status

    async def hold(self, customer: Customer, *words: str) -> list[list[str]]:
        """The customer says one thing after the other; what is answered to each."""
        answers = []
        for said in words:
            before = len(customer.seen)
            await customer.write(said)
            await self.quiet()
            answers.append([seen.text for seen in customer.seen[before:]])
        return answers

    def forward(self, seconds: float) -> None:
        """Let time pass, and everybody look up."""
        self.clock.advance(seconds)
        self._ring()

    async def quiet(self, soon: int = 3000) -> None:
        """Return when everything stored was read and done, and nothing is to go out within so many ms."""
        async with asyncio.timeout(_PATIENCE):
            while (await self.ask(_BUSY, now=self.now(), soon=self.now() + soon))[0][0]:
                await self.floor.doorbell.wait("pages", 0.02)

    async def until(self, statement: str, *expected: Any) -> None:
        """Return when the statement's only row is this; shows what it was when that does not come about."""
        row: Any = None
        try:
            async with asyncio.timeout(_PATIENCE):
                while (row := next(iter(await self.ask(statement)), None)) != expected:
                    await self.floor.doorbell.wait("pages", 0.02)
        except TimeoutError:
            raise AssertionError(f"{statement} gives {row}, not {expected}") from None

    async def ask(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """What the database says, in plain SQL."""
        work = partial(_rows, statement=statement, values=values)
        return await self.database.read(work)

    async def agent(self, name: str = "Zane") -> "Agent":
        """Somebody who works at the desk."""
        add = partial(people.add, email=f"{name}@shop.example", name=name, role="agent", password="", now=self.now())
        id_ = await self.database.write(add)
        assert id_ is not None
        return Agent(self, id_)

    def _ring(self) -> None:
        self.floor.doorbell.ring("turns")
        self.floor.doorbell.ring("sends")
        self.floor.doorbell.ring("rounds")
        self.floor.doorbell.ring("group")

    async def _ready(self) -> Mapping[str, str]:
        return {}

    async def _give_back(self) -> None:
        for channel in self.floor.channels.values():
            await channel.close()
        await self.floor.doorbell.close()


class Agent:
    """A person at the desk, who looks after the only conversation unless told another."""

    def __init__(self, house: House, id_: int) -> None:
        self.house, self.id = house, id_
        self._count = 0

    async def takes(self, conversation: int = 1) -> None:
        """Take it over."""
        assert isinstance(await self.house.database.write(partial(floor.take, claim=self._claim(conversation))), Standing)
        self.house._ring()

    async def releases(self, conversation: int = 1) -> None:
        """Give it back to the bot."""
        assert isinstance(await self.house.database.write(partial(floor.release, claim=self._claim(conversation))), Standing)
        self.house._ring()

    async def says(self, text: str, conversation: int = 1) -> None:
        """Answer the customer."""
        self._count += 1
        answer = partial(floor.answer, claim=self._claim(conversation), text=text, key=str(self._count))
        assert isinstance(await self.house.database.write(answer), Written)
        self.house._ring()

    def _claim(self, conversation: int) -> Claim:
        return Claim(conversation, self.id, self.house.now())


# Unread letters, turns in hand, effects that are due, messages that may go now or are on their way.
_BUSY = """SELECT (SELECT COUNT(*) FROM inbox WHERE turn IS NULL)
  + (SELECT COUNT(*) FROM calls WHERE state IN ('waiting', 'started') AND due_at <= :now)
  + (SELECT COUNT(*) FROM conversations WHERE lease_token <> '' OR wake_at <= :now)
  + (SELECT COUNT(*) FROM outbox o WHERE o.state = 'sending' OR (o.state = 'queued' AND o.send_at <= :soon
      AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.conversation_id = o.conversation_id AND p.open AND p.id < o.id)))"""


def _rows(connection: sa.Connection, statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(sa.text(statement), values)]
