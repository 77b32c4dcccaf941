"""The group's desk in SQL, on both databases: each shown once, each told once, one process at a time."""

from functools import partial

import pytest
import sqlalchemy as sa

from bot.channels.port import Button
from bot.store import alarms, dayend, floor, group_desks, group_topics, group_updates, notices, people, telegram_links
from bot.store.database import Database
from bot.store.floor import Claim
from bot.store.group_topics import WHOLE, Topic
from bot.store.mailbox import Mailbox
from bot.store.notices import Notice
from tests.store.shop import NOW, customers, queue, say

CHAT = -1_001
SECRET = b"secret"


@pytest.fixture
async def waiting(mailbox: Mailbox, database: Database) -> None:
    await customers(mailbox, "7", "8")
    await queue(mailbox, NOW + 60_000)


async def agent(database: Database, name: str = "zane", role: people.Role = "agent") -> int:
    add = partial(people.add, email=f"{name}@shop.example", name=name, role=role, password="", now=NOW)
    made = await database.write(add)
    assert made is not None
    return made


async def marked(database: Database, now: int, since: int = 0) -> int:
    found, _ = await database.read(partial(group_topics.changed, since=since, everything=False))
    await database.write(partial(group_topics.mark, account="telegram", found=found, chat=CHAT, now=now, gather=2000))
    return len(found)


async def next_(database: Database, now: int, *, urgent: bool = False) -> Topic | None:
    return await database.read(partial(group_topics.next_, account="telegram", now=now, aged=now - 60_000, urgent=urgent))


async def test_who_waits_has_a_topic_after_a_moment_and_who_was_served_comes_last(waiting: None, database: Database) -> None:
    assert await marked(database, NOW + 1000) == 2
    assert await next_(database, NOW + 1000) is None, "what comes together is shown together"
    first = await next_(database, NOW + 4000, urgent=True)
    assert first is not None
    assert (first.conversation_id, first.thread) == (1, None)
    await database.write(partial(group_topics.made, topic=first, chat=CHAT, thread=5, name="Anna", icon=""))
    read = await database.read(partial(group_topics.unshown, topic=first, now=NOW + 4000))
    keys = [(line.id, WHOLE) for line, _ in read.lines]
    assert len(keys) == 2, "the customer's words and the bot's"
    begin = partial(group_topics.begin, topic=first, keys=keys, floor=1, read=read, key="p", now=NOW + 4000)
    notice = await database.write(begin)
    second = await next_(database, NOW + 4000)
    assert second is not None
    assert second.conversation_id == 2
    await database.write(partial(group_topics.sent, topic=first, notice_id=notice, message_id=50, keyboard=True, now=NOW))
    shown = sa.text("SELECT message_id FROM group_lines WHERE conversation_id = 1 AND line = :line")
    assert await database.read(lambda connection: connection.execute(shown, {"line": keys[0][0]}).scalar()) == 50
    assert await database.read(partial(group_topics.conversation_in, chat=CHAT, thread=5)) == 1
    assert await database.read(partial(notices.began_since, since=NOW)) == [NOW + 4000]


async def test_the_same_line_is_never_shown_by_two(waiting: None, database: Database) -> None:
    await marked(database, NOW)
    topic = await next_(database, NOW + 3000)
    assert topic is not None
    read = await database.read(partial(group_topics.unshown, topic=topic, now=NOW))
    begin = partial(group_topics.begin, topic=topic, keys=[("i1", WHOLE)], floor=1, read=read, now=NOW)
    await database.write(partial(begin, key="a"))
    with pytest.raises(sa.exc.IntegrityError):
        await database.write(partial(begin, key="b"))
    assert await database.read(partial(notices.state_of, key="b")) is None, "neither is the post that would have shown it"


