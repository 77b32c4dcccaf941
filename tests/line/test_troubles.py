"""Platforms in bad health: what was certainly not sent is sent later, what may have been sent is never sent again unasked."""

from typing import Any

import pytest

from bot import deliver
from bot.store.outbox import DECIDE
from tests.line.house import Customer, House
from tests.platforms.graph import GraphEmulator
from tests.platforms.telegram import TelegramEmulator

METHODS = {"TelegramEmulator": "sendMessage", "GraphEmulator": "me/messages"}
STATES = "SELECT state FROM outbox ORDER BY id"
ASKED = "Kāds ir pasūtījuma numurs?"


def trip(platform: Any, kind: Any, **details: Any) -> None:
    """The next sends go wrong."""
    platform.fail(METHODS[type(platform).__name__], kind, **details)


def sends(platform: Any) -> list[Any]:
    """The requests that were to put a message before a customer."""
    return [call for call in platform.called(METHODS[type(platform).__name__]) if "sender_action" not in call.params]


async def states(house: House) -> list[str]:
    """What became of each message."""
    return [state for (state,) in await house.ask(STATES)]


async def greeted(house: House, anna: Customer) -> None:
    """The first contact is over."""
    await house.hold(anna, "labdien")


class TestTooManyRequests:
    async def test_it_waits_as_long_as_told_and_keeps_the_order(self, house: House, tg: TelegramEmulator) -> None:
        anna = tg.user()
        await greeted(house, anna)
        tg.fail("sendMessage", 429, retry_after=600)
        before = len(anna.seen)
        await anna.write("kur ir mans pasūtījums")
        await house.until("SELECT reason FROM outbox WHERE state = 'queued'", "Too Many Requests: retry after 600")
        await anna.write("10026")
        await house.quiet()
        house.forward(599 - 30)
        await house.quiet()
        assert len(anna.seen) == before, "not a word too early"
        house.forward(31)
        await house.quiet()
        assert [seen.text[:16] for seen in anna.seen[before:]] == [ASKED[:16], "Lai būtu droši, "]

    async def test_another_customer_does_not_wait(self, house: House, tg: TelegramEmulator) -> None:
        anna, boris = tg.user(1), tg.user(2)
        tg.fail("sendMessage", 429, retry_after=600, to=1)
        await house.hold(anna, "labdien")
        assert (await house.hold(boris, "labdien"))[0]
        assert anna.seen == []

    async def test_a_page_over_its_rate_waits_with_everybody(self, house: House, fb: GraphEmulator) -> None:
        anna, boris = fb.user("1"), fb.user("2")
        usage = '{"1080001": [{"estimated_time_to_regain_access": 10}]}'
        trip(fb, 400, code=613, headers={"X-Business-Use-Case-Usage": usage})
        await house.hold(anna, "labdien")
        assert await house.hold(boris, "labdien") == [[]]
        house.forward(601)
        await house.quiet()
        assert (len(anna.seen), len(boris.seen)) == (2, 2)


class TestBlocked:
    async def test_what_is_owed_comes_first_when_the_customer_is_back(self, house: House, tg: TelegramEmulator) -> None:
        anna = tg.user()
        await greeted(house, anna)
        anna.blocked = True
        await house.hold(anna, "kur ir mans pasūtījums")
        assert (await states(house))[-1] == "owed"
        before = len(anna.seen)
        anna.blocked = False
        await house.hold(anna, "10026")
        assert [seen.text[:16] for seen in anna.seen[before:]] == [ASKED[:16], "Lai būtu droši, "]

    async def test_who_has_blocked_us_is_not_even_tried(self, house: House, tg: TelegramEmulator) -> None:
        anna = tg.user()
        await greeted(house, anna)
        agent = await house.agent()
        await agent.takes()
        await anna.block()
        await house.quiet()
        tried = len(tg.called("sendMessage"))
        await agent.says("Vai esat?")
        await house.quiet()
        assert (await states(house))[-1] == "owed"
        assert len(tg.called("sendMessage")) == tried
        await anna.unblock()
        await anna.write("jā, esmu")
        await house.quiet()
        assert anna.seen[-1].text == "Vai esat?"

    async def test_out_of_the_window_it_is_owed_not_refused(self, house: House, fb: GraphEmulator) -> None:
        anna = fb.user()
        await greeted(house, anna)
        agent = await house.agent()
        await agent.takes()
        house.forward(25 * 3600)
        tried = len(sends(fb))
        await agent.says("Pasūtījums ir atrasts")
        await house.quiet()
        assert (await states(house))[-1] == "owed"
        assert len(sends(fb)) == tried
        await anna.write("paldies, ir kas jauns?")
        await house.quiet()
        assert anna.seen[-1].text == "Pasūtījums ir atrasts"


