"""Conversations an admin tries the draft out by: without them a change would first be talked to by a customer.

Each stands on a stage of its own: the whole program on a database in memory, with the demo shop's orders, a clock that is moved,
and letters that are sent nowhere. It ends with the admin's leave, after a while without a word, or with the program.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from bot.app import Shopfloor
from bot.retell import dumped
from bot.theatre import Theatre, conversation_of
from bot.tryout import Clock, Conversation
from config.mail import mail_of
from config.source import Place
from flows.cases import READERS, Case, StepError
from flows.coverage import walked
from flows.dialogues import PAYLOAD, ImpossibleError, Reply, do
from flows.fixtures import Fixtures, Guest, Kind
from flows.flowset import FlowSet
from nlu.model import Language

MOST = 12  # at once, of all admins together
EACH = 2  # of one admin
IDLE = 20 * 60  # seconds
LONGEST = 400  # acts of one
ACTS = ("user", "press", "later", "agent", "agent_says", "attach", "share", "decide")


class TryoutError(Exception):
    """What was asked cannot be; the message says why."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done, as a test's step has it: `user`, and what."""

    do: str
    what: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A deed, what was said after it, and the records of the turns in between; `at` is the stage's clock then."""

    deed: Deed
    replies: Sequence[Reply]
    records: Sequence[Mapping[str, Any]]
    at: datetime


@dataclass(slots=True)
class Tryout:
    """One of them."""

    id: str
    user_id: int
    language: Language
    channel: Kind
    theatre: Theatre
    floor: Shopfloor
    clock: Clock
    conversation: Conversation
    begun: datetime
    stack: AsyncExitStack
    used: float
    scenes: list[Scene] = field(default_factory=list)

    async def act(self, deed: Deed) -> None:
        """Let it happen. Raises TryoutError."""
        if len(self.scenes) >= LONGEST:
            raise TryoutError("This conversation is long enough; begin it again.")
        try:
            step = READERS[deed.do](deed.what)
        except StepError as error:
            raise TryoutError(f"{error}") from None
        said, turns = len(self.conversation.replies()), len(self.conversation.records)
        self.theatre.look_at(self.clock)
        try:
            missing = await do(step, self.conversation)  # type: ignore[arg-type]  # only ACTS come here
        except ImpossibleError as error:
            raise TryoutError(str(error)) from None
        if missing is not None:
            raise TryoutError(f"There is no button “{missing}”.")
        records = [json.loads(record) for record in self.conversation.records[turns:]]
        self.scenes.append(Scene(deed, tuple(self.conversation.replies()[said:]), records, self.now))

    @property
    def now(self) -> datetime:
        """The stage's clock, in the shop's zone."""
        return datetime.fromtimestamp(self.clock() / 1000, self.theatre.shop.time_zone)

    def walked(self, scene: Scene) -> list[tuple[str, str]]:
        """The ways of flows that were gone, in order: flow, and way."""
        return [way for record in scene.records for way in walked(json.dumps(record))]

    def as_test(self, name: str) -> str:
        """The conversation as a test: what was done, and what was said."""
        steps: list[dict[str, Any]] = []
        offered: dict[str, str] = {}
        for scene in self.scenes:
            what: Any = scene.deed.what
            if scene.deed.do == "press":
                what = offered.get(what, what)
            steps.append({scene.deed.do: what})
            wordings = [wording for reply in scene.replies for wording in reply.wordings]
            steps.append({"utter": wordings} if wordings else {"silent": True})
            for reply in scene.replies:
                offered |= {button.payload: button.title for button in reply.buttons if not PAYLOAD.match(button.title)}
        begin = self.begun.replace(tzinfo=None).isoformat(timespec="minutes")
        fixtures: dict[str, Any] = {} if self.channel == "web" else {"customer": {"channel": self.channel}}
        if mail_of(self.theatre.environment) is not None:
            fixtures["mail"] = "works"
        case = {
            "test_case": name, "language": self.language, "now": begin, **({"fixtures": fixtures} if fixtures else {}),
            "steps": [*steps, {"owner": self.conversation.owner}],
        }  # fmt: skip
        return dumped(case)


