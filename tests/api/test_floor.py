"""Who answers: take, give back, hand on, close; and what people write."""

import asyncio
from functools import partial

import pytest

from bot.store import people
from bot.store.letters import Fact
from bot.store.model import BURST
from tests.api.conftest import Agent, Clock, Line


@pytest.fixture
async def waiting(line: Line) -> None:
    """Conversation 1 waits for a person."""
    await line.hear("cilvēku, lūdzu")
    await line.hand_over(minutes=3)


async def facts(line: Line) -> list[tuple[str, object]]:
    """What the dialogue learns of, in its order."""
    (lease,) = await line.mailbox.lease(10, line.clock.now + BURST)
    bodies = [letter.body for letter in lease.letters]
    return [(body.fact, dict(body.values)) for body in bodies if isinstance(body, Fact)]


@pytest.mark.usefixtures("waiting")
class TestTheFloor:
    async def test_one_takes_it(self, anna: Agent, line: Line) -> None:
        floor = await anna.post("/conversations/1/take")
        assert (floor["owner"], floor["agent_id"], floor["floor"]) == ("agent", anna.id, 2)
        found = await anna.get("/conversations/1")
        assert found["agent"] == {"id": anna.id, "name": "Anna"}
        assert found["tickets"][0]["agent"] == "Anna"
        assert found["messages"][-1]["text"] == "Anna took the conversation"
        assert await facts(line) == [("taken", {"agent": anna.id})]

    async def test_taking_it_twice_changes_nothing(self, anna: Agent) -> None:
        first = await anna.post("/conversations/1/take")
        assert await anna.post("/conversations/1/take") == first

    async def test_of_two_at_once_one_gets_it(self, anna: Agent, boris: Agent) -> None:
        answers = await asyncio.gather(
            *(agent.client.post("/api/v1/conversations/1/take", headers={"Authorization": f"Bearer {agent.token}"}, json={})
              for agent in (anna, boris))
        )  # fmt: skip
        assert sorted(answer.status for answer in answers) == [200, 409]

    async def test_what_another_holds_cannot_be_taken(self, anna: Agent, boris: Agent) -> None:
        await anna.post("/conversations/1/take")
        problem = await boris.post("/conversations/1/take", status=409)
        assert problem["detail"] == "Anna is answering this conversation."
        assert (problem["owner"], problem["agent_id"], problem["floor"]) == ("agent", anna.id, 2)
        await boris.post("/conversations/1/close", status=409)
        await boris.post("/conversations/1/transfer", {"team": "returns"}, status=409)
        await boris.post("/conversations/1/release", status=409)

    async def test_it_is_not_taken_when_it_has_changed_hands_meanwhile(self, anna: Agent) -> None:
        await anna.post("/conversations/1/take", {"floor": 0}, status=409)
        await anna.post("/conversations/1/take", {"floor": 1})

    async def test_giving_it_back_tells_the_bot(self, anna: Agent, line: Line) -> None:
        await anna.post("/conversations/1/take")
        floor = await anna.post("/conversations/1/release", {"summary": "nauda atmaksāta"})
        assert (floor["owner"], floor["agent_id"], floor["due_at"]) == ("bot", None, None)
        assert await facts(line) == [
            ("taken", {"agent": anna.id}),
            ("released", {"agent": anna.id, "summary": "nauda atmaksāta"}),
        ]

    async def test_one_gives_back_only_what_one_has(self, anna: Agent) -> None:
        problem = await anna.post("/conversations/1/release", status=409)
        assert problem["detail"] == "You are not answering this conversation, the queue is. Take it first."

    async def test_it_is_closed_until_the_customer_writes_again(self, anna: Agent, line: Line) -> None:
        await anna.post("/conversations/1/take")
        assert (await anna.post("/conversations/1/close"))["closed_at"] is not None
        await anna.post("/conversations/1/close")
        assert (await anna.get("/conversations/1"))["tickets"][0]["state"] == "closed"
        await line.hear("vēl viens jautājums")
        assert (await anna.get("/conversations/1"))["closed_at"] is None

    async def test_a_team_gets_it_into_its_queue(self, anna: Agent) -> None:
        await anna.post("/conversations/1/take")
        await anna.post("/conversations/1/messages", {"text": "Pajautāšu kolēģiem", "key": "1"})
        floor = await anna.post("/conversations/1/transfer", {"team": "returns"})
        assert (floor["owner"], floor["team"]) == ("queue", "returns")
        assert floor["due_at"] is not None
        ticket = (await anna.get("/conversations/1"))["tickets"][0]
        assert (ticket["team"], ticket["state"], ticket["answered_at"]) == ("returns", "open", None)

    async def test_a_colleague_gets_it(self, anna: Agent, boris: Agent) -> None:
        await anna.post("/conversations/1/take")
        await anna.post("/conversations/1/transfer", {"agent_id": boris.id})
        assert (await boris.get("/conversations", owner="me"))["items"][0]["id"] == 1
        await anna.post("/conversations/1/messages", {"text": "vēl", "key": "1"}, status=409)

    @pytest.mark.parametrize(
        ("body", "path"),
        [({"team": "nobody"}, "team"), ({"agent_id": 99}, "agent_id"), ({}, None), ({"team": "shop", "agent_id": 1}, None)],
    )
    async def test_it_goes_to_somebody_who_is_there(self, anna: Agent, body: dict[str, object], path: str | None) -> None:
        assert (await anna.post("/conversations/1/transfer", body, status=422)).get("path") == path

    async def test_a_disabled_colleague_gets_nothing(self, anna: Agent, boris: Agent, line: Line) -> None:
        await line.database.write(partial(people.disable, email="boris@example.com"))
        await anna.post("/conversations/1/transfer", {"agent_id": boris.id}, status=422)
        assert [agent["name"] for agent in (await anna.get("/desk"))["agents"]] == ["Anna"]

    async def test_a_conversation_of_the_bot_can_be_handed_to_a_team_as_well(self, anna: Agent, line: Line) -> None:
        await line.hear("labdien", "8")
        await line.reply("labdien")
        await anna.post("/conversations/2/transfer", {"team": "returns"})
        found = await anna.get("/conversations/2")
        assert (found["owner"], found["team"], found["tickets"][0]["reason"]) == ("queue", "returns", "transferred")


