"""Several models in a shop's own order: without it one server that is slow or away would leave a customer without an answer."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from nlu.backend import Backend, BackendError, is_worth_asking
from nlu.breaker import Breaker
from nlu.changing import Changing
from nlu.model import Understanding, Utterance

BUILTIN = "builtin"
Result = Literal["accepted", "unsure", "failed", "late", "resting"]
Told = Callable[[str, Result, float], None]


def _untold(_name: str, _result: Result, _seconds: float) -> None:
    """Nobody counts."""


@dataclass(frozen=True, slots=True)
class Link:
    """A model that may be asked, for at most `patience` seconds; the built-in one has no `backend`."""

    name: str
    backend: Backend | None = None
    patience: float = 1.0
    breaker: Breaker = field(default_factory=Breaker)


class Chain:
    """Asks one model after another until one is sure; implements the Nlu port, and never raises for what a server does.

    `reader` is the built-in model, which reads every message first (its language, its values) and answers for itself where it
    stands in the order. All the others together have `patience` seconds a message. Where nobody is sure the first that answered
    counts; where none could be asked, the built-in model, whether it stands in the order or not. `told` hears of each model
    that was asked: its name, what came of it and after how many seconds; `faulty` of each failure in words without the message's.
    """

    def __init__(
        self, reader: Changing, links: Sequence[Link], patience: float, *, told: Told = _untold,
        faulty: Callable[[str, str], None] = lambda _name, _why: None,
    ) -> None:  # fmt: skip
        self.reader, self.links, self._patience = reader, tuple(links), patience
        self._told, self._faulty = told, faulty

    async def understand(self, utterances: Sequence[Utterance]) -> list[Understanding]:
        """Understand several messages at once, in their order."""
        read = await self.reader.understand(utterances)
        return list(await asyncio.gather(*map(self._one, read, [one.private for one in utterances])))

    async def probe(self) -> dict[str, str]:
        """The servers that cannot be reached, and why; within the time that one request has."""
        found = {}
        for link in self.links:
            try:
                if link.backend is not None:
                    await link.backend.probe()
            except BackendError as error:
                found[link.name] = str(error)
        return found

    async def close(self) -> None:
        """Give back connections."""
        for link in self.links:
            if link.backend is not None:
                await link.backend.close()

    async def _one(self, read: Understanding, private: bool) -> Understanding:
        if private or not is_worth_asking(read):
            return read
        loop = asyncio.get_running_loop()
        until, first = loop.time() + self._patience, None
        for link in self.links:
            found = read if link.backend is None else await self._asked(link, link.backend, read, until - loop.time())
            if found is not None and found.accepted:
                return found
            first = first or found
        return first or read

    async def _asked(self, link: Link, backend: Backend, read: Understanding, left: float) -> Understanding | None:
        """What one server says, if it says anything in time."""
        if left <= 0:
            return None
        clock = asyncio.get_running_loop().time
        if not link.breaker.may(clock()):
            self._told(link.name, "resting", 0.0)
            return None
        begun = clock()
        try:
            async with asyncio.timeout(min(left, link.patience)):
                found = await backend.further(read)
        except TimeoutError:
            blamed = left >= link.patience  # who is asked when the time is nearly up is not to blame for it
            self._failed(link, "late", begun, "no answer in time", blamed=blamed)
        except BackendError as error:
            self._failed(link, "failed", begun, str(error), blamed=not error.only_this)
        except asyncio.CancelledError:
            link.breaker.abandoned()
            raise
        else:
            link.breaker.succeeded()
            self._told(link.name, "accepted" if found.accepted else "unsure", clock() - begun)
            return found
        return None

    def _failed(self, link: Link, result: Result, begun: float, why: str, *, blamed: bool) -> None:
        now = asyncio.get_running_loop().time()
        if blamed:
            link.breaker.failed(now)
        elif result == "failed":
            link.breaker.succeeded()  # it is there
        else:
            link.breaker.abandoned()
        self._told(link.name, result, now - begun)
        self._faulty(link.name, why)
