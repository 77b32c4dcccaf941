"""Values found in a message, on Sunday the 22nd of November 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.entities import Extractor
from nlu.model import Entity

TODAY = date(2026, 11, 22)
ANY_SHOP = Extractor()
DEMO_SHOP = Extractor([r"\b10\d{3}\b"], ("LV", "PL", "UA"))


def found(text: str, extractor: Extractor = ANY_SHOP) -> list[tuple[str, str]]:
    return [(entity.kind, entity.value) for entity in extractor.find(text, TODAY)]


def test_one_message_may_say_everything() -> None:
    text = "10023 par 25 eiro nopirku vakar, zvaniet +371 29 123 456 vai a.b@example.com; LV97 HABA 0012 3456 7891 0 paldies"
    assert found(text) == [
        ("order_number", "10023"),
        ("money", "25.00 EUR"),
        ("date", "2026-11-21"),
        ("phone", "+37129123456"),
        ("email", "a.b@example.com"),
        ("iban", "LV97HABA0012345678910"),
    ]


def test_an_entity_knows_what_was_written_and_where() -> None:
    assert ANY_SHOP.find("Nopirku 12,50 € vērtībā", TODAY) == (Entity("money", "12.50 EUR", "12,50 €", 8, 15),)


@pytest.mark.parametrize("text", ["pasūtījums nr. 523", "order #523", "заказ № 523", "замовлення 523", "zamówienie nr 523"])
def test_a_short_number_after_the_word_for_order_is_one(text: str) -> None:
    assert found(text) == [("order_number", "523")]


def test_a_shop_with_a_format_of_its_own_knows_only_that() -> None:
    assert found("order 523", DEMO_SHOP) == []
    assert found("kur ir 10023", DEMO_SHOP) == [("order_number", "10023")]
    assert found("see ab-77", Extractor([r"AB-\d+"])) == [("order_number", "AB-77")]


def test_a_latvian_number_of_eight_digits_is_an_order_unless_it_is_said_to_be_a_telephone() -> None:
    assert found("29123456") == [("order_number", "29123456")]
    assert found("pasūtījums 20231234") == [("order_number", "20231234")]
    for text in ("mans tālrunis ir 29123456", "zvaniet 29123456", "перезвоните мне на 29123456", "+37129123456"):
        assert found(text) == [("phone", "+37129123456")]
    assert found("29123456", DEMO_SHOP) == [("phone", "+37129123456")]


def test_an_account_number_is_believed_only_with_the_right_check_digits() -> None:
    assert found("PL61 1090 1014 0000 0712 1981 2874 dziękuję") == [("iban", "PL61109010140000071219812874")]
    assert found("lv80bank0000435195001") == [("iban", "LV80BANK0000435195001")]
    assert found("LV81BANK0000435195001") == []


def test_an_address_hides_the_numbers_inside_it() -> None:
    assert found("1234567@example.com") == [("email", "1234567@example.com")]
    assert found("a@b") == []


def test_a_shops_own_entities_come_from_its_phrase_files() -> None:
    shop = Extractor(
        regexes={"parcel": ["RR[0-9]{4}LV"], "order_number": [r"\bZ\d{3}\b"]},
        lookups={"product": ["kefīrs", "kefīrs ar zemenēm"]},
        synonyms={"kefīrs": "kefir"},
    )
    assert found("rr1234lv un KEFĪRS", shop) == [("parcel", "rr1234lv"), ("product", "kefir")]
    assert found("kefīrs ar zemenēm z123", shop) == [("product", "kefīrs ar zemenēm"), ("order_number", "Z123")]


pieces = st.sampled_from(
    [
        "10023",
        " ",
        "29123456",
        "+371 ",
        "a@b.lv",
        "LV97HABA0012345678910",
        "25 eiro",
        "€",
        "12.05.2026",
        "vakar",
        "zvaniet ",
        ".",
        "İß",
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(pieces, max_size=8).map("".join)))
def test_spans_are_slices_of_the_message_and_never_overlap(text: str) -> None:
    for extractor in (ANY_SHOP, DEMO_SHOP):
        end = 0
        for entity in extractor.find(text, TODAY):
            assert end <= entity.start < entity.end
            assert text[entity.start : entity.end] == entity.text
            end = entity.end
