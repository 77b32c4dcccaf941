"""MT940 and MT942, which Polish banks, many Ukrainian ones and old programs write; read by the mt-940 library.

The library forgives what would lose money (a point instead of the decimal comma, a line it does not know), so each `:61:` is
checked before, and the balances after it.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import mt940

from flows.shop.bank.model import Statement, Transaction, account, bank_id, tidy, wrong
from flows.shop.model import LARGEST, Money
from flows.shop.sheet import decode

logging.getLogger("mt940").setLevel(logging.CRITICAL + 1)  # it would write lines of the statement into our log

_MOVEMENT = re.compile(r":61:\d{6}(?:\d{4}|\s{4})?R?[DC][A-Z]? ?\d{1,12},\d{0,2}(?=[A-Z]|$)", re.ASCII)
_FIELD = re.compile(r"[?^<~](\d{2})")  # a field of `:86:`, as German and Polish banks part them
_NAMED = re.compile(r"(?i)(?<![a-z])(z rach\.?|na rach\.?|od|dla|tyt\.?|tnr)\s?:")  # and as mBank names them
_POLISH = re.compile(rb"(?m)^:25:/?(?:PL)?\d{26}|^:60F:[CD]\d{6}PLN")
_FULL = 27  # characters of a field that goes on in the next one
_LARGEST_BLOCK = 2_000_000  # characters of one statement


@dataclass(frozen=True, slots=True)
class _Block:
    """One statement of a file: the lines from its `:20:` on, and the number of the first."""

    first: int
    lines: tuple[str, ...]


def parse(content: bytes, file: str) -> Statement:
    """Every statement in a file. Raises Problems."""
    lines = _text(content).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    interim = any(line.startswith((":34F:", ":13D:")) for line in lines)  # these have no balances
    found = [transaction for block in _blocks(lines) for transaction in _statement(block, file, interim=interim)]
    return Statement(file, "MT942" if interim else "MT940", "notification" if interim else "statement", tuple(found))


def _text(content: bytes) -> str:
    """Polish banks write Windows-1250, which the letters alone do not tell from the Baltic page."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1250", "replace") if _POLISH.search(content) else decode(content)