async def test_what_was_not_sent_is_shown_again_and_what_is_unknown_is_doubted(waiting: None, database: Database) -> None:
    await marked(database, NOW)
    topic = await next_(database, NOW + 3000)
    assert topic is not None
    read = await database.read(partial(group_topics.unshown, topic=topic, now=NOW))
    begin = partial(group_topics.begin, topic=topic, keys=[("i1", WHOLE)], floor=1, read=read, now=NOW)
    first = await database.write(partial(begin, key="a"))
    back = partial(group_topics.not_sent, topic=topic, notice_id=first, reason="429", until=NOW, now=NOW)
    await database.write(back)
    again = await database.read(partial(group_topics.unshown, topic=topic, now=NOW))
    assert [line.id for line, _ in again.lines] == [line.id for line, _ in read.lines]
    await database.write(partial(begin, key="b"))
    later = NOW + notices.LEASE + 1
    assert await database.read(partial(notices.any_abandoned, now=later))
    lost = await database.write(partial(notices.abandon, now=later))
    await database.write(partial(group_topics.doubtful, notice_ids=lost))
    found = await database.read(partial(group_topics.one, id_=topic.id))
    assert found is not None
    assert found.doubt
    left = await database.read(partial(group_topics.unshown, topic=found, now=NOW))
    assert "i1" not in [line.id for line, _ in left.lines], "it may stand there, so it is not sent again"


async def test_what_stands_in_the_topic_already_is_not_shown(waiting: None, database: Database) -> None:
    zane = await agent(database)
    await marked(database, NOW)
    claim = Claim(1, zane, NOW)
    await database.write(partial(floor.take, claim=claim))
    await database.write(partial(floor.answer, claim=claim, text="hello", key="k"))
    await database.write(partial(group_topics.stands, conversation_id=1, keys=[f"agent:{zane}:1:k"], message=9))
    topic = await next_(database, NOW + 3000)
    assert topic is not None
    read = await database.read(partial(group_topics.unshown, topic=topic, now=NOW))
    assert "hello" not in [line.text for line, _ in read.lines]
    line = await database.read(partial(group_topics.line_of, conversation_id=1, message=9))
    assert line is not None
    assert not await database.read(partial(group_topics.is_note, line=line))


async def test_new_words_make_it_due_again_and_a_settled_version_does_not_hide_them(
    waiting: None, mailbox: Mailbox, database: Database
) -> None:
    await marked(database, NOW)
    topic = await next_(database, NOW + 3000)
    assert topic is not None
    version = await database.read(partial(group_topics.version, topic=topic))
    await say(mailbox, "7", "halo?", NOW + 5000)
    await marked(database, NOW + 5000, since=1)
    await database.write(partial(group_topics.settled, topic=topic, version=version))
    assert (await database.read(partial(group_topics.backlog, account="telegram")))[0] == 2
    case = await database.read(partial(group_topics.case, conversation_id=1))
    assert case is not None
    assert (case.owner, case.reason, case.team) == ("queue", "asked", "shop")
    assert await database.read(group_topics.held) == 0


async def test_one_process_leads_until_its_time_is_over_or_it_resigns(database: Database) -> None:
    await database.write(partial(group_desks.open_, account="telegram", chat=CHAT))

    async def lead(holder: str, now: int) -> bool:
        work = partial(group_desks.lead, account="telegram", holder=holder, now=now, until=now + 30)
        return await database.write(work) is not None

    assert await lead("a", 0)
    assert not await lead("b", 29)
    assert await lead("a", 29)
    assert await lead("b", 60)
    await database.write(partial(group_desks.resign, account="telegram", holder="b"))
    assert await lead("a", 61)


async def test_a_group_that_moves_takes_its_topics_along_until_the_settings_change(waiting: None, database: Database) -> None:
    await database.write(partial(group_desks.open_, account="telegram", chat=CHAT))
    await marked(database, NOW)
    await database.write(partial(group_desks.move, account="telegram", old=CHAT, new=-5))
    await database.write(partial(group_desks.open_, account="telegram", chat=CHAT))
    desk = await database.read(partial(group_desks.one, account="telegram"))
    assert desk is not None
    assert (desk.configured, desk.chat) == (CHAT, -5)
    topic = await next_(database, NOW + 3000)
    assert topic is not None
    assert topic.chat == -5
    await database.write(partial(group_desks.open_, account="telegram", chat=-9))
    desk = await database.read(partial(group_desks.one, account="telegram"))
    assert desk is not None
    assert desk.chat == -9
    assert await database.write(partial(group_desks.trouble, account="telegram", why="kicked", until=NOW))
    assert not await database.write(partial(group_desks.trouble, account="telegram", why="kicked", until=NOW))
    assert await database.write(partial(group_desks.well, account="telegram"))


