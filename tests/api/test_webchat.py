"""The web chat's door: a visitor writes and reads, and nobody else can."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from aiohttp import FormData, web
from aiohttp.test_utils import TestClient, TestServer
from PIL import Image

from bot.api import files
from bot.api.context import Api
from bot.api.routes import install
from bot.bodies import Room
from bot.channels.port import Attachment, Button, Press, Text
from bot.store.model import BURST
from tests.api.conftest import Agent, Clock, Line, checked

Client = TestClient[web.Request, web.Application]
DOOR = "/api/v1/channels/web"


@dataclass
class Guest:
    """A visitor who shows the secret as bearer."""

    client: Client
    visitor: str
    secret: str

    async def get(self, path: str, status: int = 200, **query: str) -> Any:
        async with self.client.get(path, headers=self.headers, params=query) as answer:
            return await checked(answer, status)

    async def write(self, status: int = 200, **body: Any) -> Any:
        async with self.client.post(f"{DOOR}/messages", json=body, headers=self.headers) as answer:
            return await checked(answer, status)

    async def upload(self, content: bytes, name: str = "photo.jpg", status: int = 200) -> Any:
        form = FormData(quote_fields=False)  # as browsers send names
        form.add_field("file", BytesIO(content), filename=name)
        async with self.client.post(f"{DOOR}/files", data=form, headers=self.headers) as answer:
            return await checked(answer, status)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}


async def a_guest(client: Client) -> Guest:
    async with client.post(f"{DOOR}/session") as answer:
        opened = await checked(answer, 200)
    client.session.cookie_jar.clear()
    return Guest(client, opened["visitor"], opened["secret"])


@pytest.fixture
async def guest(client: Client) -> Guest:
    return await a_guest(client)


@pytest.fixture
async def stranger(client: Client) -> Guest:
    return await a_guest(client)


def picture(format_: str = "JPEG", size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, "orange").save(written, format_, **options)
    return written.getvalue()


async def what_came(line: Line) -> list[Any]:
    """The bodies that the next turns read."""
    return [letter.body for lease in await line.mailbox.lease(10, line.clock() + BURST) for letter in lease.letters]


class TestWriting:
    async def test_a_text_reaches_the_next_turn(self, guest: Guest, line: Line) -> None:
        assert await guest.write(key="1", text="Kur ir mans pasūtījums?") == {"key": "1", "new": True}
        (lease,) = await line.mailbox.lease(10, line.clock() + BURST)
        assert (lease.conversation.channel, lease.conversation.address) == ("web", guest.visitor)
        assert lease.letters[0].body == Text("Kur ir mans pasūtījums?")

    async def test_the_same_key_twice_counts_once(self, guest: Guest, line: Line) -> None:
        await guest.write(key="1", text="Labdien")
        assert await guest.write(key="1", text="Labdien") == {"key": "1", "new": False}
        assert await what_came(line) == [Text("Labdien")]

    async def test_the_key_of_another_visitor_is_another_key(self, guest: Guest, stranger: Guest, line: Line) -> None:
        await guest.write(key="1", text="es")
        assert (await stranger.write(key="1", text="arī es"))["new"]

    @pytest.mark.parametrize("button", ["7.1", {"payload": "7.1", "title": "Jā"}])
    async def test_a_button_is_pressed(self, guest: Guest, line: Line, button: Any) -> None:
        await guest.write(key="1", button=button)
        assert await what_came(line) == [Press("7.1", "Jā" if isinstance(button, dict) else "")]

    async def test_the_language_of_the_page_is_a_hint(self, guest: Guest, line: Line) -> None:
        await guest.write(key="1", text="Hello", language="en")
        (lease,) = await line.mailbox.lease(10, line.clock() + BURST)
        assert lease.conversation.locale == "en"

    @pytest.mark.parametrize(
        ("body", "path"),
        [
            ({"key": "1"}, None),
            ({"key": "1", "text": "a", "button": "b"}, None),
            ({"text": "a"}, "key"),
            ({"key": "1", "text": " "}, "text"),
            ({"key": "1", "text": "a" * 4001}, "text"),
            ({"key": "1", "button": "a" * 65}, "button"),
            ({"key": "1", "button": "ā" * 40}, "button"),
            ({"key": "1", "file": "nothing"}, "file"),
            ({"key": "1", "text": "a", "language": "xx"}, "language"),
        ],
    )
    async def test_what_makes_no_sense_is_turned_away(self, guest: Guest, body: dict[str, Any], path: str | None) -> None:
        problem = await guest.write(422, **body)
        assert (problem.get("path") or "").split(".")[0] == (path or "")

    async def test_too_much_at_once_has_to_wait(self, guest: Guest, clock: Clock) -> None:
        for number in range(20):
            await guest.write(key=str(number), text="a")
        await guest.write(429, key="20", text="a")
        clock.now += 2_000
        await guest.write(key="20", text="a")


class TestReading:
    async def test_the_conversation_so_far(self, guest: Guest, line: Line) -> None:
        await guest.write(key="k1", text="Labdien")
        await line.reply("Labdien! Kāds ir numurs?", buttons=(Button("Nezinu", "1.0"),))
        page = await guest.get(f"{DOOR}/messages")
        assert [(item["author"], item["text"], item["key"]) for item in page["items"]] == [
            ("customer", "Labdien", "k1"),
            ("bot", "Labdien! Kāds ir numurs?", None),
        ]
        assert page["items"][1]["buttons"][0]["payload"] == "1.0"
        assert page["state"] == {"owner": "bot", "agent": None, "language": "lv"}

    async def test_before_the_first_word_it_is_empty(self, guest: Guest) -> None:
        page = await guest.get(f"{DOOR}/messages")
        assert page == {"items": [], "earlier": None, "state": {"owner": "bot", "agent": None, "language": ""}}

    async def test_the_visitor_sees_neither_notes_nor_what_is_not_sent(self, guest: Guest, anna: Agent, line: Line) -> None:
        await guest.write(key="1", text="cilvēku!")
        await line.reply("vēl nav nosūtīts", send=False)
        await anna.post("/conversations/1/notes", {"text": "slepeni"})
        await anna.post("/conversations/1/take")
        page = await guest.get(f"{DOOR}/messages")
        assert [item["text"] for item in page["items"]] == ["cilvēku!"]
        assert page["state"] == {"owner": "agent", "agent": "Anna", "language": "lv"}

    async def test_an_agents_words_bear_the_name(self, guest: Guest, anna: Agent, line: Line) -> None:
        await guest.write(key="1", text="cilvēku!")
        await anna.post("/conversations/1/take")
        await anna.post("/conversations/1/messages", {"text": "Labdien!", "key": "1"})
        await line.send()
        last = (await guest.get(f"{DOOR}/messages"))["items"][-1]
        assert (last["author"], last["by"], last["text"]) == ("agent", "Anna", "Labdien!")

    async def test_another_visitor_sees_nothing_of_it(self, guest: Guest, stranger: Guest) -> None:
        await guest.write(key="1", text="slepeni")
        assert (await stranger.get(f"{DOOR}/messages"))["items"] == []


class TestTheSecret:
    @pytest.mark.parametrize("shown", ["visitor", "nothing", "visitor.secret"])
    async def test_the_id_alone_opens_nothing(self, guest: Guest, shown: str) -> None:
        token = {"visitor": guest.visitor, "nothing": "", "visitor.secret": f"{guest.visitor}.{guest.secret}"}[shown]
        await Guest(guest.client, "", token).get(f"{DOOR}/messages", 401)

    async def test_it_does_not_open_the_desk(self, guest: Guest) -> None:
        await guest.get("/api/v1/conversations", 401)

    async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(self, client: Client) -> None:
        async with client.post(f"{DOOR}/session") as answer:
            cookie = answer.cookies["dezura_visitor"]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
        async with client.post(f"{DOOR}/messages", json={"key": "1", "text": "a"}) as answer:
            await checked(answer, 403)
        own = {"Sec-Fetch-Site": "same-origin"}
        async with client.post(f"{DOOR}/messages", json={"key": "1", "text": "a"}, headers=own) as answer:
            await checked(answer, 200)

    async def test_it_is_known_by_a_hash_from_where_a_chat_was_opened(self, guest: Guest, stranger: Guest, api: Api) -> None:
        def work(connection: Any) -> Any:
            return connection.exec_driver_sql("SELECT DISTINCT origin FROM visitors").scalars().all()

        (origin,) = await api.database.read(work)
        assert len(origin) == 32
        assert "127.0.0.1" not in origin

    async def test_sessions_are_not_given_out_without_end(self, client: Client) -> None:
        statuses = []
        for _ in range(61):
            async with client.post(f"{DOOR}/session") as answer:
                statuses.append(answer.status)
        assert statuses == [200] * 60 + [429]


class TestFiles:
    async def test_a_photo_is_sent(self, guest: Guest, line: Line) -> None:
        file = await guest.upload(picture())
        await guest.write(key="1", file=file["id"], text="te ir bojājums")
        (came,) = await what_came(line)
        assert came == Attachment(file["id"], "photo", "photo.jpg", "image/jpeg", file["size"], "te ir bojājums")
        (message,) = (await guest.get(f"{DOOR}/messages"))["items"]
        assert message["file"] == {"name": "photo.jpg", "mime": "image/jpeg", "type": "photo", "url": file["url"]}

    async def test_it_is_read_by_its_visitor_and_by_agents(self, guest: Guest, stranger: Guest, anna: Agent) -> None:
        file = await guest.upload(picture(), "../../etc/čeks.exe.jpg")
        for headers in (guest.headers, {"Authorization": f"Bearer {anna.token}"}):
            async with guest.client.get(file["url"], headers=headers) as answer:
                assert answer.status == 200
                assert answer.content_type == "image/jpeg"
                assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%C4%8Deks.exe.jpg"
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
                assert (await answer.read())[:3] == b"\xff\xd8\xff"
        await stranger.get(file["url"], 404)
        await Guest(guest.client, "", "").get(file["url"], 401)

    async def test_the_file_of_another_cannot_be_sent(self, guest: Guest, stranger: Guest) -> None:
        file = await guest.upload(picture())
        await stranger.write(key="1", text="es")
        assert (await stranger.write(422, key="2", file=file["id"]))["path"] == "file"

    async def test_what_only_calls_itself_a_picture_is_turned_away(self, guest: Guest) -> None:
        problem = await guest.upload(b"<script>alert(1)</script>", "photo.jpg", 415)
        assert problem["detail"] == "Only pictures (JPEG, PNG, WebP, GIF) and PDF documents can be sent."

    async def test_more_than_20_mb_is_turned_away(self, guest: Guest) -> None:
        await guest.upload(b"%PDF-" + b"0" * (20 * 1024 * 1024), "a.pdf", 413)

    async def test_too_much_at_once_is_to_be_sent_later(self, guest: Guest, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files, "_room", Room(100_000))
        await guest.upload(b"%PDF-" + b"0" * 200_000, "a.pdf", 503)
        await guest.upload(b"%PDF-" + b"0" * 100_000, "a.pdf")
        await guest.upload(b"%PDF-" + b"1" * 100_000, "b.pdf")

    async def test_a_form_without_the_file_is_told_so(self, guest: Guest) -> None:
        form = FormData()
        form.add_field("photo", b"x", filename="a.jpg")
        async with guest.client.post(f"{DOOR}/files", data=form, headers=guest.headers) as answer:
            assert (await checked(answer, 422))["path"] == "file"
        async with guest.client.post(f"{DOOR}/files", json={}, headers=guest.headers) as answer:
            await checked(answer, 415)
        broken = {**guest.headers, "Content-Type": "multipart/form-data; boundary=x"}
        async with guest.client.post(f"{DOOR}/files", data=b"nothing of the kind", headers=broken) as answer:
            await checked(answer, 400)
        async with guest.client.post(f"{DOOR}/files", data=b"--x\r\nno header\r\n\r\n--x--", headers=broken) as answer:
            await checked(answer, 400)
        unbound = {**guest.headers, "Content-Type": "multipart/form-data"}
        async with guest.client.post(f"{DOOR}/files", data=b"--x", headers=unbound) as answer:
            await checked(answer, 400)


class TestOtherSites:
    """A shop's own site may embed the chat where the shop has named it."""

    @pytest.fixture
    async def embedded(self, api: Api) -> Any:
        app = web.Application()
        install(app, Api(**{name: getattr(api, name) for name in Api.__slots__} | {"origins": ("https://shop.example",)}))
        async with TestClient(TestServer(app)) as opened:
            yield opened

    async def test_a_named_site_is_let_in(self, embedded: Client) -> None:
        origin = {"Origin": "https://shop.example"}
        async with embedded.options(f"{DOOR}/messages", headers=origin) as answer:
            assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (204, "https://shop.example")
            assert "Access-Control-Allow-Credentials" not in answer.headers
        async with embedded.post(f"{DOOR}/session", headers=origin) as answer:
            await checked(answer, 200)

    @pytest.mark.parametrize("path", [f"{DOOR}/session", "/api/v1/session"])
    async def test_others_are_not(self, embedded: Client, path: str) -> None:
        async with embedded.post(path, json={}, headers={"Origin": "https://evil.example"}) as answer:
            assert answer.status in {403, 422}
            assert "Access-Control-Allow-Origin" not in answer.headers

    async def test_nobody_elses_page_reads_the_desk(self, embedded: Client) -> None:
        async with embedded.options("/api/v1/conversations", headers={"Origin": "https://shop.example"}) as answer:
            assert answer.status == 405
