"""What the tests of understanding share: the shipped model, and a small shop of three intents that trains in a moment."""

from datetime import date
from pathlib import Path

import pytest

from nlu.artifact import Model
from nlu.classifier import Classifier
from nlu.phrases import read_phrases
from nlu.training import train
from tests.nlu.trained import shipped_model

TODAY = date(2026, 11, 22)  # a Sunday

SMALL = """version: "3.1"
nlu:
- intent: order_status
  examples: |
    - where is my parcel
    - where is order [10023](order_number)
    - has my package been sent
    - when will the courier come
    - track my delivery please
- intent: greet
  examples: |
    - hello
    - hi there
    - good morning to you
    - hey
    - 👋
- intent: thank
  examples: |
    - thanks
    - thank you so much
    - cheers mate
    - many thanks
    - 🙏
"""


@pytest.fixture(scope="session")
def model() -> Model:
    """The shipped model."""
    return shipped_model()


@pytest.fixture(scope="session")
def classifier(model: Model) -> Classifier:
    """The shipped model at work on the 22nd of November 2026."""
    return Classifier(model, lambda: TODAY)


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """A model of the few English phrases."""
    folder = tmp_path_factory.mktemp("phrases")
    (folder / "en.yml").write_text(SMALL, encoding="utf-8")
    return train(read_phrases(folder, ("en",)), ("en",))[0]


@pytest.fixture
def small_home(tmp_path: Path) -> Path:
    """A shop's folder with a few English phrases."""
    folder = tmp_path / "nlu" / "phrases"
    folder.mkdir(parents=True)
    (folder / "en.yml").write_text(SMALL, encoding="utf-8")
    return tmp_path
