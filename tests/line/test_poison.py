"""A conversation that nobody's program can go on with: a person gets it, and everybody else is served as ever."""

from tests.line.house import Customer, House
from tests.platforms.telegram import TelegramEmulator

GIVEN_BACK = "SELECT attempts FROM conversations WHERE address = '1' AND lease_token = ''"


async def test_after_three_failures_a_person_is_called_and_promised(house: House, tg: TelegramEmulator) -> None:
    anna, boris = tg.user(1), tg.user(2)
    await house.hold(anna, "labdien")
    await spoil(house)
    before = len(anna.seen)
    await anna.write("kur ir mans pasūtījums")
    for attempt in (1, 2, 3):
        await house.until(GIVEN_BACK, attempt)
        assert (await house.hold(boris, "labdien"))[0] or attempt > 1, "the others notice nothing"
        house.forward(2**attempt)
    await house.until("SELECT owner FROM conversations WHERE address = '1'", "queue")
    await house.quiet()
    assert len(anna.seen) == before + 1
    assert "10.0" in anna.seen[-1].text, "the promise of a person, at ten in the morning"
    assert await house.ask("SELECT reason, state FROM tickets") == [("failure", "open")]


async def test_the_person_can_answer_although_the_bot_cannot(house: House, tg: TelegramEmulator) -> None:
    anna: Customer = tg.user(1)
    await house.hold(anna, "labdien")
    await spoil(house)
    await anna.write("kur ir mans pasūtījums")
    agent = await house.agent()
    await agent.takes()
    await agent.says("Labdien, te Zane")
    await house.until("SELECT state FROM outbox ORDER BY id DESC LIMIT 1", "sent")
    assert anna.seen[-1].text == "Labdien, te Zane"


async def spoil(house: House) -> None:
    """The stored dialogue is none any more."""
    await house.database.write(lambda connection: connection.exec_driver_sql("UPDATE conversations SET state = '{broken'"))
