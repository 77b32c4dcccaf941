"""An operator sets up the group, links people and prints a day; what is missing is said, each with what to do."""

import asyncio
from collections.abc import AsyncIterator, Mapping

import pytest

from bot.channels.telegram_setup import ALLOWED_UPDATES
from tests.commands.conftest import Dezura
from tests.platforms.telegram import TelegramEmulator

GROUP = -1_001_234_567_890


@pytest.fixture
async def tg() -> AsyncIterator[TelegramEmulator]:
    async with TelegramEmulator(secret="s3cret") as emulator:
        emulator.group(GROUP, title="Birojs")
        emulator.allowed_updates = list(ALLOWED_UPDATES)
        yield emulator


def bot(tg: TelegramEmulator, **changed: str) -> Mapping[str, str]:
    return {
        "TELEGRAM_BOT_TOKEN": tg.token, "TELEGRAM_WEBHOOK_SECRET": "s3cret", "TELEGRAM_API_URL": tg.url,
        "TELEGRAM_DESK_GROUP": str(GROUP), **changed,
    }  # fmt: skip


async def test_a_group_that_is_ready_is_said_to_be(dezura: Dezura, tg: TelegramEmulator) -> None:
    answer = await asyncio.to_thread(dezura, "telegram", "desk", **bot(tg))
    assert (answer.exit_code, answer.output.split(".")[0]) == (0, "telegram: “Birojs” is ready")


@pytest.mark.parametrize(
    ("what", "said"),
    [("forum", "turn them on"), ("admin", "make it an admin"), ("manages", "may not manage topics"), ("there", "cannot be seen")],
)
async def test_what_is_missing_is_said_with_what_to_do(dezura: Dezura, tg: TelegramEmulator, what: str, said: str) -> None:
    if what == "there":
        tg.groups.clear()
    else:
        setattr(tg.group(GROUP), what, False)
    answer = await asyncio.to_thread(dezura, "telegram", "desk", **bot(tg))
    assert answer.exit_code == 1
    assert said in answer.output


async def test_without_a_group_it_says_where_to_write_one(dezura: Dezura, tg: TelegramEmulator) -> None:
    answer = await asyncio.to_thread(dezura, "telegram", "desk", **bot(tg, TELEGRAM_DESK_GROUP=""))
    assert (answer.exit_code, "desk_group" in answer.output) == (1, True)


def test_a_person_gets_a_code_and_nobody_else_does(dezura: Dezura) -> None:
    assert dezura("user", "link", "anna@shop.example").exit_code == 1
    dezura("user", "add", "anna@shop.example")
    answer = dezura("user", "link", "ANNA@shop.example")
    assert answer.exit_code == 0
    assert "/link " in answer.output
    assert dezura("user", "unlink", "anna@shop.example").exit_code == 1, "there is nothing to undo yet"


def test_a_day_is_printed_in_the_language_asked_for(dezura: Dezura) -> None:
    answer = dezura("summary", "--day", "2026-11-27", "--language", "pl")
    assert answer.exit_code == 0
    assert "0 rozmów" in answer.output
    assert "Teraz nikt nie czeka" in answer.output
    assert dezura("summary", "--day", "yesterday").exit_code == 1
    assert dezura("summary", "--team", "nobody").exit_code == 1
