"""How a customer sounds, for the tone of an answer; and the report to a supervisor when a conversation ended for insults."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from bot.books.department import Department, Office
from bot.books.effects import Book
from bot.epoch import to_ms
from bot.store import blocks, floor, wrote
from bot.store.calls import Errand
from bot.store.model import NewTicket
from flows.model import Call
from flows.shop.lookups import Asked, Lookup
from flows.shop.mood import mood_of, worst
from nlu.model import Language

LATELY = 3  # messages the mood is told from
LONGEST = 400  # characters of the customer's words in a summary


@dataclass(frozen=True, slots=True)
class Tone(Department):
    """Moods and what follows from them: tone and ways, never money."""

    office: Office

    @property
    def lookups(self) -> Mapping[str, Lookup]:
        """See Department."""
        return {"read_mood": self._read}

    @property
    def books(self) -> Mapping[str, Book]:
        """See Department."""
        return {"report_abuse": self._report}

    @property
    def events(self) -> Mapping[str, Callable[[Mapping[str, str]], Awaitable[None]]]:
        """See Department: `block: {reason}` and `unblock: {}` are a supervisor's, of the only conversation."""
        return {"block": self._block, "unblock": self._unblock}

    async def _block(self, values: Mapping[str, str]) -> None:
        reason, now = values.get("reason", ""), self.office.clock()
        await self.office.database.write(lambda connection: blocks.block(connection, 1, reason, 1, now))

    async def _unblock(self, _values: Mapping[str, str]) -> None:
        now = self.office.clock()
        await self.office.database.write(lambda connection: blocks.lift(connection, 1, 1, now))

    async def _read(self, _call: Call, asked: Asked) -> Mapping[str, Any]:
        texts = await self.office.database.read(partial(wrote.lately, conversation_id=int(asked.chat), room=LATELY))
        moods = [mood_of(text, texts[place + 1 :]) for place, text in enumerate(texts)]
        return {"mood": worst(moods), "words": texts[0][:LONGEST] if texts else None}

    def _report(self, connection: sa.Connection, errand: Errand, now: datetime) -> Mapping[str, Any]:
        """A ticket for whoever may block; nobody was promised an answer."""
        settings = self.office.settings
        team = settings.care.abuse_team or settings.team
        reader: Language = next(iter(settings.teams[team].languages), settings.default_language)
        words = wrote.lately(connection, errand.conversation_id, 1)
        summary = self.office.wording.render("summary-abuse", {"words": words[0][:LONGEST] if words else None}, reader, now)
        ticket = NewTicket(team, "flow", summary, to_ms(now + timedelta(days=1)))
        floor.enqueue(connection, errand.conversation_id, ticket, to_ms(now))
        return {"reported": True}
