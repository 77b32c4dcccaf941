"""The phrases that come with the program are an example to shops: nothing is to be said of them."""

from pathlib import Path

from nlu import balance, sameness, strays
from nlu.model import LANGUAGES
from nlu.phrases import read_phrases

SHIPPED = read_phrases(Path("nlu/phrases"))


def test_none_is_thin_or_uneven_says_nothing_or_contradicts_another() -> None:
    found = [*balance.problems(SHIPPED, LANGUAGES), *sameness.problems(SHIPPED), *strays.problems(SHIPPED, LANGUAGES)]
    assert [str(problem) for problem in found] == []


def test_every_intent_has_sixty_a_language_and_the_main_ones_twice_as_many() -> None:
    counts: dict[tuple[str, str], int] = {}
    for phrase in SHIPPED.phrases:
        counts[phrase.intent, phrase.language] = counts.get((phrase.intent, phrase.language), 0) + 1
    main = ("order_status", "return_goods", "pay_by_invoice")
    assert [pair for pair, many in counts.items() if many < (120 if pair[0] in main else 60)] == []
