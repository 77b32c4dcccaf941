"""Both platforms on loopback, and a channel of ours on each."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.messenger import Messenger
from bot.channels.telegram import Telegram
from tests.platforms.graph import GraphEmulator
from tests.platforms.receiver import Receiver
from tests.platforms.telegram import TelegramEmulator


@pytest.fixture
async def tg() -> AsyncIterator[TelegramEmulator]:
    """A Bot API server without a webhook."""
    async with TelegramEmulator(secret="s3cret-s3cret") as emulator:
        yield emulator


@pytest.fixture
async def telegram(tg: TelegramEmulator) -> AsyncIterator[Telegram]:
    """Our channel to it."""
    channel = Telegram("telegram", tg.token, "s3cret-s3cret", api_url=tg.url, timeout=5)
    yield channel
    await channel.close()


@pytest.fixture
async def telegram_webhook(tg: TelegramEmulator, telegram: Telegram) -> AsyncIterator[Receiver]:
    """What the channel makes of the emulator's updates."""
    async with Receiver(telegram) as receiver:
        tg.postman.deliver_to(receiver.url)
        yield receiver


@pytest.fixture
async def fb() -> AsyncIterator[GraphEmulator]:
    """A Graph server without a webhook."""
    async with GraphEmulator() as emulator:
        yield emulator


@pytest.fixture
async def messenger(fb: GraphEmulator) -> AsyncIterator[Messenger]:
    """Our channel to it, on its clock."""
    channel = Messenger("messenger", **fb.credentials, timeout=5, clock=fb.clock.now)
    yield channel
    await channel.close()


@pytest.fixture
async def messenger_webhook(fb: GraphEmulator, messenger: Messenger) -> AsyncIterator[Receiver]:
    """What the channel makes of the emulator's events."""
    async with Receiver(messenger) as receiver:
        fb.postman.deliver_to(receiver.url)
        yield receiver
