"""`changes:` and `delivery:` in shop.yml."""

from typing import Any

import pytest
from pydantic import ValidationError

from config.service import Changes, Delivery, Reach, Way


def way(**values: Any) -> dict[str, Any]:
    return {"kind": "courier", "price": "3.50 EUR", "days": "1-2", **values}


def test_days_are_one_number_or_two() -> None:
    assert Way.model_validate(way(days=2)).days == (2, 2)
    assert Way.model_validate(way(days="2 – 3")).days == (2, 3)


@pytest.mark.parametrize("days", ["", "soon", "3-2", "-1", "1-99", "1-2-3", None])
def test_days_that_cannot_be_are_refused(days: Any) -> None:
    with pytest.raises(ValidationError):
        Way.model_validate(way(days=days))


@pytest.mark.parametrize(
    "values", [{"free_from": "50 PLN"}, {"kind": "pickup"}, {"kind": "drone"}, {"price": "-1 EUR"}, {"colour": "red"}]
)
def test_a_way_that_cannot_be_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Way.model_validate(way(**values))


def test_a_country_has_one_region_and_a_region_each_way_once() -> None:
    region = {"countries": ["LV"], "ways": [way()]}
    with pytest.raises(ValidationError, match="LV stands in two regions"):
        Delivery.model_validate({"regions": [region, region]})
    with pytest.raises(ValidationError, match="a way stands twice"):
        Delivery.model_validate({"regions": [{**region, "ways": [way(), way()]}]})
    assert Delivery.model_validate({"regions": [region]}).ways_to("EE") == ()


def test_a_state_is_at_once_or_for_a_person() -> None:
    with pytest.raises(ValidationError, match="both"):
        Reach(at_once=("paid",), by_person=("paid",))
    with pytest.raises(ValidationError):
        Changes.model_validate({"cancel": {"at_once": ["shipped"]}})
