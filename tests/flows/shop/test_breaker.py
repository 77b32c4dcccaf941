"""The breaker, over any history."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from flows.shop.breaker import LONGEST, OPENS_AFTER, PAUSE, Breaker


class BreakerMachine(RuleBasedStateMachine):
    """Many ask at once; answers come in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.breaker = Breaker(lambda: self.now)
        self.asking = 0
        self.in_a_row = 0

    @rule()
    def ask(self) -> None:
        open_before = self.breaker.opened_at is not None
        if self.breaker.admit():
            self.asking += 1
            if open_before:
                assert self.breaker.probing
                assert not self.breaker.admit()

    @precondition(lambda self: self.asking)
    @rule()
    def answers(self) -> None:
        self.asking -= 1
        self.breaker.succeeded()
        self.in_a_row = 0
        assert self.breaker.admit()

    @precondition(lambda self: self.asking)
    @rule()
    def fails(self) -> None:
        self.asking -= 1
        self.breaker.failed()
        self.in_a_row += 1

    @precondition(lambda self: self.asking)
    @rule()
    def goes_away(self) -> None:
        self.asking -= 1
        self.breaker.let_go()

    @rule(seconds=st.floats(0, 400))
    def passes(self, seconds: float) -> None:
        self.now += seconds

    @invariant()
    def it_opens_only_after_so_many_failures_in_a_row(self) -> None:
        assert self.in_a_row >= OPENS_AFTER or self.breaker.opened_at is None
        assert PAUSE <= self.breaker.pause <= LONGEST

    @invariant()
    def nobody_is_kept_away_for_ever(self) -> None:
        if not self.breaker.probing and self.breaker.opened_at is not None:
            now, self.now = self.now, self.now + LONGEST + 1
            assert self.breaker.admit()
            self.breaker.let_go()
            self.now = now


TestBreaker = BreakerMachine.TestCase
TestBreaker.settings = settings(max_examples=60, stateful_step_count=40)
