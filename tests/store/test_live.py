"""How the desk stands, on both databases."""

from functools import partial

from bot.store import floor, live
from bot.store.database import Database
from bot.store.floor import Claim
from bot.store.live import Line
from bot.store.mailbox import Mailbox
from tests.store.shop import ANNA, NOW, customers, queue

MINUTE = 60_000


async def test_queues_held_conversations_and_the_bots_load(database: Database, mailbox: Mailbox) -> None:
    await customers(mailbox, "7", "8", "9")
    due = await database.read(partial(live.machine, now=NOW + 11 * MINUTE))
    assert (due.turns, due.talking) == (3, 0)
    await queue(mailbox, NOW + 5 * MINUTE)
    await database.write(partial(floor.take, claim=Claim(1, ANNA, NOW)))
    (line,) = await database.read(partial(live.lines, now=NOW + 6 * MINUTE))
    assert isinstance(line, Line)
    assert (line.waiting, line.late, line.next_due_at) == (2, 2, NOW + 5 * MINUTE)
    assert line.oldest_at is not None
    (talk,) = await database.read(partial(live.talks, room=10))
    assert (talk.id, talk.agent_id) == (1, ANNA)
    assert talk.waits_since == line.oldest_at
    await database.write(partial(floor.answer, claim=Claim(1, ANNA, NOW + MINUTE), text="Labdien", key="1"))
    (talk,) = await database.read(partial(live.talks, room=10))
    assert talk.waits_since is None
