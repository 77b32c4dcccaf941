"""How people share the work, as shop.yml says it."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from config.desk import Desk


@pytest.mark.parametrize(
    ("written", "rules"),
    [("pull", ()), ("least_busy", ("least_busy",)), (["last_agent", "least_busy"], ("last_agent", "least_busy")), ([], ())],
)
def test_rules_are_written_as_a_word_or_a_list(written: object, rules: tuple[str, ...]) -> None:
    assert Desk.model_validate({"assign": written}).assign == rules


def test_an_agent_is_warned_before_a_customer_is_taken_from_them() -> None:
    with pytest.raises(ValidationError, match="warn_after must be shorter"):
        Desk.model_validate({"warn_after": "15m", "quiet_after": "15m"})
    assert Desk.model_validate({"warn_after": "1m", "quiet_after": "2m"}).quiet_after == timedelta(minutes=2)


def test_nobody_is_lost_between_two_signs_of_a_page() -> None:
    with pytest.raises(ValidationError, match="lost_after must be 1m"):
        Desk.model_validate({"lost_after": "30s"})
