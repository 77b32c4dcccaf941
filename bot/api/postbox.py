"""Letters to people of the shop: without it a link would have to be carried to them by hand."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Protocol

import structlog

from bot.channels.port import Result, Sent
from bot.mail import Letter

_log = structlog.get_logger()


class Mails(Protocol):
    """Whoever hands letters to a server; bot.mail.Mailer is one."""

    async def send(self, letter: Letter) -> Result:
        """Hand it over."""


class Postbox:
    """Sends letters where mail is set up, and does what must not let its caller wait."""

    def __init__(self, mailer: Mails | None = None) -> None:
        self._mailer = mailer
        self._errands: set[asyncio.Task[Any]] = set()

    @property
    def is_open(self) -> bool:
        """Whether mail is set up."""
        return self._mailer is not None

    async def send(self, letter: Letter) -> str:
        """Hand a letter over; empty where the server has it, else why not, in words for the person who wanted it sent."""
        if self._mailer is None:
            return "Mail is not set up."
        match await self._mailer.send(letter):
            case Sent():
                return ""
            case result:
                _log.warning("letter_not_sent", result=type(result).__name__, reason=getattr(result, "reason", ""))
                return "The mail server did not take it."

    def meanwhile(self, errand: Coroutine[Any, Any, Any]) -> None:
        """Do this without letting anybody wait, so that how long it takes tells nothing."""
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._errands.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("errand_failed", error=type(error).__name__)

    async def idle(self) -> None:
        """Until everything in hand is done."""
        while self._errands:
            await asyncio.gather(*self._errands, return_exceptions=True)
