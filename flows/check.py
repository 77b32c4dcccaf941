"""Every mistake before a customer meets it: without it a misspelt step would be found out in mid-conversation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from config.source import Problem
from flows.reading import Draft
from flows.steps import CallSpec
from flows.wording import Wording


@dataclass(frozen=True, slots=True)
class Shelf:
    """All that belongs to a set, as far as it could be read."""

    drafts: list[Draft]
    wording: Wording
    calls: Mapping[str, CallSpec]
    facts: Mapping[str, Mapping[str, Any]]


def problems_of(shelf: Shelf) -> Iterator[Problem]:
    """All mistakes in a set, in no order."""
    yield from ()
