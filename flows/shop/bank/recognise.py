"""Which format a bank's file has: without it a person would have to know what camt.053 is to bring in a payment."""

import re
from collections.abc import Mapping

from flows.shop.bank.camt import parse as parse_camt
from flows.shop.bank.fidavista import parse as parse_fidavista
from flows.shop.bank.model import MAX_BYTES, Statement, wrong
from flows.shop.bank.mt940 import parse as parse_mt940
from flows.shop.bank.sheet import parse as parse_sheet
from flows.shop.bank.sheets import SHEETS, SheetForm
from flows.shop.bank.xml import name_of, parse_xml

_XML = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<|^\xff\xfe<\0|^\xfe\xff\0<")
_MT940 = re.compile(rb"(?m)^:20:[^\r\n]*\r?\n(?:[^\r\n]*\r?\n){0,10}?:25P?:")


def read(file: str, content: bytes, sheets: Mapping[str, SheetForm] = SHEETS) -> Statement:
    """What a file from the bank says; `sheets` are banks whose CSV is known. Raises Problems: all of it counts, or nothing."""
    if not content.strip():
        raise wrong(file, 0, "the file is empty")
    if len(content) > MAX_BYTES:
        raise wrong(file, 0, "the file is larger than 20 MB", "get it from the bank by days")
    if _XML.match(content):
        root = parse_xml(content, file)
        if name_of(root).upper() == "FIDAVISTA":
            return parse_fidavista(root, file)
        return parse_camt(root, file)
    if _MT940.search(content):
        return parse_mt940(content, file)
    return parse_sheet(content, file, sheets)
