"""Putting a draft before customers: through its gates, by whom and why, and never over what somebody has just published."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa

from bot.editions import Editions
from bot.store import editions
from bot.store.editions import Corrected, Edition, Origin, Publication
from bot.studio import replaying, testing
from bot.studio.context import Studio
from bot.studio.gates import Gate
from config.publishing import Publishing
from config.source import Problem, Problems
from flows.correcting import changed_words
from flows.flowset import FlowSet

Also = Callable[[sa.Connection], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to publish: `seen` is the hash of what was in use when they looked; `anyway`: why no gate counts."""

    flows: FlowSet
    seen: str
    origin: Origin = "studio"
    who: int | None = None
    why: str = ""
    urgent: bool = False
    anyway: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was published: somebody was `quicker`, it `is_same` as what is in use, or these gates are shut."""

    quicker: Edition | None = None
    is_same: bool = False
    gates: Sequence[Gate] = ()


async def gates(studio: Studio, flows: FlowSet | None, problems: Sequence[Problem]) -> list[Gate]:
    """How everything that is demanded of a draft stands."""
    mistakes = [problem for problem in problems if problem.stops]
    checked = Gate("check", "failed" if mistakes or flows is None else "passed", str(mistakes[0]) if mistakes else "")
    if flows is None:
        return [checked, Gate("tests", "missing"), Gate("replay", "missing")]
    return [checked, await testing.gate(studio, flows), await replaying.gate(studio, flows)]


def is_asked(settings: Publishing, gate: Gate) -> bool:
    """Whether this shop publishes nothing that has not passed it."""
    return {"check": True, "tests": settings.tests, "replay": settings.replay}[gate.name]


def in_the_way(settings: Publishing, all_: Sequence[Gate]) -> list[Gate]:
    """Those that are asked for and not passed."""
    return [gate for gate in all_ if is_asked(settings, gate) and gate.state != "passed"]


async def publish(held: Editions, wish: Wish, now: int, shut: Sequence[Gate] = (), also: Also | None = None) -> int | Refused:
    """Put a set into use in every process; the number of the edition. `also` is done in the same transaction.

    `shut` are the gates in its way: no word opens that of the check.
    """
    newest = await held.database.read(editions.newest)
    if newest is not None and newest.hash != wish.seen:
        return Refused(quicker=newest)
    if wish.flows.hash == wish.seen:
        return Refused(is_same=True)
    if any(gate.name == "check" for gate in shut) or (shut and not wish.anyway):
        return Refused(gates=shut)
    words = changed_words(held.current, wish.flows) if wish.urgent else {}
    corrected: Corrected = {str(language): ids for language, ids in words.items()}
    publication = Publication(
        wish.flows, wish.origin, wish.who, wish.why, wish.urgent, corrected, passed_by=wish.anyway if shut else ""
    )
    id_ = await held.publish(publication, newest, now, also)
    return id_ if id_ is not None else Refused(quicker=await held.database.read(editions.newest))


async def former(held: Editions, edition: Edition) -> FlowSet:
    """The texts of an older edition as a set of today's program and settings. Raises Problems where they make none."""
    texts = await held.database.read(partial(editions.sources, hash_=edition.hash))
    return await asyncio.to_thread(held.craft.rebuilt, texts or {})


async def buildable(held: Editions, edition: Edition) -> FlowSet | list[Problem]:
    """The same, or what stands against it."""
    try:
        return await former(held, edition)
    except Problems as found:
        return list(found.problems)
