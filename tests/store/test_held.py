"""An answer that waits a moment: it leaves once or is taken back once, whoever comes first, and settles only what has left."""

import asyncio
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.channels.port import File, Message
from bot.store import drafts, floor, held, history, ledger, outbox, people
from bot.store.database import Database
from bot.store.floor import Claim, Written
from bot.store.held import Taken
from bot.store.mailbox import Mailbox
from bot.store.outbox import Mark
from tests.store.shop import NOW, customers, queue

WAIT = 5_000


@pytest.fixture
async def anna(database: Database, mailbox: Mailbox) -> int:
    """An agent who has the only conversation, whose customer was promised an answer within a minute."""
    add = partial(people.add, email="a@shop.example", name="Anna", role="agent", password="", now=NOW)
    id_ = await database.write(add)
    assert id_ is not None
    await customers(mailbox, "7")
    await queue(mailbox, NOW + 60_000)
    await database.write(partial(floor.take, claim=Claim(1, id_, NOW + 1_000)))
    await emptied(database)
    return id_


async def emptied(database: Database) -> None:
    """What the bot had said has gone out."""
    while claimed := await database.write(partial(held.claim, room=9, now=NOW + 1_500, token="t")):
        marks = [(Mark(one.id, "t", "sent"), one.conversation_id) for one in claimed]
        await database.write(partial(outbox.mark, marks=marks, now=NOW + 1_500))


async def answered(database: Database, agent: int, text: str = "Labdien", key: str = "k", **more: Any) -> int:
    work = partial(floor.answer, claim=Claim(1, agent, NOW + 2_000), text=text, key=key, wait=WAIT, **more)
    written = await database.write(work)
    assert isinstance(written, Written)
    return written.id


async def states(database: Database) -> list[tuple[str, str]]:
    told = sa.text("SELECT state, reason FROM outbox WHERE kind = 'agent' ORDER BY id")
    return [tuple(row) for row in await database.read(lambda connection: connection.execute(told).all())]


async def promised(database: Database) -> str:
    (promise,) = await database.read(partial(ledger.promises_of, conversation_id=1))
    return promise.state


async def test_it_waits_and_then_leaves_and_keeps_the_promise_by_when_it_was_written(database: Database, anna: int) -> None:
    await answered(database, anna)
    assert await database.write(partial(held.claim, room=9, now=NOW + 6_999, token="t")) == []
    assert await promised(database) == "open"
    (claimed,) = await database.write(partial(held.claim, room=9, now=NOW + 70_000, token="t"))
    assert claimed.held
    assert await promised(database) == "kept"


async def test_what_waits_for_its_turn_has_left_its_author_and_settles_nothing_twice(database: Database, anna: int) -> None:
    id_ = await answered(database, anna)
    (claimed,) = await database.write(partial(held.claim, room=9, now=NOW + 8_000, token="t"))
    waits = Mark(claimed.id, "t", "queued", True, send_at=NOW + 20_000)
    assert await database.write(partial(outbox.mark, marks=[(waits, 1)], now=NOW + 8_000)) == [True]
    take_back = partial(held.take_back, conversation_id=1, agent_id=anna, message_id=id_, now=NOW + 9_000)
    assert await database.write(take_back) is None
    lines, _ = await database.read(partial(history.read, conversation_id=1, before=history.END, room=50))
    assert [line.leaves_at for line in lines if line.author == "agent"] == [None]
    set_again = sa.text("UPDATE conversations SET due_at = 5, told_at = 7")  # as by a customer who writes meanwhile
    await database.write(lambda connection: connection.execute(set_again).close())
    assert len(await database.write(partial(held.claim, room=9, now=NOW + 20_000, token="t"))) == 1
    asks = sa.text("SELECT due_at, told_at FROM conversations")
    assert tuple(await database.read(lambda connection: connection.execute(asks).one())) == (5, 7)


