"""Past conversations held with a draft in many processes: without it a month of them would keep an admin waiting for an hour.

Conversations are read in chunks and never all at once; every process builds the sets once.
"""

import asyncio
import os
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from bot.app import load_model
from bot.epoch import to_ms
from bot.premises import shop_facts
from bot.store import recordings
from bot.store.database import Database
from bot.store.recordings import Recording
from bot.troupe import TroupeError
from config.settings import Environment
from config.shop import Shop
from flows.comparing import Compared, Comparison, Hears
from flows.library import build
from flows.shop.calls import CALLS

CHUNK = 50  # conversations that go to a process at once
AHEAD = 2  # chunks that wait for each process


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Which sets are held against each other, by their texts. `kindly`: with what customers leave of the machine.

    `model` is the file of another model, that hears what customers wrote; `threshold` from which confidence on it is believed, or
    the one in use. Without both, what was understood then counts.
    """

    environment: Environment
    shop: Shop
    draft: Mapping[str, str]
    base: Mapping[str, str]
    kindly: bool = False
    model: Path | None = None
    threshold: float | None = None

    def comparison(self) -> Comparison:
        """Both sets, built. Raises Problems and ModelError."""
        facts = shop_facts(self.environment, self.shop)
        draft = build(self.draft, CALLS, facts)
        base = draft if self.base == self.draft else build(self.base, CALLS, facts)
        return Comparison(draft, base, CALLS, self._hears())

    def _hears(self) -> Hears | None:
        if self.model is None and self.threshold is None:
            return None
        return load_model(self.environment, self.shop, lambda: to_ms(datetime.now(UTC)), self.model, self.threshold).predict


async def rehearse(rehearsal: Rehearsal, database: Database, since: int, limit: int, jobs: int) -> AsyncIterator[Compared]:
    """The conversations since then (ms), at most `limit`, as they are compared. Raises TroupeError."""
    first = await database.read(partial(recordings.page, since=since, after=0, room=min(CHUNK, limit)))
    if len(first) < CHUNK and not rehearsal.kindly:
        for one in await asyncio.to_thread(_compared, rehearsal.comparison(), first):
            yield one
        return
    if not first:
        return
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (rehearsal,))
    waiting: deque[asyncio.Future[list[Compared]]] = deque()
    try:
        chunk, left = first, limit
        while chunk or waiting:
            if chunk:
                left -= len(chunk)
                waiting.append(asyncio.get_running_loop().run_in_executor(pool, _work, chunk))
                after, room = chunk[-1].conversation, min(CHUNK, left)
                chunk = await database.read(partial(recordings.page, since=since, after=after, room=room)) if room else []
            if waiting and (not chunk or len(waiting) >= jobs * AHEAD):
                for one in await waiting.popleft():
                    yield one
    except BrokenProcessPool:
        raise TroupeError("a process that held conversations has died; is there memory left? Try --jobs 1") from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


_here: list[Comparison] = []  # this process's own, once `_begin` has made it


def _begin(rehearsal: Rehearsal) -> None:
    if rehearsal.kindly:
        with suppress(OSError):
            os.nice(10)
    _here.append(rehearsal.comparison())


def _work(chunk: Sequence[Recording]) -> list[Compared]:
    return _compared(_here[0], chunk)


def _compared(comparison: Comparison, chunk: Sequence[Recording]) -> list[Compared]:
    return [comparison.compare(one.conversation, one.records) for one in chunk]
