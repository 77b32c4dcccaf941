"""Bells in one process and between processes: a ring wakes at once, a lost one costs a poll, and no Redis stops nobody."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from redis.asyncio.client import PubSub

from bot.doorbell import BELLS, Bell, Doorbell, LocalDoorbell
from bot.redis_bell import RedisDoorbell
from tests.servers import free_port

LONG = 60.0  # seconds nobody would wait in a test
NOWHERE = "redis://127.0.0.1:{}"


async def woken(bell: Doorbell, name: Bell) -> None:
    """Return when the bell has rung; fails where it does not."""
    async with asyncio.timeout(60):
        await bell.wait(name, LONG)


async def joined(*bells: RedisDoorbell) -> None:
    """Return when each hears the others."""
    for bell in bells:
        while True:
            bells[0].ring("pages")
            begun = time.monotonic()
            await bell.wait("pages", 0.05)
            if time.monotonic() - begun < 0.05:
                break


class TestInOneProcess:
    @pytest.fixture
    async def bell(self) -> AsyncIterator[LocalDoorbell]:
        made = LocalDoorbell()
        yield made
        await made.close()

    async def test_who_waits_is_woken(self, bell: LocalDoorbell) -> None:
        waiting = asyncio.create_task(woken(bell, "turns"))
        await asyncio.sleep(0)
        bell.ring("turns")
        await waiting

    async def test_a_ring_before_the_wait_is_not_lost(self, bell: LocalDoorbell) -> None:
        bell.ring("turns")
        await woken(bell, "turns")

    async def test_one_ring_wakes_once(self, bell: LocalDoorbell) -> None:
        bell.ring("turns")
        await woken(bell, "turns")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await bell.wait("turns", LONG)

    async def test_everybody_who_waits_is_woken(self, bell: LocalDoorbell) -> None:
        waiting = [asyncio.create_task(woken(bell, "pages")) for _ in range(3)]
        await asyncio.sleep(0)
        bell.ring("pages")
        await asyncio.gather(*waiting)

    async def test_a_bell_wakes_nobody_at_another(self, bell: LocalDoorbell) -> None:
        bell.ring("sends")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await bell.wait("turns", LONG)

    async def test_the_wait_ends_by_itself(self, bell: LocalDoorbell) -> None:
        for name in BELLS:
            await bell.wait(name, 0.001)

    async def test_a_late_ring_comes_at_its_time_and_an_earlier_one_before_it(self, bell: LocalDoorbell) -> None:
        bell.ring("turns", after=LONG)
        bell.ring("turns", after=0.01)
        await woken(bell, "turns")

    async def test_a_later_ring_does_not_put_off_an_earlier(self, bell: LocalDoorbell) -> None:
        bell.ring("turns", after=0.01)
        bell.ring("turns", after=LONG)
        await woken(bell, "turns")


@pytest.mark.redis
class TestBetweenProcesses:
    async def test_a_ring_here_is_heard_there(self, redis_url: str) -> None:
        here, there = RedisDoorbell(redis_url), RedisDoorbell(redis_url)
        await joined(here, there)
        for name in BELLS:
            here.ring(name)
            await woken(there, name)
        here.ring("turns", after=0.01)
        await woken(there, "turns")
        await asyncio.gather(here.close(), there.close())

    async def test_its_own_process_hears_it_too(self, redis_url: str) -> None:
        bell = RedisDoorbell(redis_url)
        bell.ring("sends")
        await woken(bell, "sends")
        await bell.close()

    async def test_nonsense_from_others_is_passed_over(self, redis_url: str) -> None:
        here, there = RedisDoorbell(redis_url), RedisDoorbell(redis_url)
        await joined(here, there)
        await here._redis.publish("dezura:turns", "soon")
        here.ring("sends")
        await woken(there, "sends")
        await asyncio.gather(here.close(), there.close())

    async def test_a_hundred_rings_in_one_breath_are_told_once_and_the_next_one_again(self, redis_url: str) -> None:
        bell = RedisDoorbell(redis_url)
        async with bell._redis.pubsub(ignore_subscribe_messages=True) as others:
            await others.subscribe("dezura:turns", "dezura:calls")
            while (await bell._redis.pubsub_numsub("dezura:calls"))[0][1] < 2:
                await asyncio.sleep(0)
            assert await self._told(bell, others) == [("turns", 0.0), ("turns", LONG), ("calls", 0.0)]
            assert await self._told(bell, others) == [("turns", 0.0), ("calls", 0.0)]  # the late one is still to come
        await bell.close()

    async def _told(self, bell: RedisDoorbell, others: PubSub) -> list[tuple[str, float]]:
        for _ in range(100):
            bell.ring("turns")
            bell.ring("turns", after=LONG)
        bell.ring("calls")
        heard: list[tuple[str, float]] = []
        while not heard or heard[-1][0] != "calls":
            if (message := await others.get_message(timeout=10)) is not None:
                heard.append((message["channel"].decode().removeprefix("dezura:"), float(message["data"])))
        return heard

    async def test_without_redis_its_own_process_goes_on(self) -> None:
        bell = RedisDoorbell(NOWHERE.format(free_port()))
        for name in BELLS:
            bell.ring(name)
            await woken(bell, name)
        await bell.close()

    async def test_a_thousand_rings_nobody_takes_do_no_harm(self) -> None:
        bell = RedisDoorbell(NOWHERE.format(free_port()))
        for _ in range(5000):
            bell.ring("turns")
        await woken(bell, "turns")
        await bell.close()

    @pytest.mark.parametrize("steps", range(0, 60, 3))
    async def test_it_can_be_closed_at_any_moment(self, redis_url: str, steps: int) -> None:
        """Also while the library connects or publishes, where it takes a cancellation for a time-out."""
        bell = RedisDoorbell(redis_url)
        for _ in range(steps):
            bell.ring("turns")
            await asyncio.sleep(0)
        async with asyncio.timeout(60):
            await bell.close()
