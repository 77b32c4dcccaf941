"""How the cost of a message, a click and a look of the clock grows with what is stored, on both databases.

`DEZURA_GROWTH=full` goes up to a million stored conversations, which takes an hour; without it a hundred thousand, some minutes.
"""

import asyncio
import os
import random
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rich.table import Table

from bot.app import Shopfloor, assemble, close, now_ms, working
from bot.channels.port import Inbound, Outgoing, Person, Result, Sent, Text
from bot.channels.webchat import WebChat
from bot.metrics import TURNS
from bot.store import changes, counts, floor, overview, people, promises, rota, turns
from bot.store.database import Database, connect
from bot.store.schema import migrate
from config.settings import Environment
from config.shop import read_shop
from tests import servers
from tests.benchmarks import growing
from tests.benchmarks.echo import TOKEN
from tests.benchmarks.line import SECRET, answered, forget, home, platform, update
from tests.benchmarks.load import Server, fire, request, server
from tests.benchmarks.meters import Cost, Meter

FULL = os.environ.get("DEZURA_GROWTH", "") == "full"
SIZES = (1_000, 10_000, 100_000, 1_000_000) if FULL else (1_000, 10_000, 100_000)
QUEUES = (1_000, 100_000)
HAD = 10_000 if FULL else 1_000  # messages one customer writes
MESSAGES, LOOKS, AT_ONCE = 400, 20, 32
PATIENCE = 120.0  # seconds
FLAT = "flat"
GREETING, QUESTION = "Labdien", "Labdien, kur ir mans pasūtījums 10023?"


class Counting(WebChat):
    """A web chat that counts what is shown."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.sent = 0

    async def send(self, outgoing: Outgoing, content: bytes | None = None) -> Result:
        """See Channel."""
        self.sent += 1
        return Sent()


@contextmanager
def opened(kind: str) -> Iterator[Database]:
    """A fresh, migrated database of either kind; PostgreSQL with fsync and 256 MB, as a small server has it."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(dir=os.environ.get("DEZURA_GROWTH_DIR")))
        url = f"sqlite:///{folder}/dezura.db" if kind == "SQLite" else stack.enter_context(servers.postgres())
        database = connect(url, pool=8)
        try:
            if kind != "SQLite":
                _tune(database)
            database.submit(migrate).result()
            yield database
        finally:
            database.close()


def _tune(database: Database) -> None:
    """What is asked of the log does not depend on `fsync`; checkpoints shall not fall into one size and not the other."""
    engine: Any = database.engine  # type: ignore[attr-defined]  # the PostgreSQL kind has one
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for setting in ("max_wal_size = '8GB'", "checkpoint_timeout = '60min'", "autovacuum = off"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting}")
        connection.exec_driver_sql("SELECT pg_reload_conf()")


@asynccontextmanager
async def shop(database: Database, channels: int = 1) -> AsyncIterator[Shopfloor]:
    """The whole program on this database, with so many web chats."""
    with home() as folder:
        environment = Environment(dezura_home=Path(folder), secret_key="bench")  # type: ignore[arg-type]  # pydantic makes it one
        chats = {name: Counting(name) for name in ("web", *(f"web{number}" for number in range(2, channels + 1)))}
        made = await assemble(environment, read_shop(Path(folder)), database, channels=chats, burst=20)
        async with working(made):
            yield made
        await close(made)


_keys = iter(range(1, 10**9))


async def say(made: Shopfloor, written: Sequence[tuple[str, str, str]]) -> None:
    """Customers (channel, address) write; returns when all are answered and that is written down."""
    sent = sum(chat.sent for chat in made.channels.values())  # type: ignore[attr-defined]  # they are all Counting
    for start in range(0, len(written), AT_ONCE):
        part = written[start : start + AT_ONCE]
        now = now_ms()
        letters = [
            Inbound(channel, address, f"b{next(_keys)}", Text(text), at=now, position=now, person=Person("Anna"))
            for channel, address, text in part
        ]
        await asyncio.gather(*(made.mailbox.post([letter], now) for letter in letters))
        made.doorbell.ring("turns")
        sent += len(part)
        async with asyncio.timeout(PATIENCE):
            while sum(chat.sent for chat in made.channels.values()) < sent:  # type: ignore[attr-defined]  # as above
                await asyncio.sleep(0.005)
    await asyncio.sleep(0.1)  # the last marks


# --- stored conversations --------------------------------------------------------------------------------------


