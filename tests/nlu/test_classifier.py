"""The built-in model at work."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.artifact import Model
from nlu.classifier import RANKING, Classifier, Scorer
from nlu.model import LANGUAGES, Language, Nlu, Understanding, Utterance
from nlu.normalise import key
from tests.nlu.conftest import TODAY


def understand(classifier: Classifier, text: str) -> Understanding:
    return classifier.predict([Utterance(text)])[0]


@pytest.mark.parametrize(
    ("text", "intent", "language"),
    [
        ("kur ir mans pasūtījums?", "order_status", "lv"),
        ("де моя посилка", "order_status", "uk"),
        ("хочу вернуть товар", "return_goods", "ru"),
        ("poproszę o fakturę", "pay_by_invoice", "pl"),
        ("I want to talk to a human", "talk_to_human", "en"),
        ("gde moj zakaz", "order_status", "ru"),
        ("paldies!", "thank", "lv"),
    ],
)
def test_plain_wishes_are_understood(classifier: Classifier, text: str, intent: str, language: str) -> None:
    found = understand(classifier, text)
    assert (found.intent, found.accepted, found.language) == (intent, True, language)


def test_it_names_the_intents_it_tells_apart(classifier: Classifier) -> None:
    assert {"order_status", "affirm"} <= set(classifier.intents)
    assert "out_of_scope" not in classifier.intents


def test_one_message_gives_intent_and_values(classifier: Classifier) -> None:
    found = understand(classifier, "где мой заказ 10023? купил вчера")
    assert found.intent == "order_status"
    assert [(entity.kind, entity.value) for entity in found.entities] == [("order_number", "10023"), ("date", "2026-11-21")]
    assert found.model.startswith("builtin-")


@pytest.mark.parametrize(
    "text", ["10023", "anna@example.com", "+371 29123456", "12.05.2026", "", "   ", "...", "https://example.com", "好的"]
)
def test_a_message_that_says_nothing_has_no_intent_but_its_values(classifier: Classifier, text: str) -> None:
    found = understand(classifier, text)
    assert (found.intent, found.confidence, found.accepted, found.ranking) == (None, 0.0, False, ())


@pytest.mark.parametrize(
    "text",
    [
        "QRST-7788-UVWX",
        "qrst-7788-uvwx",
        "SALE2026",
        "0 евро",
        "50000 евро",
        "35,50 EUR",
        "€ 20!",
        "vakar",
        "позавчера",
        "10.05. - 12.05.",
    ],
)
def test_a_message_that_is_nothing_but_a_value_has_no_intent(classifier: Classifier, text: str) -> None:
    found = understand(classifier, text)
    assert (found.intent, found.accepted, found.ranking) == (None, False, ())


@pytest.mark.parametrize("text", ["вернуть 50 евро", "my code QRST-7788-UVWX does not work", "hello", "OK"])
def test_a_word_beside_a_value_speaks(classifier: Classifier, text: str) -> None:
    assert understand(classifier, text).ranking


def test_the_values_of_such_a_message_are_found(classifier: Classifier) -> None:
    assert [entity.value for entity in understand(classifier, "10023").entities] == ["10023"]


def test_a_sign_that_stands_in_the_phrases_speaks(classifier: Classifier) -> None:
    assert understand(classifier, "👍").intent == "affirm"
    assert understand(classifier, "👍🏽👍🏽").intent == "affirm"
    assert understand(classifier, "🦑").intent is None


def test_the_ranking_is_best_first_and_never_names_out_of_scope(classifier: Classifier) -> None:
    found = understand(classifier, "what is the weather like tomorrow")
    assert found.intent is None
    assert len(found.ranking) <= RANKING
    assert found.confidence == found.ranking[0].confidence
    assert [one.confidence for one in found.ranking] == sorted((one.confidence for one in found.ranking), reverse=True)
    assert "out_of_scope" not in {one.name for one in found.ranking}


def test_the_threshold_decides_what_is_accepted(model: Model) -> None:
    strict, lax = (Classifier(model, lambda: TODAY, threshold=threshold) for threshold in (1.01, 0.0))
    assert understand(strict, "kur ir mans pasūtījums?").intent is None
    assert understand(lax, "blah").intent == understand(lax, "blah").ranking[0].name


async def test_several_messages_are_answered_in_their_order(classifier: Classifier) -> None:
    nlu: Nlu = classifier
    texts = ["paldies", "", "kur ir mana paka", "10023"]
    found = await nlu.understand([Utterance(text) for text in texts])
    assert [one.text for one in found] == texts
    assert found == [understand(classifier, text) for text in texts]


def test_the_conversations_language_is_a_prior_and_the_shops_first_a_default(model: Model) -> None:
    shop = Classifier(model, lambda: TODAY, languages=("pl", "en"))
    assert shop.predict([Utterance("10023")])[0].language == "pl"
    assert shop.predict([Utterance("ok", "en")])[0].language == "en"


def test_the_shops_own_order_numbers_and_telephone_regions_are_used(model: Model) -> None:
    shop = Classifier(model, lambda: TODAY, orders=[r"\bZ-\d+\b"], regions=("PL",))
    assert [(one.kind, one.value) for one in understand(shop, "z-55, 501 234 567").entities] == [
        ("order_number", "Z-55"),
        ("phone", "+48501234567"),
    ]


def test_probabilities_add_up_and_temperature_only_sharpens_them(model: Model) -> None:
    text = key("kur ir mans pasūtījums")
    sharp = Scorer(model).probabilities(text)
    soft = Scorer(replace(model, temperature=model.temperature * 4)).probabilities(text)
    assert sharp is not None and soft is not None  # noqa: PT018 - both or neither
    assert sharp.sum() == pytest.approx(1, abs=1e-5)
    assert np.argmax(sharp) == np.argmax(soft)
    assert sharp.max() > soft.max()


@given(text=st.text(max_size=200), previous=st.none() | st.sampled_from(LANGUAGES))
def test_no_text_is_too_strange(classifier: Classifier, text: str, previous: Language | None) -> None:
    (found,) = classifier.predict([Utterance(text, previous)])
    assert found.text == text
    assert 0 <= found.confidence <= 1
    assert found.accepted == (found.intent is not None)


def test_each_language_is_answered_from_its_own_threshold_on(model: Model) -> None:
    (found,) = Classifier(model, lambda: TODAY).predict([Utterance("kur ir mans pasūtījums")])
    for least, accepted in ((found.confidence, True), (found.confidence + 0.0001, False)):
        other = Classifier(replace(model, threshold=0.0, thresholds={"lv": least}), lambda: TODAY)
        assert [one.accepted for one in other.predict([Utterance("kur ir mans pasūtījums"), Utterance("where is my order")])] == [
            accepted,
            True,
        ]
    assert Classifier(replace(model, thresholds={"lv": 1.0}), lambda: TODAY, threshold=0.5).threshold_in("lv") == 0.5