def _blocks(lines: list[str]) -> Iterator[_Block]:
    starts = [number for number, line in enumerate(lines) if line.startswith(":20:")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        body = [line for line in lines[start:end] if not line.startswith(("{", "-}")) and line.strip() != "-"]
        yield _Block(start + 1, tuple(body))


def _statement(block: _Block, file: str, *, interim: bool) -> Iterator[Transaction]:
    movements = [(block.first + place, line) for place, line in enumerate(block.lines) if line.startswith(":61:")]
    for number, line in movements:
        if _MOVEMENT.match(line) is None:
            raise wrong(file, number, "this `:61:` is no movement", "it is written :61:2611301130C12,50NTRF…")
    text = "\n".join(block.lines)
    if len(text) > _LARGEST_BLOCK:
        raise wrong(file, block.first, "this statement is too long", "get it from the bank by days")
    try:
        read = mt940.parse(text, processors={"post_transaction_details": []})
        found = [one.data for one in read.transactions if one.data.get("amount") is not None]
    except Exception as error:  # noqa: BLE001 - the library raises whatever its inside does on a broken statement
        raise wrong(file, block.first, f"this statement cannot be read ({type(error).__name__})", _AGAIN) from None
    if len(found) != len(movements):
        raise wrong(file, block.first, f"{len(movements)} movements, of which {len(found)} can be read", _AGAIN)
    if not interim:
        _check_balances(read.data, found, block, file)
    account_number = account(str(read.data.get("account_identification") or ""))
    if movements and not account_number:
        raise wrong(file, block.first, "the account (`:25:`) is missing")
    for (place, _), data in zip(movements, found, strict=True):
        if (one := _transaction(data, account_number, place, file)) is not None:
            yield one


_AGAIN = "it may have been cut off: get it from the bank again"


def _check_balances(header: dict[str, Any], found: list[dict[str, Any]], block: _Block, file: str) -> None:
    """What was there, and what came and went, is what is there now; else a movement is missing, or read wrongly."""
    before = header.get("final_opening_balance") or header.get("intermediate_opening_balance")
    after = header.get("final_closing_balance") or header.get("intermediate_closing_balance")
    if before is None or after is None:
        missing = "opening balance (`:60F:`)" if before is None else "closing balance (`:62F:`)"
        raise wrong(file, block.first, f"the {missing} is missing", _AGAIN)
    moved = sum((_signed(data) for data in found), Decimal(0))
    if before.amount.amount + moved != after.amount.amount:
        raise wrong(file, block.first, "the balances and the movements do not agree", _AGAIN)


def _signed(data: dict[str, Any]) -> Decimal:
    """An RC takes back what came in, an RD what went out."""
    size = abs(Decimal(data["amount"].amount))
    return size if data["status"] in {"C", "RD"} else -size


def _transaction(data: dict[str, Any], number: str, line: int, file: str) -> Transaction | None:
    size, currency = _signed(data), str(data["amount"].currency or "")
    if re.fullmatch("[A-Z]{3}", currency) is None:
        raise wrong(file, line, "the currency is missing", "it stands in the opening balance (`:60F:`)")
    if not size:
        return None
    if abs(size) > LARGEST:
        raise wrong(file, line, "the amount is impossible")
    booked = data.get("entry_date") or data.get("date")
    told = _details(str(data.get("transaction_details") or data.get("extra_details") or ""))
    return Transaction(
        account=number,
        booked_on=date(booked.year, booked.month, booked.day) if booked is not None else _no_day(file, line),
        amount=Money(size, currency),
        name=told.name,
        iban=told.iban,
        text=told.text,
        end_to_end=bank_id(str(data.get("customer_reference") or "")),
        bank_reference=bank_id(str(data.get("bank_reference") or "")) or told.number,
        reversal=str(data["status"]).startswith("R"),
        line=line,
    )


def _no_day(file: str, line: int) -> date:
    raise wrong(file, line, "the day is missing")


@dataclass(frozen=True, slots=True)
class _Told:
    """What `:86:` says."""

    name: str = ""
    iban: str = ""
    text: str = ""
    number: str = ""


def _details(raw: str) -> _Told:
    flat = " ".join(line.strip() for line in raw.split("\n"))
    if len(_FIELD.findall(raw)) > 1:
        return _by_fields(raw.replace("\n", ""))
    parts = _NAMED.split(flat)
    if len(parts) > 2:
        return _by_names(parts)
    return _Told(text=tidy(flat))


def _by_fields(raw: str) -> _Told:
    """`?20` to `?29` and `?60` to `?63` are the text, `?31` and `?38` the account, `?32` and `?33` the name."""
    _, *pairs = _FIELD.split(raw)
    fields = list(zip(pairs[::2], pairs[1::2], strict=True))
    words = ""
    for code, value in fields:
        if "20" <= code <= "29" or "60" <= code <= "63":
            words += value if len(value.rstrip()) >= _FULL else f"{value} "
    name = " ".join(value for code, value in fields if code in {"32", "33"})
    iban = next((value for code, value in fields if code == "38" and value.strip()), "")
    iban = iban or next((value for code, value in fields if code == "31"), "")
    return _Told(tidy(name)[:140], account(iban), tidy(words))


def _by_names(parts: list[str]) -> _Told:
    named = {name.casefold().rstrip("."): value.strip(" ;") for name, value in zip(parts[1::2], parts[2::2], strict=True)}
    iban = re.sub(r"[^0-9A-Za-z]", "", named.get("z rach", "") or named.get("na rach", ""))
    name = named.get("od", "") or named.get("dla", "")
    return _Told(tidy(name)[:140], account(iban), tidy(named.get("tyt", "") or parts[0]), bank_id(named.get("tnr", "")))
