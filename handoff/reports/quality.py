"""What readers of conversations say, and how far they agree: without the second nobody could tell a judgement from a mood."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from handoff.reports.figures import kappa, share
from handoff.reports.table import Cell, Column, Plot, Report, Table, Tile, cells

ASPECTS = ("understood", "correct", "tone", "solved")
MARKS = (1, 2, 3, 4)  # no, rather not, rather yes, yes: an even number, so that nobody hides in the middle
GOOD = 3


@dataclass(frozen=True, slots=True)
class Card:
    """What one reader thinks of one conversation of a sample."""

    sample_id: int
    conversation_id: int
    reader_id: int
    understood: int
    correct: int
    tone: int
    solved: int
    comment: str = ""


def quality(cards: Sequence[Card], least: int) -> Report:
    """By question the share of 3 and 4, and of what was read twice how far the readers agree."""
    solved = sum(card.solved >= GOOD for card in cards)
    return Report(
        "quality", len(cards),
        tiles=(
            Tile("cards", "count", len(cards)), Tile("readers", "count", len({card.reader_id for card in cards})),
            Tile.of("solved", share(solved, len(cards), least), len(cards)),
        ),
        tables=(_aspects(cards, least), _agreement(cards, least)),
    )  # fmt: skip


def _aspects(cards: Sequence[Card], least: int) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for aspect in ASPECTS:
        good = sum(getattr(card, aspect) >= GOOD for card in cards)
        rows.append((aspect, len(cards), *cells(share(good, len(cards), least))))
    columns = (
        Column("aspect", "word", "aspect"), Column("n"), Column("share", "percent"), Column("low", "percent"),
        Column("high", "percent"),
    )  # fmt: skip
    return Table("aspects", columns, rows, Plot("bars", "aspect", "share", "low", "high", top=100))


def pairs(cards: Sequence[Card], aspect: str) -> list[tuple[int, int]]:
    """What two readers said of the same: of three readers the first with the second, and the second with the third."""
    read: dict[tuple[int, int], list[Card]] = defaultdict(list)
    for card in cards:
        read[card.sample_id, card.conversation_id].append(card)
    by_reader = (sorted(same, key=lambda card: card.reader_id) for same in read.values())
    return [(getattr(a, aspect), getattr(b, aspect)) for same in by_reader for a, b in pairwise(same)]


def _agreement(cards: Sequence[Card], least: int) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for aspect in ASPECTS:
        both = pairs(cards, aspect)
        enough = len(both) >= least
        same, near = sum(a == b for a, b in both), sum(abs(a - b) <= 1 for a, b in both)
        shares = (100 * same / len(both), 100 * near / len(both), kappa(both)) if enough else (None, None, None)
        rows.append((aspect, len(both), *shares))
    columns = (
        Column("aspect", "word", "aspect"), Column("pairs"), Column("same", "percent"), Column("near", "percent"),
        Column("kappa", "ratio"),
    )  # fmt: skip
    return Table("agreement", columns, rows, Plot("bars", "aspect", "kappa", top=1))