async def conversations(kind: str, table: Table) -> None:
    """The same message of customers chosen at random, with ever more of them stored."""
    with opened(kind) as database:
        async with shop(database) as made:
            await say(made, [("web", "a1", GREETING)])
            await say(made, [("web", "a1", QUESTION)])
        stored, first = 1, None
        for size in SIZES:
            growing.grow(database, stored + 1, size, now_ms())
            growing.settle(database)
            stored = size
            cost = await _of_messages(database, size)
            first = first or cost
            table.add_row(f"{kind}: a message, {size:,} stored", str(cost), str(first), _times(cost, first), FLAT)
            print(f"{kind} {size}: {cost} {growing.size_of(database)}", flush=True)


async def _of_messages(database: Database, size: int) -> Cost:
    """The better of two runs: what disturbs one seldom disturbs both."""
    chosen, costs = random.Random(next(_keys)), []  # others each time: who asks the same again is handed to a person
    async with shop(database) as made:
        meter = Meter(database)
        await say(made, [("web", f"a{address}", QUESTION) for address in chosen.sample(range(1, size + 1), AT_ONCE)])
        for _ in range(2):
            addresses = chosen.sample(range(1, size + 1), min(size, MESSAGES))
            with meter.of(len(addresses)) as cost:
                await say(made, [("web", f"a{address}", QUESTION) for address in addresses])
            costs.append(cost)
    return min(costs, key=lambda cost: cost.here + cost.server)


def _times(cost: Cost, first: Cost) -> str:
    return f"{(cost.here + cost.server) / max(0.001, first.here + first.server):.2f} x"


# --- the queue -------------------------------------------------------------------------------------------------


def _looks(now: int, agent: int) -> Mapping[str, Callable[[sa.Connection], object]]:
    """What is asked again and again while people wait."""
    deep = overview.Place(now + growing.HOUR + 900, growing.WAITING + 900)
    every = partial(overview.newest, whose="queue", words="", me=agent, room=50)
    taken = iter(range(growing.WAITING + 500, growing.WAITING + 10_000))

    def take(connection: sa.Connection) -> object:
        return floor.take(connection, floor.Claim(next(taken), agent, now))

    return {
        "the list's first page": partial(every, after=None),
        "a page 900 further on": partial(every, after=deep),
        "lengths of the lists": counts.read,
        "taking one": take,
        "whom the rota gives next": partial(rota.queue, team="shop", room=64),
        "teams for which somebody waits": rota.teams,
        "the rota's next moment": rota.next_due,
        "who is to be looked at": partial(rota.due, now=now, room=128),
        "promises due": partial(promises.due, now=now, room=64),
        "the keeper's next moment": promises.next_due,
        "how many wait (a gauge)": overview.waiting,
        "the worker's lease, nothing due": lambda connection: turns.take(connection, (0, 1, 2), 64, now, now + 60_000),
        "the worker's next moment": partial(turns.next_wake, now=now),
        "what has changed": partial(changes.since, moment=now, after=0, room=1000),
    }


async def waiting(kind: str, table: Table) -> None:
    """Each look with a short queue and with a long one."""
    found: dict[int, dict[str, Cost]] = {}
    for count in QUEUES:
        with opened(kind) as database:
            async with shop(database) as made:
                await say(made, [("web", "a1", GREETING)])
            now = now_ms()
            growing.queue(database, count, now)
            growing.settle(database)
            agent = database.submit(partial(people.add, email="a@b.lv", name="A", role="agent", password="", now=now)).result()
            found[count] = {name: _look(database, look) for name, look in _looks(now, agent or 1).items()}
    few, many = QUEUES
    for name, cost in found[many].items():
        first = found[few][name]
        table.add_row(f"{kind}, {many:,} wait: {name}", str(cost), f"{few:,}: {first}", _times(cost, first), FLAT)


def _look(database: Database, look: Callable[[sa.Connection], object]) -> Cost:
    meter = Meter(database)
    database.submit(look).result()
    costs = []
    for _ in range(3):
        with meter.of(LOOKS) as cost:
            for _ in range(LOOKS):
                database.submit(look).result()
        costs.append(cost)
    return min(costs, key=lambda cost: cost.here + cost.server)


# --- one customer ----------------------------------------------------------------------------------------------


async def talkative(kind: str, table: Table) -> None:
    """One customer who writes on and on, one message after the other; soon a person is asked for, and the bot only listens."""
    with opened(kind) as database:
        async with shop(database) as made:
            meter, step = Meter(database), 50
            await _one_by_one(made, 10)
            with meter.of(step) as early:
                await _one_by_one(made, step)
            await _one_by_one(made, HAD - 2 * step)
            with meter.of(step) as late:
                await _one_by_one(made, step)
        table.add_row(f"{kind}: one customer's message {HAD:,}", str(late), f"the 10th: {early}", _times(late, early), FLAT)


