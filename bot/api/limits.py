"""How often a stranger may try: without it passwords could be guessed and the chat be flooded."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields

_KEEP = 20_000  # keys remembered, at least, before those that have rested are forgotten


class Limiter:
    """So many at once and so many a minute for each key, within this process (generic cell rate algorithm, one number a key)."""

    def __init__(self, per_minute: float, burst: int) -> None:
        self._interval = 60_000 / per_minute if per_minute else 0.0
        self._slack = self._interval * (burst - 1)
        self._full_at: dict[str, float] = {}
        self._keep = _KEEP

    def take(self, key: str, now: int) -> float:
        """0 when it is allowed, which uses one up; else after how many seconds it will be. `now` in ms."""
        full_at = max(self._full_at.get(key, 0.0), now)
        if (wait := full_at - self._slack - now) > 0:
            self._full_at[key] = min(full_at, now + self._slack + self._interval)  # a clock put back locks nobody out
            return min(wait, self._interval) / 1000
        if self._interval:
            self._tidy(now)
            self._full_at[key] = full_at + self._interval
        return 0.0

    def give_back(self, key: str) -> None:
        """It need not have counted."""
        if key in self._full_at:
            self._full_at[key] -= self._interval

    def _tidy(self, now: int) -> None:
        if len(self._full_at) >= self._keep:
            self._full_at = {key: full_at for key, full_at in self._full_at.items() if full_at > now}
            self._keep = max(_KEEP, 2 * len(self._full_at))  # so that looking through all of them stays rare


class FullError(Exception):
    """So many are there already."""


class Seats:
    """So many at once for each key, within this process."""

    def __init__(self, most: int) -> None:
        self._most, self._taken = most, Counter[str]()

    @contextmanager
    def seat(self, key: str) -> Iterator[None]:
        """One of them for as long as the block lasts. Raises FullError."""
        if self._taken[key] >= self._most:
            raise FullError
        self._taken[key] += 1
        try:
            yield
        finally:
            self._taken[key] -= 1
            if not self._taken[key]:
                del self._taken[key]


@dataclass(frozen=True, slots=True)
class Limits:
    """All limits of the doors that strangers may knock at."""

    sign_in_person: Limiter = field(default_factory=lambda: Limiter(per_minute=2, burst=5))  # an e-mail from one address
    sign_in_address: Limiter = field(default_factory=lambda: Limiter(per_minute=10, burst=20))
    sign_in_email: Limiter = field(default_factory=lambda: Limiter(per_minute=10, burst=30))
    reset_address: Limiter = field(default_factory=lambda: Limiter(per_minute=1, burst=10))
    reset_email: Limiter = field(default_factory=lambda: Limiter(per_minute=0.2, burst=3))
    visitors: Limiter = field(default_factory=lambda: Limiter(per_minute=30, burst=60))  # from one address
    messages: Limiter = field(default_factory=lambda: Limiter(per_minute=40, burst=20))  # of one visitor
    files: Limiter = field(default_factory=lambda: Limiter(per_minute=6, burst=6))  # of one visitor
    typing: Limiter = field(default_factory=lambda: Limiter(per_minute=40, burst=20))  # of one visitor
    address: Limiter = field(default_factory=lambda: Limiter(per_minute=1200, burst=300))  # messages and files from one address


def unlimited() -> Limits:
    """No limits, to measure what the rest can do."""
    return Limits(*(Limiter(0, 1) for _ in fields(Limits)))
