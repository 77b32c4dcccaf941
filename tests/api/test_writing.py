"""What agents write with: answers that wait and come back, files, drafts, notes that name colleagues, canned answers, looking."""

from functools import partial
from io import BytesIO
from typing import Any

import pytest
from aiohttp import FormData, web
from aiohttp.test_utils import TestClient
from PIL import Image

from bot.api.context import Api
from bot.store import outbox
from bot.store.outbox import unpack
from tests.api.conftest import Agent, Clock, Line, checked
from tests.api.test_events import reading
from tests.api.test_webchat import DOOR, a_guest

ONE = "/conversations/1"


@pytest.fixture
async def taken(line: Line, anna: Agent) -> None:
    """Conversation 1 waited for a person, and is Anna's now."""
    await line.hear("cilvēku, lūdzu")
    await line.hand_over(minutes=3)
    await anna.post(f"{ONE}/take")


def a_picture() -> bytes:
    written = BytesIO()
    Image.new("RGB", (8, 8), "red").save(written, "PNG")
    return written.getvalue()


async def uploaded(agent: Agent, content: bytes, status: int = 200, conversation: int = 1) -> Any:
    form = FormData(quote_fields=False)
    form.add_field("file", content, filename="etiķete.exe")
    headers = {"Authorization": f"Bearer {agent.token}"}
    path = f"/api/v1/conversations/{conversation}/files"
    async with agent.client.post(path, data=form, headers=headers) as answer:
        return await checked(answer, status)


@pytest.mark.usefixtures("taken")
class TestTakingBack:
    async def test_an_answer_waits_as_long_as_its_author_wants(self, anna: Agent, line: Line, clock: Clock) -> None:
        assert (await anna.post(f"{ONE}/messages", {"text": "uzreiz", "key": "1"}))["leaves_at"] is None
        await anna.post("/account", {"preferences": {"undo_seconds": 5}})
        said = await anna.post(f"{ONE}/messages", {"text": "pagaidi", "key": "2"})
        assert (said["sending"], said["key"]) == ("queued", "2")
        assert said["leaves_at"] > said["at"]
        back = await anna.post(f"{ONE}/messages/{said['id']}/undo")
        assert (back["kind"], back["text"]) == ("answer", "pagaidi")
        assert [one["text"] for one in (await anna.get("/drafts"))["items"]] == ["pagaidi"]
        shown = (await anna.get(ONE))["messages"]
        assert [message["text"] for message in shown if message["author"] == "agent"] == ["uzreiz"]
        assert (await anna.get("/conversations"))["items"][0]["last"]["text"] == "uzreiz"

    async def test_what_has_left_does_not_come_back(self, anna: Agent, boris: Agent, line: Line, clock: Clock) -> None:
        await anna.post("/account", {"preferences": {"undo_seconds": 5}})
        said = await anna.post(f"{ONE}/messages", {"text": "Labdien", "key": "1"})
        await boris.post(f"{ONE}/messages/{said['id']}/undo", status=409)
        clock.now += 5_000
        await line.send()
        problem = await anna.post(f"{ONE}/messages/{said['id']}/undo", status=409)
        assert problem["detail"] == "It has left already, or it is not yours to take back."
        await anna.post(f"{ONE}/messages/o999/undo", status=409)


