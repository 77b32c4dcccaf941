"""What stands around a draft: its mistakes, its outline, who has it open, how often its flows were used, and merging."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import sqlalchemy as sa

from bot.api.context import Api
from bot.api.conversations import names_of
from bot.api.endpoints import Ask, Endpoint, Nothing
from bot.api.shapes import Names
from bot.store import draft_files, report_flows
from bot.store.reporting import Wanted
from bot.studio.context import Studio, studio_of
from bot.studio.draft_shapes import (
    CallOut,
    FileLookBody,
    FileMergeBody,
    FlowOut,
    Health,
    MergeOut,
    OutlineOut,
    People,
    PieceOut,
    ProblemList,
    SaidOut,
    SlotOut,
    StepOut,
    Used,
    problem_out,
)  # fmt: skip
from bot.studio.outline import Outline
from config.source import Problems
from flows.merging import Agreed, merge
from flows.patterns import PATTERNS
from flows.steps import SLOT_TYPES
from nlu.phrases import Phrases

MONTH = 30 * 86_400_000  # ms over which is counted how often a flow was used
ROOM = 8 * 1024 * 1024  # bytes of three texts


def around(connection: sa.Connection, now: int) -> tuple[Names, dict[str, list[str]]]:
    """The names of all people by id, and of those who have a file open by the file's name."""
    names = names_of(connection)
    found = draft_files.around(connection, now)
    return names, {name: [names[who] for who in people if who in names] for name, people in found.items()}


async def look(ask: Ask[Nothing, FileLookBody]) -> People:
    """You have it open. Others see your name at it."""
    now = ask.api.now()

    def work(connection: sa.Connection) -> tuple[bool, dict[str, list[str]]]:
        before = draft_files.around(connection, now)
        draft_files.look(connection, ask.body.name, by=ask.agent.id, tab=ask.body.tab, now=now)
        return draft_files.around(connection, now) != before, around(connection, now)[1]

    changed, people = await ask.api.database.write(work)
    if changed:
        ask.api.doorbell.ring("pages")
    return People(items=people)


async def merging(ask: Ask[Nothing, FileMergeBody]) -> MergeOut:
    """Two changes of one text, put together where they do not touch."""
    body = ask.body
    merged = await asyncio.to_thread(merge, body.base, body.mine, body.theirs)
    pieces = [
        PieceOut(both=list(piece.lines))
        if isinstance(piece, Agreed)
        else PieceOut(base=list(piece.base), mine=list(piece.mine), theirs=list(piece.theirs))
        for piece in merged.pieces
    ]
    return MergeOut(text=merged.text(), clashes=len(merged.clashes), pieces=pieces)


async def problems(ask: Ask[Any, Any]) -> ProblemList:
    """Every mistake of the draft."""
    return ProblemList(items=[problem_out(one) for one in await studio_of(ask).workshop.problems()])


async def outline(ask: Ask[Nothing, Nothing]) -> OutlineOut:
    """Flows, slots, wordings, calls and intents, and where they stand: what an editor completes and jumps to."""
    studio = studio_of(ask)
    texts = await studio.workshop.texts()
    return await asyncio.to_thread(_outline, studio, texts, ask.api)


def _outline(studio: Studio, texts: Mapping[str, str], api: Api) -> OutlineOut:
    found = studio.reader.read(texts)
    calls = [
        CallOut(
            name=name, arguments=dict(call.arguments), optional=sorted(call.optional), result=call.result,
            fields=dict(call.fields), once=call.once,
        )
        for name, call in sorted(studio.workshop.calls.items())
    ]  # fmt: skip
    return OutlineOut(
        flows=[
            FlowOut(
                id=flow.id, file=flow.file, line=flow.line, description=flow.description, triggers=list(flow.triggers),
                steps=[StepOut(id=one.id, kind=one.kind, line=one.line, about=one.about, own=one.own) for one in flow.steps],
            )
            for flow in found.flows
        ],
        slots=[
            SlotOut(name=one.name, type=one.type, values=list(one.values), flow=one.flow, file=one.file, line=one.line)
            for one in found.slots
        ],
        wordings=[
            SaidOut(id=one.id, file=one.file, line=one.line, values=list(one.values), text=one.text) for one in found.wordings
        ],
        calls=calls, intents=_intents(api.classroom, found),
        patterns=sorted(PATTERNS), types=list(SLOT_TYPES), languages=list(api.shop.languages),
    )  # fmt: skip


async def health(ask: Ask[Nothing, Nothing]) -> Health:
    """How often each flow began in the last thirty days, and how that ended."""
    now = ask.api.now()
    rows = await ask.api.database.read(partial(report_flows.fates, wanted=Wanted(now - MONTH, now), now=now))
    used: dict[str, Used] = {}
    for row in rows:
        one = used.setdefault(row.flow, Used())
        one.began += row.times
        match row.fate:
            case "finished":
                one.finished += row.times
            case "handed" | "failed":
                one.handed += row.times
            case _:
                one.left += row.times
    return Health(items=used)


def _intents(classroom: Callable[[], Phrases], found: Outline) -> list[str]:
    """Those that phrases teach and those that begin a flow."""
    named = {trigger.partition(": ")[2] for flow in found.flows for trigger in flow.triggers if trigger.startswith("intent: ")}
    try:
        return sorted(named.union(classroom().intents))
    except Problems:
        return sorted(named)


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("POST", "/studio/looking", look, "Have a file open", "admin", People, body=FileLookBody, quiet=True),
    Endpoint("POST", "/studio/merge", merging, "Put two changes together", "admin", MergeOut, body=FileMergeBody, room=ROOM),
    Endpoint("GET", "/studio/problems", problems, "The mistakes of the draft", "admin", ProblemList),
    Endpoint("GET", "/studio/outline", outline, "What there is in the draft", "admin", OutlineOut),
    Endpoint("GET", "/studio/health", health, "How often flows were used", "admin", Health),
)
