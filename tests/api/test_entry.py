"""The ways in without a password: an invitation and a reset, each link once, and no word to strangers about who is known."""

import asyncio
import re
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from bot.api.context import Api
from bot.api.postbox import Postbox
from bot.channels.port import NotSent, Result, Sent
from bot.mail import Letter
from bot.store import audit, people
from bot.store.audit import Wanted
from bot.store.database import Database
from tests.api.conftest import PASSWORD, Agent, Clock, an_agent, checked, opened

Client = TestClient[web.Request, web.Application]
HOUR = 3_600_000
NEW = "seven quiet lanterns"


class Server:
    """A mail server of the test's own: it keeps what it is given."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.answer: Result = Sent("1")

    async def send(self, letter: Letter) -> Result:
        self.letters.append(letter)
        return self.answer


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
async def api(sqlite: Database, clock: Clock, server: Server) -> AsyncIterator[Api]:
    """A shop with a mail server and an address of its own."""
    async with opened(sqlite, clock, postbox=Postbox(server), public_url="http://chat.example") as bag:
        yield bag


@pytest.fixture
async def dace(client: Client, api: Api) -> Agent:
    return await an_agent(client, api, "dace@example.com", "Dace", "admin")


async def post(client: Client, path: str, body: Any, status: int, **headers: str) -> Any:
    async with client.post(f"/api/v1{path}", json=body, headers=headers) as answer:
        return await checked(answer, status)


def token_in(text: str) -> str:
    (found,) = re.findall(r"/console/enter#([\w-]+)", text)
    return str(found)


async def asked(client: Client, api: Api, server: Server, email: str = "anna@example.com") -> str:
    """The token of a reset that was asked for by e-mail."""
    await post(client, "/session/reset", {"email": email}, 204)
    await api.postbox.idle()
    return token_in(server.letters[-1].text)


async def actions(api: Api) -> list[str]:
    found = await api.database.read(partial(audit.page, wanted=Wanted(), before=2**62, room=50))
    return [entry.action for entry in reversed(found)]


async def invited(dace: Agent, **more: Any) -> Any:
    return await dace.post("/people", {"email": "jana@example.com", "name": "Jana", "role": "agent", **more})


class TestInvitations:
    async def test_it_goes_by_e_mail_and_its_person_sets_a_password_and_is_in(
        self, client: Client, dace: Agent, server: Server, api: Api
    ) -> None:
        made = await invited(dace, role="supervisor", locale="pl", languages=["pl", "en"])
        assert (made["mailed"], made["link"]) == (True, None)
        assert (made["person"]["invited"], made["person"]["role"]) == (True, "supervisor")
        (letter,) = server.letters
        assert (letter.to, letter.language) == ("jana@example.com", "pl")
        assert letter.subject == "Rīta veikals: zaproszenie do konsoli"
        assert "72 godziny" in letter.text
        token = token_in(letter.text)
        looked = await post(client, "/session/link", {"token": token}, 200)
        assert (looked["kind"], looked["email"], looked["name"]) == ("invitation", "jana@example.com", "Jana")
        entered = await post(client, "/session/password", {"token": token, "password": NEW}, 200)
        jana = Agent(client, entered["user"]["id"], entered["token"])
        assert (await jana.get("/session"))["user"]["locale"] == "pl"
        await post(client, "/session", {"email": "jana@example.com", "password": NEW}, 200)
        assert await actions(api) == ["user.invited", "user.came_in", "session.opened", "session.opened"]
        await post(client, "/session/password", {"token": token, "password": NEW}, 404)
        await post(client, "/session/link", {"token": token}, 404)

    async def test_where_mail_fails_the_admin_gets_the_link_once(self, client: Client, dace: Agent, server: Server) -> None:
        server.answer = NotSent("451 later")
        made = await invited(dace)
        assert (made["mailed"], made["why"]) == (False, "The mail server did not take it.")
        assert made["link"].startswith("http://chat.example/console/enter#")
        assert token_in(made["link"]) not in str(await dace.get("/people"))
        await post(client, "/session/password", {"token": token_in(made["link"]), "password": NEW}, 200)

    async def test_it_lasts_72_hours(self, client: Client, dace: Agent, server: Server, clock: Clock) -> None:
        await invited(dace)
        token = token_in(server.letters[0].text)
        clock.now += 72 * HOUR - 60_000
        await post(client, "/session/link", {"token": token}, 200)
        clock.now += 60_000
        await post(client, "/session/password", {"token": token, "password": NEW}, 404)

    async def test_a_new_one_ends_the_old(self, client: Client, dace: Agent, server: Server) -> None:
        made = await invited(dace)
        await dace.post(f"/people/{made['person']['id']}/link")
        first, second = (token_in(letter.text) for letter in server.letters)
        assert "zaproszenie" not in server.letters[1].subject
        await post(client, "/session/link", {"token": first}, 404)
        await post(client, "/session/link", {"token": second}, 200)

    async def test_nobody_signs_in_before_a_password_is_set(self, client: Client, dace: Agent) -> None:
        await invited(dace)
        for password in ("", " ", "x"):
            async with client.post("/api/v1/session", json={"email": "jana@example.com", "password": password}) as answer:
                assert answer.status in {401, 422}

    async def test_who_was_disabled_meanwhile_does_not_come_in(self, client: Client, dace: Agent, server: Server) -> None:
        made = await invited(dace)
        await dace.post(f"/people/{made['person']['id']}", {"disabled": True})
        await post(client, "/session/password", {"token": token_in(server.letters[0].text), "password": NEW}, 404)
        await dace.post(f"/people/{made['person']['id']}/link", status=409)

    async def test_an_e_mail_is_taken_once_and_must_be_one(self, dace: Agent) -> None:
        await invited(dace)
        assert (await dace.post("/people", {"email": " JANA@example.com", "name": "J"}, status=409))["path"] == "email"
        for email in ("jana", "a@b", "a@b.lv\nBcc: x@y.lv", "a@b.lv,c@d.lv", "jānis@example.com"):
            assert (await dace.post("/people", {"email": email, "name": "J"}, status=422))["path"] == "email"

    async def test_a_name_cannot_begin_another_header(self, dace: Agent, server: Server) -> None:
        made = await invited(dace, name=" Jana\r\nBcc: x@y.lv\u202e\0 ")
        assert made["person"]["name"] == "Jana Bcc: x@y.lv"
        assert "\n" not in server.letters[0].subject
        assert (await dace.post("/people", {"email": "x@y.lv", "name": "\u200b"}, status=422))["path"] == "name"


class TestForgotten:
    async def test_a_link_goes_to_who_is_known_and_sets_another_password(
        self, client: Client, anna: Agent, api: Api, server: Server
    ) -> None:
        token = await asked(client, api, server, " Anna@Example.com ")
        assert server.letters[0].subject == "Rīta veikals: jaunas paroles izvēle"
        assert "1 stundu" in server.letters[0].text
        await post(client, "/session/password", {"token": token, "password": NEW}, 200)
        await anna.get("/session", 401)  # whoever had the old one is out
        await post(client, "/session", {"email": "anna@example.com", "password": PASSWORD}, 401)
        await post(client, "/session", {"email": "anna@example.com", "password": NEW}, 200)
        assert (await actions(api))[:2] == ["user.reset_asked", "user.password_reset"]

    async def test_strangers_learn_nothing_by_words_or_time(
        self, client: Client, anna: Agent, api: Api, server: Server
    ) -> None:
        """The answer comes before anything is looked up."""
        gate = asyncio.Event()
        read = api.database.write

        async def slow(work: Any) -> Any:
            await gate.wait()
            return await read(work)

        api.database.write = slow  # type: ignore[method-assign]
        for email in ("anna@example.com", "nobody@example.com"):
            async with client.post("/api/v1/session/reset", json={"email": email}) as answer:
                assert (answer.status, await answer.text()) == (204, "")
        api.database.write = read  # type: ignore[method-assign]
        gate.set()
        await api.postbox.idle()
        assert [letter.to for letter in server.letters] == ["anna@example.com"]

    @pytest.mark.parametrize("email", ["anna@example.com", "nobody@example.com"])
    async def test_too_often_is_told_alike_for_known_and_unknown(
        self, client: Client, anna: Agent, clock: Clock, email: str
    ) -> None:
        for _ in range(3):
            await post(client, "/session/reset", {"email": email}, 204)
        problem = await post(client, "/session/reset", {"email": email}, 429)
        assert problem["detail"].startswith("That was a lot at once.")
        clock.now += 6 * 60_000
        await post(client, "/session/reset", {"email": email}, 204)

    async def test_it_lasts_an_hour_and_the_newest_counts(
        self, client: Client, anna: Agent, api: Api, server: Server, clock: Clock
    ) -> None:
        first = await asked(client, api, server)
        second = await asked(client, api, server)
        await post(client, "/session/link", {"token": first}, 404)
        clock.now += HOUR
        await post(client, "/session/link", {"token": second}, 404)

    async def test_of_many_who_use_a_link_at_once_one_is_in(
        self, client: Client, anna: Agent, api: Api, server: Server
    ) -> None:
        token = await asked(client, api, server)

        async def use(number: int) -> int:
            body = {"token": token, "password": f"{NEW} {number}"}
            async with client.post("/api/v1/session/password", json=body) as answer:
                return answer.status

        assert sorted(await asyncio.gather(*map(use, range(4)))) == [200, 404, 404, 404]

    @pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "password123", "anna@example.com", "Rīta veikals"])
    async def test_a_poor_password_is_refused_and_the_link_stays_good(
        self, client: Client, anna: Agent, api: Api, server: Server, password: str
    ) -> None:
        token = await asked(client, api, server)
        assert (await post(client, "/session/password", {"token": token, "password": password}, 422))["path"] == "password"
        await post(client, "/session/password", {"token": token, "password": NEW}, 200)

    async def test_who_never_came_in_keeps_the_invitation(
        self, client: Client, dace: Agent, api: Api, server: Server
    ) -> None:
        await invited(dace)
        await post(client, "/session/reset", {"email": "jana@example.com"}, 204)
        await api.postbox.idle()
        assert len(server.letters) == 1
        await post(client, "/session/link", {"token": token_in(server.letters[0].text)}, 200)

    async def test_no_token_stands_in_the_database(self, client: Client, anna: Agent, api: Api, server: Server) -> None:
        token = await asked(client, api, server)
        kept = await api.database.read(lambda c: str(c.exec_driver_sql("SELECT * FROM user_links").all()))
        assert token not in kept
        assert kept != "[]"

    @pytest.mark.parametrize("path", ["/session/reset", "/session/password", "/session"])
    async def test_another_sites_page_may_not(self, client: Client, anna: Agent, path: str) -> None:
        bodies = {
            "/session/reset": {"email": "anna@example.com"}, "/session/password": {"token": "x" * 43, "password": NEW},
            "/session": {"email": "anna@example.com", "password": PASSWORD},
        }  # fmt: skip
        await post(client, path, bodies[path], 403, Origin="https://evil.example")

    async def test_made_up_tokens_are_soon_slowed_down(self, client: Client) -> None:
        answers = []
        for number in range(25):
            body = {"token": f"{number:043d}"}
            async with client.post("/api/v1/session/link", json=body) as answer:
                answers.append(answer.status)
        assert (answers[0], answers[-1]) == (404, 429)

    async def test_the_host_a_stranger_names_stands_in_no_letter(
        self, client: Client, anna: Agent, api: Api, server: Server
    ) -> None:
        await post(client, "/session/reset", {"email": "anna@example.com"}, 204, **{"X-Forwarded-Host": "evil.example"})
        async with client.post(
            "/api/v1/session/reset", json={"email": "anna@example.com"}, headers={"Host": "evil.example"}
        ) as answer:
            assert answer.status == 204
        await api.postbox.idle()
        assert all("http://chat.example/console/enter#" in letter.text for letter in server.letters)
        assert "evil" not in str(server.letters)


async def test_a_session_that_somebody_foisted_on_a_browser_ends_with_the_sign_in(client: Client, anna: Agent) -> None:
    """Whatever cookie a browser comes with, it goes on with a new one, and the old one opens nothing."""
    shown = {"Cookie": f"dezura_session={anna.token}", "Sec-Fetch-Site": "same-origin"}
    body = {"email": "anna@example.com", "password": PASSWORD}
    async with client.post("/api/v1/session", json=body, headers=shown) as answer:
        signed_in = await checked(answer, 200)
        assert signed_in["token"] != anna.token
        assert answer.cookies["dezura_session"].value == signed_in["token"]
    await anna.get("/session", 401)


async def test_without_mail_nothing_is_made_that_nobody_would_get(sqlite: Database, clock: Clock) -> None:
    async with opened(sqlite, clock) as api:
        add = partial(people.add, email="a@b.lv", name="A", role="agent", password="x", now=1)
        await api.database.write(add)
        from bot.api.entry import _send

        await _send(api, "a@b.lv")
        assert await api.database.read(lambda c: c.exec_driver_sql("SELECT COUNT(*) FROM user_links").scalar()) == 0
