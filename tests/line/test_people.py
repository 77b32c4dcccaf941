"""People and the bot in one conversation: whoever has the floor speaks, and the other is silent."""

from tests.line.house import Customer, House
from tests.platforms.graph import PAGE_INBOX, GraphEmulator
from tests.platforms.telegram import TelegramEmulator

OWNER = "SELECT owner FROM conversations"


async def test_an_answer_from_the_page_inbox_silences_the_bot_until_it_is_released(house: House, fb: GraphEmulator) -> None:
    anna = fb.user()
    await house.hold(anna, "labdien")
    await fb.answer_in_inbox(anna, "Labdien, te Zane")
    await house.quiet()
    assert await house.ask(OWNER) == [("agent",)]
    assert await house.hold(anna, "kur ir mans pasūtījums", "10026") == [[], []]
    agent = await house.agent()
    await agent.takes()
    await agent.releases()
    await house.quiet()
    assert await house.ask(OWNER) == [("bot",)]
    assert (await house.hold(anna, "kur ir mans pasūtījums"))[0]


async def test_another_app_that_takes_the_thread_silences_the_bot_and_gives_it_back(house: House, fb: GraphEmulator) -> None:
    anna = fb.user()
    await house.hold(anna, "labdien")
    await fb.pass_thread(anna, PAGE_INBOX)
    assert await house.hold(anna, "kur ir mans pasūtījums") == [[]]
    await fb.pass_thread(anna, fb.app_id)
    await house.quiet()
    assert await house.ask(OWNER) == [("bot",)]
    assert (await house.hold(anna, "kur ir mans pasūtījums"))[0]
    kept = await house.ask("SELECT COUNT(*) FROM inbox WHERE source = 'message:standby'")
    assert kept == [(1,)], "what was said meanwhile is history"


async def test_the_owner_of_a_business_account_who_answers_by_hand_takes_over(house: House, tg: TelegramEmulator) -> None:
    shop, anna = tg.business(), tg.user()
    await shop.connect()
    await shop.write(anna, "labdien")
    await house.quiet()
    spoken = len(anna.seen)
    assert spoken > 0
    await shop.answer(anna, "Labdien, te Zane")
    await shop.write(anna, "kur ir mans pasūtījums")
    await house.quiet()
    assert len(anna.seen) == spoken


async def test_an_agents_words_reach_the_customer_and_the_bot_says_nothing(house: House, anna: Customer) -> None:
    await house.hold(anna, "labdien")
    agent = await house.agent()
    await agent.takes()
    await agent.says("Labdien, te Zane")
    await house.quiet()
    assert anna.seen[-1].text == "Labdien, te Zane"
    assert await house.hold(anna, "kur ir mans pasūtījums") == [[]]


async def test_a_person_who_was_asked_for_is_promised_and_keeps_it(house: House, anna: Customer) -> None:
    (promised,) = await house.hold(anna, "gribu runāt ar cilvēku")
    assert "10.0" in promised[-1], "at ten in the morning within minutes"
    assert await house.ask(OWNER) == [("queue",)]
    agent = await house.agent()
    await agent.takes()
    await agent.says("Klausos")
    await house.quiet()
    assert anna.seen[-1].text == "Klausos"
    assert await house.ask("SELECT state FROM promises") == [("kept",)]


async def test_the_bots_talk_is_dropped_when_a_person_takes_the_floor_before_it_is_sent(
    house: House, tg: TelegramEmulator
) -> None:
    anna = tg.user()
    await house.hold(anna, "labdien")
    tg.fail("sendMessage", 429, retry_after=60)
    before = len(anna.seen)
    await anna.write("kur ir mans pasūtījums")
    await house.until("SELECT COUNT(*) FROM outbox WHERE state = 'queued' AND reason <> ''", 1)
    agent = await house.agent()
    await agent.takes()
    await agent.says("Labdien, te Zane")
    house.forward(61)
    await house.quiet()
    assert [seen.text for seen in anna.seen[before:]] == ["Labdien, te Zane"]
    assert await house.ask("SELECT kind, state FROM outbox ORDER BY id DESC LIMIT 2") == [("agent", "sent"), ("talk", "dropped")]


async def test_a_fact_is_told_whoever_has_the_floor(house: House, tg: TelegramEmulator) -> None:
    anna = tg.user()
    tg.fail("sendMessage", 429, retry_after=60)
    await anna.write("gribu runāt ar cilvēku")
    await house.until("SELECT COUNT(*) FROM outbox WHERE state = 'queued' AND reason <> ''", 1)
    agent = await house.agent()
    await agent.takes()
    house.forward(61)
    await house.quiet()
    facts = await house.ask("SELECT DISTINCT state FROM outbox WHERE kind = 'fact'")
    assert facts == [("sent",)]
    assert len(anna.seen) == len(await house.ask("SELECT id FROM outbox WHERE state = 'sent'"))


async def test_the_agent_reads_what_else_was_wished_and_it_survives_a_restart(house: House, anna: Customer) -> None:
    await house.hold(anna, "Gribu runāt ar cilvēku. Un lūdzu izrakstiet rēķinu par pasūtījumu 10045")
    [(summary,)] = await house.ask("SELECT summary FROM tickets")
    assert "izrakstiet rēķinu par pasūtījumu 10045" in summary
    [(state,)] = await house.ask("SELECT state FROM conversations")
    assert "pay_by_invoice" in state
