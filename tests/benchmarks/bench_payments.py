"""What matching costs, against a thousand and a hundred thousand open invoices, and what reading a file costs.

Run as `python -m tests.benchmarks.bench_payments`; without it nobody would see when a look-up becomes a scan.
"""

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from bot.books.payments import Books, no_paper
from bot.store.bills import SqlBills
from bot.store.database import Database, connect
from bot.store.invoice_tables import invoices
from bot.store.schema import migrate
from flows.shop.bank import Statement, Transaction, read
from flows.shop.model import Money
from flows.shop.payments import Bill, Bills, MemoryBills, Rules, folded, match
from tests import servers
from tests.flows.shop.bank import samples

SIZES = (1_000, 10_000, 100_000)
PAYMENTS = 2_000
RULES = Rules({"EUR": Decimal("0.05")}, orders=(r"\b1\d{4}\b",))
DAY = date(2026, 11, 26)
NOW = 1_795_690_000_000
GROWS = 3.0  # times the cost, from the smallest to the largest: a look-up in an index, and no more
Row = tuple[str, str, str, str, str]  # what, ours, baseline, ratio, bar


async def payments(table: Table) -> None:
    """Add every row to the table of `make bench`."""
    for row in (*_matching(), *_parsing()):
        table.add_row(*row)


ROWS = {"payments": payments}


def main() -> None:
    """Print the rows by themselves."""
    table = Table("what", "ours", "baseline", "ratio", "bar", title="payments")
    asyncio.run(payments(table))
    Console(width=150).print(table)


def _matching() -> Iterator[Row]:
    memory = [_per_match(MemoryBills(_bills(size)), size) for size in SIZES]
    yield from _rows("matches in memory", memory, _scan(SIZES[-1]))
    with tempfile.TemporaryDirectory(prefix="dezura-") as folder:
        yield from _in_sql("SQLite", [f"sqlite:///{folder}/{size}.db" for size in SIZES])
    with servers.postgres() as url:
        for size in SIZES:
            servers.run(url, f"CREATE DATABASE bench{size}")
        yield from _in_sql("PostgreSQL", [url.replace("/postgres", f"/bench{size}") for size in SIZES])


def _in_sql(name: str, urls: Sequence[str]) -> Iterator[Row]:
    matching, entering = [], []
    for url, size in zip(urls, SIZES, strict=True):
        database = connect(url, pool=2)
        try:
            database.submit(migrate).result()
            _fill(database, size)
            matching.append(database.submit(lambda c, size=size: _per_match(SqlBills(c), size)).result())  # type: ignore[misc]
            entering.append(_entering(database, size))
        finally:
            database.close()
    yield from _rows(f"matches in {name}", matching, None)
    yield from _rows(f"payments taken in and entered, {name}", entering, None)


def _rows(what: str, costs: Sequence[float], scan: float | None) -> Iterator[Row]:
    """`costs` in seconds each, one for every size; `scan` is what looking through all of them would cost."""
    for size, cost in zip(SIZES, costs, strict=True):
        last = size == SIZES[-1]
        baseline = f"{1 / scan:,.0f}/s by a scan" if last and scan else f"{1 / costs[0]:,.0f}/s"
        bar = f"{GROWS:.0f} x at most" if last else ""
        yield f"{what}, {size:,} open", f"{1 / cost:,.0f}/s", baseline, f"{cost / costs[0]:.2f} x the cost", bar


def _bills(size: int) -> list[Bill]:
    made = random.Random(size)
    return [
        Bill(f"20261{n:05d}", f"RF4620261{n:05d}", "open", Money(Decimal(made.randint(100, 50_000)) / 100, "EUR"),
             Money(Decimal(0), "EUR"), DAY, f"1{n % 10_000:04d}", "Anna Bērziņa")
        for n in range(size)
    ]  # fmt: skip


