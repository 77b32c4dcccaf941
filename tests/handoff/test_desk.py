"""Who may answer: the table, and what holds whatever happens to a conversation."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from handoff.calendars import parse_calendar
from handoff.desk import BESIDE, TABLE, Action, Beside, Conflict, Deed, Wish, allowed, beside, change, hand_over
from handoff.hours import Calendar, working_between
from handoff.model import AgentId, Bot, Floor, Held, Owner, Queue, Ticket
from handoff.promises import Policy
from tests.handoff.calendars_of_hypothesis import RIGA, calendars, moments

ANNA, BORIS = AgentId(1), AgentId(2)
DEMO = parse_calendar({"week": {"mon-fri": "9:00-18:00", "sat": "10:00-16:00"}, "holidays": "LV"})
POLICY = Policy()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=RIGA)


def wish(action: Action, agent: AgentId | None = ANNA) -> Wish:
    return Wish(action, agent, team="orders", target=Queue("returns"))


# --- the floor -------------------------------------------------------------------------------------------------


def test_an_agent_takes_what_the_bot_or_the_queue_has() -> None:
    assert change(Floor(Bot(), 3), wish("take")) == Floor(Held(ANNA), 4)
    assert change(Floor(Queue("orders"), 3), wish("take")) == Floor(Held(ANNA), 4)


def test_of_two_agents_who_take_at_once_the_second_is_told() -> None:
    first = change(Floor(Queue("orders"), 3), wish("take", ANNA))
    assert isinstance(first, Floor)
    assert change(first, wish("take", BORIS)) == Conflict("held")


def test_taking_what_is_mine_already_changes_nothing() -> None:
    mine = Floor(Held(ANNA), 4)
    assert change(mine, wish("take")) is mine


def test_only_its_holder_gives_a_conversation_back() -> None:
    assert change(Floor(Held(ANNA), 4), wish("release")) == Floor(Bot(), 5)
    assert change(Floor(Held(BORIS), 4), wish("release")) == Conflict("not_yours")
    assert change(Floor(Queue("orders"), 4), wish("release")) == Conflict("not_yours")


def test_nobody_closes_or_transfers_what_a_colleague_holds() -> None:
    assert change(Floor(Held(BORIS), 4), wish("close")) == Conflict("held")
    assert change(Floor(Held(BORIS), 4), wish("transfer")) == Conflict("held")


def test_a_transfer_goes_to_a_team_or_a_person() -> None:
    assert change(Floor(Held(ANNA), 4), wish("transfer")) == Floor(Queue("returns"), 5)
    assert change(Floor(Held(ANNA), 4), Wish("transfer", ANNA, target=Held(BORIS))) == Floor(Held(BORIS), 5)
    unchanged = Floor(Queue("returns"), 4)
    assert change(unchanged, wish("transfer")) is unchanged


def test_a_transfer_without_a_target_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="somebody to transfer to"):
        change(Floor(Bot()), Wish("transfer", ANNA))


def test_the_bot_never_hands_over_twice() -> None:
    waiting = change(Floor(Bot()), wish("hand_over", None))
    assert waiting == Floor(Queue("orders"), 1)
    assert isinstance(waiting, Floor)
    assert change(waiting, wish("hand_over", None)) is waiting


def test_the_customer_may_leave_the_queue_but_not_an_agent() -> None:
    assert change(Floor(Queue("orders"), 1), wish("leave", None)) == Floor(Bot(), 2)
    assert change(Floor(Held(ANNA), 1), wish("leave", None)) == Conflict("held")


def test_an_answer_from_outside_takes_over_and_any_agent_may_take_it_from_there() -> None:
    outside = change(Floor(Queue("orders"), 1), wish("outside", None))
    assert outside == Floor(Held(None), 2)
    assert isinstance(outside, Floor)
    assert change(outside, wish("take")) == Floor(Held(ANNA), 3)


def test_what_an_agent_gone_quiet_held_waits_again() -> None:
    assert change(Floor(Held(ANNA), 4), wish("quiet", None)) == Floor(Queue("orders"), 5)


def test_who_looked_at_an_older_floor_is_told_that_it_moved() -> None:
    assert change(Floor(Queue("orders"), 7), Wish("take", ANNA, seen=6)) == Conflict("moved")
    assert change(Floor(Queue("orders"), 7), Wish("take", ANNA, seen=7)) == Floor(Held(ANNA), 8)


owners = st.sampled_from([Bot(), Queue("orders"), Queue("returns"), Held(ANNA), Held(BORIS), Held(None)])
wishes = st.builds(
    Wish,
    action=st.sampled_from(sorted(TABLE)),
    agent=st.sampled_from([ANNA, BORIS]),
    team=st.just("orders"),
    target=st.sampled_from([Queue("orders"), Queue("returns"), Held(ANNA), Held(BORIS)]),
)


@given(owners, wishes)
def test_an_agent_never_takes_a_conversation_from_a_colleague(owner: Owner, one: Wish) -> None:
    colleague = isinstance(owner, Held) and owner.agent not in (None, one.agent)
    if colleague and one.action in {"take", "release", "close", "transfer"}:
        assert isinstance(allowed(owner, one), Conflict)


class FloorMachine(RuleBasedStateMachine):
    """A conversation to which anything may happen in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.floor = Floor(Bot())
        self.changes = 0

    @rule(one=wishes, stale=st.booleans())
    def happens(self, one: Wish, stale: bool) -> None:
        """Something is wished, perhaps by who looks at an old page."""
        before = self.floor
        seen = before.number - 1 if stale else before.number
        after = change(before, Wish(one.action, one.agent, one.team, one.target, seen))
        if isinstance(after, Conflict):
            return
        assert not (stale and after != before)
        self.changes += after != before
        self.floor = after

    @invariant()
    def the_number_counts_the_changes(self) -> None:
        """Nothing is changed without its number, and no number is spent on nothing."""
        assert self.floor.number == self.changes


