"""What lies near what: the same measure for phrases among themselves and for messages that nobody understood."""

import numpy as np
import pytest

from config.settings import CHECKOUT
from config.source import Place
from nlu.artifact import Model, load
from nlu.commands import model_path
from nlu.neighbours import Index, Space, doubles, resembling, standings
from nlu.phrases import Phrase


@pytest.fixture(scope="module")
def model() -> Model:
    return load(model_path(CHECKOUT))


@pytest.fixture(scope="module")
def space(model: Model) -> Space:
    return Space(model)


def phrase(text: str, intent: str, language: str = "en") -> Phrase:
    return Phrase(text, intent, language, Place("en.yml", 1))  # type: ignore[arg-type]


def test_a_text_is_nearest_to_itself_whatever_its_case_and_accents(space: Space) -> None:
    index = Index(space, ["kur ir mans pasūtījums", "where is my parcel", "gribu atgriezt preci"])
    near = index.near("KUR IR MANS PASUTIJUMS")
    assert near[0] == pytest.approx(1, abs=1e-5)
    assert near.argmax() == 0
    assert np.all(near <= 1 + 1e-5)


def test_what_the_model_has_never_seen_lies_near_nothing(space: Space) -> None:
    assert not Index(space, ["where is my parcel", "漢字"]).near("漢字").any()
    assert not resembling(space, [], "where is my parcel")


def test_a_phrase_among_those_of_another_intent_pulls_away(space: Space) -> None:
    phrases = [
        phrase("where is my parcel", "order_status"),
        phrase("where is my order now", "order_status"),
        phrase("I want to send this back", "return_item"),
        phrase("where is my parcel now please", "return_item"),
        phrase("i would like to return it", "return_item"),
    ]
    pulling = [one.phrase.text for one in standings(space, phrases, "return_item") if one.pulls]
    assert pulling == ["where is my parcel now please"]
    standing = standings(space, phrases, "return_item")[1]
    assert standing.others[0].phrase.intent == "order_status"
    assert standing.others[0].near > standing.own


def test_a_copy_of_itself_does_not_hold_a_phrase(space: Space) -> None:
    twice = [phrase("where is my parcel", "return_item"), phrase("Where is my PARCEL", "return_item")]
    found = standings(space, [*twice, phrase("where is my parcel?", "order_status")], "return_item")
    assert [one.own for one in found] == [0.0, 0.0]
    assert all(one.pulls for one in found)


def test_what_stands_twice_is_found_by_language() -> None:
    found = doubles([
        phrase("Kur ir paka?", "order_status", "lv"), phrase("kur ir paka", "order_status", "lv"),
        phrase("Kur ir PAKA?", "return_item", "lv"), phrase("Kur ir paka?", "order_status", "pl"),
    ])  # fmt: skip
    assert [[one.text for one in several] for several in found] == [["Kur ir paka?", "Kur ir PAKA?"]]
