"""The desk calls its people: in the group, alone with the bot, by mail; once a step, and not when somebody has the customer."""

from collections.abc import AsyncIterator

import pytest

from bot import alarms, courier
from config.settings import Environment
from config.shop import Shop
from config.topics import Alerts
from nlu.model import Nlu
from tests.line.conftest import Program
from tests.line.house import House
from tests.line.test_group import GROUP, HUMAN, Desk
from tests.platforms.clock import Clock
from tests.platforms.mail import MailServer
from tests.platforms.telegram import TelegramEmulator


@pytest.fixture(autouse=True)
def looks_often_for_alarms(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that only the clock decides."""
    monkeypatch.setattr(alarms, "LOOK", 0.05)
    monkeypatch.setattr(courier, "LOOK", 0.05)


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with MailServer() as opened:
        yield opened


@pytest.fixture
def program(clock: Clock, environment: Environment, shop: Shop, nlu: Nlu) -> Program:
    """A shop that calls by every way."""
    calling = shop.model_copy(update={"alerts": Alerts(by=("group", "private", "email"))})
    return lambda database: House(database, clock, environment, calling, nlu)


@pytest.fixture
def environment(environment: Environment, tg: TelegramEmulator, server: MailServer) -> Environment:
    mail = {"smtp_url": f"smtp://127.0.0.1:{server.port}", "mail_from": "shop@example.com"}
    desk = {"telegram_desk_group": tg.group(GROUP).id}
    return Environment.model_validate({**environment.model_dump(), **mail, **desk})


async def test_who_waits_untaken_is_called_for_once_and_supervisors_later(
    house: House, tg: TelegramEmulator, server: MailServer
) -> None:
    desk = Desk(house, tg, tg.group(GROUP))
    zane = await desk.colleague()
    await house.agent("Liga")
    await house.hold(tg.user(1001), HUMAN)
    house.forward(30)
    await house.quiet()
    assert await house.ask("SELECT COUNT(*) FROM notices WHERE kind = 'waiting'") == [(0,)]
    house.forward(40)
    called = "SELECT COUNT(*) FROM notices WHERE kind = 'waiting' AND way <> 'group' AND state = 'sent'"
    await house.until(called, 2)
    assert "Anna Ozola gaida cilvēku kopš 10:00" in zane.user.seen[-1].text
    (mail,) = server.mails
    assert mail.recipients == ("liga@shop.example",)
    assert "Anna" not in str(mail.message["Subject"]), "a subject is seen by many"
    assert "Anna Ozola" in mail.text
    await house.until("SELECT COUNT(*) FROM notices WHERE kind = 'waiting'", 3)


async def test_somebody_who_takes_the_customer_makes_it_quiet(house: House, tg: TelegramEmulator, server: MailServer) -> None:
    desk = Desk(house, tg, tg.group(GROUP))
    await desk.colleague()
    await house.hold(tg.user(1001), HUMAN)
    await (await house.agent("Liga")).takes()
    house.forward(400)
    await desk.settles()
    assert await house.ask("SELECT COUNT(*) FROM notices WHERE kind IN ('waiting', 'waiting_long') AND state = 'sent'") == [(0,)]


async def test_who_snoozes_is_not_called(house: House, tg: TelegramEmulator, server: MailServer) -> None:
    desk = Desk(house, tg, tg.group(GROUP))
    zane = await desk.colleague()
    await zane.user.write("/snooze 1h")
    await desk.settles()
    await desk.told_privately()
    assert "līdz 11:0" in zane.user.seen[-1].text
    await house.hold(tg.user(1001), HUMAN)
    house.forward(70)
    await house.until("SELECT COUNT(*) FROM notices WHERE kind = 'waiting'", 1)
    assert await house.ask("SELECT way FROM notices WHERE kind = 'waiting'") == [("group",)]