@pytest.mark.usefixtures("waiting")
class TestTheWords:
    async def test_an_answer_goes_to_the_customer(self, anna: Agent, line: Line) -> None:
        await anna.post("/conversations/1/take")
        written = await anna.post("/conversations/1/messages", {"text": " Labdien, te Anna. ", "key": "k1"})
        assert (written["author"], written["text"], written["by"], written["sending"]) == (
            "agent", "Labdien, te Anna.", "Anna", "queued",
        )  # fmt: skip
        await line.send()
        assert (await anna.get("/conversations/1"))["messages"][-1]["sending"] == "sent"

    async def test_the_same_key_twice_sends_once(self, anna: Agent) -> None:
        await anna.post("/conversations/1/take")
        first = await anna.post("/conversations/1/messages", {"text": "Labdien", "key": "k1"})
        again = await anna.post("/conversations/1/messages", {"text": "Labdien", "key": "k1"})
        assert again == first
        found = await anna.get("/conversations/1")
        assert [message["text"] for message in found["messages"] if message["author"] == "agent"] == ["Labdien"]

    async def test_a_repeat_is_fine_even_after_the_floor_has_gone(self, anna: Agent) -> None:
        await anna.post("/conversations/1/take")
        body = {"text": "Labdien", "key": "k1"}
        first = await anna.post("/conversations/1/messages", body)
        await anna.post("/conversations/1/release")
        assert await anna.post("/conversations/1/messages", body) == first

    async def test_the_key_of_a_colleague_is_another_key(self, anna: Agent, boris: Agent) -> None:
        await anna.post("/conversations/1/take")
        await anna.post("/conversations/1/messages", {"text": "no Annas", "key": "1"})
        await anna.post("/conversations/1/transfer", {"agent_id": boris.id})
        await boris.post("/conversations/1/messages", {"text": "no Borisa", "key": "1"})
        texts = [message["text"] for message in (await anna.get("/conversations/1"))["messages"]]
        assert [text for text in texts if text.startswith("no ")] == ["no Annas", "no Borisa"]

    async def test_only_the_one_who_has_it_answers(self, anna: Agent) -> None:
        problem = await anna.post("/conversations/1/messages", {"text": "Labdien", "key": "1"}, status=409)
        assert "Take it first" in problem["detail"]

    async def test_the_first_answer_keeps_the_promise(self, anna: Agent, clock: Clock) -> None:
        await anna.post("/conversations/1/take")
        clock.now += 60_000
        await anna.post("/conversations/1/messages", {"text": "Labdien", "key": "1"})
        found = await anna.get("/conversations/1")
        assert found["promises"][0]["state"] == "kept"
        assert found["tickets"][0]["answered_at"] is not None
        assert found["due_at"] is None

    async def test_an_answer_that_comes_too_late_breaks_it(self, anna: Agent, clock: Clock) -> None:
        await anna.post("/conversations/1/take")
        clock.now += 600_000
        await anna.post("/conversations/1/messages", {"text": "Labdien", "key": "1"})
        assert (await anna.get("/conversations/1"))["promises"][0]["state"] == "broken"

    async def test_a_note_stays_among_colleagues(self, anna: Agent, line: Line) -> None:
        note = await anna.post("/conversations/1/notes", {"text": "Klients ir nikns"})
        assert (note["author"], note["by"], note["sending"]) == ("note", "Anna", "sent")
        found = await anna.get("/conversations/1")
        assert found["messages"][-1]["text"] == "Klients ir nikns"
        assert found["owner"] == "queue"

    async def test_a_note_raises_the_version(self, anna: Agent) -> None:
        before = (await anna.get("/conversations/1"))["version"]
        await anna.post("/conversations/1/notes", {"text": "!"})
        assert (await anna.get("/conversations/1"))["version"] > before

    @pytest.mark.parametrize(
        ("body", "path"),
        [
            ({"text": "  ", "key": "1"}, "text"),
            ({"text": "a" * 4001, "key": "1"}, "text"),
            ({"text": "a"}, "key"),
            ({"text": "a", "key": "a b"}, "key"),
            ({"text": 5, "key": "1"}, "text"),
            ({"text": "a", "key": "1", "more": 1}, "more"),
        ],
    )
    async def test_a_wrong_field_is_named(self, anna: Agent, body: dict[str, object], path: str) -> None:
        assert (await anna.post("/conversations/1/messages", body, status=422))["path"] == path

    async def test_signs_no_database_can_hold_are_left_out(self, anna: Agent) -> None:
        await anna.post("/conversations/1/take")
        written = await anna.post("/conversations/1/messages", {"text": "a\0b", "key": "1"})
        assert written["text"] == "ab"


