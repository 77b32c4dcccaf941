"""Values found in a message, on Sunday the 22nd of November 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.entities import Extractor
from nlu.model import Entity
from nlu.products import Product, Products

TODAY = date(2026, 11, 22)
ANY_SHOP = Extractor()
DEMO_SHOP = Extractor([r"\b10\d{3}\b"], ("LV", "PL", "UA"))

MUGS = Extractor(
    products=Products([Product("mug", "Keramikas krūze")]),
    lookups={"town": ["Rīga", "🎁", "Nida (LT)"]},
    regexes={"x": ["[a-z]*"]},
)


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


FIRMS = [
    ("reģ. nr. 40003000002", "registration", "40003000002"), ("40003000002", "registration", "40003000002"),
    ("PVN: LV40003000002", "vat_number", "LV40003000002"), ("NIP 526-104-08-28", "registration", "5261040828"),
    ("NIP UE PL5261040828", "vat_number", "PL5261040828"), ("REGON 012100784", "registration", "012100784"),
    ("KRS 0000123456", "registration", "0000123456"), ("ЄДРПОУ 14360570", "registration", "14360570"),
    ("рег. номер 40003000002", "registration", "40003000002"), ("DE136695976", "vat_number", "DE136695976"),
    ("VAT no. EE100931558", "vat_number", "EE100931558"),
    ("it is LV40003000002 please", "vat_number", "LV40003000002"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "value"), FIRMS)
def test_a_companys_numbers_are_known_by_their_check_digits_and_the_words_before_them(text: str, kind: str, value: str) -> None:
    assert found(text) == [(kind, value)]


@pytest.mark.parametrize("text", ["reģ. nr. 40003000001", "010190-10000", "LV40003000001", "NIP 5261040829"])
def test_a_number_no_register_gave_is_none(text: str) -> None:
    assert not [kind for kind, _ in found(text) if kind in {"registration", "vat_number"}]


@pytest.mark.parametrize(
    ("text", "value"),
    [("two", "2"), ("divas krūzes", "2"), ("пару штук", "2"), ("3x", "3"), ("a dozen", "12"), ("5 sztuk", "5"), ("12 шт.", "12"),
     ("dwadzieścia pięć kubków", "25"), ("дві чашки", "2"), ("x4", "4"), ("7", "7")],
)  # fmt: skip
def test_a_number_of_things_is_a_quantity(text: str, value: str) -> None:
    assert found(text) == [("quantity", value)]


@pytest.mark.parametrize("text", ["two weeks", "пару дней", "10 minutes", "семь раз", "one of them", "viens", "500 g", "nr 4"])
def test_a_number_of_anything_else_is_none(text: str) -> None:
    assert "quantity" not in [kind for kind, _ in found(text)]


def test_a_span_is_one_value_with_both_ends() -> None:
    (entity,) = ANY_SHOP.find("Nopirku pagājušajā nedēļā, nestrādā", date(2026, 11, 24))
    assert entity == Entity("date_span", "2026-11-16/2026-11-22", "pagājušajā nedēļā", 8, 25)


@pytest.mark.parametrize("text", ["a..b@x.lv", "a@b", "@x.lv", "a@-b.lv", "a" * 65 + "@x.lv", "a@b.1"])
def test_an_address_no_server_takes_is_none(text: str) -> None:
    assert "email" not in [kind for kind, _ in found(text)]


def test_what_a_shop_sells_is_found_in_the_customers_words() -> None:
    shop = Extractor(
        products=Products([Product("mug", "Keramikas krūze", (), "lv"), Product("mug", "Ceramic mug", ("cup",), "en")])
    )
    assert found("gribu atdot divas krūzes keramikas", shop) == [("quantity", "2"), ("product", "Keramikas krūze")]
    shop.products = Products([Product("lamp", "Galda lampa", (), "lv")])
    assert found("keramikas krūze un galda lampu", shop) == [("product", "Galda lampa")]


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
        "pagājušajā nedēļā",
        "no 3. līdz 5. decembrim",
        "divas ",
        "krūzes keramikas",
        "NIP 526-104-08-28",
        "LV40003000002",
        "desmit eiro",
        "zvaniet ",
        ".",
        "İß",
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(pieces, max_size=8).map("".join)))
def test_spans_are_slices_of_the_message_and_never_overlap(text: str) -> None:
    for extractor in (ANY_SHOP, DEMO_SHOP, MUGS):
        end = 0
        for entity in extractor.find(text, TODAY):
            assert end <= entity.start < entity.end
            assert text[entity.start : entity.end] == entity.text
            end = entity.end
