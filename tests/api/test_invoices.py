"""Invoices over HTTP: listed, read as documents, and taken back by a person, once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from bot.api.context import Api
from bot.books.vies import key_of
from bot.epoch import from_ms
from bot.store import deeds, erasing, invoices
from bot.store.invoices import Whose
from flows.shop.invoices import Account, Invoice, Item, Party, Seller
from tests.api.conftest import NOW, Agent, Line, an_agent

SELLER = Seller("SIA Rīta veikals", "Rīga", registration="40003000002", accounts=(Account("LV80BANK0000435195001", "EUR"),))
DRAFT = Invoice(
    "proforma", "", date(2026, 11, 23), date(2026, 11, 30), "lv", SELLER, Party("Ilze Liepiņa", "Rīga"),
    (Item("Medus", Decimal(2), Decimal("7.50"), Decimal(21)),), "EUR", "", order_number="10031",
)  # fmt: skip
COMPANY = Party("SIA Bērzs", "Rīga", "LV", "40003000002", "LV40003000002", is_company=True)


async def issued(api: Api, draft: Invoice = DRAFT, whose: Whose = Whose(None)) -> str:  # noqa: B008 - it is never changed
    return (await api.database.write(partial(invoices.issue, draft=draft, whose=whose, now=NOW))).number


async def test_an_invoice_has_the_shape_that_is_documented(anna: Agent, api: Api) -> None:
    number = await issued(api)
    (found,) = (await anna.get("/invoices"))["items"]
    assert (found["number"], found["kind"], found["state"], found["order_number"]) == (number, "proforma", "open", "10031")
    assert found["total"] == {"amount": "15.00", "currency": "EUR"}
    assert found["reference"].startswith("RF")
    assert found["due_at"] == "2026-11-30T21:59:59.999000Z"
    assert found["buyer"]["name"] == "Ilze Liepiņa"
    assert found["pdf"] == f"/api/v1/invoices/{number}.pdf"


async def test_they_are_found_and_come_page_by_page(anna: Agent, api: Api) -> None:
    for name in ("Anna", "Boriss", "Anna", "Cilda", "Anna"):
        await issued(api, replace(DRAFT, buyer=Party(name)))
    first = await anna.get("/invoices", q="anna", limit=2)
    second = await anna.get("/invoices", q="anna", limit=2, after=first["next"])
    assert [one["number"][-1] for one in first["items"] + second["items"]] == ["5", "3", "1"]
    assert second["next"] is None
    assert (await anna.get("/invoices", state="void"))["items"] == []
    assert len((await anna.get("/invoices", kind="proforma", state="open"))["items"]) == 5


async def test_the_document_is_a_pdf(anna: Agent, api: Api) -> None:
    number = await issued(api)
    headers = {"Authorization": f"Bearer {anna.token}"}
    async with anna.client.get(f"/api/v1/invoices/{number}.pdf", headers=headers) as answer:
        assert (answer.status, answer.content_type) == (200, "application/pdf")
        assert (await answer.read()).startswith(b"%PDF-")
        assert "attachment" in answer.headers["Content-Disposition"]
    async with anna.client.get("/api/v1/invoices/2026199999.pdf", headers=headers) as answer:
        assert answer.status == 404
    async with anna.client.get(f"/api/v1/invoices/{number}.pdf") as answer:
        assert answer.status == 401


async def test_a_person_takes_one_back_and_the_customer_hears_of_it_once(anna: Agent, api: Api, line: Line) -> None:
    await line.hear("Gribu maksāt ar rēķinu")
    number = await issued(api, whose=Whose(1))
    found = await anna.post(f"/invoices/{number}", {"state": "void", "reason": "written twice"})
    assert (found["state"], found["reason"]) == ("void", "written twice")
    problem = await anna.post(f"/invoices/{number}", {"state": "void", "reason": "again"}, status=409)
    assert problem["detail"] == "It is void already."
    keys = "SELECT key FROM inbox WHERE kind = 'fact'"
    assert await api.database.read(lambda c: list(c.exec_driver_sql(keys).scalars())) == [f"invoice_voided:{number}"]


async def test_what_money_has_come_for_is_not_taken_back(anna: Agent, api: Api) -> None:
    number = await issued(api)
    await api.database.write(lambda c: c.exec_driver_sql("UPDATE invoices SET state = 'part_paid', paid = 500").close())
    problem = await anna.post(f"/invoices/{number}", {"state": "void", "reason": "x"}, status=409)
    assert problem["detail"] == "Money has come for it (5.00 EUR): give that back first."
    proper = await issued(api, replace(DRAFT, kind="invoice", order_number=""))
    problem = await anna.post(f"/invoices/{proper}", {"state": "void", "reason": "x"}, status=409)
    assert "credit note" in problem["detail"]


@pytest.mark.parametrize("body", [{}, {"state": "paid", "reason": "x"}, {"state": "void"}, {"state": "void", "reason": " "}])
async def test_a_reason_must_be_given(anna: Agent, api: Api, body: Any) -> None:
    await anna.post(f"/invoices/{await issued(api)}", body, status=422)
    await anna.post("/invoices/2026199999", {"state": "void", "reason": "x"}, status=404)


async def test_what_the_register_said_stands_beside_the_buyer(anna: Agent, api: Api) -> None:
    await issued(api, replace(DRAFT, buyer=COMPANY))
    assert (await anna.get("/invoices"))["items"][0]["buyer"]["vies"] == ""
    note = partial(deeds.note, key=key_of("LV40003000002", NOW), result={"state": "invalid"}, now=from_ms(NOW))
    await api.database.write(note)
    assert (await anna.get("/invoices"))["items"][0]["buyer"]["vies"] == "invalid"


async def test_whom_the_law_alone_keeps_only_an_admin_sees(anna: Agent, api: Api) -> None:
    number = await issued(api)
    await api.database.write(partial(erasing.restrict, invoices=[number], now=NOW))
    (found,) = (await anna.get("/invoices"))["items"]
    assert (found["restricted"], found["buyer"]["name"], found["buyer"]["address"]) == (True, "", "")
    assert found["total"]["amount"] == "15.00"
    assert (await anna.get("/invoices", q="liepiņa"))["items"] == []
    assert "admin" in (await anna.get(f"/invoices/{number}.pdf", status=403))["detail"]
    boss = await an_agent(anna.client, api, "olga@example.com", "Olga", "admin")
    (found,) = (await boss.get("/invoices", q="liepiņa"))["items"]
    assert (found["restricted"], found["buyer"]["name"]) == (True, "Ilze Liepiņa")
