"""What people do in the group and alone with the bot, each once: what it brings about and that it is done are one transaction."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import assert_never

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.port import FetchError
from bot.channels.telegram_group_updates import Body, Membership, Moved, Pressed, Said, decode
from bot.group.acts import Acts
from bot.group.answers import UNFIT, Answers, Kept
from bot.group.context import Around
from bot.group.done import Done
from bot.group.private import Private
from bot.metrics import GROUP_ACTS
from bot.store import group_desks, group_updates, telegram_links
from bot.store.group_desks import Desk
from bot.store.group_updates import Stored
from bot.uploads import UnfitError, clean

TRIES, AGAIN = 3, 5_000  # how often what fails here is tried, ms between
LOST, DAY = "the bot is not in the group any more", 24 * 3600 * 1000

_log = structlog.get_logger()


class Hands:
    """Takes one update after the other, the oldest first."""

    def __init__(self, around: Around) -> None:
        self._around = around
        self._acts, self._private = Acts(around), Private(around)
        self._answers = Answers(around, self._acts)

    async def step(self, desk: Desk) -> bool:
        """Look at the oldest update; False where there is none."""
        around = self._around
        stored = await around.database.read(partial(group_updates.next_, account=desk.account, now=around.clock()))
        if stored is None:
            return False
        try:
            body = decode(stored.kind, stored.body)
            done = await self._do(desk, stored, body)
        except (SQLAlchemyError, OSError):
            raise
        except Exception:  # noqa: BLE001 - one update that cannot be dealt with keeps nobody's answer from its customer
            _log.exception("group_update_failed", update=stored.key)
            await around.database.write(partial(_failed, stored=stored, now=around.clock()))
            return True
        if done is not None:
            await self._afterwards(body, done)
        return True

    async def _afterwards(self, body: Body, done: Done) -> None:
        GROUP_ACTS.labels(done.what).inc()
        for bell in (*done.bells, "group", "notices"):
            self._around.doorbell.ring(bell)
        if isinstance(body, Pressed):  # in time: Telegram waits two and a half minutes for it
            await self._around.group.answer(body.callback, done.toast)

    async def _do(self, desk: Desk, stored: Stored, body: Body) -> Done | None:
        now, work = self._around.clock(), partial[Done]
        match body:
            case Said(private=True):
                doing = work(self._private.said, said=body, now=now)
            case Said():
                kept = await self._fetched(body) if body.file and not body.edited else None
                doing = work(self._answers.said, desk=desk, said=body, key=stored.key, kept=kept)
            case Pressed():
                doing = work(self._acts.pressed, desk=desk, pressed=body, key=stored.key)
            case Moved(to):
                doing = work(_moved, desk=desk, to=to)
            case Membership(inside):
                doing = work(_member, desk=desk, inside=inside, now=now)
            case _:
                assert_never(body)
        return await self._around.database.write(partial(_once, stored=stored, doing=doing, now=now))

    async def _fetched(self, said: Said) -> Kept:
        """The file as it may be kept, or the word that says why not; None for somebody whose files nobody wants."""
        known = partial(telegram_links.by_telegram, telegram_id=said.author.id)
        if said.thread is None or said.author.kind != "person" or await self._around.database.read(known) is None:
            return None
        try:
            content, _ = await self._around.group.bot.fetch(said.file)
            return await asyncio.to_thread(clean, content, said.name)
        except FetchError:
            return "group.file_away"
        except UnfitError:
            return UNFIT


def _once(connection: sa.Connection, stored: Stored, doing: Callable[[sa.Connection], Done], now: int) -> Done | None:
    return doing(connection) if group_updates.done(connection, stored.id, now) else None


def _moved(connection: sa.Connection, desk: Desk, to: int) -> Done:
    if to != desk.chat:
        group_desks.move(connection, desk.account, desk.chat, to)
    return Done("moved")


def _member(connection: sa.Connection, desk: Desk, inside: bool, now: int) -> Done:
    if inside:
        group_desks.well(connection, desk.account)
        return Done("invited")
    group_desks.trouble(connection, desk.account, LOST, now + DAY)
    return Done("kicked")


def _failed(connection: sa.Connection, stored: Stored, now: int) -> None:
    """Tried again a few times, then let go: it is in the log."""
    if stored.tries + 1 >= TRIES:
        group_updates.done(connection, stored.id, now)
    else:
        group_updates.put_off(connection, stored.id, now + AGAIN)
