"""What a new set means to those who are in the middle of an older one, told before it is published."""

from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from bot.editions import Editions
from bot.store import inside
from flows.dialogue import Dialogue, DialogueError, load
from flows.flowset import FlowSet
from flows.moving import Moves, Redo, Stays, is_inside, move

ROOM = 500  # states read at a time
Fate = Literal["moves", "redo", "stays", "person"]


@dataclass(frozen=True, slots=True)
class Spot:
    """How many stand at one step of a flow, and what becomes of them."""

    fate: Fate
    flow: str
    step: str
    count: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Everybody who is inside something, by what becomes of them and where they stand, most first."""

    spots: tuple[Spot, ...] = field(default_factory=tuple)

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(spot.count for spot in self.spots)

    def count(self, fate: Fate) -> int:
        """How many of them have this before them."""
        return sum(spot.count for spot in self.spots if spot.fate == fate)

    def __str__(self) -> str:
        """In a line: `37 inside: 30 move on, 5 answer one step again, 2 stay`."""
        told: tuple[tuple[Fate, str], ...] = (
            ("moves", "move on"), ("redo", "answer one step again"), ("stays", "stay"), ("person", "go on with a person"),
        )  # fmt: skip
        parts = [f"{self.count(fate)} {words}" for fate, words in told if self.count(fate)]
        return f"{self.total} inside" + (f": {', '.join(parts)}" if parts else "")


async def plan(editions: Editions, new: FlowSet) -> Plan:
    """What publishing a set would do to everybody who is inside something at this moment."""
    found, after = Counter[tuple[Fate, str, str]](), 0
    while states := await editions.database.read(partial(inside.page, after=after, room=ROOM)):
        for id_, state in states:
            after = id_
            if (spot := await _fate(editions, new, state)) is not None:
                found[spot] += 1
    return Plan(tuple(Spot(*spot, count) for spot, count in found.most_common()))


async def _fate(editions: Editions, new: FlowSet, state: str) -> tuple[Fate, str, str] | None:
    try:
        dialogue = load(state)
    except DialogueError:
        return None
    if not is_inside(dialogue):
        return None
    flow, step = _stands(dialogue)
    old = await editions.find(dialogue.flows)
    if old is None or old.hash == new.hash:
        return "moves", flow, step
    match move(old, new, dialogue):
        case Moves():
            return "moves", flow, step
        case Redo(flow=flow, step=step):
            return "redo", flow, step
        case Stays(flow=flow, step=step):
            return "person" if old.hash in editions.withdrawn else "stays", flow, step


def _stands(dialogue: Dialogue) -> tuple[str, str]:
    run = dialogue.stack[-1] if dialogue.stack else next(iter(dialogue.parked.values()))
    return run.top.flow, run.top.step
