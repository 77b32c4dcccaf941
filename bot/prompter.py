"""Answers given instead of the shop's: without it no conversation could be tried out that needs one the demo shop has not.

Calls that read are answered in the turn, those with an effect after it, as always; only what is answered is told beforehand.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.books.department import Department
from bot.books.effects import Book, FailedError, Outside
from bot.store.calls import Errand
from flows.model import Call
from flows.shop.calls import CALLS, ShopUnavailableError
from flows.shop.lookups import Asked, Lookup

Answers = Mapping[str, Mapping[str, Any] | None]  # by the call's name; None: there is none


def prompted(departments: Sequence[Department], answers: Answers) -> Sequence[Department]:
    """The departments, with somebody in their place for those calls."""
    return (*(Silenced(department, frozenset(answers)) for department in departments), Prompter(answers))


@dataclass(frozen=True, slots=True)
class Silenced(Department):
    """A department that is not asked for some calls."""

    behind: Department
    names: frozenset[str]

    @property
    def lookups(self) -> Mapping[str, Lookup]:
        """See Department."""
        return {name: found for name, found in self.behind.lookups.items() if name not in self.names}

    @property
    def books(self) -> Mapping[str, Book]:
        """See Department."""
        return {name: found for name, found in self.behind.books.items() if name not in self.names}

    @property
    def outside(self) -> Mapping[str, Outside]:
        """See Department."""
        return {name: found for name, found in self.behind.outside.items() if name not in self.names}

    @property
    def events(self) -> Mapping[str, Callable[[Mapping[str, str]], Awaitable[None]]]:
        """See Department."""
        return self.behind.events

    async def look(self) -> int:
        """See Department."""
        return await self.behind.look()

    async def next_due(self) -> int | None:
        """See Department."""
        return await self.behind.next_due()


@dataclass(frozen=True, slots=True)
class Prompter(Department):
    """Answers what it was told to."""

    answers: Answers

    @property
    def lookups(self) -> Mapping[str, Lookup]:
        """See Department."""
        return {name: self._answer for name in self.answers if not CALLS[name].once}

    @property
    def outside(self) -> Mapping[str, Outside]:
        """See Department."""
        return {name: Prompted(answer) for name, answer in self.answers.items() if CALLS[name].once}

    async def _answer(self, call: Call, _: Asked) -> Mapping[str, Any]:
        answer = self.answers[call.name]
        if answer is None:
            raise ShopUnavailableError("told to")
        return answer


@dataclass(frozen=True, slots=True)
class Prompted:
    """An effect whose result was told."""

    answer: Mapping[str, Any] | None

    async def perform(self, _errand: Errand, _now: datetime) -> Mapping[str, Any]:
        """See Outside."""
        if self.answer is None:
            raise FailedError("told to")
        return self.answer

    async def look_up(self, _errand: Errand, _now: datetime) -> Mapping[str, Any] | None:
        """See Outside."""
        return None
