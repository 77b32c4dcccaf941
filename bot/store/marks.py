"""What turns did, as reports count it: without it every report would read the long records of all turns, one by one.

The marks of a turn are written in its own commit, so that they are neither lost nor counted twice.
"""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from bot.store.model import Mark, Outcome
from bot.store.sql import Statement
from flows.model import Record

WAY = ("started", "went", "asked", "finished", "handed_over", "cancelled", "failed", "lapsed", "forgotten", "paused")
MISSES = ("not_understood", "clarified", "unclear", "gave_up")

_go = Statement(
    """INSERT INTO run_marks (conversation_id, run, what, flow, step, at) SELECT id, run, what, flow, step, :now FROM {rows} r
    WHERE true ON CONFLICT (conversation_id, run, what, flow, step) DO NOTHING""",
    id="integer",
    run="integer",
    what="text",
    flow="text",
    step="text",
)
_miss = Statement(
    """INSERT INTO misses (conversation_id, turn, at, what, flow, step) SELECT id, turn, :now, what, flow, step FROM {rows} r""",
    id="integer",
    turn="integer",
    what="text",
    flow="text",
    step="text",
)


def of(record: Record) -> Iterator[Mark]:
    """The marks of something a flow thought worth counting; none where no report asks for it.

    How a run ends is told without its step: it ends once, wherever that was. A way from step to step stands as its step.
    """
    if record.what == "went":
        yield from (Mark("went", run, flow, way) for run, flow, way in dict.fromkeys(record.values["ways"]))
    elif record.what in WAY or record.what in MISSES:
        step = record.values.get("step", "") if record.what in {"asked", *MISSES} else ""
        yield Mark(record.what, int(record.values.get("run", 0)), str(record.values.get("flow", "")), str(step))


def keep(connection: sa.Connection, outcomes: Sequence[Outcome], now: int) -> None:
    """Write down what these turns did, in their own transaction."""
    marked = [(outcome.lease.conversation, mark) for outcome in outcomes for mark in outcome.marks]
    ways = [
        {"id": chat.id, "run": mark.run, "what": mark.what, "flow": mark.flow, "step": mark.step}
        for chat, mark in marked
        if mark.what in WAY
    ]
    missed = [
        {"id": chat.id, "turn": chat.turn, "what": mark.what, "flow": mark.flow, "step": mark.step}
        for chat, mark in marked
        if mark.what in MISSES
    ]
    if ways:
        _go(connection, ways, now=now)
    if missed:
        _miss(connection, missed, now=now)
