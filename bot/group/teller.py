"""What the group is told: conversations as topics, and what the desk says to its people there, one message at a time.

Each is written down as being sent before it is, with the lines it shows; so a crash leaves one that nobody can tell about, which
is not sent again and is owned up to in the next post. What certainly was not sent is composed anew with what has come meanwhile.
"""

import secrets
from dataclasses import replace
from functools import partial
from typing import assert_never

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.channels.port import NotSent, Refused, Result, Sent, Unknown
from bot.channels.telegram_group import Picture, Post, no_rights, topic_gone
from bot.epoch import from_ms
from bot.group.context import Around
from bot.group.looks import buttons, card, customer_of, head, look_of, state_of
from bot.group.pen import BACK_OFF, Pen, is_ours
from bot.group.pieces import Cast, Draft, compose, pieces_of, wrong_piece
from bot.group.upkeep import Upkeep
from bot.store import alarms, files, group_topics, letterfiles, notices, people
from bot.store.group_desks import Desk
from bot.store.group_topics import Case, Topic, Unshown
from bot.store.notices import Queued

AGED = 60_000  # ms after which whoever waits is urgent
FETCHING = 20_000  # ms a customer's file may take to reach our store
PHOTO_BYTES = 10 * 1000 * 1000  # what sendPhoto takes
_TRIES = 5
NEW, OPENED = -2, -1  # of a topic that says nothing yet, and of one that has its opening but not how it stands


