"""Proof beyond number and contact: codes by a real mail server, and the number that only the messenger can vouch for."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.database import Database
from config.settings import Environment
from flows.library import load_flows
from flows.shop.calls import CALLS
from tests.bot.returns_desk import HOME, Desk, an_order
from tests.platforms.mail import MailServer

ORDER = an_order()


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with MailServer() as running:
        yield running


@pytest.fixture
async def desk(database: Database, server: MailServer) -> Desk:
    environment = Environment(dezura_home=HOME, smtp_url=f"smtp://127.0.0.1:{server.port}", mail_from="shop@example.com")  # type: ignore[arg-type]
    made = Desk(database, environment=environment, wording=load_flows(Path(HOME) / "flows", CALLS).wording)
    await made.greet()
    await made.sell(ORDER)
    await made.prove(ORDER)
    return made


def code_in(server: MailServer) -> str:
    """The code in the latest letter."""
    found = re.search(r"\b\d{6}\b", server.mails[-1].text)
    assert found is not None
    return found[0]


async def test_a_code_is_sent_to_the_address_of_the_order_and_proves_the_second_level(desk: Desk, server: MailServer) -> None:
    assert (await desk.ask("proof_level", order_number="10020"))["level"] == 1
    assert await desk.do("send_code", order_number="10020") == {"sent": True, "to": "i***@e***.com"}
    code = code_in(server)
    assert server.mails[-1].recipients == ("ilze@example.com",)
    typed = f" {code[:3]} {code[3:]}"
    assert await desk.ask("prove_by_code", order_number="10020", code=typed) == {"proved": True, "locked": False}
    level = await desk.ask("proof_level", order_number="10020")
    assert (level["level"], level["sums"], level["code"]) == (2, True, True)
    assert (await desk.ask("proof_level"))["level"] == 2


async def test_a_code_holds_for_ten_minutes_and_once(desk: Desk, server: MailServer) -> None:
    await desk.do("send_code", order_number="10020")
    code = code_in(server)
    assert (await desk.ask("prove_by_code", order_number="10020", code=code))["proved"]
    assert await desk.ask("prove_by_code", order_number="10020", code=code) == {"proved": False, "locked": True}
    await desk.do("send_code", order_number="10020")
    desk.clock.forward(minutes=10)
    assert await desk.ask("prove_by_code", order_number="10020", code=code_in(server)) == {"proved": False, "locked": True}


async def test_five_wrong_tries_lock_it_and_a_turn_repeated_counts_once(desk: Desk, server: MailServer) -> None:
    await desk.do("send_code", order_number="10020")
    wrong = f"{(int(code_in(server)) + 1) % 1_000_000:06d}"
    for _ in range(7):
        found = await desk.answered("prove_by_code", "1.9", order_number="10020", code=wrong)
        assert found.value == {"proved": False, "locked": False}
    locks = [(await desk.ask("prove_by_code", order_number="10020", code=wrong))["locked"] for _ in range(4)]
    assert locks == [False, False, False, True]
    assert await desk.ask("prove_by_code", order_number="10020", code=code_in(server)) == {"proved": False, "locked": True}


async def test_a_right_answer_repeated_with_its_turn_stays_right(desk: Desk, server: MailServer) -> None:
    await desk.do("send_code", order_number="10020")
    asked = {"order_number": "10020", "code": code_in(server)}
    for _ in range(2):
        assert (await desk.answered("prove_by_code", "1.9", **asked)).value == {"proved": True, "locked": False}


async def test_three_codes_an_hour(desk: Desk) -> None:
    sent = [(await desk.do("send_code", order_number="10020"))["sent"] for _ in range(4)]
    assert sent == [True, True, True, False]
    desk.clock.forward(hours=1, seconds=1)
    assert (await desk.do("send_code", order_number="10020"))["sent"]


async def test_a_code_is_good_for_one_chat_and_one_order(desk: Desk, server: MailServer) -> None:
    other = an_order("10021")
    await desk.sell(other)
    await desk.do("send_code", order_number="10020")
    asked = {"code": code_in(server)}
    assert not (await desk.ask("prove_by_code", order_number="10021", **asked))["proved"]
    await desk.greet("8")
    assert not (await desk.ask("prove_by_code", order_number="10020", **asked))["proved"]


async def test_strangers_get_no_mail_sent_and_hear_the_same_for_every_number(desk: Desk, server: MailServer) -> None:
    await desk.greet("8")
    nothing = {"sent": False, "to": None}
    assert [await desk.do("send_code", order_number=number) for number in ("10020", "99999", "")] == [nothing] * 3
    assert server.mails == []


async def test_only_a_hash_of_the_code_is_kept(desk: Desk, server: MailServer) -> None:
    await desk.do("send_code", order_number="10020")
    rows = await desk.database.read(lambda c: c.exec_driver_sql("SELECT * FROM codes").all())
    assert code_in(server) not in str(rows)
    assert "ilze" not in str(rows)


async def test_a_server_that_refuses_means_that_nothing_was_sent(desk: Desk, server: MailServer) -> None:
    server.fail("RCPT", "550 5.1.1 nobody")
    assert not (await desk.do("send_code", order_number="10020"))["sent"]


async def test_without_a_mail_server_there_is_no_code(database: Database) -> None:
    desk = Desk(database)
    await desk.greet()
    await desk.sell(ORDER)
    await desk.prove(ORDER)
    assert not (await desk.ask("proof_level", order_number="10020"))["code"]
    assert not (await desk.do("send_code", order_number="10020"))["sent"]


class TestTheMessengersOwnContact:
    async def test_proves_the_second_level_where_it_is_the_phone_of_the_order(self, desk: Desk) -> None:
        await desk.greet("8")
        await desk.share("+37120000101")
        assert (await desk.ask("prove_by_contact", phone="+37120000101", order_number="10020"))["proved"]
        assert (await desk.ask("proof_level", order_number="10020"))["level"] == 2

    async def test_a_number_that_was_only_typed_proves_nothing(self, desk: Desk) -> None:
        assert not (await desk.ask("prove_by_contact", phone="+37120000101", order_number="10020"))["proved"]

    async def test_nor_does_somebody_elses_card(self, desk: Desk) -> None:
        await desk.share("+37120000101", own=False)
        assert not (await desk.ask("prove_by_contact", phone="+37120000101", order_number="10020"))["proved"]

    async def test_nor_one_shared_in_another_chat(self, desk: Desk) -> None:
        await desk.greet("8")
        await desk.share("+37120000101")
        await desk.greet("9")
        assert not (await desk.ask("prove_by_contact", phone="+37120000101", order_number="10020"))["proved"]

    async def test_nor_their_own_for_the_order_of_another(self, desk: Desk) -> None:
        await desk.share("+37129999999")
        assert not (await desk.ask("prove_by_contact", phone="+37129999999", order_number="10020"))["proved"]

    async def test_without_a_number_the_orders_of_the_phone_are_found(self, desk: Desk) -> None:
        await desk.greet("8")
        await desk.share("+37120000101")
        assert (await desk.ask("prove_by_contact", phone="+37120000101"))["proved"]
        assert (await desk.ask("find_purchase", order_number="10020"))["level"] == 2
