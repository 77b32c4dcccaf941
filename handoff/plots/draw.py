"""Which picture a table has."""

from typing import assert_never

from handoff.plots.bars import bars
from handoff.plots.funnel import funnel
from handoff.plots.heat import heat
from handoff.plots.histogram import histogram
from handoff.plots.line import line
from handoff.plots.view import View
from handoff.reports.speech import Speech
from handoff.reports.table import Table


def draw(table: Table, speech: Speech, id_: str, title: str) -> str:
    """The table as an SVG element; empty where it has no picture, or nothing but nothing to show. `id_` is unique on its page."""
    if table.plot is None or not any(isinstance(value, int | float) and value for value in table.values(table.plot.value)):
        return ""
    view = View(table, table.plot, speech, id_, title)
    match table.plot.kind:
        case "heat":
            return heat(view)
        case "line":
            return line(view)
        case "bars":
            return bars(view)
        case "funnel":
            return funnel(view)
        case "histogram":
            return histogram(view)
        case _:
            assert_never(table.plot.kind)
