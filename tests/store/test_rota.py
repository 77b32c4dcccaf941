"""The clock of the desk in SQL, on both databases: presence, what is put aside, who is given to whom, and who comes back."""

from functools import partial
from typing import Any

import pytest

from bot.store import floor, overview, people, presence, rota, snoozes
from bot.store.database import Database, Work
from bot.store.floor import Claim, Standing
from bot.store.mailbox import Mailbox
from bot.store.presence import Place
from bot.store.snoozes import FOR_GOOD, Refused
from config.desk import Desk
from tests.store.shop import NOW, customers, queue, say

MINUTE = 60_000
LIMITS = Desk()


def ask(database: Database, statement: str) -> list[tuple[Any, ...]]:
    return database.query(lambda c: [tuple(row) for row in c.exec_driver_sql(statement)]).result()


def do(database: Database, work: Work[Any]) -> Any:
    return database.submit(work).result()


@pytest.fixture
def anna(database: Database) -> int:
    return person(database, "Anna", ("lv",))


def person(database: Database, name: str, languages: tuple[str, ...] = ()) -> int:
    add = partial(people.add, email=f"{name}@b.lv", name=name, role="agent", password="", now=NOW, languages=languages)
    id_: int = do(database, add)
    return id_


def here(database: Database, agent: int, now: int = NOW, **how: Any) -> presence.Here:
    told: presence.Here = do(database, partial(presence.tell, user_id=agent, now=now, limits=LIMITS, **how))
    return told


class TestPresence:
    def test_whoever_opens_the_console_is_here_until_nothing_is_heard_of_them(self, database: Database, anna: int) -> None:
        assert here(database, anna).state == "here"
        assert do(database, partial(presence.settle, now=NOW + MINUTE, limits=LIMITS)) == []
        assert do(database, partial(presence.settle, now=NOW + 2 * MINUTE, limits=LIMITS)) == [anna]
        assert here(database, anna, NOW + 3 * MINUTE).state == "here"

    def test_idle_hands_are_away_and_come_back_by_themselves(self, database: Database, anna: int) -> None:
        here(database, anna)
        later = here(database, anna, NOW + 11 * MINUTE, idle=11 * MINUTE)
        assert (later.chosen, later.state) == ("here", "away")
        assert here(database, anna, NOW + 12 * MINUTE, idle=0).state == "here"

    def test_what_somebody_chose_lasts(self, database: Database, anna: int) -> None:
        assert here(database, anna, chosen="away").state == "away"
        assert here(database, anna, NOW + MINUTE).state == "away"
        assert here(database, anna, NOW + MINUTE, chosen="here").state == "here"

    async def test_what_is_held_counts_and_what_is_put_aside_does_not(
        self, database: Database, mailbox: Mailbox, anna: int
    ) -> None:
        await customers(mailbox, "a", "b")
        for id_ in (1, 2):
            do(database, partial(floor.take, claim=Claim(id_, anna, NOW)))
        do(database, partial(snoozes.snooze, claim=Claim(2, anna, NOW), until=NOW + MINUTE))
        do(database, partial(presence.set_place, user_id=anna, place=Place(("shop",), ("returns",), 3)))
        (one,) = database.query(partial(presence.colleagues, capacity=8)).result()
        assert (one.load, one.capacity, one.teams, one.skills, one.languages) == (1, 3, ("shop",), ("returns",), ("lv",))


