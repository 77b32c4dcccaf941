"""Pictures of tables as SVG, drawn on the server: readable without a script, in both lights, on paper, and without colours."""

from handoff.plots.draw import draw

__all__ = ["draw"]
