"""Bells between those who store and those who wait: a lost ring costs a second of polling, never a message."""

import asyncio
from collections.abc import Mapping
from typing import Literal, Protocol, get_args

import redis.asyncio as aioredis
import structlog
from redis.exceptions import RedisError

Bell = Literal[
    "turns",
    "sends",
    "pages",
    "calls",
    "promises",
    "mails",
    "rounds",
    "desk",
    "group",
    "alarms",
    "notices",
    "dayend",
    "night",
    "flows",
]
BELLS: tuple[Bell, ...] = get_args(Bell)
POLL = 1.0  # seconds

_log = structlog.get_logger()


class Doorbell(Protocol):
    """Rings and waits. `after` seconds from now is when there will be something to do."""

    def ring(self, bell: Bell, after: float = 0.0) -> None:
        """Wake whoever waits for this bell, here and in other processes. Never fails."""
        ...

    async def wait(self, bell: Bell, seconds: float = POLL) -> None:
        """Until the bell rings, or so long."""
        ...

    async def close(self) -> None:
        """Give back connections."""
        ...


class LocalDoorbell:
    """Between the parts of one process."""

    def __init__(self) -> None:
        self._bells: Mapping[Bell, asyncio.Event] = {bell: asyncio.Event() for bell in BELLS}
        self._late: dict[Bell, asyncio.TimerHandle] = {}

    def ring(self, bell: Bell, after: float = 0.0) -> None:
        if after <= 0:
            self._bells[bell].set()
            return
        if not self._comes(bell, after):
            self._late[bell] = asyncio.get_running_loop().call_later(after, self._bells[bell].set)

    def _comes(self, bell: Bell, after: float) -> bool:
        """Whether it will ring by then anyway."""
        pending, now = self._late.get(bell), asyncio.get_running_loop().time()
        return pending is not None and not pending.cancelled() and now < pending.when() <= now + after

    async def wait(self, bell: Bell, seconds: float = POLL) -> None:
        event = self._bells[bell]
        if not event.is_set():
            try:
                async with asyncio.timeout(seconds):
                    await event.wait()
            except TimeoutError:
                return
        event.clear()

    async def close(self) -> None:
        for late in self._late.values():
            late.cancel()


class RedisDoorbell(LocalDoorbell):
    """Between processes, by Redis publish and subscribe. While Redis is away, its own process still hears it at once."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._redis = aioredis.from_url(url, socket_connect_timeout=2, socket_timeout=5)
        self._outgoing: asyncio.Queue[tuple[Bell, float]] = asyncio.Queue(maxsize=1000)
        self._untold: set[Bell] = set()  # rings for now that stand in the queue: one tells as much as a hundred
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._publish())]

    def ring(self, bell: Bell, after: float = 0.0) -> None:
        told = bell in self._untold if after <= 0 else self._comes(bell, after)
        super().ring(bell, after)
        if not told and not self._outgoing.full():  # a ring is only a hint; the others look once a second anyway
            self._outgoing.put_nowait((bell, after))
            if after <= 0:
                self._untold.add(bell)

    async def close(self) -> None:
        while left := [task for task in self._tasks if not task.done()]:
            for task in left:
                task.cancel()  # the library may have taken the last one for a time-out, and gone on
            await asyncio.wait(left, timeout=0.2)
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await super().close()
        await self._redis.aclose()

    async def _publish(self) -> None:
        while True:
            bell, after = await self._outgoing.get()
            if after <= 0:
                self._untold.discard(bell)  # before it is told: what happens from now on is news
            try:
                await self._redis.publish(f"dezura:{bell}", f"{after:.3f}")
            except (RedisError, OSError) as error:
                _log.warning("redis_away", error=type(error).__name__)
                await asyncio.sleep(POLL)

    async def _listen(self) -> None:
        names = {f"dezura:{bell}".encode(): bell for bell in BELLS}
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as heard:
                    await heard.subscribe(*names)
                    while True:
                        if (message := await heard.get_message(timeout=30)) is not None:
                            super().ring(names[message["channel"]], _seconds(message["data"]))
            except (RedisError, OSError) as error:
                _log.warning("redis_away", error=type(error).__name__)
                await asyncio.sleep(POLL)


def _seconds(data: bytes) -> float:
    """When a ring is meant for; at once where others have written nonsense on our channel."""
    try:
        return float(data)
    except ValueError:
        return 0.0
