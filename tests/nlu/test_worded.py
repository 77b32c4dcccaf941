"""Messages worded as customers write them, with every value in them: tests/nlu/worded.txt."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from nlu.entities import Extractor

TODAY = date(2026, 11, 24)
SHOP = Extractor(regions=("LV", "PL", "UA"))


def _lines() -> Iterator[tuple[str, str]]:
    for line in (Path(__file__).parent / "worded.txt").read_text(encoding="utf-8").splitlines():
        if line and line[0] not in "#[":
            message, _, values = line.partition(" => ")
            yield message, values


@pytest.mark.parametrize(("message", "values"), list(_lines()))
def test_a_message_holds_the_values_that_a_reader_finds_in_it(message: str, values: str) -> None:
    found = SHOP.find(message, TODAY)
    assert ("; ".join(f"{one.kind} {one.value}" for one in found) or "-") == values
    assert all(message[one.start : one.end] == one.text for one in found)