TestFloorMachine = FloorMachine.TestCase


# --- beside the floor ------------------------------------------------------------------------------------------

VERA = AgentId(3)


def test_a_supervisor_joins_an_agent_and_answers_too() -> None:
    held = Floor(Held(ANNA), 4)
    assert beside(held, "answer", Beside(VERA, supervisor=True)) == Conflict("not_yours")
    assert beside(held, "join", Beside(VERA, supervisor=True)) == "yes"
    assert beside(held, "answer", Beside(VERA, supervisor=True, joined_on=4)) == "yes"
    assert beside(held, "part", Beside(VERA, supervisor=True, joined_on=4)) == "yes"


def test_joining_ends_with_the_floor_and_with_the_role() -> None:
    assert beside(Floor(Held(BORIS), 5), "answer", Beside(VERA, supervisor=True, joined_on=4)) == Conflict("not_yours")
    assert beside(Floor(Held(ANNA), 4), "answer", Beside(VERA, supervisor=False, joined_on=4)) == Conflict("not_yours")


def test_an_agent_joins_nobody_and_nobody_joins_what_no_agent_holds() -> None:
    assert beside(Floor(Held(ANNA), 4), "join", Beside(BORIS)) == Conflict("held")
    for owner in (Bot(), Queue("orders"), Held(None)):
        assert beside(Floor(owner, 4), "join", Beside(VERA, supervisor=True)) == Conflict("not_held")


@given(owners, st.sampled_from(sorted(BESIDE)), st.booleans(), st.sampled_from([None, 3, 4]), st.sampled_from([ANNA, VERA]))
def test_only_the_holder_and_who_has_joined_on_this_floor_may_answer(
    owner: Owner, deed: Deed, supervisor: bool, joined_on: int | None, agent: AgentId
) -> None:
    answer = beside(Floor(owner, 4), deed, Beside(agent, supervisor, joined_on))
    if deed == "answer" and answer == "yes":
        assert isinstance(owner, Held)
        assert owner.agent is not None
        assert owner.agent == agent or (supervisor and joined_on == 4)
    if deed == "part":
        assert answer in {"yes", "same"}  # one can always step back


