"""Every conversation under tests/dialogues, held with the whole program."""

from pathlib import Path

import pytest

from bot.app import load_model
from bot.commands.trying import hold
from config.settings import CHECKOUT, read_environment
from config.shop import read_shop
from config.source import read_yaml
from flows.cases import Case, parse
from nlu.model import Nlu

FILES = sorted((CHECKOUT / "tests" / "dialogues").glob("*.yml"))


def _cases(file: Path) -> list[Case]:
    return list(parse(read_yaml(file, f"tests/dialogues/{file.name}")))


@pytest.fixture(scope="module")
def model() -> Nlu:
    return load_model(read_environment({}), read_shop(CHECKOUT), lambda: 0)


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{file.stem}: {case.name}") for file in FILES for case in _cases(file)])
async def test_a_conversation_goes_as_it_is_written(case: Case, model: Nlu) -> None:
    result = await hold(case, read_environment({}), read_shop(CHECKOUT), model)
    assert result.passed, "\n".join(map(str, result.failures))
