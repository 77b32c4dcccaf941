"""How fast the group takes what we write: without it a busy morning would end in refusals, the urgent waiting with the rest.

Telegram takes twenty messages a minute in one group (core.telegram.org/bots/faq), topics made and renamed among them. A part of
each minute is kept for what cannot wait: a customer's words, an alert, the word to a colleague that their answer did not go.
"""

from collections import deque
from collections.abc import Iterable

MINUTE = 60.0  # seconds
KEPT = 0.35  # the share of a minute that only the urgent may use


class Pace:
    """Every message of the last minute; `now` is any clock that only goes forward, in seconds."""

    def __init__(self, per_minute: int, sent: Iterable[float] = ()) -> None:
        self._most = per_minute
        self._ordinary = max(1, round(per_minute * (1 - KEPT)))
        self._sent = deque(sorted(sent))
        self._until = float("-inf")

    def delay(self, now: float, *, urgent: bool) -> float:
        """Seconds until one may be sent, 0 when it may be now."""
        while self._sent and self._sent[0] <= now - MINUTE:
            self._sent.popleft()
        room = self._most if urgent else self._ordinary
        over = len(self._sent) - room
        until = self._sent[over] + MINUTE if over >= 0 else now
        return max(0.0, until - now, self._until - now)

    def take(self, now: float) -> None:
        """One is sent now."""
        self._sent.append(now)

    def hold(self, until: float) -> None:
        """Telegram says to wait until then."""
        self._until = max(self._until, until)
