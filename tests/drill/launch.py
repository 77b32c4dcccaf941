"""Starts `dezura` as in earnest, only with shorter leases, turns and effects that stall now and then, a clock that can be put
wrong, and, on demand, without one of its protections.

Without it a drill would have to wait a minute for what a kill leaves behind. All of it happens in the started process, before
the command line runs; the program itself has no such knobs.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

from bot import app, deliver, runner
from bot.__main__ import main
from bot.store import calls, outbox
from bot.store.mailbox import Mailbox
from bot.store.model import Lease, Outcome
from bot.turn import Kit, take_turn

TURN_LEASE, SEND_LEASE, DECIDE = 2_000, 6_000, 1_000  # ms
SEND_TIMEOUT, SWEEP = 5.0, 0.3  # seconds
STALL = 12  # every so many turns or effects, one loses its lease before it is committed


@dataclass(frozen=True, slots=True)
class Launch:
    """One process: its command line, what its environment adds, where it logs.

    `broken` names the protection it goes without. `clock` is a file that says by how many ms its clock is wrong. `tree` is where
    the program of another version stands.
    """

    arguments: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    broken: str = ""
    clock: Path | None = None
    tree: Path | None = None


def run(launch: Launch) -> None:
    """Become that process."""
    _log_to(launch.log)
    os.environ.update(launch.environment)
    _hurry()
    _stall_turns()
    _stall_effects()
    if launch.clock is not None:
        vars(app)["time"] = _Wrong(launch.clock)
    if launch.broken:
        from tests.drill.breaks import BREAKS  # an old version's tree has none

        BREAKS[launch.broken]()
    main(list(launch.arguments), prog_name="dezura")


def _log_to(path: Path) -> None:
    """Both outputs, whatever writes to them."""
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
        os.dup2(log, stream.fileno())


def _hurry() -> None:
    vars(app)["Mailbox"] = partial(Mailbox, lease=TURN_LEASE)
    vars(outbox).update(LEASE=SEND_LEASE, DECIDE=DECIDE)
    vars(calls).update(LEASE=SEND_LEASE)
    vars(deliver).update(DECIDE=DECIDE, TIMEOUT=SEND_TIMEOUT, SWEEP=SWEEP)
    vars(runner).update(TIMEOUT=SEND_TIMEOUT * 2)


def _stall_turns() -> None:
    """Now and then a turn hangs for longer than its lease, which nobody renews, and then wants to commit after all."""
    numbers, stalled = count(1), set[int]()
    renewed = Mailbox.renew

    async def slow_turn(lease: Lease, kit: Kit, now: datetime) -> Outcome:
        outcome = await take_turn(lease, kit, now)
        if next(numbers) % STALL == 0 and lease.conversation.attempts == 1:
            stalled.add(id(lease))
            await asyncio.sleep(1.5 * TURN_LEASE / 1000)
        return outcome

    async def renew(mailbox: Mailbox, leases: Sequence[Lease], now: int) -> set[int]:
        return await renewed(mailbox, [lease for lease in leases if id(lease) not in stalled], now)

    vars(app)["take_turn"] = slow_turn
    Mailbox.renew = renew  # type: ignore[method-assign, assignment]  # that is the point


def _stall_effects() -> None:
    """Now and then an effect is done, and its process hangs for longer than its claim before it says so."""
    numbers, perform = count(1), runner.Runner._once

    async def slow_effect(self: runner.Runner, errand: calls.Errand) -> Mapping[str, Any]:
        value = await perform(self, errand)
        if next(numbers) % 3 == 1 and errand.attempts == 1:  # a process that is killed soon has none but its first
            await asyncio.sleep(1.2 * SEND_LEASE / 1000)
        return value

    runner.Runner._once = slow_effect  # type: ignore[method-assign]  # that is the point


class _Wrong:
    """The module `time` with a wall clock that is wrong by what stands in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def time_ns(self) -> int:
        """See time.time_ns."""
        try:
            return time.time_ns() + int(self._file.read_text() or 0) * 1_000_000
        except (OSError, ValueError):
            return time.time_ns()

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)


if __name__ == "__main__":  # a version of its own, from another tree, gets here by its own interpreter
    import_module("bot.channels.telegram_methods")  # as those that are forked have it: it takes longer than a send may
    told = json.loads(sys.argv[1])
    run(Launch(told["arguments"], told["environment"], Path(told["log"]), clock=Path(told["clock"]) if told["clock"] else None))
