"""Signing in: who gets in, who does not, and how often one may try."""

import asyncio
from functools import partial

import pytest
from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from bot.api import who
from bot.api.context import Api
from bot.api.routes import install
from bot.store import people
from tests.api.conftest import PASSWORD, Agent, Clock, checked

Client = TestClient[web.Request, web.Application]
ANNA = {"email": "anna@example.com", "password": PASSWORD}


async def test_the_token_of_a_sign_in_opens_the_desk(anna: Agent) -> None:
    me = await anna.get("/session")
    assert me["user"] == {
        "id": anna.id, "email": "anna@example.com", "name": "Anna", "role": "agent", "languages": [], "locale": "",
    }  # fmt: skip


async def test_the_e_mail_is_the_same_in_capitals(client: Client, anna: Agent) -> None:
    async with client.post("/api/v1/session", json={**ANNA, "email": " Anna@Example.COM "}) as answer:
        await checked(answer, 200)


@pytest.mark.parametrize("wrong", [{"password": "wrong"}, {"email": "nobody@example.com"}])
async def test_a_wrong_password_and_an_unknown_e_mail_get_the_same_answer(
    client: Client, anna: Agent, wrong: dict[str, str]
) -> None:
    async with client.post("/api/v1/session", json={**ANNA, **wrong}) as answer:
        problem = await checked(answer, 401)
    assert problem["detail"] == "This e-mail and password do not belong together."


async def test_after_five_wrong_passwords_one_has_to_wait(client: Client, anna: Agent, clock: Clock) -> None:
    for _ in range(5):
        async with client.post("/api/v1/session", json={**ANNA, "password": "wrong"}) as answer:
            await checked(answer, 401)
    async with client.post("/api/v1/session", json=ANNA) as answer:
        await checked(answer, 429)
        assert 1 <= int(answer.headers["Retry-After"]) <= 31
    clock.now += 31_000
    async with client.post("/api/v1/session", json=ANNA) as answer:
        await checked(answer, 200)


async def test_one_caller_cannot_use_up_the_tries_at_somebodys_e_mail(
    client: Client, anna: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(who, "address", lambda _, request: request.headers["X-Caller"])
    for _ in range(60):
        async with client.post("/api/v1/session", json={**ANNA, "password": "wrong"}, headers={"X-Caller": "6.6.6.6"}):
            pass
    async with client.post("/api/v1/session", json=ANNA, headers={"X-Caller": "5.5.5.5"}) as answer:
        await checked(answer, 200)


async def test_right_passwords_are_not_counted(client: Client, anna: Agent) -> None:
    for _ in range(8):
        async with client.post("/api/v1/session", json=ANNA) as answer:
            await checked(answer, 200)


async def test_after_signing_out_the_token_opens_nothing(anna: Agent) -> None:
    await anna.ask("DELETE", "/session", 204)
    await anna.get("/session", 401)


async def test_a_sign_in_ends_after_a_week(anna: Agent, clock: Clock) -> None:
    clock.now += 7 * 86_400_000
    await anna.get("/session", 401)


async def test_a_disabled_person_is_out_at_once(anna: Agent, api: Api, client: Client) -> None:
    await api.database.write(partial(people.disable, email="anna@example.com"))
    await anna.get("/session", 401)
    async with client.post("/api/v1/session", json=ANNA) as answer:
        await checked(answer, 401)


@pytest.mark.parametrize("token", ["", "x", "ā" * 10, "a.b.c", "x" * 5000])
async def test_a_made_up_token_is_turned_away(client: Client, token: str) -> None:
    async with client.get("/api/v1/session", headers={"Authorization": f"Bearer {token}"}) as answer:
        await checked(answer, 401)
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("shown", [b"Authorization: Bearer \xff", b"Cookie: dezura_session=\xff; dezura_visitor=\xff"])
@pytest.mark.parametrize("path", [b"/api/v1/session", b"/api/v1/channels/web/messages"])
async def test_a_token_that_is_no_text_is_turned_away(client: Client, path: bytes, shown: bytes) -> None:
    reader, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\n" + shown + b"\r\n\r\n")
    assert await reader.readline() == b"HTTP/1.1 401 Unauthorized\r\n"
    writer.close()


async def test_another_secret_key_signs_everybody_out(anna: Agent, api: Api) -> None:
    app = web.Application()
    install(app, Api(**{name: getattr(api, name) for name in Api.__slots__} | {"secret": b"another"}))
    async with TestClient(TestServer(app)) as elsewhere:
        await Agent(elsewhere, anna.id, anna.token).get("/session", 401)


class TestTheCookie:
    """A browser sends it by itself, so what changes something must come from our own pages."""

    @pytest.fixture
    async def browser(self, client: Client, anna: Agent) -> Client:
        jar = client.session.cookie_jar
        assert isinstance(jar, CookieJar)
        async with client.post("/api/v1/session", json=ANNA) as answer:
            cookie = answer.cookies["dezura_session"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        return client

    @pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://{host}"}])
    async def test_our_own_pages_may_use_it(self, browser: Client, headers: dict[str, str]) -> None:
        own = {name: value.format(host=f"{browser.host}:{browser.port}") for name, value in headers.items()}
        async with browser.delete("/api/v1/session", headers=own) as answer:
            await checked(answer, 204)

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": "http://[::1"},
            {"Sec-Fetch-Site": "cross-site", "Origin": "http://{host}"},
        ],
    )
    async def test_other_sites_may_not(self, browser: Client, headers: dict[str, str]) -> None:
        sent = {name: value.format(host=f"{browser.host}:{browser.port}") for name, value in headers.items()}
        async with browser.delete("/api/v1/session", headers=sent) as answer:
            await checked(answer, 403)
        async with browser.get("/api/v1/session") as answer:
            await checked(answer, 200)

    async def test_reading_needs_no_proof(self, browser: Client) -> None:
        async with browser.get("/api/v1/session") as answer:
            await checked(answer, 200)

    async def test_another_site_cannot_sign_anybody_in(self, client: Client, anna: Agent) -> None:
        async with client.post("/api/v1/session", json=ANNA, headers={"Origin": "https://evil.example"}) as answer:
            await checked(answer, 403)
