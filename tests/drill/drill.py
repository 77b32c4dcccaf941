"""One drill: customers ask about orders through an emulated Telegram while the processes that answer them are killed."""

import asyncio
import json
import random
import signal
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import psycopg

from config.settings import CHECKOUT
from tests import servers
from tests.drill import engines
from tests.drill.engines import Engine
from tests.drill.fleet import Ship, run_once
from tests.drill.judge import Evidence, Finding, Row, judge, numbers
from tests.drill.launch import Launch
from tests.nlu.trained import shipped_model_file
from tests.platforms.postman import Letter
from tests.platforms.telegram import TelegramEmulator
from tests.platforms.telegram_people import User

Kind = Literal["sqlite", "postgres"]
SECRET = "drill-secret"
EMAIL = "pircejs@drill.example"
FIRST_ORDER = 15_000
PATIENCE = 12.0  # seconds a customer waits for an answer before going on
SETTLING = 60.0  # seconds after the last question within which everything must be at rest

_ROLES: Mapping[Kind, Sequence[tuple[str, str]]] = {
    "sqlite": [("all", "all")],
    "postgres": [("web", "web"), ("worker-1", "worker"), ("worker-2", "worker")],
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a drill is. The same seed chooses the same victims and doubles the same messages, as far as time allows.

    `kills` counts processes of the program; PostgreSQL and Redis crash once each besides, unless nobody is to be killed.
    """

    database: Kind
    customers: int = 40
    questions: int = 5
    kills: int = 3
    seed: int = 1
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it."""

    plan: Plan
    seconds: float
    asked: int
    deliveries: int
    refused: int
    victims: Sequence[str]
    unknown: int
    findings: Sequence[Finding]

    def __str__(self) -> str:
        head = (
            f"{self.plan.database}: {self.asked} questions of {self.plan.customers} customers in {self.seconds:.0f} s, "
            f"{self.deliveries} deliveries ({self.refused} met nobody), killed: {' '.join(self.victims) or 'nobody'}, "
            f"{self.unknown} sends in flight"
        )
        return "\n".join([head, *(f"  {finding}" for finding in self.findings)])


async def drill(plan: Plan) -> Report:
    """Hold it. Raises RuntimeError where a process does not come up or does not end cleanly."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dezura-drill-")))
        tg = await stack.enter_async_context(TelegramEmulator(secret=SECRET))
        scene = Scene(plan, folder, tg)
        async with scene.at_work():
            await scene.play()
            await scene.end()
            return scene.report()


class Scene:
    """Everybody who takes part in a drill."""

    def __init__(self, plan: Plan, folder: Path, tg: TelegramEmulator) -> None:
        self.plan, self.folder, self.tg = plan, folder, tg
        self.begun, self.chance, self.written = time.monotonic(), random.Random(plan.seed), 0
        self.orders = [str(FIRST_ORDER + number) for number in range(plan.questions * 4)]
        self.asked: dict[User, list[str]] = {
            tg.user(1000 + number): self.chance.sample(self.orders, plan.questions) for number in range(plan.customers)
        }
        self.engines: dict[str, Engine] = {}
        self.ships: dict[str, Ship] = {}
        self.deaths: list[tuple[str, int]] = []  # who was killed, and when (ms)
        self.addresses = {"DATABASE_URL": f"sqlite:///{folder}/var/dezura.db"}
        tg.postman._pauses = _pauses  # a minute between two deliveries would make a long drill of it

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """The shop's folder made, its orders brought in, every process up; nothing of it left in the end."""
        _make_home(self.folder)
        _write_orders(self.folder / "orders.csv", self.orders)
        with ExitStack() as stack:
            if self.plan.database == "postgres":
                self.engines["postgres"], self.addresses["DATABASE_URL"] = stack.enter_context(engines.postgres(self.folder))
                self.engines["redis"], self.addresses["REDIS_URL"] = stack.enter_context(engines.redis(self.folder))
            run_once(["import", "orders", str(self.folder / "orders.csv")], self._environment(0), self.folder / "import.log")
            self.ships = {name: self._ship(name, role) for name, role in _ROLES[self.plan.database]}
            for ship in self.ships.values():
                stack.callback(ship.sink)
            await asyncio.gather(*(ship.start() for ship in self.ships.values()))
            door = next(iter(self.ships.values())).port
            self.tg.postman.deliver_to(f"http://127.0.0.1:{door}/webhooks/telegram")
            yield

    async def play(self) -> None:
        """Questions and kills, and then quiet."""
        reaping = asyncio.create_task(self._reap())
        try:
            await asyncio.gather(*(self._ask(user, orders) for user, orders in self.asked.items()))
            await reaping
        finally:
            reaping.cancel()
        await self._settled()

    async def end(self) -> None:
        """Everybody goes home, cleanly."""
        await asyncio.gather(*(ship.stop() for ship in self.ships.values()))

    def report(self) -> Report:
        """What the judge says, with the figures."""
        evidence, attempts = self._evidence(), self.tg.postman.attempts
        return Report(
            self.plan,
            seconds=time.monotonic() - self.begun,
            asked=self.written,
            deliveries=len(attempts),
            refused=sum(attempt.status != 200 for attempt in attempts),
            victims=[name for name, _ in self.deaths],
            unknown=sum(row.state == "unknown" for row in evidence.outbox),
            findings=judge(evidence),
        )

    # --- customers -----------------------------------------------------------------------------------------------

    async def _ask(self, user: User, orders: Sequence[str]) -> None:
        """Sometimes the next question waits for the answer, sometimes it does not; some are delivered twice."""
        for order in orders:
            self._write(user, f"kur ir mans pasūtījums {order}? {EMAIL}")
            if self.chance.random() < 0.6:
                with suppress(TimeoutError):
                    async with asyncio.timeout(PATIENCE):
                        while order not in numbers([(await user.hears(PATIENCE)).text]):
                            pass

    def _write(self, user: User, text: str) -> None:
        user.began = True
        self.written += 1
        message = {**self.tg.envelope(user), "from": user.as_json(), "text": text}
        update = self.tg.update("message", message, ("chat", user.id))
        if self.chance.random() < 0.2:
            again = Letter(update["update_id"], json.dumps(update).encode(), 600)
            self.tg.postman.put(("again", self.chance.randrange(8)), again)
        if self.chance.random() < 0.1:
            self.tg.postman.lose_answers()

    # --- death ---------------------------------------------------------------------------------------------------

    async def _reap(self) -> None:
        """Kill as the questions come in, evenly spread."""
        victims = self._victims()
        for number, victim in enumerate(victims):
            await self._asked((number + 1) / (len(victims) + 1))
            self.deaths.append((victim, time.time_ns() // 1_000_000))
            if victim in self.ships:
                self.ships[victim].kill()
                await self.ships[victim].start()
            else:
                self.engines[victim].crash(signal.SIGQUIT if victim == "postgres" else signal.SIGKILL)
                await asyncio.to_thread(self.engines[victim].start)

    def _victims(self) -> Sequence[str]:
        chosen = [self.chance.choice(list(self.ships)) for _ in range(self.plan.kills)]
        chosen += list(self.engines) if chosen else []
        self.chance.shuffle(chosen)
        return chosen

    async def _asked(self, share: float) -> None:
        """Return when this share of the questions has been asked."""
        while self.written < share * self.plan.customers * self.plan.questions:
            await asyncio.sleep(0.02)

    # --- what is left --------------------------------------------------------------------------------------------

    async def _settled(self) -> None:
        """Return when nothing is left to do, or when it has taken too long, which the judge will see."""
        deadline = time.monotonic() + SETTLING
        while time.monotonic() < deadline and (self.tg.postman.waiting() or self._rows(_LEFT)[0][0]):
            await asyncio.sleep(0.1)

    def _evidence(self) -> Evidence:
        return Evidence(
            asked={str(user.id): orders for user, orders in self.asked.items()},
            shown={str(user.id): [seen.text for seen in user.seen] for user in self.asked},
            outbox=[Row(address, json.loads(body)["text"], *rest) for address, body, *rest in self._rows(_OUTBOX)],
            kills=[moment for victim, moment in self.deaths if victim not in {"web", "redis"}],  # those two send nothing
            unread=self._rows("SELECT COUNT(*) FROM inbox WHERE turn IS NULL")[0][0],
            owners=dict(self._rows("SELECT address, owner FROM conversations")),
            logs={name: ship.launch.log.read_text() for name, ship in self.ships.items()},
            secrets=[self.tg.token, SECRET, EMAIL, "pasūtījums"],
        )

    def _rows(self, statement: str) -> list[Any]:
        """The database's own word, past all code of the program."""
        if self.plan.database == "postgres":
            with psycopg.connect(self.addresses["DATABASE_URL"]) as postgres:
                return postgres.execute(statement).fetchall()
        sqlite = sqlite3.connect(self.addresses["DATABASE_URL"].removeprefix("sqlite:///"))
        try:
            return sqlite.execute(statement).fetchall()
        finally:
            sqlite.close()

    def _ship(self, name: str, role: str) -> Ship:
        port = servers.free_port()
        log = self.folder / f"{name}.log"
        return Ship(name, Launch(["run", "--role", role], self._environment(port), log, self.plan.broken), port)

    def _environment(self, port: int) -> Mapping[str, str]:
        return {
            "DEZURA_HOME": str(self.folder), "PORT": str(port), "TELEGRAM_BOT_TOKEN": self.tg.token, "TELEGRAM_SEND_RATE": "1000",
            "TELEGRAM_WEBHOOK_SECRET": SECRET, "TELEGRAM_API_URL": self.tg.url, **self.addresses,
        }  # fmt: skip


_OUTBOX = """SELECT c.address, o.body, o.state, o.created_at, o.settled_at
  FROM outbox o JOIN conversations c ON c.id = o.conversation_id ORDER BY o.id"""
_LEFT = """SELECT (SELECT COUNT(*) FROM inbox WHERE turn IS NULL) + (SELECT COUNT(*) FROM outbox WHERE open)
  + (SELECT COUNT(*) FROM conversations WHERE lease_token <> '')"""


def _pauses() -> Iterator[float]:
    """Telegram's steps, made shorter."""
    yield from (0.0, 0.1, 0.2)
    while True:
        yield 0.4


def _make_home(folder: Path) -> None:
    """The demo shop, with the model as it is trained for the tests."""
    for name in ("config", "flows", "nlu"):
        (folder / name).symlink_to(CHECKOUT / name)
    (folder / "var").mkdir()
    (folder / "var" / "model.npz").symlink_to(shipped_model_file())


def _write_orders(path: Path, orders: Sequence[str]) -> None:
    rows = [f"{order};paid;2026-11-20;Drill;{EMAIL};;lv;10,00" for order in orders]
    path.write_text("\n".join(["number;state;placed_at;name;email;phone;language;total", *rows]), encoding="utf-8")
