"""One's own Telegram account over HTTP: the code that links it, whether it is linked, and a while without alerts."""

from datetime import datetime
from functools import partial
from typing import Annotated

import sqlalchemy as sa
from pydantic import Field

from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.shape import Shape
from bot.api.shapes import when
from bot.channels.telegram import Telegram
from bot.epoch import from_ms
from bot.store import telegram_links
from bot.store.telegram_links import LIFETIME

PATH = "/account/telegram"


class TelegramOut(Shape):
    """Which Telegram account is yours: its name and since when, null where none is; no alerts come before `snoozed_until`.

    `there` tells whether the shop has a Telegram bot at all.
    """

    there: bool
    name: str | None
    linked_at: datetime | None
    snoozed_until: datetime | None


class CodeOut(Shape):
    """Send it to the shop's bot, alone, as `/link CODE`; it counts once, and not after `expires_at`."""

    code: str
    expires_at: datetime


class QuietBody(Strict):
    """For how long no alert shall come; 0 ends it."""

    minutes: Annotated[int, Field(ge=0, le=24 * 60)]


async def read(ask: Ask[Nothing, Nothing]) -> TelegramOut:
    """Your Telegram account."""
    link = await ask.api.database.read(partial(telegram_links.of_user, user_id=ask.agent.id))
    there = _there(ask)
    if link is None:
        return TelegramOut(there=there, name=None, linked_at=None, snoozed_until=None)
    snoozed = link.snoozed_until if link.snoozed_until > ask.api.now() else None
    return TelegramOut(there=there, name=link.name, linked_at=from_ms(link.linked_at), snoozed_until=when(snoozed))


async def code(ask: Ask[Nothing, Nothing]) -> CodeOut:
    """A code that links the account that shows it to you."""
    if not _there(ask):
        raise Problem(409, "The shop has no Telegram bot: an admin sets one up first.")
    now = ask.api.now()

    def work(connection: sa.Connection) -> str:
        ask.record(connection, "user.telegram_code", f"user:{ask.agent.id}")
        return telegram_links.make_code(connection, ask.agent.id, ask.api.secret, now)

    return CodeOut(code=await ask.api.database.write(work), expires_at=from_ms(now + LIFETIME))


async def unlink(ask: Ask[Nothing, Nothing]) -> None:
    """Undo the link."""

    def work(connection: sa.Connection) -> None:
        if telegram_links.unlink(connection, ask.agent.id):
            ask.record(connection, "user.telegram_unlinked", f"user:{ask.agent.id}")

    await ask.api.database.write(work)


async def snooze(ask: Ask[Nothing, QuietBody]) -> TelegramOut:
    """No alerts for a while."""
    until = ask.api.now() + ask.body.minutes * 60_000 if ask.body.minutes else 0
    done = await ask.api.database.write(partial(telegram_links.snooze, user_id=ask.agent.id, until=until))
    if not done:
        raise Problem(409, "No Telegram account of yours is linked, so none can be put off. Link one first.")
    return await read(Ask(ask.api, ask.request, Nothing(), Nothing(), ask.user))


def _there(ask: "Ask[Nothing, Nothing] | Ask[Nothing, QuietBody]") -> bool:
    return any(isinstance(channel, Telegram) for channel in ask.api.channels.values())


ENDPOINTS = (
    Endpoint("GET", PATH, read, "Your Telegram account", "agent", TelegramOut),
    Endpoint(
        "POST", PATH + "/code", code, "A code that links your Telegram account", "agent", CodeOut,
        problems={409: "The shop has no Telegram bot"},
    ),
    Endpoint("DELETE", PATH, unlink, "Undo the link to your Telegram account", "agent"),
    Endpoint(
        "POST", PATH + "/snooze", snooze, "No alerts on Telegram for a while", "agent", TelegramOut, body=QuietBody,
        problems={409: "No account is linked"},
    ),
)  # fmt: skip