class Teller:
    """Writes in the group. Only the process that leads it may use one."""

    def __init__(self, around: Around) -> None:
        self.around, self._pen = around, Pen(around)
        self._upkeep = Upkeep(around, self._pen)
        self._swept_at = 0

    async def step(self, desk: Desk) -> bool:
        """Send the one thing that comes next, if anything may be sent; whether something was done."""
        now = self.around.clock()
        await self._sweep(now)
        if not desk.chat or desk.again_at > now:
            return False
        if await self._pen.delay(now, urgent=True) > 0:
            return False
        told = await self.around.database.read(partial(notices.next_, way="group", now=now, room=1))
        if told:
            return await self._notice(desk, told[0])
        urgent = await self._pen.delay(now, urgent=False) > 0
        next_ = partial(group_topics.next_, account=desk.account, now=now, aged=now - AGED, urgent=urgent)
        if (topic := await self.around.database.read(next_)) is not None:
            return await self._serve(desk, topic)
        return False if urgent else await self._upkeep.tidy(desk, now)

    async def pause(self, desk: Desk) -> float:
        """Seconds until something may be there to do."""
        now = self.around.clock()
        due = await self.around.database.read(partial(_next_due, account=desk.account))
        paced = await self._pen.delay(now, urgent=True)
        return max(0.05, paced, (desk.again_at - now) / 1000, (due - now) / 1000 if due is not None else 60.0)

    # --- what is told to people --------------------------------------------------------------------------------------

    async def _notice(self, desk: Desk, queued: Queued) -> bool:
        around, notice = self.around, queued.notice
        if not await around.database.write(partial(_claim, queued=queued, now=around.clock())):
            return True
        post = Post(notice.text, notice.thread, notice.buttons, reply_to=notice.reply_to)
        result = await self._pen.write(desk, partial(around.group.post, desk.chat, post))
        await around.database.write(partial(self._noted, queued=queued, result=result, now=around.clock()))
        return True

    def _noted(self, connection: sa.Connection, queued: Queued, result: Result, now: int) -> None:
        settle = partial(notices.settle, connection, queued.id, now=now)
        match result:
            case Sent(message_id):
                settle(state="sent", message_id=int(message_id or 0))
            case Unknown(reason):
                settle(state="unknown", reason=reason)
            case Refused(reason) if topic_gone(result) and queued.notice.thread is not None:  # said in General instead of nowhere
                settle(state="dropped", reason=reason)
                again = replace(queued.notice, key=f"{queued.notice.key}/general", thread=None, reply_to=None)
                notices.put(connection, again, now)
            case Refused(reason, blame) if blame == "message" and not no_rights(result):
                settle(state="failed", reason=reason)
            case NotSent(reason) | Refused(reason):
                over = queued.attempts >= _TRIES and isinstance(result, NotSent) and result.retry_after is None
                settle(state="failed" if over else "queued", reason=reason, due_at=now + BACK_OFF)
            case _:
                assert_never(result)

    # --- conversations -------------------------------------------------------------------------------------------------

    async def _serve(self, desk: Desk, topic: Topic) -> bool:
        around, now = self.around, self.around.clock()
        version, case, read, cast = await around.database.read(partial(_read, topic=topic, now=now, around=around))
        look = look_of(case, await self._upkeep.pictures(), around.say, everything=around.everything)
        if topic.thread is None or topic.chat != desk.chat:
            return await self._upkeep.make(desk, topic, look)
        if topic.closed and not look.closed:  # people shall be able to answer in it
            return await self._upkeep.close(desk, topic, look)
        draft = self._composed(topic, case, read, cast, now)
        if draft is not None and (draft.text or draft.file):
            return await self._post(desk, topic, case, read, draft)
        if await self._upkeep.refresh(desk, topic, look):
            return True
        await around.database.write(partial(group_topics.settled, topic=topic, version=version))
        return True

    def _composed(self, topic: Topic, case: Case, read: Unshown, cast: Cast, now: int) -> Draft | None:
        say, news = self.around.say, topic.floor != case.floor
        pieces = [piece for line, shown in read.lines for piece in pieces_of(line, shown, cast, say)]
        pieces += [wrong_piece(line, say) for line in read.wrong]
        opening = head(case, say, self._channel(case)) if topic.floor == NEW else ""
        doubt = say("group.doubt") if topic.doubt else ""
        state = card(case, cast, say, from_ms(now)) if news else ""
        before = "\n\n".join(filter(None, [doubt, opening]))
        speaks = bool(state) or any(piece.said for piece in pieces)  # a doubt alone is not worth a post that may be lost as well
        return compose(pieces, state, say, before=before if speaks else "")

    def _channel(self, case: Case) -> str:
        channel = self.around.channels.get(case.channel)
        return case.channel if channel is None else channel.kind.capitalize()

    async def _post(self, desk: Desk, topic: Topic, case: Case, read: Unshown, draft: Draft) -> bool:
        around, now = self.around, self.around.clock()
        picture = await self._picture(case, draft) if draft.file is not None else None
        if draft.file is not None and picture is None and self._may_still_come(read, now):
            await around.database.write(partial(group_topics.rest, topic=topic, until=now + 3000))
            return False
        floor = max(topic.floor, OPENED) if draft.more else case.floor
        begin = partial(
            group_topics.begin, topic=topic, keys=draft.covers, floor=floor, read=read, now=now,
            key=f"post:{topic.id}:{secrets.token_hex(8)}",
        )  # fmt: skip
        try:
            notice = await around.database.write(begin)
        except IntegrityError:  # another process has shown a part of it: look again
            return True
        quiet = draft.more or (floor == topic.floor and state_of(case) != "waits")
        keys = () if quiet else buttons(case, around.say, around.console)
        post = Post(draft.text, topic.thread, keys, draft.bold, file=picture)
        if draft.file is not None and picture is None:
            post = replace(post, text=_without_file(draft, around))
        result = await self._sent_somehow(desk, post)
        await around.database.write(partial(self._posted, topic=topic, notice=notice, result=result, keyboard=bool(keys)))
        if isinstance(result, Sent) and keys and topic.keyboard:
            await around.group.strip(desk.chat, topic.keyboard)  # if not, the old buttons do nothing anyway
        return True

    async def _sent_somehow(self, desk: Desk, post: Post) -> Result:
        """A picture that Telegram does not take as one goes as a document, and what it does not take at all as its words."""
        result = await self._pen.write(desk, partial(self.around.group.post, desk.chat, post))
        if post.file is None or not is_ours(result):
            return result
        if post.file.kind == "photo":
            return await self._sent_somehow(desk, replace(post, file=replace(post.file, kind="document")))
        words = "\n".join(filter(None, [post.text, self.around.say("group.a_file")]))
        return await self._pen.write(desk, partial(self.around.group.post, desk.chat, replace(post, text=words, file=None)))

    def _posted(self, connection: sa.Connection, topic: Topic, notice: int, result: Result, *, keyboard: bool) -> None:
        now = self.around.clock()
        match result:
            case Sent(message_id):
                group_topics.sent(connection, topic, notice, int(message_id or 0), keyboard=keyboard, now=now)
            case Unknown(reason):
                notices.settle(connection, notice, "unknown", now, reason=reason)
                group_topics.doubtful(connection, [notice])
            case Refused(reason) if topic_gone(result):
                group_topics.not_sent(connection, topic, notice, reason, until=now, now=now)
                group_topics.unmade(connection, topic)
            case Refused(reason) if is_ours(result):  # nothing of it can be shown; the next post says that something is missing
                notices.settle(connection, notice, "failed", now, reason=reason)
                group_topics.doubtful(connection, [notice])
            case NotSent(reason) | Refused(reason):
                group_topics.not_sent(connection, topic, notice, reason, until=now, now=now)
            case _:
                assert_never(result)

    async def _picture(self, case: Case, draft: Draft) -> Picture | None:
        """The file of a post: by the id our own bot knows it by, else out of our store."""
        assert draft.file is not None
        (line, _), *_ = draft.covers
        if case.channel == self.around.account and line.startswith("i") and draft.file.type in {"photo", "document"}:
            ref = await self.around.database.read(partial(letterfiles.ref_of, inbox_id=int(line[1:])))
            if ref:
                return Picture("photo" if draft.file.type == "photo" else "document", ref=ref)
        stored = await self.around.database.read(partial(files.read_file, file_id=draft.file.id))
        if stored is None:
            return None
        photo = stored.mime in {"image/jpeg", "image/png", "image/webp"} and len(stored.content) <= PHOTO_BYTES
        return Picture("photo" if photo else "document", name=stored.name, content=stored.content)

    def _may_still_come(self, read: Unshown, now: int) -> bool:
        with_file = [line for line, _ in read.lines if line.file is not None]
        return bool(with_file) and with_file[0].order > now - FETCHING

    async def _sweep(self, now: int) -> None:
        """Posts whose process died may stand there or not."""
        if now - self._swept_at >= 1000:
            self._swept_at = now
            if await self.around.database.read(partial(notices.any_abandoned, now=now)):
                await self.around.database.write(partial(_abandon, now=now))


