"""What a look at an installation found: a line with its weight, and what to do."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

import sqlalchemy as sa

from bot.channels.port import Channel
from bot.store import health
from config.settings import Environment
from config.shop import Shop

T = TypeVar("T")
Level = Literal["ok", "warning", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing: as it should be, worth a thought, or wrong; `mend` says what to do."""

    level: Level
    text: str
    mend: str = ""


def ok(text: str) -> Finding:
    """As it should be."""
    return Finding("ok", text)


def warning(text: str, mend: str = "") -> Finding:
    """It works, and may not go on working."""
    return Finding("warning", text, mend)


def wrong(text: str, mend: str = "") -> Finding:
    """It does not work, or is open to strangers."""
    return Finding("wrong", text, mend)


@dataclass(frozen=True, slots=True)
class Patient:
    """The installation: its settings and channels, `clock` in ms since the epoch. Nothing in it is changed by looking."""

    environment: Environment
    shop: Shop
    channels: Mapping[str, Channel]
    clock: Callable[[], int]
    home: Path = field(default_factory=Path)

    @property
    def is_open(self) -> bool:
        """Whether customers come in on a platform, so that what a demo may lack is missing."""
        return any(channel.kind != "web" for channel in self.channels.values())

    @contextmanager
    def database(self) -> Iterator[sa.Connection]:
        """The database as it is, for reading; nothing is made, migrated or waited for long."""
        engine = health.engine_of(self.environment.database)
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()

    async def ask(self, look: Callable[[sa.Connection], T]) -> T:
        """Read the database in a thread."""

        def work() -> T:
            with self.database() as connection:
                return look(connection)

        return await aside(work)


Check = Callable[[Patient], Awaitable[Sequence[Finding]]]


async def aside(work: Callable[[], T]) -> T:
    """Run what blocks in a thread that nobody waits for at the end: what hangs in it cannot hang the whole."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]  # it is T where there is no error

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except Exception as caught:  # noqa: BLE001 - it goes to whoever waits for it
            error = caught
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=run, daemon=True).start()
    return await done


@asynccontextmanager
async def closing_all(channels: Mapping[str, Channel]) -> AsyncIterator[None]:
    """Give back the connections of channels."""
    try:
        yield
    finally:
        for channel in channels.values():
            await channel.close()
