"""What a draft would have done to past conversations: runs in the background and their reports."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import Field

from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.shape import Shape
from bot.epoch import from_ms
from bot.store import replays
from bot.store.replays import Replay
from bot.studio import replaying
from bot.studio.background import is_lost
from bot.studio.context import Studio, studio_of
from bot.studio.trials import MISTAKEN, drafted
from flows.comparing import Verdict

REPLAYS = "/studio/replays"
ONE = REPLAYS + r"/{id:\d{1,18}}"
DAY = 86_400_000  # ms


class ReplayBody(Strict):
    """How many days back, and how many conversations at most."""

    days: Annotated[int, Field(ge=1, le=366)] = 30
    limit: Annotated[int, Field(ge=1, le=1_000_000)] = 100_000


class ReplayLine(Shape):
    """A line of a conversation, masked; `differs`: the other side has no such line."""

    who: Literal["customer", "bot"]
    wording: str
    text: str
    differs: bool


class ReplayedOut(Shape):
    """A conversation up to where it differs, as it went then and as it would go now."""

    conversation: int
    turn: int
    then: list[ReplayLine]
    now: list[ReplayLine]


class ReplayGroup(Shape):
    """Conversations that differ alike at one step; `why` names a call nobody made then, an error, or a wording."""

    verdict: Verdict
    flow: str
    step: str
    why: str
    count: int
    examples: list[ReplayedOut]


class ReplayOut(Shape):
    """A replay. `lost`: it was cut off and says nothing; `failed`: the processes died, `wrong` says so.

    `is_current`: of the draft as it is now against what is in use now. `counts` are conversations.
    """

    id: int
    draft: str
    base: str
    state: Literal["running", "done", "failed", "lost"]
    is_current: bool
    since: datetime
    begun_at: datetime
    ended_at: datetime | None
    done: int
    total: int
    wrong: str = ""
    counts: Mapping[str, int] = {}


class ReplayReport(ReplayOut):
    """A replay with its groups, the worst first."""

    groups: Sequence[ReplayGroup] = ()


class ReplayPage(Shape):
    """The replays that are kept, newest first."""

    items: list[ReplayOut]


async def start(ask: Ask[Nothing, ReplayBody]) -> ReplayOut:
    """Hold them with the draft as it is now."""
    studio, flows = studio_of(ask), await drafted(studio_of(ask))
    since = studio.floor.clock() - ask.body.days * DAY
    id_ = await replaying.start(studio, flows, since, ask.body.limit, ask.agent.id)
    found = await studio.floor.database.read(partial(replays.one, id_=id_))
    assert found is not None
    return ReplayOut(**_told(studio, found, flows.hash))


async def listing(ask: Ask[Nothing, Nothing]) -> ReplayPage:
    """All that are kept."""
    studio = studio_of(ask)
    draft = (await drafted(studio)).hash
    found = await studio.floor.database.read(replays.listing)
    return ReplayPage(items=[ReplayOut(**_told(studio, one, draft)) for one in found])


async def one(ask: Ask[Nothing, Nothing]) -> ReplayReport:
    """One with its groups."""
    studio = studio_of(ask)
    found = await studio.floor.database.read(partial(replays.one, id_=ask.id)) if ask.id < 2**62 else None
    if found is None:
        raise Problem(404, "There is no such replay; only the newest are kept.")
    draft = (await drafted(studio)).hash
    report = json.loads(found.report) if found.report else {}
    return ReplayReport(**_told(studio, found, draft), groups=[ReplayGroup(**group) for group in report.get("groups", ())])


async def stop(ask: Ask[Nothing, Nothing]) -> None:
    """Leave off the one that is running."""
    await studio_of(ask).reel.stop()


def _told(studio: Studio, found: Replay, draft: str) -> dict[str, Any]:
    report = json.loads(found.report) if found.report else {}
    state: Literal["running", "done", "failed", "lost"] = "done"
    if found.ended_at is None:
        state = "lost" if is_lost(found, studio.floor.clock()) else "running"
    elif report.get("wrong"):
        state = "failed"
    return {
        "id": found.id, "draft": found.flows, "base": found.base, "state": state,
        "is_current": (found.flows, found.base) == (draft, studio.workshop.published().hash),
        "since": from_ms(found.since), "begun_at": from_ms(found.begun_at),
        "ended_at": from_ms(found.ended_at) if found.ended_at else None, "done": found.done, "total": found.total,
        "wrong": report.get("wrong", ""), "counts": report.get("counts", {}),
    }  # fmt: skip


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", REPLAYS, listing, "Replays of past conversations", "admin", ReplayPage, problems=MISTAKEN),
    Endpoint(
        "POST", REPLAYS, start, "Hold past conversations with the draft", "admin", ReplayOut, body=ReplayBody, problems=MISTAKEN
    ),
    Endpoint("DELETE", REPLAYS, stop, "Leave the replay off", "admin"),
    Endpoint(
        "GET", ONE, one, "What a replay came to", "admin", ReplayReport, problems={**MISTAKEN, 404: "There is no such replay"}
    ),
)  # fmt: skip
