"""What a stranger sends to a platform's door is turned away with nothing kept, whatever it claims to be.

That the right knock is answered stands in tests/line; each channel's own rules in tests/channels.
"""

import gzip
import hashlib
import hmac
import json
import zlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot import web as doors
from bot.channels.messenger import Messenger
from bot.channels.port import Channel
from bot.channels.telegram import Telegram
from bot.doorbell import LocalDoorbell
from bot.store.database import Database
from bot.store.mailbox import Mailbox

Client = TestClient[web.Request, web.Application]
SECRET, APP_SECRET = "s3cret-s3cret", "app-secret"
PERSON: Mapping[str, Any] = {"id": 7, "first_name": "Anna"}
MESSAGE = {"message_id": 1, "date": 1_800_000_000, "from": PERSON, "chat": {"id": 7, "type": "private"}, "text": "Sveiki"}
UPDATE = json.dumps({"update_id": 1, "message": MESSAGE}).encode()
EVENT = {"sender": {"id": "5"}, "recipient": {"id": "10"}, "timestamp": 1, "message": {"mid": "m", "text": "Sveiki ā 👍 a/b"}}
BATCH = json.dumps({"object": "page", "entry": [{"id": "10", "time": 1, "messaging": [EVENT]}]}).replace("/", "\\/").encode()


def signature(body: bytes, secret: str = APP_SECRET, kind: str = "sha256") -> str:
    return hmac.new(secret.encode(), body, kind).hexdigest()


@pytest.fixture
async def client(sqlite: Database) -> AsyncIterator[Client]:
    bot = Telegram("telegram", "123456:ABC", SECRET)
    page = Messenger("page", page_id="10", page_token="t", app_secret=APP_SECRET, app_id="77", verify_token="verify-me")
    channels: dict[str, Channel] = {bot.name: bot, page.name: page}

    async def ready() -> dict[str, str]:
        return {}

    app = web.Application()
    app.add_routes(doors.routes(doors.Doors(Mailbox(sqlite), LocalDoorbell(), channels, lambda: 1_800_000_000_000, ready)))
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def kept(database: Database) -> int:
    def count(connection: Any) -> int:
        return int(connection.exec_driver_sql("SELECT COUNT(*) FROM inbox").scalar())

    return await database.read(count)


async def knock(client: Client, path: str, body: bytes, **headers: str) -> int:
    async with client.post(
        f"/webhooks/{path}", data=body, headers={k.replace("_", "-"): v for k, v in headers.items()}
    ) as answer:
        assert await answer.text() == ""
        return answer.status


async def test_the_right_knock_is_heard(client: Client, sqlite: Database) -> None:
    """Otherwise nothing below would show anything."""
    assert await knock(client, "telegram", UPDATE, X_Telegram_Bot_Api_Secret_Token=SECRET) == 200
    assert await knock(client, "messenger", BATCH, X_Hub_Signature_256=f"sha256={signature(BATCH)}") == 200
    assert await kept(sqlite) == 2


SPOOFED = {"X_Forwarded_For": "149.154.167.220", "X_Real_IP": "149.154.167.220", "Forwarded": "for=149.154.167.220"}


@pytest.mark.parametrize(
    "headers",
    [
        {}, {"X_Telegram_Bot_Api_Secret_Token": ""}, {"X_Telegram_Bot_Api_Secret_Token": SECRET.upper()},
        {"X_Telegram_Bot_Api_Secret_Token": SECRET + "x"}, {"X_Telegram_Bot_Api_Secret_Token": SECRET[:-1]},
        {"X_Telegram_Bot_Api_Secret_Token": "noslēpums"}, {"X_Telegram_Bot_Api_Secret_Token": "x" * 4000},
        {"Authorization": f"Bearer {SECRET}"}, {"Cookie": f"X-Telegram-Bot-Api-Secret-Token={SECRET}"}, SPOOFED,
        {"X_Telegram_Bot_Api_Secret": SECRET},
    ],
)  # fmt: skip
async def test_without_telegrams_secret_nothing_is_kept(client: Client, sqlite: Database, headers: dict[str, str]) -> None:
    assert await knock(client, "telegram", UPDATE, **headers) == 401
    assert await knock(client, f"telegram?secret_token={SECRET}", UPDATE, **headers) == 401
    assert await kept(sqlite) == 0


RIGHT, OLD = signature(BATCH), signature(BATCH, kind="sha1")


