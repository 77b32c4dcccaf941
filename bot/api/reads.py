"""Who of the shop read what: without it nobody could say afterwards whose eyes a customer's data has met.

A look is noted in memory and written with others a moment later, so that no page waits for it; the same page read again within
minutes is one look. What was looked for is never noted, only that somebody searched.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Literal

import sqlalchemy as sa
import structlog

from bot.store import audit
from bot.store.audit import Look
from bot.store.database import Database

What = Literal["", "conversation", "customer", "file", "invoice", "search", "ledger"]
AGAIN = 300_000  # ms in which the same page counts once
LATER = 1.0  # seconds until looks are written
MOST = 10_000  # looks remembered; whoever reads more than that in five minutes is noted twice
_log = structlog.get_logger()


class Reads:
    """The looks of this process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seen: dict[tuple[int, str], int] = {}
        self._waiting: list[Look] = []
        self._task: asyncio.Task[None] | None = None

    def note(self, user_id: int, what: What, about: str, now: int, conversation_id: int | None = None) -> None:
        """Somebody has read this; `about` is `kind:id`, `now` ms since the epoch. Never waits."""
        place = (user_id, f"{what} {about}")
        if now - self._seen.get(place, -AGAIN) < AGAIN:
            return
        if len(self._seen) >= MOST:
            self._seen = {one: at for one, at in self._seen.items() if now - at < AGAIN}
        if len(self._seen) >= MOST:
            self._seen.clear()
        self._seen[place] = now
        self._waiting.append(Look(now, user_id, f"read.{what}", about, conversation_id))
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._later())

    async def close(self) -> None:
        """Write what waits."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self._write()

    async def _later(self) -> None:
        while self._waiting:
            await asyncio.sleep(LATER)
            await self._write()

    async def _write(self) -> None:
        looks, self._waiting = self._waiting, []
        if not looks:
            return
        try:
            await self._database.write(partial(_kept, looks=looks))
        except Exception as error:  # noqa: BLE001 - whatever the database has, no look is lost while the process lives
            _log.warning("reads_not_written", waiting=len(looks), error=type(error).__name__)
            self._waiting[:0] = looks[-MOST:]


def _kept(connection: sa.Connection, looks: Sequence[Look]) -> None:
    audit.looked(connection, looks)
