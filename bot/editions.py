"""The flow set in use, in every process: without it what is published would reach customers only after a restart.

The newest edition in the database is the one in use. A watcher notices another within a second, builds it in a thread, and puts
it in place between two turns: a turn keeps the set it began with.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
import structlog

from bot.doorbell import Doorbell
from bot.store import editions, sets
from bot.store.database import Database
from bot.store.editions import Edition, Publication
from config.source import Problems
from flows.correcting import corrected
from flows.flowset import FlowSet
from flows.fluent import Values
from flows.library import build, built_in, own
from flows.steps import CallSpec
from nlu.model import Language

Facts = Mapping[str, Mapping[str, Any]]
FORMER = 4  # sets that were in use here and are kept as they are
TRIES = 20  # processes that start at once and each publish something
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Craft:
    """What every set is built with: the table of calls, and what flows may know of the shop."""

    calls: Mapping[str, CallSpec]
    facts: Facts

    def rebuilt(self, texts: Mapping[str, str]) -> FlowSet:
        """The shop's texts as a set, with what the program has built in today. Raises Problems."""
        return build({**own(texts), **built_in()}, self.calls, self.facts)

    def stored(self, edition: Edition, texts: Mapping[str, str]) -> FlowSet:
        """An edition as it was published, under its name. Raises Problems where it does not fit this program."""
        return replace(build(texts, self.calls, self.facts), hash=edition.hash)


class Editions:
    """The set in use, and what is known of others. `current` and `withdrawn` are replaced, never changed."""

    def __init__(self, database: Database, craft: Craft, current: FlowSet, state: tuple[int, int] = (0, 0)) -> None:
        self.database, self.craft, self.current = database, craft, current
        self.withdrawn: frozenset[str] = frozenset()
        self.wording = InUse(self)
        self._state = state
        self._stored, self._former = sets.pinned(database, craft.calls, craft.facts), dict[str, FlowSet]()
        self._corrected: dict[str, FlowSet | None] = {}  # as they are to be gone on with while `current` is in use
        self._changing, self._finding = asyncio.Lock(), asyncio.Lock()

    async def find(self, wanted: str) -> FlowSet | None:
        """An older set as it was, but for words that were corrected in a hurry since; None if it is unknown or fits no more."""
        if wanted == self.current.hash:
            return self.current
        async with self._finding:
            while wanted not in self._corrected:
                current = self.current
                found = self._former.get(wanted) or await self._stored(wanted)
                since = await self.database.read(partial(editions.corrected_since, hash_=wanted)) if found else {}
                if current is self.current:
                    self._corrected[wanted] = corrected(found, current, since) if found and since else found
        return self._corrected[wanted]

    async def publish(
        self, publication: Publication, after: Edition | None, now: int, also: Callable[[sa.Connection], None] | None = None
    ) -> int | None:
        """Put a set into use, here at once; the number of the edition, or None if somebody was quicker than who saw `after`.

        `also` is done in the same transaction.
        """

        def publish(connection: sa.Connection) -> int | None:
            done = editions.publish(connection, publication, after, now)
            if done is not None and also is not None:
                also(connection)
            return done

        async with self._changing:
            id_ = await self.database.write(publish)
            if id_ is not None:
                self._place(id_, publication.flows)
                self._state = (id_, self._state[1])
                self._know(await self.database.read(_withdrawn))
        return id_

    async def look(self) -> bool:
        """Put in place what others have published or withdrawn since the last look; whether there was anything."""
        state = await self.database.read(editions.state)
        if state == self._state:
            return False
        async with self._changing:
            edition, texts = await self.database.read(_newest)
            if edition is not None and edition.id > self._state[0]:
                await self._follow(edition, texts)
            self._state = (edition.id if edition else 0, state[1])
            self._know(await self.database.read(_withdrawn))
        return True

    async def _follow(self, edition: Edition, texts: Mapping[str, str]) -> None:
        try:
            self._place(edition.id, await asyncio.to_thread(self.craft.stored, edition, texts))
        except Problems as problems:  # a newer program has published it: this one goes on until it is updated, too
            first = str(problems.problems[0])
            _log.error("edition_not_built", edition=edition.id, set=edition.hash, problems=len(problems.problems), first=first)

    def _place(self, edition: int, flows: FlowSet) -> None:
        if flows.hash != self.current.hash:
            self._former = {**dict(list(self._former.items())[1 - FORMER :]), self.current.hash: self.current}
            self.current = flows
            _log.info("edition_in_use", edition=edition, set=flows.hash)

    def _know(self, gone: frozenset[str]) -> None:
        self._corrected.clear()
        self.withdrawn = gone