@pytest.mark.parametrize("action", ["take", "release", "close", "notes", "messages", "transfer"])
async def test_nothing_is_done_without_a_sign_in_or_a_conversation(anna: Agent, action: str) -> None:
    body = {"notes": {"text": "a"}, "messages": {"text": "a", "key": "1"}, "transfer": {"team": "shop"}}.get(action, {})
    await anna.post(f"/conversations/99/{action}", body, status=404)
    await Agent(anna.client, 0, "nobody").post(f"/conversations/99/{action}", body, status=401)


async def test_a_supervisor_joins_answers_and_parts_and_everybody_sees_it(anna: Agent, vera: Agent, line: Line) -> None:
    await line.hear("Labdien")
    problem = await vera.post("/conversations/1/join", status=409)
    assert problem["detail"] == "Nobody at the console is answering this conversation. Take it."
    await anna.post("/conversations/1/take")
    words = {"text": "Es palīdzēšu", "key": "1"}
    await vera.post("/conversations/1/messages", words, 409)
    assert (await vera.post("/conversations/1/join"))["joined"] == [{"id": vera.id, "name": "Vera"}]
    assert (await vera.post("/conversations/1/messages", words))["by"] == "Vera"
    seen = await anna.get("/conversations/1")
    assert (seen["agent"]["name"], [one["name"] for one in seen["joined"]]) == ("Anna", ["Vera"])
    assert "Vera joined the conversation" in [message["text"] for message in seen["messages"]]
    assert (await vera.post("/conversations/1/part"))["joined"] == []
    await vera.post("/conversations/1/messages", {"text": "Vēl", "key": "2"}, 409)
    await anna.post("/conversations/1/join", status=403)
    await vera.post("/conversations/99/join", status=404)
