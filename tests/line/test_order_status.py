"""Where is my order, asked through each platform: the same words come back, in the customer's language, on both databases."""

import pytest

from tests.line.house import Customer, House
from tests.platforms.graph import GraphEmulator
from tests.platforms.telegram import TelegramEmulator

TALKS = {
    "lv": ["kur ir mans pasūtījums", "10026", "liga.kalnina@example.com"],
    "en": ["where is my order", "it's 10026", "the last digits are 1111"],
    "uk": ["де моє замовлення", "10026", "liga.kalnina@example.com"],
}
TRACKING = "CE000010026LV"


@pytest.mark.parametrize("language", TALKS)
async def test_the_same_is_said_on_telegram_and_on_messenger(
    house: House, tg: TelegramEmulator, fb: GraphEmulator, language: str
) -> None:
    on_telegram = await house.hold(tg.user(language=language), *TALKS[language])
    on_messenger = await house.hold(fb.user(), *TALKS[language])
    assert on_telegram == on_messenger
    assert [len(answers) for answers in on_telegram] == [2, 1, 1], "who answers, and then one answer a message"
    assert TRACKING in on_telegram[-1][0]


async def test_languages_differ_and_the_order_does_not(house: House, tg: TelegramEmulator) -> None:
    talks = [await house.hold(tg.user(2000 + n), *words) for n, words in enumerate(TALKS.values())]
    assert len({talk[1][0] for talk in talks}) == len(TALKS)
    assert [TRACKING in talk[-1][0] for talk in talks] == [True] * len(TALKS)


async def test_a_conversation_holds_on_both_databases(house_on_both: House, tg: TelegramEmulator, fb: GraphEmulator) -> None:
    for customer, words in ((tg.user(), TALKS["lv"]), (fb.user(), TALKS["en"])):
        assert TRACKING in (await house_on_both.hold(customer, *words))[-1][0]
    assert await house_on_both.ask("SELECT DISTINCT state FROM outbox WHERE conversation_id = 1") == [("sent",)]
    assert await house_on_both.ask("SELECT COUNT(*) FROM inbox WHERE turn IS NULL") == [(0,)]


async def test_a_press_is_acknowledged_and_answered(house: House, tg: TelegramEmulator) -> None:
    anna = tg.user()
    await anna.start()
    await house.quiet()
    await anna.press("Kur mans pasūtījums")
    await house.quiet()
    assert anna.seen[-1].text == "Kāds ir pasūtījuma numurs?"
    assert len(tg.called("answerCallbackQuery")) == 1


async def test_a_thought_in_three_messages_gets_one_answer(house: House, anna: Customer) -> None:
    house.floor.mailbox.burst = 60_000  # ms; the clock is put forward below
    for said in TALKS["lv"]:
        await anna.write(said)
    assert anna.seen == []
    house.forward(60)
    await house.quiet()
    assert [TRACKING in seen.text for seen in anna.seen] == [False, True]
