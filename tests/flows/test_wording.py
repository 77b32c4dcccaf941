"""Fluent texts: filled in as the Fluent project's own runtime does it, and every mistake found when they are read."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from fluent.runtime import FluentBundle, FluentResource
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.fluent import Named
from flows.model import Duration
from flows.shop.model import Money
from flows.wording import Wording, plain, read_wording
from nlu.model import LANGUAGES, Language

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def book(text: str, language: Language = "en") -> Wording:
    wording, problems = read_wording({language: [(f"{language}.ftl", text)]})
    assert problems == []
    return wording


def render(text: str, language: Language = "en", **values: Any) -> str:
    return book(text, language).render("it", values, language, NOW)


class TestTexts:
    def test_a_text_stands_as_it_is(self) -> None:
        assert render("it = Hello") == "Hello"

    def test_lines_and_paragraphs_are_kept(self) -> None:
        assert render("it =\n    One\n    two.\n\n    Three.") == "One\ntwo.\n\nThree."

    def test_values_stand_in_it_without_marks_around_them(self) -> None:
        assert render("it = Order { $number }: { $url }", number="10023", url="https://a.lv/1") == "Order 10023: https://a.lv/1"

    def test_texts_refer_to_each_other(self) -> None:
        assert render("-shop = Maize { $case }\nname = the shop\nit = { name } { -shop(case: 1) }") == "the shop Maize 1"

    def test_attributes_can_be_referred_to(self) -> None:
        assert render("other = x\n    .also = y\nit = { other.also }") == "y"

    def test_escapes_are_read(self) -> None:
        assert render('it = { "{" }a{ "\\u00e9" }{ "\\"" }') == '{aé"'

    def test_a_value_nobody_knows_leaves_a_dash(self) -> None:
        assert render("it = Order { $number }") == "Order –"


class TestValues:
    @pytest.mark.parametrize(
        ("language", "text"),
        [("lv", "1290,50€"), ("uk", "1290,50EUR"), ("ru", "1290,50€"), ("pl", "1290,50€"), ("en", "€1,290.50")],
    )
    def test_money_is_written_as_the_language_does(self, language: Language, text: str) -> None:
        written = render("it = { $sum }", language, sum=Money(Decimal("1290.5"), "EUR"))
        assert "".join(written.split()) == text

    def test_a_day_is_told_from_now(self) -> None:
        assert render("it = { $day }", day=date(2026, 11, 24)) == "tomorrow"
        assert render("it = { $day }", day=datetime(2026, 11, 22, 9, tzinfo=UTC)) == "yesterday"

    def test_without_a_now_a_day_has_its_date(self) -> None:
        assert book("it = { $day }").render("it", {"day": date(2026, 11, 24)}, "en") == "on 24 November 2026"

    def test_the_hour_is_told_where_it_is_asked_for(self) -> None:
        at = datetime(2026, 11, 24, 9, tzinfo=UTC)
        assert render("it = { AT($at) }, { BY($at) }, { DAY($at) }", at=at) == "tomorrow at 11:00, tomorrow by 11:00, tomorrow"

    def test_lengths_of_time_are_words(self) -> None:
        assert render("it = { $long }, { WITHIN($long) }", long=Duration(180)) == "3 minutes, within 3 minutes"

    def test_numbers_follow_the_language(self) -> None:
        assert render("it = { $n } { NUMBER($n) }", "lv", n=Decimal("2.5")) == "2,5 2,5"

    def test_a_name_is_said_in_the_language(self) -> None:
        text = "reason-broken = it is broken\nit = { $why }"
        assert render(text, why=Named("broken", "reason-broken")) == "it is broken"
        assert render(text, why=Named("lost", "reason-lost")) == "lost"

    def test_yes_and_no_are_words_too(self) -> None:
        assert render("yes = Jā\nit = { $a }, { $b }", "lv", a=True, b=False) == "Jā, no"

    def test_lists_are_enumerated(self) -> None:
        assert render("it = { $all }", all=["a", Decimal(2)]) == "a, 2"


class TestVariants:
    TEXT = """it = { $x ->
    [yes] agreed
    [no] refused
    [none] unknown
    [broken] broken
    [0] zero
   *[other] else
 }"""

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            *[(True, "agreed"), (False, "refused"), (None, "unknown"), (0, "zero")],
            *[("broken", "broken"), (Named("broken", "x"), "broken"), ("x", "else")],
        ],
    )
    def test_the_variant_fits_the_value(self, value: Any, text: str) -> None:
        assert render(self.TEXT, x=value) == text

    @pytest.mark.parametrize(
        ("language", "forms"),
        [
            ("lv", {0: "nav", 1: "prece", 2: "preces", 10: "preču", 11: "preču", 21: "prece", 30: "preču"}),
            ("ru", {1: "товар", 2: "товара", 5: "товаров", 11: "товаров", 21: "товар", 22: "товара"}),
        ],
    )
    def test_plurals_are_those_of_the_language(self, language: Language, forms: dict[int, str]) -> None:
        texts = {
            "lv": "it = { $n ->\n [0] nav\n [zero] preču\n [one] prece\n *[other] preces\n }",
            "ru": "it = { $n ->\n [one] товар\n [few] товара\n *[many] товаров\n }",
        }
        assert {n: render(texts[language], language, n=n) for n in forms} == forms


class TestMistakes:
    @staticmethod
    def of(**texts: str) -> list[str]:
        sources = {language: [(f"{language}.ftl", texts[language])] for language in LANGUAGES if language in texts}
        return sorted(map(str, read_wording(sources)[1]))

    def test_what_is_no_fluent(self) -> None:
        assert self.of(en="a = x\nb = { $y\nc = z")[0].startswith("en.ftl:3:1: this is not Fluent:")

    def test_an_id_that_stands_twice(self) -> None:
        assert self.of(en="a = x\na = y") == ["en.ftl:2:1: `a` stands twice (keep one of them)"]

    def test_a_reference_that_leads_nowhere(self) -> None:
        problem = "en.ftl:2:7: there is no `greting` to refer to (did you mean `greeting`?)"
        assert self.of(en="greeting = x\na = { greting }") == [problem]

    def test_a_circle(self) -> None:
        found = self.of(en="a = { b }\nb = { a }")
        assert found == ["en.ftl:1:1: `a` refers to itself in a circle", "en.ftl:2:1: `b` refers to itself in a circle"]

    def test_an_unknown_function(self) -> None:
        problem = "en.ftl:1:7: there is no function SHOUT (there are DAY, AT, BY, BRIEF, STAMP, WITHIN, NUMBER)"
        assert self.of(en="a = { SHOUT($x) }") == [problem]

    def test_a_function_without_a_value(self) -> None:
        assert self.of(en="a = { DAY() }") == ["en.ftl:1:7: DAY takes one value"]

    def test_what_another_language_has(self) -> None:
        found = self.of(lv="a = x\nb = { $n }", en="a = x\nb = y")
        assert found == ["en.ftl:2:1: `b` leaves out $n, which another language uses"]
        assert self.of(lv="a = x\nc = y", en="a = x") == ["en.ftl:1:1: `c` is missing (it is in lv.ftl:2)"]

    def test_other_words_for_a_button_may_differ(self) -> None:
        assert self.of(lv="a = x\n    .also = y, z", en="a = x") == []

    def test_a_value_used_through_a_reference_counts(self) -> None:
        wording, problems = read_wording({"en": [("en.ftl", "a = { $n }\nb = { a }\n-t = { $inner }\nc = { -t }")]})
        assert problems == []
        assert (wording.needs("b"), wording.needs("c")) == (frozenset({"n"}), frozenset())


def test_the_shops_own_words_come_before_the_built_in_ones() -> None:
    texts = [("own.ftl", "a = mine\n-shop = Maize"), ("base.ftl", "a = theirs\nb = { -shop }\n-shop = Shop")]
    wording, problems = read_wording({"en": texts})
    assert problems == []
    assert [wording.render(id_, {}, "en") for id_ in ("a", "b")] == ["mine", "Maize"]


def test_what_can_be_typed_for_a_button() -> None:
    english = "a = It is broken\n    .also = Kaput, does not work!"
    wording, _ = read_wording({"en": [("en", english)], "lv": [("lv", "a = Saplīsis")]})
    assert wording.words("a") == {"it is broken", "kaput", "does not work", "saplīsis"}


@pytest.mark.parametrize(("text", "key"), [("  It's  BROKEN! ", "it s broken"), ("Ё-моё", "ё моё"), ("___", ""), ("№ 10", "10")])
def test_texts_are_compared_without_case_and_signs(text: str, key: str) -> None:
    assert plain(text) == key


# --- beside the Fluent project's own runtime -------------------------------------------------------------------

PATTERNS = """
one = Hello
two = A { $a } and { $b }
three = { $n ->
    [0] none
    [one] { $n } thing of { two }
    [few] { $n } few
   *[other] { $n } things
 }
