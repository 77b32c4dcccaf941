"""How long anybody waits: the table of the clock, and that no wait is without an end."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.desk import Desk
from handoff.calendars import parse_calendar
from handoff.model import AgentId, Bot, Held, Owner, Queue
from handoff.patience import Ahead, Refused, Wait, ahead, aside, review
from handoff.presence import Presence, Signs, standing
from tests.handoff.calendars_of_hypothesis import RIGA

DEMO = parse_calendar({"week": {"mon-fri": "9:00-18:00", "sat": "10:00-16:00"}})
NEVER = replace(DEMO, week=((), (), (), (), (), (), ()))
TEN = datetime(2026, 11, 23, 10, tzinfo=RIGA)
LIMITS = Desk()
ANNA = Held(AgentId(1))


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def step(wait: Wait, after: float) -> str:
    return review(wait, TEN + minutes(after), LIMITS, DEMO)


class TestHeld:
    def test_who_lets_a_customer_wait_is_warned_once_and_then_loses_them(self) -> None:
        wait = Wait(ANNA, since=TEN)
        assert [step(wait, after) for after in (4, 5, 14)] == ["nothing", "warn", "warn"]
        warned = Wait(ANNA, since=TEN, told=TEN + minutes(5))
        assert [step(warned, after) for after in (6, 14, 15)] == ["nothing", "nothing", "requeue"]

    @pytest.mark.parametrize("presence", ["away", "off"])
    def test_who_is_not_here_loses_them_sooner_and_without_a_warning(self, presence: Presence) -> None:
        gone = Wait(ANNA, since=TEN, presence=presence, presence_at=TEN - minutes(60))
        assert [step(gone, after) for after in (1, 2)] == ["nothing", "requeue"]
        just = Wait(ANNA, since=TEN, presence=presence, presence_at=TEN + minutes(3))
        assert [step(just, after) for after in (4, 5)] == ["nothing", "requeue"]

    def test_where_nobody_waits_nothing_happens(self) -> None:
        assert ahead(Wait(ANNA), LIMITS, DEMO) is None
        assert ahead(Wait(Bot(), since=TEN), LIMITS, DEMO) is None

    def test_who_answers_from_outside_has_a_day(self) -> None:
        assert ahead(Wait(Held(None), since=TEN), LIMITS, DEMO) == Ahead("requeue", TEN + timedelta(days=1))

    def test_what_is_put_aside_comes_back_and_nothing_else_happens_before(self) -> None:
        assert ahead(Wait(ANNA, since=TEN, aside=TEN + minutes(90)), LIMITS, DEMO) == Ahead("wake", TEN + minutes(90))


class TestQueue:
    def test_nothing_is_offered_while_a_promise_stands(self) -> None:
        waits = Wait(Queue("shop"), since=TEN, due=TEN + minutes(60))
        assert [step(waits, after) for after in (59, 79, 80)] == ["nothing", "nothing", "offer"]

    def test_the_night_is_no_working_time(self) -> None:
        evening = TEN.replace(hour=17, minute=50)
        assert ahead(Wait(Queue("shop"), since=evening), LIMITS, DEMO) == Ahead("offer", TEN.replace(day=24, hour=9, minute=10))

    def test_who_answers_the_offer_waits_anew_and_who_is_silent_is_given_up(self) -> None:
        offered = TEN + minutes(20)
        silent = Wait(Queue("shop"), since=TEN, told=offered, heard=TEN)
        assert ahead(silent, LIMITS, DEMO) == Ahead("give_up", TEN.replace(day=24, hour=9, minute=20))
        heard = Wait(Queue("shop"), since=TEN, told=offered, heard=offered + minutes(2))
        assert ahead(heard, LIMITS, DEMO) == Ahead("offer", offered + minutes(22))

    def test_a_shop_may_want_neither(self) -> None:
        assert ahead(Wait(Queue("shop"), since=TEN), LIMITS.model_copy(update={"wait_limit": timedelta()}), DEMO) is None
        offered = Wait(Queue("shop"), since=TEN, told=TEN)
        assert ahead(offered, LIMITS.model_copy(update={"give_up_after": timedelta()}), DEMO) is None
        assert ahead(Wait(Queue("shop"), since=TEN), LIMITS, NEVER) is None


moments = st.integers(0, 3000).map(lambda after: TEN + minutes(after))
owners = st.sampled_from([ANNA, Held(None), Queue("shop")])


@given(owners, moments, st.none() | moments, st.none() | moments, st.none() | moments, st.sampled_from(["here", "away", "off"]))
def test_every_wait_has_an_end(  # noqa: PLR0917 - each a thing that may be so
    owner: Owner, since: datetime, told: datetime | None, heard: datetime | None, due: datetime | None, presence: Presence
) -> None:
    wait = Wait(owner, since, told, heard, due, presence=presence)
    seen = []
    for _ in range(4):
        soon = ahead(wait, LIMITS, DEMO)
        assert soon is not None
        seen.append(soon.step)
        if soon.step in {"requeue", "give_up"}:
            return
        wait = Wait(owner, since, max(soon.at, since), heard, due, presence=presence)
    raise AssertionError(f"this goes on for ever: {seen}")


class TestAside:
    def test_a_promise_that_falls_due_before_is_in_the_way_unless_one_knows(self) -> None:
        until, due = TEN + minutes(60), TEN + minutes(30)
        assert aside(until, TEN, due) == Refused("promised", due)
        assert aside(None, TEN, due) == Refused("promised", due), "until the customer writes may be for ever"
        assert aside(until, TEN, due, anyway=True) is None
        assert aside(due, TEN, due) is None
        assert aside(None, TEN, None) is None

    def test_what_has_passed_is_no_moment(self) -> None:
        assert aside(TEN, TEN, None) == Refused("past")


class TestPresence:
    @pytest.mark.parametrize(
        ("chosen", "seen", "active", "state"),
        [
            ("here", 0, 0, "here"),
            ("here", 1.9, 9.9, "here"),
            ("here", 0, 10, "away"),
            ("here", 2, 0, "off"),
            ("away", 0, 0, "away"),
            ("away", 2, 0, "off"),
            ("off", 0, 0, "off"),
        ],
    )
    def test_what_was_chosen_counts_while_somebody_is_at_it(
        self, chosen: Presence, seen: float, active: float, state: Presence
    ) -> None:
        signs = Signs(chosen, TEN - minutes(seen), TEN - minutes(active))
        assert standing(signs, TEN, LIMITS) == state
