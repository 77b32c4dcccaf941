"""Money over HTTP: files taken in once, and a person's word on what is not certain, once too."""

from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp import FormData, web
from aiohttp.test_utils import TestClient

from bot.api.context import Api
from bot.store import erasing, overpayments
from tests.api.conftest import NOW, Agent, Line, an_agent
from tests.books.bills import House
from tests.flows.shop.bank.samples import camt, detail, entry

A = "2026100001"


@pytest.fixture
def house(line: Line) -> House:
    return House(line.database)


@pytest.fixture
async def anna(client: TestClient[web.Request, web.Application], api: Api) -> Agent:
    """Money is a supervisor's."""
    return await an_agent(client, api, "anna@example.com", "Anna", "supervisor")


async def send(agent: Agent, content: bytes, status: int = 200, name: str = "bank.xml", field: str = "file") -> Any:
    form = FormData()
    form.add_field(field, content, filename=name)
    return await agent.ask("POST", "/bank-statements", status, data=form)


def paying(amount: str, text: str, reference: str = "B-1") -> bytes:
    return camt(entry(amount, detail(text=text), reference=reference))


class TestFiles:
    async def test_a_file_is_taken_in_and_told_of(self, anna: Agent, house: House) -> None:
        house.issue(A, "12.50")
        counts = {"found": 1, "fresh": 1, "matched": 1, "waiting": 0, "taken_back": 0, "outgoing": 0}
        assert await send(anna, paying("12.50", A)) == {"name": "bank.xml", "format": "camt.053", **counts}
        assert (await send(anna, paying("12.50", A)))["fresh"] == 0

    async def test_a_broken_one_is_turned_away_with_its_line(self, anna: Agent, house: House) -> None:
        problem = await send(anna, paying("12,50", A), 422)
        assert problem["detail"].startswith("bank.xml:5:1: `12,50` is no amount")
        assert problem["errors"][0]["path"] == "file"
        assert house.states() == []

    async def test_only_supervisors_may(self, anna: Agent, boris: Agent) -> None:
        await send(boris, paying("12.50", A), 403)
        stranger = Agent(anna.client, 0, "nobody")
        await send(stranger, paying("12.50", A), 401)

    @pytest.mark.parametrize(("content", "field", "status"), [(b"", "file", 422), (b"hello", "file", 422), (b"x", "other", 422)])
    async def test_what_is_no_bank_file_is_a_problem(self, anna: Agent, content: bytes, field: str, status: int) -> None:
        await send(anna, content, status, field=field)


class TestPayments:
    async def test_what_waits_is_listed_with_suggestions(self, anna: Agent, house: House) -> None:
        house.issue(A, "12.50", order_number="10023")
        await send(anna, camt(entry("12.50", detail(text="paldies")), entry("3.00", detail(name="X"), reference="B-2")))
        page = await anna.get("/payments", state="waiting", limit=1)
        (unknown,) = page["items"]
        assert (unknown["state"], unknown["suggestions"]) == ("unmatched", [])
        (suggested,) = (await anna.get("/payments", state="waiting", limit=1, after=page["next"]))["items"]
        assert (suggested["state"], suggested["why"], suggested["payer_name"]) == ("suggested", "name", "ANNA BĒRZIŅA")
        due = {"amount": "12.50", "currency": "EUR"}
        assert suggested["suggestions"] == [
            {"invoice": A, "state": "open", "due": due, "buyer": "Anna Bērziņa", "restricted": False, "order_number": "10023"}
        ]  # fmt: skip
        assert (await anna.get("/payments", state="matched"))["items"] == []

    async def test_a_suggestion_is_confirmed_once(self, anna: Agent, dace: Agent, house: House) -> None:
        house.issue(A, "12.50")
        await send(anna, paying("12.50", "paldies"))
        body = {"invoice": A, "amount": "12.50 EUR", "note": "asked by phone"}
        decided = await anna.post("/payments/1", body)
        assert (decided["state"], decided["decided_by"], decided["note"]) == ("matched", "Anna", "asked by phone")
        assert [(each["how"], each["by"]) for each in decided["allocations"]] == [("person", "Anna")]
        await dace.post("/payments/1", body, 409)
        assert house.invoice(A) == ("paid", "12.50")

    async def test_one_payment_for_several_and_one_set_aside(self, anna: Agent, house: House) -> None:
        house.issue(A, "10.00")
        house.issue("2026100002", "5.00")
        await send(anna, camt(entry("15.00", detail(text="abi")), entry("9.00", detail(text="dāvana"), reference="B-2")))
        shares = [{"invoice": A, "amount": "10 EUR"}, {"invoice": "2026100002", "amount": "5.00 EUR"}]
        assert len((await anna.post("/payments/1", {"shares": shares}))["allocations"]) == 2
        assert (await anna.post("/payments/2", {"state": "set_aside", "note": "a gift"}))["state"] == "set_aside"

    @pytest.mark.parametrize(("body", "status", "path"), [
        ({}, 422, None), ({"invoice": A}, 422, None), ({"invoice": A, "amount": "12,50"}, 422, None),
        ({"invoice": A, "amount": "12.50 EUR", "state": "set_aside"}, 422, None), ({"state": "matched"}, 422, "state"),
        ({"invoice": "2026199999", "amount": "12.50 EUR"}, 422, "invoice"),
        ({"invoice": A, "amount": "99.00 EUR"}, 422, "amount"),
        ({"invoice": A, "amount": "12.50 PLN"}, 422, "invoice"), ({"invoice": A, "amount": "9999999999999999 EUR"}, 422, None),
    ])  # fmt: skip
    async def test_wrong_decisions_are_problems(
        self, anna: Agent, house: House, body: Any, status: int, path: str | None
    ) -> None:
        house.issue(A, "12.50")
        await send(anna, paying("12.50", "paldies"))
        problem = await anna.post("/payments/1", body, status)
        if path is not None:
            assert problem["path"] == path
        assert house.states() == ["suggested"]

    async def test_there_must_be_such_a_payment(self, anna: Agent) -> None:
        await anna.post("/payments/7", {"state": "set_aside"}, 404)
        await anna.post("/overpayments/7", {}, 404)


