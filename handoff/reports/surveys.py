"""What customers say when they are asked: how many answer at all, how many are content, and how sure that is."""

from collections import Counter
from collections.abc import Sequence
from typing import get_args

from flows.shop.surveys import GOOD, SCALES, Kind
from flows.shop.surveys import report as of_kind
from handoff.reports.figures import share
from handoff.reports.rows import SurveyRow
from handoff.reports.spans import Days
from handoff.reports.table import Cell, Column, Plot, Report, Table, Tile, cells

KINDS: tuple[Kind, ...] = get_args(Kind)


def surveys(rows: Sequence[SurveyRow], days: Days, least: int) -> Report:
    """Satisfaction, ease and recommendation; the weeks are those in which they were asked."""
    asked = sum(row.times for row in rows)
    answered = sum(row.times for row in rows if row.state == "answered")
    return Report(
        "surveys", asked,
        tiles=(
            Tile("asked", "count", asked), Tile.of("response", share(answered, asked, least), asked),
            *(_tile(kind, rows, least) for kind in KINDS if any(row.kind == kind for row in rows)),
        ),
        tables=(
            _kinds(rows, least), _weeks(rows, days, least),
            *(_scores(kind, rows) for kind in KINDS if any(row.kind == kind and row.state == "answered" for row in rows)),
        ),
    )  # fmt: skip


def _counted(kind: Kind, rows: Sequence[SurveyRow]) -> tuple[int, Counter[int]]:
    scores: Counter[int] = Counter()
    for row in rows:
        if row.kind == kind and row.state == "answered" and row.score is not None:
            scores[row.score] += row.times
    return sum(row.times for row in rows if row.kind == kind), scores


def _tile(kind: Kind, rows: Sequence[SurveyRow], least: int) -> Tile:
    asked, scores = _counted(kind, rows)
    return Tile.of(kind, of_kind(kind, asked, scores, least).good, scores.total())


def _kinds(rows: Sequence[SurveyRow], least: int) -> Table:
    lines: list[tuple[Cell, ...]] = []
    for kind in KINDS:
        found = of_kind(kind, *_counted(kind, rows), least)
        if found.asked:
            response, good = cells(found.response), cells(found.good)
            lines.append((kind, found.asked, found.answered, *response, *good, found.mean, found.net))
    columns = (
        Column("survey", "word", "survey"), Column("asked"), Column("answered"), Column("response", "percent"),
        Column("response_low", "percent"), Column("response_high", "percent"), Column("share", "percent"),
        Column("low", "percent"), Column("high", "percent"), Column("mean", "number"), Column("net", "number"),
    )  # fmt: skip
    return Table("kinds", columns, lines, Plot("bars", "survey", "share", "low", "high", top=100))


def _weeks(rows: Sequence[SurveyRow], days: Days, least: int) -> Table:
    """Satisfaction week by week."""
    total: Counter[object] = Counter()
    good: Counter[object] = Counter()
    for row in rows:
        if row.kind == "csat" and row.state == "answered" and row.score is not None:
            total[row.week] += row.times
            good[row.week] += row.times if row.score >= GOOD["csat"] else 0
    lines = [(week, total[week], *cells(share(good[week], total[week], least))) for week in days.weeks]
    columns = (
        Column("week", "week"), Column("answered"), Column("share", "percent"), Column("low", "percent"),
        Column("high", "percent"),
    )  # fmt: skip
    return Table("weeks", columns, lines, Plot("line", "week", "share", "low", "high", top=100))


def _scores(kind: Kind, rows: Sequence[SurveyRow]) -> Table:
    _, scores = _counted(kind, rows)
    lines = [(str(score), scores[score]) for score in SCALES[kind]]
    links = [{"of": "survey", "kind": kind, "score": str(score)} for score in SCALES[kind]]
    return Table(
        "scores", (Column("score", "text"), Column("n")), lines, Plot("histogram", "score", "n"), links, about=kind.upper()
    )
