"""Messenger's window has closed: what is owed comes by e-mail, once, to the address by which the customer proved an order."""

from collections.abc import AsyncIterator

import pytest

from bot import reach
from config.settings import Environment
from tests.line.house import House
from tests.platforms.graph import GraphEmulator
from tests.platforms.mail import MailServer

LIGA = "liga.kalnina@example.com"


@pytest.fixture(autouse=True)
def looks_often_for_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that only the clock decides."""
    monkeypatch.setattr(reach, "LOOK", 0.05)


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with MailServer() as opened:
        yield opened


@pytest.fixture
def environment(environment: Environment, server: MailServer) -> Environment:
    """With the mail server."""
    mail = {"smtp_url": f"smtp://127.0.0.1:{server.port}", "mail_from": "shop@example.com"}
    return Environment.model_validate({**environment.model_dump(), **mail})


async def test_an_answer_after_the_window_comes_by_e_mail_and_not_once_more(
    house: House, fb: GraphEmulator, server: MailServer
) -> None:
    liga = fb.user()
    await house.hold(liga, "kur ir mans pasūtījums", "10026", LIGA)
    assert await house.ask("SELECT email FROM conversations") == [(LIGA,)]
    agent = await house.agent()
    await agent.takes()
    house.forward(25 * 3600)
    await agent.says("Sūtījums ir atrasts, rīt būs pie Jums.")
    await house.quiet()
    assert await house.ask("SELECT state FROM outbox WHERE kind = 'agent'") == [("owed",)]
    house.forward(31)
    await house.until("SELECT state, reason FROM outbox WHERE kind = 'agent'", "sent", "by e-mail")
    (mail,) = server.mails
    assert mail.recipients == (LIGA,)
    assert "Sūtījums ir atrasts, rīt būs pie Jums." in mail.text
    before = len(liga.seen)
    await liga.write("paldies, ir kas jauns?")
    await house.quiet()
    assert len(liga.seen) == before


async def test_an_order_that_was_not_proved_gives_nobodys_address(house: House, fb: GraphEmulator) -> None:
    anna = fb.user()
    await house.hold(anna, "kur ir mans pasūtījums", "10026", "somebody.else@example.com")
    assert await house.ask("SELECT email FROM conversations") == [("",)]
