"""The shop's software does not answer: who asked is promised to hear, and hears as soon as it does.

One question a round is enough to learn whether it answers again; then everybody who waits goes on. Who has waited too long gets a
person, before the promise is broken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from bot.books.department import Department, Office
from bot.books.effects import Book
from bot.epoch import from_ms, length_ms, to_ms
from bot.store import floor, waiting
from bot.store.calls import Errand
from bot.store.model import NewPromise
from bot.store.waiting import PROMISE, Wait
from flows.moments import due_words
from flows.shop.calls import ShopUnavailableError
from flows.shop.proof import normal_number
from nlu.model import spoken

PATIENCE = timedelta(hours=4)  # the bot waits for so long, then a person goes on
MARGIN = timedelta(minutes=5)  # between handing over and the moment that was promised
BACK_OFF = (30_000, 60_000, 120_000, 300_000, 600_000)  # ms between questions
LEASE = 60_000  # ms in which nobody else asks for the same
ROOM = 64
NO_ORDER = "0"  # asked for where a question named no order: only whether there is an answer counts
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Waiting(Department):
    """Promises that the shop's software will answer."""

    office: Office

    @property
    def books(self) -> Mapping[str, Book]:
        """See Department."""
        return {"await_shop": self._await}

    def _await(self, connection: sa.Connection, errand: Errand, now: datetime) -> Mapping[str, Any]:
        until = half_hour(now + PATIENCE)
        settings = self.office.settings
        language = spoken(floor.language(connection, errand.conversation_id), settings.languages, settings.default_language)
        promise = NewPromise(PROMISE, due_words(until, now, settings.time_zone, language), to_ms(until))
        fresh, held = waiting.begin(
            connection, errand.conversation_id, number=normal_number(str(errand.arguments.get("order_number") or "")),
            key=errand.key, until=to_ms(until), due_at=to_ms(now) + BACK_OFF[0], promise=promise, now=to_ms(now),
        )  # fmt: skip
        return {"again": not fresh, "until": from_ms(held)}

    async def look(self) -> int:
        """See Department."""
        now, database = self.office.clock(), self.office.database
        waits = await database.write(lambda connection: waiting.claim(connection, now, now + LEASE, ROOM))
        if not waits:
            return 0
        if await self._answers(waits[0].number):
            return await database.write(lambda connection: self._go_on(connection, waits))
        return await database.write(lambda connection: self._put_off(connection, waits))

    async def next_due(self) -> int | None:
        """See Department."""
        return await self.office.database.read(waiting.next_due)

    async def _answers(self, number: str) -> bool:
        try:
            await self.office.shop.find_order(number or NO_ORDER)
        except ShopUnavailableError:
            return False
        return True

    def _go_on(self, connection: sa.Connection, waits: Sequence[Wait]) -> int:
        now = self.office.clock()
        waiting.hasten(connection, now)
        told = sum(waiting.end(connection, wait, "shop_answers", now) for wait in waits)
        _log.info("shop_answers_again", told=told)
        return told

    def _put_off(self, connection: sa.Connection, waits: Sequence[Wait]) -> int:
        now = self.office.clock()
        margin = length_ms(MARGIN)
        over = [wait for wait in waits if now >= wait.until - margin]
        later = [(wait, wait.tries + 1, _again(wait, now, margin)) for wait in waits if wait not in over]
        waiting.put_off(connection, later)
        return sum(waiting.end(connection, wait, "shop_gone", now) for wait in over)


def _again(wait: Wait, now: int, margin: int) -> int:
    """When to ask next; not later than the moment at which a person must go on."""
    return min(now + BACK_OFF[min(wait.tries + 1, len(BACK_OFF) - 1)], wait.until - margin)


def half_hour(moment: datetime) -> datetime:
    """The next full or half hour: a promise names no odd minutes. Minutes are the same in every zone that matters here."""
    start = moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    while start < moment:
        start += timedelta(minutes=30)
    return start
