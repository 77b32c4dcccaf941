"""The night's purge: what is kept too long goes, a little at a time, so that nobody who writes at night waits for it.

Customers' own wishes to be erased are done by the same clock, when the time in which they may think better of it is over.
"""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa
import structlog

from bot.doorbell import Doorbell
from bot.epoch import from_ms, length_ms
from bot.metrics import PURGED, RETENTION_DAY
from bot.privacy import ledger
from bot.privacy.custody import Custody
from bot.privacy.erasing import BusyError, HeldError, erase
from bot.privacy.finding import of_conversation
from bot.store import erased, erasing, keeping, privacy_requests, scrub, subjects
from bot.store.keeping import Due, Id
from bot.store.privacy_requests import Request
from bot.store.subjects import Person

LOOK = 60.0  # seconds between looks at the clock and at what customers asked for
BREATH = 0.02  # seconds between two pieces, in which everybody else is served
EVERYTHING = 10**9
ROOM = 20  # wishes done in one look
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Planned:
    """How much of a kind is due, and by which moment it is counted."""

    kind: str
    rows: int


class Night:
    """Purges once a night, and does by the clock what customers asked for."""

    def __init__(self, custody: Custody, doorbell: Doorbell) -> None:
        self.custody, self.doorbell = custody, doorbell
        self._running = True

    async def run(self) -> None:
        """Until `stop`."""
        while self._running:
            await self.wishes()
            if await self.is_time():
                await self.purge()
            await self.doorbell.wait("night", LOOK)

    def stop(self) -> None:
        """Begin nothing more; the piece in hand is finished."""
        self._running = False
        self.doorbell.ring("night")

    async def is_time(self) -> bool:
        """Whether tonight's hour has come, and nobody else has begun."""
        now = from_ms(self.custody.clock()).astimezone(self.custody.shop.time_zone)
        if now < _begins(now, self.custody.retention.at):
            return False
        day = now.date()
        if await self.custody.database.read(keeping.last_night) >= day.isoformat():
            return False
        return await self.custody.database.write(partial(keeping.claim, day=day))

    async def plan(self) -> Sequence[Planned]:
        """What would go now, by kind; nothing is changed."""
        kinds = [*self._kinds(), Due("conversations", self._conversations, _nothing)]
        return [
            Planned(one.kind, len(await self.custody.database.read(partial(_due, kind=one, room=EVERYTHING)))) for one in kinds
        ]  # fmt: skip

    async def purge(self) -> Mapping[str, int]:
        """Let go what is due; how much of each kind."""
        gone = {one.kind: await self._purge(one) for one in self._kinds()}
        gone["conversations"] = await self._let_go()
        since = self.custody.clock() - length_ms(self.custody.retention.erasures)
        tidy = partial(erased.tidy, now=self.custody.clock(), before=since, room=EVERYTHING)
        gone["erasures"] = await self.custody.database.write(tidy)
        if self.custody.var is not None:
            await asyncio.to_thread(ledger.keep, self.custody.var, since)
        if any(gone.values()):
            await scrub.scrub(self.custody.database)
        for kind, rows in gone.items():
            PURGED.labels(kind).inc(rows)
        RETENTION_DAY.set(self.custody.clock() / 1000)
        _log.info("retention_done", **gone)
        return gone

    async def wishes(self) -> int:
        """Erase those who asked for it and did not think better of it; how many."""
        database, now = self.custody.database, self.custody.clock()
        due = await database.read(partial(privacy_requests.due, now=now, room=ROOM))
        return sum([await self._wish(request) for request in due if request.what == "erase"])

    async def _wish(self, request: Request) -> bool:
        person = await of_conversation(self.custody, request.conversation_id)
        try:
            if person is not None:
                await erase(self.custody, person, origin="customer", who=request.decided_by, patience=1)
        except BusyError:
            again = self.custody.clock() + length_ms(timedelta(minutes=1))
            put_off = partial(privacy_requests.put_off, id_=request.id, look_at=again, why="")
        except HeldError as error:
            _log.warning("erasure_held", request=request.id)
            put_off = partial(privacy_requests.put_off, id_=request.id, look_at=None, why=f"held: {error}")
        else:
            self.doorbell.ring("pages")
            return person is not None
        await self.custody.database.write(put_off)
        return False

    async def _purge(self, kind: Due) -> int:
        """One kind, piece by piece, until nothing is due; what cannot be purged is not tried for ever."""
        gone, room = 0, self.custody.retention.batch
        while self._running:
            found = await self.custody.database.read(partial(_due, kind=kind, room=room))
            done = await self.custody.database.write(partial(_take, kind=kind, ids=found)) if found else 0
            gone += done
            if len(found) < room or not done:
                return gone
            await asyncio.sleep(BREATH)
        return gone

    async def _let_go(self) -> int:
        """Conversations, each in a transaction of its own."""
        gone, room = 0, self.custody.retention.batch
        while self._running:
            found = await self.custody.database.read(partial(self._conversations, room=room))
            done = 0
            for id_ in found:
                done += await self.custody.database.write(partial(self._one, id_=int(id_)))
                await asyncio.sleep(0)
            gone += done
            if len(found) < room or not done:
                return gone
            await asyncio.sleep(BREATH)
        return gone

    def _one(self, connection: sa.Connection, id_: int) -> int:
        subject = subjects.gather(connection, Person((id_,)), self.custody.secret, ())
        token = f"night-{secrets.token_hex(8)}"
        return erasing.let_go(connection, subject, token, self.custody.rules())

    def _conversations(self, connection: sa.Connection, room: int) -> Sequence[Id]:
        now = self.custody.clock()
        return keeping.conversations(connection, now - length_ms(self.custody.retention.conversations), now, room)

    def _kinds(self) -> Sequence[Due]:
        shop, now = self.custody.shop, self.custody.clock()
        kept, rules = shop.retention, self.custody.rules()
        lengths = {
            "codes": kept.codes, "surveys": kept.surveys, "proformas": kept.proformas, "fraud": kept.fraud,
            "orders": kept.orders, "erasures": kept.erasures, "payouts": shop.returns.close_after,
        }  # fmt: skip
        before = {name: now - length_ms(length) for name, length in lengths.items()}
        photos = now - length_ms(kept.photos)
        today = from_ms(now).astimezone(shop.time_zone).date()
        country = shop.invoices.seller.country if shop.invoices.seller is not None else shop.region
        bank = partial(keeping.payments, today=today, country=country, years=rules.years)
        return (
            Due("photos", lambda connection, room: keeping.photos(connection, photos, room), keeping.without_photos),
            *keeping.simple(before, now),
            Due("invoices", lambda connection, room: keeping.issued(connection, rules, room), keeping.without_buyers),
            Due("payments", lambda connection, room: bank(connection, room=room), keeping.without_payers),
        )


def _begins(now: datetime, at: str) -> datetime:
    hour, minute = (int(part) for part in at.split(":"))
    return now.replace(hour=hour, minute=minute, second=0, microsecond=0)


def _due(connection: sa.Connection, kind: Due, room: int) -> Sequence[Id]:
    return kind.due(connection, room)


def _take(connection: sa.Connection, kind: Due, ids: Sequence[Id]) -> int:
    return kind.purge(connection, ids)


def _nothing(_connection: sa.Connection, ids: Sequence[Id]) -> int:
    return len(ids)
