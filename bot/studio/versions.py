"""What was published and when, what publishing would do to customers in mid-flow, and the way back."""

import asyncio
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from pydantic import Field

from bot.api.conversations import names_of
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.shape import Shape
from bot.api.shapes import Names
from bot.editions import Editions
from bot.epoch import from_ms
from bot.store import editions
from bot.store.editions import Edition, Withdrawal
from bot.studio import publishing
from bot.studio.context import Studio, studio_of
from bot.studio.draft_shapes import ProblemOut, problem_out
from bot.studio.gates import GateState
from bot.studio.plan import Fate, Plan, plan
from bot.studio.publishing import Refused, Wish
from bot.studio.workshop import Texts
from config.source import Problem as Mistake
from config.source import Problems
from flows.difference import Difference, FileChange, difference, files
from flows.flowset import FlowSet

VERSIONS = "/studio/versions"
ONE = VERSIONS + r"/{id:\d{1,18}}"
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{0,64}$")]
Reason = Annotated[str, Field(max_length=editions.LONGEST)]


class EditionOut(Shape):
    """A publication. `by` is empty where the command line or the program did it; `withdrawn`: nobody may go on with its set."""

    id: int
    set: str
    base: str
    at: datetime
    by: str
    origin: editions.Origin
    why: str
    urgent: bool
    passed_by: str
    in_use: bool
    withdrawn: bool


class EditionPage(Shape):
    """Publications, newest first, and `next` to go on with."""

    items: list[EditionOut]
    next: str | None


class FileChangeOut(Shape):
    """A file; its lines begin with `+`, `-`, `@` or a space."""

    name: str
    became: Literal["added", "removed", "changed"]
    lines: list[str]


class FlowChangeOut(Shape):
    """A flow."""

    flow: str
    became: Literal["added", "removed", "changed"]


class WordingChangeOut(Shape):
    """A wording in one language, as it is written; null: there is none."""

    wording: str
    language: str
    before: str | None
    after: str | None


class DifferenceOut(Shape):
    """What differs: by files, and where both are sound also by flows and wordings."""

    files: list[FileChangeOut]
    flows: list[FlowChangeOut]
    wordings: list[WordingChangeOut]


class SpotOut(Shape):
    """How many stand at one step, and whether they move on, answer it again, stay, or go on with a person."""

    fate: Fate
    flow: str
    step: str
    count: int


class PlanOut(Shape):
    """What becomes of everybody who is in the middle of something."""

    total: int
    moves: int
    redo: int
    stays: int
    person: int
    spots: list[SpotOut]


class GateOut(Shape):
    """One gate, how it stands, whether this shop demands it, and why in a line."""

    name: Literal["check", "tests", "replay"]
    state: GateState
    demanded: bool
    told: str


class DraftSetOut(Shape):
    """The draft before it is published: `set` is its hash, empty while it has mistakes; `seen` is sent along to publish it."""

    set: str
    seen: str
    changed: bool
    problems: list[ProblemOut]
    difference: DifferenceOut
    gates: list[GateOut]
    plan: PlanOut | None


class PageQuery(Strict):
    """How many, and after which page."""

    limit: Annotated[int, Field(ge=1, le=200)] = 30
    after: Annotated[str, Field(pattern=r"^\d{0,18}$")] = ""


class PublishBody(Strict):
    """`set` and `seen` as the draft had them when it was looked at; `anyway` says why it is published without its gates."""

    set: Hash
    seen: Hash
    why: Reason = ""
    urgent: bool = False
    anyway: Reason = ""


class RollbackBody(Strict):
    """`seen`: the set that was in use when somebody decided to go back."""

    seen: Hash
    why: Reason = ""


class WhyBody(Strict):
    """Why."""

    why: Reason = ""


# --- looking ---------------------------------------------------------------------------------------------------


async def listing(ask: Ask[PageQuery, Nothing]) -> EditionPage:
    """The history, newest first."""
    before = int(ask.query.after or 2**62)

    def read(connection: sa.Connection) -> tuple[list[Edition], list[Withdrawal], Names]:
        page = list(editions.page(connection, min(before, 2**62), ask.query.limit + 1))
        return page, list(editions.withdrawn(connection)), names_of(connection)

    page, gone, names = await ask.api.database.read(read)
    held, withdrawn = studio_of(ask).floor.editions, {one.hash for one in gone}
    items = [_edition(held, one, names, one.hash in withdrawn) for one in page[: ask.query.limit]]
    return EditionPage(items=items, next=str(items[-1].id) if len(page) > ask.query.limit else None)


