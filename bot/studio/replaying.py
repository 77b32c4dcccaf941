"""Replays in the background: recorded conversations through a draft, and the report that is kept of it.

They run in processes of their own that leave the machine to customers; the row in the database tells every process of the
program, and whoever comes back, how far they are.
"""

import asyncio
import json
import os
from functools import partial
from typing import TYPE_CHECKING

import structlog

from bot.store import recordings, replays
from bot.studio.background import SIGN, is_lost
from bot.studio.gates import Gate
from bot.studio.rehearsing import Rehearsal, rehearse
from bot.troupe import TroupeError
from flows.comparing import Report, passes
from flows.flowset import FlowSet
from handoff.masking import mask

if TYPE_CHECKING:
    from bot.studio.context import Studio

GROUPS = 100  # that are kept, the worst
_log = structlog.get_logger()


async def start(studio: "Studio", flows: FlowSet, since: int, limit: int, user_id: int) -> int:
    """Hold the conversations since then (ms) in the background, at most `limit`; another draft's replay is left off.

    The number of the replay comes back.
    """
    reel, floor, base = studio.reel, studio.floor, studio.workshop.published()
    await reel.stop()
    total = min(limit, await floor.database.read(partial(recordings.count, since=since)))
    row = partial(
        replays.begin, flows=flows.hash, base=base.hash, user_id=user_id, since=since, total=total, now=floor.clock()
    )  # fmt: skip
    id_ = await floor.database.write(row)
    reel.flows = flows.hash
    rehearsal = Rehearsal(floor.environment, floor.shop, dict(flows.sources), dict(base.sources), kindly=True)
    reel.task = asyncio.create_task(_run(studio, rehearsal, since, limit, id_), name="replay")
    return id_


async def _run(studio: "Studio", rehearsal: Rehearsal, since: int, limit: int, id_: int) -> None:
    floor, report, wrong = studio.floor, Report(), ""
    signed = floor.clock()
    try:
        async for one in rehearse(rehearsal, floor.database, since, limit, max(1, (os.cpu_count() or 1) - 1)):
            report.add(one)
            if floor.clock() - signed >= SIGN:
                signed = floor.clock()
                await floor.database.write(partial(replays.see, id_=id_, done=report.conversations, now=signed))
    except TroupeError as error:
        wrong = str(error)
        _log.error("replay_left_off", reason=wrong)
    # with nothing in it by which a customer could be found but the conversation's number
    kept = json.dumps({**report.kept(mask, GROUPS), "wrong": wrong}, ensure_ascii=False)
    await floor.database.write(partial(replays.end, id_=id_, done=report.conversations, report=kept, now=floor.clock()))


async def gate(studio: "Studio", flows: FlowSet) -> Gate:
    """How the newest replay of this set against the published one came out."""
    floor = studio.floor
    found = await floor.database.read(partial(replays.newest, flows=flows.hash, base=studio.workshop.published().hash))
    if found is None or is_lost(found, floor.clock()):
        return Gate("replay", "missing")
    told = f"{found.done} / {found.total}"
    if found.ended_at is None:
        return Gate("replay", "running", told)
    report = json.loads(found.report)
    counts, asked = report["counts"], floor.shop.publishing
    if not report["wrong"] and passes(counts, found.done, asked.max_handed_off, asked.max_errors):
        return Gate("replay", "passed", told)
    worst = next((f" · {one['flow']} · {one['step']}" for one in report["groups"]), "")
    return Gate("replay", "failed", report["wrong"] or f"{told} · {counts['handed_off']} → 👤 · {counts['error']} ✗{worst}")