class TestOverpayments:
    async def test_what_the_customer_wishes_is_done_once(self, anna: Agent, house: House) -> None:
        guest = house.conversation("guest")
        house.issue(A, "10.00", guest)
        await send(anna, paying("15.00", A))
        await house.database.write(partial(overpayments.wish, id_=1, conversation_id=guest, wanted="refund", now=NOW))
        (wanted,) = (await anna.get("/overpayments", state="waiting"))["items"]
        assert (wanted["state"], wanted["amount"]["amount"], wanted["payer_iban"]) == ("refund", "5.00", "LV97UNLA0050000000002")
        assert (await anna.post("/overpayments/1", {"note": "sent"}))["settled_by"] == "Anna"
        await anna.post("/overpayments/1", {}, 409)
        assert (await anna.get("/overpayments", state="waiting"))["items"] == []


async def test_who_paid_is_for_admins_once_the_buyer_was_erased(anna: Agent, api: Api, house: House) -> None:
    """As with the invoice itself: kept for the law alone, GDPR art. 18(2)."""
    house.issue(A, "12.50")
    house.issue("2026100002", "12.50")
    await send(anna, paying("20.00", A))
    await send(anna, paying("12.50", "no number", "B-2"))
    boss = await an_agent(anna.client, api, "olga@example.com", "Olga", "admin")

    async def told(agent: Agent) -> list[tuple[bool, set[str], list[str]]]:
        """Of each payment: whether it is restricted, what it says of who paid, and the buyers it may be of."""
        said = ("payer_name", "payer_iban", "text", "reference", "note")
        return [
            (one["restricted"], {name for name in said if one[name]}, [bill["buyer"] for bill in one["suggestions"]])
            for one in (await agent.get("/payments"))["items"]
        ]

    async def too_much(agent: Agent) -> tuple[bool, bool]:
        (one,) = (await agent.get("/overpayments"))["items"]
        return one["restricted"], bool(one["payer_name"] + one["payer_iban"])

    words = sa.text("UPDATE bank_transactions SET reference = 'for Anna', note = 'Anna called'")
    await api.database.write(lambda connection: connection.execute(words).close())
    everything = {"payer_name", "payer_iban", "text", "reference", "note"}
    assert await told(anna) == [(False, everything, ["Anna Bērziņa"]), (False, everything, [])]
    assert await too_much(anna) == (False, True)
    await api.database.write(partial(erasing.restrict, invoices=[A, "2026100002"], now=NOW))
    assert await told(anna) == [(True, set(), [""]), (True, set(), [])]
    assert await too_much(anna) == (True, False)
    assert [bill["restricted"] for one in (await anna.get("/payments"))["items"] for bill in one["suggestions"]] == [True]
    assert await told(boss) == [(True, everything, ["Anna Bērziņa"]), (True, everything, [])]
    assert await too_much(boss) == (True, True)
