"""Many conversations at once: without it a thousand tests would wait for each other on one core.

Every process has a Theatre of its own and holds one conversation after the other; what comes back is in the order of what was
given.
"""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context
from time import perf_counter

import structlog

from bot.premises import shop_facts
from bot.theatre import Theatre
from config.settings import Environment
from config.shop import Shop
from flows.cases import Case
from flows.coverage import walked
from flows.dialogues import Result
from flows.library import build
from flows.shop.calls import CALLS

FEW = 12  # conversations for which starting another process would take longer than holding them here
QUIET = 40  # log level ERROR: what a tried conversation logs on its way is nobody's news


class TroupeError(Exception):
    """A process that holds conversations has died."""


@dataclass(frozen=True, slots=True)
class Script:
    """What a Theatre is made of, in another process as well. `sources` are the texts of a set; None: the shop's folder.

    `kindly`: with what is left of the machine, since customers are being answered on it.
    """

    environment: Environment
    shop: Shop
    sources: Mapping[str, str] | None = None
    kindly: bool = False

    def theatre(self) -> Theatre:
        """A new one. Raises Problems, ModelError."""
        if self.sources is None:
            return Theatre(self.environment, self.shop)
        return Theatre(self.environment, self.shop, build(self.sources, CALLS, shop_facts(self.environment, self.shop)))


@dataclass(frozen=True, slots=True)
class Held:
    """A conversation that was held: how it went, what it walked, and how long it took, in seconds."""

    result: Result
    walked: Mapping[tuple[str, str], int]
    seconds: float


async def hold(theatre: Theatre, case: Case) -> Held:
    """One conversation, here. What a test asks that cannot be (an agent who takes what is taken) is a failure of it."""
    begun = perf_counter()
    result = await theatre.hold(case)
    ways: Counter[tuple[str, str]] = sum((walked(record) for record in result.records), Counter())
    return Held(replace(result, records=()), ways, perf_counter() - begun)


async def perform(script: Script, cases: Sequence[Case], jobs: int, theatre: Theatre | None = None) -> AsyncIterator[Held]:
    """All of them, in their order; `theatre` is one that is there already. Raises TroupeError."""
    if not script.kindly and (jobs == 1 or len(cases) < FEW):
        stage = theatre if theatre is not None else await asyncio.to_thread(script.theatre)
        for case in cases:
            yield await hold(stage, case)
        return
    if not cases:
        return
    pool = ProcessPoolExecutor(min(jobs, len(cases)), get_context("spawn"), _begin, (script,))
    try:
        loop = asyncio.get_running_loop()
        waiting = [loop.run_in_executor(pool, _hold, case) for case in cases]
        for held in waiting:
            yield await held
    except BrokenProcessPool:
        raise TroupeError("a process that held conversations has died; is there memory left? Try --jobs 1") from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


_stage: list[Theatre] = []  # this process's own, once `_begin` has made it


def _begin(script: Script) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(QUIET))
    if script.kindly:
        with suppress(OSError):
            os.nice(10)
    _stage.append(script.theatre())


def _hold(case: Case) -> Held:
    return asyncio.run(hold(_stage[0], case))
