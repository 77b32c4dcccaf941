"""Invoices on both databases: numbers without a gap or a double, rows that say what they said, each thing told once."""

from concurrent.futures import wait
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

from bot.store import invoice_rows, invoices
from bot.store.database import Database
from bot.store.invoice_rows import Row
from bot.store.invoices import Whose
from bot.store.mailbox import Mailbox
from flows.shop.invoices import Account, Invoice, InvoiceError, Item, Party, Seller, digest, load, totals
from flows.shop.model import Money
from tests.books.bills import House
from tests.store.shop import customers

NOW = int(datetime(2026, 11, 23, 10, tzinfo=UTC).timestamp() * 1000)
DAY = 24 * 3600_000
SELLER = Seller("SIA Rīta veikals", "Rīga", registration="40003000002", accounts=(Account("LV80BANK0000435195001", "EUR"),))
HONEY = Item("Medus", Decimal(2), Decimal("7.50"), Decimal(21))
DRAFT = Invoice(
    "proforma", "", date(2026, 11, 23), date(2026, 11, 30), "lv", SELLER, Party("Ilze Liepiņa"), (HONEY,), "EUR", "",
    order_number="10031",
)  # fmt: skip
WHOSE = Whose(None, "Europe/Riga", "invoice")
COMPANY = Party("SIA Bērzs & <b>Co</b>", "Rīga", "LV", "40003000002", "LV40003000002", is_company=True)


def eur(text: str) -> Money:
    return Money(Decimal(text), "EUR")


def issue(database: Database, draft: Invoice = DRAFT, whose: Whose = WHOSE) -> Row:
    return database.submit(lambda connection: invoices.issue(connection, draft, whose, NOW)).result()


def pay(connection: sa.Connection, number: str) -> None:
    statement = "UPDATE invoices SET state = 'paid', paid = total WHERE number = " + repr(number)
    connection.exec_driver_sql(statement)


def facts(database: Database) -> list[str]:
    rows = "SELECT key FROM inbox WHERE kind = 'fact' ORDER BY id"
    return database.query(lambda connection: list(connection.exec_driver_sql(rows).scalars())).result()


def one(database: Database, number: str) -> Row:
    found = database.query(lambda connection: invoice_rows.one(connection, number)).result()
    assert found is not None
    return found


def test_ten_at_once_leave_no_gap_and_no_double(database: Database) -> None:
    def work(connection: sa.Connection, fails: bool) -> str:
        row = invoices.issue(connection, DRAFT, WHOSE, NOW)
        if fails:
            raise RuntimeError("killed before it was committed")
        return row.number

    jobs = [database.submit(lambda connection, n=n: work(connection, n % 3 == 1)) for n in range(30)]  # type: ignore[misc]
    wait(jobs)
    made = sorted(job.result() for job in jobs if job.exception() is None)
    assert made == [f"20261{place:05d}" for place in range(1, 21)]


def test_every_series_and_year_counts_for_itself(database: Database) -> None:
    newyear = replace(DRAFT, issued=date(2027, 1, 1), due=date(2027, 1, 8))
    numbers = [issue(database, draft).number for draft in (DRAFT, replace(DRAFT, kind="invoice"), newyear, DRAFT)]
    assert numbers == ["2026100001", "2026200001", "2027100001", "2026100002"]


def test_a_row_holds_the_whole_document_and_its_digest(database: Database) -> None:
    row = one(database, issue(database, replace(DRAFT, buyer=COMPANY)).number)
    frozen = load(row.snapshot)
    assert (frozen.number, frozen.buyer, totals(frozen).total) == (row.number, COMPANY, Decimal("15.00"))
    assert digest(frozen) == row.digest
    assert (row.total, row.currency, row.state, row.order_number) == (1500, "EUR", "open", "10031")
    assert row.due_at == int(datetime(2026, 11, 30, 21, 59, 59, 999000, tzinfo=UTC).timestamp() * 1000 + 0.5)


async def test_an_unpaid_one_lapses_and_the_customer_hears_of_it_once(mailbox: Mailbox) -> None:
    await customers(mailbox, "anna")
    database, row = mailbox.database, issue(mailbox.database, DRAFT, Whose(1))
    assert database.query(lambda c: invoice_rows.lapsed(c, row.due_at - 1, 9)).result() == []
    assert database.query(lambda c: invoice_rows.lapsed(c, row.due_at, 9)).result() == [row.number]
    assert [database.submit(lambda c: invoices.expire(c, row.number, NOW)).result() for _ in range(2)] == [True, False]
    assert one(database, row.number).state == "expired"
    assert facts(database) == [f"invoice_lapsed:{row.number}"]


def test_what_money_has_come_for_neither_lapses_nor_is_voided(database: Database) -> None:
    row = issue(database)
    database.submit(lambda c: c.exec_driver_sql("UPDATE invoices SET state = 'part_paid', paid = 1").close()).result()
    assert database.submit(lambda c: invoices.expire(c, row.number, NOW)).result() is False
    assert database.submit(lambda c: invoices.void(c, row.number, "x", NOW)).result() is False


def test_a_voided_one_keeps_its_number_and_says_why(database: Database) -> None:
    row = issue(database)
    assert database.submit(lambda c: invoices.void(c, row.number, "written twice", NOW)).result()
    assert not database.submit(lambda c: invoices.void(c, row.number, "again", NOW)).result()
    assert (one(database, row.number).state, one(database, row.number).reason) == ("void", "written twice")
    assert issue(database).number == "2026100002"
    assert not database.submit(lambda c: invoices.void(c, "2026199999", "no such", NOW)).result()


