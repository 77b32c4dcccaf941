"""Phrases under the wrong intent, and those that say what others say, are found where somebody put them."""

from dataclasses import replace

import numpy as np

from config.source import Place
from nlu.model import Language
from nlu.phrases import Phrase, Phrases, read_file
from nlu.suspects import mislabelled
from nlu.training import train
from tests.nlu.trained import PHRASES


def phrase(text: str, intent: str, line: int, language: Language = "en") -> Phrase:
    return Phrase(text, intent, language, Place("en.yml", line, 1))


def test_who_is_surely_of_another_class_is_told_and_who_is_doubtful_is_not() -> None:
    phrases = [phrase(f"text {line}", "a" if line < 3 else "b", line) for line in range(6)]
    likely = np.array([[0.9, 0.1], [0.8, 0.2], [0.05, 0.95], [0.1, 0.9], [0.2, 0.8], [0.55, 0.45]])
    found = mislabelled(phrases, ("a", "b"), np.array([0, 0, 0, 1, 1, 1]), likely)
    assert [(one.phrase.place.line, one.looks_like, one.likely, one.own) for one in found] == [(2, "b", 0.95, 0.05)]


def test_labels_that_were_changed_by_hand_are_found_among_the_first() -> None:
    shipped = [one for one in read_file(PHRASES / "en.yml", "en").phrases if one.intent in {"order_status", "thank", "greet"}]
    swapped = {3: "thank", 11: "greet"}
    orders = [one for one in shipped if one.intent == "order_status"]
    wrong = [replace(orders[place], intent=intent) for place, intent in swapped.items()]
    rest = [one for one in shipped if one.text not in {item.text for item in wrong}]
    _, report = train(Phrases((*rest, *wrong)))
    found = {(one.phrase.text, one.looks_like) for one in report.mislabelled[:6]}
    assert {(one.text, "order_status") for one in wrong} <= found


def test_what_says_nearly_the_same_is_told_first_where_it_contradicts() -> None:
    fill = [phrase(text, intent, line) for line, (text, intent) in enumerate((
        ("where is the parcel with my shoes", "status"), ("track the delivery to my house", "status"),
        ("has the courier left already", "status"), ("refund the money for my broken lamp", "refund"),
        ("give me back what I paid", "refund"), ("I want compensation", "refund"),
    ), start=1)]  # fmt: skip
    twins = [
        phrase("please track the delivery to my house", "refund", 20),
        phrase("refund the money for my broken lamp please", "refund", 21),
        phrase("track the delivery to my house", "status", 22, "pl"),
    ]  # fmt: skip
    _, report = train(Phrases((*fill, *twins)))
    found = [(one.phrase.place.line, one.other.place.line, one.contradicts) for one in report.alike]
    assert found == [(2, 20, True), (4, 21, False)]
    told = report.as_data()["alike"][0]
    assert told["one"] == {
        "language": "en", "intent": "status", "text": "track the delivery to my house", "file": "en.yml", "line": 2,
    }  # fmt: skip


def test_a_phrase_and_its_spelling_in_latin_letters_are_no_pair() -> None:
    status, refund = ("где мой большой заказ", "gde moj bolshoj zakaz"), ("верните деньги", "возврат")
    texts = [(text, "status") for text in status] + [(text, "refund") for text in refund]
    _, report = train(Phrases(tuple(phrase(text, intent, line, "ru") for line, (text, intent) in enumerate(texts))))
    assert report.alike == ()
