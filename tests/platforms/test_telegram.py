"""The emulated Telegram is what other people's clients take for Telegram, so what passes on it can be believed."""

import inspect
import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
import telegram as ptb
from aiogram import Bot as AiogramBot
from aiogram import types as aiogram_types
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from telegram.request import HTTPXRequest

from bot.channels.port import Button, File, Message, Outgoing
from bot.channels.telegram import Telegram
from bot.channels.telegram_setup import info, set_webhook
from tests.platforms.receiver import Receiver
from tests.platforms.telegram import TelegramEmulator
from tests.platforms.telegram_api import Call

JPEG = b"\xff\xd8\xff-a-picture"


@pytest.fixture
async def tg() -> AsyncIterator[TelegramEmulator]:
    async with TelegramEmulator() as emulator:
        yield emulator


@pytest.fixture
async def client(tg: TelegramEmulator) -> AsyncIterator[ptb.Bot]:
    """python-telegram-bot."""
    bot = ptb.Bot(tg.token, base_url=f"{tg.url}/bot", base_file_url=f"{tg.url}/file/bot", request=HTTPXRequest(proxy=None))
    async with bot:
        yield bot


@pytest.fixture
async def second_client(tg: TelegramEmulator) -> AsyncIterator[AiogramBot]:
    """aiogram, with its own session."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(tg.url))
    async with AiogramBot(tg.token, session=session) as bot:
        yield bot


# --- two clients, as customers of the server --------------------------------------------------------------------

YES = ptb.InlineKeyboardMarkup([[ptb.InlineKeyboardButton("Jā", callback_data="yes")]])


async def test_python_telegram_bot_holds_a_conversation(tg: TelegramEmulator, client: ptb.Bot) -> None:
    assert (await client.get_me()).username == "dezura_test_bot"
    anna = tg.user(1001)
    await anna.start("o10023")
    (opened,) = await client.get_updates()
    assert opened.message is not None
    assert opened.message.text == "/start o10023"
    sent = await client.send_message(1001, "Vai tā? 👍", reply_markup=YES)
    assert anna.seen[0].text == sent.text == "Vai tā? 👍"
    await anna.press("Jā")
    (pressed,) = await client.get_updates(offset=opened.update_id + 1)
    assert pressed.callback_query is not None
    assert await client.answer_callback_query(pressed.callback_query.id)
    assert await client.send_chat_action(1001, "typing")


async def test_python_telegram_bot_sends_and_fetches_files(tg: TelegramEmulator, client: ptb.Bot) -> None:
    await tg.user(1001).start()
    document = await client.send_document(1001, b"%PDF-1", filename="rēķins.pdf", caption="Rēķins")
    photo = await client.send_photo(1001, JPEG)
    assert document.document is not None
    assert bytes(await (await client.get_file(document.document.file_id)).download_as_bytearray()) == b"%PDF-1"
    assert photo.photo
    assert [seen.kind for seen in tg.user(1001).seen] == ["document", "photo"]


@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")  # of the client's own making, about its RetryAfter
async def test_python_telegram_bot_hears_the_refusals(tg: TelegramEmulator, client: ptb.Bot) -> None:
    with pytest.raises(ptb.error.BadRequest, match="Chat not found"):
        await client.send_message(404, "x")
    await tg.user(1001).start()
    with pytest.raises(ptb.error.BadRequest, match="too long"):
        await client.send_message(1001, "x" * 4097)
    with pytest.raises(ptb.error.BadRequest, match="Button_data_invalid"):
        await client.send_message(1001, "x", reply_markup=json_markup("ā" * 33))
    with pytest.raises(ptb.error.BadRequest, match="Query is too old"):
        await client.answer_callback_query("1")
    tg.fail("sendMessage", 429, retry_after=9)
    with pytest.raises(ptb.error.RetryAfter):
        await client.send_message(1001, "x")
    tg.fail("sendMessage", 400, migrate_to_chat_id=-100)
    with pytest.raises(ptb.error.ChatMigrated):
        await client.send_message(1001, "x")
    await tg.user(1001).block()
    with pytest.raises(ptb.error.Forbidden, match="blocked"):
        await client.send_message(1001, "x")


def json_markup(data: str) -> ptb.InlineKeyboardMarkup:
    return ptb.InlineKeyboardMarkup([[ptb.InlineKeyboardButton("x", callback_data=data)]])


async def test_python_telegram_bot_sets_a_webhook(tg: TelegramEmulator, client: ptb.Bot) -> None:
    assert await client.set_webhook("https://shop.example/webhooks/telegram", secret_token="abc", allowed_updates=["message"])
    told = await client.get_webhook_info()
    assert (told.url, told.allowed_updates) == ("https://shop.example/webhooks/telegram", ("message",))
    with pytest.raises(ptb.error.Conflict):
        await client.get_updates()
    assert await client.delete_webhook()
    with pytest.raises(ptb.error.BadRequest, match="unallowed characters"):
        await client.set_webhook("https://shop.example/", secret_token="ā")


async def test_aiogram_holds_a_conversation(tg: TelegramEmulator, second_client: AiogramBot) -> None:
    anna = tg.user(1001)
    await anna.start()
    button = aiogram_types.InlineKeyboardButton(text="Jā", callback_data="yes")
    keyboard = aiogram_types.InlineKeyboardMarkup(inline_keyboard=[[button]])
    sent = await second_client.send_message(1001, "Sveiki", reply_markup=keyboard)
    assert sent.message_id == anna.seen[0].id
    document = aiogram_types.BufferedInputFile(b"%PDF-1", "rēķins.pdf")
    assert (await second_client.send_document(1001, document)).document is not None
    await anna.press("Jā")
    updates = await second_client.get_updates()
    assert [update.event_type for update in updates] == ["message", "callback_query"]
    with pytest.raises(TelegramBadRequest, match="empty"):
        await second_client.send_message(1001, " ")
    tg.fail("sendMessage", 429)
    with pytest.raises(TelegramRetryAfter):
        await second_client.send_message(1001, "x")
    await anna.block()
    with pytest.raises(TelegramForbiddenError):
        await second_client.send_message(1001, "x")


async def test_the_server_takes_every_encoding(tg: TelegramEmulator) -> None:
    await tg.user(1001).start()
    url = f"{tg.url}/bot{tg.token}/sendMessage"
    markup = {"inline_keyboard": [[{"text": "Jā", "callback_data": "yes"}]]}
    plain = {"chat_id": "1001", "text": "12", "reply_markup": json.dumps(markup)}
    async with aiohttp.ClientSession() as session:
        for request in (
            session.get(url, params=plain),
            session.post(url, data=plain),
            session.post(url, json={"chat_id": 1001, "text": "12", "reply_markup": markup}),
        ):
            async with request as answer:
                assert (await answer.json())["result"]["chat"]["id"] == 1001
        async with session.post(f"{tg.url}/bot1:wrong/getMe") as refused, session.get(f"{tg.url}/bot{tg.token}/x") as unknown:
            assert (refused.status, unknown.status) == (401, 404)
    assert [call.params for call in tg.calls[:3]] == [{"chat_id": 1001, "text": "12", "reply_markup": markup}] * 3


# --- our calls, held against python-telegram-bot -----------------------------------------------------------------


def assert_known(thing: Any) -> None:
    """No object within may hold a field that python-telegram-bot does not know."""
    if isinstance(thing, ptb.TelegramObject):
        unknown = {name: value for name, value in thing.api_kwargs.items() if (name, value) != ("remove_keyboard", True)}
        assert not unknown, (type(thing).__name__, unknown)  # (remove_keyboard is always true, so it is no argument there)
        for name in {name for one in type(thing).__mro__ for name in getattr(one, "__slots__", ()) if not name.startswith("_")}:
            assert_known(getattr(thing, name, None))
    elif isinstance(thing, tuple | list):
        for one in thing:
            assert_known(one)


MARKUPS: dict[str, type[ptb.TelegramObject]] = {
    "inline_keyboard": ptb.InlineKeyboardMarkup,
    "keyboard": ptb.ReplyKeyboardMarkup,
    "remove_keyboard": ptb.ReplyKeyboardRemove,
}


def assert_a_real_call(call: Call) -> None:
    """The method exists, takes each parameter by its name, and each object in it is whole."""
    method = getattr(ptb.Bot, re.sub(r"(?<=[a-z])([A-Z])", r"_\1", call.method).lower())
    parameters = inspect.signature(method).parameters
    given = {**call.params, **call.files}
    assert set(given) <= set(parameters), set(given) - set(parameters)
    required = {name for name, one in parameters.items() if one.default is inspect.Parameter.empty and name != "self"}
    assert required <= set(given), required - set(given)
    if markup := call.params.get("reply_markup"):
        (kind,) = (MARKUPS[name] for name in markup if name in MARKUPS)
        assert_known(kind.de_json(markup, None))
    if entities := call.params.get("entities"):
        read = ptb.MessageEntity.de_list(entities, None)
        assert_known(read)
        message = ptb.Message(1, datetime.now(UTC), ptb.Chat(1, "private"), text=call.params["text"], entities=read)
        (value,) = message.parse_entities().values()
        assert value == call.params["text"]


async def test_every_call_we_make_is_a_call_telegram_knows(tg: TelegramEmulator) -> None:
    ours = Telegram("telegram", tg.token, "secret", api_url=tg.url)
    shop, anna = tg.business(9001), tg.user(1001)
    await anna.start()
    await anna.photo(JPEG)
    await shop.write(anna, "Labdien")
    buttons = (Button("Jā", "yes"), Button("Sekot sūtījumam", url="https://dpd.lv/1"))
    pdf, picture = File("1", "rēķins.pdf", "application/pdf"), File("2", "foto.jpg", "image/jpeg")
    for address in ("1001", f"{shop.id}:1001"):
        for message in (
            Message("Vai tā?", buttons),
            Message("Sveiki"),
            Message("Numurs?", ask_contact="Dot"),
            Message("Lūk", buttons, pdf),
            Message("LV80 BANK 👍 0000", copy=True),
        ):
            await ours.send(Outgoing(address, message, "k", answers="77"), b"%PDF-1")
        await ours.send(Outgoing(address, Message(file=picture), "k"), JPEG)
        await ours.typing(address)
    await ours.fetch(next(iter(tg.files)))
    await set_webhook(ours, "https://shop.example/webhooks/telegram")
    await info(ours)
    await ours.close()
    assert {call.method for call in tg.calls} == {
        "sendMessage", "sendDocument", "sendPhoto", "sendChatAction", "answerCallbackQuery",
        "getFile", "setWebhook", "getMe", "getWebhookInfo",
    }  # fmt: skip
    for call in tg.calls:
        assert_a_real_call(call)
    assert len(anna.seen) == 12


async def test_every_update_we_emulate_is_one_telegram_could_send(tg: TelegramEmulator) -> None:
    shop, anna = tg.business(9001), tg.user(1001)
    await anna.start("o10023")
    written = await anna.write("Sveiki 👍")
    await anna.edit(written, "Sveiki!")
    await anna.photo(JPEG, "saplēsts")
    await anna.document(b"%PDF", "čeks.pdf")
    await anna.voice(b"OggS")
    await anna.share_contact("37120000001")
    await anna.sends({"location": {"latitude": 56.9, "longitude": 24.1}})
    ours = Telegram("telegram", tg.token, "secret", api_url=tg.url)
    await ours.send(Outgoing("1001", Message("Vai tā?", (Button("Jā", "yes"),)), "k"))
    await ours.close()
    await anna.press("Jā")
    await anna.block()
    await anna.unblock()
    await shop.connect()
    await shop.write(anna, "Labdien")
    await shop.answer(anna, "Labdien!")
    assert len(tg.updates) == 14
    for made in tg.updates:
        assert_known(ptb.Update.de_json(made, None))
        aiogram_types.Update.model_validate(made)


async def test_a_webhook_gets_the_secret_and_what_it_asked_for(tg: TelegramEmulator) -> None:
    ours = Telegram("telegram", tg.token, "s3cret", api_url=tg.url)
    async with Receiver(ours) as receiver:
        await set_webhook(ours, receiver.url)
        anna = tg.user(1001)
        await anna.write("hi")
        tg.update("message_reaction", {}, "reactions")
        tg.secret = "another"
        await anna.write("there")
        assert [attempt.status for attempt in tg.postman.attempts] == [200, 401, 401]
        assert len(receiver.inbounds) == 1
    await ours.close()


@pytest.mark.parametrize(("text", "heard"), [("Jā", "callback_query"), ("Nē", "message")])
async def test_a_press_and_a_text_travel_in_different_queues(tg: TelegramEmulator, text: str, heard: str) -> None:
    async with Receiver() as receiver:
        receiver.statuses = [500, 500]
        tg.postman.deliver_to(receiver.url)
        await tg.user(1001).write("this one is stuck")
        if heard == "message":
            await tg.user(1001).write(text)
        else:
            tg.update("callback_query", {}, ("press", 1001))
            await tg.settled()
        assert len(receiver.bodies) == (3 if heard == "callback_query" else 2)
