"""Leaves a shop alone that does not answer: without it every customer would wait for the time-out of the one before."""

from collections.abc import Callable
from dataclasses import dataclass, field

OPENS_AFTER = 5  # failures in a row
PAUSE, LONGEST = 10.0, 300.0  # seconds until the shop is asked again; doubled as long as it still does not answer


@dataclass(slots=True)
class Breaker:
    """Closed: everybody asks. Open: nobody does. Half open, when the pause is over: one asks, and its answer decides.

    `ticks` is any clock that only goes forward, in seconds.
    """

    ticks: Callable[[], float]
    failures: int = 0
    pause: float = PAUSE
    opened_at: float | None = field(default=None)
    probing: bool = False

    def admit(self) -> bool:
        """Whether to ask now; who is admitted says `succeeded`, `failed` or `let_go`."""
        if self.opened_at is None:
            return True
        if self.probing or self.ticks() < self.opened_at + self.pause:
            return False
        self.probing = True
        return True

    def succeeded(self) -> None:
        """The shop answered."""
        self.failures, self.pause, self.opened_at, self.probing = 0, PAUSE, None, False

    def failed(self) -> None:
        """It did not."""
        self.failures += 1
        if self.probing:
            self.pause = min(2 * self.pause, LONGEST)
        if self.probing or self.failures >= OPENS_AFTER:
            self.opened_at, self.probing = self.ticks(), False

    def let_go(self) -> None:
        """Nothing was learnt: who asked was cancelled."""
        self.probing = False
