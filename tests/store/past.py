"""A shop's past, written down as it would have come about: who wrote when, what was handed over, answered, closed."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.epoch import to_ms
from bot.store import quality_tables, tables
from bot.store.database import Database

RIGA = ZoneInfo("Europe/Riga")
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


def at(text: str, zone: tzinfo = RIGA) -> int:
    """A local moment, `2026-11-23 09:00`, in ms since the epoch."""
    return to_ms(datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC))


@dataclass
class Past:
    """Writes straight into the tables, since nobody can wait for last month to come again."""

    database: Database
    numbers: Any = field(default_factory=itertools.count)

    def _put(self, table: sa.Table, **values: Any) -> int:
        done = self.database.submit(lambda connection: connection.execute(sa.insert(table).values(values))).result()
        key = done.inserted_primary_key
        return key[0] if key is not None and isinstance(key[0], int) else 0

    def chat(self, channel: str = "telegram", language: str = "lv", **values: Any) -> int:
        """A conversation; its id."""
        number = next(self.numbers)
        row = {"channel": channel, "address": f"a{number}", "language": language, "created_at": 0, "changed_at": number, **values}
        return self._put(tables.conversations, **row)

    def wrote(self, chat: int, *moments: int, kind: str = "text", text: str = "kur ir mans sūtījums") -> None:
        """The customer writes."""
        for moment in moments:
            key = f"k{next(self.numbers)}"
            body = f'{{"text": "{text}"}}'
            self._put(
                tables.inbox, conversation_id=chat, account="a", kind=kind, key=key, at=moment, arrived_at=moment, source="m",
                position=0, body=body,
            )  # fmt: skip

    def answered(self, chat: int, agent: int, *moments: int, text: str = "sūtījums ir ceļā", author: str = "agent") -> None:
        """A person (or the bot) writes."""
        for moment in moments:
            self._put(
                tables.outbox, conversation_id=chat, kind="agent" if author == "agent" else "talk", author=author,
                agent_id=agent or None, floor=0, key=f"o{next(self.numbers)}", body=f'{{"text": "{text}"}}', created_at=moment,
                send_at=moment, state="sent", open=False,
            )  # fmt: skip

    def handed(self, chat: int, opened: int, answered: int | None = None, closed: int | None = None, **values: Any) -> int:
        """A hand-over, and what became of it."""
        state = values.pop("state", "closed" if closed else "taken" if answered else "open")
        row = {"team": "shop", "reason": "asked", "state": state, **values}
        return self._put(tables.tickets, conversation_id=chat, opened_at=opened, answered_at=answered, closed_at=closed, **row)

    def promised(self, chat: int, made: int, due: int, state: str = "kept", settled: int | None = None, **values: Any) -> int:
        """A promise."""
        row = {"what": "reply", "text": "drīz", "made_by": "bot", "warn_at": due, "renew_at": due, **values}
        return self._put(tables.promises, conversation_id=chat, made_at=made, due_at=due, state=state, settled_at=settled, **row)

    def ran(self, chat: int, run: int, flow: str, moment: int, *steps: str, end: str = "") -> None:
        """A flow's run: begun, asked these, ended so."""
        marks = [("started", ""), *(("asked", step) for step in steps), *([(end, "")] if end else [])]
        for number, (what, step) in enumerate(marks):
            self._put(
                quality_tables.run_marks, conversation_id=chat, run=run, what=what, flow=flow, step=step, at=moment + number
            )
