"""The desk with the whole program: who is here is given customers, who goes quiet loses them, and nobody waits without an end."""

from collections.abc import AsyncIterator
from functools import partial

import pytest

from bot.store import floor, people, presence, snoozes
from bot.store.database import connect
from bot.store.floor import Claim
from config.desk import Desk
from config.settings import Environment
from config.shop import Shop
from nlu.model import Nlu
from tests.line.conftest import introduce
from tests.line.house import Agent, Customer, House
from tests.platforms.clock import Clock
from tests.platforms.graph import GraphEmulator
from tests.platforms.telegram import TelegramEmulator

OWNER = "SELECT owner, agent_id FROM conversations"


@pytest.fixture
async def giving(
    *, sqlite_url: str, clock: Clock, environment: Environment, shop: Shop, nlu: Nlu, tg: TelegramEmulator, fb: GraphEmulator
) -> AsyncIterator[House]:
    """A house whose desk gives customers to who is here, one at a time."""
    desk = Desk(assign=("last_agent", "least_busy"), capacity=1)
    database = connect(sqlite_url)
    try:
        async with House(database, clock, environment, shop.model_copy(update={"desk": desk}), nlu) as opened:
            introduce(opened, tg, fb)
            yield opened
    finally:
        database.close()


async def here(house: House, agent: Agent) -> None:
    tell = partial(presence.tell, user_id=agent.id, now=house.now(), limits=Desk(), chosen="here")
    await house.database.write(tell)
    house.floor.doorbell.ring("desk")


async def speaks(house: House, agent: Agent, *languages: str) -> None:
    await house.database.write(partial(people.set_languages, user_id=agent.id, languages=languages))


async def test_who_goes_quiet_loses_the_customer_who_is_told_by_when_another_writes(house: House, anna: Customer) -> None:
    await house.hold(anna, "gribu runāt ar cilvēku")
    agent = await house.agent()
    await agent.takes()
    await agent.says("Klausos")
    await house.quiet()
    assert await house.hold(anna, "kur ir mans pasūtījums 10026?") == [[]]
    for minutes, owner in ((6, ("agent", agent.id)), (10, ("queue", None))):
        house.forward(minutes * 60)
        house.floor.doorbell.ring("desk")
        await house.until(OWNER, *owner)
    await house.until("SELECT COUNT(*) FROM outbox WHERE says LIKE '%gone-quiet%' AND state = 'sent'", 1)
    assert "10.1" in anna.seen[-1].text or "10.2" in anna.seen[-1].text
    assert await house.ask("SELECT state FROM promises ORDER BY id") == [("kept",), ("open",)]


async def test_who_is_here_is_given_who_waits_and_no_more_than_they_have_room_for(giving: House, tg: TelegramEmulator) -> None:
    zane, first, second = await giving.agent(), tg.user(1), tg.user(2)
    await here(giving, zane)
    await giving.hold(first, "gribu runāt ar cilvēku")
    await giving.until("SELECT COUNT(*) FROM conversations WHERE owner = 'agent'", 1)
    await giving.hold(second, "gribu runāt ar cilvēku")
    giving.floor.doorbell.ring("desk")
    await giving.quiet()
    assert await giving.ask("SELECT COUNT(*) FROM conversations WHERE owner = 'agent'") == [(1,)]
    assert await giving.ask("SELECT owner FROM conversations ORDER BY id DESC LIMIT 1") == [("queue",)]
    await zane.says("Klausos")
    await giving.database.write(partial(floor.close, claim=Claim(1, zane.id, giving.now())))
    giving.floor.doorbell.ring("desk")
    await giving.until("SELECT owner, agent_id FROM conversations WHERE id = 2", "agent", zane.id)


async def test_where_nobody_speaks_their_language_customers_hear_in_which_they_are_answered(house: House, anna: Customer) -> None:
    await speaks(house, await house.agent(), "lv")
    (answers,) = await house.hold(anna, "I want to talk to a real person")
    assert any("the answer will be in Latvian" in text for text in answers)


async def test_what_is_put_aside_comes_back_by_itself(house: House, anna: Customer) -> None:
    await house.hold(anna, "labdien")
    agent = await house.agent()
    await agent.takes()
    until = house.now() + 3_600_000
    await house.database.write(partial(snoozes.snooze, claim=Claim(1, agent.id, house.now()), until=until))
    house.forward(3_601)
    house.floor.doorbell.ring("desk")
    await house.until("SELECT snoozed_until, owner, agent_id FROM conversations", 0, "agent", agent.id)


async def test_who_writes_again_soon_is_with_their_agent_and_the_bot_is_silent(house: House, anna: Customer) -> None:
    await house.hold(anna, "gribu runāt ar cilvēku")
    agent = await house.agent()
    await here(house, agent)
    await agent.takes()
    await agent.says("Nauda atmaksāta")
    await house.quiet()
    await house.database.write(partial(floor.close, claim=Claim(1, agent.id, house.now()), reopen_within=1_800_000))
    await house.quiet()
    assert await house.hold(anna, "kur ir mans pasūtījums") == [[]]
    assert await house.ask(OWNER) == [("agent", agent.id)]


async def test_a_channel_that_need_not_say_it_gets_the_bot_back_without_a_word(house: House, anna: Customer) -> None:
    await house.hold(anna, "labdien")
    agent = await house.agent()
    await agent.takes()
    (name,) = (await house.ask("SELECT channel FROM conversations"))[0]
    before = len(anna.seen)
    claim = Claim(1, agent.id, house.now())
    await house.database.write(partial(floor.release, claim=claim, summary="nauda nāk piektdien", discreet={name}))
    await house.quiet()
    assert [seen.text for seen in anna.seen[before:]] == ["Ar kolēģi sarunāts: nauda nāk piektdien"]
