"""The one hand that writes in the group: without it the pace would be kept by nobody, and a group that is lost tried for ever."""

from collections.abc import Awaitable, Callable
from functools import partial

import structlog

from bot.channels.port import NotSent, Refused, Result, Sent
from bot.channels.telegram_group import no_rights, topic_gone
from bot.group.context import Around
from bot.group.pace import MINUTE, Pace
from bot.metrics import GROUP_POSTS
from bot.store import group_desks, notices
from bot.store.group_desks import Desk

BACK_OFF = 5_000  # ms until what did not leave is tried again
TROUBLE = 60_000  # ms between tries of a group that refuses us

_log = structlog.get_logger()


class Pen:
    """Writes at the group's pace, and notes what an answer says of the group itself."""

    def __init__(self, around: Around) -> None:
        self._around = around
        self._pace: Pace | None = None

    async def delay(self, now: int, *, urgent: bool) -> float:
        """Seconds until something may be written; `now` in ms."""
        return (await self._paced(now)).delay(now / 1000, urgent=urgent)

    async def write(self, desk: Desk, call: Callable[[], Awaitable[Result]]) -> Result:
        """Make one call that counts as a message."""
        now = self._around.clock()
        (await self._paced(now)).take(now / 1000)
        result = await call()
        GROUP_POSTS.labels(type(result).__name__.lower()).inc()
        await self._note(desk, result)
        return result

    async def _note(self, desk: Desk, result: Result) -> None:
        write, now = self._around.database.write, self._around.clock()
        if isinstance(result, Refused) and result.moved_to:
            await write(partial(group_desks.move, account=desk.account, old=desk.chat, new=int(result.moved_to)))
        elif isinstance(result, Refused) and not is_ours(result) and not topic_gone(result):
            if await write(partial(group_desks.trouble, account=desk.account, why=result.reason, until=now + TROUBLE)):
                _log.error("group_lost", reason=result.reason)
        elif isinstance(result, NotSent):
            wait = int(result.retry_after * 1000) if result.retry_after is not None else BACK_OFF
            (await self._paced(now)).hold((now + wait) / 1000)
            await write(partial(group_desks.rest, account=desk.account, until=now + wait))
        elif isinstance(result, Sent) and desk.trouble and await write(partial(group_desks.well, account=desk.account)):
            _log.info("group_found_again")

    async def _paced(self, now: int) -> Pace:
        """What a process before us has sent in this minute counts."""
        if self._pace is None:
            since = now - int(MINUTE * 1000)
            sent = await self._around.database.read(partial(notices.began_since, since=since))
            self._pace = Pace(self._around.settings.per_minute, (moment / 1000 for moment in sent))
        return self._pace


def is_ours(result: Result) -> bool:
    """Refused because of what was sent, not of the group or of us."""
    if not isinstance(result, Refused) or result.blame != "message" or result.moved_to:
        return False
    return not no_rights(result) and not topic_gone(result)