class TestSnooze:
    @pytest.fixture(autouse=True)
    async def held(self, database: Database, mailbox: Mailbox, anna: int) -> None:
        await customers(mailbox, "7")
        do(database, partial(floor.take, claim=Claim(1, anna, NOW)))

    def listed(self, database: Database, whose: overview.Whose, me: int) -> list[int]:
        found = database.query(partial(overview.newest, whose=whose, words="", me=me, after=None, room=10)).result()
        return [card.id for card in found]

    def test_it_leaves_the_list_and_comes_back_to_who_put_it_aside(self, database: Database, anna: int) -> None:
        do(database, partial(snoozes.snooze, claim=Claim(1, anna, NOW), until=NOW + MINUTE))
        assert (self.listed(database, "me", anna), self.listed(database, "snoozed", anna)) == ([], [1])
        assert database.query(partial(rota.due, now=NOW + MINUTE - 1, room=5)).result() == []
        assert database.query(partial(rota.due, now=NOW + MINUTE, room=5)).result() == [1]
        held = database.query(partial(floor.hold, conversation_id=1)).result()
        assert held is not None
        assert do(database, partial(snoozes.wake_by_clock, held=held, now=NOW + MINUTE))
        assert not do(database, partial(snoozes.wake_by_clock, held=held, now=NOW + MINUTE)), "once"
        assert (self.listed(database, "me", anna), self.listed(database, "snoozed", anna)) == ([1], [])
        assert held.number == 1, "nobody's floor has changed"

    async def test_the_customers_next_message_brings_it_back_at_once(
        self, database: Database, mailbox: Mailbox, anna: int
    ) -> None:
        do(database, partial(snoozes.snooze, claim=Claim(1, anna, NOW), until=None))
        assert ask(database, "SELECT snoozed_until, look_at FROM conversations") == [(FOR_GOOD, 0)]
        await say(mailbox, "7", "vēl kas", NOW + 5)
        assert self.listed(database, "me", anna) == [1]
        assert ask(database, "SELECT waits_since FROM conversations") == [(NOW + 5,)]

    async def test_a_promise_that_falls_due_before_is_told_and_goes_on(
        self, database: Database, mailbox: Mailbox, anna: int
    ) -> None:
        do(database, partial(floor.release, claim=Claim(1, anna, NOW)))
        await queue(mailbox, NOW + MINUTE)
        do(database, partial(floor.take, claim=Claim(1, anna, NOW)))
        claim = Claim(1, anna, NOW)
        refused = do(database, partial(snoozes.snooze, claim=claim, until=NOW + 2 * MINUTE))
        assert refused == Refused("promised", NOW + MINUTE)
        assert isinstance(do(database, partial(snoozes.snooze, claim=claim, until=NOW + MINUTE)), Standing)
        assert isinstance(do(database, partial(snoozes.snooze, claim=claim, until=NOW + 2 * MINUTE, anyway=True)), Standing)
        assert ask(database, "SELECT state, due_at FROM promises") == [("open", NOW + MINUTE)]

    async def test_words_that_still_wait_to_be_taken_back_go_and_keep_the_promise(
        self, database: Database, mailbox: Mailbox, anna: int
    ) -> None:
        do(database, partial(floor.release, claim=Claim(1, anna, NOW)))
        await queue(mailbox, NOW + MINUTE)
        claim = Claim(1, anna, NOW + 10_000)  # after the promise was made
        do(database, partial(floor.take, claim=claim))
        do(database, partial(floor.answer, claim=claim, text="Līdz rītam", key="1", wait=5000))
        assert isinstance(do(database, partial(snoozes.snooze, claim=claim, until=None)), Standing)
        assert ask(database, "SELECT state FROM promises") == [("kept",)]

    def test_only_who_has_it_puts_it_aside_and_any_change_of_hands_ends_it(self, database: Database, anna: int) -> None:
        boris = person(database, "Boris")
        other = do(database, partial(snoozes.snooze, claim=Claim(1, boris, NOW), until=NOW + MINUTE))
        assert isinstance(other, floor.Conflict)
        do(database, partial(snoozes.snooze, claim=Claim(1, anna, NOW), until=NOW + MINUTE))
        do(database, partial(floor.transfer, claim=Claim(1, anna, NOW), to_agent=boris))
        assert self.listed(database, "me", boris) == [1]


