"""What goes wrong in a drill, each by its name on the command line: one coroutine that does it, and undoes it after a while."""

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import psycopg

from tests.drill import versions
from tests.drill.fleet import run_once
from tests.nlu.trained import shipped_model_file

if TYPE_CHECKING:
    from tests.drill.drill import Scene

Kind = Literal["sqlite", "postgres"]
BOTH: tuple[Kind, ...] = ("sqlite", "postgres")
_NONE: Mapping[str, Any] = {}
FULL = 4096  # bytes of a file that can still be written when the disk is "full"
MINUTES = 20  # by how much a clock is wrong at most


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault: on which set-ups it can happen, and how. `doubtful`: a send may get lost half-way meanwhile."""

    happen: Callable[["Scene"], Coroutine[Any, Any, str]]
    where: tuple[Kind, ...] = BOTH
    doubtful: bool = True


async def kill(scene: "Scene") -> str:
    """kill -9 of a process of the program."""
    ship = scene.any_ship()
    await asyncio.to_thread(ship.kill)
    await ship.start()
    return ship.name


async def crash(scene: "Scene") -> str:
    """kill -9 of PostgreSQL, with all its processes, or of Redis."""
    name = scene.chance.choice(sorted(scene.engines))
    scene.engines[name].crash(signal.SIGKILL)
    await _pass(scene, 0.0, 1.5)
    await asyncio.to_thread(scene.engines[name].start)
    return name


async def stall(scene: "Scene") -> str:
    """A process that stands still for longer than its leases, and then goes on as if nothing had been."""
    ship = scene.any_ship()
    os.kill(ship.pid, signal.SIGSTOP)
    try:
        await _pass(scene, 2.5, 7.0)
    finally:
        with suppress(ProcessLookupError):
            os.kill(ship.pid, signal.SIGCONT)
    return ship.name


async def clock(scene: "Scene") -> str:
    """A process whose clock steps, forwards or back, and some seconds later is put right."""
    ship = scene.any_ship()
    wrong = scene.chance.choice([-1, 1]) * scene.chance.choice([5, 60, 300, MINUTES * 60]) * 1000
    scene.slack = max(scene.slack, abs(wrong))
    file = scene.clock_of(ship.name)
    file.write_text(str(wrong))
    try:
        await _pass(scene, 2.0, 6.0)
    finally:
        file.write_text("0")
    return f"{ship.name} {wrong // 1000:+d}s"


async def disk(scene: "Scene") -> str:
    """Nothing more can be written: by the process that keeps SQLite's file, or by PostgreSQL."""
    engine = scene.engines.get("postgres")
    if engine is None:
        pid = scene.any_ship().pid
        await _room([pid], str(FULL))
        try:
            await _pass(scene, 1.0, 4.0)
        finally:
            await _room([pid], "unlimited")
        return "sqlite"
    await _room(engine.pids(), str(FULL), engine.rights)
    try:
        await _pass(scene, 1.0, 4.0)
    finally:
        for _ in range(2):  # once more for those who were born of one that had no room yet
            await _room(engine.pids(), "unlimited", engine.rights)
        await asyncio.to_thread(engine.start_again_if_down)
    return "postgres"


async def _room(pids: Sequence[int], size: str, rights: Mapping[str, Any] = _NONE) -> None:
    """So large may a file of theirs become; they belong to another user, who alone may say so."""
    for pid in pids:
        prlimit = ["prlimit", "--pid", str(pid), f"--fsize={size}:"]
        await asyncio.to_thread(partial(subprocess.run, prlimit, check=False, capture_output=True, **rights))


async def locked(scene: "Scene") -> str:
    """Somebody else holds what every write needs."""
    seconds = scene.chance.uniform(1.0, 5.0) if scene.chance.random() < 0.8 else 12.0
    hold = _hold_postgres if scene.plan.database == "postgres" else _hold_sqlite
    await asyncio.to_thread(hold, scene, seconds)
    return f"{seconds:.0f}s"