async def _one_by_one(made: Shopfloor, count: int) -> None:
    for _ in range(count):
        now, done = now_ms(), TURNS.labels("committed")._value.get()
        await made.mailbox.post([Inbound("web", "talks", f"b{next(_keys)}", Text(QUESTION), at=now, position=now)], now)
        made.doorbell.ring("turns")
        async with asyncio.timeout(PATIENCE):
            while TURNS.labels("committed")._value.get() == done:
                await asyncio.sleep(0.002)


# --- bots and workers ------------------------------------------------------------------------------------------


async def bots(table: Table) -> None:
    """The same messages over one web chat, ten and a hundred."""
    first = None
    for number in (1, 10, 100):
        with opened("SQLite") as database:
            async with shop(database, number) as made:
                names = sorted(made.channels)
                written = [(names[n % number], f"a{n}") for n in range(MESSAGES)]
                await say(made, [(*who, GREETING) for who in written])
                costs = []
                for _ in range(2):
                    with Meter(database).of(MESSAGES) as cost:
                        await say(made, [(*who, QUESTION) for who in written])
                    costs.append(cost)
        cost = min(costs, key=lambda one: one.here)
        first = first or cost
        table.add_row(f"a message, {number} bots", str(cost), str(first), _times(cost, first), FLAT)


async def workers(table: Table) -> None:
    """One door and 1, 2 and 4 workers on PostgreSQL and Redis: the CPU of all processes for a message."""
    first = 0.0
    for number in (1, 2, 4):
        with servers.postgres() as postgres, servers.redis() as redis, platform() as port, home() as folder:
            web_port = servers.free_port()
            env = {
                "DEZURA_HOME": folder, "DATABASE_URL": postgres, "REDIS_URL": redis, "PORT": str(web_port),
                "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_WEBHOOK_SECRET": "secret", "SECRET_KEY": "bench",
                "TELEGRAM_API_URL": f"http://127.0.0.1:{port}", "TELEGRAM_SEND_RATE": "1000000", "LOG_LEVEL": "error",
            }  # fmt: skip
            with ExitStack() as stack:
                run = ["-m", "bot", "run"]
                web = stack.enter_context(server([*run, "--role", "web"], web_port, "/readyz", env))
                hands = [stack.enter_context(_worker(env)) for _ in range(number)]
                rate, ms, shares = await _worked(web, hands, port)
        first = first or ms
        told = f"{ms:.2f} ms CPU, {rate:.0f}/s, of them {', '.join(f'{share:.0%}' for share in shares)}"
        table.add_row(f"PostgreSQL + Redis, {number} workers", told, f"one: {first:.2f} ms CPU", f"{ms / first:.2f} x", FLAT)


def _worker(env: dict[str, str]) -> Any:
    port = servers.free_port()
    return server(["-m", "bot", "run", "--role", "worker", "--port", str(port)], port, "/readyz", env)


async def _worked(web: Server, hands: Sequence[Server], platform_port: int) -> tuple[float, float, list[float]]:
    """Messages a second, CPU ms a message, and how the work was shared among the workers."""
    count = 2 * MESSAGES
    await fire(web.port, [_request(n, n, GREETING) for n in range(count)])
    await answered(platform_port, count)
    begun = asyncio.get_running_loop().time()
    before = [one.cpu for one in (web, *hands)]
    forget(platform_port)
    await fire(web.port, [_request(100_000 + n, n, QUESTION) for n in range(count)])
    await answered(platform_port, count)
    seconds = asyncio.get_running_loop().time() - begun
    spent = [one.cpu - was for one, was in zip((web, *hands), before, strict=True)]
    all_hands = sum(spent[1:]) or 1.0
    return count / seconds, 1000 * sum(spent) / count, [one / all_hands for one in spent[1:]]


def _request(number: int, chat: int, text: str) -> bytes:
    return request("/webhooks/telegram", update(number + 1, 1_000_000 + chat, text), SECRET)


Row = Callable[[Table], Awaitable[None]]
ROWS: Mapping[str, Row] = {
    "growth": partial(conversations, "SQLite"),
    "growth-postgres": partial(conversations, "PostgreSQL"),
    "growth-queue": partial(waiting, "SQLite"),
    "growth-queue-postgres": partial(waiting, "PostgreSQL"),
    "growth-one": partial(talkative, "SQLite"),
    "growth-one-postgres": partial(talkative, "PostgreSQL"),
    "growth-bots": bots,
    "growth-workers": workers,
}
