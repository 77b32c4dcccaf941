"""A figure as a table: without it picture, page, CSV and JSON would each have an idea of their own of the same numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from flows.shop.surveys import Share

Kind = Literal["text", "word", "count", "percent", "number", "time", "money", "day", "week", "weekday", "hour", "bucket", "ratio"]
Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its word (`reports.col_<name>`). Of kind `word` a cell is a word itself, `reports.<words>_<cell>`.

    A `time` is in ms, `money` in hundredths with its currency in the column `currency`, a `percent` from 0 to 100.
    """

    name: str
    kind: Kind = "count"
    words: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """How a table is drawn, by the names of its columns: `low` and `high` are the interval of `value`."""

    kind: Literal["heat", "line", "bars", "funnel", "histogram"]
    label: str
    value: str
    low: str = ""
    high: str = ""
    also: str = ""  # a second line
    top: float | None = None  # where the scale ends, if not at the largest value


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a report under a name (`reports.<report>_<name>`). None is a figure of too few.

    `links` are, by row, what to ask for the conversations behind it. `about` is what the name says of a single thing, as it is.
    """

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    plot: Plot | None = None
    links: Sequence[Mapping[str, str] | None] = ()
    about: str = ""

    def column(self, name: str) -> int:
        """Its place."""
        return next(place for place, column in enumerate(self.columns) if column.name == name)

    def values(self, name: str) -> list[Cell]:
        """All cells of a column."""
        place = self.column(name)
        return [row[place] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Tile:
    """One number that says most: `low` and `high` are its interval, `n` of how many it is."""

    name: str
    kind: Kind
    value: Cell
    low: float | None = None
    high: float | None = None
    n: int | None = None

    @classmethod
    def of(cls, name: str, share: Share | None, n: int) -> "Tile":
        """A share with its interval, of so many."""
        return cls(name, "percent", share.percent, share.low, share.high, n) if share else cls(name, "percent", None, n=n)


def cells(share: Share | None) -> tuple[Cell, Cell, Cell]:
    """A share with its interval as three cells."""
    return (share.percent, share.low, share.high) if share else (None, None, None)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a report says. `counted` is of how many things it is: of none there is nothing to draw."""

    name: str
    counted: int
    tiles: Sequence[Tile] = ()
    tables: Sequence[Table] = ()
    notes: Sequence[str] = field(default=())  # words about what is missing, `reports.note_<name>`
