"""The desk at this moment: who waits and how long, who holds what, what the bot has in hand."""

from bot.api.context import Api
from tests.api.conftest import Agent, Clock, Line


async def test_an_empty_desk_is_told_whole(vera: Agent, anna: Agent) -> None:
    found = await vera.get("/live")
    assert [(queue["team"], queue["waiting"]) for queue in found["queues"]] == [("shop", 0), ("returns", 0)]
    assert sorted(one["name"] for one in found["people"]) == ["Anna", "Vera"]
    assert (found["held"], found["bot"]["turns"], found["bot"]["talking"]) == ([], 0, 0)


async def test_a_queue_tells_the_longest_wait_and_what_is_at_risk_or_late(vera: Agent, line: Line, clock: Clock) -> None:
    await line.hear("cilvēku", "7")
    await line.hand_over(minutes=10)
    first = (await vera.get("/live"))["queues"][0]
    assert (first["waiting"], first["late"], first["at_risk"]) == (1, 0, 0)
    clock.now += 11 * 60_000
    await line.hear("cilvēku", "8")
    await line.hand_over(minutes=10)
    second = (await vera.get("/live"))["queues"][0]
    assert (second["waiting"], second["late"]) == (2, 1)
    assert second["oldest_at"] == first["oldest_at"]
    assert second["next_due_at"] == first["next_due_at"]


async def test_who_waits_for_an_agent_is_told_from_the_hand_over_and_then_from_their_next_words(
    vera: Agent, anna: Agent, line: Line, clock: Clock
) -> None:
    await line.hear("cilvēku")
    await line.hand_over()
    opened = (await vera.get("/live"))["queues"][0]["oldest_at"]
    await anna.post("/conversations/1/take")
    (held,) = (await vera.get("/live"))["held"]
    assert (held["agent"]["name"], held["waits_since"]) == ("Anna", opened)
    await anna.post("/conversations/1/messages", {"text": "Labdien", "key": "1"})
    (held,) = (await vera.get("/live"))["held"]
    assert held["waits_since"] is None
    clock.now += 60_000
    await line.hear("un?")
    clock.now += 60_000
    await line.hear("hallo?")
    live = await vera.get("/live")
    assert live["held"][0]["waits_since"] is not None
    assert live["held"][0]["waits_since"] < live["at"]
    (one,) = [one for one in live["people"] if one["name"] == "Anna"]
    assert (one["holds"], one["unanswered"], one["waits_since"]) == (1, 1, live["held"][0]["waits_since"])


async def test_the_bots_load_counts_what_is_due(vera: Agent, line: Line, clock: Clock) -> None:
    await line.hear("labdien", "7")
    clock.now += 5_000
    busy = (await vera.get("/live"))["bot"]
    assert (busy["turns"], busy["talking"]) == (1, 1)
    assert busy["oldest_turn_at"] is not None
    await line.reply("Labdien!")
    calm = (await vera.get("/live"))["bot"]
    assert (calm["turns"], calm["oldest_turn_at"], calm["messages"]) == (0, None, 0)


async def test_who_has_joined_stands_beside_the_agent(vera: Agent, anna: Agent, line: Line, api: Api) -> None:
    await line.hear("labdien")
    await anna.post("/conversations/1/take")
    await vera.post("/conversations/1/join")
    (held,) = (await vera.get("/live"))["held"]
    assert [one["name"] for one in held["joined"]] == ["Vera"]
    await anna.get("/live", 403)