async def test_taken_back_it_is_a_draft_and_nothing_was_settled(database: Database, anna: int) -> None:
    id_ = await answered(database, anna)
    taken = await database.write(partial(held.take_back, conversation_id=1, agent_id=anna, message_id=id_, now=NOW + 3_000))
    assert taken is not None
    assert taken.draft.text == "Labdien"
    assert await database.write(partial(held.claim, room=9, now=NOW + 90_000, token="t")) == []
    assert await promised(database) == "open"
    lines, _ = await database.read(partial(history.read, conversation_id=1, before=history.END, room=50))
    assert [line for line in lines if line.author == "agent"] == []


async def test_the_same_key_does_not_send_again_what_was_taken_back(database: Database, anna: int) -> None:
    id_ = await answered(database, anna)
    await database.write(partial(held.take_back, conversation_id=1, agent_id=anna, message_id=id_, now=NOW + 3_000))
    assert await answered(database, anna) == id_
    assert await states(database) == [("dropped", "taken back")]


async def test_an_answer_of_several_messages_is_taken_back_whole(database: Database, anna: int) -> None:
    pieces = (Message("Lūk", file=File("f" * 32, "a.pdf", "application/pdf")), Message("rēķins"))
    id_ = await answered(database, anna, "Lūk rēķins", pieces=pieces)
    await answered(database, anna, "cits", key="k1")
    taken = await database.write(partial(held.take_back, conversation_id=1, agent_id=anna, message_id=id_, now=NOW + 3_000))
    assert taken is not None
    assert (taken.draft.text, taken.draft.files) == ("Lūk\nrēķins", ("f" * 32,))
    assert [state for state, _ in await states(database)] == ["dropped", "dropped", "queued"]


async def test_it_comes_back_before_what_was_written_since(database: Database, anna: int) -> None:
    id_ = await answered(database, anna)
    place = drafts.Place(1, anna)
    await database.write(partial(drafts.save, place=place, text="Vēl kas", files=(), now=NOW + 2_500))
    taken = await database.write(partial(held.take_back, conversation_id=1, agent_id=anna, message_id=id_, now=NOW + 3_000))
    assert taken is not None
    assert taken.draft.text == "Labdien\nVēl kas"


@pytest.mark.parametrize("work", [floor.close, floor.release, partial(floor.transfer, team="shop")])
async def test_when_it_changes_hands_it_goes_at_once_and_is_not_lost(database: Database, anna: int, work: Any) -> None:
    id_ = await answered(database, anna)
    await database.write(partial(work, claim=Claim(1, anna, NOW + 3_000)))
    assert await promised(database) == "kept"
    taken = await database.write(partial(held.take_back, conversation_id=1, agent_id=anna, message_id=id_, now=NOW + 3_001))
    assert taken is None
    claimed = await database.write(partial(held.claim, room=9, now=NOW + 3_002, token="t"))
    assert [one.id for one in claimed] == [id_]
    assert not claimed[0].is_stale


async def test_nobody_else_can_take_it_back(database: Database, anna: int) -> None:
    id_ = await answered(database, anna)
    assert await database.write(partial(held.take_back, conversation_id=1, agent_id=anna + 1, message_id=id_, now=NOW)) is None
    assert await database.write(partial(held.take_back, conversation_id=2, agent_id=anna, message_id=id_, now=NOW)) is None


async def test_of_the_claim_and_the_taking_back_one_has_it(database: Database, anna: int) -> None:
    """Both at once, many times over: it is sent or it is a draft, never both and never neither."""
    for number in range(12):
        id_ = await answered(database, anna, key=str(number))
        undo = partial(held.take_back, conversation_id=1, agent_id=anna, message_id=id_, now=NOW + 8_000)
        claims = [partial(held.claim, room=9, now=NOW + 8_000, token=f"t{one}") for one in range(3)]
        taken, *claimed = await asyncio.gather(database.write(undo), *(database.write(claim) for claim in claims))
        sent = [one for some in claimed for one in some]
        assert len(sent) + (taken is not None) == 1
        marks = [(Mark(one.id, one.token, "sent"), 1) for one in sent]
        await database.write(partial(outbox.mark, marks=marks, now=NOW + 8_001))


