"""Whether phrases are enough, and evenly spread."""

from collections.abc import Mapping

from config.source import Place
from nlu.balance import problems
from nlu.model import Language
from nlu.phrases import Phrase, Phrases


def told(counts: Mapping[str, Mapping[Language, int]], languages: tuple[Language, ...] = ("lv", "en")) -> list[str]:
    phrases = [
        Phrase(f"{intent} {number}", intent, language, Place(f"{language}.yml", number + 1))
        for intent, each in counts.items()
        for language, many in each.items()
        for number in range(many)
    ]
    return [f"{problem.code} {problem.text}" for problem in problems(Phrases(tuple(phrases)), languages)]


EVEN: Mapping[str, Mapping[Language, int]] = {name: {"lv": 40, "en": 40} for name in ("greet", "thank", "order_status")}


def test_even_phrases_are_nothing_to_speak_of() -> None:
    assert told(EVEN) == []


def test_an_intent_that_lacks_a_language_is_told_once_with_all_it_lacks() -> None:
    assert told({**EVEN, "parking": {"lv": 12}}) == ["phrase-thin `parking` has few phrases: 12 in lv, none in en"]


def test_a_language_that_the_shop_does_not_speak_is_not_asked_for() -> None:
    assert told({**EVEN, "parking": {"lv": 25}}, ("lv",)) == []


def test_what_is_enough_by_itself_is_thin_beside_intents_with_three_times_as_much() -> None:
    rich: Mapping[str, Mapping[Language, int]] = {name: {"lv": 150} for name in ("greet", "thank", "order_status")}
    assert told({**rich, "parking": {"lv": 49}}, ("lv",)) == ["phrase-thin `parking` has few phrases: 49 in lv"]
    assert told({**rich, "parking": {"lv": 50}}, ("lv",)) == []


def test_an_intent_that_outweighs_all_others_is_told() -> None:
    heavy = {**EVEN, "complaint": {"lv": 401, "en": 400}}
    assert told(heavy) == ["phrase-uneven `complaint` has 401 phrases in lv, and other intents have 40"]


def test_what_is_out_of_scope_has_no_measure() -> None:
    assert told({**EVEN, "out_of_scope": {"lv": 2}}) == []
