"""`dezura run`: the program, until Ctrl-C."""

import asyncio
import contextlib
import ctypes
import gc
import os
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence

import click
import sqlalchemy as sa
import structlog
import uvloop
from aiohttp import web
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from bot import app as composition
from bot import logs, shop_doors
from bot import web as doors
from bot.api.who import hash_password
from bot.app import Role, Shopfloor
from bot.commands.common import database, fail, plainly, settings
from bot.doorbell import BELLS, Doorbell
from bot.metrics import LOGGED
from bot.premises import embeddings_path
from bot.shop_doors import Shopdoor
from bot.site import site
from bot.store import audit, facts, people
from bot.timekeeper import keeping_time
from config.settings import Environment
from config.shop import plain
from nlu.commands import model_path, train_command

_M_ARENA_MAX = -8  # malloc.h of glibc: from how many heaps on threads share them
PATIENCE = 75.0  # longer than proxies keep a connection that nobody uses, 60 by nginx; aiohttp's own is an hour

_log = structlog.get_logger()


@click.command(short_help="Run the program.")
@click.option("--role", type=click.Choice(["all", "web", "worker"]), default="all", help="What this process does.")
@click.option("--host", help="Address to listen on (HOST).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on (PORT).")
@plainly
def run(role: Role, host: str | None, port: int | None) -> None:
    """Run the program: everything in one process, or one role of several on PostgreSQL.

    Example: dezura run --port 8080
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # a sixth less CPU a message than asyncio's own loop
        runner.run(_run(role, host, port))


async def _run(role: Role, host: str | None, port: int | None) -> None:
    environment, shop = settings()
    logs.watch(lambda level, event: LOGGED.labels(level, event).inc())
    listening = {"host": host or environment.host, "port": environment.port if port is None else port}
    environment = environment.model_copy(update=listening)
    if role != "all" and environment.database.startswith("sqlite"):
        fail("DATABASE_URL: several processes need PostgreSQL; with SQLite run one process, without --role")
    if not model_path(environment.dezura_home).exists():  # a new shop's folder runs at once
        await asyncio.to_thread(
            train_command, environment.dezura_home, Console(stderr=True), languages=shop.languages,
            target=shop.understanding.precision, embeddings=embeddings_path(environment.dezura_home, shop),
        )  # fmt: skip
    stopped, rung = asyncio.Event(), _Rung()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    tune()
    with database(environment, rung.from_a_thread) as opened:
        await opened.write(lambda connection: _first_admin(connection, environment))
        async with keeping_time(opened, composition.now_ms) as clock:
            floor = await composition.assemble(environment, shop, opened, clock=clock, trace=True)
            rung.bell = floor.doorbell
            try:
                await _serve(floor, role, stopped)
            finally:
                await composition.close(floor)
    _log.info("stopped")


class _Rung:
    """The bell that rings when another process has written to the same SQLite file; the database opens before there is one."""

    def __init__(self) -> None:
        self.bell: Doorbell | None = None
        self._loop = asyncio.get_running_loop()

    def from_a_thread(self) -> None:
        if self.bell is not None:
            for name in BELLS:
                self._loop.call_soon_threadsafe(self.bell.ring, name)


def tune() -> None:
    """Tell the interpreter what a long-running server wants of it."""
    gc.freeze()  # what was imported stays; the collector need not look at it again
    gc.set_threshold(20_000, 20, 50)
    if "MALLOC_ARENA_MAX" not in os.environ and (mallopt := _of_glibc("mallopt")) is not None:
        mallopt(_M_ARENA_MAX, 2)  # else every thread that ever had to wait for another keeps a heap of its own: 4 MB
    sys.setswitchinterval(0.0005)  # the thread that commits waits for the loop's next pause, 5 ms by default: ten times a commit


def give_back() -> None:
    """What only the start needed goes back to the system: a tenth of the memory. Where the C library cannot, it stays."""
    gc.collect()
    if (trim := _of_glibc("malloc_trim")) is not None:
        trim(0)


def _of_glibc(name: str) -> Callable[..., int] | None:
    """What other C libraries have not."""
    found: Callable[..., int] | None = getattr(ctypes.CDLL(None), name, None)
    return found


def _first_admin(connection: sa.Connection, environment: Environment) -> None:
    """ADMIN_EMAIL and ADMIN_PASSWORD make an admin where there is none."""
    email, password = environment.admin_email, plain(environment.admin_password)
    if email and password and not any(user.role == "admin" for user in people.everybody(connection)):
        name = email.partition("@")[0]
        now = composition.now_ms()
        id_ = people.add(connection, email=email, name=name, role="admin", password=hash_password(password), now=now)
        if id_ is not None:
            audit.record(connection, who=None, action="user.added", about=f"user:{id_}", detail={"role": "admin"}, now=now)


async def _serve(floor: Shopfloor, role: Role, stopped: asyncio.Event) -> None:
    async with contextlib.AsyncExitStack() as stack:
        if role != "web":
            await stack.enter_async_context(composition.working(floor))
        else:
            await stack.enter_async_context(_following(floor))
        await stack.enter_async_context(_beside([composition.pulse_of(floor, role)]))
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, composition.reread_quietly, floor)
        runner = server_of(await stack.enter_async_context(_application(floor, role)))
        stack.push_async_callback(runner.cleanup)
        await runner.setup()
        environment = floor.environment
        give_back()  # before anybody is answered
        try:
            site = web.TCPSite(runner, environment.host, environment.port)
            await site.start()
        except OSError as error:
            fail(f"cannot listen on {environment.host}:{environment.port}: {error.strerror or error}")
        port = runner.addresses[0][1]
        _log.info("ready", role=role, address=f"http://{environment.host}:{port}")
        await stopped.wait()
        _log.info("stopping")


def server_of(application: web.Application, patience: float = PATIENCE) -> web.AppRunner:
    """The server. A connection on which no whole head of a request has come within `patience` seconds is closed."""
    return web.AppRunner(application, access_log=None, shutdown_timeout=5, keepalive_timeout=patience)


@contextlib.asynccontextmanager
async def _following(floor: Shopfloor) -> AsyncIterator[None]:
    """A process that only serves keeps up with the calendars that others fetch, and with what others publish and change."""
    parts: Sequence[composition.Part] = (
        composition.feeds_of(floor, fetches=False), composition.watcher_of(floor), composition.lookout_of(floor),
    )  # fmt: skip
    async with _beside(parts):
        yield


@contextlib.asynccontextmanager
async def _beside(parts: Sequence[composition.Part]) -> AsyncIterator[None]:
    """With these at work."""
    tasks = [asyncio.create_task(composition.keep_running(part)) for part in parts]
    try:
        yield
    finally:
        for part in parts:
            part.stop()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextlib.asynccontextmanager
async def _application(floor: Shopfloor, role: Role) -> AsyncIterator[web.Application]:
    async def ready() -> Mapping[str, str]:
        try:
            await floor.database.read(lambda connection: connection.exec_driver_sql("SELECT 1").scalar())
        except SQLAlchemyError as error:
            return {"database": type(error).__name__}
        return {}

    instance = await floor.database.write(lambda connection: facts.put(connection, "instance", secrets.token_hex(8)))
    knocking = doors.Doors(
        floor.mailbox, floor.doorbell, floor.channels, floor.clock, ready, aside=composition.door_of(floor), instance=instance
    )
    if role == "worker":
        bare = web.Application()  # a worker answers probes, and nobody else
        bare.add_routes([route for route in doors.routes(knocking) if route.method == "GET" and "webhooks" not in route.path])
        yield bare
        return
    async with site(floor) as built:
        built.add_routes(doors.routes(knocking))
        built.add_routes(shop_doors.routes(Shopdoor(floor.shop.orders, floor.database, floor.doorbell, floor.clock)))
        yield built