def _edition(held: Editions, one: Edition, names: Names, withdrawn: bool) -> EditionOut:
    return EditionOut(
        id=one.id, set=one.hash, base=one.base, at=from_ms(one.at), by=names.get(one.who or 0, ""), origin=one.origin,
        why=one.why, urgent=one.urgent, passed_by=one.passed_by, in_use=one.hash == held.current.hash, withdrawn=withdrawn,
    )  # fmt: skip


async def change(ask: Ask[Nothing, Nothing]) -> DifferenceOut:
    """What an edition changed in what was in use before it."""
    held, one = studio_of(ask).floor.editions, await _one(ask)
    after, before = await held.find(one.hash), await held.find(one.base) if one.base else None
    if after is not None and before is not None:
        return await asyncio.to_thread(lambda: _difference(difference(before, after)))
    own = studio_of(ask).workshop.own
    texts = [await ask.api.database.read(partial(editions.sources, hash_=hash_)) for hash_ in (one.base, one.hash)]
    return DifferenceOut(files=_files(files(*(own(found or {}) for found in texts))), flows=[], wordings=[])


def _difference(found: Difference) -> DifferenceOut:
    return DifferenceOut(
        files=_files(found.files),
        flows=[FlowChangeOut(flow=one.flow, became=one.became) for one in found.flows],
        wordings=[
            WordingChangeOut(wording=one.wording, language=one.language, before=one.before, after=one.after)
            for one in found.wordings
        ],
    )


def _files(found: list[FileChange] | tuple[FileChange, ...]) -> list[FileChangeOut]:
    return [FileChangeOut(name=one.name, became=one.became, lines=list(one.lines)) for one in found]


async def _one(ask: Ask[Any, Any]) -> Edition:
    found = await ask.api.database.read(partial(editions.one, id_=ask.id)) if ask.id < 2**62 else None
    if found is None:
        raise Problem(404, "There is no such version.")
    return found


async def draft(ask: Ask[Nothing, Nothing]) -> DraftSetOut:
    """The draft before it is published: what it changes, how its gates stand, what becomes of those who are in mid-flow."""
    studio = studio_of(ask)
    held, in_use = studio.floor.editions, studio.workshop.own(studio.floor.flows.sources)
    texts, problems = await studio.workshop.texts(), await studio.workshop.problems()
    flows = await _built(studio, texts)
    current = studio.floor.flows
    found = (
        await asyncio.to_thread(lambda: _difference(difference(current, flows)))
        if flows is not None
        else DifferenceOut(files=_files(files(in_use, texts)), flows=[], wordings=[])
    )
    gates = await publishing.gates(studio, flows, problems)
    settings = studio.floor.shop.publishing
    return DraftSetOut(
        set=flows.hash if flows is not None else "", seen=current.hash, changed=bool(found.files),
        problems=[problem_out(problem) for problem in problems], difference=found,
        gates=[
            GateOut(name=gate.name, state=gate.state, demanded=publishing.is_asked(settings, gate), told=gate.told)
            for gate in gates
        ],
        plan=_plan(await plan(held, flows)) if flows is not None else None,
    )  # fmt: skip


async def _built(studio: Studio, texts: Texts) -> FlowSet | None:
    try:
        return await asyncio.to_thread(studio.workshop.build, texts)
    except Problems:
        return None


def _plan(found: Plan) -> PlanOut:
    return PlanOut(
        total=found.total, moves=found.count("moves"), redo=found.count("redo"), stays=found.count("stays"),
        person=found.count("person"),
        spots=[SpotOut(fate=spot.fate, flow=spot.flow, step=spot.step, count=spot.count) for spot in found.spots],
    )  # fmt: skip


# --- doing -----------------------------------------------------------------------------------------------------


