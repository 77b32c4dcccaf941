"""A table as the one who draws it looks at it."""

from dataclasses import dataclass
from functools import cached_property

from handoff.plots.scale import ticks
from handoff.reports.speech import Speech
from handoff.reports.table import Column, Plot, Table


@dataclass(frozen=True)
class View:
    """What is drawn, in which language, under which id and title."""

    table: Table
    plot: Plot
    speech: Speech
    id: str
    title: str

    def numbers(self, name: str) -> list[float | None]:
        """A column's numbers, None where there is none."""
        if not name:
            return [None] * len(self.table.rows)
        return [float(value) if isinstance(value, int | float) else None for value in self.table.values(name)]

    def labels(self, short: bool = False) -> list[str]:
        """What stands beside each row; one without a name is called by its first cell."""
        column = self.named(self.plot.label)
        values = self.table.values(self.plot.label)
        return [
            self.speech.cell(column, value, short) if value != "" else self.speech.cell(self.table.columns[0], row[0], short)
            for value, row in zip(values, self.table.rows, strict=True)
        ]

    def named(self, name: str) -> Column:
        """A column by its name."""
        return self.table.columns[self.table.column(name)]

    def said(self, value: float | None, name: str = "") -> str:
        """A number as it is read."""
        return self.speech.cell(self.named(name or self.plot.value), value)

    @cached_property
    def values(self) -> list[float | None]:
        """The numbers that are drawn."""
        return self.numbers(self.plot.value)

    @cached_property
    def scale(self) -> list[float]:
        """Its lines: from 0 to the end of the scale."""
        drawn = [*self.values, *self.numbers(self.plot.high), *self.numbers(self.plot.also)]
        most = max((value for value in drawn if value is not None), default=0.0)
        if self.plot.top is not None and most > self.plot.top / 4:
            most = max(most, self.plot.top)
        return ticks(most, self.named(self.plot.value).kind)

    def point(self, row: int) -> str:
        """What is told of a row when it is pointed at."""
        words = f"{self.labels()[row]}: {self.said(self.values[row])}"
        low, high = self.numbers(self.plot.low)[row], self.numbers(self.plot.high)[row]
        if low is not None and high is not None:
            words += f" ({self.said(low)} … {self.said(high)})"
        also = self.numbers(self.plot.also)[row]
        return words + (f"; {self.head(self.plot.also)}: {self.said(also)}" if also is not None else "")

    def head(self, name: str) -> str:
        """A column's name in words."""
        return self.speech.word(f"col_{name}", name)
