"""Which format a bank's file has: without it a person would have to know what camt.053 is to bring in a payment."""

import re
from collections.abc import Mapping

from flows.shop.bank.model import MAX_BYTES, Statement, wrong
from flows.shop.bank.mt940 import parse as parse_mt940
from flows.shop.bank.sheet import parse as parse_sheet
from flows.shop.bank.sheets import SHEETS, SheetForm

_XML = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<|^\xff\xfe<\0|^\xfe\xff\0<")
_MT940 = re.compile(rb"(?m)^:20:[^\r\n]*\r?\n(?:[^\r\n]*\r?\n){0,10}?:25P?:")


def read(file: str, content: bytes, sheets: Mapping[str, SheetForm] = SHEETS) -> Statement:
    """What a file from the bank says; `sheets` are banks whose CSV is known. Raises Problems: all of it counts, or nothing."""
    if not content.strip():
        raise wrong(file, 0, "the file is empty")
    if len(content) > MAX_BYTES:
        raise wrong(file, 0, "the file is larger than 20 MB", "get it from the bank by days")
    if _XML.match(content):
        return _xml(content, file)
    if _MT940.search(content):
        return parse_mt940(content, file)
    return parse_sheet(content, file, sheets)


def _xml(content: bytes, file: str) -> Statement:
    from flows.shop.bank import camt, fidavista, xml  # noqa: PLC0415 - lxml, which a start need not wait for

    root = xml.parse_xml(content, file)
    return fidavista.parse(root, file) if xml.name_of(root).upper() == "FIDAVISTA" else camt.parse(root, file)
