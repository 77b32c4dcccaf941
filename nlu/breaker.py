"""Leaving a server alone that keeps failing: without it every message would wait for a server that is away."""

from dataclasses import dataclass

FAILURES = 3
REST = 30.0


@dataclass(slots=True)
class Breaker:
    """After `failures` in a row a server rests for `rest` seconds; then one request tries whether it is back.

    Moments are seconds of any clock that only goes forward.
    """

    failures: int = FAILURES
    rest: float = REST
    _count: int = 0
    _until: float = 0.0
    _trying: bool = False

    def may(self, now: float) -> bool:
        """Whether to ask now. Who is told yes says afterwards how it went."""
        if self._count < self.failures:
            return True
        if now < self._until or self._trying:
            return False
        self._trying = True
        return True

    def succeeded(self) -> None:
        """It answered."""
        self._count, self._trying = 0, False

    def failed(self, now: float) -> None:
        """It did not."""
        self._count, self._trying, self._until = self._count + 1, False, now + self.rest

    def abandoned(self) -> None:
        """Nobody waited for the answer."""
        self._trying = False
