"""A part of the site with pages and endpoints of its own: without it the API would have to know them all."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.api.endpoints import Endpoint
from handoff.console.places import Place


@dataclass(frozen=True, slots=True)
class Wing:
    """Its rows of the API, its pages in the frame of the console, and the folder with their `static`, `templates` and `words`."""

    endpoints: Sequence[Endpoint]
    places: Sequence[Place]
    folder: Path
