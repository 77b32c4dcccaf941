"""A real application over a real database, with a clock the tests set and a bot that says what they write."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

import msgspec
import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from bot.api.context import Api
from bot.api.hub import Hub
from bot.api.reads import Reads
from bot.api.routes import install
from bot.api.who import hash_password, token_digest
from bot.channels.port import Button, Inbound, Message, Person, Press, Text
from bot.doorbell import LocalDoorbell
from bot.store import held, outbox, people, sessions
from bot.store.database import Database
from bot.store.mailbox import Mailbox
from bot.store.model import BURST, Draft, NewTicket, Outcome
from bot.store.outbox import Mark
from bot.store.sealed import ring_of
from config.settings import CHECKOUT, Environment
from config.shop import Shop
from flows.library import load_flows
from flows.shop.calls import CALLS
from flows.wording import Wording
from handoff.teams import team_of

NOW = 1_800_000_000_000
PASSWORD = "correct horse battery"
_HASH = hash_password(PASSWORD)
_encode = msgspec.json.Encoder().encode

RECORD = _encode(
    {
        "set": "3f9a0c11aa22bb",
        "engine": "0.1.0",
        "events": [
            ["Heard", {"understanding": {
                "text": "Kur ir mans pasūtījums 10023?", "language": "lv", "intent": "order_status", "confidence": 0.97,
                "accepted": True, "entities": [{"kind": "order_number", "value": "10023"}],
                "ranking": [{"name": "order_status", "confidence": 0.97}, {"name": "delivery_info", "confidence": 0.02}],
                "model": "builtin-3f9a0c11aa22",
            }}],
            ["Answered", {"key": "1.look", "value": {"state": "shipped"}, "failure": ""}],
        ],
        "effects": [
            ["Record", {"what": "started", "values": {"flow": "order_status"}}],
            ["Call", {"name": "find_order", "arguments": {}}],
            ["Say", {"wording": "order-shipped"}],
        ],
    }
).decode()  # fmt: skip

SHOP = Shop.model_validate(
    {
        "name": "Rīta veikals",
        "languages": ["lv", "uk", "ru", "pl", "en"],
        "default_language": "lv",
        "teams": {
            "shop": {"name": "Klientu apkalpošana", "calendar": {"week": {"mon-fri": "9:00-18:00"}}},
            "returns": {"name": "Atgriešana", "calendar": {"week": {"mon-fri": "9:00-18:00"}}},
        },
    }
)


@dataclass
class Clock:
    """A clock that goes on by a millisecond whenever it is read, and further when it is set."""

    now: int = NOW

    def __call__(self) -> int:
        self.now += 1
        return self.now


@dataclass
class Line:
    """The rest of the program, as far as the API needs it: customers write, a bot answers, messages go out."""

    database: Database
    mailbox: Mailbox
    clock: Clock
    count: int = 0
    answers: dict[str, str] = field(default_factory=dict)

    async def hear(self, words: str, address: str = "7", channel: str = "telegram", name: str = "Anna Bērziņa") -> None:
        """A customer writes."""
        self.count += 1
        inbound = Inbound(channel, address, str(self.count), Text(words), position=self.count, person=Person(name, "lv"))
        await self.mailbox.post([inbound], self.clock())

    async def press(self, payload: str, title: str, address: str = "7") -> None:
        """A customer presses a button."""
        self.count += 1
        await self.mailbox.post([Inbound("telegram", address, str(self.count), Press(payload, title))], self.clock())

    async def reply(self, *texts: str, send: bool = True, buttons: tuple[Button, ...] = (), **outcome: Any) -> None:
        """The bot takes the turns that are due and says this in each."""
        self.clock.now += BURST
        for lease in await self.mailbox.lease(100, self.clock.now):
            drafts = [Draft("talk", _encode(Message(text, buttons)).decode()) for text in texts]
            values = {"state": "", "language": "lv", "timers": {}, "record": RECORD, "messages": drafts, **outcome}
            await self.mailbox.commit(Outcome(lease, **values), self.clock())
        if send:
            await self.send()

    async def hand_over(self, promise: str = "līdz 10.03", minutes: int = 3, **outcome: Any) -> None:
        """The bot gives what is due to people, with a promise."""
        due = self.clock.now + minutes * 60_000
        ticket = NewTicket("shop", "asked", "Grib runāt ar cilvēku", due, promise)
        await self.reply("Cilvēks atbildēs " + promise, owner="queue", team="shop", due_at=due, tickets=[ticket], **outcome)

    async def send(self) -> None:
        """Everything in the outbox goes out, as those who send claim it."""
        while claimed := await self.database.write(partial(held.claim, room=100, now=self.clock.now, token="t")):
            marks = [(Mark(envelope.id, "t", "sent"), envelope.conversation_id) for envelope in claimed]
            await self.database.write(partial(outbox.mark, marks=marks, now=self.clock.now))


@dataclass
class Agent:
    """Somebody who speaks to the API with a bearer token."""

    client: TestClient[web.Request, web.Application]
    id: int
    token: str

    async def get(self, path: str, status: int = 200, **query: Any) -> Any:
        """Read; the JSON of the answer."""
        return await self.ask("GET", path, status, params={key: str(value) for key, value in query.items()})

    async def post(self, path: str, body: Any = None, status: int = 200) -> Any:
        """Change something; the JSON of the answer."""
        return await self.ask("POST", path, status, json={} if body is None else body)

    async def ask(self, method: str, path: str, status: int, **request: Any) -> Any:
        """Any request."""
        headers = {"Authorization": f"Bearer {self.token}", **request.pop("headers", {})}
        async with self.client.request(method, f"/api/v1{path}", headers=headers, **request) as answer:
            return await checked(answer, status)


async def checked(answer: ClientResponse, status: int) -> Any:
    """The JSON of an answer that has this status; a failure is a problem."""
    text = await answer.text()
    assert answer.status == status, text
    if status >= 400:
        assert answer.content_type == "application/problem+json"
    return msgspec.json.decode(text) if text else None


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def api(sqlite: Database, clock: Clock) -> AsyncIterator[Api]:
    async with opened(sqlite, clock) as bag:
        yield bag


@pytest.fixture
async def client(api: Api) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    """The whole API behind a real socket."""
    app = web.Application()
    install(app, api)
    async with TestClient(TestServer(app)) as opened_client:
        yield opened_client


@pytest.fixture
def line(api: Api, clock: Clock) -> Line:
    return Line(api.database, api.mailbox, clock)


@pytest.fixture
async def anna(client: TestClient[web.Request, web.Application], api: Api) -> Agent:
    return await an_agent(client, api, "anna@example.com", "Anna")


@pytest.fixture
async def boris(client: TestClient[web.Request, web.Application], api: Api) -> Agent:
    return await an_agent(client, api, "boris@example.com", "Boris")


@pytest.fixture
async def vera(client: TestClient[web.Request, web.Application], api: Api) -> Agent:
    """A supervisor."""
    return await an_agent(client, api, "vera@example.com", "Vera", "supervisor")


@pytest.fixture
async def dace(client: TestClient[web.Request, web.Application], api: Api) -> Agent:
    """An admin."""
    return await an_agent(client, api, "dace@example.com", "Dace", "admin")


async def an_agent(
    client: TestClient[web.Request, web.Application], api: Api, email: str, name: str, role: people.Role = "agent"
) -> Agent:
    """A person of the shop, signed in, without the work of checking a password."""
    add = partial(people.add, email=email, name=name, role=role, password=_HASH, now=api.now())
    user_id = await api.database.write(add)
    assert user_id is not None
    token = f"token-of-{name}"
    digest, now = token_digest(api, token), api.now()
    open_session = partial(sessions.begin, digest=digest, user_id=user_id, now=now, expires_at=now + 7 * 86_400_000)
    await api.database.write(open_session)
    return Agent(client, user_id, token)

RING = ring_of(Environment(dezura_home=CHECKOUT), b"tests")


@cache
def wording() -> Wording:
    """What the shop tells customers."""
    return load_flows(CHECKOUT / "flows", CALLS).wording


class opened:  # noqa: N801 - used like a function
    """The bag over a database, with its hub running."""

    def __init__(self, database: Database, clock: Clock, **changes: Any) -> None:
        doorbell = LocalDoorbell()
        hub = Hub(database, doorbell, clock)
        shop = changes.get("shop", SHOP)
        teams = {name: team_of(shop, name) for name in shop.teams}
        given = {"secret": b"tests", "ring": RING, "reads": Reads(database), "shop": SHOP, "now": clock}
        values = {**given, "teams": teams, "wording": wording(), **changes}
        self.bag = Api(database=database, mailbox=Mailbox(database), doorbell=doorbell, hub=hub, **values)

    async def __aenter__(self) -> Api:
        self._task = asyncio.create_task(self.bag.hub.run())
        return self.bag

    async def __aexit__(self, *_: object) -> None:
        self.bag.hub.close()
        await self.bag.reads.close()
        await self._task
        await self.bag.mailbox.close()
        await self.bag.doorbell.close()
