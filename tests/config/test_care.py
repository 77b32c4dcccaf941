"""What the shop's settings say of codes, calls and surveys."""

from typing import Any

import pytest
from pydantic import ValidationError

from config.care import Care
from config.shop import Shop


def mistakes(**care: Any) -> str:
    with pytest.raises(ValidationError) as found:
        Care.model_validate(care)
    return str(found.value)


def test_nothing_has_to_be_set() -> None:
    assert Care().coupons.budget[0] == 500


def test_sums_are_in_one_currency() -> None:
    assert "one currency" in mistakes(coupons={"budget": "500 PLN"})


def test_calls_fit_into_a_day() -> None:
    assert "slot must be between" in mistakes(callbacks={"slot": "1m"})
    assert "ahead must be between" in mistakes(callbacks={"ahead": "90d"})


def test_what_is_not_known_is_told() -> None:
    assert "extra" in mistakes(coupon={"budget": "500 EUR"})
    assert "nps_share" in mistakes(surveys={"nps_share": 2})


def test_teams_are_those_of_the_shop() -> None:
    week = {"calendar": {"week": {"mon-fri": "9:00-18:00"}}}
    data = {"name": "Rīta veikals", "languages": ["lv"], "default_language": "lv", "teams": {"shop": week}}
    with pytest.raises(ValidationError, match="'nobody' is not among teams"):
        Shop.model_validate({**data, "care": {"abuse_team": "nobody"}})
    assert Shop.model_validate({**data, "care": {"abuse_team": "shop"}}).care.abuse_team == "shop"
