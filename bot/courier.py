"""Brings notices to people one by one, on Telegram and by mail: without it what was written down would be told to nobody.

As with everything that is sent: claimed before the request, never again where it may have arrived, and dropped where it has lost
its sense meanwhile.
"""

from collections.abc import Callable
from functools import partial
from typing import assert_never

import sqlalchemy as sa

from bot.channels.port import NotSent, Refused, Result, Sent, Unknown
from bot.channels.telegram_group import Group, Post
from bot.doorbell import Doorbell
from bot.epoch import from_ms
from bot.mail import Letter, Mailer
from bot.metrics import NOTICES
from bot.store import alarms, notices
from bot.store.database import Database
from bot.store.notices import Queued
from bot.voice import Voice
from config.topics import Way

LOOK = 2.0  # seconds between looks, at most
ROOM = 20
TRIES, BACK_OFF = 6, (5, 15, 60, 300, 900)  # seconds before another try of what was certainly not sent
SWEEP = 10_000  # ms between looks for those whose process died


class Courier:
    """`group` is the bot that writes to people alone, None where there is none; the same with `mailer`."""

    def __init__(
        self, database: Database, doorbell: Doorbell, clock: Callable[[], int], *, group: Group | None, mailer: Mailer | None,
        shop: str, voice: Voice,
    ) -> None:  # fmt: skip
        self._database, self._doorbell, self._clock = database, doorbell, clock
        self._group, self._mailer, self._shop, self._voice = group, mailer, shop, voice
        self._swept_at, self._running = 0, True

    async def run(self) -> None:
        """Until `stop`."""
        while self._running:
            if not await self.look():
                await self._doorbell.wait("notices", LOOK)

    def stop(self) -> None:
        """Begin nothing more."""
        self._running = False
        self._doorbell.ring("notices")

    async def look(self) -> int:
        """Send what is due; how many were dealt with."""
        now, ways = self._clock(), [way for way, there in self._ways() if there]
        if now - self._swept_at >= SWEEP:
            self._swept_at = now
            if await self._database.read(partial(notices.any_abandoned, now=now)):
                await self._database.write(partial(notices.abandon, now=now, but_posts=True))
        due = [one for way in ways for one in await self._database.read(partial(notices.next_, way=way, now=now, room=ROOM))]
        return sum([await self._deliver(one) for one in due])

    def _ways(self) -> list[tuple[Way, bool]]:
        return [("private", self._group is not None), ("email", self._mailer is not None)]

    async def _deliver(self, queued: Queued) -> bool:
        if not await self._database.write(partial(_claim, queued=queued, now=self._clock())):
            return True
        result = await self._send(queued)
        NOTICES.labels(queued.notice.kind, queued.notice.way, type(result).__name__.lower()).inc()
        await self._database.write(partial(_settle, queued=queued, result=result, now=self._clock()))
        return True

    async def _send(self, queued: Queued) -> Result:
        notice = queued.notice
        if notice.way == "private":
            assert self._group is not None, "without a bot nothing is looked for"
            return await self._group.post(int(notice.place), Post(notice.text, buttons=notice.buttons))
        assert self._mailer is not None, "without mail nothing is looked for"
        links = [button.url for row in notice.buttons for button in row if button.url]
        end = self._voice("calling.mail_end", shop=self._shop)
        text = "\n\n".join([notice.text, *links, end]) + "\n"
        letter = Letter(notice.place, notice.subject or self._shop, text, f"notice.{queued.id}", from_ms(self._clock()))
        return await self._mailer.send(letter)


def _claim(connection: sa.Connection, queued: Queued, now: int) -> bool:
    if not alarms.still(connection, queued.notice):
        notices.settle(connection, queued.id, "dropped", now, reason="somebody has seen to it")
        return False
    return notices.claim(connection, queued.id, now)


def _settle(connection: sa.Connection, queued: Queued, result: Result, now: int) -> None:
    settle = partial(notices.settle, connection, queued.id, now=now)
    match result:
        case Sent(message_id):
            settle(state="sent", message_id=int(message_id) if message_id.isdecimal() else 0)
        case Unknown(reason):
            settle(state="unknown", reason=reason)
        case NotSent(reason, retry_after):
            tries = queued.attempts
            wait = retry_after if retry_after is not None else BACK_OFF[min(tries, len(BACK_OFF) - 1)]
            settle(state="queued" if tries + 1 < TRIES else "failed", reason=reason, due_at=now + int(wait * 1000))
        case Refused(reason):
            settle(state="failed", reason=reason)
        case _:
            assert_never(result)
