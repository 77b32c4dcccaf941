"""Values as they may be: each number takes the plural form it stands for, and every variant of a wording is shown."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import get_args

import pytest
from babel import Locale

from flows.ftl import Choice, Text, Variant, messages
from flows.samples import NUMBERS, numbers, sample, shown
from flows.shop.model import Money
from flows.shop.spec import FieldType
from flows.steps import SLOT_TYPES
from nlu.model import LANGUAGES, Language

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_takes_the_form_it_stands_for(language: Language) -> None:
    for category, those in NUMBERS[language].items():
        assert {Locale(language).plural_form(number) for number in those} <= {category}


def test_the_form_for_all_else_has_the_numbers_of_forms_that_are_left_out() -> None:
    choice = Choice(
        "$n", (Variant("one", (Text("a"),)), Variant("few", (Text("b"),)), Variant("other", (Text("c"),), default=True))
    )
    assert numbers(choice, choice.variants[2], "pl") == (5, 12, 21)


@pytest.mark.parametrize("kind", [*SLOT_TYPES, *get_args(FieldType)])
def test_every_type_has_a_value(kind: str) -> None:
    assert sample(kind, "it", NOW) is not None


def test_each_variant_is_shown_and_what_is_not_known_too() -> None:
    (message,) = messages("it = { $sum ->\n    [none] Free\n   *[other] { $sum }, { DAY($day) }\n }\n").values()
    ways = shown(message.pieces, {"sum": "money"}, ["day", "sum"], "en", NOW)
    assert [way.told for way in ways] == ["", "sum = –"]
    assert ways[0].values == {"sum": Money(Decimal("24.90"), "EUR"), "day": NOW.date().replace(month=12, day=1)}
    assert ways[1].values["sum"] is None
