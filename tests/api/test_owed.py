"""What did not arrive, over HTTP: listed with its reason, settled once, and the window an agent has left."""

from functools import partial
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.api.context import Api
from bot.api.routes import install
from bot.channels.messenger import Messenger
from bot.store import outbox
from bot.store.database import Database
from bot.store.outbox import Mark, State
from tests.api.conftest import Agent, Clock, Line, an_agent, opened

DAY = 86_400_000


async def fail(line: Line, state: State = "owed", reason: str = "the window is closed") -> None:
    """A person's words did not get through."""
    while claimed := await line.database.write(partial(outbox.claim, room=9, now=line.clock.now, token="t")):
        marks = [(Mark(envelope.id, "t", state, reason=reason), envelope.conversation_id) for envelope in claimed]
        await line.database.write(partial(outbox.mark, marks=marks, now=line.clock.now))


async def an_owed_answer(line: Line, anna: Agent, state: State = "owed") -> dict[str, Any]:
    """The only message of its list."""
    await line.hear("Sveiki")
    await line.reply()
    await anna.post("/conversations/1/take")
    await anna.post("/conversations/1/messages", {"text": "Nauda ir atmaksāta.", "key": "k"})
    await fail(line, state)
    (item,) = (await anna.get("/owed", state=state))["items"]
    found: dict[str, Any] = item
    return found


@pytest.mark.parametrize("state", ["owed", "unknown", "failed"])
async def test_it_stands_in_its_list_with_the_reason_and_who_wrote_it(line: Line, anna: Agent, state: State) -> None:
    item = await an_owed_answer(line, anna, state)
    assert (item["text"], item["reason"], item["by"]) == ("Nauda ir atmaksāta.", "the window is closed", "Anna")
    page = await anna.get("/owed", state=state)
    assert page["counts"][state] == 1


async def test_the_first_decision_counts(line: Line, anna: Agent, boris: Agent) -> None:
    item = await an_owed_answer(line, anna)
    await anna.post(f"/owed/{item['id']}", {"decision": "told"}, status=204)
    problem = await boris.post(f"/owed/{item['id']}", {"decision": "again"}, status=409)
    assert "settled meanwhile" in problem["detail"]
    (message,) = [m for m in (await anna.get("/conversations/1"))["messages"] if m["author"] == "agent"]
    assert (message["sending"], message["way"]) == ("sent", "person")


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"decision": "email"}, "email"),
        ({"decision": "email", "email": "anna@example.com"}, "decision"),
        ({"decision": "email", "email": "no address"}, "email"),
        ({"decision": "told", "email": "anna@example.com"}, ""),
        ({"decision": "forget"}, "decision"),
    ],
)
async def test_what_cannot_be_is_told_by_its_field(line: Line, anna: Agent, body: dict[str, str], path: str) -> None:
    item = await an_owed_answer(line, anna)
    problem = await anna.post(f"/owed/{item['id']}", body, status=422)
    assert problem.get("path", "") == path or path in str(problem)


async def test_what_nobody_owes_cannot_be_settled(anna: Agent) -> None:
    await anna.post("/owed/77", {"decision": "told"}, status=409)


# --- the window --------------------------------------------------------------------------------------------------


async def test_a_conversation_tells_until_when_it_may_be_answered(sqlite: Database, clock: Clock) -> None:
    words = {"page_id": "1", "page_token": "t", "app_secret": "s", "app_id": "2", "verify_token": "v"}
    page = Messenger("page", human_agent=True, clock=lambda: clock.now / 1000, **words)
    async with opened(sqlite, clock, channels={"page": page}, mails=True) as api:
        app = web.Application()
        install(app, api)
        async with TestClient(TestServer(app)) as client:
            await _answers(client, api, Line(sqlite, api.mailbox, clock), clock)


async def _answers(client: TestClient[web.Request, web.Application], api: Api, line: Line, clock: Clock) -> None:
    anna = await an_agent(client, api, "anna@example.com", "Anna")
    await line.hear("Sveiki", channel="page")
    wrote_at = clock.now
    await line.reply("Labdien")
    window = (await anna.get("/conversations/1"))["window"]
    assert window["after"] == "later"
    assert not window["blocked"]
    assert _ms(window["bot_until"]) - wrote_at == pytest.approx(DAY, abs=50)
    assert _ms(window["person_until"]) - wrote_at == pytest.approx(7 * DAY, abs=50)


def _ms(iso: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(iso).timestamp() * 1000


async def test_a_channel_without_a_window_says_so(line: Line, anna: Agent) -> None:
    await line.hear("Sveiki")
    window = (await anna.get("/conversations/1"))["window"]
    assert (window["bot_until"], window["person_until"]) == (None, None)
