"""The bank as a department: a code for what is missing, and what the customer says of what was too much."""

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
from bot.store import bills, files
from bot.store.calls import Errand
from bot.store.database import Database
from config.shop import Shop
from tests.api.conftest import SHOP
from tests.books.bills import NOW, House
from tests.flows.shop.bank.samples import camt, detail, entry

NUMBER = "2026100001"


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
