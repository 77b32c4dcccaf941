"""Where a message's time goes: each stage of the line run by itself over the same messages, by CPU time, on both databases.

Rates on a busy machine say little; the CPU that a stage needs for a message says what a change to it has given.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import TypeVar

from rich.table import Table

from bot import app as composition
from bot.app import Shopfloor
from bot.channels.telegram import Telegram
from bot.commands.serve import tune
from bot.deliver import outgoing
from bot.epoch import from_ms
from bot.store import held, orders, outbox, schema
from bot.store.database import connect
from bot.store.model import Lease, Outcome
from bot.store.outbox import Mark
from bot.together import Together
from bot.turn import take_turn
from config.settings import read_environment
from config.shop import read_shop
from flows.shop.demo import demo_orders
from nlu.model import Nlu, Understanding, Utterance
from tests import servers
from tests.benchmarks.echo import TOKEN
from tests.benchmarks.line import greeting, home, platform, question, update

COUNT, BATCH = 2_048, 32
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": "secret"}
STAGES: Mapping[str, str] = {
    "decode": "check and decode the webhook",
    "store": "store it, durable",
    "lease": "lease the conversation with its letters",
    "understand": "understand",
    "think": "flow, look-up, wording, record",
    "commit": "commit the turn",
    "claim": "claim the reply",
    "send": "send it",
    "mark": "mark it as sent",
}
T = TypeVar("T")


class Stopwatch:
    """CPU of the whole process, by stage; of the many batches it takes the quiet ones, since others share the machine."""

    def __init__(self) -> None:
        self._spent = {stage: [0.0] for stage in STAGES}

    async def __call__(self, stage: str, work: Awaitable[T]) -> T:
        """Wait for `work`, on this stage's account."""
        begun = time.process_time()
        result = await work
        self._spent[stage][-1] += time.process_time() - begun
        return result

    def lap(self) -> None:
        """A batch is done. What happens inside of thinking is no part of it."""
        self._spent["think"][-1] -= self._spent["understand"][-1]
        for spent in self._spent.values():
            spent.append(0.0)

    def quiet(self) -> Mapping[str, float]:
        """CPU seconds of a batch by stage, as nine in ten batches were slower."""
        return {stage: sorted(spent[:-1])[len(spent) // 10] for stage, spent in self._spent.items()}


class Understands:
    """The shop's own model, on a stage's own account."""

    def __init__(self, nlu: Nlu, watch: Stopwatch) -> None:
        self._nlu, self._watch = nlu, watch

    async def understand(self, utterances: Sequence[Utterance]) -> list[Understanding]:
        """See Nlu."""
        return await self._watch("understand", self._nlu.understand(utterances))


class Line:
    """Takes messages through every stage, in batches as the program makes them under load."""

    def __init__(self, floor: Shopfloor, watch: Stopwatch, size: int, first: int = 0) -> None:
        self._floor, self._watch, self._size = floor, watch, size
        self._updates, self.replies = first, 0

    async def run(self, count: int, text: Callable[[int], str]) -> None:
        """So many customers write once each."""
        for first in range(0, count, self._size):
            await self._batch(range(first, min(count, first + self._size)), text)
            self._watch.lap()

    async def _batch(self, customers: Sequence[int], text: Callable[[int], str]) -> None:
        mailbox, database, watch = self._floor.mailbox, self._floor.database, self._watch
        now = self._floor.clock()
        bodies = [update(self._updates + n, 1_000_000 + customer, text(customer)) for n, customer in enumerate(customers)]
        self._updates += len(bodies)
        bot = self._floor.channels["telegram"]
        assert isinstance(bot, Telegram)
        inbounds = await watch("decode", _now(lambda: [bot.receive(HEADERS, body) for body in bodies]))
        await watch("store", _all(mailbox.post(inbound, now) for inbound in inbounds))
        now += mailbox.burst
        leases = await watch("lease", mailbox.lease(len(customers), now))
        outcomes = await watch("think", self._thought(leases, now))
        await watch("commit", _all(mailbox.commit(outcome, now) for outcome in outcomes))
        assert len(outcomes) == len(customers), "one message, one turn"
        while envelopes := await watch("claim", database.write(lambda connection: held.claim(connection, 128, now, "stages"))):
            self.replies += len(envelopes)
            await watch("send", _all(bot.send(outgoing(envelope)) for envelope in envelopes))
            marks = [(Mark(one.id, one.token, "sent", message_id="1", way="channel"), one.conversation_id) for one in envelopes]
            await watch("mark", database.write(partial(outbox.mark, marks=marks, now=now)))

    async def _thought(self, leases: Sequence[Lease], now: int) -> list[Outcome]:
        kit = replace(self._floor.kit, nlu=Together(Understands(self._floor.nlu, self._watch)))
        return await _all(take_turn(lease, kit, from_ms(now)) for lease in leases)


async def _now(work: Callable[[], T]) -> T:
    return work()


async def _all(works: Iterator[Awaitable[T]]) -> list[T]:
    return await asyncio.gather(*works)


@asynccontextmanager
async def opened(url: str, folder: str, platform_port: int) -> AsyncIterator[Shopfloor]:
    """The shop on a fresh database, with nobody at work in it."""
    environment = read_environment({
        "DEZURA_HOME": folder, "DATABASE_URL": url, "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_WEBHOOK_SECRET": "secret",
        "TELEGRAM_API_URL": f"http://127.0.0.1:{platform_port}", "TELEGRAM_SEND_RATE": "1000000",
    })  # fmt: skip
    database = connect(url)
    try:
        await database.write(schema.migrate)
        await database.write(lambda connection: orders.save(connection, demo_orders(from_ms(composition.now_ms()))))
        floor = await composition.assemble(environment, read_shop(environment.dezura_home), database)
        yield floor
        await floor.mailbox.close()
        await composition.close(floor)
    finally:
        database.close()


async def measured(url: str, folder: str, platform_port: int, size: int = BATCH) -> Mapping[str, float]:
    """CPU µs a message by stage, of this process; everybody was greeted before."""
    async with opened(url, folder, platform_port) as floor:
        telegram = floor.channels["telegram"]
        assert isinstance(telegram, Telegram)
        await telegram.prepare()
        tune()
        await Line(floor, Stopwatch(), size).run(COUNT, greeting)
        watch = Stopwatch()
        line = Line(floor, watch, size, first=COUNT)
        await line.run(COUNT, question)
        assert line.replies == COUNT, "one message, one reply"
    return {stage: 1e6 * seconds / size for stage, seconds in watch.quiet().items()}


async def stages(table: Table) -> None:
    """Both databases beside each other; the client's CPU alone, since PostgreSQL's own may be another machine's."""
    with platform() as port, servers.postgres() as postgres:
        with home() as folder:
            sqlite = await measured(f"sqlite:///{folder}/var/dezura.db", folder, port)
        with home() as folder:
            other = await measured(postgres, folder, port)
    for stage, words in STAGES.items():
        table.add_row(f"CPU a message: {words}", f"{sqlite[stage]:.0f} µs SQLite", f"{other[stage]:.0f} µs PostgreSQL", "", "")
    sums = sum(sqlite.values()), sum(other.values())
    table.add_row("CPU a message: all stages", f"{sums[0]:.0f} µs SQLite", f"{sums[1]:.0f} µs PostgreSQL", "", "")


ROWS = {"stages": stages}
