"""How fast a platform lets us speak: without it one busy account or a chatty conversation would run into refusals."""

import math
from typing import Literal

from bot.channels.port import Limits

_KEEP = 10_000  # conversations remembered before those that are idle again are forgotten


class Bucket:
    """A token bucket in one number: when it would be full again (generic cell rate algorithm). Times in seconds."""

    __slots__ = ("_full_at", "_interval", "_slack")

    def __init__(self, rate: float, burst: float) -> None:
        self._interval = 1 / rate if rate > 0 else 0.0  # a rate of 0 is no limit
        self._slack = self._interval * (burst - 1) if self._interval and burst > 1 else 0.0
        self._full_at = -math.inf

    def delay(self, now: float) -> float:
        """Seconds until the next token, 0 when there is one."""
        return max(0.0, self._full_at - self._slack - now)

    def take(self, now: float) -> None:
        """Use one token; whoever takes before the delay is over makes the next one wait longer."""
        self._full_at = max(self._full_at, now) + self._interval

    def hold(self, until: float) -> None:
        """No token before `until`, and no burst after it."""
        self._full_at = max(self._full_at, until + self._slack)

    def idle(self, now: float) -> bool:
        """Full: forgetting it changes nothing."""
        return self._full_at <= now


class Pace:
    """The buckets of one account and of each of its conversations. `now` is any clock that only goes forward, in seconds."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._account = Bucket(limits.account_rate, limits.account_rate / 10)
        self._conversations: dict[str, Bucket] = {}

    def delay(self, address: str, now: float) -> float:
        """Seconds until something may be sent to this conversation, 0 when it may be now."""
        known = self._conversations.get(address)
        return max(self._account.delay(now), known.delay(now) if known else 0.0)

    def take(self, address: str, now: float) -> None:
        """Note a send that is made now."""
        self._account.take(now)
        self._bucket(address, now).take(now)

    def hold(self, address: str, scope: Literal["conversation", "account"], until: float, now: float) -> None:
        """The platform said to wait: this conversation, or everybody."""
        (self._account if scope == "account" else self._bucket(address, now)).hold(until)

    def _bucket(self, address: str, now: float) -> Bucket:
        if (found := self._conversations.get(address)) is not None:
            return found
        if len(self._conversations) >= _KEEP:
            self._conversations = {key: bucket for key, bucket in self._conversations.items() if not bucket.idle(now)}
        made = Bucket(self._limits.conversation_rate, self._limits.conversation_burst)
        return self._conversations.setdefault(address, made)


class Floods:
    """Tells whose flood a refusal is: one chat's, or, when several are refused at the same time, the whole account's."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}

    def scope(self, address: str, until: float, now: float) -> Literal["conversation", "account"]:
        """Note that `address` has to wait until then, and say who has to."""
        self._until = {known: end for known, end in self._until.items() if end > now}
        self._until[address] = until
        return "account" if len(self._until) > 1 else "conversation"
