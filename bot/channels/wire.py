"""One HTTP request to a platform, honest about how far it got: without it a lost answer would pass for a message not sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

import aiohttp
from aiohttp.abc import AbstractResolver
from multidict import CIMultiDict
from yarl import URL

from bot.channels.port import NotSent, Refused, Result, Sent, Unknown

# Closed by us before a platform's own server closes it (the usual front servers wait a minute or more), so that a
# request hardly ever meets a connection that is just going away: its outcome could not be known.
IDLE_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever the status."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Failed(Exception):  # noqa: N818 - it carries an outcome; whether that is an error the caller decides
    """A call without the answer it wanted; `result` says why. Its text holds no address, so no token."""

    def __init__(self, result: NotSent | Unknown | Refused) -> None:
        super().__init__(result.reason)
        self.result = result


def open_session(resolver: AbstractResolver | None = None) -> aiohttp.ClientSession:
    """A connection pool for one account; to be made inside the running loop. It keeps no cookies and unpacks no answers."""
    connector = aiohttp.TCPConnector(keepalive_timeout=IDLE_SECONDS, ttl_dns_cache=60, resolver=resolver)
    plain = {"Accept-Encoding": "identity"}
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar(), headers=plain, auto_decompress=False)


async def exchange(
    session: aiohttp.ClientSession,
    url: URL,
    data: bytes | aiohttp.FormData | None,
    timeout: float,  # noqa: ASYNC109 - it bounds the phases of one request apart, which a cancel scope around it cannot
    *,
    headers: Mapping[str, str] | None = None,
) -> Answer | NotSent | Unknown:
    """POST `data` (GET when None) within `timeout` seconds, following no redirect; never raises for what a network does.

    NotSent: the request never left (DNS, connect, TLS, no free connection). Unknown: it may have, so it may count.
    """
    limits = aiohttp.ClientTimeout(total=timeout, connect=min(timeout / 2, 10))  # so that a slow connect is told apart
    method = "GET" if data is None else "POST"
    try:
        async with session.request(method, url, data=data, headers=headers, timeout=limits, allow_redirects=False) as response:
            return Answer(response.status, response.headers, await response.read())
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
        return NotSent(type(error).__name__)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return Unknown(type(error).__name__)


def header(headers: Mapping[str, str], name: str) -> bytes:
    """A request header as bytes, empty when missing. The bytes may be anything; comparing them is safe."""
    found = headers.get(name) or CIMultiDict(headers).get(name)
    return found.encode("utf-8", "surrogatepass") if found else b""


def outcome(result: Result) -> str:
    """A result's name for counters."""
    match result:
        case Sent():
            return "sent"
        case NotSent():
            return "not_sent"
        case Unknown():
            return "unknown"
        case Refused(blame=blame):
            return blame
        case never:
            assert_never(never)
