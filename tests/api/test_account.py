"""One's own account, and where one is signed in: every sign-in can be seen and ended, and unused ones end by themselves."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.api.context import Api
from bot.api.devices import device, shortened
from bot.api.routes import install
from tests.api.conftest import PASSWORD, SHOP, Agent, Clock, checked
from tests.api.test_events import reading

Client = TestClient[web.Request, web.Application]
HOUR = 3_600_000
NEW = "seven quiet lanterns"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


async def again(client: Client, agent: str = FIREFOX, email: str = "anna@example.com") -> str:
    """Another sign-in of Anna's; its token."""
    async with client.post(
        "/api/v1/session", json={"email": email, "password": PASSWORD}, headers={"User-Agent": agent}
    ) as answer:
        client.session.cookie_jar.clear()
        return str((await checked(answer, 200))["token"])


class TestSessions:
    async def test_they_are_listed_with_where_and_when(self, anna: Agent, clock: Clock) -> None:
        await again(anna.client)
        found = (await anna.get("/account/sessions"))["items"]
        assert [(one["device"], one["current"]) for one in found] == [("Firefox, Windows", False), ("", True)]
        assert found[0]["address"] == "127.0.0.x"
        assert anna.token not in str(found)

    async def test_one_is_ended_and_the_others_go_on(self, anna: Agent, boris: Agent) -> None:
        other = Agent(anna.client, anna.id, await again(anna.client))
        handle = next(one["id"] for one in (await anna.get("/account/sessions"))["items"] if not one["current"])
        await boris.ask("DELETE", f"/account/sessions/{handle}", 404)  # it is not his
        await anna.ask("DELETE", f"/account/sessions/{handle}", 204)
        await other.get("/session", 401)
        await anna.get("/session")
        await anna.ask("DELETE", f"/account/sessions/{handle}", 404)

    async def test_all_others_are_ended_at_once(self, anna: Agent) -> None:
        others = [Agent(anna.client, anna.id, await again(anna.client)) for _ in range(3)]
        await anna.ask("DELETE", "/account/sessions", 204)
        for other in others:
            await other.get("/session", 401)
        assert len((await anna.get("/account/sessions"))["items"]) == 1

    async def test_another_password_ends_every_other_one(self, anna: Agent) -> None:
        other = Agent(anna.client, anna.id, await again(anna.client))
        assert (await anna.post("/account/password", {"old": "wrong", "password": NEW}, 422))["path"] == "old"
        assert (await anna.post("/account/password", {"old": PASSWORD, "password": "short"}, 422))["path"] == "password"
        await anna.post("/account/password", {"old": PASSWORD, "password": NEW}, 204)
        await other.get("/session", 401)
        await anna.get("/session")

    async def test_the_old_password_cannot_be_guessed_at_leisure(self, anna: Agent) -> None:
        body = {"old": "wrong", "password": NEW}
        answers = []
        for _ in range(6):
            async with anna.client.post(
                "/api/v1/account/password", json=body, headers={"Authorization": f"Bearer {anna.token}"}
            ) as answer:
                answers.append(answer.status)
        assert answers == [422] * 5 + [429]

    async def test_one_that_nobody_uses_ends(self, anna: Agent, clock: Clock) -> None:
        for _ in range(3):
            clock.now += 20 * HOUR
            await anna.get("/session")  # a program with its token: every call counts
        clock.now += 25 * HOUR
        await anna.get("/session", 401)

    async def test_what_a_page_reads_by_itself_keeps_nobody_signed_in(self, anna: Agent, clock: Clock) -> None:
        cookie = {"Cookie": f"dezura_session={anna.token}", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}
        for _ in range(5):
            clock.now += 5 * HOUR
            async with anna.client.get("/api/v1/conversations", headers=cookie) as answer:
                last = answer.status
        assert last == 401

    async def test_a_hand_that_writes_does(self, anna: Agent, clock: Clock) -> None:
        cookie = {"Cookie": f"dezura_session={anna.token}", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}
        for _ in range(5):
            clock.now += 20 * HOUR
            async with anna.client.post("/api/v1/account", json={}, headers=cookie) as answer:
                assert answer.status == 200

    async def test_a_stream_ends_with_signing_out(self, anna: Agent) -> None:
        async with reading(anna.client, "/api/v1/events", anna.token) as events:
            await events.next("hello")
            await anna.ask("DELETE", "/session", 204)
            async with asyncio.timeout(60):
                assert await events.answer.content.read() is not None
        await anna.get("/events", 401)

    async def test_a_stream_ends_with_its_sign_in(self, anna: Agent, dace: Agent) -> None:
        for end in (
            partial(anna.ask, "DELETE", "/account/sessions", 204),
            partial(dace.post, f"/people/{anna.id}", {"disabled": True}),
        ):
            async with reading(anna.client, "/api/v1/events", anna.token) as events:
                await events.next("hello")
                await end()
                async with asyncio.timeout(60):
                    assert await events.answer.content.read() is not None
        await anna.get("/events", 401)