async def publish(ask: Ask[Nothing, PublishBody]) -> EditionOut:
    """Publish the draft."""
    studio, body = studio_of(ask), ask.body
    texts, problems = await studio.workshop.texts(), await studio.workshop.problems()
    flows = await _built(studio, texts)
    gates = await publishing.gates(studio, flows, problems)
    shut = publishing.in_the_way(studio.floor.shop.publishing, gates)
    if flows is None or any(gate.name == "check" for gate in shut):
        raise Problem(409, f"The draft has mistakes. Mend them first: {_first(problems)}", reason="mistakes")
    if flows.hash != body.set:
        raise Problem(409, "The draft has changed since you looked at it. Look again, then publish it.", reason="changed")
    wish = Wish(flows, body.seen, "studio", ask.agent.id, body.why.strip(), body.urgent, body.anyway.strip())
    also = partial(studio.workshop.published_now, texts=texts, by=ask.agent.id)
    return await _done(ask, await publishing.publish(studio.floor.editions, wish, ask.api.now(), shut, also))


def _first(problems: list[Mistake]) -> str:
    return next((str(problem) for problem in problems if problem.stops), "")


async def back(ask: Ask[Nothing, RollbackBody]) -> EditionOut:
    """Put an older version into use again."""
    studio, one = studio_of(ask), await _one(ask)
    found = await publishing.buildable(studio.floor.editions, one)
    if isinstance(found, list):
        raise Problem(409, f"That version does not fit this program any more: {_first(found)}", reason="unfit")
    wish = Wish(found, ask.body.seen, "rollback", ask.agent.id, ask.body.why.strip())
    return await _done(ask, await publishing.publish(studio.floor.editions, wish, ask.api.now()))


async def _done(ask: Ask[Any, Any], result: int | Refused) -> EditionOut:
    match result:
        case Refused(quicker=Edition() as quicker):
            names = await _names(ask)
            who = names.get(quicker.who, "") if quicker.who else ""
            told = f"{who or 'Somebody'} has published meanwhile. Look at what is in use now, then decide again."
            raise Problem(409, told, reason="quicker")
        case Refused(is_same=True):
            raise Problem(409, "This is in use already; there is nothing to publish.", reason="same")
        case Refused(gates=gates):
            named = " and ".join(gate.name for gate in gates)
            told = f"Not ready: {named}. Run what is missing, or say in `anyway` why it is published without."
            raise Problem(409, told, reason="gates")
        case int():
            ask.api.doorbell.ring("flows")
            held, names = studio_of(ask).floor.editions, await _names(ask)
            one = await ask.api.database.read(partial(editions.one, id_=result))
            assert one is not None
            return _edition(held, one, names, withdrawn=False)


async def _names(ask: Ask[Any, Any]) -> Names:
    return await ask.api.database.read(names_of)


async def withdraw(ask: Ask[Nothing, WhyBody]) -> None:
    """Let nobody go on with the set of a version: who is in its midst moves on, or goes on with a person."""
    held, one = studio_of(ask).floor.editions, await _one(ask)
    if one.hash == held.current.hash:
        raise Problem(409, "This version is in use. Publish another or go back to one first.", reason="in_use")
    if one.hash in held.withdrawn:
        return
    gone = partial(editions.withdraw, hash_=one.hash, who=ask.agent.id, why=ask.body.why.strip(), now=ask.api.now())
    await ask.api.database.write(gone)
    await held.look()
    ask.api.doorbell.ring("flows")


_MISSING = {404: "There is no such version"}
ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", VERSIONS, listing, "What was published", "admin", EditionPage, query=PageQuery),
    Endpoint("GET", f"{VERSIONS}/draft", draft, "The draft before it is published", "admin", DraftSetOut),
    Endpoint(
        "POST", f"{VERSIONS}/publish", publish, "Publish the draft", "admin", EditionOut, body=PublishBody,
        problems={409: "It has mistakes, its gates are shut, or somebody was quicker"},
    ),
    Endpoint("GET", f"{ONE}/difference", change, "What a version changed", "admin", DifferenceOut, problems=_MISSING),
    Endpoint(
        "POST", f"{ONE}/rollback", back, "Put an older version into use again", "admin", EditionOut, body=RollbackBody,
        problems={**_MISSING, 409: "It fits no more, is in use, or somebody was quicker"},
    ),
    Endpoint(
        "POST", f"{ONE}/withdraw", withdraw, "Let nobody go on with a version", "admin", body=WhyBody,
        problems={**_MISSING, 409: "It is in use"},
    ),
)  # fmt: skip