async def test_an_update_is_kept_once_and_done_once(database: Database) -> None:
    put = partial(group_updates.put, account="telegram", key="77", kind="said", body="{}", now=NOW)
    assert await database.write(put)
    assert not await database.write(put)
    stored = await database.read(partial(group_updates.next_, account="telegram", now=NOW))
    assert stored is not None
    assert await database.write(partial(group_updates.done, id_=stored.id, now=NOW))
    assert not await database.write(partial(group_updates.done, id_=stored.id, now=NOW))
    assert await database.read(partial(group_updates.next_due, account="telegram")) is None
    await database.write(partial(group_updates.forget, now=NOW + group_updates.KEPT + 1))
    assert await database.write(put)


async def test_a_notice_is_told_once_and_tried_again_only_where_it_was_not_sent(database: Database) -> None:
    notice = Notice("k", "waiting", "private", "11", "hello", buttons=((Button("Open", url="https://x.example"),),))
    made = await database.write(partial(notices.put, notice=notice, now=NOW))
    assert made is not None
    assert await database.write(partial(notices.put, notice=notice, now=NOW)) is None
    (queued,) = await database.read(partial(notices.next_, way="private", now=NOW, room=9))
    assert queued.notice.buttons == notice.buttons
    assert await database.write(partial(notices.claim, id_=made, now=NOW))
    assert not await database.write(partial(notices.claim, id_=made, now=NOW))
    await database.write(partial(notices.settle, id_=made, state="queued", now=NOW, due_at=NOW + 5))
    assert await database.read(partial(notices.next_due, way="private")) == NOW + 5
    await database.write(partial(notices.claim, id_=made, now=NOW + 5))
    await database.write(partial(notices.settle, id_=made, state="unknown", now=NOW + 6))
    assert await database.read(partial(notices.next_, way="private", now=NOW + 99, room=9)) == []
    assert await database.read(partial(alarms.untold, keys=["k", "l"])) == {"l"}


async def test_a_code_links_one_account_to_one_person_once(database: Database) -> None:
    zane, liga = await agent(database), await agent(database, "liga")
    code = await database.write(partial(telegram_links.make_code, user_id=zane, secret=SECRET, now=NOW))
    redeem = partial(telegram_links.redeem, telegram_id=11, name="Zane", secret=SECRET, now=NOW)
    assert await database.write(partial(redeem, code="WRONG23456")) is None
    assert await database.write(partial(redeem, code=f" {code[:5].lower()}-{code[5:]} ")) == zane
    assert await database.write(partial(redeem, code=code)) is None
    other = await database.write(partial(telegram_links.make_code, user_id=liga, secret=SECRET, now=NOW))
    late = partial(telegram_links.redeem, telegram_id=11, name="x", secret=SECRET, now=NOW + telegram_links.LIFETIME)
    assert await database.write(partial(late, code=other)) is None
    assert await database.write(partial(redeem, code=other)) == liga, "an account is one person's: the last who showed it"
    found = await database.read(partial(telegram_links.by_telegram, telegram_id=11))
    assert found is not None
    assert found.user.id == liga
    assert await database.read(partial(telegram_links.of_user, user_id=zane)) is None
    assert await database.write(partial(telegram_links.snooze, user_id=liga, until=NOW + 5))
    assert [link.snoozed_until for link in await database.read(telegram_links.everybody)] == [NOW + 5]
    assert await database.write(partial(telegram_links.unlink, user_id=liga))


async def test_what_may_be_worth_a_call_is_found(waiting: None, database: Database) -> None:
    await agent(database, "vija", "supervisor")
    found = await database.read(alarms.waiting)
    assert [matter.conversation_id for matter in found] == [1, 2]
    assert [person.supervisor for person in await database.read(alarms.people)] == [True]
    assert set(await database.read(alarms.last_heard)) == {"telegram"}
    for find in (alarms.at_risk, alarms.broken, alarms.unknown):
        assert await database.read(partial(find, since=0)) == []
    waits = await database.read(partial(dayend.waits, team="", since=0, until=NOW * 2))
    assert [one.conversation_id for one in waits] == [1, 2]
    assert await database.read(dayend.to_pay) == {}
    assert await database.read(dayend.unmatched) == 0
    call = Notice("waiting:1:x", "waiting", "private", "1", conversation_id=1)
    assert await database.read(partial(alarms.still, notice=call))
    zane = await agent(database)
    await database.write(partial(floor.take, claim=Claim(1, zane, NOW)))
    assert not await database.read(partial(alarms.still, notice=call)), "quiet when taken"