four = { $a ->
    [x] ex
   *[y] { three } { -t(a: "q") }
 }
-t = term { $a }
"""


@settings(deadline=None)  # the first text of a language is compiled, and the machine may be busy
@given(
    st.sampled_from(LANGUAGES),
    st.sampled_from(["one", "two", "three", "four"]),
    st.sampled_from(["x", "y", "10023", "{", ""]),
    st.integers(0, 2000),
)
def test_the_same_text_comes_out_as_from_fluents_own_runtime(language: Language, id_: str, word: str, number: int) -> None:
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource(PATTERNS))
    values = {"a": word, "b": "b", "n": number}
    pattern = bundle.get_message(id_).value
    assert pattern is not None
    theirs, errors = bundle.format_pattern(pattern, values)
    assert errors == []
    wording, _ = read_wording({language: [("it", PATTERNS)]})
    assert wording.render(id_, values, language) == theirs


class TestBounds:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("it = " + "{" * 3000 + '"a"' + "}" * 3000, "nested too deep"),
            ("it = { t40 }\nt0 = a\n" + "".join(f"t{n} = {{ t{n - 1} }}{{ t{n - 1} }}\n" for n in range(1, 41)), "too much"),
            ("it = { t99 }\nt0 = a\n" + "".join(f"t{n} = {{ t{n - 1} }}\n" for n in range(1, 100)), "too much"),
            ("it = { " + "9" * 400 + " }", "too long to be said"),
            ('it = a{ "\\uD800" }', "no letter U+D800"),
            ('it = a{ "\\U999999" }', "no letter U+999999"),
            ('it = a{ "\\u0000" }', "no letter U+0000"),
        ],
    )  # fmt: skip
    def test_what_could_not_be_said_is_found_when_it_is_read(self, text: str, told: str) -> None:
        wording, problems = read_wording({"en": [("en.ftl", text)]})
        assert any(told in problem.text for problem in problems)
        assert not wording.has("it")