@pytest.mark.parametrize(
    "headers",
    [
        {}, {"X_Hub_Signature_256": ""}, {"X_Hub_Signature_256": "sha256="}, {"X_Hub_Signature_256": RIGHT},
        {"X_Hub_Signature_256": f"sha256={RIGHT.upper()}"}, {"X_Hub_Signature_256": f"sha256={RIGHT[:-2]}"},
        {"X_Hub_Signature_256": f"sha256={RIGHT}0"}, {"X_Hub_Signature_256": "sha256=ā" + RIGHT[1:]},
        {"X_Hub_Signature": f"sha1={OLD}"}, {"X_Hub_Signature_256": f"sha1={OLD}"},
        {"X_Hub_Signature_256": f"sha256={signature(BATCH, 'other')}"}, {"X_Hub_Signature_256": f"sha256={signature(BATCH, '')}"},
        {"X_Hub_Signature_256": f"sha256={hashlib.sha256(BATCH).hexdigest()}"},
        {"X_Hub_Signature_256": f"sha256={signature(json.dumps(json.loads(BATCH)).encode())}"}, SPOOFED,
    ],
)  # fmt: skip
async def test_without_metas_signature_over_these_bytes_nothing_is_kept(
    client: Client, sqlite: Database, headers: dict[str, str]
) -> None:
    assert await knock(client, "messenger", BATCH, **headers) == 401
    assert await kept(sqlite) == 0


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_body_that_unpacks_to_more_is_not_unpacked_to_its_end(client: Client, sqlite: Database, encoding: str) -> None:
    bomb = b" " * (8 * 1024 * 1024)
    packed = gzip.compress(bomb, 9) if encoding == "gzip" else zlib.compress(bomb, 9)
    assert len(packed) < 20_000
    told = {"X_Telegram_Bot_Api_Secret_Token": SECRET, "Content_Encoding": encoding}
    assert await knock(client, "telegram", packed, **told) in {400, 413}
    assert await kept(sqlite) == 0


@pytest.mark.parametrize(
    "body", [b"[" * 200_000, b'{"a":' * 100_000, b'{"update_id":' + b"9" * 9000 + b"}", b"\xff" * 99, b"null", b""]
)
async def test_a_body_that_is_no_update_is_a_bad_request(client: Client, sqlite: Database, body: bytes) -> None:
    assert await knock(client, "telegram", body, X_Telegram_Bot_Api_Secret_Token=SECRET) == 400
    assert await knock(client, "messenger", body, X_Hub_Signature_256=f"sha256={signature(body)}") in {200, 400}
    assert await kept(sqlite) == 0


async def test_a_page_of_nobody_is_kept_nowhere(client: Client, sqlite: Database) -> None:
    body = BATCH.replace(b'"10"', b'"666"')
    assert await knock(client, "messenger", body, X_Hub_Signature_256=f"sha256={signature(body)}") == 200
    assert await kept(sqlite) == 0


async def test_a_captured_body_says_nothing_twice(client: Client, sqlite: Database) -> None:
    for _ in range(5):
        assert await knock(client, "telegram", UPDATE, X_Telegram_Bot_Api_Secret_Token=SECRET) == 200
        assert await knock(client, "messenger", BATCH, X_Hub_Signature_256=f"sha256={signature(BATCH)}") == 200
    assert await kept(sqlite) == 2
    earlier = UPDATE.replace(b'"update_id": 1', b'"update_id": 0').replace(b'"message_id": 1', b'"message_id": 2')
    assert await knock(client, "telegram", earlier, X_Telegram_Bot_Api_Secret_Token=SECRET) == 200
    assert await kept(sqlite) == 3, "a lower number than was seen before is not an old one"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("hub.mode=subscribe&hub.verify_token=verify-me&hub.challenge=1158201444", 200),
        ("hub.mode=subscribe&hub.verify_token=verify-me&hub.challenge=<script>1</script>", 403),
        ("hub.mode=subscribe&hub.verify_token=verify&hub.challenge=1", 403),
        ("hub.mode=subscribe&hub.verify_token=&hub.challenge=1", 403),
        ("hub.mode=subscribe&hub.verify_token=app-secret&hub.challenge=1", 403),
        ("hub.mode=subscribe&hub.verify_token=v%C4%81&hub.challenge=1", 403),
        ("hub.verify_token=verify-me&hub.challenge=1", 403), ("", 403),
    ],
)  # fmt: skip
async def test_the_challenge_is_answered_to_who_knows_the_token_and_as_text(client: Client, query: str, status: int) -> None:
    async with client.get(f"/webhooks/messenger?{query}") as answer:
        assert answer.status == status
        if status == 200:
            assert (await answer.text(), answer.content_type) == ("1158201444", "text/plain")


def test_without_a_secret_no_door_is_opened() -> None:
    for secret in ("", " ", "a b", "ā", "x" * 257):
        with pytest.raises(ValueError, match="secret"):
            Telegram("telegram", "123456:ABC", secret)
    for missing in ("app_secret", "verify_token"):
        given = {"page_id": "10", "page_token": "t", "app_secret": "a", "app_id": "77", "verify_token": "v"}
        with pytest.raises(ValueError, match=r"secret|token"):
            Messenger("page", **{**given, missing: ""})
