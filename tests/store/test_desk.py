"""The desk's SQL on both databases: the floor, lists, history, people, visitors, files, changes, promises."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial

import pytest
import sqlalchemy as sa

from bot.channels.port import Attachment, Contact, Content, Control, Echo, Inbound, Press, Reach, Start, Text
from bot.store import changes, files, floor, history, ledger, overview, people, visitors
from bot.store.database import Database
from bot.store.floor import Claim, Conflict, Standing, Written
from bot.store.mailbox import Mailbox
from bot.store.model import BURST, Draft, NewTicket, Outcome
from bot.store.overview import Place, Whose
from bot.store.visitors import Visitor

NOW = 1_800_000_000_000
ANNA, BORIS = 1, 2


@pytest.fixture
async def mailbox(database: Database) -> AsyncIterator[Mailbox]:
    box = Mailbox(database)
    yield box
    await box.close()


async def customers(mailbox: Mailbox, *addresses: str) -> None:
    """Each writes once; their conversations are numbered from 1."""
    for number, address in enumerate(addresses):
        await mailbox.post([Inbound("telegram", address, address, Text(f"labdien no {address}"))], NOW + number * 10)


async def queue(mailbox: Mailbox, due: int | None) -> None:
    """Whatever is due goes to people."""
    for lease in await mailbox.lease(10, NOW + BURST + 100):
        ticket = NewTicket("shop", "asked", "", due, "drīz")
        values = {"state": "", "language": "lv", "timers": {}, "record": "{}", "owner": "queue", "team": "shop"}
        drafts = [Draft("talk", '{"text":"Nododu cilvēkam"}')]
        await mailbox.commit(Outcome(lease, **values, due_at=due, tickets=[ticket], messages=drafts), NOW + BURST)  # type: ignore[arg-type]


class TestTheFloor:
    @pytest.fixture(autouse=True)
    async def waiting(self, mailbox: Mailbox) -> None:
        await customers(mailbox, "7")
        await queue(mailbox, NOW + 60_000)

    async def test_of_many_at_once_one_takes_it(self, database: Database) -> None:
        takes = [database.write(partial(floor.take, claim=Claim(1, agent, NOW))) for agent in range(1, 9)]
        floors = await asyncio.gather(*takes)
        won = [floor for floor in floors if isinstance(floor, Standing)]
        assert len(won) == 1
        assert won[0].number == 2
        assert {floor.reason for floor in floors if isinstance(floor, Conflict)} == {"held"}

    async def test_an_answer_never_follows_a_release(self, database: Database) -> None:
        """Whichever comes first: the words are stored under the floor they were written on, or refused."""
        await database.write(partial(floor.take, claim=Claim(1, ANNA, NOW)))
        answers = [database.write(partial(floor.answer, claim=Claim(1, ANNA, NOW), text="a", key=str(n))) for n in range(8)]
        released, *written = await asyncio.gather(database.write(partial(floor.release, claim=Claim(1, ANNA, NOW))), *answers)
        assert isinstance(released, Standing)
        kept = [one for one in written if isinstance(one, Written)]
        stored = sa.text("SELECT floor FROM outbox WHERE kind = 'agent'")
        floors = await database.read(lambda connection: connection.execute(stored).scalars().all())
        assert floors == [2] * len(kept)

    async def test_the_same_key_at_once_is_written_once(self, database: Database) -> None:
        await database.write(partial(floor.take, claim=Claim(1, ANNA, NOW)))
        answers = [database.write(partial(floor.answer, claim=Claim(1, ANNA, NOW), text="a", key="k")) for _ in range(8)]
        written = [one for one in await asyncio.gather(*answers) if isinstance(one, Written)]
        assert [one.again for one in written].count(False) == 1
        assert len({one.id for one in written}) == 1

    async def test_who_answers_from_outside_can_be_relieved_at_the_console(self, database: Database) -> None:
        await database.write(lambda c: c.execute(sa.text("UPDATE conversations SET owner = 'agent', agent_id = NULL")))
        taken = await database.write(partial(floor.take, claim=Claim(1, ANNA, NOW)))
        assert isinstance(taken, Standing)
        assert taken.agent_id == ANNA

    @pytest.mark.parametrize(("work", "owner"), [(partial(floor.transfer, team="shop"), "queue"), (floor.release, "bot")])
    async def test_what_somebody_outside_holds_anybody_may_hand_on(
        self, database: Database, work: Callable[..., floor.Change], owner: str
    ) -> None:
        outside = "UPDATE conversations SET owner = 'agent', agent_id = NULL, team = 'shop'"
        await database.write(lambda connection: connection.execute(sa.text(outside)))
        changed = await database.write(partial(work, claim=Claim(1, ANNA, NOW)))
        assert isinstance(changed, Standing)
        assert changed.owner == owner

    async def test_it_wakes_the_conversation_with_a_fact(self, database: Database, mailbox: Mailbox) -> None:
        await database.write(partial(floor.take, claim=Claim(1, ANNA, NOW)))
        (lease,) = await mailbox.lease(10, NOW + 1000)
        assert lease.conversation.owner == "agent"
        assert len(lease.letters) == 1

    async def test_where_there_is_nothing_nothing_happens(self, database: Database) -> None:
        claim = Claim(99, ANNA, NOW)
        words: list[Callable[..., object]] = [partial(floor.answer, text="a", key="1"), partial(floor.note, text="a", key="1")]
        words += [floor.take, floor.release, floor.close]
        for work in words:
            assert await database.write(partial(work, claim=claim)) is None


class TestLists:
    async def listed(self, database: Database, whose: Whose, words: str = "", after: Place | None = None) -> list[str]:
        newest = partial(overview.newest, whose=whose, words=words, me=ANNA, after=after, room=2)
        return [card.address for card in await database.read(newest)]

    async def test_the_queue_by_promise_and_then_without(self, database: Database, mailbox: Mailbox) -> None:
        await customers(mailbox, "late", "soon", "never1", "never2")
        await queue(mailbox, NOW)
        due = "UPDATE conversations SET due_at = CASE address WHEN 'late' THEN 20 WHEN 'soon' THEN 10 END"
        await database.write(lambda connection: connection.execute(sa.text(due)))
        assert await self.listed(database, "queue") == ["soon", "late"]
        assert await self.listed(database, "queue", after=Place(10, 2)) == ["late", "never1"]
        assert await self.listed(database, "queue", after=Place(20, 1)) == ["never1", "never2"]
        assert await self.listed(database, "queue", after=Place(None, 3)) == ["never2"]

    async def test_how_many_wait(self, database: Database, mailbox: Mailbox) -> None:
        await customers(mailbox, "7", "8")
        await queue(mailbox, NOW)
        counts = [await database.read(partial(overview.waiting, team=team)) for team in ("", "shop", "returns")]
        assert counts == [2, 2, 0]

    async def test_words_in_any_case(self, database: Database, mailbox: Mailbox) -> None:
        await mailbox.post([Inbound("telegram", "7", "7", Text('Где МОЙ заказ, "Ļoti" 100%?'))], NOW)
        await customers(mailbox, "8")
        for words in ("мой", "МОЙ", "заказ", '"ļoti"', "100%"):
            assert await self.listed(database, "", words) == ["7"]
        assert await self.listed(database, "", "no 8") == ["8"]


class TestHistory:
    async def test_every_kind_of_letter_reads_as_something(self, database: Database, mailbox: Mailbox) -> None:
        contents: list[Content] = [
            Start("promo"), Text("labdien"), Text("labdien!", edited=True), Press("1.0", "Jā"), Press("2.0"),
            Attachment("AgAD", "photo", "a.jpg", "image/jpeg", 5, "te"), Contact("+37120000000", own=True),
            Echo("no telefona", ours=False), Reach(reachable=False), Reach(reachable=True),
            Control(ours=False, app="inbox"), Control(ours=True),
        ]  # fmt: skip
        for number, content in enumerate(contents):
            await mailbox.post([Inbound("messenger", "7", str(number), content)], NOW + number)
        lines, earlier = await database.read(partial(history.read, conversation_id=1, before=history.END, room=50))
        assert earlier is None
        assert [(line.author, line.text, line.fact) for line in lines] == [
            ("system", "", "started"),
            ("customer", "labdien", ""),
            ("customer", "labdien!", ""),
            ("customer", "Jā", ""),
            ("customer", "2.0", ""),
            ("customer", "te", ""),
            ("customer", "+37120000000", ""),
            ("agent", "no telefona", "outside"),
            ("system", "", "blocked"),
            ("system", "", "reachable"),
            ("system", "", "thread_gone"),
            ("system", "", "thread_back"),
        ]

    async def test_a_messengers_file_is_found_by_its_message(self, database: Database, mailbox: Mailbox) -> None:
        await mailbox.post([Inbound("telegram", "7", "1", Attachment("AgAD", "photo"))], NOW)
        read = partial(history.read, conversation_id=1, before=history.END, room=50)
        assert (await database.read(read))[0][0].file == history.Enclosed("", "", "", "photo")
        file_id = files.id_of(1, "AgAD")
        save = partial(files.save, conversation_id=1, name="a.jpg", mime="image/jpeg", content=b"x", now=NOW, file_id=file_id)
        await database.write(save)
        assert (await database.read(read))[0][0].file == history.Enclosed(file_id, "", "", "photo")

    async def test_pages_lose_nothing_when_clocks_differ(self, database: Database, mailbox: Mailbox) -> None:
        for number, at in enumerate([50, 40, 60, 10, 70]):
            await mailbox.post([Inbound("telegram", "7", str(number), Text(str(number)))], NOW + at)
        texts: list[str] = []
        cursor: history.Cursor | None = history.END
        while cursor is not None:
            lines, cursor = await database.read(partial(history.read, conversation_id=1, before=cursor, room=2))
            texts = [line.text for line in lines] + texts
        assert texts == ["0", "1", "2", "3", "4"]


class TestPeople:
    async def test_an_e_mail_is_taken_once_in_whatever_case(self, database: Database) -> None:
        add = partial(people.add, name="Anna", role="agent", password="hash", now=NOW, languages=("lv", "ru"))
        assert await database.write(partial(add, email="Anna@Example.com")) is not None
        assert await database.write(partial(add, email=" anna@example.COM ")) is None
        (anna,) = await database.read(people.everybody)
        assert (anna.email, anna.languages) == ("anna@example.com", ("lv", "ru"))

    async def test_another_password_and_another_chance(self, database: Database) -> None:
        add = partial(people.add, email="a@b.lv", name="Anna", role="admin", password="old", now=NOW)
        id_ = await database.write(add)
        assert id_ is not None
        await database.write(partial(people.set_password, user_id=id_, password="new"))
        assert await database.write(partial(people.disable, email="a@b.lv"))
        assert await database.read(partial(people.with_password, email="a@b.lv")) is None
        assert await database.write(partial(people.disable, email="a@b.lv", disabled=False))
        found = await database.read(partial(people.with_password, email="A@b.lv"))
        assert found is not None
        assert found[1] == "new"
        assert not await database.write(partial(people.disable, email="nobody@b.lv"))

    async def test_old_sign_ins_are_swept_out_by_new_ones(self, database: Database) -> None:
        id_ = await database.write(partial(people.add, email="a@b.lv", name="A", role="agent", password="x", now=NOW))
        assert id_ is not None
        await database.write(partial(people.open_session, digest="old", user_id=id_, now=NOW, expires_at=NOW + 10))
        await database.write(partial(people.open_session, digest="new", user_id=id_, now=NOW + 20, expires_at=NOW + 30))
        rows = await database.read(lambda c: c.execute(sa.text("SELECT digest FROM sessions")).scalars().all())
        assert rows == ["new"]


class TestVisitorsAndFiles:
    async def test_a_visitors_conversation_is_opened_once(self, database: Database) -> None:
        visitor = Visitor("v", "web")
        await database.write(partial(visitors.add, visitor=visitor, digest="d", now=NOW))
        opens = [database.write(partial(visitors.open_conversation, visitor=visitor, now=NOW)) for _ in range(4)]
        assert len(set(await asyncio.gather(*opens))) == 1
        assert await database.read(partial(visitors.known, digest="d")) == visitor
        assert await database.read(partial(visitors.known, digest="v")) is None

    async def test_the_same_file_twice_is_kept_once(self, database: Database, mailbox: Mailbox) -> None:
        await customers(mailbox, "7", "8")
        save = partial(files.save, name="a.pdf", mime="application/pdf", content=b"\x00\xff", now=NOW)
        first = await database.write(partial(save, conversation_id=1))
        assert await database.write(partial(save, conversation_id=1)) == first
        assert await database.write(partial(save, conversation_id=2)) != first
        stored = await database.read(partial(files.read_file, file_id=first))
        assert stored == files.Stored(first, 1, "a.pdf", "application/pdf", b"\x00\xff")


async def test_changes_come_in_their_order_and_page_by_page(database: Database, mailbox: Mailbox) -> None:
    await customers(mailbox, "7", "8", "9")
    await mailbox.post([Inbound("telegram", "7", "x", Text("vēl"))], NOW + 500)
    found = await database.read(partial(changes.since, moment=0, after=0, room=10))
    assert [change.address for change in found] == ["8", "9", "7"]
    rest = partial(changes.since, moment=found[0].version, after=found[0].id, room=10)
    assert [change.address for change in await database.read(rest)] == ["9", "7"]
    assert await database.read(changes.newest) == found[-1].version


async def test_a_promise_is_settled_once(database: Database, mailbox: Mailbox) -> None:
    await customers(mailbox, "7")
    await queue(mailbox, NOW + 60_000)
    await database.write(partial(floor.take, claim=Claim(1, ANNA, NOW)))
    await database.write(partial(floor.answer, claim=Claim(1, ANNA, NOW + 50_000), text="a", key="1"))
    await database.write(partial(floor.answer, claim=Claim(1, ANNA, NOW + 90_000), text="b", key="2"))
    await database.write(partial(floor.close, claim=Claim(1, ANNA, NOW + 99_000)))
    (promise,) = await database.read(partial(ledger.promises_of, conversation_id=1))
    (ticket,) = await database.read(partial(ledger.tickets_of, conversation_id=1))
    assert (promise.state, promise.settled_at) == ("kept", NOW + 50_000)
    assert (ticket.state, ticket.answered_at, ticket.closed_at) == ("closed", NOW + 50_000, NOW + 99_000)
