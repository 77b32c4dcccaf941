"""Calendar feeds, fetched at the start and every hour: without it a team's calendar would be what somebody typed last year.

No turn ever waits for a feed: what is worked with is the last good copy, and a feed that is silent or wrong changes nothing.
"""

import asyncio
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path

import aiohttp
import structlog
from yarl import URL

from bot.channels.remote import PublicResolver, is_public
from bot.epoch import from_ms
from bot.metrics import FEEDS
from bot.store import feeds
from bot.store.database import Database
from bot.store.feeds import Copy
from handoff.feeds import MOST_BYTES, Feed, FeedError, applied, read
from handoff.hours import Closure
from handoff.teams import Team

EVERY = 3_600_000  # ms
LOOK = 60.0  # seconds between looks: other processes' copies are found so soon
AGAIN = 3600  # seconds after which a feed's repetitions are laid out anew, so that the year ahead stays a year
_TIMEOUT = aiohttp.ClientTimeout(total=20, sock_connect=5, sock_read=10)
_HOPS = 3
_REDIRECTS = {301, 302, 303, 307, 308}
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Where:
    """The folder in which files lie, and whether this process may fetch."""

    home: Path
    fetches: bool = True


class Feeds:
    """Keeps the calendars of `teams` as their feeds have them. It is changed in place: who looks at it sees other hours."""

    def __init__(self, database: Database, clock: Callable[[], int], teams: dict[str, Team], where: Where) -> None:
        self.database, self.clock, self.teams, self.where = database, clock, teams, where
        self._seen: dict[str, tuple[object, ...]] = {}
        self._running, self._bell = True, asyncio.Event()

    async def run(self) -> None:
        """Until `stop`."""
        while self._running:
            await self.look()
            try:
                await asyncio.wait_for(self._bell.wait(), LOOK)
            except TimeoutError:
                continue
            self._bell.clear()

    def stop(self) -> None:
        """Fetch nothing more."""
        self._running = False
        self._bell.set()

    def hurry(self) -> None:
        """The settings have been read anew: look at once."""
        self._bell.set()

    async def look(self) -> None:
        """Fetch what is due, and lay out what has changed."""
        if self.where.fetches:
            for team in self.teams.values():
                for feed in team.feeds:
                    await self._fetch(team, feed)
        if any(team.feeds for team in self.teams.values()):
            await self._lay_out()

    async def _fetch(self, team: Team, feed: Feed) -> None:
        key, now = key_of(team.name, feed), self.clock()
        if not await self.database.write(partial(feeds.claim, key=key, team=team.name, before=now - EVERY, now=now)):
            return
        try:
            text = await text_of(feed, self.where.home)
            await asyncio.to_thread(read, text, team.calendar.zone, from_ms(now))
        except FeedError as error:
            _log.warning("calendar_feed_failed", team=team.name, reason=str(error))
            await self.database.write(partial(feeds.fail, key=key, failure=str(error)))
            return
        version = sha256(text.encode()).hexdigest()
        await self.database.write(partial(feeds.keep, key=key, content=text, version=version, now=now))

    async def _lay_out(self) -> None:
        copies = {copy.key: copy for copy in await self.database.read(feeds.everything)}
        for team in list(self.teams.values()):
            mine = [(feed, copies[key]) for feed in team.feeds if (key := key_of(team.name, feed)) in copies]
            FEEDS.labels(team.name).set(sum(bool(copy.failure) for _, copy in mine))
            await self._apply(team, [pair for pair in mine if pair[1].read_at is not None])

    async def _apply(self, team: Team, mine: list[tuple[Feed, Copy]]) -> None:
        """Lay out one team's calendar."""
        now = from_ms(self.clock())
        seen = (*((feed, copy.version) for feed, copy in mine), int(now.timestamp()) // AGAIN, team.base)
        if not mine or self._seen.get(team.name) == seen:
            return
        times: list[tuple[Feed, list[Closure]]] = []
        for feed, copy in mine:
            times.append((feed, await asyncio.to_thread(read, copy.content, team.calendar.zone, now)))
        calendar = applied(team.base or team.calendar, times)
        self._seen[team.name] = seen
        if calendar != team.calendar and self.teams[team.name] is team:  # the settings may have been read meanwhile
            self.teams[team.name] = replace(team, calendar=calendar)


def key_of(team: str, feed: Feed) -> str:
    """Under what a copy is kept: the address may be a secret, so only its digest."""
    return sha256(f"{team}\n{feed.means}\n{feed.source}".encode()).hexdigest()


async def text_of(feed: Feed, home: Path) -> str:
    """What a feed says now. Raises FeedError, without its address."""
    if feed.is_remote:
        return _decoded(await download(feed.source))
    try:
        path = home / feed.source
        if path.stat().st_size > MOST_BYTES:
            raise FeedError("the file is larger than 1 MiB")
        return _decoded(await asyncio.to_thread(path.read_bytes))
    except OSError as error:
        raise FeedError(f"the file cannot be read: {error.strerror}") from None


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FeedError("the feed is not UTF-8") from None


async def download(address: str) -> bytes:
    """The content of an address. A redirect must not lead into a private network. Raises FeedError, without the address."""
    url = URL(address)
    home = url.host
    connector = aiohttp.TCPConnector(resolver=PublicResolver(home))
    try:
        async with aiohttp.ClientSession(connector=connector, timeout=_TIMEOUT) as session:
            for _ in range(_HOPS + 1):
                if url.scheme not in {"http", "https"} or (url.host != home and _is_private(url.host)):
                    raise FeedError("the address leads to one that may not be read")
                async with session.get(url, allow_redirects=False) as answer:
                    if answer.status not in _REDIRECTS:
                        return await _content(answer)
                    url = url.join(URL(answer.headers.get("Location", "")))
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        if isinstance(error, FeedError):
            raise
        raise FeedError(f"the feed could not be fetched ({type(error).__name__})") from None
    raise FeedError("the address leads from one to the next")


def _is_private(host: str | None) -> bool:
    """Whether it is written as the number of a private address; names are looked at when they are resolved."""
    try:
        return not is_public(str(ipaddress.ip_address(host or "")))
    except ValueError:
        return False


async def _content(answer: aiohttp.ClientResponse) -> bytes:
    if answer.status != 200:
        raise FeedError(f"the server answered {answer.status}")
    content = bytearray()
    async for piece in answer.content.iter_chunked(65536):
        content += piece
        if len(content) > MOST_BYTES:
            raise FeedError("the feed is larger than 1 MiB")
    return bytes(content)
