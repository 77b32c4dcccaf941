"""Variables in answers: what is known is filled in, what is not is named, and nothing else is touched."""

from hypothesis import given
from hypothesis import strategies as st

from config.answers import LONGEST
from handoff.answers import VARIABLES, Filled, choose, fill, mistakes, unfilled

VALUES = {"customer.name": "Anna", "order.number": "10023"}
texts = st.lists(st.one_of(st.text(max_size=8), st.sampled_from([f"{{{name}}}" for name in VARIABLES])), max_size=8).map("".join)


def test_what_is_known_is_filled_in_and_what_is_not_is_named_once() -> None:
    filled = fill("Labdien, {customer.name}! {order.number} būs {promise}, {promise}.", VALUES)
    assert filled == Filled("Labdien, Anna! 10023 būs {promise}, {promise}.", ("promise",))


def test_other_braces_are_text() -> None:
    assert fill("{} {x} {Customer.Name} {{order.number}}", VALUES) == Filled("{} {x} {Customer.Name} {10023}")


def test_a_value_with_braces_is_not_filled_again() -> None:
    assert fill("{customer.name}", {"customer.name": "{order.number}", "order.number": "1"}) == Filled("{order.number}")


def test_an_empty_value_is_a_missing_one() -> None:
    assert fill("{customer.name}", {"customer.name": "  "}) == Filled("{customer.name}", ("customer.name",))


@given(texts, st.dictionaries(st.sampled_from(VARIABLES), st.text(max_size=5)))
def test_what_is_missing_is_exactly_what_stands_there_still(text: str, values: dict[str, str]) -> None:
    values = {name: value.replace("{", "").replace("}", "") for name, value in values.items()}
    filled = fill(text, values)
    known = {name for name, value in values.items() if value.strip()}
    assert set(filled.missing) == set(unfilled(text)) - known
    # where nothing was filled in beside a brace, nothing new can have come about either
    assert set(filled.missing) <= set(unfilled(filled.text))


@given(texts)
def test_with_everything_known_nothing_is_missing_and_filling_again_changes_nothing(text: str) -> None:
    filled = fill(text, dict.fromkeys(VARIABLES, "x"))
    assert filled.missing == ()
    assert fill(text.replace("{", "").replace("}", ""), VALUES).text == text.replace("{", "").replace("}", "")


@given(texts)
def test_with_nothing_known_the_text_stays_as_it_is(text: str) -> None:
    assert fill(text, {}) == Filled(text, tuple(unfilled(text)))


def test_mistakes_are_told_by_language() -> None:
    assert mistakes({"lv": "Labdien", "en": ""}) == []
    assert mistakes({"lv": "  "}) == ["write the answer in one language at least"]
    (line,) = mistakes({"lv": "Labdien, {customer.nam}!"})
    assert line.startswith("lv: {customer.nam} is no variable; there are {customer.name}, ")
    assert mistakes({"en": "a" * (LONGEST + 1)}) == [f"en: {LONGEST} characters at most"]


def test_the_language_falls_back_visibly() -> None:
    texts = {"lv": "Labdien", "en": "Hello", "uk": " "}
    assert choose(texts, "lv", ("en",)) == ("lv", "Labdien")
    assert choose(texts, "uk", ("pl", "en")) == ("en", "Hello")
    assert choose({"ru": "Здравствуйте"}, "uk", ("en",)) == ("ru", "Здравствуйте")
    assert choose({}, "uk", ("en",)) == ("", "")
