"""The emulated forum is what python-telegram-bot and aiogram take for one of Telegram's."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import telegram as ptb
from aiogram import Bot as AiogramBot
from aiogram import types as aiogram_types
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from telegram.request import HTTPXRequest

from tests.platforms.telegram import TelegramEmulator
from tests.platforms.telegram_forum import ICONS, NEWEST
from tests.platforms.test_telegram import JPEG, assert_known

GROUP = -1_001_234_567_890


@pytest.fixture
async def tg() -> AsyncIterator[TelegramEmulator]:
    async with TelegramEmulator() as emulator:
        emulator.group(GROUP)
        yield emulator


@pytest.fixture
async def client(tg: TelegramEmulator) -> AsyncIterator[ptb.Bot]:
    bot = ptb.Bot(tg.token, base_url=f"{tg.url}/bot", base_file_url=f"{tg.url}/file/bot", request=HTTPXRequest(proxy=None))
    async with bot:
        yield bot


@pytest.fixture
async def second_client(tg: TelegramEmulator) -> AsyncIterator[AiogramBot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(tg.url))
    async with AiogramBot(tg.token, session=session) as bot:
        yield bot


async def test_python_telegram_bot_runs_a_topic_from_making_to_deleting_it(tg: TelegramEmulator, client: ptb.Bot) -> None:
    group = tg.group(GROUP)
    stickers = await client.get_forum_topic_icon_stickers()
    assert {sticker.emoji for sticker in stickers} == set(ICONS)
    made = await client.create_forum_topic(GROUP, "Anna", icon_color=7322096)
    thread = made.message_thread_id
    sent = await client.send_message(GROUP, "Labdien", message_thread_id=thread)
    assert (sent.message_thread_id, sent.is_topic_message) == (thread, True)
    answer = await client.send_message(GROUP, "uz to", message_thread_id=thread, reply_to_message_id=sent.message_id)
    assert group.topics[thread].texts == ["Labdien", "uz to"]
    assert await client.edit_forum_topic(GROUP, thread, name="Anna, gaida", icon_custom_emoji_id=ICONS["✅"])
    assert await client.close_forum_topic(GROUP, thread)
    assert await client.reopen_forum_topic(GROUP, thread)
    assert await client.edit_message_text("citādi", GROUP, answer.message_id)
    assert await client.delete_forum_topic(GROUP, thread)
    assert group.made == []
    with pytest.raises(ptb.error.BadRequest, match="thread not found"):
        await client.send_message(GROUP, "x", message_thread_id=thread)


async def test_python_telegram_bot_sees_who_may_what(tg: TelegramEmulator, client: ptb.Bot) -> None:
    assert (await client.get_chat(GROUP)).is_forum
    me = await client.get_chat_member(GROUP, client.id)
    assert isinstance(me, ptb.ChatMemberAdministrator)
    assert me.can_manage_topics
    tg.group(GROUP).manages = False
    with pytest.raises(ptb.error.BadRequest, match=r"[Nn]ot enough rights"):
        await client.create_forum_topic(GROUP, "Anna")
    await tg.group(GROUP).kick()
    with pytest.raises(ptb.error.Forbidden, match="kicked"):
        await client.send_message(GROUP, "x")


async def test_aiogram_meets_the_rate_and_a_topic_that_does_not_change(tg: TelegramEmulator, second_client: AiogramBot) -> None:
    made = await second_client.create_forum_topic(GROUP, "Anna")
    with pytest.raises(TelegramBadRequest, match="TOPIC_NOT_MODIFIED"):
        await second_client.edit_forum_topic(GROUP, made.message_thread_id, name="Anna")
    for number in range(19):
        await second_client.send_message(GROUP, str(number), message_thread_id=made.message_thread_id)
    with pytest.raises(TelegramRetryAfter) as refused:
        await second_client.send_message(GROUP, "one too many")
    assert 50 <= refused.value.retry_after <= 60
    tg.clock.advance(61)
    await second_client.send_message(GROUP, "later")
    tg.group(GROUP).kicked = True
    with pytest.raises(TelegramForbiddenError):
        await second_client.send_message(GROUP, "x")


async def test_a_picture_goes_by_the_id_telegram_knows_it_by(tg: TelegramEmulator, client: ptb.Bot) -> None:
    known = tg.store(JPEG, "photos/1.jpg")["file_id"]
    sent = await client.send_photo(GROUP, known, caption="no klienta")
    assert sent.photo
    with pytest.raises(ptb.error.BadRequest, match=r"[Ww]rong file identifier"):
        await client.send_photo(GROUP, "nothing")


def without_the_newest(update: dict[str, Any]) -> dict[str, Any]:
    if "my_chat_member" not in update:
        return update
    change = update["my_chat_member"]
    members = {name: {k: v for k, v in change[name].items() if k != NEWEST} for name in ("old_chat_member", "new_chat_member")}
    return {**update, "my_chat_member": {**change, **members}}


async def test_every_update_of_the_group_is_one_telegram_could_send(tg: TelegramEmulator, client: ptb.Bot) -> None:
    group = tg.group(GROUP)
    zane = group.join(tg.user(2001, name="Zane Bērziņa"))
    made = await client.create_forum_topic(GROUP, "Anna")
    topic = group.topics[made.message_thread_id]
    button = ptb.InlineKeyboardMarkup([[ptb.InlineKeyboardButton("Take", callback_data="d:take:1:0")]])
    await client.send_message(GROUP, "gaida", message_thread_id=topic.thread, reply_markup=button)
    written = await zane.write("Labdien!", topic)
    await zane.edit(written, "Labdien.")
    await zane.photo(JPEG, topic, "lūk")
    await zane.document(b"%PDF-1", "rēķins.pdf", topic)
    press = await zane.press("Take", topic)
    await zane.write("in general")
    await group.says_anonymously("noslēpums", topic)
    await group.forwards_channel_post("jaunums")
    await group.bot_writes("bīp", topic)
    await group.kick()
    await group.invite()
    await group.migrate(-1_009)
    assert await client.answer_callback_query(press, "Tagad Jūs atbildat")
    assert tg.answered == {press: "Tagad Jūs atbildat"}
    assert len(tg.updates) == 12
    for update in tg.updates:
        assert_known(ptb.Update.de_json(without_the_newest(update), None))
        aiogram_types.Update.model_validate(update)
