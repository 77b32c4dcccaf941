"""Clocks in working time: they rest and run, and say the same as somebody who counts the minutes one by one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from handoff.calendars import parse_calendar
from handoff.clocks import Clock, end, pause, read, resume, start
from handoff.hours import Calendar, is_open
from tests.handoff.calendars_of_hypothesis import RIGA, calendars, moments

DEMO = parse_calendar({"week": {"mon-fri": "9:00-18:00", "sat": "10:00-16:00"}})
WHOLE_MINUTES = calendars.map(lambda found: replace(found, closures=()))
QUARTER = timedelta(minutes=15)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=RIGA)


def test_a_night_does_not_count() -> None:
    reading = read(start("first", at(23, 17, 50)), DEMO, QUARTER, at(24, 9, 2))
    assert (reading.took, reading.due, reading.breached_at) == (timedelta(minutes=12), at(24, 9, 5), None)


def test_it_is_late_from_the_moment_it_was_due() -> None:
    reading = read(start("first", at(23, 12)), DEMO, QUARTER, at(23, 13))
    assert (reading.took, reading.breached_at) == (timedelta(hours=1), at(23, 12, 15))


def test_on_the_dot_is_in_time() -> None:
    ended = end(start("first", at(23, 12)), at(23, 12, 15))
    assert read(ended, DEMO, QUARTER, at(24, 12)).breached_at is None


def test_it_rests_while_the_customer_is_to_answer() -> None:
    clock = resume(pause(start("closing", at(23, 12)), at(23, 12, 10)), at(23, 15))
    reading = read(clock, DEMO, QUARTER, at(23, 15, 1))
    assert (reading.took, reading.due) == (timedelta(minutes=11), at(23, 15, 5))
    assert read(pause(clock, at(23, 15, 2)), DEMO, QUARTER, at(23, 16)).due is None


def test_what_was_late_before_it_rested_stays_late() -> None:
    clock = pause(start("closing", at(23, 12)), at(23, 12, 40))
    assert read(clock, DEMO, QUARTER, at(24, 12)).breached_at == at(23, 12, 15)


def test_without_a_target_it_is_measured_and_never_late() -> None:
    reading = read(end(start("next", at(23, 12)), at(23, 12, 40)), DEMO, None, at(24, 12))
    assert (reading.took, reading.due, reading.breached_at) == (timedelta(minutes=40), None, None)


def test_what_has_ended_stays_so() -> None:
    ended = end(start("first", at(23, 12)), at(23, 12, 5))
    assert end(ended, at(23, 13)) is ended
    assert resume(ended, at(23, 13)) is ended
    assert pause(ended, at(23, 13)) is ended


def test_a_team_that_never_works_is_never_late() -> None:
    never = Calendar(RIGA, ((), (), (), (), (), (), ()))
    assert read(start("first", at(23, 12)), never, QUARTER, at(25, 12)).breached_at is None


@settings(max_examples=40)
@given(WHOLE_MINUTES, moments, st.integers(1, 200), st.integers(0, 400), st.integers(0, 200))
def test_it_says_what_somebody_counts_minute_by_minute(
    calendar: Calendar, begin: datetime, first: int, rest: int, second: int
) -> None:
    begin = begin.replace(second=0)
    stop = begin + timedelta(minutes=first)
    again = stop + timedelta(minutes=rest)
    last = again + timedelta(minutes=second)
    clock = end(resume(pause(start("closing", begin), stop), again), last)
    counted = [
        moment
        for a, b in ((begin, stop), (again, last))
        for moment in (a + timedelta(minutes=n) for n in range((b - a) // timedelta(minutes=1)))
        if is_open(calendar, moment)
    ]
    target = timedelta(minutes=30)
    reading = read(clock, calendar, target, last)
    assert reading.took == timedelta(minutes=len(counted))
    late = counted[29] + timedelta(minutes=1) if len(counted) > 30 else None
    assert reading.breached_at == late


class ClockMachine(RuleBasedStateMachine):
    """A clock that runs, rests and ends in any order, and late news of it."""

    @initialize(now=moments)
    def starts(self, now: datetime) -> None:
        """A customer waits."""
        self.now = now
        self.clock: Clock = start("closing", now)

    @rule(minutes=st.integers(0, 3000))
    def time_passes(self, minutes: int) -> None:
        """And nothing happens."""
        self.now += timedelta(minutes=minutes)

    @rule(step=st.sampled_from([pause, resume, end]), late=st.integers(0, 60))
    def something_happens(self, step: object, late: int) -> None:
        """Perhaps a little while ago."""
        self.clock = step(self.clock, self.now - timedelta(minutes=late))  # type: ignore[operator]  # one of the three

    @invariant()
    def it_is_in_order_and_never_takes_less_than_before(self) -> None:
        """Stretches follow each other; only the last is open; nothing is taken back."""
        if not hasattr(self, "clock"):
            return
        last = datetime.min.replace(tzinfo=UTC)
        for stretch in self.clock.stretches:
            assert stretch.start >= last
            assert stretch.end is None or stretch.end >= stretch.start
            last = stretch.end or stretch.start
        assert all(stretch.end is not None for stretch in self.clock.stretches[:-1])
        reading = read(self.clock, DEMO, timedelta(hours=2), self.now)
        assert reading.took >= timedelta()
        assert not (self.clock.ended_at is not None and reading.due is not None and reading.breached_at is None)
        assert reading.breached_at is None or reading.breached_at <= self.now


TestClocks = ClockMachine.TestCase
