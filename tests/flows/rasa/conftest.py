"""Two small projects written for these tests, and what every shop needs beside them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flows.library import BASE, BUILT_IN
from flows.rasa.project import read_project
from flows.rasa.takeover import Taken, take_over
from nlu.language import LanguageTable, learn
from nlu.model import Language

HERE = Path(__file__).parent
BAKERY, GARDEN = HERE / "bakery", HERE / "garden"
SAMPLES: tuple[tuple[Language, str], ...] = (
    ("lv", "labdien, kur ir mans pasūtījums un kad to piegādās"),
    ("uk", "добрий день, де моє замовлення і коли його доставлять"),
    ("ru", "добрый день, где мой заказ и когда его доставят"),
    ("pl", "dzień dobry, gdzie jest moje zamówienie i kiedy przyjdzie"),
    ("en", "good morning, where is my order and when will it be delivered, please"),
)
USUAL: dict[Language, dict[str, list[str]]] = {"en": {"repeat": ["say that again", "once more"], "skip": ["I have none", "pass"]}}
WORDS = {f"{BUILT_IN}wording/{file.name}": file.read_text(encoding="utf-8") for file in (BASE / "wording").glob("*.ftl")}
BELOW = {**WORDS, f"{BUILT_IN}scripts/patterns.yml": (BASE / "scripts" / "patterns.yml").read_text(encoding="utf-8")}

TakeOver = Callable[..., Taken]


@pytest.fixture(scope="session")
def table() -> LanguageTable:
    """Tells the five languages apart, roughly."""
    return learn(SAMPLES)


@pytest.fixture(scope="session")
def taking(table: LanguageTable) -> TakeOver:
    """Takes over a project's folder."""

    def take(folder: Path, wanted: Language | None = None) -> Taken:
        return take_over(read_project(folder), table, USUAL, BELOW, wanted)

    return take


@pytest.fixture(scope="session")
def bakery(taking: TakeOver) -> Taken:
    """The classic project, taken over."""
    return taking(BAKERY)


@pytest.fixture(scope="session")
def garden(taking: TakeOver) -> Taken:
    """The CALM project, taken over."""
    return taking(GARDEN)
