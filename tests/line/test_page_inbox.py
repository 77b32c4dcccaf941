"""A shop whose people answer in the Page inbox: the thread goes there with the customer's wish, and comes back."""

from collections.abc import AsyncIterator

import pytest

from bot.store.database import connect
from config.settings import read_environment
from config.shop import Channel, Shop
from nlu.model import Nlu
from tests.line.house import House
from tests.platforms.clock import Clock
from tests.platforms.graph import PAGE_INBOX, GraphEmulator

OWNER = "SELECT owner FROM conversations"


@pytest.fixture
async def house(sqlite_url: str, clock: Clock, shop: Shop, nlu: Nlu, fb: GraphEmulator) -> AsyncIterator[House]:
    """The program with one page, whose people answer in Facebook's own inbox."""
    named = ("page_id", "app_secret", "app_id", "verify_token")
    page = {name: fb.credentials[name] for name in named} | {"token": fb.page_token}
    channel = Channel.model_validate({"kind": "messenger", "name": "page", "page_inbox": True, **page})
    environment = read_environment({"MESSENGER_GRAPH_URL": fb.url})
    database = connect(sqlite_url)
    try:
        async with House(database, clock, environment, shop.model_copy(update={"channels": (channel,)}), nlu) as opened:
            fb.postman.deliver_to(f"{opened.url}/webhooks/messenger")
            yield opened
    finally:
        database.close()


async def test_the_thread_is_passed_after_the_promise_and_a_person_there_keeps_it(house: House, fb: GraphEmulator) -> None:
    anna = fb.user()
    (promised,) = await house.hold(anna, "gribu runāt ar cilvēku")
    assert promised, "the promise is told before the thread goes"
    assert anna.owner == PAGE_INBOX
    assert await house.ask(OWNER) == [("queue",)]
    await fb.answer_in_inbox(anna, "Labdien, te Zane")
    await house.quiet()
    assert await house.ask(OWNER) == [("agent",)]
    assert await house.ask("SELECT state FROM promises") == [("kept",)]
    assert await house.hold(anna, "kur ir mans pasūtījums") == [[]]


async def test_the_bot_goes_on_when_the_thread_comes_back(house: House, fb: GraphEmulator) -> None:
    anna = fb.user()
    await house.hold(anna, "gribu runāt ar cilvēku")
    await fb.answer_in_inbox(anna, "Labdien, te Zane")
    await fb.pass_thread(anna, fb.app_id)
    await house.quiet()
    assert await house.ask(OWNER) == [("bot",)]
    assert (await house.hold(anna, "kur ir mans pasūtījums"))[0]


async def test_an_agent_at_the_console_takes_the_thread_back_by_answering(house: House, fb: GraphEmulator) -> None:
    anna = fb.user()
    await house.hold(anna, "gribu runāt ar cilvēku")
    agent = await house.agent()
    await agent.takes()
    await agent.says("Te Zane no pults")
    await house.quiet()
    assert anna.seen[-1].text == "Te Zane no pults"
    assert anna.owner == fb.app_id


async def test_a_fact_waits_for_the_thread_and_is_told_once(house: House, fb: GraphEmulator) -> None:
    anna = fb.user()
    await house.hold(anna, "gribu runāt ar cilvēku")
    seen = len(anna.seen)
    house.forward(3600)  # the promise is broken, and said so
    await house.until("SELECT COUNT(*) > 0 FROM outbox WHERE state = 'owed'", 1)
    assert len(anna.seen) == seen
    await fb.pass_thread(anna, fb.app_id)
    await house.until("SELECT COUNT(*) FROM outbox WHERE state = 'owed'", 0)
    await house.quiet()
    assert len(anna.seen) > seen
    ways = await house.ask("SELECT DISTINCT way FROM outbox WHERE state = 'sent' AND way = 'later'")
    assert ways == [("later",)]