def _hold_sqlite(scene: "Scene", seconds: float) -> None:
    connection = sqlite3.connect(scene.sqlite_file, timeout=30, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        connection.execute("ROLLBACK")
    finally:
        connection.close()


def _hold_postgres(scene: "Scene", seconds: float) -> None:
    with psycopg.connect(scene.direct_url) as connection:
        while True:
            try:
                connection.execute("LOCK TABLE conversations, inbox, outbox IN ACCESS EXCLUSIVE MODE")
                break
            except psycopg.errors.DeadlockDetected:  # of two who wait for each other PostgreSQL may choose us
                connection.rollback()
        time.sleep(seconds)


async def pool(scene: "Scene") -> str:
    """Strangers sit on every connection that PostgreSQL has, and the program's own are gone."""
    with _strangers(scene.direct_url) as strangers:
        await asyncio.to_thread(strangers)
        await _pass(scene, 2.0, 5.0)
    return "postgres"


@contextmanager
def _strangers(url: str) -> Iterator[Callable[[], None]]:
    """Gives what fills the house: it drives others out until nobody else comes in."""
    held: list[psycopg.Connection[Any]] = []

    def fill() -> None:
        first = psycopg.connect(url, autocommit=True, application_name="stranger")
        held.append(first)
        for _ in range(3):
            first.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name <> 'stranger'")
            with suppress(psycopg.OperationalError):
                while True:
                    held.append(psycopg.connect(url, autocommit=True, application_name="stranger"))

    try:
        yield fill
    finally:
        for connection in held:
            connection.close()


async def cut(scene: "Scene") -> str:
    """The network between two parts breaks, or goes silent, for some seconds."""
    name = scene.chance.choice(sorted(scene.wires))
    wire, how = scene.wires[name], scene.chance.choice(["cut", "hang"])
    (wire.cut if how == "cut" else wire.hang)()
    try:
        await _pass(scene, 1.0, 4.0)
        if how == "hang" and scene.chance.random() < 0.5:
            wire.cut()  # it never comes back, but for new connections
    finally:
        wire.mend()
    return f"{name} {how}"


def platform(*kinds: int | str, what: str) -> Callable[["Scene"], Coroutine[Any, Any, str]]:
    """The platform does one of these (see tests.platforms.trouble) with the next few messages."""

    async def happen(scene: "Scene") -> str:
        kind = scene.chance.choice(kinds)
        details = {"retry_after": scene.chance.choice([1, 2])} if kind == 429 else {}
        scene.tg.fail("sendMessage", kind, times=scene.chance.randrange(2, 8), **details)
        await _pass(scene, 0.5, 2.0)
        return str(kind)

    happen.__doc__ = what
    return happen


async def webhooks(scene: "Scene") -> str:
    """The platform is late with its webhooks, and brings them in any order."""
    how = scene.chance.choice(["late", "reordered"])
    scene.tg.postman.hold()
    await _pass(scene, 0.5, 3.0)
    scene.tg.postman.release(lambda letters: scene.chance.sample(letters, len(letters)) if how == "reordered" else letters)
    return how


async def deploy(scene: "Scene") -> str:
    """A new version: the database is brought up to it while old processes go on; then they are replaced, one by one."""
    log = scene.folder / "migrate.log"
    await asyncio.to_thread(run_once, ["migrate"], scene.environment(0), log)
    for ship in scene.ships.values():
        await _pass(scene, 0.5, 1.5)  # both versions at once
        await ship.stop()
        await scene.renew(ship)
    return "one after the other"


async def swap(scene: "Scene") -> str:
    """Other flows are published, the ones before are put into use again, or a new model stands in its place."""
    what = scene.chance.choice(["publish", "rollback", "model"])
    log = scene.folder / "swap.log"
    if what == "model":
        new = scene.folder / "var" / "model.new"
        shutil.copyfile(shipped_model_file(), new)
        new.replace(scene.folder / "var" / "model.npz")
    elif what == "rollback" and scene.published:
        await asyncio.to_thread(run_once, ["rollback", "--why", "drill"], scene.environment(0), log, tree=scene.tree)
    else:
        what = "publish"
        orders = ["publish", str(scene.other_flows()), "--why", "drill"]
        await asyncio.to_thread(run_once, orders, scene.environment(0), log, tree=scene.tree)
        scene.published += 1
    return what


# By their names on the command line.
FAULTS: Mapping[str, Fault] = {
    "kill": Fault(kill),
    "crash": Fault(crash, ("postgres",)),
    "stall": Fault(stall),
    "clock": Fault(clock),
    "disk": Fault(disk),
    "locked": Fault(locked),
    "pool": Fault(pool, ("postgres",)),
    "cut": Fault(cut),
    "patience": Fault(platform(429, what="The platform asks for patience."), doubtful=False),
    "errors": Fault(platform(500, 502, "proxy", "garbage", what="The platform fails."), doubtful=False),
    "hang": Fault(platform("hang", what="The platform does not answer."), doubtful=False),
    "drop": Fault(platform("drop", what="The platform takes nothing, and hangs up."), doubtful=False),
    "lost": Fault(platform("lost", "cut", what="The platform takes the message, and hangs up."), doubtful=False),
    "webhooks": Fault(webhooks, doubtful=False),
    "deploy": Fault(deploy, doubtful=False),
    "swap": Fault(swap, doubtful=False),
}


def possible(database: Kind) -> Sequence[str]:
    """The faults that can happen on this set-up; a deploy only where the project's history is at hand."""
    return [name for name, fault in FAULTS.items() if database in fault.where and (name != "deploy" or versions.before())]


async def _pass(scene: "Scene", least: float, most: float) -> None:
    await asyncio.sleep(scene.chance.uniform(least, most))
