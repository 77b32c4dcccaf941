"""Delivers webhooks as platforms do: in order for each key, one at a time, again and again until somebody says 2xx.

Without it the tests would meet only the happy order in which a careful caller calls.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import aiohttp

from tests.platforms.clock import Clock


@dataclass(frozen=True, slots=True)
class Letter:
    """One webhook body; given up `lifetime` seconds after the first attempt."""

    id: int
    body: bytes
    lifetime: float


@dataclass(frozen=True, slots=True)
class Attempt:
    """One POST that was made: the answer's status, 0 where there was none, and how long was waited before it."""

    letter: int
    status: int
    waited: float


class Postman:
    """`url` is where to deliver; None keeps everything waiting. `headers` are made from the body (a signature needs it).

    `given_up` says, by a failed attempt's status and the seconds since deliveries of its letter began, that the platform stops.
    """

    def __init__(
        self,
        clock: Clock,
        headers: Callable[[bytes], Mapping[str, str]],
        pauses: Callable[[], Iterator[float]],
        *,
        given_up: Callable[[int, float], bool] = lambda status, passed: False,
        timeout: float = 60,
    ) -> None:
        self.url: str | None = None
        self.attempts: list[Attempt] = []
        self.accepted: list[int] = []  # letters in the order somebody said 2xx, whether or not that answer got lost
        self.expired: list[Letter] = []
        self._clock, self._headers, self._pauses = clock, headers, pauses
        self._given_up, self._timeout = given_up, timeout
        self._queues: dict[Hashable, deque[Letter]] = {}
        self._workers: dict[Hashable, asyncio.Task[None]] = {}
        self._asleep: dict[Hashable, float] = {}
        self._changed = asyncio.Condition()
        self._session: aiohttp.ClientSession | None = None
        self._held = False
        self._to_lose = 0

    def put(self, key: Hashable, letter: Letter) -> None:
        """Queue a letter behind those with the same key."""
        self._queues.setdefault(key, deque()).append(letter)
        self._start(key)

    def waiting(self) -> list[Letter]:
        """What is not delivered yet, oldest first."""
        return sorted((letter for queue in self._queues.values() for letter in queue), key=lambda letter: letter.id)

    def discard(self, wanted: Callable[[Letter], bool] = lambda _: True) -> None:
        """Forget what waits, all or some."""
        for key, queue in self._queues.items():
            self._queues[key] = deque(letter for letter in queue if not wanted(letter))

    def deliver_to(self, url: str | None) -> None:
        """Begin to deliver there, or stop."""
        self.url = url
        for key in list(self._queues):
            self._start(key)

    def hold(self) -> None:
        """Keep what comes from now on, until release()."""
        self._held = True

    def release(self, order: Callable[[list[Letter]], Iterable[Letter]] = list) -> None:
        """Deliver what was held, one after the other in this order, whatever the keys: how a network may reorder."""
        letters = list(order(self.waiting()))
        self._queues.clear()
        self._held = False
        for letter in letters:
            self.put("released", letter)

    def lose_answers(self, times: int = 1) -> None:
        """The next answers get lost on the way back, so that what was delivered is delivered again."""
        self._to_lose += times

    async def settled(self) -> None:
        """Return when everything is delivered, or waits for the clock (or to be released)."""
        async with self._changed:
            await self._changed.wait_for(lambda: all(map(self._rests, list(self._workers))))

    async def close(self) -> None:
        """Stop, whatever is still waiting."""
        workers = list(self._workers.values())
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def _rests(self, key: Hashable) -> bool:
        return self._asleep.get(key, 0) > self._clock.now()

    def _start(self, key: Hashable) -> None:
        if self.url and not self._held and key not in self._workers and self._queues.get(key):
            self._workers[key] = asyncio.create_task(self._work(key))

    async def _work(self, key: Hashable) -> None:
        try:
            while (queue := self._queues.get(key)) and self.url and not self._held:
                letter = queue[0]
                if await self._delivered(key, letter):
                    self._queues[key] = deque(other for other in self._queues.get(key, ()) if other is not letter)
        finally:
            del self._workers[key]
            async with self._changed:
                self._changed.notify_all()

    async def _delivered(self, key: Hashable, letter: Letter) -> bool:
        """False when delivering stopped: nobody to deliver to any more."""
        began, pauses, waited = self._clock.now(), self._pauses(), 0.0
        while (passed := self._clock.now() - began) < letter.lifetime:
            status, asked = await self._post(letter)
            self.attempts.append(Attempt(letter.id, status, waited))
            if 200 <= status < 300:
                return True
            if self._given_up(status, passed):
                self.url = None
                return False
            waited = next(pauses) if asked is None else asked
            await self._rest(key, waited)
        self.expired.append(letter)
        return True

    async def _rest(self, key: Hashable, seconds: float) -> None:
        self._asleep[key] = self._clock.now() + seconds
        async with self._changed:
            self._changed.notify_all()
        await self._clock.sleep(seconds)
        self._asleep.pop(key, None)

    async def _post(self, letter: Letter) -> tuple[int, float | None]:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        assert self.url is not None
        headers = {"Content-Type": "application/json", **self._headers(letter.body)}
        limits = aiohttp.ClientTimeout(total=self._timeout)
        try:
            async with self._session.post(
                self.url, data=letter.body, headers=headers, timeout=limits, allow_redirects=False
            ) as answer:
                await answer.read()
        except (aiohttp.ClientError, TimeoutError):
            return 0, None
        if answer.status < 300:
            self.accepted.append(letter.id)
        if self._to_lose and answer.status < 300:
            self._to_lose -= 1
            return 0, None
        asked = answer.headers.get("Retry-After", "")
        return answer.status, min(float(asked), 3600) if asked.isdecimal() else None
