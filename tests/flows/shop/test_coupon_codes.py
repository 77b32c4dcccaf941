"""Codes: hard to guess, easy to type, and told apart when they do not work."""

import secrets
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.shop.coupons import ALPHABET, LENGTH, Coupon, code_in, judge, new_code, normal_code
from flows.shop.model import Money

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
CODE = "ABCD-2345-EFGH"


def coupon(**more: Any) -> Coupon:
    usual = {
        "code": CODE, "amount": Money(Decimal(5), "EUR"), "minimum": Money(Decimal(20), "EUR"), "state": "active",
        "starts_at": NOW, "expires_at": NOW + timedelta(days=30),
    }  # fmt: skip
    return Coupon(**{**usual, **more})


def test_a_thousand_codes_are_a_thousand() -> None:
    codes = {new_code(secrets.randbelow) for _ in range(1000)}
    assert len(codes) == 1000
    assert all(len(code.replace("-", "")) == LENGTH and set(code) <= {*ALPHABET, "-"} for code in codes)


@pytest.mark.parametrize("typed", ["abcd2345efgh", "ABCD 2345 EFGH", " abcd-2345-efgh. ", "АВСD-2345-ЕFGН"])
def test_a_code_is_known_however_it_is_typed(typed: str) -> None:
    assert normal_code(typed) == CODE
    assert code_in(f"kods {typed} neder") == CODE


@pytest.mark.parametrize(
    ("text", "code"), [("SALE20 doesn't work", "SALE20"), ("kods nedarbojas", ""), ("pasūtījums 10023", ""), ("", "")]
)
def test_the_code_in_a_message(text: str, code: str) -> None:
    assert code_in(text) == code


def test_why_a_code_does_not_work() -> None:
    assert judge(coupon(), NOW) == "good"
    assert judge(None, NOW) == "unknown"
    assert judge(coupon(state="new"), NOW) == "unknown"
    assert judge(coupon(state="used"), NOW + timedelta(days=99)) == "used"
    assert judge(coupon(state="void"), NOW) == "void"
    assert judge(coupon(), NOW + timedelta(days=30)) == "expired"
    assert judge(coupon(), NOW - timedelta(seconds=1)) == "not_yet"
    assert judge(coupon(), NOW, Money(Decimal("19.99"), "EUR")) == "minimum"
    assert judge(coupon(), NOW, Money(Decimal(20), "EUR")) == "good"
    assert judge(coupon(), NOW, Money(Decimal(200), "PLN")) == "minimum"


@given(st.text(max_size=200))
def test_any_text_can_be_looked_through(text: str) -> None:
    assert len(code_in(text)) <= 64
    assert normal_code(normal_code(text)) == normal_code(text)
