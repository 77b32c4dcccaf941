"""Promises: kept, renewed once, or broken, and always honest about it."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from handoff.calendars import parse_calendar
from handoff.hours import Calendar, NeverOpenError
from handoff.model import Promise
from handoff.promises import Policy, break_, can_hold, moment, next_review, promise, renew, review, settle, warned
from tests.handoff.calendars_of_hypothesis import RIGA

DEMO = parse_calendar({"week": {"mon-fri": "9:00-18:00", "sat": "10:00-16:00"}, "holidays": "LV"})
POLICY = Policy()


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, second, tzinfo=RIGA)


OVER_SUNDAY = promise("reply", "bot", at(21, 22), at(23, 11), DEMO)
NOON = promise("reply", "bot", at(23, 12), at(23, 12, 10), DEMO)


def test_the_desk_is_warned_after_three_quarters_of_the_time_it_could_work() -> None:
    assert (OVER_SUNDAY.warn_at, OVER_SUNDAY.renew_at) == (at(23, 10, 30), at(23, 10, 48))
    assert (NOON.warn_at, NOON.renew_at) == (at(23, 12, 7, 30), at(23, 12, 9))


def test_a_promise_in_calendar_days_counts_nights_too() -> None:
    refund = promise("refund-sent", "bot", at(1, 12), at(15, 12))
    assert refund.warn_at == at(12, 0)


@pytest.mark.parametrize(
    ("now", "said"),
    [(at(23, 12, 1), "nothing"), (at(23, 12, 8), "warn"), (at(23, 12, 9), "renew"), (at(23, 12, 10), "break")],
)
def test_what_is_due_at_a_moment(now: datetime, said: str) -> None:
    assert review(NOON, now) == said


def test_the_desk_is_warned_once() -> None:
    assert review(warned(NOON, at(23, 12, 8)), at(23, 12, 8, 30)) == "nothing"


def test_an_answer_in_time_keeps_a_promise_and_a_late_one_does_not() -> None:
    assert settle(NOON, at(23, 12, 10)).state == "kept"
    assert settle(NOON, at(23, 12, 11)).state == "broken"


def test_what_is_settled_stays_so() -> None:
    kept = settle(NOON, at(23, 12, 5))
    assert settle(kept, at(23, 12, 30)) is kept
    assert break_(kept, at(23, 12, 30)) is kept
    assert review(kept, at(23, 12, 30)) == "nothing"
    assert next_review(kept) is None


def test_a_renewal_names_a_later_round_moment_and_is_said() -> None:
    renewal = renew(NOON, at(23, 12, 9), calendar=DEMO, policy=POLICY, language="pl")
    assert (renewal.old.state, renewal.new.state, renewal.new.renewal) == ("renewed", "open", True)
    assert (renewal.new.due_at, renewal.words, renewal.beyond) == (at(23, 13), "dzisiaj do 13:00", False)


def test_a_promise_is_renewed_only_once() -> None:
    new = renew(NOON, at(23, 12, 9), calendar=DEMO, policy=POLICY).new
    assert review(new, new.renew_at) == "warn"
    with pytest.raises(ValueError, match="only once"):
        renew(new, new.renew_at, calendar=DEMO, policy=POLICY)
    assert review(new, new.due_at) == "break"


def test_a_renewal_near_closing_is_for_the_next_day() -> None:
    late = promise("reply", "bot", at(23, 17, 40), at(23, 17, 50), DEMO)
    assert renew(late, at(23, 17, 49), calendar=DEMO, policy=POLICY).new.due_at == at(24, 11)


def test_a_renewal_that_the_channel_has_no_time_for_says_so() -> None:
    renewal = renew(NOON, at(23, 12, 9), calendar=DEMO, policy=POLICY, window=at(23, 12, 10))
    assert renewal.beyond
    assert renewal.new.due_at > NOON.due_at


def test_a_changed_calendar_shows_which_promises_can_no_longer_be_kept() -> None:
    shut = parse_calendar({"week": {"mon-fri": "9:00-18:00"}, "special": {"2026-11-23": "closed"}})
    assert can_hold(OVER_SUNDAY, DEMO, at(22, 12))
    assert not can_hold(OVER_SUNDAY, shut, at(22, 12))
    assert can_hold(settle(OVER_SUNDAY, at(22, 12)), shut, at(22, 12))


def test_a_calendar_that_never_opens_promises_nothing() -> None:
    with pytest.raises(NeverOpenError):
        moment(at(23, 12), timedelta(minutes=3), Calendar(RIGA, ((), (), (), (), (), (), ())), POLICY)


class PromiseMachine(RuleBasedStateMachine):
    """A promise, its reviews as they fall due or come late, and answers at any moment."""

    @initialize(hour=st.integers(0, 6 * 24))
    def is_made(self, hour: int) -> None:
        """Somebody is handed over at any hour of a week."""
        self.now = at(16, 0) + timedelta(hours=hour)
        due = moment(self.now, POLICY.reply_within, DEMO, POLICY).due
        self.chain = [promise("reply", "bot", self.now, due, DEMO)]
        self.answered_at: datetime | None = None

    @property
    def last(self) -> Promise:
        """The promise that counts now."""
        return self.chain[-1]

    @rule(seconds=st.integers(1, 3 * 24 * 3600))
    def time_passes(self, seconds: int) -> None:
        """Nothing else happens."""
        self.now += timedelta(seconds=seconds)

    @precondition(lambda self: next_review(self.last) is not None)
    @rule()
    def its_next_moment_comes(self) -> None:
        """The clock goes to where the promise wants to be looked at, and something is asked for there."""
        wanted = next_review(self.last)
        assert wanted is not None
        self.now = max(self.now, wanted)
        assert review(self.last, self.now) != "nothing"

    @rule()
    def it_is_reviewed(self) -> None:
        """What a review asks for is done."""
        match review(self.last, self.now):
            case "nothing":
                return
            case "warn":
                self.chain[-1] = warned(self.last, self.now)
            case "renew":
                renewal = renew(self.last, self.now, calendar=DEMO, policy=POLICY)
                self.chain[-1:] = [renewal.old, renewal.new]
            case "break":
                self.chain[-1] = break_(self.last, self.now)

    @rule()
    def a_person_answers(self) -> None:
        """The first words."""
        if self.last.state == "open":
            self.answered_at = self.now
        self.chain[-1] = settle(self.last, self.now)

    @invariant()
    def the_ledger_is_honest(self) -> None:
        """Renewed at most once, each later than before, kept only by an answer in time."""
        assert len(self.chain) <= 2
        assert all(older.state == "renewed" and older.due_at < newer.due_at for older, newer in pairwise(self.chain))
        if self.last.state == "kept":
            assert self.answered_at is not None
            assert self.answered_at <= self.last.due_at
        if self.last.state == "broken":
            assert self.now >= self.last.due_at
        assert (self.last.state == "open") == (self.last.settled_at is None)


TestPromiseMachine = PromiseMachine.TestCase