class TestComingBack:
    @pytest.fixture(autouse=True)
    async def closed(self, database: Database, mailbox: Mailbox, anna: int) -> None:
        await customers(mailbox, "7")
        here(database, anna)
        do(database, partial(floor.take, claim=Claim(1, anna, NOW)))
        do(database, partial(floor.answer, claim=Claim(1, anna, NOW), text="Labdien", key="1"))
        do(database, partial(floor.close, claim=Claim(1, anna, NOW), reopen_within=30 * MINUTE))

    async def test_who_writes_again_soon_goes_to_who_served_them(
        self, database: Database, mailbox: Mailbox, anna: int
    ) -> None:
        await say(mailbox, "7", "vēl kas", NOW + 29 * MINUTE)
        assert ask(database, "SELECT owner, agent_id, closed_at FROM conversations") == [("agent", anna, None)]
        kinds = [kind for (kind,) in ask(database, "SELECT kind FROM inbox ORDER BY id DESC LIMIT 2")]
        assert kinds == ["text", "fact"], "the dialogue hears whose it is before it reads the message"
        assert ask(database, "SELECT reason, state FROM tickets ORDER BY id DESC LIMIT 1") == [("reopened", "taken")]

    async def test_who_writes_later_or_finds_nobody_here_talks_to_the_bot(
        self, database: Database, mailbox: Mailbox, anna: int
    ) -> None:
        here(database, anna, chosen="off")
        await say(mailbox, "7", "vēl kas", NOW + MINUTE)
        assert ask(database, "SELECT owner, closed_at FROM conversations") == [("bot", None)]

    async def test_too_late_is_too_late(self, database: Database, mailbox: Mailbox, anna: int) -> None:
        await say(mailbox, "7", "vēl kas", NOW + 31 * MINUTE)
        assert ask(database, "SELECT owner FROM conversations") == [("bot",)]

    async def test_a_message_delivered_again_brings_nobody_back(self, database: Database, mailbox: Mailbox) -> None:
        await say(mailbox, "7", "pirms", NOW, key="again")
        do(database, lambda c: c.exec_driver_sql("UPDATE conversations SET owner = 'bot', reopen_until = 9999999999999"))
        await say(mailbox, "7", "pirms", NOW + MINUTE, key="again")
        assert ask(database, "SELECT owner FROM conversations") == [("bot",)]

    def test_an_agent_takes_it_up_again(self, database: Database, anna: int) -> None:
        boris = person(database, "Boris")
        again = do(database, partial(floor.reopen, claim=Claim(1, boris, NOW)))
        assert (again.owner, again.agent_id, again.closed_at) == ("agent", boris, None)
        unchanged = do(database, partial(floor.reopen, claim=Claim(1, anna, NOW)))
        assert unchanged.agent_id == boris, "what is not closed stays with whom it is"


class TestAssigning:
    async def test_nobody_is_given_more_than_they_have_room_for(
        self, database: Database, mailbox: Mailbox, anna: int
    ) -> None:
        await customers(mailbox, "a", "b")
        await queue(mailbox, NOW + MINUTE)
        here(database, anna)
        give = partial(rota.assign, agent_id=anna, capacity=1, now=NOW)
        jobs = [database.submit(partial(give, id_=id_)) for id_ in (1, 2)]  # at once
        given = [job.result() for job in jobs]
        assert sum(one is not None for one in given) == 1
        assert ask(database, "SELECT COUNT(*) FROM conversations WHERE owner = 'agent'") == [(1,)]

    async def test_nothing_is_given_to_an_empty_chair(self, database: Database, mailbox: Mailbox, anna: int) -> None:
        await customers(mailbox, "a")
        await queue(mailbox, NOW + MINUTE)
        assert do(database, partial(rota.assign, id_=1, agent_id=anna, capacity=9, now=NOW)) is None

    async def test_the_queue_is_given_out_in_its_order(self, database: Database, mailbox: Mailbox) -> None:
        await customers(mailbox, "a", "b")
        await queue(mailbox, NOW + MINUTE)
        await customers(mailbox, "c")
        await queue(mailbox, NOW + 1)
        do(database, lambda c: c.exec_driver_sql("UPDATE conversations SET due_at = NULL WHERE id = 1"))
        found = database.query(partial(rota.queue, team="shop", room=10)).result()
        assert [one.id for one in found] == [3, 2, 1], "who was promised nothing comes last, and comes"
