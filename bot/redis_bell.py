"""The bell between processes: by Redis publish and subscribe. Apart, since its client's import takes a third of a second."""

import asyncio

import redis.asyncio as aioredis
import structlog
from redis.exceptions import RedisError

from bot.doorbell import BELLS, POLL, Bell, LocalDoorbell

_log = structlog.get_logger()


class RedisDoorbell(LocalDoorbell):
    """Between processes. While Redis is away, its own process still hears it at once."""

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