def _texts(size: int) -> Iterator[Transaction]:
    """One in four with a reference, a number, an order's number, and nothing."""
    bills, made = _bills(size), random.Random(1)
    for place in range(PAYMENTS):
        bill = made.choice(bills)
        words = (f"RF46 {bill.number}", f"Par rēķinu Nr. {bill.number} paldies", f"pas. {bill.order_number}", "paldies par preci")
        yield Transaction("LV1", DAY, bill.total, name="Jānis Kalniņš", text=words[place % 4], bank_reference=f"B{place}")


def _per_match(bills: Bills, size: int) -> float:
    found, clock = list(_texts(size)), _clock(bills)
    for payment in found[:100]:  # pages of the database come into memory
        match(payment, bills, RULES)
    started = clock()
    for payment in found:
        match(payment, bills, RULES)
    return (clock() - started) / len(found)


def _clock(bills: Bills) -> Callable[[], float]:
    """CPU time where all the work is this process's, which others on the machine do not disturb."""
    elsewhere = isinstance(bills, SqlBills) and bills.connection.dialect.name == "postgresql"
    return time.perf_counter if elsewhere else time.process_time


def _scan(size: int) -> float:
    """The usual way: the number of each open invoice is looked for in each text."""
    numbers, found = [bill.number for bill in _bills(size)], list(_texts(size))[:20]
    started = time.process_time()
    for payment in found:
        words = folded(payment.words)
        _ = [number for number in numbers if number in words]
    return (time.process_time() - started) / len(found)


def _fill(database: Database, size: int) -> None:
    rows = [
        {"number": bill.number, "kind": "proforma", "year": 2026, "place": place, "state": "open", "language": "lv",
         "order_number": bill.order_number, "buyer_name": bill.buyer_name, "currency": "EUR",
         "total": int(bill.total.amount * 100),
         "reference": bill.reference, "issued_at": NOW + place, "due_at": NOW, "snapshot": "{}", "digest": ""}
        for place, bill in enumerate(_bills(size))
    ]  # fmt: skip
    for start in range(0, size, 5_000):
        part = rows[start : start + 5_000]
        database.submit(lambda c, part=part: c.execute(sa.insert(invoices), part)).result()  # type: ignore[misc]
    database.submit(lambda c: c.exec_driver_sql("ANALYZE")).result()


def _entering(database: Database, size: int) -> float:
    statement = Statement("bench", "bench", "statement", tuple(_texts(size)))
    clock = time.perf_counter if database.dialect == "postgresql" else time.process_time
    started = clock()
    database.submit(lambda c: Books(c, RULES, no_paper, NOW).take_in(statement, "bench")).result()
    return (clock() - started) / PAYMENTS


def _parsing() -> Iterator[Row]:
    entries = [
        samples.entry("12.50", samples.detail(text=f"Par rēķinu 20261{n:05d}"), reference=f"B{n}") for n in range(1_000)
    ]  # fmt: skip
    rows = "".join(samples.SWEDBANK.splitlines(keepends=True)[2] for _ in range(1_000))
    header = samples.SWEDBANK.splitlines(keepends=True)[0]
    moves = ":61:2611261126C1,00N944NONREF//AX1\n:86:944 przelew; od: JAN; tyt.: faktura 2026100123;\n" * 1_000
    mt940 = f":20:A\n:25:PL25114011110000548897001001\n:28C:1/1\n:60F:C261125PLN0,00\n{moves}:62F:C261126PLN1000,00\n"
    files: dict[str, bytes] = {
        "camt.053": samples.camt(*entries), "MT940": mt940.encode(), "CSV": (header + rows).encode(),
    }  # fmt: skip
    for name, content in files.items():
        cost = _median(lambda content=content, name=name: read(name, content))  # type: ignore[misc]
        yield f"reading {name}, 1,000 payments", f"{cost * 1000:.0f} ms CPU", "", "", "1000 ms CPU"


def _median(work: Callable[[], object], times: int = 3) -> float:
    costs = []
    for _ in range(times):
        started = time.process_time()
        work()
        costs.append(time.process_time() - started)
    return statistics.median(costs)


if __name__ == "__main__":
    main()
