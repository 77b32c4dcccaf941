"""Every conversation under tests/dialogues, held with the whole program."""

from pathlib import Path

import pytest

from bot.theatre import Theatre
from config.settings import CHECKOUT, read_environment
from config.shop import read_shop
from config.source import read_yaml
from flows.cases import Case, parse


def _cases(file: Path) -> list[Case]:
    return list(parse(read_yaml(file, f"tests/dialogues/{file.name}")))


FILES = sorted((CHECKOUT / "tests" / "dialogues").glob("*.yml"))
CASES = [pytest.param(case, id=f"{file.stem}: {case.name}") for file in FILES for case in _cases(file)]


@pytest.fixture(scope="module")
def theatre() -> Theatre:
    return Theatre(read_environment({}), read_shop(CHECKOUT))


@pytest.mark.parametrize("case", CASES)
async def test_a_conversation_goes_as_it_is_written(case: Case, theatre: Theatre) -> None:
    result = await theatre.hold(case)
    assert result.passed, "\n".join(map(str, result.failures))
