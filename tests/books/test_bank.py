"""The bank as a department: a code for what is missing, and what the customer says of what was too much."""

from datetime import date
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
import zxingcpp
from PIL import Image

from bot.books import rehearsal
from bot.books.bank import read_file, settle_overpayment, take_in
from bot.books.effects import FailedError
from bot.epoch import from_ms
from bot.store import bills, files, invoice_rows, invoices, refunds
from bot.store.calls import Errand
from bot.store.database import Database
from bot.store.invoices import Whose
from config.shop import Shop
from flows.shop.invoices import Account, Invoice, Item, Party, Seller
from tests.api.conftest import SHOP
from tests.books.bills import NOW, House
from tests.bot.returns_desk import Desk
from tests.bot.test_refunds import TRUST
from tests.flows.shop.bank.samples import camt, detail, entry

NUMBER, ISSUED = "2026100001", date(2026, 11, 26)


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def rehearse(house: House, shop: Shop, total: str, *paid: str) -> int:
    """An invoice is issued to somebody, and money comes in."""
    guest = house.conversation("guest")

    def work(connection: sa.Connection) -> None:
        rehearsal.bill(connection, shop, {"total": total}, NOW)
        for place, amount in enumerate(paid):
            said = {"amount": amount, "reference": "last"}
            take_in(connection, shop, [rehearsal.movement(connection, shop, said, NOW + place)], NOW)

    house.database.submit(work).result()
    return guest


def test_the_code_for_what_is_missing_reads_back_to_it(house: House) -> None:
    guest = rehearse(house, SHOP, "50.00 EUR", "20.00 EUR")
    ((fact, values),) = house.told(guest)
    assert (fact, values["iban"], values["payee"]) == ("invoice_part_paid", rehearsal.IBAN, SHOP.name)
    stored = house.database.query(lambda c: files.read_file(c, values["qr"]["id"])).result()
    assert stored is not None
    assert (stored.conversation_id, stored.mime) == (guest, "image/png")
    (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(stored.content)))
    lines = code.text.split("\n")
    assert (lines[6], lines[7], lines[9]) == (rehearsal.IBAN, "EUR30.00", values["reference"])


def test_where_there_is_no_code_there_is_the_reference(house: House) -> None:
    guest = rehearse(house, SHOP, "50.00 USD", "20.00 USD")
    (_, values), *_ = house.told(guest)
    assert (values["qr"], values["iban"], values["missing"]) == (None, rehearsal.IBAN, {"$money": ["30.00", "USD"]})


def test_an_invoice_nobody_can_read_is_paid_all_the_same(house: House) -> None:
    guest = house.conversation("guest")
    house.issue(NUMBER, "50.00", guest, snapshot="not an invoice")
    file = read_file(SHOP, "b.xml", camt(entry("20.00", detail(text=NUMBER))))
    house.database.submit(lambda c: take_in(c, SHOP, [file], NOW)).result()
    assert house.told(guest)[0][1]["qr"] is None


class TestTooMuch:
    def wish(self, house: House, conversation: int, **arguments: Any) -> Any:
        errand = Errand("k", conversation, "settle_overpayment", arguments, 1, tried=False, token="t")
        return house.database.submit(lambda c: settle_overpayment(c, errand, from_ms(NOW))).result()

    @pytest.mark.parametrize("wanted", ["refund", "keep"])
    def test_the_wish_is_a_record_a_person_can_act_on(self, house: House, wanted: str) -> None:
        guest = rehearse(house, SHOP, "50.00 EUR", "57.50 EUR")
        done = self.wish(house, guest, overpayment="1", wish=wanted)
        assert (done["wish"], str(done["amount"])) == (wanted, "7.50 EUR")
        assert house.overpaid() == [(done["number"], 750, wanted)]

    @pytest.mark.parametrize("arguments", [
        {"overpayment": "2", "wish": "refund"}, {"overpayment": "x", "wish": "refund"}, {"overpayment": "1", "wish": "burn"}, {},
    ])  # fmt: skip
    def test_nonsense_is_refused(self, house: House, arguments: dict[str, str]) -> None:
        guest = rehearse(house, SHOP, "50.00 EUR", "57.50 EUR")
        with pytest.raises(FailedError):
            self.wish(house, guest, **arguments)

    def test_nobody_disposes_of_anothers_money(self, house: House) -> None:
        rehearse(house, SHOP, "50.00 EUR", "57.50 EUR")
        with pytest.raises(FailedError):
            self.wish(house, house.conversation("stranger"), overpayment="1", wish="refund")
        assert house.overpaid()[0][2] == "asked"

    def test_the_newest_invoice_is_the_last(self, house: House) -> None:
        rehearse(house, SHOP, "50.00 EUR")
        assert house.database.query(bills.newest).result().endswith("00001")


async def test_a_debit_in_a_file_confirms_the_refund_of_a_return(database: Database) -> None:
    desk = Desk(database)
    await desk.greet()
    trust: dict[str, Any] = dict(TRUST)
    opened = await desk.do("open_return", **trust)
    file = read_file(SHOP, "b.xml", camt(entry("18.00", detail(text=f"Atmaksa {opened['number']}"), sign="DBIT")))
    taken = [await database.write(partial(take_in, shop=SHOP, files=[file], now=desk.clock.now)) for _ in range(2)]
    assert [(one.fresh, one.outgoing) for (one,) in taken] == [(1, 1), (0, 0)]
    (refund,) = await database.read(partial(refunds.page, state="", after=(0, 0), room=9))
    assert (refund.state, refund.settled_by, refund.transaction_id) == ("paid", "bank", 1)


def test_a_paid_proforma_is_followed_by_its_invoice_once(house: House) -> None:
    guest = house.conversation("guest")
    seller, buyer = Seller("Veikals", accounts=(Account(rehearsal.IBAN, "EUR"),)), Party("SIA Rīts", is_company=True)
    item = Item("Krūze", Decimal(2), Decimal("10.00"), Decimal(21))
    draft = Invoice("proforma", "", ISSUED, ISSUED, "lv", seller, buyer, (item,), "EUR", "")
    whose = Whose(guest, after="invoice")
    proforma = house.database.submit(lambda c: invoices.issue(c, draft, whose, NOW)).result()
    parts = [
        entry("12.00", detail(text=proforma.number), reference="B-1"),
        entry("8.00", detail(text=proforma.number), reference="B-2"),
    ]
    for content in (camt(*parts), camt(*parts, serial="2")):
        file = read_file(SHOP, "b.xml", content)
        house.database.submit(lambda c, file=file: take_in(c, SHOP, [file], NOW)).result()  # type: ignore[misc]
    (after,) = house.database.query(lambda c: invoice_rows.following(c, proforma.number)).result()
    assert (after.kind, after.state, after.total) == ("invoice", "paid", 2000)
    assert house.invoice(proforma.number) == ("paid", "20.00")
