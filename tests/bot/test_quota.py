"""Several workers share one account's speed through a real Redis."""

import asyncio

import pytest

from bot.channels.port import Limits
from bot.channels.webchat import WebChat
from bot.quota import NoQuota
from bot.redis_quota import RedisQuota

pytestmark = pytest.mark.redis


def channels(rate: float) -> dict[str, WebChat]:
    channel = WebChat("shop")
    channel.limits = Limits(account_rate=rate)
    return {"shop": channel}


async def test_two_processes_together_take_no_more_than_the_account_may(redis_url: str) -> None:
    one, two = RedisQuota(f"{redis_url}/1", channels(20)), RedisQuota(f"{redis_url}/1", channels(20))
    waits = await asyncio.gather(*(quota.wait("shop") for _ in range(20) for quota in (one, two)))
    free = [wait for wait in waits if wait == 0]
    assert 1 <= len(free) <= 12, "a tenth of a second's worth at once, then one every 50 ms"
    assert all(0 < wait <= 0.1 for wait in waits if wait)
    await one.close()
    await two.close()


async def test_a_channel_without_a_limit_never_waits(redis_url: str) -> None:
    quota = RedisQuota(f"{redis_url}/2", channels(0))
    assert [await quota.wait("shop") for _ in range(5)] == [0.0] * 5
    assert await quota.wait("another") == 0.0
    await quota.close()


async def test_without_redis_each_process_keeps_to_its_own_pace() -> None:
    quota = RedisQuota("redis://127.0.0.1:1", channels(1))
    assert await quota.wait("shop") == 0.0
    await quota.close()
    assert await NoQuota().wait("shop") == 0.0
