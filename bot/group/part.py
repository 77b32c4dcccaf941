"""The group's desk as a part of the program: one process leads it, hears what is done there and tells what happens elsewhere."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.epoch import length_ms
from bot.group.context import Around
from bot.group.hands import Hands
from bot.group.teller import Teller
from bot.store import group_desks, group_topics, group_updates, notices
from bot.store.group_desks import Desk
from bot.store.group_topics import Changed

LEASE = 30_000  # ms for which a process leads; it asks again well before
BACK = 5_000  # ms a look goes back: a slow transaction may write a moment that is past already
LOOK = 1.0  # seconds between looks, at most
BEHIND = 60_000  # ms the mark of what was read may lie behind; reading on from there costs little
FORGET = 3600_000  # ms between clearings of what nobody asks for any more

_log = structlog.get_logger()


class GroupDesk:
    """Runs until it is told to stop; then another process may lead at once."""

    def __init__(self, around: Around) -> None:
        self.around = around
        self.hands, self.teller = Hands(around), Teller(around)
        self._holder, self._running = secrets.token_hex(8), True
        self._leads_until = self._forgot_at = 0

    async def run(self) -> None:
        """Until `stop`."""
        around = self.around
        await around.database.write(partial(group_desks.open_, account=around.account, chat=around.chat))
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._loop(self._hear))
                tasks.create_task(self._loop(self._tell))
        except* (SQLAlchemyError, OSError) as group:
            raise group.exceptions[0] from None
        finally:
            await around.database.write(partial(group_desks.resign, account=around.account, holder=self._holder))

    def stop(self) -> None:
        """Begin nothing more."""
        self._running = False
        self.around.doorbell.ring("group")

    async def lead(self) -> Desk | None:
        """The group, if this process is the one that looks after it."""
        around, now = self.around, self.around.clock()
        if now < self._leads_until - LEASE // 2:  # a write a second would be much for who mostly waits
            return await around.database.read(partial(group_desks.one, account=around.account))
        lead = partial(group_desks.lead, account=around.account, holder=self._holder, now=now, until=now + LEASE)
        desk = await around.database.write(lead)
        self._leads_until = now + LEASE if desk is not None else 0
        return desk

    async def _loop(self, work: Callable[[Desk], Awaitable[float]]) -> None:
        while self._running:
            desk = await self.lead()
            pause = await work(desk) if desk is not None else LOOK
            if pause > 0 and self._running:
                await self.around.doorbell.wait("group", min(LOOK, pause))

    async def _hear(self, desk: Desk) -> float:
        return 0.0 if await self.hands.step(desk) else LOOK

    async def _tell(self, desk: Desk) -> float:
        await self.look(desk)
        if await self.teller.step(desk):
            return 0.0
        return await self.teller.pause(desk)

    async def look(self, desk: Desk) -> None:
        """Note what has changed since the last look."""
        if not desk.chat:
            return
        around, now = self.around, self.around.clock()
        since = max(0, desk.cursor - BACK)
        changed = partial(group_topics.changed, since=since, everything=around.everything)
        found, newest = await around.database.read(changed)
        if found or newest - desk.cursor > BEHIND or not desk.cursor:
            await around.database.write(partial(self._mark, desk=desk, found=found, newest=newest, now=now))
        if now - self._forgot_at > FORGET:
            self._forgot_at = now
            await around.database.write(partial(_forget, now=now))

    def _mark(self, connection: sa.Connection, desk: Desk, found: Sequence[Changed], newest: int, now: int) -> None:
        gather = length_ms(self.around.settings.gather)
        group_topics.mark(connection, desk.account, found, chat=desk.chat, now=now, gather=gather)
        group_desks.read_to(connection, desk.account, min(max(newest, 1), now))


def _forget(connection: sa.Connection, now: int) -> None:
    group_updates.forget(connection, now)
    notices.forget(connection, now)
