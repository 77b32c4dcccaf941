"""Performs what flows have done outside a turn: without it a `once` call would be a name in a table.

The shop's own books (returns, invoices, coupons) are a short transaction each, with the result noted under the call's key in
the same transaction: a repeated try finds it and changes nothing. What is done elsewhere brings its own look-up.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa

from bot.epoch import from_ms
from bot.store import deeds
from bot.store.calls import Errand
from bot.store.database import Database

Book = Callable[[sa.Connection, Errand, datetime], Mapping[str, Any]]
"""One entry in the books. Raises FailedError where the shop says no; whatever it raises, nothing is written."""


class FailedError(Exception):
    """The shop refused; trying again changes nothing. The message is for the desk."""


class NotDoneError(Exception):
    """The effect certainly did not happen (no connection, a limit): it may be tried again."""


class Outside(Protocol):
    """One effect at software that is not ours, or that needs more than a transaction."""

    async def perform(self, errand: Errand, now: datetime) -> Mapping[str, Any]:
        """Do it. Raises NotDoneError or FailedError; anything else, a time-out too, leaves it unclear."""
        ...

    async def look_up(self, errand: Errand, now: datetime) -> Mapping[str, Any] | None:
        """The result of an earlier try, None when it certainly did not happen. Raises LookupError where that cannot be told."""
        ...


@dataclass(frozen=True, slots=True)
class Effects:
    """The Performer of bot/runner.py. `books` and `outside` are effects by the name of their call."""

    database: Database
    clock: Callable[[], int]
    books: Mapping[str, Book]
    outside: Mapping[str, Outside]

    async def perform(self, errand: Errand) -> Mapping[str, Any]:
        """See Performer."""
        now = from_ms(self.clock())
        if (book := self.books.get(errand.name)) is not None:
            return await self.database.write(lambda connection: once(connection, book, errand, now))
        if (outside := self.outside.get(errand.name)) is not None:
            return await outside.perform(errand, now)
        raise FailedError(f"the shop has no {errand.name}")

    async def look_up(self, errand: Errand) -> Mapping[str, Any] | None:
        """See Performer."""
        if errand.name in self.books:
            return await self.database.read(lambda connection: deeds.find(connection, errand.key))
        if (outside := self.outside.get(errand.name)) is not None:
            return await outside.look_up(errand, from_ms(self.clock()))
        return None


def once(connection: sa.Connection, book: Book, errand: Errand, now: datetime) -> Mapping[str, Any]:
    """The entry under the errand's key: the one that stands, or a new one."""
    if (known := deeds.find(connection, errand.key)) is not None:
        return known
    result = book(connection, errand, now)
    deeds.note(connection, errand.key, result, now)
    return result
