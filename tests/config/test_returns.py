"""Limits, reserve and the countries' table: what does not fit together is told."""

from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from config.countries import FILE, country_of, read_countries
from config.returns import Experiment, Limits, Reserve, Returns
from config.settings import CHECKOUT
from config.source import Problems


def test_the_defaults_are_those_that_are_documented() -> None:
    policy = Returns()
    assert {name: amount[0] for name, amount in policy.limits.amounts.items()} == {
        "per_case": 100, "per_person": 200, "unknown": 30, "photo_from": 20, "keep_below": 20,
    }  # fmt: skip
    assert (policy.cases, policy.period.days, policy.cool_down.total_seconds() / 3600, policy.sums_from) == (3, 90, 24, 2)
    assert not Experiment().on


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"per_case": "100 PLN"}, "one currency"),
        ({"unknown": "101 EUR"}, "`unknown` is at most"),
        ({"per_person": "99 EUR"}, "at most `per_person`"),
        ({"per_case": "lots"}, "write 100 EUR"),
    ],
)
def test_limits_that_contradict_each_other(values: dict[str, str], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Limits.model_validate(values)


def test_each_currency_has_limits_of_its_own_once() -> None:
    zloty = {name: f"{amount * 4} PLN" for name, (amount, _) in Limits().amounts.items()}
    policy = Returns.model_validate({"currencies": [zloty]})
    found = policy.limits_in("PLN")
    assert found is not None
    assert found.per_case == (Decimal(400), "PLN")
    assert policy.limits_in("UAH") is None
    with pytest.raises(ValidationError, match="one list"):
        Returns.model_validate({"currencies": [zloty, zloty]})


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"landing_limit": "20 PLN"}, "budget's currency"),
        ({"season": [1, 2]}, "twelve months"),
        ({"season": [0] * 12}, "not all of them zero"),
        ({"alerts": [75, 50]}, "rise"),
    ],
)
def test_a_reserve_that_cannot_be(values: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Reserve.model_validate(values)


def test_a_shop_may_bring_its_own_table_and_mistakes_have_their_line(tmp_path: Path) -> None:
    text = (CHECKOUT / FILE).read_text("utf-8")
    (tmp_path / "config").mkdir()
    (tmp_path / FILE).write_text(text.replace("withdrawal: 14", "withdrawal: 30", 1), "utf-8")
    assert country_of(tmp_path, "LV").withdrawal == 30
    assert country_of(CHECKOUT, "LV").withdrawal == 14
    (tmp_path / FILE).write_text(text.replace("refund: 14", "refund: 60", 1), "utf-8")
    with pytest.raises(Problems, match=r"config/countries.yml:\d+"):
        read_countries(tmp_path)


def test_a_country_without_rules_is_said() -> None:
    with pytest.raises(Problems, match="no rules for FR"):
        country_of(CHECKOUT, "FR")
