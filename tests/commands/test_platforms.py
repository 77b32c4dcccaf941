"""An operator connects a bot or a page and asks how it does; what goes wrong is one line that says why."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from bot.channels.messenger_setup import SUBSCRIBED_FIELDS
from tests.commands.conftest import Dezura
from tests.platforms.graph import GraphEmulator
from tests.platforms.telegram import TelegramEmulator

NOBODY = "http://127.0.0.1:9"  # the discard port, where nobody listens


@pytest.fixture
async def tg() -> AsyncIterator[TelegramEmulator]:
    async with TelegramEmulator(secret="s3cret") as emulator:
        yield emulator


@pytest.fixture
async def fb() -> AsyncIterator[GraphEmulator]:
    async with GraphEmulator() as emulator:
        yield emulator


def bot(tg: TelegramEmulator, **changed: str) -> Mapping[str, str]:
    return {
        "TELEGRAM_BOT_TOKEN": tg.token, "TELEGRAM_WEBHOOK_SECRET": "s3cret", "TELEGRAM_API_URL": tg.url,
        "PUBLIC_URL": "https://shop.example/", **changed,
    }  # fmt: skip


def page(fb: GraphEmulator, **changed: str) -> Mapping[str, str]:
    known: Mapping[str, Any] = fb.credentials
    return {
        "MESSENGER_PAGE_ID": known["page_id"], "MESSENGER_PAGE_TOKEN": known["page_token"],
        "MESSENGER_APP_SECRET": known["app_secret"], "MESSENGER_APP_ID": known["app_id"],
        "MESSENGER_VERIFY_TOKEN": known["verify_token"], "MESSENGER_GRAPH_URL": known["graph_url"], **changed,
    }  # fmt: skip


async def test_a_bot_is_connected_and_says_how_it_does(dezura: Dezura, tg: TelegramEmulator) -> None:
    before = await asyncio.to_thread(dezura, "telegram", "info", **bot(tg))
    assert before.output == "telegram: @dezura_test_bot: updates go nowhere; run `dezura telegram set-webhook`\n"
    connected = await asyncio.to_thread(dezura, "telegram", "set-webhook", **bot(tg))
    assert connected.output == "telegram: updates come to https://shop.example/webhooks/telegram/telegram\n"
    after = await asyncio.to_thread(dezura, "telegram", "info", **bot(tg))
    assert after.output == "telegram: @dezura_test_bot: updates come to https://shop.example/webhooks/telegram/telegram; 0 wait\n"


async def test_a_page_is_subscribed_and_says_to_what(dezura: Dezura, fb: GraphEmulator) -> None:
    before = await asyncio.to_thread(dezura, "messenger", "info", **page(fb))
    assert before.output == "messenger: Dezura's shop: nothing reaches us; run `dezura messenger setup`\n"
    assert (await asyncio.to_thread(dezura, "messenger", "setup", **page(fb))).output == "messenger: subscribed\n"
    after = await asyncio.to_thread(dezura, "messenger", "info", **page(fb))
    assert after.output == f"messenger: Dezura's shop: subscribed to {', '.join(SUBSCRIBED_FIELDS)}\n"


async def test_a_token_the_platform_does_not_know_is_one_line(dezura: Dezura, tg: TelegramEmulator, fb: GraphEmulator) -> None:
    wrong_bot = await asyncio.to_thread(dezura, "telegram", "info", **bot(tg, TELEGRAM_BOT_TOKEN="123456:wrong"))
    assert (wrong_bot.exit_code, wrong_bot.output) == (1, "telegram: this could not be done: Unauthorized\n")
    wrong_page = await asyncio.to_thread(dezura, "messenger", "info", **page(fb, MESSENGER_PAGE_TOKEN="wrong"))
    assert wrong_page.exit_code == 1
    assert wrong_page.output.startswith("messenger: this could not be done: ")
    assert wrong_page.output.count("\n") == 1


async def test_a_platform_that_cannot_be_reached_is_one_line(dezura: Dezura, tg: TelegramEmulator) -> None:
    silent = await asyncio.to_thread(dezura, "telegram", "info", **bot(tg, TELEGRAM_API_URL=NOBODY))
    assert (silent.exit_code, silent.output) == (1, "telegram: this could not be done: ClientConnectorError\n")


@pytest.mark.parametrize("arguments", [("telegram", "info"), ("messenger", "info")])
def test_without_a_channel_it_says_what_to_set(dezura: Dezura, arguments: tuple[str, ...]) -> None:
    answer = dezura(*arguments)
    assert answer.exit_code == 1
    assert "is set up: give " in answer.output


async def test_a_channel_of_another_name_is_not_there(dezura: Dezura, tg: TelegramEmulator) -> None:
    answer = await asyncio.to_thread(dezura, "telegram", "info", "--channel", "other", **bot(tg))
    assert (answer.exit_code, answer.output) == (1, "there is no channel other of this kind, only telegram\n")


async def test_a_webhook_needs_an_address_that_telegram_reaches(dezura: Dezura, tg: TelegramEmulator) -> None:
    answer = await asyncio.to_thread(dezura, "telegram", "set-webhook", **bot(tg, PUBLIC_URL="http://localhost"))
    assert (answer.exit_code, answer.output.split(":")[0]) == (1, "PUBLIC_URL")


def test_a_token_that_cannot_be_one_is_named(dezura: Dezura) -> None:
    answer = dezura("telegram", "info", TELEGRAM_BOT_TOKEN="nonsense", TELEGRAM_WEBHOOK_SECRET="s3cret")
    assert (answer.exit_code, answer.output.count("\n")) == (1, 1)
    assert "TELEGRAM_BOT_TOKEN" in answer.output