class Stages:
    """All of them. One act at a time: the model's idea of today is that of whoever acts."""

    def __init__(self) -> None:
        self._open: dict[str, Tryout] = {}
        self._theatre: Theatre | None = None
        self._lock = asyncio.Lock()
        self._sweep: asyncio.TimerHandle | None = None

    async def begin(
        self, floor: Shopfloor, flows: FlowSet, user_id: int, *, language: Language, channel: Kind, deeds: Sequence[Deed] = ()
    ) -> Tryout:
        """A new one, with what was done before, as far as it can be done again."""
        async with self._lock:
            theatre = await self._prepared(floor, flows)
            mine = sorted((one for one in self._open.values() if one.user_id == user_id), key=lambda one: one.used)
            for one in mine[: len(mine) - EACH + 1]:
                await self._close(one)
            if len(self._open) >= MOST:
                raise TryoutError("Too many drafts are being tried out at once; close one, or wait some minutes.")
            tryout = await self._opened(theatre, user_id, language, channel)
            for deed in deeds:
                try:
                    await tryout.act(deed)
                except TryoutError:
                    break
        return tryout

    async def _prepared(self, floor: Shopfloor, flows: FlowSet) -> Theatre:
        """A theatre for the set; what takes long is done in a thread."""
        theatre = self._theatre
        if theatre is None or theatre.flows.hash != flows.hash or theatre.shop is not floor.shop:
            theatre = Theatre(floor.environment, floor.shop, flows)
            await asyncio.to_thread(theatre.prepare)
            self._theatre = theatre
        return theatre

    async def _opened(self, theatre: Theatre, user_id: int, language: Language, channel: Kind) -> Tryout:
        stack = AsyncExitStack()
        begun = datetime.now(theatre.shop.time_zone).replace(second=0, microsecond=0)
        clock = Clock(begun)
        fixtures = Fixtures(mail=mail_of(theatre.environment) is not None, customer=Guest(channel=channel, locale=language))
        floor = await stack.enter_async_context(theatre.stage(clock, fixtures))
        conversation = conversation_of(floor, clock, Case("", Place(""), language, None, (), fixtures))
        used = asyncio.get_running_loop().time()
        tryout = Tryout(token_urlsafe(9), user_id, language, channel, theatre, floor, clock, conversation, begun, stack, used)
        self._open[tryout.id] = tryout
        self._watch()
        return tryout

    def get(self, id_: str, user_id: int) -> Tryout | None:
        """An admin's own, which stays open from now on for a while."""
        found = self._open.get(id_)
        if found is None or found.user_id != user_id:
            return None
        found.used = asyncio.get_running_loop().time()
        return found

    async def act(self, tryout: Tryout, deed: Deed) -> None:
        """Let something happen. Raises TryoutError."""
        async with self._lock:
            await tryout.act(deed)

    async def end(self, user_id: int, id_: str = "") -> None:
        """Close one, or all of an admin."""
        for one in [one for one in self._open.values() if one.user_id == user_id and id_ in {"", one.id}]:
            await self._close(one)

    async def close(self) -> None:
        """Close all."""
        if self._sweep is not None:
            self._sweep.cancel()
        for one in list(self._open.values()):
            await self._close(one)

    async def _close(self, tryout: Tryout) -> None:
        self._open.pop(tryout.id, None)
        await tryout.stack.aclose()

    def _watch(self) -> None:
        """Whoever said nothing for long is gone."""
        if self._sweep is not None:
            self._sweep.cancel()
        loop = asyncio.get_running_loop()
        if self._open:
            oldest = min(one.used for one in self._open.values())
            self._sweep = loop.call_at(oldest + IDLE, self._sweep_now)

    def _sweep_now(self) -> None:
        now = asyncio.get_running_loop().time()
        for one in [one for one in self._open.values() if now - one.used >= IDLE]:
            asyncio.ensure_future(self._close(one)).add_done_callback(lambda _: None)
        self._watch()
