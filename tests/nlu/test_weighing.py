"""How the parts of a message are weighed against the whole, with a model of a few rules."""

from collections.abc import Sequence
from datetime import date

from nlu.entities import Extractor
from nlu.model import Intent
from nlu.weighing import Ranking, Reading, weigh

RULES = {
    "human": ("talk_to_human", 0.99),
    "where": ("order_status", 0.95),
    "invoice": ("pay_by_invoice", 0.98),
    "return": ("return_goods", 0.96),
    "money": ("refund_status", 0.97),
    "open": ("opening_hours", 0.99),
    "perhaps": ("delivery_info", 0.75),
    "hello": ("greet", 0.99),
}


def rank(texts: Sequence[str]) -> list[Ranking]:
    """The first rule whose word stands in the text."""
    return [
        tuple(Intent(*rule) for word, rule in RULES.items() if word in text.lower()) or (Intent("repeat", 0.1),)
        for text in texts
    ]


def read(text: str) -> Reading:
    entities = Extractor().find(text, date(2026, 11, 22))
    return weigh(text, rank([text])[0], rank, lambda intent: intent.confidence >= 0.7, entities)


def wishes(text: str) -> list[str]:
    return [wish.intent for wish in read(text).wishes]


def test_two_questions_are_two_wishes_each_with_its_own_number() -> None:
    first, second = read("where is 10023, and can I get an invoice for 10031?").wishes
    assert (first.intent, [one.value for one in first.entities]) == ("order_status", ["10023"])
    assert (second.intent, [one.value for one in second.entities]) == ("pay_by_invoice", ["10031"])


def test_a_number_in_front_belongs_to_every_wish_without_one() -> None:
    found = read("It is about 10023. Where is it? Can I have an invoice?").wishes
    assert [[one.value for one in wish.entities] for wish in found] == [["10023"], ["10023"]]


def test_words_of_a_wish_stand_where_it_says() -> None:
    text = "Hello! Where is 10023? And when are you open?"
    assert all(wish.text in text[wish.start : wish.end] for wish in read(text).wishes)


def test_what_one_flow_answers_is_one_wish() -> None:
    assert wishes("I want to return it. When do I get my money?") == []


def test_a_part_that_is_only_told_is_no_wish() -> None:
    assert len(wishes("The invoice came yesterday. Where is my order?")) < 2


def test_a_part_that_is_barely_sure_is_no_second_wish() -> None:
    assert len(wishes("Where is my order? Could it perhaps come?")) < 2


def test_politeness_is_no_wish() -> None:
    assert wishes("Hello, can you tell me? Where is my order now?") in ([], ["order_status"])


def test_the_same_wish_for_two_orders_is_two() -> None:
    assert wishes("Where is 10023? And where is 10031?") == ["order_status", "order_status"]


def test_a_wish_is_told_apart_from_what_else_a_message_says() -> None:
    assert wishes("10023. And when are you open?") == ["opening_hours"]


def test_a_story_goes_by_the_sentence_that_wishes() -> None:
    story = "We bought it in spring and my sister liked it, then it rained for days. " * 2 + "Can I return it?"
    assert read(story).ranking[0].name == "return_goods"


def test_who_asks_for_a_person_in_a_story_gets_one() -> None:
    story = "A human. " + "We bought it in spring and it was fine for a while, you see. " * 3 + "When are you open?"
    assert "talk_to_human" in {read(story).ranking[0].name, *wishes(story)}


def test_what_is_refused_is_not_accepted() -> None:
    found = read("I do not want an invoice")
    assert (found.accepted, found.refused) == (False, ("pay_by_invoice",))


def test_beside_what_is_refused_the_other_wish_counts() -> None:
    found = read("I do not want an invoice, where is my order?")
    assert (found.ranking[0].name, found.accepted, found.refused) == ("order_status", True, ("pay_by_invoice",))


def test_what_is_refused_of_one_and_wanted_of_another_is_wanted() -> None:
    found = read("I do not want to return the shoes, I want to return the belt")
    assert (found.ranking[0].name, found.accepted, found.refused) == ("return_goods", True, ())
