"""Messages and people are found on both databases, and are forgotten with their conversation."""

from dataclasses import replace
from functools import partial

import sqlalchemy as sa

from bot.channels.port import Attachment, Contact, Content, Inbound, Person, Text
from bot.store import history, search
from bot.store.database import Database
from bot.store.filling import Filler
from bot.store.mailbox import Mailbox
from bot.store.search import Hit, Wanted
from handoff.searching import wanted
from tests.store.shop import NOW


class Desk:
    """Writes and looks for words."""

    def __init__(self, database: Database, mailbox: Mailbox) -> None:
        self.database, self.mailbox, self.count = database, mailbox, 0

    async def hear(self, content: str | Content, address: str = "7", channel: str = "telegram", name: str = "") -> None:
        self.count += 1
        body = Text(content) if isinstance(content, str) else content
        inbound = Inbound(channel, address, str(self.count), body, person=Person(name, "lv"))
        await self.mailbox.post([inbound], NOW + self.count)

    async def fill(self, now: int = NOW) -> int:
        filler, done = Filler(self.database, lambda: now), 0
        while batch := await filler.look():
            done += batch
        return done

    async def lines(self, question: str, before: int = 2**62, room: int = 50, **asked: object) -> list[str]:
        hits, self.rest = await self.database.read(
            partial(search.lines, wanted=replace(Wanted(wanted(question)), **asked), before=before, room=room)  # type: ignore[arg-type]
        )
        return [await self.text(hit) for hit in hits]

    async def text(self, hit: Hit) -> str:
        read = history.came if hit.side == "i" else history.went
        return (await self.database.read(partial(read, ids=[hit.number])))[hit.number].text

    async def people(self, question: str, **asked: object) -> list[int]:
        look = replace(Wanted(wanted(question)), **asked)  # type: ignore[arg-type]
        return list(await self.database.read(partial(search.people, wanted=look, before=(2**62, 2**62), room=50)))

    async def do(self, sql: str, **values: object) -> None:
        await self.database.write(lambda connection: connection.execute(sa.text(sql), values))


async def test_the_newest_first_page_by_page(database: Database, mailbox: Mailbox) -> None:
    desk = Desk(database, mailbox)
    for number in range(5):
        await desk.hear(f"Pasūtījums nr {number}", address=str(number % 2))
    await desk.hear("paldies")
    assert await desk.fill() > 5
    assert await desk.lines("PASUTIJUMS", room=3) == [f"Pasūtījums nr {n}" for n in (4, 3, 2)]
    assert await desk.lines("pasut", before=desk.rest or 0, room=3) == ["Pasūtījums nr 1", "Pasūtījums nr 0"]
    assert desk.rest is None
    assert await desk.lines("nr pasut 3") == ["Pasūtījums nr 3"]
    assert await desk.lines("nav") == []
    assert await desk.lines("...") == []


async def test_what_came_and_what_went_in_one_order(database: Database, mailbox: Mailbox) -> None:
    desk = Desk(database, mailbox)
    await desk.hear("viens vārds")
    said = """INSERT INTO outbox (conversation_id, kind, author, floor, key, body, created_at, send_at, state, open)
      VALUES (1, 'talk', :author, 0, :author, :body, :now, 0, 'sent', false)"""
    await desk.do(said, author="bot", body='{"text":"divi vārdi"}', now=NOW + 1)
    await desk.do(said, author="note", body='{"text":"piezīme: vārds"}', now=NOW + 1)
    await desk.do(said, author="system", body='{"text":"vārds, ko neviens neteica"}', now=NOW + 1)
    await desk.hear(Attachment("x", "photo", caption="vārds pie bildes", name="rekins.pdf"))
    await desk.hear(Contact("+37126123456", own=True))
    await desk.fill()
    assert await desk.lines("vard") == ["vārds pie bildes", "piezīme: vārds", "divi vārdi", "viens vārds"]
    assert await desk.lines("26 12 34 56") == ["+37126123456"]
    assert await desk.lines("rekins") == ["vārds pie bildes"]


async def test_a_row_that_cannot_be_read_keeps_nothing_out(database: Database, mailbox: Mailbox) -> None:
    desk = Desk(database, mailbox)
    await desk.hear("pirmais vārds")
    await desk.do("UPDATE inbox SET body = '{broken'")
    await desk.hear("otrais vārds")
    await desk.fill()
    assert await desk.lines("vards") == ["otrais vārds"]


async def test_nothing_is_entered_twice_and_nothing_left_out(database: Database, mailbox: Mailbox) -> None:
    desk = Desk(database, mailbox)
    await desk.hear("vārds")
    await desk.fill()
    await desk.hear("vārds un vēl")
    assert await desk.fill(NOW + 10**6) == 2  # the new line, and its conversation again
    assert await desk.fill(NOW + 10**6) == 0
    assert len(await desk.lines("vards")) == 2
    marks = await database.read(lambda c: c.exec_driver_sql("SELECT id FROM search_marks WHERE source = 'inbox'").scalar())
    assert marks == 2


