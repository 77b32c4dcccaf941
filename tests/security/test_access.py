"""Whose things each route gives: the table in docs/access.md is the program's, and nobody reaches another's."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from bot.api.context import Api
from bot.api.routes import ENDPOINTS
from bot.store import telegram_links
from bot.studio.wing import STUDIO
from config.settings import CHECKOUT
from tests.api.conftest import Agent, Line
from tests.api.test_roles import name_of
from tests.api.test_webchat import DOOR, Guest, a_guest, picture

Client = TestClient[web.Request, web.Application]
WHOSE = {"own", "own and the shop's", "own chat", "own chat; colleagues every chat's", "the shop's"}


def documented() -> list[tuple[str, str, str]]:
    text = (CHECKOUT / "docs" / "access.md").read_text(encoding="utf-8")
    return re.findall(r"^\| `(.+)` \| (\w+) \| (.+) \|$", text, re.MULTILINE)


def test_every_route_stands_in_the_table_with_who_may_call_it() -> None:
    ours = sorted((name_of(endpoint), endpoint.who) for endpoint in (*ENDPOINTS, *STUDIO.endpoints))
    written = sorted((name, who) for name, who, _ in documented())
    assert written == ours, f"in docs/access.md is missing {set(ours) - set(written)}, and too much {set(written) - set(ours)}"


def test_every_route_says_whose_things_it_gives() -> None:
    told = {who: {whose for _, one, whose in documented() if one == who} for _, who, _ in documented()}
    assert told["visitor"] == {"own chat"}
    assert told["either"] == {"own chat; colleagues every chat's"}
    assert told["agent"] | told["supervisor"] | told["admin"] <= WHOSE
    assert all("counted" in whose or "nobody" in whose or "anybody" in whose for whose in told["anyone"])


@dataclass
class Two:
    """Anna has things of her own; Boris, who is no less than she, tries to have them; Vera stands above both."""

    anna: Agent
    boris: Agent
    vera: Agent
    api: Api
    line: Line


@pytest.fixture
async def two(anna: Agent, boris: Agent, vera: Agent, api: Api, line: Line) -> Two:
    await line.hear("Labdien!")
    return Two(anna, boris, vera, api, line)


async def account(two: Two) -> None:
    await two.anna.post("/account", {"name": "Anna B.", "languages": ["lv"], "locale": "lv"})
    assert (await two.boris.get("/account"))["user"]["name"] == "Boris"
    assert (await two.boris.get("/session"))["user"]["name"] == "Boris"


async def signed_in(two: Two) -> None:
    (hers,) = (await two.anna.get("/account/sessions"))["items"]
    (his,) = (await two.boris.get("/account/sessions"))["items"]
    assert hers["id"] != his["id"]
    await two.boris.ask("DELETE", f"/account/sessions/{hers['id']}", 404)
    await two.vera.ask("DELETE", f"/account/sessions/{hers['id']}", 404)
    await two.boris.ask("DELETE", "/account/sessions", 204)
    await two.anna.get("/account")


async def signing_out(two: Two) -> None:
    await two.boris.ask("DELETE", "/session", 204)
    await two.anna.get("/session")


async def password(two: Two) -> None:
    body = {"old": "correct horse battery", "password": "four words that fit"}
    await two.boris.post("/account/password", body, 204)
    await two.anna.get("/account")
    assert (await two.api.database.read(partial(_password, user_id=two.anna.id))) != (
        await two.api.database.read(partial(_password, user_id=two.boris.id))
    )


def _password(connection: Any, user_id: int) -> str:
    return str(connection.exec_driver_sql("SELECT password FROM users WHERE id = ?", (user_id,)).scalar())


async def telegram(two: Two) -> None:
    make = partial(telegram_links.make_code, user_id=two.anna.id, secret=two.api.secret, now=two.api.now())
    code = await two.api.database.write(make)
    link = partial(telegram_links.redeem, code=code, telegram_id=77, name="anna", secret=two.api.secret, now=two.api.now())
    assert await two.api.database.write(link) == two.anna.id
    assert (await two.boris.get("/account/telegram"))["name"] is None
    await two.boris.post("/account/telegram/snooze", {"minutes": 60}, 409)
    await two.boris.ask("DELETE", "/account/telegram", 204)
    await two.boris.post("/account/telegram/code", status=409)
    hers = await two.anna.get("/account/telegram")
    assert (hers["name"], hers["snoozed_until"]) == ("anna", None)


async def drafts(two: Two) -> None:
    await two.anna.post("/conversations/1/drafts", {"text": "pusteikums"})
    for other in (two.boris, two.vera):
        assert (await other.get("/drafts"))["items"] == []
        assert [one for one in (await other.get("/conversations/1/drafts"))["items"] if one["text"]] == []
    await two.boris.post("/conversations/1/drafts", {"text": ""})
    assert (await two.anna.get("/drafts"))["items"][0]["text"] == "pusteikums"


async def mentions(two: Two) -> None:
    await two.vera.post("/conversations/1/notes", {"text": "@Anna, lūdzu!", "mentions": [two.anna.id]})
    assert (await two.boris.get("/mentions"))["items"] == []
    await two.boris.post("/conversations/1/mentions")
    assert (await two.anna.get("/mentions"))["unread"] == 1


async def presence(two: Two) -> None:
    await two.anna.post("/presence", {"state": "away"})
    people = {one["id"]: one["presence"] for one in (await two.boris.get("/presence"))["items"]}
    assert people[two.anna.id] == "away"
    assert people.get(two.boris.id) != "away"


async def taking_back(two: Two) -> None:
    await two.anna.post("/conversations/1/take")
    sent = await two.anna.post("/conversations/1/messages", {"text": "Labdien!", "key": "k"})
    await two.boris.post(f"/conversations/1/messages/{sent['id']}/undo", status=409)
    await two.vera.post(f"/conversations/1/messages/{sent['id']}/undo", status=409)


async def answers(two: Two) -> None:
    mine = await two.anna.post("/answers", {"name": "mans", "texts": {"lv": "Tikai man"}, "mine": True})
    for other in (two.boris, two.vera):
        assert "Tikai man" not in str(await other.get("/answers")) + str(await other.get("/conversations/1/answers"))
        change = {"name": "tavs", "texts": {"lv": "x"}, "version": mine["version"]}
        await other.post(f"/answers/{mine['id']}", change, 404)
        await other.post(f"/answers/{mine['id']}/retire", {"version": mine["version"]}, 404)
        await other.get(f"/answers/{mine['id']}/versions", 404)
    assert "Tikai man" in str(await two.anna.get("/answers"))


TRIED: Mapping[str, Callable[[Two], Awaitable[None]]] = {
    "GET /session": account, "DELETE /session": signing_out,
    "GET /account": account, "POST /account": account, "POST /account/password": password,
    "GET /account/sessions": signed_in, "DELETE /account/sessions": signed_in, "DELETE /account/sessions/{}": signed_in,
    "GET /account/telegram": telegram, "POST /account/telegram/code": telegram, "DELETE /account/telegram": telegram,
    "POST /account/telegram/snooze": telegram,
    "GET /drafts": drafts, "GET /conversations/{}/drafts": drafts, "POST /conversations/{}/drafts": drafts,
    "GET /mentions": mentions, "POST /conversations/{}/mentions": mentions, "POST /presence": presence,
    "POST /conversations/{}/messages/{}/undo": taking_back,
    "GET /answers": answers, "GET /conversations/{}/answers": answers, "POST /answers": answers, "POST /answers/{}": answers,
    "POST /answers/{}/retire": answers, "GET /answers/{}/versions": answers,
}  # fmt: skip


def test_every_route_of_ones_own_things_is_tried() -> None:
    assert {name for name, _, whose in documented() if whose.startswith("own") and "chat" not in whose} == set(TRIED)


@pytest.mark.parametrize("attempt", sorted(set(TRIED.values()), key=lambda one: one.__name__), ids=lambda one: one.__name__)
async def test_nobody_reaches_what_is_anothers_own(two: Two, attempt: Callable[[Two], Awaitable[None]]) -> None:
    await attempt(two)


# --- visitors --------------------------------------------------------------------------------------------------


async def test_a_visitor_reaches_nothing_of_anothers_by_any_id_there_is(client: Client, line: Line, api: Api) -> None:
    guest, mallory = await a_guest(client), await a_guest(client)
    await guest.write(key="1", text="slepens vārds")
    file = await guest.upload(picture(), "kvīts.jpg")
    await guest.write(key="2", file=file["id"])
    await line.reply("Tikai tev")
    async with client.get(file["url"], headers=mallory.headers) as theirs:
        refused = (theirs.status, (await theirs.text()).replace(file["id"], "X"))
    async with client.get("/api/v1/files/" + "0" * 32, headers=mallory.headers) as none:
        assert refused == (none.status, (await none.text()).replace("0" * 32, "X")), "nobody learns what there is"
    await mallory.write(422, key="3", file=file["id"])
    for page in (await mallory.get(f"{DOOR}/messages"), await mallory.get(f"{DOOR}/messages", limit="100")):
        assert page["items"] == []
    for other in (guest.visitor, guest.visitor.upper(), f"{guest.visitor}' OR '1'='1"):
        await _as(client, other, 401)
        await _as(client, f"{mallory.secret} {other}", 401)
    assert (await guest.get(f"{DOOR}/messages"))["items"][0]["text"] == "slepens vārds"


async def test_a_key_that_names_anothers_message_is_only_ones_own(client: Client, api: Api) -> None:
    guest, mallory = await a_guest(client), await a_guest(client)
    await guest.write(key="1", text="mans")
    assert (await mallory.write(key=f"{guest.visitor}:1", text="cits"))["new"]
    assert (await mallory.write(key="1", text="cits"))["new"]
    assert [one["text"] for one in (await guest.get(f"{DOOR}/messages"))["items"]] == ["mans"]


async def test_a_page_of_history_that_was_anothers_shows_ones_own(client: Client) -> None:
    guest, mallory = await a_guest(client), await a_guest(client)
    for number in range(3):
        await guest.write(key=str(number), text=f"slepens {number}")
    earlier = (await guest.get(f"{DOOR}/messages", limit="1"))["earlier"]
    assert earlier
    assert (await mallory.get(f"{DOOR}/messages", before=earlier))["items"] == []


async def _as(client: Client, secret: str, status: int) -> None:
    guest = Guest(client, "", secret)
    await guest.get(f"{DOOR}/messages", status)
