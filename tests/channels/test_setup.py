"""An operator connects a bot or a page with one command, and sees with another what the platform thinks of it."""

import pytest

from bot.channels import messenger_setup, telegram_setup
from bot.channels.messenger import Messenger
from bot.channels.port import Refused
from bot.channels.telegram import Telegram
from bot.channels.wire import Failed
from tests.platforms.graph import GraphEmulator
from tests.platforms.receiver import Receiver
from tests.platforms.telegram import TelegramEmulator

URL = "https://shop.example/webhooks/telegram"


async def test_a_bot_is_told_where_to_send_what_and_with_which_secret(tg: TelegramEmulator, telegram: Telegram) -> None:
    await telegram_setup.set_webhook(telegram, URL, connections=10)
    (call,) = tg.calls
    assert call.params["secret_token"] == telegram.secret
    assert set(call.params["allowed_updates"]) == set(telegram_setup.ALLOWED_UPDATES)
    assert (call.params["max_connections"], call.params["drop_pending_updates"]) == (10, False)
    told = await telegram_setup.info(telegram)
    assert (told.username, told.url, told.missing(), told.last_error) == ("dezura_test_bot", URL, (), "")


async def test_a_bot_that_was_never_connected_says_so(tg: TelegramEmulator, telegram: Telegram) -> None:
    told = await telegram_setup.info(telegram)
    assert told.url == ""
    assert told.missing() == telegram_setup.ALLOWED_UPDATES


async def test_a_failing_webhook_shows_what_waits(tg: TelegramEmulator, telegram: Telegram) -> None:
    async with Receiver() as receiver:
        receiver.statuses = [500, 500]
        await telegram_setup.set_webhook(telegram, receiver.url)
        await tg.user().write("hi")
        told = await telegram_setup.info(telegram)
    assert (told.pending, told.last_error) == (1, "Wrong response from the webhook: 500")
    assert told.last_error_at > 0


async def test_a_wrong_token_is_named_as_the_cause(tg: TelegramEmulator) -> None:
    stranger = Telegram("telegram", "42:wrong", "secret", api_url=tg.url)
    with pytest.raises(Failed, match="Unauthorized") as failed:
        await telegram_setup.info(stranger)
    assert failed.value.result == Refused("Unauthorized", "account")
    with pytest.raises(Failed):
        await telegram_setup.set_webhook(stranger, URL)
    await stranger.close()


async def test_an_unusable_address_is_refused_in_telegrams_words(telegram: Telegram) -> None:
    with pytest.raises(Failed, match="HTTPS URL must be provided"):
        await telegram_setup.set_webhook(telegram, "shop")


@pytest.mark.parametrize("kind", ["lost", "garbage"])
async def test_an_answer_that_cannot_be_read_is_no_success(tg: TelegramEmulator, telegram: Telegram, kind: str) -> None:
    tg.fail("setWebhook", kind)
    with pytest.raises(Failed):
        await telegram_setup.set_webhook(telegram, URL)


async def test_a_page_is_subscribed_and_gets_its_first_button(fb: GraphEmulator, messenger: Messenger) -> None:
    before = await messenger_setup.info(messenger)
    assert before.missing() == messenger_setup.SUBSCRIBED_FIELDS
    await messenger_setup.subscribe(messenger)
    after = await messenger_setup.info(messenger)
    assert (after.id, after.name, after.missing()) == (fb.page_id, "Dezura's shop", ())
    assert fb.profile == {"get_started": {"payload": "GET_STARTED"}}


async def test_a_wrong_page_token_is_named_as_the_cause(fb: GraphEmulator) -> None:
    stranger = Messenger("page", **{**fb.credentials, "page_token": "revoked"})
    with pytest.raises(Failed, match="Invalid OAuth") as failed:
        await messenger_setup.info(stranger)
    assert isinstance(failed.value.result, Refused)
    assert failed.value.result.blame == "account"
    await stranger.close()
