"""Invoices as flows order them and as time moves them on: one number whatever is killed, and told when it may be told."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache, partial
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer

from bot.books import invoicing
from bot.books.department import Office
from bot.books.effects import FailedError, NotDoneError
from bot.books.invoice_rounds import InvoiceRounds
from bot.books.invoices import Invoices
from bot.books.papers import papers
from bot.books.vies import Vies, answer, key_of
from bot.doorbell import LocalDoorbell
from bot.premises import teams_of
from bot.store import deeds, invoice_rows, invoices, people
from bot.store.calls import Errand
from bot.store.database import Database
from bot.store.floor import Claim, take
from bot.store.invoice_rows import Row
from bot.store.tables import conversations
from config.settings import CHECKOUT, read_environment
from config.shop import Channel, Shop, read_shop
from flows.library import BASE, load_flows
from flows.shop.builtin import BuiltinShop
from flows.shop.guesses import MemoryBindings, MemoryGuesses
from flows.shop.model import Customer, Money, Order
from flows.shop.model import Line as OrderLine
from flows.shop.port import ReadOnlyShop, ShopUnavailableError
from flows.shop.proof import Guess, Proof
from flows.shop.records import MemoryOrders
from flows.wording import Wording

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)  # ten in Riga
ORDER = Order(
    "10031", "unpaid", MONDAY, Customer("Ilze Liepiņa", "ilze@example.com", "+37120000101", "lv"), Money(Decimal("18.50"), "EUR"),
    (OrderLine("Medus", 2, Money(Decimal("7.50"), "EUR")),),
)  # fmt: skip
PRIVATE = {"buyer": "private", "buyer_name": "Ilze Liepiņa", "order_number": "10031"}
GOODS = {"buyer": "private", "buyer_name": "Ilze Liepiņa", "goods": "2 keramikas krūzes"}
PAGE = Channel.model_validate({
    "kind": "messenger", "name": "page", "token": "t", "page_id": "1", "app_id": "2", "app_secret": "s", "verify_token": "v",
})  # fmt: skip


@cache
def wording() -> Wording:
    return load_flows(BASE).wording


class Down(ReadOnlyShop):
    """A shop that does not answer."""

    async def find_order(self, number: str) -> Order | None:
        raise ShopUnavailableError


class House:
    """The department, its office, and a customer who has proved their order."""

    def __init__(self, database: Database, *, shop: Shop | None = None, down: bool = False) -> None:
        environment, settings = read_environment({}), shop or read_shop(CHECKOUT)
        self.database, self.now = database, round(MONDAY.timestamp() * 1000)
        orders = Down() if down else BuiltinShop(MemoryOrders([ORDER]))
        self.proof = Proof(orders, MemoryGuesses(), MemoryBindings(), b"s")
        self.office = Office(
            environment, settings, database, LocalDoorbell(), lambda: self.now, b"s", orders, self.proof,
            teams_of(environment, settings), wording(),
        )  # fmt: skip
        self.department = Invoices(self.office)
        self.rounds = InvoiceRounds(self.office)

    @property
    def issuing(self) -> Any:
        return self.department.outside["issue_invoice"]

    async def customer(self, address: str = "a", **more: Any) -> int:
        values = {"channel": "web", "address": address, "language": "lv", "created_at": 1, "changed_at": 1, **more}
        insert = sa.insert(conversations).values(values).returning(conversations.c.id)
        chat = await self.database.write(lambda connection: int(connection.execute(insert).scalar_one()))
        if isinstance(self.office.shop, BuiltinShop):
            guess = Guess("k", str(chat), "10031", "ilze@example.com")
            assert (await self.proof.judge(guess, MONDAY)).proved
        return chat

    def errand(self, chat: int, arguments: dict[str, Any] = PRIVATE, key: str = "1") -> Errand:
        return Errand(f"{chat}:{key}", chat, "issue_invoice", arguments, 1, tried=False, token="t")

    async def issue(self, chat: int, arguments: dict[str, Any] = PRIVATE, key: str = "1") -> Any:
        return await self.issuing.perform(self.errand(chat, arguments, key), self.moment)

    @property
    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.now / 1000, UTC)

    async def rows(self) -> list[Row]:
        return list(await self.database.read(partial(invoice_rows.page, before=(2**62, ""), room=50)))

    async def facts(self) -> list[str]:
        rows = "SELECT key FROM inbox WHERE kind = 'fact' ORDER BY id"
        keys = await self.database.read(lambda connection: list(connection.exec_driver_sql(rows).scalars()))
        return [key.partition(":2026")[0] for key in keys]

    async def until(self, days: float) -> None:
        """Let time pass as the program does: from one moment that is due to the next; each of them must do something."""
        end = self.now + int(days * 86_400_000)
        while (due := await self.rounds.next_due()) is not None and due <= end:
            self.now = max(self.now, due)
            assert await self.rounds.look(), "nothing was due after all"
        self.now = end
        await self.rounds.look()


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


async def test_an_order_is_invoiced_with_its_delivery_and_its_papers(house: House) -> None:
    chat = await house.customer()
    told = await house.issue(chat)
    assert (told["number"], str(told["missing"]), told["iban"]) == ("2026100001", "18.50 EUR", "LV80BANK0000435195001")
    assert told["document"]["mime"] == "application/pdf"
    assert told["qr"]["mime"] == "image/png"
    sizes = "SELECT length(content) FROM files WHERE conversation_id = " + str(chat)
    assert min(await house.database.read(lambda connection: list(connection.exec_driver_sql(sizes).scalars()))) > 500


async def test_who_was_killed_after_the_number_finds_it_and_draws_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = await house.customer()

    async def killed(*_: object) -> None:
        raise RuntimeError("killed while drawing")

    with monkeypatch.context() as patch:
        patch.setattr(invoicing, "papers", killed)
        with pytest.raises(RuntimeError, match="killed"):
            await house.issue(chat)
    (row,) = await house.rows()
    assert row.pdf == ""
    found = await house.issuing.look_up(house.errand(chat), house.moment)
    assert found["number"] == row.number
    assert await house.issue(chat) == found
    assert len(await house.rows()) == 1


async def test_the_same_errand_ten_times_at_once_takes_one_number(house: House) -> None:
    chat = await house.customer()
    told = await asyncio.gather(*(house.issue(chat, GOODS) for _ in range(10)))
    assert {one["number"] for one in told} == {"2026100001"}
    assert len(await house.rows()) == 1


async def test_two_chats_at_once_get_one_invoice_for_one_order(house: House) -> None:
    chats = [await house.customer(f"c{n}") for n in range(5)]
    told = await asyncio.gather(*(house.issue(chat) for chat in chats))
    assert {one["number"] for one in told} == {"2026100001"}
    assert len({one["document"]["id"] for one in told}) == 5, "each reads a file of their own"


async def test_ten_customers_at_once_leave_no_gap(house: House) -> None:
    chats = [await house.customer(f"c{n}") for n in range(10)]
    told = await asyncio.gather(*(house.issue(chat, GOODS) for chat in chats))
    assert sorted(one["number"] for one in told) == [f"20261{n:05d}" for n in range(1, 11)]


async def test_where_a_person_has_the_floor_no_number_is_taken(house: House) -> None:
    chat = await house.customer()
    await an_agent_takes(house, chat)
    with pytest.raises(FailedError, match="moved on"):
        await house.issue(chat)
    assert await house.rows() == []


async def test_a_number_whose_conversation_moved_on_is_voided_with_that_reason(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat, draw = await house.customer(), papers

    async def meanwhile(*given: Any) -> Any:
        await an_agent_takes(house, chat)
        return await draw(*given)

    monkeypatch.setattr(invoicing, "papers", meanwhile)
    with pytest.raises(FailedError, match="moved on"):
        await house.issue(chat)
    (row,) = await house.rows()
    assert (row.state, row.reason) == ("void", invoicing.MOVED_ON)


async def an_agent_takes(house: House, chat: int) -> None:
    add = partial(people.add, email="a@example.com", name="A", role="agent", password="", now=1)
    agent = await house.database.write(add)
    assert agent is not None
    await house.database.write(lambda connection: take(connection, Claim(chat, agent, house.now)))


async def test_a_strangers_order_and_a_silent_shop_take_no_number(database: Database) -> None:
    house = House(database)
    stranger = await house.customer()
    unproved = House(database)
    with pytest.raises(FailedError, match="not_proved"):
        await unproved.issue(stranger)
    with pytest.raises(NotDoneError):
        await House(database, down=True).issue(stranger)
    assert await house.rows() == []


@pytest.mark.parametrize(("changes", "why"), [
    ({"buyer": "company", "registration": "40003000001"}, "registration"),
    ({"buyer_name": " \u202e "}, "name"),
    ({"goods": "velosipēds", "order_number": None}, "unknown"),
    ({"goods": "grozs", "order_number": None, "price": Money(Decimal(0), "EUR")}, "amount"),
    ({"goods": "grozs", "order_number": None, "price": Money(Decimal(5), "USD")}, "currency"),
])  # fmt: skip
async def test_what_cannot_be_takes_no_number(house: House, changes: dict[str, Any], why: str) -> None:
    with pytest.raises(FailedError, match=why):
        await house.issue(await house.customer(), {**PRIVATE, **changes})
    assert await house.rows() == []


async def test_another_instead_voids_the_first_by_the_same_stroke(house: House) -> None:
    chat = await house.customer()
    first = await house.issue(chat)
    second = await house.issue(chat, {**PRIVATE, "replaces": first["number"]}, "2")
    states = {row.number: row.state for row in await house.rows()}
    assert states == {first["number"]: "void", second["number"]: "open"}


# --- by the clock ------------------------------------------------------------------------------------------------


async def test_it_is_reminded_of_twice_in_hours_and_lapses_once(house: House) -> None:
    await house.issue(await house.customer())
    await house.until(4.9)
    assert await house.facts() == []
    await house.until(1.2)
    assert await house.facts() == ["invoice_due:1"]  # due on Monday the 30th, and two days before is a Saturday: the desk is open
    await house.until(2)
    assert await house.facts() == ["invoice_due:1", "invoice_due:2"]
    await house.until(10)
    assert await house.facts() == ["invoice_due:1", "invoice_due:2", "invoice_lapsed"]
    assert await house.rounds.next_due() is None


async def test_after_payment_nobody_is_reminded(house: House) -> None:
    told = await house.issue(await house.customer())
    paid = "UPDATE invoices SET state = 'paid', paid = total"
    await house.database.write(lambda connection: connection.exec_driver_sql(paid).close())
    await house.until(30)
    assert await house.facts() == []
    assert told["state"] == "open"


@pytest.mark.parametrize(("email", "reminded"), [("", False), ("ilze@example.com", True)])
async def test_where_the_window_is_closed_only_an_e_mail_brings_a_reminder(
    database: Database, email: str, reminded: bool
) -> None:
    house = House(database, shop=read_shop(CHECKOUT).model_copy(update={"channels": (PAGE,)}))
    chat = await house.customer(channel="page", email=email, last_in_at=house.now)
    await house.issue(chat)
    await house.until(8.5)
    assert ("invoice_due:1" in await house.facts()) is reminded


async def test_a_shop_may_remind_nobody(database: Database) -> None:
    shop = read_shop(CHECKOUT)
    quiet = shop.model_copy(update={"invoices": shop.invoices.model_copy(update={"remind": False})})
    house = House(database, shop=quiet)
    await house.issue(await house.customer())
    await house.until(30)
    assert await house.facts() == ["invoice_lapsed"]


async def test_what_follows_is_drawn_and_told_once(house: House) -> None:
    company = {**PRIVATE, "buyer": "company", "registration": "40003000002", "buyer_address": "Rīga"}
    told = await house.issue(await house.customer(), company)
    await house.database.write(lambda connection: invoices.settle_paid(connection, told["number"], house.now))
    await house.database.write(lambda connection: invoices.credit(connection, told["number"], None, "returned", house.now))
    assert await house.rounds.next_due() == house.now
    assert [await house.rounds.look() for _ in range(2)] == [2, 0]
    assert await house.facts() == ["invoice_ready", "credit_note_ready"]
    assert {row.kind for row in await house.rows() if row.pdf} == {"proforma", "invoice", "credit_note"}


# --- the register of VAT numbers ---------------------------------------------------------------------------------


@pytest.fixture
async def register() -> AsyncIterator[BaseTestServer]:
    async def handle(request: web.Request) -> web.Response:
        match request.match_info["number"]:
            case "40003000002":
                return web.json_response({"isValid": True, "userError": "VALID", "requestIdentifier": "WAPI1"})
            case "1":
                return web.json_response({"isValid": False, "userError": "INVALID"})
            case "2":
                return web.json_response({"isValid": False, "userError": "MS_UNAVAILABLE"})
            case "3":
                return web.Response(text="<html>")
            case _:
                return web.Response(status=500)

    app = web.Application()
    app.router.add_get("/taxation_customs/vies/rest-api/ms/{country}/vat/{number}", handle)
    async with TestServer(app) as server:
        yield server


@pytest.mark.parametrize(
    ("number", "state"),
    [("LV40003000002", "valid"), ("LV1", "invalid"), ("LV2", "unknown"), ("LV3", "unknown"), ("LV4", "unknown")],
)
async def test_what_the_register_says_is_valid_invalid_or_unknown(register: BaseTestServer, number: str, state: str) -> None:
    assert (await answer(str(register.make_url("")).rstrip("/"), number))["state"] == state


async def test_a_register_that_is_away_is_unknown() -> None:
    assert (await answer("http://127.0.0.1:1", "LV1"))["state"] == "unknown"


async def test_it_is_asked_once_a_day_in_the_background(register: BaseTestServer, database: Database) -> None:
    vies, now = Vies(database, str(register.make_url("")).rstrip("/")), round(MONDAY.timestamp() * 1000)
    for _ in range(2):
        vies.ask("LV40003000002", now)
    await vies.settle()
    found = await database.read(partial(deeds.find, key=key_of("LV40003000002", now)))
    assert found == {"state": "valid", "requestIdentifier": "WAPI1"}
    off = Vies(database, "")
    off.ask("LV1", now)
    await off.settle()
