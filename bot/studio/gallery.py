"""Pictures of flows with the past in them: without it one would see where a conversation can go, but not where it goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

import sqlalchemy as sa

from bot.store import report_flows
from bot.store.database import Database
from bot.store.reporting import Wanted
from flows.drawing import Drawing, drawing
from flows.graph import Box, Edge, Graph
from flows.steps import START
from handoff.console import words
from nlu.model import Language

DAY = 86_400_000  # ms
DAYS = 30
FRESH = 60_000  # ms for which figures are shown again
GAVE_UP = ("left", "cancelled")
WORDS = Path(__file__).parent / "words"


@dataclass(frozen=True, slots=True)
class Past:
    """How often each way was gone, at which steps people gave up (as "flow step"), and since when ways are counted (ms)."""

    went: Mapping[tuple[str, str], int] = field(default_factory=dict)
    stopped: Mapping[str, int] = field(default_factory=dict)
    since: int | None = None

    def gone(self, graph: Graph, edge: Edge) -> int:
        """How often a way was gone."""
        return self.went.get((graph.flow, edge.way), 0)

    def reached(self, graph: Graph, id_: str) -> int:
        """How often a step was reached, by all ways; the beginning by all runs."""
        if id_ == START:
            return sum(self.gone(graph, edge) for edge in graph.edges if edge.source == START)
        return sum(self.gone(graph, edge) for edge in graph.edges if edge.target == id_)

    def left(self, graph: Graph, id_: str) -> int:
        """How often people gave up at a step."""
        return self.stopped.get(f"{graph.flow} {id_}", 0)

    def share(self, graph: Graph, edge: Edge) -> float:
        """Of those who came to where a way begins, the part that took it."""
        came = self.reached(graph, edge.source)
        return min(self.gone(graph, edge) / came, 1.0) if came else 0.0


class Gallery:
    """Reads the past, and keeps it for a minute: it is of a month, and a page that redraws while one types asks often."""

    def __init__(self) -> None:
        self._read: tuple[int, Past] | None = None

    async def past(self, database: Database, now: int) -> Past:
        """The last month's figures."""
        if self._read is None or now - self._read[0] >= FRESH:
            self._read = (now, await database.read(partial(_past, now=now)))
        return self._read[1]


def _past(connection: sa.Connection, now: int) -> Past:
    since = now - DAYS * DAY
    stopped: dict[str, int] = {}
    for row in report_flows.fates(connection, Wanted(since, now), now):
        if row.fate in GAVE_UP and row.stopped:
            stopped[row.stopped] = stopped.get(row.stopped, 0) + row.times
    return Past(report_flows.went(connection, since, now + 1), stopped, report_flows.counted_since(connection))


@cache
def speak(language: Language) -> words.Say:
    """The studio's words in a language."""
    return words.speaker(words.load(WORDS)[language], language)


@cache
def names(language: Language) -> Mapping[str, str]:
    """What kinds of steps and ways are called in a language."""
    known = words.load(WORDS)[language]
    return {key.removeprefix("graph."): text for key, text in known.items() if key.startswith("graph.") and isinstance(text, str)}


def percent(share: float) -> str:
    """A share for people: whole percents, "<1%" for what is less and not nothing."""
    return "<1%" if 0 < share < 0.01 else f"{share:.0%}"


def picture(graph: Graph, past: Past, language: Language) -> Drawing:
    """A graph drawn with the past in it, where there is any."""
    say = speak(language)
    if not past.reached(graph, START):
        return drawing(graph, names(language))

    def counted(box: Box) -> str:
        reached, left = past.reached(graph, box.id), past.left(graph, box.id)
        if left and reached:
            return say("graph.leave", n=reached, share=percent(min(left / reached, 1)))
        return say("graph.reached", n=reached)

    def gone(edge: Edge) -> str:
        if sum(other.source == edge.source for other in graph.edges) == 1 or not past.reached(graph, edge.source):
            return ""
        return say("graph.way", n=past.gone(graph, edge), share=percent(past.share(graph, edge)))

    return drawing(graph, names(language), counted, gone)
