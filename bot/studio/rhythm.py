"""How the weekly loop goes, in one line: without it nobody would know that there is something to look at, nor that it helped."""

import asyncio
from typing import Any

from bot.api.endpoints import Ask, Endpoint, Nothing
from bot.api.shape import Shape
from bot.epoch import from_ms
from bot.store import unheard
from bot.studio.context import studio_of
from bot.studio.unheard import DAY, waiting
from nlu.shelf import Shelf, report_of

WEEK = 7  # days


class RhythmOut(Shape):
    """What waits and what became of it.

    `waiting` rows of the worklist, the wordings `labelled` in the last seven days, when the model in use was `trained_at`, the
    share of held-back phrases it `understood` (0 to 1), and how many `points` of a hundred more or less than the one before it.
    Each of the last three is None where no report tells.
    """

    waiting: int
    labelled: int
    trained_at: str | None
    understood: float | None
    points: float | None


async def rhythm(ask: Ask[Nothing, Nothing]) -> RhythmOut:
    """How many messages wait to be looked at, how many were labelled last week, and whether the model got better."""
    since = ask.api.now() - WEEK * DAY
    rows = await waiting(ask, WEEK)
    labelled = await ask.api.database.read(lambda connection: unheard.labelled(connection, since))
    stands = await asyncio.to_thread(_model, studio_of(ask).school.shelf)
    return RhythmOut(waiting=rows, labelled=labelled, **stands)


def _model(shelf: Shelf) -> dict[str, Any]:
    report, before = report_of(shelf.using) or {}, shelf.before()
    share, at = report.get("accuracy"), report.get("at")
    earlier = (before.report or {}).get("accuracy") if before else None
    return {
        "trained_at": from_ms(at).isoformat() if at else None,
        "understood": share,
        "points": round(100 * (share - earlier), 1) if share is not None and earlier is not None else None,
    }


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET", "/studio/rhythm", rhythm, "How the weekly loop goes", "admin", RhythmOut,
        problems={409: "The phrase files have a mistake"},
    ),
)  # fmt: skip
