"""What is personal is masked: names in any case, addresses, accounts, telephones, long numbers; the rest stays as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.masking import NOBODY, StandIns, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Kur ir mans pasūtījums 10023?", "Kur ir mans pasūtījums 00000?"),
        ("rakstiet uz anna.berzina@inbox.lv, lūdzu", f"rakstiet uz {NOBODY}, lūdzu"),
        ("zvaniet +371 2912-3456 pēc 18", "zvaniet +000 0000-0000 pēc 18"),
        ("konts LV97HABA0012345678910", "konts LV0000000000000000000"),
        ("strādājam 9.00–18.00, sestdien 10:00-16:00", "strādājam 9.00–18.00, sestdien 10:00-16:00"),
        ("strādājam 9.00–18.00 29123456", "strādājam 9.00–18.00 00000000"),
        ("zvaniet 20.12-14.56", "zvaniet 00.00-00.00"),
        ("man vajag 2 gab. par 15 eiro", "man vajag 2 gab. par 15 eiro"),
        ("Te Anna Bērziņa", "Te N. N."),
        ("Annas pasūtījums, Bērziņai", "N. pasūtījums, N."),
        ("annanas garšo", "annanas garšo"),
        ("Te Anna Berzina, Annai Bērzinai", "Te N. N., N. N."),
        ("zvaniet 29\u00a012\u00a034\u00a056", "zvaniet 00\u00a000\u00a000\u00a000"),
        ("zvaniet 29–12–34–56", "zvaniet 00–00–00–00"),
        ("zvaniet 29\u200b12\u200b34\u200b56", "zvaniet 00\u200b00\u200b00\u200b00"),
    ],
)
def test_what_is_personal_goes_and_the_rest_stays(text: str, masked: str) -> None:
    assert mask(text, ["Anna Bērziņa"]) == masked


def test_stand_ins_are_written_where_there_are_some() -> None:
    given_ = StandIns({"77123": "10026"}, email="liga@example.com", phone="+37120001111", known=frozenset({"10023"}))
    text = "77123 vai 10023, anna@inbox.lv, +371 29 123 456, 998877"
    assert mask(text, (), given_) == "10026 vai 10023, liga@example.com, +37120001111, 000000"


@given(st.text(max_size=60), st.integers(100, 10**12))
def test_no_long_number_survives(words: str, number: int) -> None:
    assert str(number).strip("0") == "" or str(number) not in mask(f"{words} {number} x")


@given(st.from_regex(r"[a-z]{1,12}@[a-z]{1,12}\.(lv|com)", fullmatch=True))
def test_no_address_survives(address: str) -> None:
    assert mask(f"raksti {address} tagad") == f"raksti {NOBODY} tagad"
