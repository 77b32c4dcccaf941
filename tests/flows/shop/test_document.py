"""Documents: an archive's PDF with its fonts in it, all that the law wants on it, and no customer's words as markup."""

import io
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pikepdf
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from config.settings import CHECKOUT
from flows.shop import document
from flows.shop.invoices import Item, Party, credit_note, invoice_after, totals
from flows.shop.samples import DAY, SAMPLES
from nlu.model import LANGUAGES

LV = SAMPLES["invoice-lv"]
HOSTILE = '#eval("1+1") *bold* $x$ <b>&amp; \\ "quote" @ref `raw` // no comment /* \u202eRTL \0 \x07 🙂 #include "/etc/passwd"'


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def fonts(pdf: pikepdf.Pdf) -> dict[str, bool]:
    """The fonts on the pages, and whether each is in the file."""
    found = {}
    for page in pdf.pages:
        for font in page.Resources.get("/Font", {}).values():
            descriptor = font.DescendantFonts[0].FontDescriptor if "/DescendantFonts" in font else font.FontDescriptor
            found[str(font.BaseFont)] = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    return found


@pytest.mark.parametrize("name", SAMPLES)
def test_it_is_an_archives_pdf_with_every_font_in_it(name: str) -> None:
    pdf = opened(document.pdf(SAMPLES[name]))
    with pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
    assert "/OutputIntents" in pdf.Root
    assert fonts(pdf)
    assert all(fonts(pdf).values())
    assert all("Roboto" in font for font in fonts(pdf))


@pytest.mark.parametrize("name", SAMPLES)
def test_the_picture_in_the_docs_is_todays_and_its_code_scans(name: str) -> None:
    shown = Image.open(CHECKOUT / "docs" / f"{name}.png").convert("L")
    today = Image.open(io.BytesIO(document.pictures(SAMPLES[name])[0])).convert("L")
    assert shown.size == today.size
    assert max(ImageStat.Stat(ImageChops.difference(shown, today)).mean) < 0.5
    code = document.code(SAMPLES[name])
    assert code is not None
    assert [found.text for found in zxingcpp.read_barcodes(shown)] == [code.payload]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["proforma", "invoice", "credit_note"])
def test_what_the_law_wants_is_said_in_every_language(language: str, kind: str) -> None:
    invoice = replace(LV, language=language)
    if kind != "proforma":
        invoice = invoice_after(invoice, "2026200001", DAY, DAY)
    if kind == "credit_note":
        invoice = credit_note(invoice, "2026300001", DAY)
    shown = document.data(invoice)
    text = str(shown)
    for wanted in ("SIA Rīta veikals", "LV40003245752", "Līga Kalniņa", "Kafijas pupiņas, 1 kg", invoice.number, "21"):
        assert wanted in text
    assert shown["title"] == document.title(invoice)
    assert bool(shown["pay"]) == (kind == "proforma")
    assert (document._words()[invoice.language]["no-vat-invoice"] in shown["notes"]) == (kind == "proforma")
    assert (invoice.follows in text) or not invoice.follows
    document.pdf(invoice)


def test_every_language_has_the_same_words() -> None:
    words = document._words()
    assert set(words) == set(LANGUAGES)
    assert all(first.keys() == second.keys() for first, second in pairwise(words.values()))


def test_what_is_already_paid_is_taken_off_what_is_asked_for() -> None:
    shown = document.data(LV, missing=Decimal("100.00"))
    assert "100,00" in shown["total"]
    assert any("-252,60" in value for _, value in shown["sums"])
    code = document.code(LV, Decimal("100.00"))
    assert code is not None
    assert "EUR100.00" in code.payload


def test_many_lines_and_long_names_run_over_several_pages() -> None:
    name = "Prece ar ļoti garu nosaukumu, kas neietilpst vienā rindā un turpinās nākamajā, arī tur vēl ne gluži beidzoties"
    items = tuple(Item(f"{name} {n}", Decimal(1), Decimal("1.05"), Decimal(21)) for n in range(90))
    long = replace(LV, items=items, buyer=Party("Ā" * 200 + " " + "garš " * 60, "\n".join(["rinda"] * 9)))
    pdf = opened(document.pdf(long))
    assert len(pdf.pages) > 3
    pictures = [Image.open(io.BytesIO(picture)) for picture in document.pictures(long)]
    assert [found.text for picture in pictures for found in zxingcpp.read_barcodes(picture)] == [document.code(long).payload]  # type: ignore[union-attr]


def test_words_of_customers_are_never_markup() -> None:
    item = Item(HOSTILE, Decimal(1), Decimal(5), Decimal(21))
    hostile = replace(LV, buyer=Party(HOSTILE, HOSTILE), items=(item,), note=HOSTILE)
    opened(document.pdf(hostile))
    assert document.data(hostile)["buyer"]["name"].startswith('#eval("1+1") *bold*')


def test_every_letter_that_is_kept_has_its_shape_in_the_font() -> None:
    kept = "".join(chr(code) for first, last in document._SHOWN for code in range(first, last + 1)) + "".join(document._SIGNS)
    document.pdf(replace(LV, buyer=Party("x", "\n".join(kept[start : start + 60] for start in range(0, len(kept), 60)))))


def test_what_the_font_cannot_show_is_marked() -> None:
    assert document.plain("Ａｎｎａ 🙂 王 Ґ ﬁ\u0301") == "Anna ? ? Ґ f?"


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=1000), st.text(max_size=300))
def test_no_text_stops_a_document(name: str, title: str) -> None:
    document.pdf(replace(LV, buyer=Party(name), items=(Item(title, Decimal(1), Decimal(5), Decimal(21)),)))


def test_without_vat_there_is_no_column_of_it() -> None:
    invoice = SAMPLES["invoice-uk"]
    assert len(document.data(invoice)["columns"]) == 4
    assert totals(invoice).vat == 0


def test_a_file_is_named_by_what_it_is() -> None:
    assert document.file_name(LV) == "Avansa-rēķins-2026100123.pdf"