def _claim(connection: sa.Connection, queued: Queued, now: int) -> bool:
    if not alarms.still(connection, queued.notice):
        notices.settle(connection, queued.id, "dropped", now, reason="somebody has seen to it")
        return False
    return notices.claim(connection, queued.id, now)


def _abandon(connection: sa.Connection, now: int) -> None:
    lost = notices.abandon(connection, now)
    group_topics.doubtful(connection, lost)


def _read(connection: sa.Connection, topic: Topic, now: int, around: Around) -> tuple[int, Case, Unshown, Cast]:
    """The version first: what comes between it and the lines is looked at once more."""
    version = group_topics.version(connection, topic)
    assert topic.conversation_id is not None, "a topic without a conversation has nothing to show"
    case = group_topics.case(connection, topic.conversation_id)
    assert case is not None, "its topic would be without a conversation"
    colleagues = {user.id: user.name for user in people.everybody(connection)}
    return version, case, group_topics.unshown(connection, topic, now), Cast(customer_of(case, around.say), colleagues)


def _next_due(connection: sa.Connection, account: str) -> int | None:
    moments = (notices.next_due(connection, "group"), group_topics.next_due(connection, account))
    return min((moment for moment in moments if moment is not None), default=None)


def _without_file(draft: Draft, around: Around) -> str:
    assert draft.file is not None
    name = around.say("group.a_named_file", name=draft.file.name) if draft.file.name else around.say("group.a_file")
    return "\n".join(filter(None, [draft.text, name]))
