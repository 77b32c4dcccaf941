"""Buttons stand as a phone can show them, and what is posted is what Telegram reads."""

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.port import Button, File, Message, Outgoing
from bot.channels.telegram import Telegram
from bot.channels.telegram_methods import rows
from bot.channels.text import units
from tests.platforms.telegram import TelegramEmulator


def titles(*given_: str) -> list[list[str]]:
    return [[button.title for button in row] for row in rows([Button(title, "p") for title in given_])]


def test_short_buttons_stand_side_by_side() -> None:
    assert titles("Jā", "Nē") == [["Jā", "Nē"]]
    assert titles("1", "2", "3", "4") == [["1", "2", "3"], ["4"]]


def test_long_buttons_stand_alone() -> None:
    assert titles("Kur ir mans sūtījums?", "Atgriezt preci", "Nē") == [["Kur ir mans sūtījums?"], ["Atgriezt preci", "Nē"]]


@given(st.lists(st.builds(Button, title=st.text(min_size=1, max_size=40), payload=st.just("p"))))
def test_every_button_stands_once_in_its_order(buttons: list[Button]) -> None:
    made = rows(buttons)
    assert [button for row in made for button in row] == buttons
    assert all(len(row) <= 3 for row in made)
    assert all(len(row) == 1 or len(row) * max(units(button.title) for button in row) <= 30 for row in made)


async def test_only_what_we_set_is_posted(tg: TelegramEmulator, telegram: Telegram) -> None:
    await tg.user(1001).start()
    await telegram.send(Outgoing("1001", Message("Sveiki ā 👍"), "k"))
    (call,) = tg.calls
    assert call.encoding == "application/json"
    assert call.params == {"chat_id": 1001, "text": "Sveiki ā 👍", "reply_markup": {"remove_keyboard": True}}


async def test_a_file_is_posted_as_a_form_with_its_objects_as_json(tg: TelegramEmulator, telegram: Telegram) -> None:
    await tg.user(1001).start()
    await telegram.send(Outgoing("1001", Message("Lūk", (Button("Jā", "yes"),), File("f", "a\r\nb.pdf", "x/y")), "k"), b"%PDF")
    (call,) = tg.calls
    assert call.encoding == "multipart/form-data"
    assert (call.params["chat_id"], call.params["caption"]) == (1001, "Lūk")
    assert json.dumps(call.params["reply_markup"]) == '{"inline_keyboard": [[{"text": "J\\u0101", "callback_data": "yes"}]]}'
    assert call.files["document"].name == "a__b.pdf"