@pytest.mark.usefixtures("taken")
class TestFiles:
    async def test_a_picture_goes_with_the_words(self, anna: Agent, api: Api, line: Line) -> None:
        file = await uploaded(anna, a_picture())
        assert (file["name"], file["mime"]) == ("etiķete.png", "image/png")
        said = await anna.post(f"{ONE}/messages", {"text": "Lūk", "files": [file["id"]], "key": "1"})
        assert said["text"] == "Lūk"
        assert said["file"] == {"name": "etiķete.png", "mime": "image/png", "type": "document", "url": file["url"]}
        claimed = await api.database.write(partial(outbox.claim, room=9, now=line.clock.now, token="t"))
        message = unpack(claimed[-1].body)
        assert message.file is not None
        assert (message.text, message.file.id) == ("Lūk", file["id"])

    async def test_a_file_may_go_alone_and_several_go_one_after_the_other(self, anna: Agent) -> None:
        ids = [(await uploaded(anna, content))["id"] for content in (a_picture(), b"%PDF-1.4 x")]
        await anna.post(f"{ONE}/messages", {"files": ids, "key": "1"})
        shown = [message["file"]["mime"] for message in (await anna.get(ONE))["messages"] if message["author"] == "agent"]
        assert shown == ["image/png", "application/pdf"]

    async def test_what_is_neither_picture_nor_pdf_is_turned_away(self, anna: Agent) -> None:
        problem = await uploaded(anna, b"MZ\x90\x00 program", 415)
        assert problem["detail"] == "Only pictures (JPEG, PNG, WebP, GIF) and PDF documents can be sent."
        await uploaded(anna, a_picture(), 404, conversation=99)

    async def test_a_file_of_another_conversation_is_not_sent(self, anna: Agent, line: Line) -> None:
        await line.hear("labdien", "8")
        file = await uploaded(anna, a_picture(), conversation=2)
        problem = await anna.post(f"{ONE}/messages", {"files": [file["id"]], "key": "1"}, 422)
        assert problem["detail"] == "files: upload the file to this conversation first."
        await anna.post(f"{ONE}/messages", {"files": ["0" * 32], "key": "1"}, 422)
        await anna.post(f"{ONE}/messages", {"text": " ", "key": "1"}, 422)


@pytest.mark.usefixtures("taken")
class TestDrafts:
    async def test_a_draft_is_kept_for_its_author_alone(self, anna: Agent, boris: Agent) -> None:
        file = await uploaded(anna, a_picture())
        kept = await anna.post(f"{ONE}/drafts", {"text": "Labd", "files": [file["id"], "0" * 32]})
        assert (kept["text"], [one["name"] for one in kept["files"]]) == ("Labd", ["etiķete.png"])
        assert (await anna.get(f"{ONE}/drafts"))["items"] == [kept]
        assert (await boris.get(f"{ONE}/drafts"))["items"] == (await boris.get("/drafts"))["items"] == []
        await anna.post("/conversations/99/drafts", {"text": "x"}, 404)

    async def test_sending_it_empties_it(self, anna: Agent) -> None:
        await anna.post(f"{ONE}/drafts", {"text": "Labdien"})
        await anna.post(f"{ONE}/messages", {"text": "Labdien", "key": "1"})
        assert (await anna.get("/drafts"))["items"] == []

    async def test_other_tabs_of_its_author_hear_of_it(self, anna: Agent, boris: Agent, api: Api) -> None:
        async with (
            reading(anna.client, "/api/v1/events", anna.token) as mine,
            reading(boris.client, "/api/v1/events", boris.token) as theirs,
        ):
            await mine.next("hello")
            await theirs.next("hello")
            kept = await anna.post(f"{ONE}/drafts", {"text": "Lab"})
            heard = (await mine.next("draft"))[1]
            assert heard == {"kind": "draft", "id": 1, "draft": "answer", "version": kept["version"]}
            await boris.post(f"{ONE}/look", {"tab": "b"})
            assert (await theirs.next("draft", "looking"))[0] == "looking"


@pytest.mark.usefixtures("taken")
class TestMentions:
    async def test_who_is_named_finds_it_and_has_read_it(self, anna: Agent, boris: Agent, api: Api) -> None:
        async with reading(boris.client, "/api/v1/events", boris.token) as events:
            await events.next("hello")
            await anna.post(f"{ONE}/notes", {"text": "@Boris, paskaties", "mentions": [boris.id, 999]})
            assert (await events.next("mention"))[1] == {"kind": "mention", "id": 1}
        page = await boris.get("/mentions")
        assert page["unread"] == 1
        (found,) = page["items"]
        assert (found["by"], found["text"], found["name"], found["read"]) == ("Anna", "@Boris, paskaties", "Anna Bērziņa", False)
        assert (await anna.get("/mentions", limit=0))["unread"] == 0
        assert await boris.post(f"{ONE}/mentions") == {"unread": 0}
        assert (await boris.get("/mentions"))["items"][0]["read"] is True

    async def test_a_number_that_is_nobodys_is_a_mistake_or_nobody(self, anna: Agent) -> None:
        await anna.post(f"{ONE}/notes", {"text": "?", "mentions": [10**30]}, 422)
        await anna.post(f"{ONE}/notes", {"text": "?", "mentions": [10**17]})

    async def test_they_are_told_a_page_at_a_time(self, anna: Agent, boris: Agent) -> None:
        for number in range(3):
            await anna.post(f"{ONE}/notes", {"text": f"{number}", "mentions": [boris.id], "key": f"{number}"})
        page = await boris.get("/mentions", limit=2)
        assert [one["text"] for one in page["items"]] == ["2", "1"]
        assert [one["text"] for one in (await boris.get("/mentions", limit=2, after=page["next"]))["items"]] == ["0"]