class InUse:
    """The words of whichever set is in use at the moment."""

    def __init__(self, of: Editions) -> None:
        self._of = of

    @property
    def languages(self) -> tuple[Language, ...]:
        """See Wording."""
        return self._of.current.wording.languages

    def has(self, wording: str) -> bool:
        """See Wording."""
        return self._of.current.wording.has(wording)

    def render(self, wording: str, values: Values, language: Language, now: datetime | None = None) -> str:
        """See Wording."""
        return self._of.current.wording.render(wording, values, language, now)


def _newest(connection: sa.Connection) -> tuple[Edition | None, dict[str, str]]:
    edition = editions.newest(connection)
    return edition, (editions.sources(connection, edition.hash) or {}) if edition else {}


def _withdrawn(connection: sa.Connection) -> frozenset[str]:
    return frozenset(one.hash for one in editions.withdrawn(connection))


def _known(connection: sa.Connection) -> tuple[Edition | None, Edition | None]:
    return editions.newest(connection), editions.newest_texts(connection)


class EditionWatcher:
    """Looks once a second for what other processes have published or withdrawn, and at once when the bell rings."""

    def __init__(self, of: Editions, doorbell: Doorbell) -> None:
        self._of, self._doorbell, self._running = of, doorbell, True

    async def run(self) -> None:
        """Until `stop`."""
        while self._running:
            await self._of.look()
            await self._doorbell.wait("flows")

    def stop(self) -> None:
        """Look no more."""
        self._running = False
        self._doorbell.ring("flows")


# --- at the start ----------------------------------------------------------------------------------------------


async def opened(database: Database, craft: Craft, folder: Callable[[], FlowSet], clock: Callable[[], int]) -> Editions:
    """The set to begin with. Raises Problems.

    A shop whose texts stand in files is published from its `folder`, whenever that says something else. What was published from
    elsewhere stays, whatever the folder says. Either way the set is built for today's settings and program.
    """
    for _ in range(TRIES):
        newest, texts_from = await database.read(_known)
        publication = await _wanted(database, craft, folder, newest, texts_from)
        if newest is None or publication.flows.hash != newest.hash:
            publish = partial(editions.publish, publication=publication, after=newest, now=clock())
            if await database.write(publish) is None:
                continue  # another process that starts was quicker
        begun = Editions(database, craft, publication.flows, await database.read(editions.state))
        begun.withdrawn = await database.read(_withdrawn)
        return begun
    raise RuntimeError("other processes publish one flow set after the other; start again when they have done so")


async def known(database: Database, craft: Craft) -> Editions | None:
    """What is published, as it is stored; None where nothing is. Raises Problems where it does not fit this program."""
    edition, texts = await database.read(_newest)
    if edition is None:
        return None
    found = Editions(database, craft, await asyncio.to_thread(craft.stored, edition, texts), await database.read(editions.state))
    found.withdrawn = await database.read(_withdrawn)
    return found


async def _wanted(
    database: Database, craft: Craft, folder: Callable[[], FlowSet], newest: Edition | None, texts_from: Edition | None
) -> Publication:
    if newest is None:
        return Publication(await asyncio.to_thread(folder), "files")
    stored = await database.read(partial(editions.sources, hash_=newest.hash)) or {}
    if texts_from is None or texts_from.origin == "files":
        flows = await asyncio.to_thread(folder)
        return Publication(flows, "settings" if own(flows.sources) == own(stored) else "files")
    _tell_if_other(folder, stored, texts_from)
    try:
        return Publication(await asyncio.to_thread(craft.rebuilt, stored), "settings")
    except Problems as problems:
        _log.error("published_set_not_rebuilt", set=newest.hash, first=str(problems.problems[0]))
        return Publication(await asyncio.to_thread(craft.stored, newest, stored), "settings")


def _tell_if_other(folder: Callable[[], FlowSet], stored: Mapping[str, str], texts_from: Edition) -> None:
    """Who edits the files of a shop that is published from the studio would wonder why nothing changes."""
    try:
        same = own(folder().sources) == own(stored)
    except Problems:
        same = False
    if not same:
        what = "the folder's flows are not what is published; `dezura publish flows` publishes them"
        _log.warning("folder_differs", published=texts_from.hash, origin=texts_from.origin, do=what)

