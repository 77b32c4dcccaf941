"""A server that keeps failing is left alone, and tried again."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from nlu.breaker import Breaker


def test_after_some_failures_in_a_row_it_rests_and_then_one_request_tries() -> None:
    breaker = Breaker(failures=2, rest=10)
    assert breaker.may(0)
    breaker.failed(0)
    assert breaker.may(1)
    breaker.failed(1)
    assert not breaker.may(10.9)
    assert breaker.may(11)
    assert not breaker.may(11)  # one at a time
    breaker.failed(12)
    assert not breaker.may(21)
    assert breaker.may(22)
    breaker.succeeded()
    assert breaker.may(22)
    assert breaker.may(22)


def test_failures_that_are_not_in_a_row_do_not_count() -> None:
    breaker = Breaker(failures=2, rest=10)
    for now in range(20):
        breaker.failed(now)
        breaker.succeeded()
    assert breaker.may(20)


def test_a_try_that_nobody_waited_for_is_made_again() -> None:
    breaker = Breaker(failures=1, rest=10)
    breaker.failed(0)
    assert breaker.may(10)
    breaker.abandoned()
    assert breaker.may(10)


class AnyOrder(RuleBasedStateMachine):
    """Whatever happens in whatever order, a server is asked again some time, and never by two while it is in doubt."""

    def __init__(self) -> None:
        super().__init__()
        self.breaker, self.now, self.out, self.row = Breaker(failures=3, rest=5), 0.0, 0, 0

    @rule(seconds=st.floats(0, 20))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @rule()
    def ask(self) -> None:
        self.out += self.breaker.may(self.now)

    @rule(end=st.sampled_from(["succeeded", "failed", "abandoned"]))
    def it_ends(self, end: str) -> None:
        if self.out:
            self.out -= 1
            self.row = self.row + 1 if end == "failed" else 0 if end == "succeeded" else self.row
            self.breaker.failed(self.now) if end == "failed" else getattr(self.breaker, end)()

    @invariant()
    def it_comes_back(self) -> None:
        if not self.out:
            other = Breaker(failures=3, rest=5, _count=self.row, _until=self.now + 5)
            assert other.may(self.now) == (self.row < 3)
            assert Breaker.may(self.breaker, self.now + 5)
            self.breaker.abandoned()


TestAnyOrder = AnyOrder.TestCase
