"""What people of the shop say to the bot alone: which account is theirs, and when they want no alerts."""

import re

import sqlalchemy as sa

from bot.channels.telegram_group_updates import Said
from bot.epoch import from_ms
from bot.group.context import Around
from bot.group.done import Done
from bot.store import audit, notices, telegram_links
from bot.store.notices import Notice
from bot.store.telegram_links import Link
from bot.voice import Voice

WRONG, HOUR = 5, 3600_000  # so many wrong codes an hour from one account
_CODE = re.compile(r"/(?:link(?:@\w+)?|start link-)\s*([A-Za-z0-9 -]{4,40})?\s*\Z", re.IGNORECASE)
_SNOOZE = re.compile(r"/snooze(?:@\w+)?\s+(?:(\d{1,4})\s*([mh])|(off))\s*\Z", re.IGNORECASE)
_LONGEST = 24 * HOUR


class Private:
    """Answers each in their own language; a stranger learns no more than that a code is wrong."""

    def __init__(self, around: Around) -> None:
        self._around = around
        self._wrong: dict[int, list[int]] = {}

    def said(self, connection: sa.Connection, said: Said, now: int) -> Done:
        """Do it, and have the answer sent."""
        link = telegram_links.by_telegram(connection, said.author.id)
        command = said.text.split(maxsplit=1)[0].partition("@")[0].lower()
        if _CODE.match(said.text) is not None or command == "/link":
            what, text = self._link(connection, said, now)
        elif link is None:
            return Done("stranger")
        elif command == "/unlink":
            what, text = self._unlink(connection, link, now)
        elif command == "/snooze":
            what, text = self._snooze(connection, link, said.text, now)
        else:
            return Done("unread")
        notice = Notice(f"private.{said.author.id}.{said.message_id}", "answer", "private", str(said.author.id), text)
        notices.put(connection, notice, now)
        return Done(what)

    def _link(self, connection: sa.Connection, said: Said, now: int) -> tuple[str, str]:
        around = self._around
        wrong = [at for at in self._wrong.get(said.author.id, ()) if at > now - HOUR]
        if len(wrong) >= WRONG:
            return "slow", around.say("group.link_slow")
        found = _CODE.match(said.text)
        code = (found[1] or "") if found is not None else ""
        user_id = telegram_links.redeem(
            connection, code, said.author.id, name=said.author.name, secret=around.secret, now=now
        )
        if user_id is None:
            if len(self._wrong) > 1000:
                self._wrong.clear()
            self._wrong[said.author.id] = [*wrong, now]
            return "wrong_code", around.say("group.link_wrong")
        audit.record(connection, who=user_id, action="user.telegram_linked", about=f"user:{user_id}", now=now)
        link = telegram_links.of_user(connection, user_id)
        assert link is not None, "a code is only taken for somebody who may sign in"
        say = around.voice_of(link.user.locale, link.user.languages)
        return "linked", say("group.linked", name=link.user.name, shop=around.shop)

    def _unlink(self, connection: sa.Connection, link: Link, now: int) -> tuple[str, str]:
        telegram_links.unlink(connection, link.user.id)
        audit.record(connection, who=link.user.id, action="user.telegram_unlinked", about=f"user:{link.user.id}", now=now)
        return "unlinked", self._voice(link)("group.unlinked")

    def _snooze(self, connection: sa.Connection, link: Link, text: str, now: int) -> tuple[str, str]:
        say, found = self._voice(link), _SNOOZE.match(text)
        if found is None:
            return "snooze", say("group.snooze_how")
        if found[3]:
            telegram_links.snooze(connection, link.user.id, 0)
            return "snooze", say("group.unsnoozed")
        length = min(int(found[1]) * (60_000 if found[2].lower() == "m" else HOUR), _LONGEST)
        telegram_links.snooze(connection, link.user.id, now + length)
        return "snooze", say("group.snoozed", when=say.clock(from_ms(now + length), from_ms(now)))

    def _voice(self, link: Link) -> Voice:
        return self._around.voice_of(link.user.locale, link.user.languages)
