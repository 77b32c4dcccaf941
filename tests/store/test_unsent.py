"""What did not arrive, as people work through it, on both databases."""

from collections.abc import AsyncIterator
from functools import partial

import pytest

from bot.channels.port import Inbound, Message, Press, Text
from bot.store import outbox, owed, unsent
from bot.store.database import Database
from bot.store.mailbox import Mailbox
from bot.store.model import Draft, Outcome
from bot.store.outbox import Mark, State, pack
from bot.store.unsent import Decision, Stuck

NOW = 1_800_000_000_000


@pytest.fixture
async def mailbox(database: Database) -> AsyncIterator[Mailbox]:
    box = Mailbox(database, burst=0)
    yield box
    await box.close()


class Shelf:
    """Messages in the states a test wants them in."""

    def __init__(self, database: Database, mailbox: Mailbox) -> None:
        self.database, self.mailbox, self.count = database, mailbox, 0

    async def put(self, state: State, text: str = "Samaksāts.", kind: str = "fact") -> int:
        """One more customer whose message ended so; its id."""
        self.count += 1
        now = NOW + self.count
        await self.mailbox.post([Inbound("telegram", str(self.count), str(self.count), Press("x"))], now)
        (lease,) = await self.mailbox.lease(1, now)
        drafts = [Draft(kind, pack(Message(text)))]  # type: ignore[arg-type]
        await self.mailbox.commit(Outcome(lease, "{}", "lv", {}, "{}", drafts), now)
        (sent,) = await self.database.write(partial(outbox.claim, room=1, now=now, token="t"))
        marks = [(Mark(sent.id, "t", state, reason="closed"), sent.conversation_id)]
        await self.database.write(partial(outbox.mark, marks=marks, now=now))
        return sent.id

    async def listed(self, state: Stuck) -> list[int]:
        """The ids of a list."""
        return [row.id for row in await self.database.read(partial(unsent.listed, state=state, after=None, room=10))]

    async def decide(self, id_: int, decision: Decision, email: str = "") -> int | None:
        """What a person says."""
        return await self.database.write(partial(unsent.decide, id_=id_, decision=decision, now=NOW + 900, email=email))


@pytest.fixture
def shelf(database: Database, mailbox: Mailbox) -> Shelf:
    return Shelf(database, mailbox)


async def test_each_list_has_its_own_and_the_longest_waiting_first(shelf: Shelf) -> None:
    ids = {state: [await shelf.put(state), await shelf.put(state)] for state in ("owed", "unknown", "failed")}
    await shelf.put("sent")
    for state, own in ids.items():
        assert await shelf.listed(state) == own
    assert await shelf.database.read(unsent.counts) == {"owed": 2, "unknown": 2, "failed": 2}
    first = await shelf.database.read(partial(unsent.listed, state="owed", after=None, room=1))
    after = (first[0].since, first[0].id)
    rest = await shelf.database.read(partial(unsent.listed, state="owed", after=after, room=9))
    assert [row.id for row in rest] == ids["owed"][1:]


async def test_small_talk_is_nobodys_work(shelf: Shelf) -> None:
    id_ = await shelf.put("failed", kind="talk")
    assert await shelf.listed("failed") == []
    assert await shelf.database.read(partial(unsent.one, id_=id_)) is None


@pytest.mark.parametrize("state", ["owed", "unknown", "failed"])
@pytest.mark.parametrize("decision", ["told", "again", "drop", "email"])
async def test_the_first_decision_settles_it_and_a_second_does_nothing(shelf: Shelf, state: Stuck, decision: Decision) -> None:
    id_ = await shelf.put(state)
    assert await shelf.decide(id_, decision) is not None
    again = await shelf.decide(id_, "told")
    assert (again is None) == (decision != "email"), "a letter may still be found needless before it leaves"
    if decision != "email":
        assert await shelf.listed(state) == []


async def test_what_is_sent_again_leaves_by_the_channel_and_once(shelf: Shelf, mailbox: Mailbox) -> None:
    id_ = await shelf.put("unknown")
    await shelf.decide(id_, "again")
    (sent,) = await shelf.database.write(partial(outbox.claim, room=9, now=NOW + 900, token="u"))
    assert sent.id == id_
    assert await shelf.database.write(partial(outbox.claim, room=9, now=NOW + 900, token="v")) == []


async def test_a_letter_leaves_for_the_address_that_was_given_however_long_it_was_owed(shelf: Shelf) -> None:
    id_ = await shelf.put("owed")
    late = NOW + 30 * owed.RECENT
    await shelf.database.write(partial(unsent.decide, id_=id_, decision="email", now=late, email="anna@example.com"))
    (conversation,) = await shelf.database.read(partial(owed.due, now=late + owed.QUIET, room=9))
    parcel = await shelf.database.write(partial(owed.claim, conversation_id=conversation, now=late + owed.QUIET, token="m"))
    assert parcel is not None
    assert (parcel.email, len(parcel.items)) == ("anna@example.com", 1)


async def test_by_which_way_it_went_is_kept(shelf: Shelf, mailbox: Mailbox) -> None:
    told, later = await shelf.put("owed"), await shelf.put("owed")
    await shelf.decide(told, "told")
    await mailbox.post([Inbound("telegram", "2", "back", Text("hi"))], NOW + 1000)
    (sent,) = await shelf.database.write(partial(outbox.claim, room=9, now=NOW + 1000, token="w"))
    marks = [(Mark(sent.id, "w", "sent", way="channel"), sent.conversation_id)]
    await shelf.database.write(partial(outbox.mark, marks=marks, now=NOW + 1001))
    ways = await shelf.database.read(partial(_ways, ids=[told, later]))
    assert ways == ["person", "later"]


def _ways(connection: object, ids: list[int]) -> list[str]:
    from bot.store import history

    lines = history.went(connection, ids)  # type: ignore[arg-type]
    return [lines[id_].way for id_ in ids]
