"""A whole story, on both databases: an invoice asked for in the chat, paid though the bank tells it twice, goods given back."""

from dataclasses import dataclass, replace
from functools import partial

import pytest

from bot.books.bank import read_file, take_in
from bot.epoch import from_ms
from bot.store import orders, refunds
from tests.flows.shop.bank.samples import camt, detail, entry
from tests.line.house import House
from tests.platforms.telegram import TelegramEmulator
from tests.platforms.telegram_people import User

ORDER, EMAIL, REFERENCE = "10031", "ilze.liepina@example.com", "RF372026100001"


@dataclass
class Ilze:
    """The customer, and what she is told."""

    house: House
    user: User

    async def says(self, *words: str) -> str:
        """She says one thing after the other; all she is told, in one text."""
        before = len(self.user.seen)
        for said in words:
            await self.user.write(said)
            await self.rests()
        return self.told(before)

    async def press(self, title: str) -> str:
        """She presses a button; what she is told."""
        before = len(self.user.seen)
        await self.user.press(title)
        await self.rests()
        return self.told(before)

    async def hears(self) -> str:
        """What she is told without having written."""
        before = len(self.user.seen)
        await self.rests()
        return self.told(before)

    async def rests(self) -> None:
        """Until nothing more comes; a chat gets a message a second, and the test does not wait for that."""
        for _ in range(20):
            await self.house.quiet(soon=0)
            self.house.forward(1)
        await self.house.quiet()

    def told(self, since: int = 0) -> str:
        """What she was told since then."""
        return "\n".join(seen.text for seen in self.user.seen[since:])


async def bank(house: House, *entries: str) -> None:
    """A file of the bank is taken in."""
    file = read_file(house.floor.shop, "konts.xml", camt(*entries))
    take = partial(take_in, shop=house.floor.shop, files=[file], now=house.now(), ring=house.floor.office.ring)
    await house.database.write(take)


async def delivered(house: House, number: str) -> None:
    """The parcel has come, today."""
    order = await house.floor.office.shop.find_order(number)
    assert order is not None
    came = replace(order, state="delivered", delivered_at=from_ms(house.now()))
    await house.database.write(partial(orders.save, orders=[came]))


@pytest.fixture
def ilze(house_on_both: House, tg: TelegramEmulator) -> Ilze:
    return Ilze(house_on_both, tg.user())


async def test_an_invoice_is_paid_once_though_the_bank_tells_it_twice(ilze: Ilze) -> None:
    house = ilze.house
    told = await ilze.says(f"gribu samaksāt ar rēķinu par pasūtījumu {ORDER}", EMAIL, "uzņēmumam", "SIA Bērzs", "40003000002")
    told = await ilze.says("LV40003000002", "Brīvības iela 5, Rīga, LV-1010", "jā")
    assert "2026100001" in told
    files = [(seen.kind, seen.file.content[:4]) for seen in ilze.user.seen if seen.file is not None]
    assert files == [("document", b"%PDF"), ("photo", b"\x89PNG")]
    assert told.endswith(f"SIA Rīta veikals\nLV80BANK0000435195001\n40.80\n{REFERENCE}")

    await bank(house, entry("40.80", detail(text=REFERENCE)))
    assert (await ilze.hears()).count("40,80") >= 1
    await house.until("SELECT COUNT(*) FROM outbox WHERE body LIKE '%2026200001.pdf%'", 1)
    await ilze.rests()
    assert [seen.file.name for seen in ilze.user.seen if seen.file is not None][-1] == "Rēķins-2026200001.pdf"
    await bank(house, entry("40.80", detail(text=REFERENCE)))
    assert await ilze.hears() == ""
    assert "apmaksāts" in await ilze.says(f"kur ir mans pasūtījums {ORDER}")
    noted = await house.ask("SELECT COUNT(*) FROM shop_deeds WHERE ability = 'add_note' AND about = :order", order=ORDER)
    assert noted == [(1,)]


async def test_goods_are_given_back_and_the_books_come_out_even(ilze: Ilze) -> None:
    house = ilze.house
    await ilze.says(f"gribu samaksāt ar rēķinu par pasūtījumu {ORDER}", EMAIL, "uzņēmumam", "SIA Bērzs", "40003000002")
    await ilze.says("LV40003000002", "Brīvības iela 5, Rīga, LV-1010", "jā")
    await bank(house, entry("40.80", detail(text=REFERENCE)))
    await house.until("SELECT COUNT(*) FROM invoices WHERE kind = 'invoice'", 1)
    await delivered(house, ORDER)

    await ilze.says("Atteikties no līguma", ORDER)
    assert "Apliecinām" in await ilze.press("Apstiprinu atteikumu")
    [(number, refund)] = await house.ask("SELECT number, id FROM refunds WHERE state = 'waiting'")
    came = partial(refunds.goods_came, id_=refund, who="1", now=house.now())
    assert await house.database.write(came)
    assert not await house.database.write(came)
    assert await house.ask("SELECT what, state FROM promises") == [("refund-sent", "open")]

    back = entry("40.80", detail(text=f"Atmaksa {number}"), sign="DBIT", reference="B-2")
    await bank(house, back)
    assert "40,80" in await ilze.hears()
    await bank(house, back, entry("40.80", detail(text=REFERENCE)))
    assert await ilze.hears() == ""
    assert await house.ask("SELECT what, state FROM promises") == [("refund-sent", "kept")]
    assert await house.ask("SELECT kind, number, state, total FROM invoices ORDER BY number") == [
        ("proforma", "2026100001", "paid", 4080),
        ("invoice", "2026200001", "paid", 4080),
        ("credit_note", "2026300001", "paid", 4080),
    ]
    assert await house.ask("SELECT state, credit_note FROM returns") == [("refunded", "2026300001")]
    assert await house.ask("SELECT SUM(amount) FROM allocations") == [(4080,)]
    assert await house.ask("SELECT COUNT(*) FROM reserve_entries") == [(0,)]  # the law's own refunds draw on no reserve
