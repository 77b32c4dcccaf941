"""The doors turn strangers away before they cost anything; what platforms really send goes through tests/line."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot import web as doors
from bot.channels.messenger import Messenger
from bot.channels.port import Channel
from bot.channels.telegram import Telegram
from bot.doorbell import LocalDoorbell
from bot.store.database import Database
from bot.store.mailbox import Mailbox


async def ready() -> dict[str, str]:
    return {}


@pytest.fixture
async def address(sqlite: Database, bell: LocalDoorbell) -> AsyncIterator[tuple[str, int]]:
    """The doors of a bot and a page, on a server as the program runs it."""
    bot = Telegram("telegram", "123456:ABC", "secret")
    page = Messenger("page", page_id="1", page_token="token", app_secret="secret", app_id="2", verify_token="verify")
    channels: dict[str, Channel] = {bot.name: bot, page.name: page}
    app = web.Application()
    app.add_routes(doors.routes(doors.Doors(Mailbox(sqlite), bell, channels, lambda: 1_800_000_000_000, ready)))
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner.addresses[0]
    await runner.cleanup()


async def head_of_answer(address: tuple[str, int], path: str, *headers: str, body: bytes = b"") -> str:
    """What is answered to a request of which only so much comes."""
    reader, writer = await asyncio.open_connection(*address)
    writer.write("\r\n".join([f"POST {path} HTTP/1.1", "Host: x", *headers, "", ""]).encode() + body)
    answer = await reader.readline()
    writer.close()
    return answer.decode().strip()


async def test_a_body_without_the_secret_is_not_waited_for(address: tuple[str, int]) -> None:
    answer = await head_of_answer(address, "/webhooks/telegram", "Content-Length: 1000000")
    assert answer == "HTTP/1.1 401 Unauthorized"


async def test_one_larger_than_any_batch_is_not_waited_for(address: tuple[str, int]) -> None:
    answer = await head_of_answer(address, "/webhooks/messenger", f"Content-Length: {doors.MESSENGER_BYTES + 1}")
    assert answer == "HTTP/1.1 413 Request Entity Too Large"
