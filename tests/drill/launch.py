"""Starts `dezura` as in earnest, only with shorter leases, turns that stall now and then, and, on demand, without its fence.

Without it a drill would have to wait a minute for what a kill leaves behind. All of it happens in the started process, before
the command line runs; the program itself has no such knobs.
"""

import asyncio
import os
import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot import app, deliver
from bot.__main__ import main
from bot.store import calls, outbox, turns
from bot.store.mailbox import Mailbox
from bot.store.model import Lease, Outcome
from bot.store.sql import Statement
from bot.turn import Kit, take_turn

TURN_LEASE, SEND_LEASE, DECIDE = 2_000, 6_000, 1_000  # ms
SEND_TIMEOUT, SWEEP = 5.0, 0.3  # seconds
STALL = 12  # every so many turns, one loses its lease before it is committed


@dataclass(frozen=True, slots=True)
class Launch:
    """One process: its command line, what its environment adds, where it logs; `broken` takes the fence away."""

    arguments: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    broken: bool = False


def run(launch: Launch) -> None:
    """Become that process."""
    _log_to(launch.log)
    os.environ.update(launch.environment)
    _hurry()
    _stall()
    if launch.broken:
        _take_away_the_fence()
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


def _stall() -> None:
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


def _take_away_the_fence() -> None:
    """A commit no longer asks whether its turn is still the one that holds the conversation.

    The token is the fence. Behind it stand two unique keys, the turn's number and the message's, which alone turn a second commit
    of the same turn into an error; so they give way too.
    """
    _rewrite(turns._commit, lambda sql: sql.replace("AND conversations.lease_token = r.token", ""))
    _rewrite(turns._record, lambda sql: f"{sql} WHERE true ON CONFLICT (conversation_id, number) DO NOTHING")
    queue = outbox.queue

    def queue_by_any_key(connection: sa.Connection, messages: Sequence[Mapping[str, Any]], now: int) -> None:
        queue(connection, [{**message, "key": secrets.token_hex(8)} for message in messages], now)

    vars(outbox)["queue"] = queue_by_any_key


def _rewrite(statement: Statement, change: Callable[[str], str]) -> None:
    for dialect, sql in statement._texts.items():
        assert change(sql) != sql, f"the statement is not what it was: {sql}"
        statement._texts[dialect] = change(sql)
