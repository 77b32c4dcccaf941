"""One look at the database for everybody who watches: without it each open page would ask by itself, all the time.

The hub reads which conversations have changed when the bell rings and once a second, and tells those who watch. A moment may
still be written after it was looked at (a slow transaction, another machine's clock), so each look goes back a little, and
the version of a conversation, which only rises, tells what is new.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.api.signs import Seen, Sign, Signs
from bot.api.tally import Tally
from bot.doorbell import POLL, Doorbell
from bot.store import changes
from bot.store.changes import Change
from bot.store.database import Database

# Seconds between looks, so that a burst of changes is one look: the more consoles are told of each, the longer. Telling one costs
# some 0.15 ms of CPU (tests/benchmarks/bench_desk.py), so that a look never takes more than its share.
GAP, EACH, LONGEST_GAP = 0.005, 0.00025, 0.1
SHORT, LONG = 250, 5_000  # ms a look goes back: when the bell rang, and once a second
ROOM = 1_000  # changes read at once
MOST = 2_000  # changes kept for one who does not fetch them; then they are told to read everything again

THINKING = 12_000  # ms the bot may take over an answer

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class News:
    """What happened since the last time: conversations that changed, signs beside them, or too much to tell.

    `typing` is for how many ms more an answer counts as being written, 0 when no longer, None where there is no news of it.
    """

    changes: tuple[Change, ...] = ()
    typing: int | None = None
    reset: bool = False
    signs: tuple[Sign, ...] = ()


class Watch:
    """One who watches everything, or one conversation by its channel and address. Use it in a `with`."""

    def __init__(self, hub: "Hub", address: tuple[str, str] | None) -> None:
        self.address = address
        self._hub = hub
        self._changes: dict[int, Change] = {}
        self._signs: list[Sign] = []
        self._typing: int | None = None
        self._reset = self._ended = False
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

    def type(self, ms: int = THINKING) -> None:
        """Somebody is writing an answer, and may be for so long; with 0 they have stopped."""
        self._typing = ms
        self._bell.set()

    def show(self, signs: Iterable[Sign]) -> None:
        """Note what happened beside the conversations."""
        self._signs += signs
        if len(self._signs) > MOST:
            self._signs, self._reset = [], True
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
        told = News(tuple(self._changes.values()), self._typing, self._reset, tuple(self._signs))
        self._changes, self._typing, self._reset, self._signs = {}, None, False, []
        return told


class Hub:
    """Watches the database for all pages of this process. `now` is the clock in ms."""

    def __init__(self, database: Database, doorbell: Doorbell, now: Callable[[], int]) -> None:
        self._database, self._doorbell, self._now = database, doorbell, now
        self._everything: set[Watch] = set()
        self._single: dict[tuple[str, str], set[Watch]] = {}
        self._cursor = 0
        self._known: dict[int, int] = {}
        self._signs = Signs(0)
        self._writing: dict[tuple[str, str], int] = {}  # to whom a person writes, and until when that was told
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
            await asyncio.sleep(min(LONGEST_GAP, GAP + EACH * len(self._everything)))

    def close(self) -> None:
        """Send everybody home."""
        self._ended = True
        for watch in [*self._everything, *(watch for watches in self._single.values() for watch in watches)]:
            watch.end()
        self._doorbell.ring("pages")

    def add(self, watch: Watch) -> None:
        """From now on this one hears of changes; what was before, it reads by itself."""
        if not self._everything and not self._single:
            self._cursor, self._known, self._signs = self._now(), {}, Signs(self._now())
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
            found, seen = await self._read(self._cursor - back)
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
        self._show(seen)

    async def _read(self, since: int) -> tuple[list[Change], Seen]:
        page, seen = await self._database.read(partial(self._both, since=since, now=self._now()))
        found = [*page]
        while len(page) == ROOM:
            last = page[-1]
            page = await self._database.read(partial(changes.since, moment=last.version, after=last.id, room=ROOM))
            found += page
        return found, seen

    def _both(self, connection: sa.Connection, since: int, now: int) -> tuple[Sequence[Change], Seen]:
        """One look: what has changed, and what there is beside it."""
        return changes.since(connection, since, 0, ROOM), self._signs.look(connection, now)

    def _show(self, seen: Seen) -> None:
        now = self._now()
        if signs := self._signs.news(seen, now):
            for watch in self._everything:
                watch.show(signs)
        before, self._writing = self._writing, dict(self._signs.answered(now))
        for place in {*before, *self._writing}:
            if (until := self._writing.get(place, 0)) != before.get(place, 0):
                for watch in self._single.get(place, ()):
                    watch.type(max(0, until - now))

    def _tell(self, new: list[Change]) -> None:
        if not new:
            return
        self.tally.stale()
        for watch in self._everything:
            watch.tell(new)
        for change in new:
            for watch in self._single.get((change.channel, change.address), ()):
                watch.tell([change])
