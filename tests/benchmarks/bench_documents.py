"""What a document costs: CPU of one invoice as PDF, with its code and its data in it, beside an empty page of the same engine."""

import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from rich.table import Table

from flows.shop import document, einvoice, typeset
from flows.shop.invoices import Invoice, Item, invoice_after
from flows.shop.samples import DAY, SAMPLES

TIMES = 15
LINES = (10, 100, 1000)
_EMPTY = b"#set document(title: sys.inputs.data, date: datetime(year: 2026, month: 11, day: 23))\n#set page(paper: \"a4\")\nx"


def _ms(work: Callable[[], object], times: int = TIMES) -> float:
    """Median ms of CPU; the first call, which reads fonts and templates, does not count."""
    work()
    spent = []
    for _ in range(times):
        started = time.process_time()
        work()
        spent.append((time.process_time() - started) * 1000)
    return statistics.median(spent)


def _long(lines: int) -> Invoice:
    items = tuple(Item(f"Prece {number}", Decimal(2), Decimal("3.15"), Decimal(21)) for number in range(lines))
    return replace(SAMPLES["invoice-lv"], items=items)


async def documents(table: Table) -> None:
    """Add every row to the table of `make bench`."""
    invoice = SAMPLES["invoice-lv"]
    paid = invoice_after(invoice, "2026200001", DAY, DAY)
    empty = _ms(lambda: typeset.pdf(_EMPTY, {}))
    rows: Mapping[str, Callable[[], object]] = {
        "invoice as PDF/A-3b, code drawn": lambda: document.pdf(invoice),
        "its code as PNG": lambda: document.code(invoice),
        "UBL": lambda: einvoice.ubl(paid),
        "Factur-X: the PDF with its data": lambda: einvoice.factur_x(paid),
    }
    for name, work in rows.items():
        spent = _ms(work)
        table.add_row(f"document: {name}, CPU", f"{spent:.1f} ms", f"{empty:.1f} ms, an empty page", f"{spent / empty:.1f}", "")
    spent = {lines: _ms(lambda lines=lines: document.pdf(_long(lines)), 5) for lines in LINES}  # type: ignore[misc]
    first, last = spent[LINES[0]] / LINES[0], spent[LINES[-1]] / LINES[-1]
    told = ", ".join(f"{lines}: {ms:.0f} ms" for lines, ms in spent.items())
    table.add_row("document: CPU by lines", told, f"{first:.2f} ms a line of {LINES[0]}", f"{last / first:.2f}", "at most 1")


ROWS: Mapping[str, Callable[[Table], Awaitable[None]]] = {"documents": documents}