# --- hand-over -------------------------------------------------------------------------------------------------


def test_in_hours_a_person_writes_within_minutes() -> None:
    over = hand_over(at(23, 12), "orders", "asked", calendar=DEMO, policy=POLICY, summary="10023 is late", language="en")
    assert (over.due, over.words, over.open, over.beyond) == (at(23, 12, 3), "today by 12:03", True, False)
    assert over.ticket == Ticket("orders", "asked", "10023 is late", at(23, 12), at(23, 12, 3))
    assert (over.promise.what, over.promise.made_by, over.promise.state) == ("reply", "bot", "open")


def test_on_saturday_night_the_promise_is_monday_by_eleven() -> None:
    over = hand_over(at(21, 22), "orders", "asked", calendar=DEMO, policy=POLICY, language="lv")
    assert over.due == at(23, 11)
    assert over.words == "parīt līdz plkst. 11.00"
    assert not over.open


def test_before_opening_it_is_today() -> None:
    assert hand_over(at(23, 3), "orders", "asked", calendar=DEMO, policy=POLICY).words == "today by 11:00"


def test_a_minute_before_closing_it_is_the_next_working_day() -> None:
    over = hand_over(at(23, 17, 59), "orders", "asked", calendar=DEMO, policy=POLICY)
    assert (over.due, over.open) == (at(24, 11), True)


def test_after_a_late_opening_it_is_the_next_half_hour() -> None:
    afternoons = parse_calendar({"week": {"mon-fri": "14:00-20:00"}})
    assert hand_over(at(23, 12), "orders", "asked", calendar=afternoons, policy=POLICY).due == at(23, 14, 30)


@pytest.mark.parametrize(("people", "minutes"), [(0, 3), (30, 3), (31, 6), (90, 9)])
def test_a_longer_queue_gets_a_longer_promise(people: int, minutes: int) -> None:
    over = hand_over(at(23, 12), "orders", "asked", calendar=DEMO, policy=POLICY, waiting=people)
    assert over.due == at(23, 12) + timedelta(minutes=minutes)


def test_a_very_long_queue_gets_a_round_time() -> None:
    over = hand_over(at(23, 12, 1), "orders", "asked", calendar=DEMO, policy=POLICY, waiting=600)
    assert over.due == at(23, 13, 30)


def test_a_promise_is_never_later_than_the_channel_lets_anybody_write() -> None:
    window = at(23, 10, 47)
    over = hand_over(at(22, 10, 47), "orders", "asked", calendar=DEMO, policy=POLICY, window=window)
    assert (over.due, over.beyond) == (at(23, 10, 30), False)


def test_a_window_that_closes_before_anybody_works_asks_for_another_way_to_reach_the_customer() -> None:
    over = hand_over(at(21, 16), "orders", "asked", calendar=DEMO, policy=POLICY, window=at(22, 16))
    assert (over.due, over.beyond) == (at(23, 11), True)


@given(calendars.filter(lambda calendar: any(calendar.week)), moments, st.integers(0, 200), st.integers(0, 7 * 24))
def test_every_promise_lies_ahead_and_can_be_kept(calendar: Calendar, now: datetime, people: int, hours: int) -> None:
    window = now + timedelta(hours=hours)
    over = hand_over(now, "orders", "asked", calendar=calendar, policy=POLICY, waiting=people, window=window)
    assert over.due > now
    assert working_between(calendar, now, over.due) >= POLICY.reply_within
    assert over.due <= window or over.beyond
    if over.beyond:
        assert working_between(calendar, now, window) < POLICY.reply_within
    assert now <= over.promise.warn_at <= over.promise.renew_at <= over.due


def test_a_promise_says_the_same_wherever_the_server_stands() -> None:
    now = at(21, 22)
    assert hand_over(now.astimezone(UTC), "orders", "asked", calendar=DEMO, policy=POLICY).due == at(23, 11)
