"""What leaves the program: nothing by which somebody could be known, and all of it found again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.entities import Extractor
from nlu.masking import mask
from nlu.model import Entity
from tests.nlu.conftest import TODAY

READER = Extractor([r"\b1\d{4}\b"], ["LV", "PL"])


def masked(text: str) -> str:
    return mask(text, READER.find(text, TODAY)).text


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("kur ir 10023? anna.kalna@example.com", "kur ir ⟦ORDER_1⟧? ⟦EMAIL_2⟧"),
        ("zvaniet +371 29 123 456", "zvaniet ⟦PHONE_1⟧"),
        ("konts LV80 BANK 0000 4351 9500 1 paldies", "konts ⟦IBAN_1⟧ paldies"),
        ("konts LV81 BANK 0000 4351 9500 1", "konts ⟦IBAN_1⟧"),  # a slip in it, so no account by the rules
        ("my card 4111 1111 1111 1111 was charged", "my card ⟦CARD_1⟧ was charged"),
        ("my card 4111111111111112", "my card ⟦CARD_1⟧"),
        ("parcel 00340434292135100186 and 77-88-99-00", "parcel ⟦NUMBER_1⟧ and ⟦NUMBER_2⟧"),
        ("10023, 10023 and 10024", "⟦ORDER_1⟧, ⟦ORDER_1⟧ and ⟦ORDER_2⟧"),
        ("https://shop.example/o?token=abc see", "⟦LINK_1⟧ see"),
        ("I paid 12.50 EUR on 2026-11-20 for 2 kg", "I paid 12.50 EUR on 2026-11-20 for 2 kg"),
        ("write to anna@localhost", "write to ⟦EMAIL_1⟧"),
        ("", ""),
    ],
)
def test_values_by_which_somebody_is_known_are_hidden(text: str, sent: str) -> None:
    assert masked(text) == sent


def test_nobody_can_make_a_placeholder_up() -> None:
    assert masked("⟦ORDER_1⟧ is mine, not 10023") == "[ORDER_1] is mine, not ⟦ORDER_1⟧"


def test_what_is_quoted_is_found_in_the_original() -> None:
    text = "a red kettle for 10023 and anna@example.com please"
    found = mask(text, READER.find(text, TODAY))
    for quoted, meant in [
        ("red kettle", "red kettle"), ("please", "please"), ("⟦ORDER_1⟧", "10023"), ("for ⟦ORDER_1⟧ and", "for 10023 and"),
        ("⟦EMAIL_2⟧ please", "anna@example.com please"),
    ]:  # fmt: skip
        place = found.find(quoted)
        assert place is not None
        assert text[slice(*place)] == meant
    assert [found.find(made_up) for made_up in ("blue", "", "ORDER_1", "⟦ORDER", "10023")] == [None] * 5


@given(st.text(alphabet="ab @.+-/:0123456789⟦⟧ē", max_size=60))
def test_no_long_number_or_address_is_left_and_every_part_is_found_where_it_stands(text: str) -> None:
    found = mask(text, READER.find(text, TODAY))
    given_out = [found.text[start:end] for start, end, _, _ in found.places]
    rest = found.text
    for placeholder in given_out:
        rest = rest.replace(placeholder, " ")
    assert "⟦" not in rest
    assert "⟧" not in rest
    kept = [one.text for one in READER.find(text, TODAY) if one.kind in {"date", "money"}]
    assert not [run for run in rest.split() if run.isdigit() and len(run) >= 5 and not any(run in one for one in kept)]
    for start, end, begin, finish in found.places:
        place = found.find(found.text[start:end])
        assert place is not None
        assert text[slice(*place)].casefold() == text[begin:finish].casefold()


def test_overlapping_values_of_others_do_no_harm() -> None:
    entities = [Entity("email", "a@b.lv", "a@b.lv", 0, 6)]
    assert mask("a@b.lv 123456", entities).text == "⟦EMAIL_1⟧ ⟦NUMBER_2⟧"


@pytest.mark.parametrize("apart", ["\u00a0", "\u202f", "\u200b", "\u2009", "–", "‑", "·", "\t"])
def test_a_number_is_hidden_however_its_digits_are_kept_apart(apart: str) -> None:
    assert mask(f"zvaniet {apart.join(('29', '12', '34', '56'))} lūdzu").text == "zvaniet ⟦NUMBER_1⟧ lūdzu"