async def test_a_number_that_becomes_visible_late_is_entered(database: Database, mailbox: Mailbox) -> None:
    """PostgreSQL gives numbers before it commits; SQLite commits in their order, so that there it cannot happen."""
    if database.dialect == "sqlite":
        return
    desk = Desk(database, mailbox)
    await desk.hear("pirmais vārds")
    await desk.do("SELECT nextval('inbox_id_seq')")
    await desk.hear("trešais vārds")
    await desk.fill(NOW + 1_000)
    late = """INSERT INTO inbox (id, conversation_id, account, kind, key, at, arrived_at, source, position, body)
      VALUES (2, 1, 'telegram', 'text', 'late', 0, :now, 'm', 0, '{"text":"otrais vārds"}')"""
    await desk.do(late, now=NOW + 1)
    await desk.fill(NOW + 1_000)
    assert sorted(await desk.lines("vards")) == ["otrais vārds", "pirmais vārds", "trešais vārds"]


async def test_lists_channels_and_tags_narrow_it(database: Database, mailbox: Mailbox) -> None:
    desk = Desk(database, mailbox)
    for address, channel in (("7", "telegram"), ("8", "web"), ("9", "web")):
        await desk.hear(f"vārds no {address}", address, channel)
    await desk.do("UPDATE conversations SET owner = 'agent', agent_id = 4 WHERE address = '8'")
    await desk.do("INSERT INTO tags (name, folded, colour, made_at) VALUES ('VIP', 'vip', 0, 0)")
    await desk.do("INSERT INTO conversation_tags (conversation_id, tag_id, made_at) VALUES (3, 1, 0)")
    await desk.fill()
    assert await desk.lines("vards", channel="web") == ["vārds no 9", "vārds no 8"]
    assert await desk.lines("vards", whose="me", me=4) == ["vārds no 8"]
    assert await desk.lines("vards", tag=1) == ["vārds no 9"]
    assert await desk.people("7", channel="web") == []
    assert await desk.people("9", tag=1) == [3]


async def test_a_page_of_a_list_ends_where_enough_was_looked_at(database: Database, mailbox: Mailbox) -> None:
    desk = Desk(database, mailbox)
    for number in range(30):
        await desk.hear(f"vārds {number}", address=str(number))
    await desk.do("UPDATE conversations SET owner = 'queue' WHERE address = '0'")
    await desk.fill()
    step, goes = search.STEP, search.GOES
    try:
        search.STEP, search.GOES = 4, 2  # as with many more messages
        assert await desk.lines("vards", whose="queue") == []
        pages = 1
        while desk.rest is not None and not await desk.lines("vards", before=desk.rest, whose="queue"):
            pages += 1
        assert pages == 3
    finally:
        search.STEP, search.GOES = step, goes


async def test_people_by_everything_they_are_called(database: Database, mailbox: Mailbox) -> None:
    desk = Desk(database, mailbox)
    await desk.hear("labdien", "777001", name="Anna Bērziņa")
    await desk.hear("labdien", "777002", name="Jānis Kalns")
    await desk.hear(Contact("+371 2955 5000", own=True), "777002")
    await desk.do("UPDATE conversations SET email = 'Janis@Kalns.example', changed_at = changed_at + 1 WHERE id = 2")
    await desk.do(
        """INSERT INTO orders (number, state, placed_at, email, phone, name, body)
        VALUES ('10077', 'paid', 0, 'janis@kalns.example', '', 'J. Kalns', '{}')"""
    )
    await desk.fill()
    for question in ("kalns", "janis", "JĀNIS KALN", "29555000", "777002", "janis@kalns.example", "10077"):
        assert await desk.people(question) == [2], question
    assert await desk.people("777") == [2, 1]
    await desk.do("UPDATE conversations SET name = 'Jānis Ozols', changed_at = changed_at + 1 WHERE id = 2")
    await desk.fill()
    assert await desk.people("ozols") == [2]
    assert await desk.people("janis kalns") == [2]  # by the e-mail


async def test_with_a_conversation_go_its_words(database: Database, mailbox: Mailbox) -> None:
    desk = Desk(database, mailbox)
    await desk.hear("noslēpums", "7", name="Anna")
    await desk.hear("noslēpums", "8", name="Anna")
    await desk.fill()
    await desk.do("DELETE FROM conversations WHERE address = '7'")
    assert await desk.lines("noslep") == ["noslēpums"]
    assert await desk.people("anna") == [2]
    left = await database.read(lambda c: c.exec_driver_sql("SELECT COUNT(*) FROM search_lines").scalar())
    assert left == 1
    if database.dialect == "sqlite":
        check = "INSERT INTO search_lines_fts (search_lines_fts) VALUES ('integrity-check')"
        await database.write(lambda c: c.exec_driver_sql(check).close())
    await desk.fill()
    assert await desk.lines("noslep") == ["noslēpums"]


async def test_one_process_at_a_time_does_the_work(database: Database) -> None:
    first, second = Filler(database, lambda: NOW), Filler(database, lambda: NOW)
    assert await first.my_turn()
    assert not await second.my_turn()
    assert await first.my_turn()
    assert await Filler(database, lambda: NOW + 60_000).my_turn()