class TestOutcomeUnknown:
    @pytest.mark.parametrize("kind", [500, "hang", "drop", "garbage"])
    async def test_it_is_not_sent_again_and_its_question_is_asked_once_more(
        self, house: House, platform: Any, anna: Customer, kind: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await greeted(house, anna)
        if kind == "hang":
            monkeypatch.setattr(deliver, "TIMEOUT", 0.3)
        trip(platform, kind)
        before, tried = len(anna.seen), len(sends(platform))
        await anna.write("kur ir mans pasūtījums")
        await house.until("SELECT state FROM outbox ORDER BY id DESC LIMIT 1", "unknown")
        await house.quiet()
        assert (len(anna.seen), len(sends(platform))) == (before, tried + 1)
        house.forward(DECIDE / 1000 + 1)
        await house.until("SELECT COUNT(*) FROM inbox WHERE kind = 'fact' AND turn IS NOT NULL", 1)
        await house.quiet()
        assert [seen.text for seen in anna.seen[before:]] == [ASKED]
        assert (await states(house))[-2:] == ["unknown", "sent"]

    async def test_what_follows_waits_for_the_decision(self, house: House, tg: TelegramEmulator) -> None:
        anna = tg.user()
        await greeted(house, anna)
        tg.fail("sendMessage", "drop")
        before = len(anna.seen)
        await anna.write("kur ir mans pasūtījums")
        await house.until("SELECT state FROM outbox ORDER BY id DESC LIMIT 1", "unknown")
        await anna.write("10026")
        await house.quiet()
        assert (await states(house))[-2:] == ["unknown", "queued"]
        house.forward(DECIDE / 1000 + 1)
        await house.until("SELECT state FROM outbox ORDER BY id DESC LIMIT 1", "sent")
        assert [seen.text[:16] for seen in anna.seen[before:]] == ["Lai būtu droši, "], "what was answered is not asked"

    async def test_messengers_echo_tells_what_the_lost_answer_would_have(self, house: House, fb: GraphEmulator) -> None:
        anna = fb.user()
        await greeted(house, anna)
        trip(fb, "lost")
        before = len(anna.seen)
        await anna.write("kur ir mans pasūtījums")
        await house.until("SELECT state FROM outbox ORDER BY id DESC LIMIT 1", "sent")
        house.forward(DECIDE / 1000 + 1)
        await house.hold(anna, "10026")
        await house.until("SELECT COUNT(*) FROM outbox WHERE says = 'ask-contact' AND state IN ('sent', 'seen')", 1)
        assert [seen.text[:16] for seen in anna.seen[before:]] == [ASKED[:16], "Lai būtu droši, "]

    async def test_on_telegram_a_lost_answer_may_cost_a_repeated_question_but_never_a_repeated_answer(
        self, house: House, tg: TelegramEmulator
    ) -> None:
        anna = tg.user()
        await greeted(house, anna)
        tg.fail("sendMessage", "lost")
        await anna.write("kur ir mans pasūtījums 10026 liga.kalnina@example.com")
        await house.until("SELECT state FROM outbox ORDER BY id DESC LIMIT 1", "unknown")
        house.forward(DECIDE / 1000 + 1)
        await house.until("SELECT COUNT(*) FROM inbox WHERE kind = 'fact' AND turn IS NOT NULL", 1)
        await house.quiet()
        assert len([seen for seen in anna.seen if "10026" in seen.text]) == 1


class TestABadToken:
    async def test_the_channel_stops_and_goes_on_by_itself(self, house: House, tg: TelegramEmulator, fb: GraphEmulator) -> None:
        anna, boris = tg.user(), fb.user()
        tg.fail("sendMessage", 401)
        await house.hold(anna, "labdien")
        assert (await house.hold(boris, "labdien"))[0], "the other channel goes on"
        tried = len(tg.called("sendMessage"))
        await house.hold(anna, "kur ir mans pasūtījums")
        assert len(tg.called("sendMessage")) == tried, "a refused token is not tried with every message"
        house.forward(deliver.RETRY_ACCOUNT + 1)
        await house.quiet()
        house.forward(deliver.RETRY_ACCOUNT + 1)
        await house.quiet()
        assert ASKED in [seen.text for seen in anna.seen]
