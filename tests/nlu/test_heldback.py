"""A phrase is held back in the same part whatever else is learnt, with its near-copies."""

from hypothesis import given
from hypothesis import strategies as st

from config.source import Place
from nlu.heldback import group_in, id_of, part_of
from nlu.model import Language
from nlu.normalise import key
from nlu.phrases import Phrase


def phrase(text: str, intent: str = "greet", language: Language = "en") -> Phrase:
    return Phrase(text, intent, language, Place("en.yml"))


def test_near_copies_are_held_back_together_and_known_apart() -> None:
    first, second = phrase("where is order 10023"), phrase("where is order 4711")
    assert part_of(key(first.text).split(), 10) == part_of(key(second.text).split(), 10)
    assert group_in(id_of(first)) == group_in(id_of(second))
    third = phrase("is order 10023 where")
    assert id_of(third) != id_of(first)
    assert group_in(id_of(third)) == group_in(id_of(first))


def test_a_phrase_that_is_given_another_intent_stays_where_it_was() -> None:
    assert id_of(phrase("hello")) == id_of(phrase("hello", "thank"))
    assert id_of(phrase("hello")) != id_of(phrase("hello", language="lv"))


@given(st.text(max_size=60), st.integers(2, 20))
def test_every_wording_has_one_part(text: str, parts: int) -> None:
    words = key(text).split()
    assert 0 <= part_of(words, parts) < parts
    assert part_of(words, parts) == part_of(list(reversed(words)), parts)