def test_the_invoice_proper_follows_payment_once_with_its_own_number(database: Database) -> None:
    row = issue(database)

    def paid(connection: sa.Connection) -> str | None:
        pay(connection, row.number)
        return invoices.settle_paid(connection, row.number, NOW + DAY)

    assert [database.submit(paid).result() for _ in range(2)] == ["2026200001", "2026200001"]
    made = one(database, "2026200001")
    assert (made.kind, made.state, made.follows, made.paid) == ("invoice", "paid", row.number, 1500)
    assert load(made.snapshot).issued == date(2026, 11, 24)


@pytest.mark.parametrize("after", ["accounting", "nothing"])
def test_where_none_is_due_none_is_written(database: Database, after: str) -> None:
    row = issue(database, DRAFT, Whose(None, "Europe/Riga", after))  # type: ignore[arg-type]  # one of After
    assert database.submit(lambda c: invoices.settle_paid(c, row.number, NOW)).result() is None
    assert database.submit(lambda c: invoices.credit(c, row.number, None, "returned", NOW)).result() is None


def test_a_company_whose_invoice_the_accounting_writes_is_told_so_once(database: Database) -> None:
    row = issue(database, DRAFT, Whose(House(database).conversation("7"), "Europe/Warsaw", "accounting"))
    for _ in range(2):
        assert database.submit(lambda c: invoices.settle_paid(c, row.number, NOW)).result() is None
    told = "SELECT COUNT(*) FROM inbox WHERE kind = 'fact' AND body LIKE '%invoice_from_accounting%'"
    assert database.query(lambda c: c.exec_driver_sql(told.replace("%", "%%")).scalar()).result() == 1


def settled(database: Database) -> Row:
    row = issue(database)
    number = database.submit(lambda c: invoices.settle_paid(c, row.number, NOW)).result()
    assert number is not None
    return one(database, number)


@pytest.mark.parametrize("named", ["2026200001", "2026100001", "10031"])
def test_a_credit_note_is_found_by_invoice_proforma_or_order(database: Database, named: str) -> None:
    made = settled(database)
    number = database.submit(lambda c: invoices.credit(c, named, eur("5.00"), "returned", NOW)).result()
    assert number == "2026300001"
    note = one(database, number)
    assert (note.kind, note.follows, note.total, note.state) == ("credit_note", made.number, 500, "paid")


def test_no_more_is_credited_than_was_invoiced(database: Database) -> None:
    made = settled(database)
    lines = (replace(HONEY, quantity=Decimal(1)),)
    assert database.submit(lambda c: invoices.credit(c, made.number, lines, "returned", NOW)).result() == "2026300001"
    for wanted in (eur("7.51"), Money(Decimal(1), "PLN"), eur("0.00")):
        with pytest.raises(InvoiceError):
            database.submit(lambda c, wanted=wanted: invoices.credit(c, made.number, wanted, "x", NOW)).result()  # type: ignore[misc]
    assert database.submit(lambda c: invoices.credit(c, made.number, None, "the rest", NOW)).result() == "2026300002"
    with pytest.raises(InvoiceError):
        database.submit(lambda c: invoices.credit(c, made.number, None, "nothing left", NOW)).result()


def test_two_credits_at_once_give_back_no_cent_twice(database: Database) -> None:
    made = settled(database)
    jobs = [database.submit(lambda c: invoices.credit(c, made.number, eur("10.00"), "returned", NOW)) for _ in range(4)]
    wait(jobs)
    assert sum(job.exception() is None for job in jobs) == 1


def test_my_invoice_is_the_one_that_is_owed_else_the_proper_one(database: Database) -> None:
    made = settled(database)
    latest = database.query(lambda c: invoices.latest(c, 0, "10031")).result()
    assert latest is not None
    assert latest.number == "2026100001"  # nobody has marked it paid yet
    database.submit(lambda c: pay(c, "2026100001")).result()
    latest = database.query(lambda c: invoices.latest(c, 0, "10031")).result()
    assert latest is not None
    assert latest.number == made.number


def test_pages_follow_each_other_and_are_searched(database: Database) -> None:
    for name in ("Anna Ozola", "Іван Франко", "Anna_% Liepa"):
        issue(database, replace(DRAFT, buyer=Party(name)))

    def page(**asked: object) -> list[str]:
        asked = {"before": (2**62, ""), "room": 9, **asked}
        return [row.number[-1] for row in database.query(lambda c: invoice_rows.page(c, **asked)).result()]  # type: ignore[arg-type]

    assert page() == ["3", "2", "1"]
    assert page(room=2, before=(NOW, "2026100003")) == ["2", "1"]
    assert page(query="anna") == ["3", "1"]
    assert page(query="_%") == ["3"]
    assert page(query="франко") == page(query="Франко") == ["2"]
    assert page(query="2026100002") == page(query="RF", before=(NOW, "2026100003"), room=1) == ["2"]
    assert page(state="void") == page(kind="credit_note") == []


def test_reminders_are_counted(database: Database) -> None:
    row = issue(database)

    def find(times: int) -> list[str]:
        return list(database.query(lambda c: invoice_rows.to_remind(c, times, NOW, row.due_at, 9)).result())  # type: ignore[arg-type]

    assert find(1) == find(2) == [row.number]
    assert [database.submit(lambda c: invoice_rows.reminded(c, row.number, 1)).result() for _ in range(2)] == [True, False]
    assert (find(1), find(2)) == ([], [row.number])
    assert database.submit(lambda c: invoice_rows.reminded(c, row.number, 2)).result()
    assert find(2) == []
