"""Customers are reached by e-mail where their channel has closed: without it a refund would be told to a wall.

Only facts and a person's own words are sent after a customer, never talk; in plain text, once, to the address the customer gave
or proved to be theirs. A letter that certainly was not taken is tried again; one that may have been taken is not, and the desk
hears that nobody knows.
"""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from functools import partial
from typing import assert_never

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.port import Channel, Message, NotSent, Refused, Result, Sent, Unknown
from bot.doorbell import Doorbell
from bot.epoch import from_ms
from bot.mail import Enclosure, Letter, Mailer
from bot.metrics import MAILS, OWED
from bot.store import outbox, owed
from bot.store.database import Database
from bot.store.files import read_file
from bot.store.outbox import Mark, unpack
from bot.store.owed import NEVER, Parcel
from flows.wording import Words
from nlu.model import Language, spoken

LOOK = 5.0  # seconds between looks
ROOM = 4  # letters on their way at once
BACK_OFF = (60, 300, 900, 3600)  # seconds before another try of what was certainly not taken
PAUSE = 60.0  # seconds without letters where it is the server or our account that is at fault
BY_MAIL = "by e-mail"

_log = structlog.get_logger()


class Reach:
    """Sends what is owed by e-mail, where `mailer` knows how; counts it in any case. `shop` is the shop's name."""

    def __init__(
        self, database: Database, doorbell: Doorbell, clock: Callable[[], int], *, mailer: Mailer | None, wording: Words,
        shop: str, default_language: Language, channels: Mapping[str, Channel],
    ) -> None:  # fmt: skip
        self.database, self.doorbell, self.clock = database, doorbell, clock
        self._mailer, self._wording, self._shop = mailer, wording, shop
        self._default_language, self._channels = default_language, channels
        self._token, self._paused_until, self._running = secrets.token_hex(8), 0, True

    async def run(self) -> None:
        """Look for what is owed until `stop`; letters on their way are finished."""
        while self._running:
            OWED.set(await self.database.read(owed.count))
            if not await self.look():
                await self.doorbell.wait("mails", LOOK)

    def stop(self) -> None:
        """Begin no more letters."""
        self._running = False
        self.doorbell.ring("mails")

    async def look(self) -> int:
        """Send the letters that are due; how many were taken."""
        now = self.clock()
        if self._mailer is None or now < self._paused_until:
            return 0
        waiting = await self.database.read(partial(owed.due, now=now, room=ROOM))
        return sum(await asyncio.gather(*(self._write_to(id_, self._mailer) for id_ in waiting)))

    async def _write_to(self, conversation_id: int, mailer: Mailer) -> bool:
        claim = partial(owed.claim, conversation_id=conversation_id, now=self.clock(), token=self._token)
        if (parcel := await self.database.write(claim)) is None:
            return False
        letter = await self._written(parcel)
        result = await mailer.send(letter) if letter is not None else Refused("it cannot be written")
        MAILS.labels(type(result).__name__.lower()).inc()
        await self._note(parcel, result)
        self.doorbell.ring("sends")
        self.doorbell.ring("pages")
        return isinstance(result, Sent)

    async def _note(self, parcel: Parcel, result: Result) -> None:
        now = self.clock()
        match result:
            case Sent(message_id):
                await self._mark(parcel, "sent", BY_MAIL, message_id)
            case Unknown(reason):
                await self._mark(parcel, "unknown", f"{BY_MAIL}: {reason}")
            case NotSent(reason, scope=scope):
                await self._give_back(parcel, reason, now + _back_off(parcel))
                self._pause(reason, stopped=scope == "account")
            case Refused(reason, blame="account"):
                await self._give_back(parcel, reason, now + int(PAUSE * 1000))
                self._pause(reason, stopped=True)
            case Refused(reason):
                await self._give_back(parcel, reason, NEVER)
            case _:
                assert_never(result)

    async def _mark(self, parcel: Parcel, state: outbox.State, reason: str, message_id: str = "") -> None:
        """An unknown one stays open for a moment: who looks after sends decides about it, since no echo will."""
        now, still = self.clock(), state == "unknown"
        marks = [
            (Mark(item.id, parcel.token, state, still, message_id, reason, send_at=now, way="email"), parcel.conversation_id)
            for item in parcel.items
        ]
        await self.database.write(partial(outbox.mark, marks=marks, now=now))

    async def _give_back(self, parcel: Parcel, reason: str, send_at: int) -> None:
        back = partial(owed.give_back, parcel=parcel, reason=f"{BY_MAIL}: {reason}", send_at=send_at, now=self.clock())
        await self.database.write(back)

    def _pause(self, reason: str, *, stopped: bool) -> None:
        if stopped:  # whoever it is for: nobody's letter would be taken
            self._paused_until = self.clock() + int(PAUSE * 1000)
            _log.error("mail_stopped", reason=reason)

    # --- the letter ----------------------------------------------------------------------------------------------

    async def _written(self, parcel: Parcel) -> Letter | None:
        try:
            return await self._letter(parcel)
        except (SQLAlchemyError, OSError):
            raise
        except Exception:  # noqa: BLE001 - one letter that cannot be written keeps nobody else from theirs
            _log.exception("letter_not_written", conversation=parcel.conversation_id)
            return None

    async def _letter(self, parcel: Parcel) -> Letter:
        language = spoken(parcel.language, self._wording.languages, self._default_language)
        channel = self._channels.get(parcel.channel)
        values = {"shop": self._shop, "channel": channel.kind if channel else "web", "when": from_ms(parcel.since)}
        messages = [unpack(item.body) for item in parcel.items]
        subject, opening, closing = (
            self._wording.render(f"mail-{part}", values, language).strip() for part in ("subject", "opening", "closing")
        )
        return Letter(
            to=parcel.email,
            subject=subject,
            text="\n\n".join([opening, *filter(None, map(_words, messages)), closing]) + "\n",
            key=f"owed.{parcel.conversation_id}.{parcel.items[0].id}-{parcel.items[-1].id}",
            at=from_ms(self.clock()),
            language=language,
            files=[file for message in messages if (file := await self._file(message)) is not None],
        )

    async def _file(self, message: Message) -> Enclosure | None:
        if message.file is None:
            return None
        stored = await self.database.read(partial(read_file, file_id=message.file.id))
        return Enclosure(stored.name or message.file.name, stored.mime, stored.content) if stored is not None else None


def _words(message: Message) -> str:
    """A message without its buttons, which mean nothing in a letter; links stay, each on a line of its own."""
    return "\n".join(filter(None, [message.text, *(f"{button.title}: {button.url}" for button in message.buttons if button.url)]))


def _back_off(parcel: Parcel) -> int:
    """Ms; the first try was the channel's."""
    tries = min(item.attempts for item in parcel.items) - 2
    return BACK_OFF[min(max(tries, 0), len(BACK_OFF) - 1)] * 1000
