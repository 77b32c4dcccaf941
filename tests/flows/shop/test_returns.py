"""The states of a return: what is in the table happens, nothing else does, and no machine says no."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from flows.shop.returns import BY_PEOPLE_ALONE, ENDED, EVENTS, STATES, TABLE, Event, MoveError, Return, State, moved
from tests.bot.returns_desk import NOW, eur


@given(st.sampled_from(STATES), st.sampled_from(EVENTS), st.sampled_from(["auto", "7", "customer"]))
def test_only_what_the_table_says_happens(state: State, event: Event, who: str) -> None:
    allowed = (state, event) in TABLE and not (event in BY_PEOPLE_ALONE and who == "auto")
    if allowed:
        assert moved(state, event, who) == TABLE[state, event]
    else:
        with pytest.raises(MoveError):
            moved(state, event, who)


def test_every_state_can_be_reached_and_only_ends_are_ends() -> None:
    reached, waiting = {"draft"}, ["draft"]
    while waiting:
        here = waiting.pop()
        for (state, _), after in TABLE.items():
            if state == here and after not in reached:
                reached.add(after)
                waiting.append(after)
    assert reached == set(STATES)
    dead = {state for state in STATES if not any(before == state for before, _ in TABLE)}
    assert dead == ENDED - {"rejected"}  # a no can be looked at again


class Life(RuleBasedStateMachine):
    """A return through anything that can be tried on it."""

    def __init__(self) -> None:
        super().__init__()
        self.record = Return(
            "R-26-000001-AAAA", 1, 1, "10020", "", "goodwill", "other", "draft", eur(30), NOW, NOW + timedelta(days=14)
        )
        self.ordered = self.paid = 0
        self.rejected_by = ""

    @rule(event=st.sampled_from(EVENTS), who=st.sampled_from(["auto", "customer", "7"]))
    def anything(self, event: Event, who: str) -> None:
        try:
            self.record = self.record.move(event, who)
        except MoveError:
            return
        self.ordered += event == "pay"
        self.paid += {"refund": 1, "bounce": -1 if self.paid else 0}.get(event, 0)
        self.rejected_by = who if event == "reject" else self.rejected_by

    @invariant()
    def money_goes_out_once(self) -> None:
        assert 0 <= self.paid <= 1
        assert (self.record.state == "refunded") <= (self.paid == 1)

    @invariant()
    def nothing_is_paid_that_was_not_ordered(self) -> None:
        assert self.paid <= self.ordered

    @invariant()
    def only_people_reject(self) -> None:
        assert self.rejected_by != "auto"


TestLife = Life.TestCase
