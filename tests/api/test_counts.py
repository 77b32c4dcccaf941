"""How long each list is: counted once for everybody, told as it changes, the agent's own beside the rest."""

from aiohttp import web
from aiohttp.test_utils import TestClient

from bot.api.context import Api
from tests.api.conftest import Agent, Line
from tests.api.test_events import reading

Client = TestClient[web.Request, web.Application]


async def five(anna: Agent, boris: Agent, line: Line) -> None:
    for address in ("bot", "queue", "anna", "boris", "closed"):
        await line.hear("labdien", address)
        if address == "queue":
            await line.hand_over()
        else:
            await line.reply("labdien")
    await anna.post("/conversations/3/take")
    await boris.post("/conversations/4/take")
    await boris.post("/conversations/5/close")


async def test_every_list_has_its_length(anna: Agent, boris: Agent, line: Line) -> None:
    await five(anna, boris, line)
    found = await anna.get("/counts")
    assert found["lists"] == {"queue": 1, "decide": 0, "bot": 1, "closed": 1, "all": 5, "agent": 2, "me": 1, "snoozed": 0}


async def test_who_wrote_last_decides_what_is_unanswered(anna: Agent, boris: Agent, line: Line, api: Api) -> None:
    await five(anna, boris, line)
    assert (await anna.get("/counts"))["unanswered"] == 1
    line.clock.now += 1000
    await anna.post("/conversations/3/messages", {"text": "Labdien!", "key": "1"})
    api.hub.tally.stale()
    assert (await anna.get("/counts"))["unanswered"] == 0
    line.clock.now += 1000
    await line.hear("Paldies", "anna")
    api.hub.tally.stale()
    assert ((await anna.get("/counts"))["unanswered"], (await boris.get("/counts"))["unanswered"]) == (1, 1)


async def test_a_change_is_counted_once_for_all_who_watch(anna: Agent, boris: Agent, line: Line, api: Api) -> None:
    path = "/api/v1/events"
    async with reading(anna.client, path, anna.token) as first, reading(boris.client, path, boris.token) as second:
        await first.next("hello")
        await second.next("hello")
        before = api.hub.tally.times
        await line.hear("Cilvēku!")
        await line.hand_over()
        api.doorbell.ring("pages")
        for reader in (first, second):
            while (await reader.next("counts"))[1]["lists"]["queue"] != 1:
                pass
        assert api.hub.tally.times - before <= 2, "two changes at most: the word and the hand-over"


async def test_a_row_that_changed_is_asked_for_alone_and_says_where_it_stands(anna: Agent, line: Line) -> None:
    for address, minutes in (("7", 30), ("8", 3), ("9", 10)):
        await line.hear("cilvēku, lūdzu", address)
        await line.hand_over(minutes=minutes)
    whole = (await anna.get("/conversations", owner="queue"))["items"]
    assert [item["id"] for item in sorted(whole, key=lambda item: item["order"])] == [2, 3, 1]
    some = (await anna.get("/conversations", owner="queue", ids="1,2,77"))["items"]
    assert [item["id"] for item in some] == [2, 1]
    await anna.post("/conversations/2/take")
    assert [item["id"] for item in (await anna.get("/conversations", owner="queue", ids="2"))["items"]] == []
    newest = (await anna.get("/conversations", owner="all"))["items"]
    assert [item["id"] for item in sorted(newest, key=lambda item: item["order"])] == [item["id"] for item in newest]


async def test_who_waits_is_shown_by_what_they_asked_and_not_by_what_the_bot_promised(anna: Agent, line: Line) -> None:
    await line.hear("cilvēku, lūdzu", "7")
    await line.hand_over()
    (waiting,) = (await anna.get("/conversations", owner="queue"))["items"]
    assert waiting["last"]["text"] == "cilvēku, lūdzu"
    await anna.post("/conversations/1/take")
    (taken,) = (await anna.get("/conversations", owner="me"))["items"]
    assert taken["last"]["text"].startswith("Cilvēks atbildēs")
