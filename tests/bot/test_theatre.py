"""What a test of a conversation tells of the model, and what it leaves to it."""

from pathlib import Path

import pytest

from bot.theatre import Told
from nlu.classifier import Classifier
from nlu.model import Intent, Nlu, Understanding, Utterance
from nlu.phrases import read_file
from nlu.training import train
from tests.nlu.conftest import SMALL, TODAY

TEXT = "where is order 10023?"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Classifier:
    """A shop of three intents, trained in a moment."""
    phrases: Path = tmp_path_factory.mktemp("phrases") / "en.yml"
    phrases.write_text(SMALL, encoding="utf-8")
    trained, _ = train(read_file(phrases, "en"))
    return Classifier(trained, lambda: TODAY, languages=("en",), threshold=0.7)


async def understood(nlu: Nlu, text: str) -> Understanding:
    [found] = await nlu.understand([Utterance(text)])
    return found


async def test_a_told_text_is_understood_as_told(model: Classifier) -> None:
    found = await understood(Told(model, {TEXT: {"greet": 0.4, "order_status": 0.45}}), TEXT)
    assert found.ranking == (Intent("order_status", 0.45), Intent("greet", 0.4))
    assert (found.intent, found.confidence, found.accepted) == (None, 0.45, False)


async def test_it_is_accepted_from_the_threshold_of_the_model_on(model: Classifier) -> None:
    found = await understood(Told(model, {TEXT: {"greet": model.threshold}}), TEXT)
    assert (found.intent, found.confidence, found.accepted) == ("greet", model.threshold, True)


async def test_a_text_told_to_mean_nothing_has_no_intent(model: Classifier) -> None:
    found = await understood(Told(model, {TEXT: {}}), TEXT)
    assert (found.intent, found.confidence, found.accepted, found.ranking) == (None, 0.0, False, ())


async def test_its_language_and_values_are_still_the_models(model: Classifier) -> None:
    found = await understood(Told(model, {TEXT: {}}), TEXT)
    assert found.language == "en"
    assert [(entity.kind, entity.value) for entity in found.entities] == [("order_number", "10023")]


async def test_what_is_not_told_is_the_models(model: Classifier) -> None:
    nlu = Told(model, {TEXT: {}})
    other = f"{TEXT} please"
    assert await nlu.understand([Utterance(other), Utterance(TEXT)]) == [
        await understood(model, other),
        await understood(nlu, TEXT),
    ]
