"""One drill: customers ask, and have things done, through an emulated Telegram, while everything around them goes wrong."""

import asyncio
import json
import random
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg

from config.settings import CHECKOUT
from tests import servers
from tests.drill import customers, engines, versions
from tests.drill.customers import EMAIL, Crowd, Wish
from tests.drill.engines import Engine
from tests.drill.faults import FAULTS, Kind, possible
from tests.drill.fleet import Ship, run_once
from tests.drill.judge import Deed, Evidence, Finding, Row, judge
from tests.drill.launch import Launch
from tests.drill.proxy import Proxy, through
from tests.nlu.trained import shipped_model_file
from tests.platforms.telegram import TelegramEmulator
from tests.platforms.telegram_people import User
from tests.platforms.trouble import Failure

SECRET = "drill-secret"
ASKED, CANCELLED, PAID = 15_000, 17_000, 18_000  # where the numbers of each kind of order begin
POOL = 400  # orders that are asked about
SLOW = 0.15  # seconds the platform takes for its answers, so that there is always something under way
SETTLING = 300.0  # seconds after the last question within which everything must be at rest
TICK = 250  # ms between the doubtful moments of a fault that lasts

_ROLES: Mapping[Kind, Sequence[tuple[str, str]]] = {
    "sqlite": [("all", "all")],
    "postgres": [("web", "web"), ("worker-1", "worker"), ("worker-2", "worker")],
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a drill is, and what goes wrong in it. The same seed plans the same, as far as time allows.

    Of `kinds` (of faults; all that the set-up knows, where none are named) so many happen as `faults` says, each kind once before
    any comes twice; questions go on until they are over, `questions` of each customer at least. Within `settling` seconds after
    the last one everything must be at rest. `broken` names a protection that is taken away.
    """

    database: Kind
    customers: int = 40
    faults: int = 8
    kinds: Sequence[str] = ()
    questions: int = 3
    seed: int = 1
    settling: float = SETTLING
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it."""

    plan: Plan
    seconds: float
    written: int
    asked: int
    shown: int
    deeds: int
    deliveries: int
    refused: int
    faults: Mapping[str, int]
    unknown: int
    findings: Sequence[Finding]

    def __str__(self) -> str:
        faults = ", ".join(f"{kind} {times}" for kind, times in sorted(self.faults.items())) or "none"
        head = (
            f"{self.plan.database} seed {self.plan.seed}: {self.written} messages of {self.plan.customers} customers "
            f"({self.asked} questions, {self.deeds} effects) in {self.seconds:.0f} s, {self.shown} messages seen; "
            f"{self.deliveries} deliveries ({self.refused} in vain); {self.unknown} sends unknown and reported; faults: {faults}"
        )
        return "\n".join([head, *(f"  {finding}" for finding in self.findings)])


async def drill(plan: Plan, keep: Path | None = None) -> Report:
    """Hold it. Raises RuntimeError where a process does not come up or does not end cleanly; logs then stay at `keep`."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dezura-drill-")))
        tg = await stack.enter_async_context(TelegramEmulator(secret=SECRET))
        scene = Scene(plan, folder, tg)
        try:
            async with scene.at_work():
                await scene.play()
                await scene.end()
                report = scene.report()
                if report.findings and keep is not None:
                    _leave(folder, keep)
                return report
        except BaseException:
            if keep is not None:
                _leave(folder, keep)
            raise


class Scene:
    """Everybody and everything that takes part in a drill."""

    def __init__(self, plan: Plan, folder: Path, tg: TelegramEmulator) -> None:
        self.plan, self.folder, self.tg = plan, folder, tg
        self.begun, self.chance = time.monotonic(), random.Random(plan.seed)
        self.crowd = Crowd(tg, random.Random(plan.seed + 1))
        self.asked: dict[User, list[str]] = {}
        self.wishes: list[Wish] = []
        self.engines: dict[str, Engine] = {}
        self.wires: dict[str, Proxy] = {}
        self.ships: dict[str, Ship] = {}
        self.happened: list[tuple[str, str, int, int]] = []  # kind, to whom, from when until when (ms)
        self.unsure: Counter[str] = Counter()  # what the platform left open, by customer
        self.slack, self.published = 0, 0
        self.direct_url = f"sqlite:///{folder}/var/dezura.db"
        self._addresses = {"DATABASE_URL": self.direct_url}
        tg.postman._pauses = _pauses  # a minute between two deliveries would make a long drill of it
        _listen(tg, self.unsure)

    @property
    def sqlite_file(self) -> str:
        """Where SQLite keeps everything."""
        return self.direct_url.removeprefix("sqlite:///")

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """The shop's folder made, its orders brought in, every process up; nothing of it left in the end."""
        old = versions.tree(versions.before(), self.folder / "before") if "deploy" in self._kinds() else None
        _make_home(self.folder, old or CHECKOUT)
        _write_orders(self.folder / "orders.csv")
        async with AsyncExitStack() as stack:
            await self._wire(stack, "telegram", int(self.tg.url.rpartition(":")[2]), SLOW)
            if self.plan.database == "postgres":
                self.engines["postgres"], self.direct_url = stack.enter_context(engines.postgres(self.folder))
                self.engines["redis"], redis = stack.enter_context(engines.redis(self.folder))
                for name in ("postgres", "redis"):
                    await self._wire(stack, name, self.engines[name].port)
                self._addresses["DATABASE_URL"] = through(self.direct_url, self.wires["postgres"].port)
                self._addresses["REDIS_URL"] = through(redis, self.wires["redis"].port)
            orders = ["import", "orders", str(self.folder / "orders.csv")]
            await asyncio.to_thread(run_once, orders, self.environment(0), self.folder / "import.log", tree=old)
            self.ships = {name: self._ship(name, role, old) for name, role in _ROLES[self.plan.database]}
            for ship in self.ships.values():
                stack.callback(ship.sink)
            await asyncio.gather(*(ship.start() for ship in self.ships.values()))
            door = next(iter(self.ships.values())).port
            self.tg.postman.deliver_to(f"http://127.0.0.1:{door}/webhooks/telegram")
            yield

    async def play(self) -> None:
        """Questions and faults, and then quiet."""
        crowd = asyncio.gather(*self._crowd())
        try:
            await self._go_wrong(crowd)
            while not crowd.done() and any(len(asked) < self.plan.questions for asked in self.asked.values()):
                await asyncio.sleep(0.05)
            self.crowd.over.set()
            await crowd
        finally:
            crowd.cancel()
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
            written=self.crowd.written,
            asked=sum(map(len, self.asked.values())),
            shown=sum(map(len, evidence.shown.values())),
            deeds=sum(deed.times for deed in evidence.deeds),
            deliveries=len(attempts),
            refused=sum(attempt.status != 200 for attempt in attempts),
            faults=Counter(kind for kind, *_ in self.happened),
            unknown=sum(row.state == "unknown" for row in evidence.outbox),
            findings=judge(evidence),
        )

    # --- what faults need ------------------------------------------------------------------------------------------

    def any_ship(self) -> Ship:
        """One of the program's processes."""
        return self.ships[self.chance.choice(sorted(self.ships))]

    def clock_of(self, name: str) -> Path:
        """The file that says how wrong that process's clock is."""
        return self.folder / f"{name}.clock"

    @property
    def tree(self) -> Path | None:
        """Whose version is in use: a command of a newer one would bring the database up to it."""
        return next(iter(self.ships.values())).launch.tree

    async def renew(self, ship: Ship) -> None:
        """Start it again, as the newest version."""
        ship.launch = replace(ship.launch, tree=None)
        await ship.start()

    def other_flows(self) -> Path:
        """The shop's flows with a wording changed that nobody here reads."""
        folder = self.folder / f"flows-{self.published}"
        shutil.copytree(self.folder / "flows", folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        wording = folder / "wording" / "en.ftl"
        wording.write_text(f"{wording.read_text(encoding='utf-8')}\n# {self.published}\n", encoding="utf-8")
        return folder

    def environment(self, port: int) -> Mapping[str, str]:
        """What every process is told."""
        return {
            "DEZURA_HOME": str(self.folder), "PORT": str(port), "TELEGRAM_BOT_TOKEN": self.tg.token, "TELEGRAM_SEND_RATE": "1000",
            "TELEGRAM_WEBHOOK_SECRET": SECRET, "TELEGRAM_API_URL": through(self.tg.url, self.wires["telegram"].port),
            **self._addresses,
        }  # fmt: skip

    async def _wire(self, stack: AsyncExitStack, name: str, port: int, delay: float = 0.0) -> None:
        self.wires[name] = await stack.enter_async_context(Proxy(port, delay=delay).listening())

    def _ship(self, name: str, role: str, tree: Path | None) -> Ship:
        port = servers.free_port()
        log, clock = self.folder / f"{name}.log", self.clock_of(name)
        return Ship(name, Launch(["run", "--role", role], self.environment(port), log, self.plan.broken, clock, tree), port)

    # --- who comes, and what goes wrong ----------------------------------------------------------------------------

    def _crowd(self) -> Iterator[Any]:
        """Of ten customers two call an order off, one gives something back, one pays by invoice; the others ask."""
        for number in range(self.plan.customers):
            user = self.tg.user(1000 + number)
            match number % 10:
                case 0 | 5:
                    yield self._wants(customers.cancelling(user, str(CANCELLED + number)))
                case 3:
                    yield self._wants(customers.returning(user))
                case 7:
                    yield self._wants(customers.paying(user, str(PAID + number)))
                case _:
                    orders = [str(ASKED + place) for place in self.chance.sample(range(POOL), POOL)]
                    asked = self.asked.setdefault(user, [])
                    yield customers.asks(self.crowd, user, orders, asked)

    async def _wants(self, wish: Wish) -> None:
        self.wishes.append(wish)
        await asyncio.sleep(self.crowd.chance.random() * self.plan.faults)
        await customers.wants(self.crowd, wish)

    def _kinds(self) -> Sequence[str]:
        """The faults that are to happen, in their order."""
        known = possible(self.plan.database)
        wanted = [name for name in self.plan.kinds if name in known] if self.plan.kinds else known
        if not wanted or not self.plan.faults:
            return []
        chance, kinds = random.Random(self.plan.seed), list[str]()
        while len(kinds) < self.plan.faults:
            again = [name for name in wanted if name != "deploy" or not kinds]
            kinds += chance.sample(again, len(again))
        return kinds[: self.plan.faults]

    async def _go_wrong(self, crowd: "asyncio.Future[Any]") -> None:
        """One fault after the other, with a pause in which things may come right."""
        for kind in self._kinds():
            await asyncio.sleep(self.chance.uniform(0.3, 2.0))
            begun = _now()
            to_whom = await FAULTS[kind].happen(self)
            self.happened.append((kind, to_whom, begun, _now()))
            if crowd.done() and (error := crowd.exception()) is not None:
                raise error

    # --- what is left ----------------------------------------------------------------------------------------------

    async def _settled(self) -> None:
        """Return when nothing is left to do, or when it has taken too long, which the judge will see."""
        deadline = time.monotonic() + self.plan.settling
        while time.monotonic() < deadline and (self.tg.postman.waiting() or (await asyncio.to_thread(self._rows, _LEFT))[0][0]):
            await asyncio.sleep(0.2)

    def _evidence(self) -> Evidence:
        users = {*self.asked, *(wish.user for wish in self.wishes)}
        return Evidence(
            asked={str(user.id): orders for user, orders in self.asked.items()},
            shown={str(user.id): [seen.text for seen in user.seen] for user in users},
            outbox=[Row(address, json.loads(body)["text"], *rest) for address, body, *rest in self._rows(_OUTBOX)],
            doubts=list(self._doubts()),
            unsure=self.unsure,
            slack=self.slack,
            arrived=self._arrived(),
            reported=frozenset(key.removeprefix("unsettled:") for (key,) in self._rows(_REPORTED)),
            deeds=list(self._deeds()),
            unread=self._rows("SELECT COUNT(*) FROM inbox WHERE turn IS NULL")[0][0],
            undone=self._rows(_UNDONE)[0][0],
            owners=self._owners(),
            logs={name: ship.launch.log.read_text(errors="replace") for name, ship in self.ships.items()},
            secrets=[self.tg.token, SECRET, EMAIL, "pasūtījums"],
        )

    def _owners(self) -> Mapping[str, str]:
        """Who has the floor of those who only asked, and of all whom the program itself has failed."""
        failed, asked = {address for (address,) in self._rows(_FAILED)}, {str(user.id) for user in self.asked}
        known = dict(self._rows("SELECT address, owner FROM conversations"))
        return {address: owner for address, owner in known.items() if address in asked} | dict.fromkeys(failed, "queue")

    def _doubts(self) -> Iterator[int]:
        for kind, _, begun, ended in self.happened:
            if FAULTS[kind].doubtful:
                yield from range(begun, ended + TICK, TICK)

    def _arrived(self) -> Mapping[str, Sequence[str]]:
        """Each customer's questions in the order in which they were first taken in."""
        came: dict[str, list[str]] = {}
        for letter in dict.fromkeys(self.tg.postman.accepted):
            if letter in self.crowd.letters:
                user, order = self.crowd.letters[letter]
                came.setdefault(user, []).append(order)
        return came

    def _deeds(self) -> Iterator[Deed]:
        """What customers agreed to, and how often it stands in the books."""
        cancelled, returned = dict(self._rows(_CANCELS)), dict(self._rows(_RETURNS))
        refunds, invoices = dict(self._rows(_REFUNDS)), dict(self._rows(_INVOICES))
        for wish in self.wishes:
            address = str(wish.user.id)
            if not wish.agreed:
                continue
            match wish.what:
                case "cancel":
                    yield Deed(address, f"cancelling {wish.about}", wish.told, cancelled.get(wish.about, 0))
                case "return":
                    yield Deed(address, "a return", wish.told, returned.get(address, 0))
                    yield Deed(address, "its refund", wish.told, refunds.get(address, 0))
                case _:
                    yield Deed(address, f"an invoice for {wish.about}", wish.told, invoices.get(address, 0))

    def _rows(self, statement: str) -> list[Any]:
        """The database's own word, past all code of the program."""
        if self.plan.database == "postgres":
            with psycopg.connect(self.direct_url) as postgres:
                return postgres.execute(statement).fetchall()
        sqlite = sqlite3.connect(self.sqlite_file)
        try:
            return sqlite.execute(statement).fetchall()
        finally:
            sqlite.close()


_OUTBOX = """SELECT c.address, o.body, o.state, o.created_at, o.settled_at, o.key
  FROM outbox o JOIN conversations c ON c.id = o.conversation_id ORDER BY o.id"""
_LEFT = """SELECT (SELECT COUNT(*) FROM inbox WHERE turn IS NULL) + (SELECT COUNT(*) FROM outbox WHERE open)
  + (SELECT COUNT(*) FROM conversations WHERE lease_token <> '')
  + (SELECT COUNT(*) FROM calls WHERE state IN ('waiting', 'started'))"""
_UNDONE = "SELECT COUNT(*) FROM calls WHERE state NOT IN ('done', 'failed')"
_FAILED = "SELECT c.address FROM tickets t JOIN conversations c ON c.id = t.conversation_id WHERE t.reason = 'failure'"
_REPORTED = "SELECT key FROM inbox WHERE kind = 'fact' AND key LIKE 'unsettled:%'"
_CANCELS = "SELECT about, COUNT(*) FROM shop_deeds WHERE ability = 'cancel' GROUP BY about"
_RETURNS = "SELECT c.address, COUNT(*) FROM returns r JOIN conversations c ON c.id = r.conversation_id GROUP BY c.address"
_REFUNDS = """SELECT c.address, COUNT(*) FROM refunds f JOIN returns r ON r.number = f.number
  JOIN conversations c ON c.id = r.conversation_id GROUP BY c.address"""
_INVOICES = """SELECT c.address, COUNT(*) FROM invoices i JOIN conversations c ON c.id = i.conversation_id
  WHERE i.kind = 'proforma' GROUP BY c.address"""


def _now() -> int:
    return time.time_ns() // 1_000_000


def _pauses() -> Iterator[float]:
    """Telegram's steps, made shorter."""
    yield from (0.0, 0.1, 0.2)
    while True:
        yield 0.4


def _listen(tg: TelegramEmulator, unsure: "Counter[str]") -> None:
    """Count the answers of the platform after which nobody can tell whether the message arrived."""
    take: Callable[[str, str], Failure | None] = tg._script.take

    def counted(method: str, to: str) -> Failure | None:
        failure = take(method, to)
        if failure is not None and failure.kind != 429:
            unsure[to] += 1
        return failure

    tg._script.take = counted  # type: ignore[method-assign]


def _make_home(folder: Path, version: Path) -> None:
    """The demo shop of a version, with the model as it is trained for the tests."""
    for name in ("config", "flows", "nlu"):
        (folder / name).symlink_to(version / name)
    (folder / "var").mkdir()
    (folder / "var" / "model.npz").symlink_to(shipped_model_file())


def _write_orders(path: Path) -> None:
    paid = [f"{ASKED + number};paid;2026-11-20;Drill;{EMAIL};;lv;10,00" for number in range(POOL)]
    unpaid = [
        f"{first + number};unpaid;2026-11-20;Drill;{EMAIL};;lv;10,00" for first in (CANCELLED, PAID) for number in range(500)
    ]
    path.write_text("\n".join(["number;state;placed_at;name;email;phone;language;total", *paid, *unpaid]), encoding="utf-8")


def _leave(folder: Path, keep: Path) -> None:
    """What is worth looking at afterwards."""
    keep.mkdir(parents=True, exist_ok=True)
    for path in [*folder.glob("*.log"), *folder.glob("var/dezura.db*"), *folder.glob("postgres/*.log")]:
        shutil.copy(path, keep)
