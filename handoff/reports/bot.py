"""What the bot does by itself and where it loses people: without it nobody would know which flow to mend first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from handoff.reports.figures import share
from handoff.reports.rows import ContactRow, FateRow, MissRow, ReachedRow, TicketRow
from handoff.reports.spans import Days, monday_of
from handoff.reports.table import Cell, Column, Plot, Report, Table, Tile, cells

FATES = ("finished", "handed", "cancelled", "left", "failed", "open")
MISSES = 12  # places where most was not understood
FUNNELS = 6  # flows that are drawn: those that were begun most often


@dataclass(frozen=True, slots=True)
class BotRows:
    """Everything the bot's report is made of."""

    contacts: Sequence[ContactRow]
    tickets: Sequence[TicketRow]
    fates: Sequence[FateRow]
    reached: Sequence[ReachedRow]
    misses: Sequence[MissRow]


def bot(rows: BotRows, days: Days, least: int) -> Report:
    """Contacts without a person, hand-overs by reason, how flows ended and where, what was not understood."""
    contacts, fates = rows.contacts, rows.fates
    total, alone = sum(row.contacts for row in contacts), sum(row.contacts - row.people for row in contacts)
    by_bot = share(alone, total, least)
    started, finished = sum(row.times for row in fates), sum(row.times for row in fates if row.fate == "finished")
    done = share(finished, started, least)
    return Report(
        "bot", total + started,
        tiles=(
            Tile("contacts", "count", total),
            Tile.of("by_bot", by_bot, total),
            Tile("runs", "count", started),
            Tile.of("finished", done, started),
            Tile("missed", "count", sum(row.times for row in rows.misses)),
        ),
        tables=(
            _weeks(contacts, days, least), _reasons(rows.tickets, least), _flows(fates, least),
            *(_funnel(flow, fates, rows.reached) for flow in _most(fates)), _misses(rows.misses),
        ),
    )  # fmt: skip


def _weeks(contacts: Sequence[ContactRow], days: Days, least: int) -> Table:
    total: Counter[object] = Counter()
    alone: Counter[object] = Counter()
    for row in contacts:
        total[monday_of(row.day)] += row.contacts
        alone[monday_of(row.day)] += row.contacts - row.people
    rows: list[tuple[Cell, ...]] = []
    for week in days.weeks:
        found = share(alone[week], total[week], least)
        rows.append((week, total[week], *cells(found)))
    columns = (
        Column("week", "week"), Column("contacts"), Column("share", "percent"), Column("low", "percent"),
        Column("high", "percent"),
    )  # fmt: skip
    return Table("weeks", columns, rows, Plot("line", "week", "share", "low", "high", top=100))


def _reasons(tickets: Sequence[TicketRow], least: int) -> Table:
    counts = Counter(ticket.reason for ticket in tickets)
    rows: list[tuple[Cell, ...]] = []
    for reason, count in counts.most_common():
        found = share(count, len(tickets), least)
        rows.append((reason, count, *cells(found)))
    columns = (
        Column("reason", "word", "reason"), Column("n"), Column("share", "percent"), Column("low", "percent"),
        Column("high", "percent"),
    )  # fmt: skip
    links = [{"of": "handed", "reason": str(row[0])} for row in rows]
    return Table("reasons", columns, rows, Plot("bars", "reason", "share", "low", "high", top=100), links)


def _most(fates: Sequence[FateRow]) -> list[str]:
    counts: Counter[str] = Counter()
    for row in fates:
        counts[row.flow] += row.times
    return [flow for flow, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:FUNNELS]]


def _flows(fates: Sequence[FateRow], least: int) -> Table:
    ways: dict[str, Counter[str]] = {}
    for row in fates:
        ways.setdefault(row.flow, Counter())[row.fate] += row.times
    rows: list[tuple[Cell, ...]] = []
    for flow, counts in sorted(ways.items(), key=lambda item: (-item[1].total(), item[0])):
        found = share(counts["finished"], counts.total(), least)
        ends = (counts[fate] for fate in FATES)
        rows.append((flow, counts.total(), *ends, *cells(found)))
    columns = (
        Column("flow", "word", "flow"), Column("started"), *(Column(f"fate_{fate}") for fate in FATES),
        Column("share", "percent"), Column("low", "percent"), Column("high", "percent"),
    )  # fmt: skip
    links = [{"of": "flow", "flow": str(row[0])} for row in rows]
    return Table("flows", columns, rows, Plot("bars", "flow", "share", "low", "high", top=100), links)


def _funnel(flow: str, fates: Sequence[FateRow], reached: Sequence[ReachedRow]) -> Table:
    """Begun, each question by how many came to it, and finished; beside each how many stopped there, and why."""
    mine = [row for row in fates if row.flow == flow]
    begun = sum(row.times for row in mine)
    rows: list[tuple[Cell, ...]] = [("", "started", begun, 100.0 if begun else None, *_stopped(mine, ""))]
    links: list[dict[str, str] | None] = [{"of": "flow", "flow": flow}]
    for question in (row for row in reached if row.flow == flow):
        part = 100 * question.times / begun if begun else None
        rows.append((_short(question.question, flow), "asked", question.times, part, *_stopped(mine, question.question)))
        links.append({"of": "flow", "flow": flow, "stopped": question.question})
    done = sum(row.times for row in mine if row.fate == "finished")
    rows.append(("", "finished", done, 100 * done / begun if begun else None, 0, 0, 0, 0))
    links.append({"of": "flow", "flow": flow, "fate": "finished"})
    columns = (
        Column("question", "text"), Column("step", "word", "step"), Column("runs"), Column("share", "percent"),
        *(Column(f"stopped_{fate}") for fate in ("handed", "cancelled", "left", "failed")),
    )  # fmt: skip
    return Table("funnel", columns, rows, Plot("funnel", "question", "runs"), links, about=flow)


def _stopped(mine: Sequence[FateRow], question: str) -> tuple[int, ...]:
    counts: Counter[str] = Counter()
    for row in mine:
        if row.stopped == question:
            counts[row.fate] += row.times
    return tuple(counts[fate] for fate in ("handed", "cancelled", "left", "failed"))


def _short(question: str, flow: str) -> str:
    of, _, step = question.partition(" ")
    return step if of == flow else f"{of}: {step}"


def _misses(misses: Sequence[MissRow]) -> Table:
    rows = [
        (row.what, " · ".join(part for part in (row.flow, row.step) if part), row.times, row.conversations)
        for row in misses[:MISSES]
    ]
    columns = (
        Column("what", "word", "miss"), Column("question", "text"), Column("times"), Column("conversations"),
    )  # fmt: skip
    links = [{"of": "miss", "what": row.what, "flow": row.flow, "step": row.step} for row in misses[:MISSES]]
    return Table("misses", columns, rows, Plot("bars", "question", "times"), links)
