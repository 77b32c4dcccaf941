"""Promises that people make over HTTP: told, bounded by the channel, kept, renewed once, owed again."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from bot.api.context import Api
from bot.channels.messenger import Messenger
from bot.store import promises
from bot.store.model import NewPromise
from tests.api.conftest import Agent, Clock, Line

PAGE = Messenger("page", page_id="1", page_token="t", app_secret="s", app_id="2", verify_token="v", human_agent=True)
MONDAY = datetime(2027, 1, 18, 8, 30, tzinfo=UTC)  # half past ten in Riga


@pytest.fixture
def clock() -> Clock:
    return Clock(round(MONDAY.timestamp() * 1000))


@pytest.fixture
async def mine(anna: Agent, line: Line) -> Agent:
    """Anna, with a customer's conversation that she has taken."""
    await line.hear("Labdien, vai to var salabot?")
    await line.hand_over()
    await anna.post("/conversations/1/take")
    return anna


async def promise(agent: Agent, at: datetime, status: int = 200, **body: Any) -> Any:
    return await agent.post("/conversations/1/promises", {"due_at": at.isoformat(), "key": "1", **body}, status)


async def test_moments_come_from_the_calendar_and_in_the_customers_language(mine: Agent) -> None:
    found = await mine.get("/conversations/1/promises/picks")
    assert [(pick["name"], pick["due_at"]) for pick in found["picks"]] == [
        ("hour", "2027-01-18T09:35:00Z"), ("closing", "2027-01-18T16:00:00Z"), ("tomorrow", "2027-01-19T08:00:00Z"),
        ("friday", "2027-01-22T08:00:00Z"),
    ]  # fmt: skip
    assert found["picks"][3]["say"] == "Es Jums šeit atrakstīšu piektdien, 22. janvārī, līdz plkst. 10.00."
    assert all(pick["open"] and not pick["beyond"] for pick in found["picks"])
    assert found["said"] is None


@pytest.mark.parametrize(("words", "at"), [("Friday 10", "2027-01-22T08:00:00Z"), ("saturday at 12", "2027-01-23T10:00:00Z")])
async def test_a_moment_is_understood_in_words(mine: Agent, words: str, at: str) -> None:
    said = (await mine.get("/conversations/1/promises/picks", words=words))["said"]
    assert (said["due_at"], said["open"]) == (at, "riday" in words)


async def test_what_says_no_moment_is_none(mine: Agent) -> None:
    assert (await mine.get("/conversations/1/promises/picks", words="soon"))["said"] is None
    assert (await mine.get("/conversations/1/promises/picks", at="2020-01-01T00:00:00Z"))["said"] is None


async def test_a_promise_is_told_to_the_customer_and_once(mine: Agent, line: Line) -> None:
    for _ in range(2):
        made = await promise(mine, MONDAY + timedelta(days=4), say="Atrakstīšu piektdien.")
    assert (made["what"], made["by"], made["made_by"], made["state"]) == ("reply", "Anna", "person", "open")
    shown = await mine.get("/conversations/1")
    assert [message["text"] for message in shown["messages"] if message["author"] == "agent"] == ["Atrakstīšu piektdien."]
    assert [one["state"] for one in shown["promises"]] == ["kept", "open"], "the first words kept what the bot had promised"


async def test_the_next_answer_keeps_it_unless_it_was_not_yet_that(mine: Agent) -> None:
    made = await promise(mine, MONDAY + timedelta(days=4), say="Atrakstīšu piektdien.")
    await mine.post("/conversations/1/messages", {"text": "Paldies arī Jums!", "key": "2"})
    assert (await mine.get("/conversations/1"))["promises"][1]["state"] == "kept"
    again = await mine.post(f"/promises/{made['id']}/reopen")
    assert (again["state"], again["settled_at"]) == ("open", None)
    await mine.post(f"/promises/{made['id']}/reopen", status=409)


async def test_closing_does_not_keep_what_a_person_has_promised(mine: Agent) -> None:
    await promise(mine, MONDAY + timedelta(days=4))
    await mine.post("/conversations/1/close")
    assert [one["state"] for one in (await mine.get("/conversations/1"))["promises"]] == ["kept", "open"]


async def test_only_who_has_the_floor_promises(mine: Agent, boris: Agent) -> None:
    problem = await promise(boris, MONDAY + timedelta(days=1), 409)
    assert problem["detail"] == "You are not answering this conversation, Anna is. Take it first."
    await mine.post("/conversations/9/promises", {"due_at": "2027-02-01T10:00:00Z", "key": "1"}, 404)


@pytest.mark.parametrize("distance", [timedelta(minutes=-1), timedelta(days=400)])
async def test_what_has_passed_or_is_too_far_is_not_promised(mine: Agent, distance: timedelta) -> None:
    assert (await promise(mine, MONDAY + distance, 422))["path"] == "due_at"


class TestTheChannelsWindow:
    @pytest.fixture
    async def on_page(self, api: Api, anna: Agent, line: Line) -> Agent:
        """Anna, with a customer of a Facebook page."""
        api.channels["page"] = PAGE  # type: ignore[index]  # the tests' own dict
        await line.hear("Labdien", channel="page")
        await line.hand_over()
        await anna.post("/conversations/1/take")
        return anna

    async def test_nothing_is_promised_beyond_it_and_an_address_is_asked_for(self, on_page: Agent) -> None:
        problem = await promise(on_page, MONDAY + timedelta(days=8), 422)
        assert "on page you may write on Monday, 25 January, by 10:30 at the latest" in problem["detail"]
        said = (await on_page.get("/conversations/1/promises/picks", at=(MONDAY + timedelta(days=8)).isoformat()))["said"]
        assert (said["beyond"], said["by_email"]) == (True, False)
        assert "e-pasta adresi" in said["ask"]

    async def test_within_it_all_is_well(self, on_page: Agent) -> None:
        await promise(on_page, MONDAY + timedelta(days=4))