class TestTheCookieOverHttps:
    """Another host of the domain may set cookies for ours; one whose name begins with __Host- it cannot."""

    @pytest.fixture
    async def secure(self, api: Api) -> AsyncIterator[Client]:
        changed = {name: getattr(api, name) for name in Api.__slots__} | {"public_url": "https://chat.example"}
        app = web.Application()
        install(app, Api(**changed))
        async with TestClient(TestServer(app)) as opened:
            yield opened

    async def test_it_belongs_to_this_host_alone(self, secure: Client, anna: Agent) -> None:
        async with secure.post("/api/v1/session", json={"email": "anna@example.com", "password": PASSWORD}) as answer:
            cookie = answer.cookies["__Host-dezura_session"]
            assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", "")
            assert cookie["samesite"] == "Lax"
        planted = {"Cookie": f"dezura_session={anna.token}"}
        async with secure.get("/api/v1/session", headers=planted) as answer:
            assert answer.status == 401
        async with secure.get("/api/v1/session", headers={"Cookie": f"__Host-dezura_session={anna.token}"}) as answer:
            assert answer.status == 200

    async def test_signing_out_takes_it_away(self, secure: Client, anna: Agent) -> None:
        headers = {"Cookie": f"__Host-dezura_session={anna.token}", "Sec-Fetch-Site": "same-origin"}
        async with secure.delete("/api/v1/session", headers=headers) as answer:
            cookie = answer.cookies["__Host-dezura_session"]
        assert (cookie["max-age"], cookie["secure"]) == ("0", True)


async def test_name_languages_and_preferences_are_kept(anna: Agent) -> None:
    before = await anna.get("/account")
    assert before["preferences"] == {"undo_seconds": 0, "sound": True, "notifications": False}
    wish = {"name": "Anna B.", "locale": "uk", "languages": ["lv", "ru"], "preferences": {"undo_seconds": 5, "sound": False}}
    after = await anna.post("/account", wish)
    assert after == await anna.get("/account")
    assert (after["user"]["name"], after["user"]["locale"], after["user"]["languages"]) == ("Anna B.", "uk", ["lv", "ru"])
    assert after["preferences"] == {"undo_seconds": 5, "sound": False, "notifications": False}
    assert (await anna.post("/account", {"locale": "de"}, 422))["path"] == "locale"
    assert (await anna.post("/account", {"role": "admin"}, 422))["path"] == "role"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit Version/18.0 Mobile Safari/604", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 SamsungBrowser/28 Chrome/130 Mobile", "Samsung Internet, Android"),
        ("curl/8.5.0", "curl"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_a_device_is_told_in_words(agent: str, words: str) -> None:
    assert device(agent) == words


@pytest.mark.parametrize(
    ("address", "short"),
    [
        ("203.0.113.77", "203.0.113.x"), ("2001:db8:1:2::/64", "2001:db8:1::/48"), ("::ffff:203.0.113.77", "203.0.113.x"),
        ("nonsense", ""), ("", ""),
    ],
)  # fmt: skip
def test_an_address_is_shortened(address: str, short: str) -> None:
    assert shortened(address) == short


def test_the_settings_say_how_long() -> None:
    assert (SHOP.people.signed_in.days, SHOP.people.idle.total_seconds() / 3600) == (7, 24)
