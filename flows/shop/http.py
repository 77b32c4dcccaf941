"""Requests to a shop's software: without it each adapter would have its own idea of what a lost answer means.

What only reads, or may be done twice without harm (`safe`), is tried again. Anything else is tried again only where it certainly
never reached the shop; after that nobody knows, and ShopUnclearError says so.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

import aiohttp
import msgspec
import structlog
from yarl import URL

from flows.shop.breaker import Breaker
from flows.shop.port import ShopUnavailableError, ShopUnclearError

PATIENCE = 5.0  # seconds for one try
DEADLINE = 12.0  # seconds for all of them: a customer is waiting
TRIES = 3
PAUSE = 0.3  # seconds before the second try, doubled before the third, with jitter
LARGEST = 8 * 1024 * 1024  # bytes of an answer
IDLE = 10.0  # seconds a connection is kept: less than front servers do
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Reply:
    """What the shop answered: any status that is neither 429 nor a failure of its own, with the JSON of its body."""

    status: int
    data: Any
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Timing:
    """The clock's part: `pause` waits, `ticks` only goes forward, `chance` is evenly spread over 0 to 1. Seconds."""

    patience: float = PATIENCE
    deadline: float = DEADLINE
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    ticks: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random.random


class _Again(Exception):  # noqa: N818 - a signal of this file
    """This try brought nothing; `certainly_not`: it never counted. `after`: seconds the shop asks to wait."""

    def __init__(self, reason: str, *, certainly_not: bool, after: float | None = None, busy: bool = False) -> None:
        super().__init__(reason)
        self.certainly_not, self.after, self.busy = certainly_not, after, busy


def check_address(url: str) -> str:
    """The shop's address without a slash at its end. Raises ValueError for one that would carry secrets in the clear."""
    try:
        parsed = URL(url)
    except ValueError:
        parsed = URL()
    if parsed.scheme not in {"https", "http"} or not parsed.host or parsed.user or parsed.query_string or parsed.fragment:
        raise ValueError("write the shop's address as https://shop.example.com")
    if parsed.scheme == "http" and not _is_here(parsed.host):
        raise ValueError("the shop's address must begin with https://, or the keys could be read on the way")
    return url.rstrip("/")


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(slots=True)
class ShopHttp:
    """One shop's software. `secrets` go into headers only; no error and no line of the log holds them, a query, or a body."""

    base: str
    secrets: Mapping[str, str]
    timing: Timing = field(default_factory=Timing)
    breaker: Breaker = field(init=False)
    _session: aiohttp.ClientSession | None = None

    def __post_init__(self) -> None:
        self.base = check_address(self.base)
        self.breaker = Breaker(self.timing.ticks)

    def __repr__(self) -> str:
        return f"ShopHttp({self.base})"

    async def ask(
        self, method: str, path: str, *, query: Mapping[str, str] | None = None, body: Any = None, safe: bool | None = None,
        busy: Callable[[Reply], float | None] = lambda _reply: None,
    ) -> Reply:  # fmt: skip
        """One request, tried up to three times; `safe` unless it is a POST. `busy` finds "later" in an answer, in seconds.

        Raises ShopUnavailableError and, for what is not safe, ShopUnclearError.
        """
        safe = method != "POST" if safe is None else safe
        until = self.timing.ticks() + self.timing.deadline
        for number in range(1, TRIES + 1):
            try:
                return await self._guarded(method, path, query, body, busy)
            except _Again as failed:
                if not (safe or failed.certainly_not):
                    _log.warning("shop_unclear", path=path, reason=str(failed))
                    raise ShopUnclearError(f"{method} {path}: {failed}") from None
                pause = self._pause(number, failed.after)
                if number == TRIES or self.timing.ticks() + pause > until:
                    _log.warning("shop_unavailable", path=path, reason=str(failed))
                    raise ShopUnavailableError(f"{method} {path}: {failed}") from None
                await self.timing.pause(pause)
        raise AssertionError("unreachable")

    async def close(self) -> None:
        """Give back connections."""
        if self._session is not None:
            await self._session.close()

    def _pause(self, number: int, after: float | None) -> float:
        jitter: float = PAUSE * 2 ** (number - 1) * (0.5 + self.timing.chance())
        return jitter if after is None else after + jitter / 4

    async def _guarded(
        self, method: str, path: str, query: Mapping[str, str] | None, body: Any, busy: Callable[[Reply], float | None]
    ) -> Reply:
        if not self.breaker.admit():
            raise ShopUnavailableError("the shop has not answered for a while, and is left alone for a moment")
        settled = False
        try:
            reply = await self._try(method, path, query, body)
            self.breaker.succeeded()
            settled = True
        except _Again as failed:
            settled = True
            if failed.busy:
                self.breaker.succeeded()  # it lives, and has too much to do
            else:
                self.breaker.failed()
            raise
        finally:
            if not settled:
                self.breaker.let_go()
        if (after := busy(reply)) is not None:
            raise _Again("too many requests", certainly_not=True, after=after, busy=True)
        return reply

    async def _try(self, method: str, path: str, query: Mapping[str, str] | None, body: Any) -> Reply:
        if self._session is None:
            self._session = _open_session()
        limits = aiohttp.ClientTimeout(total=self.timing.patience, connect=self.timing.patience / 2)
        try:
            async with self._session.request(
                method, self.base + path, params=query, json=body, headers=self.secrets, timeout=limits, allow_redirects=False
            ) as response:
                content = await _content(response)
                status, headers = response.status, response.headers
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise _Again(type(error).__name__, certainly_not=True) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _Again(type(error).__name__, certainly_not=False) from None
        return _reply(status, headers, content)


def _open_session() -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(keepalive_timeout=IDLE, ttl_dns_cache=60)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar(), json_serialize=_dump)


def _dump(value: Any) -> str:
    return msgspec.json.encode(value).decode()


async def _content(response: aiohttp.ClientResponse) -> bytes:
    content = bytearray()
    async for chunk in response.content.iter_any():
        content += chunk
        if len(content) > LARGEST:
            raise aiohttp.ClientPayloadError("the answer is too large")
    return bytes(content)


def _reply(status: int, headers: Mapping[str, str], content: bytes) -> Reply:
    if status == 429:
        raise _Again("429", certainly_not=True, after=_seconds(headers.get("Retry-After", "")), busy=True)
    if 300 <= status < 400:
        raise ShopUnavailableError(f"the shop answers {status}: its address in the settings leads somewhere else")
    if status in {401, 403}:
        raise ShopUnavailableError(f"the shop answers {status}: it does not accept the key in the settings, or not for this")
    try:
        data = msgspec.json.decode(content) if content.strip() else None
    except msgspec.DecodeError:
        raise _Again(f"{status}, and no JSON", certainly_not=False) from None
    if status >= 500 and not _is_refusal(data):
        raise _Again(str(status), certainly_not=False)
    return Reply(status, data, headers)


def _is_refusal(data: Any) -> bool:
    """WooCommerce says no with status 500, too: "the gateway does not support refunds". Its own codes tell it from a crash."""
    return isinstance(data, dict) and str(data.get("code", "")).startswith("woocommerce_rest_")


def _seconds(text: str) -> float | None:
    """Retry-After in seconds; its other form, a date, is treated as missing."""
    return min(float(text), 3600.0) if text.isdecimal() else None
