"""What an agent sends over the API reaches the customer on their own platform, is taken back in time, and is seen to be typed."""

import hashlib
import hmac
from functools import partial
from typing import Any

from aiohttp import FormData

from bot.store import people, sessions
from tests.api.test_writing import a_picture
from tests.line.house import House
from tests.platforms.graph import GraphEmulator
from tests.platforms.telegram import TelegramEmulator

ONE = "/conversations/1"


class Desk:
    """An agent who works over HTTP, as the console does."""

    def __init__(self, house: House) -> None:
        self.house = house

    async def sign_in(self) -> "Desk":
        """With a conversation taken."""
        agent = await self.house.agent()
        digest = hmac.new(self.house.floor.secret, b"token", hashlib.sha256).hexdigest()
        now = self.house.now()
        begin = partial(sessions.begin, digest=digest, user_id=agent.id, now=now, expires_at=now + 86_400_000)
        await self.house.database.write(begin)
        self.id = agent.id
        await self.post(f"{ONE}/take", json={})
        await self.house.quiet()
        return self

    async def post(self, path: str, **body: Any) -> Any:
        headers = {"Authorization": "Bearer token"}
        async with self.house.http.post(f"{self.house.url}/api/v1{path}", headers=headers, **body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def upload(self, content: bytes, name: str) -> str:
        form = FormData(quote_fields=False)
        form.add_field("file", content, filename=name)
        return str((await self.post(f"{ONE}/files", data=form))["id"])


async def test_a_picture_and_a_document_reach_telegram(house: House, tg: TelegramEmulator) -> None:
    customer = tg.user()
    await customer.write("Cilvēku, lūdzu")
    await house.quiet()
    desk = await Desk(house).sign_in()
    files = [await desk.upload(a_picture(), "etiķete.png"), await desk.upload(b"%PDF-1.7 x", "rekins.pdf")]
    await desk.post(f"{ONE}/messages", json={"text": "Lūk, etiķete", "files": files, "key": "1"})
    await house.quiet()
    assert len(tg.called("sendPhoto")) == 1
    assert tg.called("sendPhoto")[0].params["caption"] == "Lūk, etiķete"
    assert len(tg.called("sendDocument")) == 1
    states = await house.ask("SELECT state FROM outbox WHERE kind = 'agent'")
    assert states == [("sent",), ("sent",)]


async def test_a_long_answer_with_a_picture_reaches_messenger_in_pieces(house: House, fb: GraphEmulator) -> None:
    customer = fb.user()
    await customer.write("Cilvēku, lūdzu")
    await house.quiet()
    desk = await Desk(house).sign_in()
    before = len(customer.seen)
    text = "Garš stāsts. " * 200  # more than Messenger takes at once
    file = await desk.upload(a_picture(), "etiķete.png")
    await desk.post(f"{ONE}/messages", json={"text": text, "files": [file], "key": "1"})
    await house.quiet()
    states = await house.ask("SELECT state FROM outbox WHERE kind = 'agent' ORDER BY id")
    assert set(states) == {("sent",)}
    assert len(customer.seen) - before == len(states) >= 3
    said = " ".join(message.text for message in customer.seen[before:] if message.text)
    assert said.split() == text.split()


async def test_what_is_taken_back_in_time_never_reaches_the_customer(house: House, tg: TelegramEmulator) -> None:
    customer = tg.user()
    await customer.write("Cilvēku, lūdzu")
    await house.quiet()
    desk = await Desk(house).sign_in()
    await house.database.write(partial(people.prefer, user_id=desk.id, values={"undo_seconds": 5}))
    before = len(customer.seen)
    said = await desk.post(f"{ONE}/messages", json={"text": "ak, ne tā", "key": "1"})
    back = await desk.post(f"{ONE}/messages/{said['id']}/undo", json={})
    assert back["text"] == "ak, ne tā"
    house.forward(10)
    await house.quiet()
    assert len(customer.seen) == before
    await desk.post(f"{ONE}/messages", json={"text": "tā gan", "key": "2"})
    house.forward(6)
    await house.quiet()
    assert [message.text for message in customer.seen[before:]] == ["tā gan"]


async def test_the_customer_sees_that_a_person_types(house: House, tg: TelegramEmulator) -> None:
    customer = tg.user()
    await customer.write("Cilvēku, lūdzu")
    await house.quiet()
    desk = await Desk(house).sign_in()
    before = len(tg.called("sendChatAction"))
    for _ in range(3):
        await desk.post(f"{ONE}/look", json={"tab": "a", "typing": "answer"})
    await desk.post(f"{ONE}/look", json={"tab": "a", "typing": "note"})
    await desk.post(f"{ONE}/messages", json={"text": "Labdien", "key": "1"})  # what follows is sent later than what was typed
    await house.quiet()
    actions = [call.params["action"] for call in tg.called("sendChatAction")[before:]]
    assert actions == ["typing"]
