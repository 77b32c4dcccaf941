"""The draft of the flows and their wording: what is published, with what admins have changed and not published yet."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa

from bot.store import draft_files, editions
from bot.store.database import Database
from bot.store.draft_files import Changed, Conflict
from config.source import Place, Problem, Problems
from flows.flowset import FlowSet
from flows.library import built_in, examine, own
from flows.steps import CallSpec

Texts = Mapping[str, str]  # by their names as `flows.library.read_folder` gives them: scripts/greet.yml, wording/lv.ftl
REMEMBERED = 8  # sets that are kept with their mistakes, so that pages which ask for the same draft do not have it built again


@dataclass(frozen=True, slots=True)
class Drafted:
    """The draft at a moment: the shop's texts in it and as they are published, and the files that differ."""

    texts: Texts
    published: Texts
    changed: Mapping[str, Changed]

    @property
    def clashes(self) -> tuple[str, ...]:
        """Files of which others have published the same lines otherwise since they were changed: a person must choose."""
        return tuple(name for name, one in self.changed.items() if self.clashes_in(one))

    def clashes_in(self, one: Changed) -> bool:
        """Whether what was changed in this file was published otherwise meanwhile."""
        return one.base != self.published.get(one.name) and one.text != self.published.get(one.name)


@dataclass(frozen=True, slots=True)
class Built:
    """What became of texts: a set, where no mistake stops it, and all that is to be said of them."""

    flows: FlowSet | None
    problems: tuple[Problem, ...]


class Workshop:
    """Reads and builds the draft. `published` is the set in use at this moment; `calls` and `facts` are what every set is built
    with; `now` is the clock in ms."""

    def __init__(
        self, database: Database, published: Callable[[], FlowSet], calls: Mapping[str, CallSpec], facts: Mapping[str, Any],
        now: Callable[[], int],
    ) -> None:  # fmt: skip
        self.database, self.published, self.calls, self.facts, self.now = database, published, calls, facts, now
        self._built: OrderedDict[str, Built] = OrderedDict()

    def own(self, sources: Texts) -> dict[str, str]:
        """Of a set's texts those that are the shop's, which an admin may change."""
        return {name: _plain(text) for name, text in own(sources).items()}

    async def texts(self) -> dict[str, str]:
        """The shop's texts in the draft."""
        return dict((await self.draft()).texts)

    async def draft(self) -> Drafted:
        """The draft now. What was published since a file was changed is put together with the change, where that can be done."""
        flows = self.published()
        published = self.own(flows.sources)
        changed = await self.database.read(draft_files.changed)
        if any(self._can_join(one, published) for one in changed.values()):
            await self.database.write(partial(self._rebase, flows=flows))
            changed = await self.database.read(draft_files.changed)
        drafted = {name: one.text for name, one in changed.items()}
        texts = {name: text for name, text in {**published, **drafted}.items() if text is not None}
        return Drafted(texts, published, changed)

    def _rebase(self, connection: sa.Connection, flows: FlowSet) -> None:
        """Not where this process only has not heard yet of what others have published since."""
        newest = editions.newest(connection)
        if newest is None or newest.hash == flows.hash:
            draft_files.rebase(connection, self.own(flows.sources), self.now())

    @staticmethod
    def _can_join(one: Changed, published: Texts) -> bool:
        text = published.get(one.name)
        return one.base != text and not isinstance(draft_files.together(one, text), Conflict)

    def published_now(self, connection: sa.Connection, texts: Texts, by: int | None) -> None:
        """In the transaction that publishes the draft as `texts`: what is published is no change any more."""
        draft_files.published_now(connection, self.own(texts), by=by, now=self.now())

    def build(self, texts: Texts) -> FlowSet:
        """The shop's texts as a set, with what is built in. Raises Problems with every mistake, without what is only remarked."""
        built = self._remembered(texts)
        if built.flows is None:
            raise Problems(problem for problem in built.problems if problem.stops)
        return built.flows

    def check(self, texts: Texts) -> list[Problem]:
        """Every mistake and warning in the shop's texts, in the order of their places. Takes its time: see `problems`."""
        return list(self._remembered(texts).problems)

    def known(self, texts: Texts) -> list[Problem] | None:
        """The same, where these texts were checked already."""
        built = self._built.get(_key(texts))
        return list(built.problems) if built is not None else None

    async def problems(self) -> list[Problem]:
        """Every mistake of the draft, found beside the event loop; a file that was published otherwise meanwhile is one."""
        draft = await self.draft()
        found = await asyncio.to_thread(self.check, draft.texts)
        unsettled = "somebody has published other words for the same lines since they were changed here"
        return sorted([*found, *(Problem(Place(name, 1, 1), unsettled, "open the file and choose") for name in draft.clashes)])

    def _remembered(self, texts: Texts) -> Built:
        key = _key(texts)
        if (built := self._built.get(key)) is None:
            built = self._built[key] = self._new(texts)
            while len(self._built) > REMEMBERED:
                self._built.popitem(last=False)
        return built

    def _new(self, texts: Texts) -> Built:
        flows, told = examine({**texts, **built_in()}, self.calls, self.facts)
        return Built(flows, tuple(told))


def _plain(text: str) -> str:
    """As a browser's field has it."""
    return text.replace("\r\n", "\n")


def _key(texts: Texts) -> str:
    found = hashlib.sha256()
    for name in sorted(texts):
        found.update(f"{name}\0{len(texts[name])}\0{texts[name]}".encode())
    return found.hexdigest()
