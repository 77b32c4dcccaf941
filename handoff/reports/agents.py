"""What each agent did beside what the team did, so that people can see where they stand and nobody is put on a list.

Everybody sees their own figures and the team's: its median and its middle half, which belong to nobody. Supervisors see all,
by name and never by rank. Speed never stands without the load it was reached under, and of few cases there is no figure.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handoff.reports.answers import Timed
from handoff.reports.figures import Quantiles, quantiles
from handoff.reports.rows import WroteRow
from handoff.reports.table import Cell, Column, Plot, Report, Table, Tile


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: a supervisor sees everybody, an agent only themselves beside the team."""

    id: int
    supervisor: bool


def agents(
    cases: Sequence[Timed], wrote: Sequence[WroteRow], names: Mapping[int, str], reader: Reader, least: int
) -> Report:  # fmt: skip
    """First answers and closings by who had the hand-over last, with what they wrote. `names` are the people of the shop."""
    ids = [reader.id] if not reader.supervisor else [id_ for id_ in names if _is_there(id_, cases, wrote)]
    rows = [_row(names.get(id_, f"#{id_}"), id_, cases, wrote, least) for id_ in sorted(ids, key=lambda id_: names.get(id_, ""))]
    own = [one for one in cases if one.ticket.agent_id == reader.id]
    mine, team = _first(own, least), _team(cases, reader, least)
    written = {row.agent_id: row for row in wrote}
    my_load = written.get(reader.id)
    return Report(
        "agents", len(cases) + sum(row.messages for row in wrote),
        tiles=(
            Tile("mine_conversations", "count", my_load.conversations if my_load else 0),
            Tile("mine_first", "time", mine.p50 if mine else None, n=mine.n if mine else None),
            Tile("team_first", "time", team.p50 if team else None, *((team.p25, team.p75) if team else (None, None))),
        ),
        tables=(
            Table("people", _COLUMNS, rows, Plot("bars", "person", "p50", "p25", "p75")),
            Table("team", _TEAM, [_team_row(cases, wrote, reader, least)]),
        ),
        notes=("by_name",) if reader.supervisor else ("own",),
    )  # fmt: skip


_COLUMNS = (
    Column("person", "text"), Column("conversations"), Column("messages"), Column("answered"), Column("p50", "time"),
    Column("p25", "time"), Column("p75", "time"), Column("closed"), Column("closing", "time"),
)  # fmt: skip
_TEAM = (
    Column("people"), Column("conversations_each", "number"), Column("messages_each", "number"), Column("p50", "time"),
    Column("p25", "time"), Column("p75", "time"), Column("closing", "time"),
)  # fmt: skip


def _is_there(id_: int, cases: Sequence[Timed], wrote: Sequence[WroteRow]) -> bool:
    return any(one.ticket.agent_id == id_ for one in cases) or any(row.agent_id == id_ for row in wrote)


def _first(cases: Sequence[Timed], least: int) -> Quantiles | None:
    return quantiles([one.first_working for one in cases if one.first_working is not None], least)


def _closing(cases: Sequence[Timed], least: int) -> Quantiles | None:
    return quantiles([one.closing_working for one in cases if one.closing_working is not None], least)


def _row(name: str, id_: int, cases: Sequence[Timed], wrote: Sequence[WroteRow], least: int) -> tuple[Cell, ...]:
    mine = [one for one in cases if one.ticket.agent_id == id_]
    load = next((row for row in wrote if row.agent_id == id_), None)
    first, closing = _first(mine, least), _closing(mine, least)
    answered = sum(one.first is not None for one in mine)
    return (
        name, load.conversations if load else 0, load.messages if load else 0, answered,
        *((first.p50, first.p25, first.p75) if first else (None, None, None)),
        sum(one.closing is not None for one in mine), closing.p50 if closing else None,
    )  # fmt: skip


def _team(cases: Sequence[Timed], reader: Reader, least: int) -> Quantiles | None:
    """The team's; None where so few of it are other people's that an agent could tell whose they are."""
    others = {one.ticket.agent_id for one in cases} - {None, reader.id}
    theirs = [one for one in cases if one.ticket.agent_id in others and one.first_working is not None]
    if not reader.supervisor and (len(others) < 2 or len(theirs) < least):
        return None
    return _first(cases, least)


def _team_row(cases: Sequence[Timed], wrote: Sequence[WroteRow], reader: Reader, least: int) -> tuple[Cell, ...]:
    team = _team(cases, reader, least)
    people = Counter(row.agent_id for row in wrote)
    if team is None or not people:
        return (None,) * len(_TEAM)
    closing = _closing(cases, least)
    return (
        len(people), sum(row.conversations for row in wrote) / len(people), sum(row.messages for row in wrote) / len(people),
        team.p50, team.p25, team.p75, closing.p50 if closing else None,
    )  # fmt: skip