class TestCanned:
    async def written(self, agent: Agent, name: str = "paldies", status: int = 200, **more: Any) -> Any:
        texts = {"lv": "Paldies, {customer.name}! {agent.name}, {shop.name}", "en": "Thank you! {promise}"}
        return await agent.post("/answers", {"name": name, "texts": texts, **more}, status)

    async def test_it_is_filled_in_for_the_customer(self, vera: Agent, anna: Agent, line: Line) -> None:
        await self.written(vera)
        await line.hear("labdien")
        await line.reply("?")
        page = await anna.get(f"{ONE}/answers")
        assert page["language"] == "lv"
        (found,) = page["items"]
        assert (found["name"], found["text"], found["missing"]) == ("paldies", "Paldies, Anna Bērziņa! Anna, Rīta veikals", [])
        assert (found["language"], found["fallback"]) == ("lv", False)

    async def test_what_is_not_known_stays_and_cannot_be_sent(self, vera: Agent, anna: Agent, line: Line) -> None:
        await vera.post("/answers", {"name": "kad", "texts": {"en": "Order {order.number}: {promise}"}})
        await line.hear("labdien")
        await line.hand_over(promise="līdz 10.03")
        (found,) = (await anna.get(f"{ONE}/answers"))["items"]
        assert (found["text"], found["missing"], found["fallback"]) == (
            "Order {order.number}: līdz 10.03",
            ["order.number"],
            True,
        )
        await anna.post(f"{ONE}/take")
        problem = await anna.post(f"{ONE}/messages", {"text": found["text"], "key": "1"}, 422)
        assert problem["detail"] == "text: fill in {order.number} first, or remove it."

    async def test_the_shops_are_for_supervisors_and_ones_own_are_ones_own(self, vera: Agent, anna: Agent, boris: Agent) -> None:
        await self.written(anna, status=403)
        shops, own = await self.written(vera), await self.written(anna, mine=True)
        assert [(one["mine"], one["may_change"]) for one in (await anna.get("/answers"))["items"]] == [
            (True, True),
            (False, False),
        ]
        assert [one["id"] for one in (await boris.get("/answers"))["items"]] == [shops["id"]]
        change = {"name": "paldies", "texts": {"lv": "Paldies!"}, "version": 1}
        await anna.post(f"/answers/{shops['id']}", change, 403)
        await boris.post(f"/answers/{own['id']}", change, 404)
        await vera.post(f"/answers/{own['id']}", change, 404)
        assert (await anna.post(f"/answers/{own['id']}", change))["version"] == 2

    async def test_every_version_is_kept_with_who_wrote_it(self, vera: Agent, dace: Agent) -> None:
        made = await self.written(vera)
        await self.written(vera, status=409)
        change = {"name": "paldies-liels", "texts": {"lv": "Liels paldies!", "ru": " "}, "version": 1}
        assert (await dace.post(f"/answers/{made['id']}", change))["texts"] == {"lv": "Liels paldies!"}
        await vera.post(f"/answers/{made['id']}", change, 409)
        await vera.post(f"/answers/{made['id']}/retire", {"version": 2})
        assert (await vera.get("/answers"))["items"] == []
        found = (await vera.get(f"/answers/{made['id']}/versions"))["items"]
        assert [(one["version"], one["by"], one["retired"]) for one in found] == [
            (3, "Vera", True),
            (2, "Dace", False),
            (1, "Vera", False),
        ]
        back = await vera.post(f"/answers/{made['id']}/retire", {"version": 3, "retired": False})
        assert (back["name"], back["version"]) == ("paldies-liels", 4)
        await vera.get("/answers/99/versions", 404)

    async def test_mistakes_are_told(self, vera: Agent) -> None:
        problem = await self.written(vera, texts={"lv": "{customer.nam}"}, status=422)
        assert problem["detail"].startswith("texts: lv: {customer.nam} is no variable; there are")
        await self.written(vera, "ar atstarpi", 422)
        await self.written(vera, texts={"lv": " "}, status=422)
        await self.written(vera, texts={"xx": "?"}, status=422)
        assert (await self.written(vera, "/Paldies"))["name"] == "paldies"


