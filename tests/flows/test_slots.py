"""What counts as an answer, for each type of slot."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.shop.model import Money
from flows.slots import Answer, Found, Wrong, chosen, mentioned, parse, read
from flows.steps import SLOT_TYPES, Slot, SlotType
from tests.flows.support import said


def answer(type_: SlotType, text: str, known: tuple[str, ...] = (), **entities: Any) -> Answer:
    return read(Slot("it", type_, values=("broken", "other")), said(text, **entities).understanding, known=known)


@pytest.mark.parametrize(
    ("type_", "kind", "value", "expected"),
    [
        ("order_number", "order_number", "10023", "10023"),
        ("email", "email", "anna@example.com", "anna@example.com"),
        ("phone", "phone", "+37120000000", "+37120000000"),
        ("iban", "iban", "LV97HABA0012345678910", "LV97HABA0012345678910"),
        ("money", "money", "12.50 EUR", Money(Decimal("12.5"), "EUR")),
        ("date", "date", "2026-11-20", date(2026, 11, 20)),
        ("contact", "email", "anna@example.com", "anna@example.com"),
        ("contact", "phone", "+37120000000", "+37120000000"),
        ("text", "it", "a lamp", "a lamp"),
        ("choice", "it", "broken", "broken"),
    ],
)
def test_an_entity_of_its_kind_is_the_value(type_: SlotType, kind: str, value: str, expected: Any) -> None:
    entities: dict[str, Any] = {kind: value}
    assert answer(type_, f"it is {value}", **entities) == Found(expected)


def test_a_value_among_many_words_is_not_the_whole_message() -> None:
    found = answer("order_number", "I would like to return the lamp from 10023 please", order_number="10023")
    assert found == Found("10023", whole=False)


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        ("email", "it is Anna@Example.com, thanks", "anna@example.com"),
        ("phone", "+371 20-000-000", "+37120000000"),
        ("iban", "LV97 HABA 0012 3456 7891 0", "LV97HABA0012345678910"),
    ],
)
def test_a_plain_value_is_read_without_a_model_that_knows_it(type_: SlotType, text: str, value: str) -> None:
    assert answer(type_, text) == Found(value)


@pytest.mark.parametrize(
    ("type_", "value"), [("email", "a@b"), ("phone", "12"), ("iban", "LV98HABA0012345678910"), ("order_number", "?")]
)
def test_a_model_is_not_believed_blindly(type_: SlotType, value: str) -> None:
    entities: dict[str, Any] = {type_: value}
    assert answer(type_, value, **entities) == Wrong()


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("order_number", "AB-12"),
        ("order_number", "#123"),
        ("email", "anna@"),
        ("phone", "my number is 12 34 56"),
        ("contact", "anna@example"),
        ("contact", "12"),
        ("iban", "LV80 BANK 0000 4351 9500 2"),
        ("date", "31.02.2026"),
        ("money", "1" + "0" * 20),
    ],
)
def test_what_looks_like_the_value_but_cannot_be_is_wrong(type_: SlotType, text: str) -> None:
    assert answer(type_, text) == Wrong()


@pytest.mark.parametrize(
    "type_", ["order_number", "email", "phone", "contact", "iban", "date", "money", "number", "photo", "choice"]
)
def test_mere_words_are_no_answer(type_: SlotType) -> None:
    assert answer(type_, "why do you ask?") is None


@pytest.mark.parametrize(
    ("text", "value"), [("4567", "4567"), ("20 00 00 00", "20000000"), ("it ends with 4567", "4567"), ("+371 2000", "3712000")]
)
def test_the_last_digits_of_a_phone_are_a_contact(text: str, value: str) -> None:
    assert answer("contact", text) == Found(value)


def test_the_order_number_again_is_no_contact() -> None:
    assert answer("contact", "10023", known=("10023",)) is None
    assert answer("contact", "10023", known=("10023",), order_number="10023") is None


@pytest.mark.parametrize(
    ("text", "amount"), [("25", "25"), ("12,50", "12.50"), ("1 290,50", "1290.50"), ("about 30 I think", "30")]
)
def test_a_bare_number_is_money_in_the_shops_currency(text: str, amount: str) -> None:
    assert answer("money", text) == Found(Money(Decimal(amount), "EUR"))


def test_two_numbers_are_no_amount() -> None:
    assert answer("money", "2 lamps for 30") is None


def test_any_words_are_a_text_within_reason() -> None:
    assert answer("text", " a lamp ") == Found("a lamp", whole=False)
    long = answer("text", "x" * 5000)
    assert isinstance(long, Found)
    assert len(long.value) == 2000
    assert answer("text", "   ") is None


@pytest.mark.parametrize(
    ("value", "fits"), [("10 EUR", True), ("100 EUR", True), ("100.01 EUR", False), ("4 EUR", False), ("10 USD", False)]
)
def test_a_value_outside_its_bounds_is_wrong(value: str, fits: bool) -> None:
    slot = Slot("amount", "money", low=Money(Decimal(5), "EUR"), high=Money(Decimal(100), "EUR"))
    assert isinstance(parse(slot, value), Found if fits else Wrong)


@pytest.mark.parametrize(
    ("type_", "text", "expected"),
    [
        ("bool", "true", True),
        ("bool", "false", False),
        ("number", "-3.5", Decimal("-3.5")),
        ("date", "2026-11-20", date(2026, 11, 20)),
        ("choice", "broken", "broken"),
        ("text", "x", "x"),
    ],
)
def test_a_canonical_text_becomes_its_value(type_: SlotType, text: str, expected: Any) -> None:
    assert parse(Slot("it", type_, values=("broken",)), text) == Found(expected)


@pytest.mark.parametrize(
    ("type_", "text"),
    [("bool", "maybe"), ("number", "three"), ("date", "soon"), ("choice", "blue"), ("money", "3"), ("text", "")],
)
def test_a_text_of_another_type_is_wrong(type_: SlotType, text: str) -> None:
    assert parse(Slot("it", type_, values=("broken",)), text) == Wrong()


class TestMentioned:
    SLOTS = (Slot("order_number", "order_number"), Slot("bought", "date"), Slot("sent", "date"), Slot("mail", "email"))

    def mentioned(self, **entities: Any) -> dict[str, Any]:
        found = mentioned(self.SLOTS, said(" ".join(entities.values()), **entities).understanding)
        return {slot.name: value for slot, value in found}

    def test_one_message_fills_several(self) -> None:
        assert self.mentioned(order_number="10023", email="a@b.lv") == {"order_number": "10023", "mail": "a@b.lv"}

    def test_a_kind_that_fits_two_fills_none(self) -> None:
        assert self.mentioned(date="2026-11-20") == {}

    def test_the_slots_own_name_decides(self) -> None:
        assert self.mentioned(bought="2026-11-20") == {"bought": date(2026, 11, 20)}


@given(
    st.sampled_from(SLOT_TYPES),
    st.text(max_size=60),
    st.sampled_from(["order_number", "email", "date", "money", "it"]),
    st.text(max_size=12),
)
def test_no_message_is_too_much(type_: SlotType, text: str, kind: str, value: str) -> None:
    entities: dict[str, Any] = {kind: value}
    reading = read(Slot("it", type_, values=("a", "b")), said(text + value, **entities).understanding)
    assert reading is None or isinstance(reading, Found | Wrong)


class TestChoices:
    KNOWN: ClassVar = {"defect": frozenset({"bojāt*", "nav labs"}), "changed": frozenset({"neder"})}

    @pytest.mark.parametrize("text", ["tā ir bojāta", "bojāts", "prece nav labs darbs"])
    def test_a_stem_or_a_phrase_among_other_words_chooses(self, text: str) -> None:
        assert chosen(self.KNOWN, text) == "defect"

    @pytest.mark.parametrize("text", ["sabojāt", "nav", "bojāta un neder", ""])
    def test_a_part_of_a_word_or_two_answers_at_once_choose_nothing(self, text: str) -> None:
        assert chosen(self.KNOWN, text) is None
