"""What it costs to hold past conversations with a draft, beside reading their records alone and the engine alone: 10^5 turns."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from rich.table import Table

from bot.theatre import Theatre
from bot.tryout import Clock, Conversation
from config.settings import CHECKOUT, read_environment
from config.shop import read_shop
from config.source import read_yaml
from flows.cases import parse
from flows.comparing import Comparison
from flows.dialogues import run
from flows.engine import advance, begin
from flows.recording import Recorded, read
from flows.shop.calls import CALLS

TURNS = 100_000
FILES = ("order_status", "cancel_order", "delivery")
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
Past = Sequence[tuple[int, str]]


async def recorded(theatre: Theatre) -> list[Past]:
    """Conversations of the demo shop as the whole program has recorded them, by the records of their turns."""
    found: list[Past] = []
    for name in FILES:
        for case in parse(read_yaml(CHECKOUT / "tests" / "dialogues" / f"{name}.lv.yml", name)):
            clock = Clock(case.now.replace(tzinfo=theatre.shop.time_zone) if case.now else NOW)
            async with theatre.stage(clock, case.fixtures) as floor:
                await run(case, Conversation(floor, clock, "bench", locale=case.language))
                found.append(await floor.database.read(_records))
    return [past for past in found if past]


def _records(connection: sa.Connection) -> Past:
    rows = connection.exec_driver_sql("SELECT number, record FROM turns ORDER BY number").all()
    return [(int(number), str(record)) for number, record in rows]


def _engine(theatre: Theatre, past: Sequence[Recorded]) -> None:
    """What was heard, once more: without comparing anything."""
    dialogue = begin(theatre.flows, "lv")
    for turn in past:
        for event in turn.events:
            dialogue, _ = advance(theatre.flows, dialogue, event, NOW)


def _spent(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


async def replay(table: Table) -> None:
    """Add every row to the table of `make bench`."""
    theatre = Theatre(read_environment({}), read_shop(CHECKOUT))
    pasts = await recorded(theatre)
    times = max(1, TURNS // sum(map(len, pasts)))
    turns = times * sum(map(len, pasts))
    comparison = Comparison(theatre.flows, theatre.flows, CALLS)
    verdicts: set[str] = set()

    def whole() -> None:
        for _ in range(times):
            verdicts.update(comparison.compare(1, past).verdict for past in pasts)

    held = _spent(whole)
    assert verdicts == {"same"}, verdicts
    reading = _spent(lambda: [read(number, record, CALLS) for _ in range(times) for past in pasts for number, record in past])
    known = [[read(number, record, CALLS) for number, record in past] for past in pasts]
    alone = _spent(lambda: [_engine(theatre, past) for _ in range(times) for past in known])
    ours = f"{turns / held:,.0f} turns a second"
    read_alone, engine_alone = f"{turns / reading:,.0f}, reading alone", f"{turns / alone:,.0f}, the engine"
    table.add_row(f"replay: {turns:,} turns, one core", ours, read_alone, f"{held / reading:.1f}", "")
    table.add_row("replay: beside the engine alone", ours, engine_alone, f"{held / alone:.1f}", "no difference")


ROWS: Mapping[str, Callable[[Table], Awaitable[None]]] = {"replay": replay}