class TestTheLedger:
    async def deed(self, line: Line, days: float, about: str = "") -> int:
        """Money is promised back within so many days."""
        due_at = line.clock.now + round(days * 86_400_000)
        new = NewPromise("refund-sent", "refund-sent", due_at, about=about)
        return await line.database.write(lambda connection: promises.make(connection, 1, new, line.clock.now))

    async def test_open_ones_come_first_due_first_and_all_are_counted(self, mine: Agent, line: Line) -> None:
        await self.deed(line, 14)
        await self.deed(line, 2)
        page = await mine.get("/promises/ledger")
        assert [one["what"] for one in page["items"]] == ["reply", "refund-sent", "refund-sent"]
        assert page["items"][1]["due_at"] < page["items"][2]["due_at"]
        assert page["counts"] == {"open": 3, "risk": 0, "broken": 0, "kept": 0}
        assert page["whats"] == ["refund-sent", "reply"]
        assert [page["items"][0]["name"], page["items"][1]["renew_say"][-6:]] == ["Anna Bērziņa", "{due}."]

    async def test_they_are_found_by_maker_and_by_what(self, mine: Agent, line: Line) -> None:
        await self.deed(line, 14)
        await promise(mine, MONDAY + timedelta(days=1), what="repair")
        assert [one["what"] for one in (await mine.get("/promises/ledger", maker="me"))["items"]] == ["repair"]
        assert [one["what"] for one in (await mine.get("/promises/ledger", maker="bot"))["items"]] == ["reply", "refund-sent"]
        assert len((await mine.get("/promises/ledger", what="refund-sent"))["items"]) == 1

    async def test_it_comes_page_by_page(self, mine: Agent, line: Line) -> None:
        for days in range(1, 5):
            await self.deed(line, days)
        first = await mine.get("/promises/ledger", limit=3)
        second = await mine.get("/promises/ledger", limit=3, after=first["next"])
        assert (len(first["items"]), len(second["items"]), second["next"]) == (3, 2, None)

    async def test_at_three_quarters_it_is_at_risk(self, mine: Agent, line: Line, clock: Clock) -> None:
        await self.deed(line, 0.1)
        clock.now += round(0.08 * 86_400_000)
        page = await mine.get("/promises/ledger", tab="risk")
        assert [one["at_risk"] for one in page["items"]] == [True, True]

    async def test_somebody_says_that_it_has_been_done(self, mine: Agent, line: Line) -> None:
        id_ = await self.deed(line, 14)
        assert (await mine.post(f"/promises/{id_}/kept"))["state"] == "kept"
        await mine.post(f"/promises/{id_}/kept", status=409)
        await mine.post("/promises/99/kept", status=404)
        assert [one["id"] for one in (await mine.get("/promises/ledger", tab="kept"))["items"]] == [id_]

    async def test_it_is_renewed_once_and_the_customer_is_told(self, mine: Agent, line: Line) -> None:
        id_ = await self.deed(line, 2, about="R-1")
        later = (MONDAY + timedelta(days=5)).isoformat()
        await mine.post(f"/promises/{id_}/renew", {"due_at": (MONDAY + timedelta(days=1)).isoformat(), "say": "Vēlāk"}, 422)
        new = await mine.post(f"/promises/{id_}/renew", {"due_at": later, "say": "Nauda būs sestdien."})
        assert (new["renewal"], new["about"], new["what"], new["state"]) == (True, "R-1", "refund-sent", "open")
        shown = await mine.get("/conversations/1")
        assert shown["messages"][-1]["text"] == "Nauda būs sestdien."
        assert [one["state"] for one in shown["promises"]] == ["open", "renewed", "open"]
        await mine.post(f"/promises/{new['id']}/renew", {"due_at": "2027-02-20T10:00:00Z", "say": "Vēl vēlāk"}, 409)

    async def test_nobody_speaks_by_a_renewal_where_a_colleague_answers(
        self, mine: Agent, boris: Agent, vera: Agent, line: Line
    ) -> None:
        id_ = await self.deed(line, 2)
        body = {"due_at": (MONDAY + timedelta(days=5)).isoformat(), "say": "Nauda būs sestdien."}
        problem = await boris.post(f"/promises/{id_}/renew", body, 409)
        assert problem["detail"] == "Anna is answering this conversation."
        shown = await mine.get("/conversations/1")
        assert "Nauda būs sestdien." not in [message["text"] for message in shown["messages"]]
        await vera.post(f"/promises/{id_}/renew", body)

    async def test_of_two_returns_the_one_that_was_paid_is_kept(self, mine: Agent, line: Line) -> None:
        first, second = await self.deed(line, 2, about="R-1"), await self.deed(line, 3, about="R-2")
        paid = partial(promises.settle_what, conversation_id=1, what="refund-sent", now=line.clock.now, about="R-2")
        await line.database.write(paid)
        states = {one["id"]: one["state"] for one in (await mine.get("/conversations/1"))["promises"]}
        assert (states[first], states[second]) == ("open", "kept")

    async def test_it_is_read_as_csv(self, mine: Agent, line: Line) -> None:
        await self.deed(line, 14, about="R-1")
        headers = {"Authorization": f"Bearer {mine.token}"}
        async with mine.client.get("/api/v1/promises/ledger.csv", headers=headers) as answer:
            text = await answer.text()
        assert text.splitlines()[0].endswith(
            "id,conversation,customer,channel,what,about,by,made_at,due_at,state,settled_at,renewal"
        )
        assert "refund-sent,R-1,bot," in text
