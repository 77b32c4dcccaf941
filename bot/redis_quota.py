"""The quota over all processes, on Redis. Apart, since its client's import takes a third of a second."""

from collections.abc import Mapping

import redis.asyncio as aioredis
import structlog
from redis.exceptions import RedisError

from bot.channels.port import Channel

_log = structlog.get_logger()

# The generic cell rate algorithm on Redis's own clock: the key holds when the account would be rested again, in seconds.
_TAKE = """
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
local rested = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local wait = rested - tonumber(ARGV[2]) - now
if wait > 0 then return tostring(wait) end
redis.call('SET', KEYS[1], string.format('%.6f', rested + tonumber(ARGV[1])), 'EX', 60)
return '0'
"""


class RedisQuota:
    """Shared through Redis. While Redis is away each process keeps to its own pace, and a platform's 429 to its own limit."""

    def __init__(self, url: str, channels: Mapping[str, Channel]) -> None:
        self._redis = aioredis.from_url(url, socket_connect_timeout=1, socket_timeout=1)
        self._take = self._redis.register_script(_TAKE)
        self._rates = {name: channel.limits.account_rate for name, channel in channels.items()}

    async def wait(self, account: str) -> float:
        """See Quota."""
        rate = self._rates.get(account, 0.0)
        if rate <= 0:
            return 0.0
        try:
            found = await self._take(keys=[f"dezura:quota:{account}"], args=[1 / rate, max(0.0, 0.1 - 1 / rate)])
        except (RedisError, OSError) as error:
            _log.warning("redis_away", error=type(error).__name__)
            return 0.0
        return float(found)

    async def close(self) -> None:
        """See Quota."""
        await self._redis.aclose()