class Held(RuleBasedStateMachine):
    """Answers are written, taken back, claimed and marked in any order while the clock goes on."""

    database: Database
    anna: int

    def __init__(self) -> None:
        super().__init__()
        with_nothing = [sa.text(f"DELETE FROM {table}") for table in ("drafts", "outbox")]
        self.database.submit(lambda connection: [connection.execute(one) for one in with_nothing]).result()
        self.now, self.number = NOW + 10_000, 0
        self.fate: dict[int, str] = {}  # of each answer: waiting, back, sending, sent
        self.due: dict[int, int] = {}

    def ids(self, fate: str) -> list[int]:
        return [id_ for id_, found in self.fate.items() if found == fate]

    @rule(wait=st.sampled_from([0, 1_000, WAIT]))
    def answer(self, wait: int) -> None:
        self.number += 1
        key = f"{id(self)}:{self.number}"
        work = partial(floor.answer, claim=Claim(1, self.anna, self.now), text=f"{self.number}", key=key, wait=wait)
        written = self.database.submit(work).result()
        assert isinstance(written, Written)
        self.fate[written.id], self.due[written.id] = "waiting" if wait else "fixed", self.now + wait

    @precondition(lambda self: self.fate)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        id_ = data.draw(st.sampled_from(sorted(self.fate)))
        work = partial(held.take_back, conversation_id=1, agent_id=self.anna, message_id=id_, now=self.now)
        taken = self.database.submit(work).result()
        assert isinstance(taken, Taken) == (self.fate[id_] == "waiting")
        if taken is not None:
            self.fate[id_] = "back"

    @rule()
    def claim(self) -> None:
        claimed = self.database.submit(partial(held.claim, room=9, now=self.now, token="t")).result()
        open_ = [id_ for id_, fate in sorted(self.fate.items()) if fate in {"waiting", "fixed", "sending"}]
        head = open_[0] if open_ else None
        may = head is not None and self.fate[head] != "sending" and self.due[head] <= self.now
        assert [one.id for one in claimed] == ([head] if may else [])
        self.fate.update((one.id, "sending") for one in claimed)

    @rule()
    def mark(self) -> None:
        marks = [(Mark(id_, "t", "sent"), 1) for id_ in self.ids("sending")]
        self.database.submit(partial(outbox.mark, marks=marks, now=self.now)).result()
        self.fate.update((id_, "sent") for id_ in self.ids("sending"))

    @rule(ms=st.sampled_from([1, 999, 4_000, WAIT]))
    def wait(self, ms: int) -> None:
        self.now += ms

    @rule()
    def change_hands(self) -> None:
        self.database.submit(partial(held.let_go, conversation_id=1, now=self.now)).result()
        for id_ in self.ids("waiting"):
            self.fate[id_], self.due[id_] = "fixed", self.now

    @invariant()
    def every_answer_is_where_it_should_be(self) -> None:
        told = sa.text("SELECT id, state, open FROM outbox WHERE kind = 'agent' ORDER BY id")
        found = {row.id: (row.state, bool(row.open)) for row in self.database.query(lambda c: c.execute(told).all()).result()}
        stands = {"waiting": ("queued", True), "fixed": ("queued", True), "back": ("dropped", False), "sent": ("sent", False)}
        assert found == {id_: stands.get(fate, ("sending", True)) for id_, fate in self.fate.items()}


async def test_in_any_order_each_answer_leaves_once_or_comes_back_once(database: Database, anna: int) -> None:
    machine = type("Machine", (Held,), {"database": database, "anna": anna})
    machine.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
    await asyncio.to_thread(machine.TestCase("runTest").runTest)
