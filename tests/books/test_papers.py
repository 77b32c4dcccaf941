"""Papers: what a company gets holds itself as data, what asks for money or goes to a person does not."""

import io
from dataclasses import replace

import pikepdf
import pytest

from bot.books import papers
from config.invoices import Invoices
from flows.shop import document
from flows.shop.invoices import Invoice, Party, credit_note, invoice_after
from flows.shop.samples import DAY, SAMPLES

COMPANY = replace(SAMPLES["invoice-lv"], buyer=Party("SIA Ābols", "Rīga", "LV", "40003245752", "LV40003245752", is_company=True))
PAID = invoice_after(COMPANY, "2026200001", DAY, DAY)


def data_in(invoice: Invoice, forms: Invoices) -> list[str]:
    """The names of the files inside the document."""
    return list(pikepdf.open(io.BytesIO(papers._pdf(invoice, None, forms))).attachments)


@pytest.mark.parametrize("invoice", [PAID, credit_note(PAID, "2026300001", DAY)], ids=lambda invoice: invoice.kind)
def test_a_companys_paper_holds_its_data(invoice: Invoice) -> None:
    assert data_in(invoice, Invoices()) == ["factur-x.xml"]
    assert data_in(invoice, Invoices(e_invoice="")) == []


def test_nobody_books_a_proforma_as_an_invoice() -> None:
    assert data_in(COMPANY, Invoices()) == []


def test_a_private_persons_paper_holds_no_data() -> None:
    assert data_in(replace(PAID, buyer=Party("Anna", "Rīga")), Invoices()) == []


def test_without_the_buyers_country_there_is_no_data_that_would_break_the_rules() -> None:
    assert data_in(replace(PAID, buyer=replace(COMPANY.buyer, country="")), Invoices()) == []


def test_the_code_for_hryvnia_has_the_format_the_shop_names() -> None:
    uk = SAMPLES["invoice-uk"]
    assert document.code(uk, None, Invoices(nbu="003").nbu).link.startswith("https://qr.bank.gov.ua/")  # type: ignore[union-attr]
    assert document.code(uk, None, Invoices().nbu).link.startswith("https://bank.gov.ua/qr/")  # type: ignore[union-attr]
