"""What surveys say, over HTTP: shares with how many answered and how sure that is, and nothing from too few."""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import get_args

from pydantic import Field

from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.shape import Shape
from bot.epoch import from_ms, to_ms
from bot.store import surveys
from flows.shop.surveys import Kind, Report, Share, report

USUAL = timedelta(days=90)
COMMENTS = 50


class ShareOut(Shape):
    """A share in per cent, with the Wilson interval of 95 %."""

    percent: float
    low: float
    high: float


class SurveyOut(Shape):
    """One kind of survey. Figures are null where fewer than `least` have answered.

    `good` is the share of 4 and 5 (csat), of 5 to 7 (ces), of 9 and 10 (nps); `net` the promoters less the detractors.
    """

    asked: int
    answered: int
    response: ShareOut | None
    good: ShareOut | None
    mean: float | None
    net: float | None
    scores: dict[int, int]


class CommentOut(Shape):
    """What was written beside an answer."""

    conversation_id: int | None
    kind: str
    score: int | None
    comment: str
    at: datetime


class SurveysOut(Shape):
    """Satisfaction, ease and recommendation in a time, the last day included."""

    since: date
    until: date
    least: int
    csat: SurveyOut
    ces: SurveyOut
    nps: SurveyOut
    comments: list[CommentOut]


class SurveysQuery(Strict):
    """From which day to which, in the shop's zone; without them the last ninety days."""

    since: date | None = Field(default=None, description="2026-09-01")
    until: date | None = Field(default=None, description="2026-11-30")


async def of_surveys(ask: Ask[SurveysQuery, Nothing]) -> SurveysOut:
    """What was asked in these days, and what was answered."""
    zone = ask.api.shop.time_zone
    today = from_ms(ask.api.now()).astimezone(zone).date()
    until = ask.query.until or today
    since = ask.query.since or until - USUAL
    if since > until:
        raise Problem(422, "since: it is later than until.", path="since")
    begin = to_ms(datetime.combine(since, time(), zone))
    end = to_ms(datetime.combine(until + timedelta(days=1), time(), zone))
    found = await ask.api.database.read(partial(surveys.counts, since=begin, until=end))
    words = await ask.api.database.read(partial(surveys.comments, since=begin, until=end, room=COMMENTS))
    least = ask.api.shop.care.surveys.least
    kinds: tuple[Kind, ...] = get_args(Kind)
    reports = {}
    for kind in kinds:
        asked, scores = found.get(kind, (0, {}))
        reports[kind] = _out(report(kind, asked, scores, least))
    return SurveysOut(
        since=since, until=until, least=least, **reports,
        comments=[
            CommentOut(
                conversation_id=row.conversation_id, kind=row.kind, score=row.score, comment=row.comment,
                at=from_ms(row.answered_at),
            )
            for row in words
        ],
    )  # fmt: skip


def _out(found: Report) -> SurveyOut:
    return SurveyOut(
        asked=found.asked, answered=found.answered, response=_share(found.response), good=_share(found.good),
        mean=round(found.mean, 2) if found.mean is not None else None,
        net=round(found.net, 1) if found.net is not None else None, scores=dict(found.scores),
    )  # fmt: skip


def _share(found: Share | None) -> ShareOut | None:
    if found is None:
        return None
    return ShareOut(percent=round(found.percent, 1), low=round(found.low, 1), high=round(found.high, 1))


ENDPOINTS = (
    Endpoint("GET", "/reports/surveys", of_surveys, "What surveys say", "supervisor", SurveysOut, query=SurveysQuery),
)  # fmt: skip