@pytest.mark.usefixtures("taken")
class TestLooking:
    async def test_those_who_look_learn_of_each_other(self, anna: Agent, boris: Agent, clock: Clock) -> None:
        await anna.post(f"{ONE}/look", {"tab": "a", "typing": "answer"})
        around = await boris.post(f"{ONE}/look", {"tab": "b"})
        assert around["people"] == [{"id": anna.id, "typing": "answer"}, {"id": boris.id, "typing": ""}]
        clock.now += 7_000
        around = await boris.post(f"{ONE}/look", {"tab": "b"})
        assert around["people"][0] == {"id": anna.id, "typing": ""}
        clock.now += 14_000
        assert [one["id"] for one in (await boris.post(f"{ONE}/look", {"tab": "b"}))["people"]] == [boris.id]

    async def test_two_tabs_of_one_are_one_person_until_both_have_gone(self, anna: Agent, boris: Agent) -> None:
        for tab in ("a1", "a2"):
            await anna.post(f"{ONE}/look", {"tab": tab})
        await anna.post(f"{ONE}/look", {"tab": "a1", "gone": True})
        assert [one["id"] for one in (await boris.post(f"{ONE}/look", {"tab": "b"}))["people"]] == [anna.id, boris.id]
        await anna.post(f"{ONE}/look", {"tab": "a2", "gone": True})
        assert [one["id"] for one in (await boris.post(f"{ONE}/look", {"tab": "b"}))["people"]] == [boris.id]

    async def test_it_is_told_at_once_and_touches_no_version(self, anna: Agent, boris: Agent, clock: Clock) -> None:
        version = (await anna.get(ONE))["version"]
        async with reading(boris.client, "/api/v1/events", boris.token) as events:
            await events.next("hello")
            await anna.post(f"{ONE}/look", {"tab": "a", "typing": "note"})
            heard = (await events.next("looking"))[1]
            assert heard == {"kind": "looking", "id": 1, "people": [{"id": anna.id, "typing": "note"}], "visitor": False}
            await anna.post(f"{ONE}/look", {"tab": "a", "gone": True})
            assert (await events.next("looking"))[1]["people"] == []
        assert (await anna.get(ONE))["version"] == version


class TestTyping:
    async def test_the_visitor_and_the_agent_see_each_other_type(
        self, client: TestClient[web.Request, web.Application], anna: Agent, boris: Agent, clock: Clock
    ) -> None:
        guest = await a_guest(client)
        async with client.post(f"{DOOR}/typing", json={}, headers=guest.headers) as answer:
            assert answer.status == 204  # before the first message there is nobody to tell
        await guest.write(key="1", text="cilvēku!")
        await anna.post(f"{ONE}/take")
        async with (
            reading(client, f"{DOOR}/events", guest.secret) as theirs,
            reading(client, "/api/v1/events", anna.token) as ours,
        ):
            await theirs.next("state")
            await ours.next("hello")
            await client.post(f"{DOOR}/typing", json={}, headers=guest.headers)
            assert (await ours.next("looking"))[1]["visitor"] is True
            await client.post(f"{DOOR}/typing", json={"typing": False}, headers=guest.headers)
            assert (await ours.next("looking"))[1]["visitor"] is False
            await boris.post(f"{ONE}/look", {"tab": "b", "typing": "answer"})  # who does not have it is not seen
            await anna.post(f"{ONE}/look", {"tab": "a", "typing": "note"})  # nor is a note
            await anna.post(f"{ONE}/look", {"tab": "a", "typing": "answer"})
            assert 0 < (await theirs.next("typing"))[1]["ms"] <= 6_000
            await anna.post(f"{ONE}/look", {"tab": "a"})
            assert (await theirs.next("typing"))[1]["ms"] == 0
