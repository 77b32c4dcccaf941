"""The desk over HTTP: who is here, what somebody can do, what is put aside and taken up again."""

from datetime import UTC, datetime, timedelta

from bot.api.context import Api
from bot.epoch import from_ms
from bot.store import people
from tests.api.conftest import Agent, Line

NOBODY = "/people/999/desk"


async def supervisor(api: Api, agent: Agent) -> None:
    def promote(connection: object) -> None:
        connection.exec_driver_sql(f"UPDATE users SET role = 'supervisor' WHERE id = {agent.id}")  # type: ignore[attr-defined]

    await api.database.write(promote)


async def held(line: Line, anna: Agent, minutes: int = 60) -> None:
    await line.hear("Cilvēku!")
    await line.hand_over(minutes=minutes)
    await anna.post("/conversations/1/take")


class TestPresence:
    async def test_a_page_that_is_open_makes_somebody_be_here(self, anna: Agent, boris: Agent) -> None:
        told = await anna.post("/presence", {"idle": 3})
        assert (told["chosen"], told["state"]) == ("here", "here")
        everybody = {one["name"]: one for one in (await boris.get("/presence"))["items"]}
        assert (everybody["Anna"]["presence"], everybody["Boris"]["presence"]) == ("here", "off")
        assert (everybody["Anna"]["load"], everybody["Anna"]["capacity"]) == (0, 8)

    async def test_what_is_chosen_stays_and_idle_hands_are_away(self, anna: Agent) -> None:
        assert (await anna.post("/presence", {"state": "off"}))["state"] == "off"
        assert (await anna.post("/presence"))["state"] == "off"
        await anna.post("/presence", {"state": "here"})
        await anna.post("/presence", {"idle": -1}, status=422)
        await anna.post("/presence", {"state": "asleep"}, status=422)

    async def test_the_desk_says_before_a_hand_over_who_is_here_and_how_busy(self, line: Line, anna: Agent, boris: Agent) -> None:
        await held(line, boris)
        await boris.post("/presence")
        agents = {one["name"]: one for one in (await anna.get("/desk"))["agents"]}
        assert (agents["Boris"]["presence"], agents["Boris"]["load"]) == ("here", 1)


class TestPlace:
    async def test_a_supervisor_says_what_somebody_can_do(self, api: Api, anna: Agent, boris: Agent) -> None:
        await supervisor(api, anna)
        body = {"teams": ["returns"], "skills": ["refunds", "refunds"], "capacity": 3, "languages": ["lv", "ru"]}
        place = await anna.post(f"/people/{boris.id}/desk", body)
        assert place == {"teams": ["returns"], "skills": ["refunds"], "capacity": 3, "usual": 8}
        assert await boris.get(f"/people/{boris.id}/desk") == place
        (found,) = [one for one in await api.database.read(people.everybody) if one.id == boris.id]
        assert found.languages == ("lv", "ru")
        await anna.post(f"/people/{boris.id}/desk", {})
        assert (await boris.get(f"/people/{boris.id}/desk"))["capacity"] is None

    async def test_an_agent_does_not_and_wrong_teams_and_people_are_told(self, api: Api, anna: Agent, boris: Agent) -> None:
        await boris.post(f"/people/{boris.id}/desk", {}, status=403)
        await supervisor(api, anna)
        told = await anna.post(f"/people/{boris.id}/desk", {"teams": ["sales"]}, status=422)
        assert told["path"] == "teams"
        await anna.post(NOBODY, {}, status=404)
        await anna.get(NOBODY, status=404)


class TestSnooze:
    async def test_it_leaves_the_list_and_the_counts_and_comes_back_when_taken_up(self, line: Line, anna: Agent) -> None:
        await held(line, anna)
        await anna.post("/conversations/1/messages", {"text": "Labdien", "key": "1"})
        until = (from_ms(line.clock.now) + timedelta(hours=3)).isoformat()
        put = await anna.post("/conversations/1/snooze", {"until": until})
        assert (put["owner"], put["snoozed"]) == ("agent", True)
        assert (await anna.get("/conversations", owner="me"))["items"] == []
        (item,) = (await anna.get("/conversations", owner="snoozed"))["items"]
        assert datetime.fromisoformat(item["snoozed_until"]) == datetime.fromisoformat(until).astimezone(UTC)
        assert (await anna.get("/conversations/1"))["snoozed"] is True
        await anna.post("/conversations/1/wake")
        assert [one["id"] for one in (await anna.get("/conversations", owner="me"))["items"]] == [1]

    async def test_a_promise_before_it_is_told_and_may_be_known(self, line: Line, anna: Agent) -> None:
        await held(line, anna, minutes=10)
        until = (from_ms(line.clock.now) + timedelta(hours=3)).isoformat()
        refused = await anna.post("/conversations/1/snooze", {"until": until}, status=409)
        assert refused["reason"] == "promised"
        promise = (await anna.get("/conversations/1"))["promises"][0]
        assert refused["due_at"][:19] == promise["due_at"][:19]
        await anna.post("/conversations/1/snooze", {"until": until, "anyway": True})

    async def test_only_who_has_it_and_only_ahead(self, line: Line, anna: Agent, boris: Agent) -> None:
        await held(line, anna)
        await boris.post("/conversations/1/snooze", {}, status=409)
        past = await anna.post("/conversations/1/snooze", {"until": "2020-01-01T00:00:00Z", "anyway": True}, status=422)
        assert past["path"] == "until"
        await anna.post("/conversations/1/snooze", {"until": "9999-01-01T00:00:00Z"}, status=422)
        await anna.post("/conversations/9/snooze", {}, status=404)
        await anna.post("/conversations/9/wake", {}, status=404)

    async def test_what_is_offered_is_when_the_team_works(self, line: Line, anna: Agent) -> None:
        await held(line, anna)
        offered = (await anna.get("/conversations/1/snooze"))["choices"]
        assert {one["name"] for one in offered} <= {"later", "tomorrow", "monday"}
        moments = [datetime.fromisoformat(one["at"]) for one in offered]
        assert moments == sorted(moments)
        assert all(moment > from_ms(line.clock.now) for moment in moments)
        await anna.get("/conversations/9/snooze", status=404)


async def test_what_was_closed_is_taken_up_again(line: Line, anna: Agent, boris: Agent) -> None:
    await held(line, anna)
    await anna.post("/conversations/1/close")
    again = await boris.post("/conversations/1/reopen")
    assert (again["owner"], again["agent_id"], again["closed_at"]) == ("agent", boris.id, None)
    unchanged = await anna.post("/conversations/1/reopen")
    assert unchanged["agent_id"] == boris.id
    messages = (await anna.get("/conversations/1"))["messages"]
    assert messages[-1]["text"] == "Boris took it up again"
    await anna.post("/conversations/9/reopen", status=404)


async def test_every_list_has_everything_it_should(line: Line, anna: Agent) -> None:
    await line.hear("labdien")
    await held(line, anna)
    assert len((await anna.get("/conversations", owner="all"))["items"]) == 1
