"""A developer without tokens can be the customer, in a terminal."""

import asyncio
import os
import sys
from collections.abc import Sequence

import pytest

from bot.channels.messenger import Messenger
from bot.channels.port import Inbound, Start, Text
from bot.channels.telegram import Telegram
from tests.platforms.graph import GraphEmulator
from tests.platforms.receiver import Receiver


async def talk(arguments: Sequence[str], said: str) -> str:
    """What the terminal shows when these lines are typed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.platforms", *arguments, "--port", "0",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    shown, _ = await process.communicate(said.encode())
    assert process.returncode == 0
    return shown.decode()


def words(inbounds: Sequence[Inbound]) -> list[object]:
    return [inbound.content for inbound in inbounds]


@pytest.mark.parametrize("platform", ["telegram", "messenger"])
async def test_what_is_typed_reaches_the_webhook(platform: str) -> None:
    known = GraphEmulator()
    channel = Telegram("t", "123456789:emulated-token", "emulated-secret") if platform == "telegram" else None
    async with Receiver(channel or Messenger("m", **{**known.credentials, "graph_url": "http://127.0.0.1"})) as receiver:
        shown = await talk([platform, "--webhook", receiver.url], "Sveiki!\n\nKur ir 10023?\n")
    assert words(receiver.inbounds) == [Start(), Text("Sveiki!"), Text("Kur ir 10023?")]
    assert "_TOKEN=" in shown
