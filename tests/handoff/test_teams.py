"""Teams out of the demo shop's own settings."""

from datetime import time, timedelta
from pathlib import Path

import pytest

from config.shop import Shop, read_shop
from handoff.hours import Interval
from handoff.teams import team_of


def test_the_demo_shops_team_has_its_hours_and_its_promises() -> None:
    shop = read_shop(Path(__file__).parents[2], {})
    team = team_of(shop, shop.team)
    assert team.calendar.week[0] == (Interval(9 * 60, 18 * 60),)
    assert team.calendar.week[5] == (Interval(10 * 60, 16 * 60),)
    assert (team.policy.reply_within, team.policy.callback_by) == (timedelta(minutes=3), time(11))
    assert team.policy.queue_limit == shop.queue.limit


def test_a_team_may_promise_otherwise_and_its_mistakes_are_named() -> None:
    week = {"week": {"mon-fri": "9:00-18:00"}}
    shop = Shop.model_validate(
        {
            "name": "Shop",
            "languages": ["en"],
            "default_language": "en",
            "teams": {
                "slow": {"calendar": week, "promises": {"reply_within": "2h", "callback_by": "9:30"}},
                "wrong": {"calendar": {"week": {"mon": "9-18"}}},
            },
        }
    )
    assert team_of(shop, "slow").policy.callback_by == time(9, 30)
    with pytest.raises(ValueError, match=r"teams\.wrong\.calendar\.week\.mon: `9-18`"):
        team_of(shop, "wrong")
