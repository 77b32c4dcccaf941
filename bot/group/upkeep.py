"""The topics of the group as things that are made, named, closed and deleted, and the line that says how many wait."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import sqlalchemy as sa

from bot.channels.port import NotSent, Refused, Result, Sent, Unknown
from bot.channels.telegram_group import Post, topic_gone
from bot.group.context import Around
from bot.group.looks import Look
from bot.group.pen import BACK_OFF, Pen, is_ours
from bot.metrics import GROUP_BACKLOG
from bot.store import group_desks, group_topics, overview
from bot.store.group_desks import Desk
from bot.store.group_topics import Topic

MAKING = 60_000  # ms until a topic whose making nobody can tell about is made again
STATUS = 60_000  # ms between looks at what the status says
BEHIND = 60_000  # ms after which it says that somebody waits to be shown
LATER = 3600_000  # ms until a topic that cannot be deleted is tried again


class Upkeep:
    """Looks after the topics themselves."""

    def __init__(self, around: Around, pen: Pen) -> None:
        self._around, self._pen = around, pen
        self._icons: Mapping[str, str] | None = None
        self._status_at, self._status = 0, ""

    async def pictures(self) -> Mapping[str, str]:
        """What a topic may show, by emoji; asked for once."""
        if self._icons is None:
            self._icons = await self._around.group.icons()
        return self._icons

    async def make(self, desk: Desk, topic: Topic, look: Look) -> bool:
        """Make it, in the group as it is now."""
        around, now = self._around, self._around.clock()
        await around.database.write(partial(group_topics.making, topic=topic, until=now + MAKING))
        result = await self._pen.write(desk, partial(around.group.create, desk.chat, look.name, look.icon))
        if isinstance(result, Sent):
            made = partial(group_topics.made, topic=topic, chat=desk.chat, thread=int(result.message_id), name=look.name)
            await around.database.write(partial(made, icon=look.icon))
        elif not isinstance(result, Unknown):  # an unknown one is made again after a while: an empty topic harms nobody
            await around.database.write(partial(group_topics.making, topic=topic, until=now + BACK_OFF))
        return True

    async def refresh(self, desk: Desk, topic: Topic, look: Look) -> bool:
        """Have it look as it should; False where it does."""
        if (look.name, look.icon) != (topic.name, topic.icon):
            return await self._rename(desk, topic, look)
        return look.closed != topic.closed and await self.close(desk, topic, look)

    async def _rename(self, desk: Desk, topic: Topic, look: Look) -> bool:
        assert topic.thread is not None
        result = await self._pen.write(desk, partial(self._around.group.edit, desk.chat, topic.thread, look.name, look.icon))
        return await self._looks(topic, replace(look, closed=topic.closed), result)

    async def close(self, desk: Desk, topic: Topic, look: Look) -> bool:
        """Close it, or open it again."""
        assert topic.thread is not None
        result = await self._pen.write(desk, partial(self._around.group.close, desk.chat, topic.thread, closed=look.closed))
        return await self._looks(topic, Look(topic.name, topic.icon, look.closed), result)

    async def _looks(self, topic: Topic, look: Look, result: Result) -> bool:
        """What is unknown or refused for good counts as done: its look is not worth asking for again and again."""
        if topic_gone(result):
            await self._around.database.write(partial(group_topics.unmade, topic=topic))
        elif isinstance(result, Sent | Unknown) or is_ours(result):
            looks = partial(group_topics.looks, topic=topic, name=look.name, icon=look.icon, closed=look.closed)
            await self._around.database.write(looks)
        return True

    async def tidy(self, desk: Desk, now: int) -> bool:
        """When there is nothing else: a topic whose conversation was erased goes too; the status is brought up to date."""
        lost = await self._around.database.read(partial(group_topics.lost, account=desk.account, now=now))
        if lost is not None:
            if lost.thread is not None:
                result = await self._pen.write(desk, partial(self._around.group.delete, lost.chat, lost.thread))
                if isinstance(result, NotSent | Unknown) or (isinstance(result, Refused) and not topic_gone(result)):
                    await self._around.database.write(partial(group_topics.rest, topic=lost, until=now + LATER))
                    return True
            await self._around.database.write(partial(group_topics.remove, topic=lost))
            return True
        return await self._tell_status(desk, now)

    async def _tell_status(self, desk: Desk, now: int) -> bool:
        if now - self._status_at < STATUS:
            return False
        self._status_at = now
        text = await self._around.database.read(partial(self._status_words, account=desk.account, now=now))
        if text == self._status:
            return False
        if desk.status_id:
            result = await self._around.group.rewrite(desk.chat, desk.status_id, text)
            if not (isinstance(result, Refused) and "to edit not found" in result.reason):
                self._status = text
                return True
        result = await self._pen.write(desk, partial(self._around.group.post, desk.chat, Post(text)))
        if isinstance(result, Sent):
            self._status = text
            told = partial(group_desks.status, account=desk.account, message=int(result.message_id or 0))
            await self._around.database.write(told)
        return True

    def _status_words(self, connection: sa.Connection, account: str, now: int) -> str:
        waiting, held = overview.waiting(connection), group_topics.held(connection)
        behind, oldest = group_topics.backlog(connection, account)
        GROUP_BACKLOG.set(behind)
        words = self._around.say("group.status", waiting=waiting, held=held)
        if oldest is None or now - oldest < BEHIND:
            return words
        return f"{words}\n{self._around.say('group.behind', n=behind, minutes=(now - oldest) // 60_000)}"
