"""What time does to invoices: reminders while there is still time, an end when there is none, papers for what followed.

A reminder is sent in opening hours and where the customer can be reached now (their channel is open, or an e-mail is known): one
that waited for their next word might come after the payment. What is done stands in one transaction with what is told.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Literal

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.books.department import Office
from bot.books.papers import papers
from bot.epoch import from_ms, length_ms, to_ms
from bot.store import invoice_rows, invoices, overview
from bot.store.invoice_rows import Row
from bot.store.overview import Card
from config.settings import channels_of
from handoff.hours import Calendar, is_open, next_opening

ROOM = 32
DAY = timedelta(days=1)
WINDOW = 24 * 3600_000  # ms after the customer's last word in which Messenger, and Telegram's business chats, may be written to
NO_PAPER = "none"  # of an invoice that could not be drawn: people see it in the list
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class InvoiceRounds:
    """See Department.look and Department.next_due."""

    office: Office

    @property
    def _calendar(self) -> Calendar:
        return self.office.teams[self.office.settings.team].calendar

    @property
    def _before(self) -> Mapping[Literal[1, 2], timedelta]:
        """How long before the end of its last day an invoice is reminded of, the first and the second time."""
        settings = self.office.settings.invoices
        return {2: DAY, 1: max(DAY, settings.remind_before + DAY)} if settings.remind else {}

    async def look(self) -> int:
        """Do what is due; how many things were done."""
        now, database = self.office.clock(), self.office.database
        grace = length_ms(self.office.settings.invoices.grace)
        lapsed = await database.read(partial(invoice_rows.lapsed, before=now - grace, room=ROOM))
        done = sum([await database.write(partial(invoices.expire, number=number, now=now)) for number in lapsed])
        return done + await self._remind(now) + await self._draw(now)

    async def next_due(self) -> int | None:
        """When something is due next; never a moment at which `look` would find nothing to do."""
        now = self.office.clock()
        moments = await self.office.database.read(partial(invoice_rows.next_moments, now=now))
        waiting = await self.office.database.read(partial(invoice_rows.undrawn, room=1))
        found = [now] if waiting else []
        if (lapse := moments["lapse"]) is not None:
            found.append(lapse + length_ms(self.office.settings.invoices.grace))
        for times, before in self._before.items():
            due = moments["early" if times == 1 else "last"]
            if due is not None and (opening := self._opening(max(now, due - length_ms(before) + 1))) is not None:
                found.append(opening)
        return min(found, default=None)

    def _opening(self, moment: int) -> int | None:
        opening = next_opening(self._calendar, from_ms(moment))
        return to_ms(opening) if opening is not None else None

    # --- reminders -----------------------------------------------------------------------------------------------

    async def _remind(self, now: int) -> int:
        if not is_open(self._calendar, from_ms(now)):
            return 0
        done = 0
        for times, before in self._before.items():
            find = partial(invoice_rows.to_remind, times=times, now=now, until=now + length_ms(before) - 1, room=ROOM)
            for number in await self.office.database.read(find):
                done += await self.office.database.write(partial(self._remind_of, number=number, times=times, now=now))
        return done

    def _remind_of(self, connection: sa.Connection, number: str, times: Literal[1, 2], now: int) -> int:
        """Counted in any case, told where it is still owed and somebody hears it."""
        row = invoice_rows.hold(connection, number)
        if row is None or not row.is_owed or not invoice_rows.reminded(connection, number, times):
            return 0
        card = overview.one(connection, row.conversation_id) if row.conversation_id is not None else None
        if card is not None and self._hears(card, now):
            values = {"missing": invoices.missing(row), "due": invoices.due_on(row)}
            invoices.tell(connection, row, f"invoice_due:{times}", now, values)
        return 1

    def _hears(self, card: Card, now: int) -> bool:
        kinds = {channel.name: channel.kind for channel in channels_of(self.office.environment, self.office.settings)}
        has_window = kinds.get(card.channel) == "messenger" or (kinds.get(card.channel) == "telegram" and ":" in card.address)
        is_closed = has_window and (card.last_in_at is None or now - card.last_in_at >= WINDOW)
        return bool(card.email) or (card.reachable and not is_closed)

    # --- papers --------------------------------------------------------------------------------------------------

    async def _draw(self, now: int) -> int:
        """Documents of what followed a payment or a refund; each is sent once."""
        rows = await self.office.database.read(partial(invoice_rows.undrawn, room=ROOM))
        for row in rows:
            await self.office.database.write(await self._drawing(row, now))
        return len(rows)

    async def _drawing(self, row: Row, now: int) -> Callable[[sa.Connection], None]:
        assert row.conversation_id is not None, "one of nobody is not drawn"
        try:
            told = await papers(self.office.database, self.office.settings.invoices, row, row.conversation_id, now)
        except (SQLAlchemyError, OSError):
            raise
        except Exception:  # noqa: BLE001 - one that cannot be drawn keeps nobody else from theirs
            _log.exception("invoice_not_drawn", number=row.number)
            return partial(invoice_rows.draw, number=row.number, pdf=NO_PAPER)

        def work(connection: sa.Connection) -> None:
            invoice_rows.draw(connection, row.number, told["document"]["id"])
            fact = "invoice_ready" if row.kind == "invoice" else "credit_note_ready"
            invoices.tell(connection, row, fact, now, {"document": told["document"]})

        return work
