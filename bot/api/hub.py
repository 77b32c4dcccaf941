"""One look at the database for everybody who watches: without it each open page would ask by itself, all the time.

The hub reads which conversations have changed when the bell rings and once a second, and tells those who watch. A moment may
still be written after it was looked at (a slow transaction, another machine's clock), so each look goes back a little, and
the version of a conversation, which only rises, tells what is new.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.api.tally import Tally
from bot.doorbell import POLL, Doorbell
from bot.store import changes
from bot.store.changes import Change
from bot.store.database import Database

GAP = 0.05  # seconds between looks, so that a burst of changes is one look
SHORT, LONG = 250, 5_000  # ms a look goes back: when the bell rang, and once a second
ROOM = 1_000  # changes read at once
MOST = 2_000  # changes kept for one who does not fetch them; then they are told to read everything again

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class News:
    """What happened since the last time: conversations that changed, whether an answer is being written, or too much to tell."""

    changes: tuple[Change, ...] = ()
    typing: bool = False
    reset: bool = False


class Watch:
    """One who watches everything, or one conversation by its channel and address. Use it in a `with`."""

    def __init__(self, hub: "Hub", address: tuple[str, str] | None) -> None:
        self.address = address
        self._hub = hub
        self._changes: dict[int, Change] = {}
        self._typing = self._reset = self._ended = False
        self._bell = asyncio.Event()

    def __enter__(self) -> "Watch":
        self._hub.add(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._hub.remove(self)

    def tell(self, found: Iterable[Change]) -> None:
        """Note changes; several of one conversation become one."""
        for change in found:
            self._changes[change.id] = change
        if len(self._changes) > MOST:
            self._changes, self._reset = {}, True
        self._bell.set()

    def type(self) -> None:
        """Somebody is writing an answer."""
        self._typing = True
        self._bell.set()

    def end(self) -> None:
        """The program stops."""
        self._ended = True
        self._bell.set()

    async def news(self, seconds: float) -> News | None:
        """What happened, as soon as something does; empty after so many seconds of silence; None when the program stops."""
        try:
            async with asyncio.timeout(seconds):
                await self._bell.wait()
        except TimeoutError:
            return News()
        self._bell.clear()
        if self._ended:
            return None
        told = News(tuple(self._changes.values()), self._typing, self._reset)
        self._changes, self._typing, self._reset = {}, False, False
        return told


class Hub:
    """Watches the database for all pages of this process. `now` is the clock in ms."""

    def __init__(self, database: Database, doorbell: Doorbell, now: Callable[[], int]) -> None:
        self._database, self._doorbell, self._now = database, doorbell, now
        self._everything: set[Watch] = set()
        self._single: dict[tuple[str, str], set[Watch]] = {}
        self._cursor = 0
        self._known: dict[int, int] = {}
        self._ended = False
        self.tally = Tally(database)

    def watch(self, address: tuple[str, str] | None = None) -> Watch:
        """Watch every conversation, or the one of this channel and address."""
        return Watch(self, address)

    def watching(self, address: tuple[str, str]) -> int:
        """How many watch this conversation."""
        return len(self._single.get(address, ()))

    def typing(self, channel: str, address: str) -> None:
        """An answer to this conversation is being written."""
        for watch in self._single.get((channel, address), ()):
            watch.type()

    async def run(self) -> None:
        """Look until `close` is called."""
        loop = asyncio.get_running_loop()
        wide = loop.time()
        while not self._ended:
            await self._doorbell.wait("pages", POLL)
            if self._everything or self._single:
                back = SHORT if loop.time() < wide else LONG
                wide = loop.time() + POLL if back == LONG else wide
                await self._look(back)
            await asyncio.sleep(GAP)

    def close(self) -> None:
        """Send everybody home."""
        self._ended = True
        for watch in [*self._everything, *(watch for watches in self._single.values() for watch in watches)]:
            watch.end()
        self._doorbell.ring("pages")

    def add(self, watch: Watch) -> None:
        """From now on this one hears of changes; what was before, it reads by itself."""
        if not self._everything and not self._single:
            self._cursor, self._known = self._now(), {}
        if watch.address is None:
            self._everything.add(watch)
        else:
            self._single.setdefault(watch.address, set()).add(watch)
        if self._ended:
            watch.end()

    def remove(self, watch: Watch) -> None:
        """This one has gone."""
        self._everything.discard(watch)
        if watch.address is not None and (watches := self._single.get(watch.address)) is not None:
            watches.discard(watch)
            if not watches:
                del self._single[watch.address]

    async def _look(self, back: int) -> None:
        try:
            found = await self._read(self._cursor - back)
        except SQLAlchemyError as error:
            _log.warning("hub_cannot_read", error=type(error).__name__)
            return
        new = [change for change in found if self._known.get(change.id) != change.version]
        self._known.update((change.id, change.version) for change in new)
        if found:  # a moment ahead of this clock must not hide what others write now
            self._cursor = max(self._cursor, min(found[-1].version, self._now()))
        oldest = self._cursor - LONG
        self._known = {id_: version for id_, version in self._known.items() if version >= oldest}
        self._tell(new)

    async def _read(self, since: int) -> list[Change]:
        found: list[Change] = []
        last = Change(0, "", "", since)
        while True:
            page = await self._database.read(partial(changes.since, moment=last.version, after=last.id, room=ROOM))
            found += page
            if len(page) < ROOM:
                return found
            last = page[-1]

    def _tell(self, new: list[Change]) -> None:
        if not new:
            return
        self.tally.stale()
        for watch in self._everything:
            watch.tell(new)
        for change in new:
            for watch in self._single.get((change.channel, change.address), ()):
                watch.tell([change])
