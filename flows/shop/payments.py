"""Whose money it is: without these rules a person would have to look at every payment, or money would go to the wrong invoice.

What a payment names is trusted in this order; what stands higher decides alone.

| it has                                                | and                                        | then                   |
|-------------------------------------------------------|--------------------------------------------|------------------------|
| a reference that was issued (`RF` and twelve digits)  |                                            | that invoice, as below |
| the ten digits of an invoice that was issued          |                                            | that invoice, as below |
| several of either                                     | those still owed add up to it, to the cent | each is paid           |
|                                                       | they do not                                | a person looks         |
| an order's number                                     | one invoice of it owes exactly this        | it is paid             |
| the sum, and the buyer's name or account              | the invoice is young enough                | suggested, no more     |
| the sum, and a number one slip away                   |                                            | suggested, no more     |

| that invoice is     | and the sum is                        | then                                             |
|---------------------|---------------------------------------|--------------------------------------------------|
| open, partly paid   | what is owed, or within the tolerance | paid                                             |
|                     | less                                  | partly paid                                      |
|                     | more                                  | paid, and the customer is asked about the rest   |
|                     | what an invoice one slip away owes    | a person looks                                   |
| expired             |                                       | a person looks, unless the shop takes late money |
| paid already, void  |                                       | a person looks                                   |
| in another currency |                                       | a person looks                                   |

A checksum proves nothing by itself: of random texts with `RF` in them nearly a fifth would pass it. What was issued is looked up.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, Protocol

from rapidfuzz import fuzz

from flows.shop.bank.model import Transaction
from flows.shop.model import Money

BillState = Literal["open", "part_paid", "paid", "overpaid", "expired", "void"]
How = Literal["", "reference", "number", "order", "several"]
Why = Literal["", "currency", "void", "double", "late", "near", "several", "slip", "name", "account"]
Verdict = Literal["paid", "part_paid", "overpaid", "several", "doubt", "suggested", "unknown"]

DIGITS = 10  # of an invoice's number
SIMILAR = 90  # of 100: two names are one person's, whatever the order of their words
SUGGESTIONS = 5
FEW = 50  # of those that owe the same sum, the newest, are compared by name
_TWINS = str.maketrans("АВЕКМНОРСТХУІЈЅФ", "ABEKMHOPCTXYIJSF")  # Cyrillic letters that look like Latin ones
_RF = re.compile(r"(?=(RF\d{12}))")
_CHAIN = re.compile(r"\d+(?:[ .\-/]\d+)*")
_PART = re.compile(r"[ .\-/]")
_O = re.compile(r"(?<=\d)O+(?=\d)")


@dataclass(frozen=True, slots=True)
class Bill:
    """What was asked for, as far as a payment can speak of it."""

    number: str
    reference: str
    state: BillState
    total: Money
    paid: Money
    issued_on: date
    order_number: str = ""
    buyer_name: str = ""
    buyer_iban: str = ""

    @property
    def due(self) -> Money:
        """What is still owed."""
        return self.total - self.paid


@dataclass(frozen=True, slots=True)
class Share:
    """So much of a payment goes to this invoice."""

    number: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Match:
    """What a payment is taken for. `rest` is what came above what was owed; `bills` are those a person should look at."""

    verdict: Verdict
    how: How = ""
    why: Why = ""
    shares: tuple[Share, ...] = ()
    rest: Money | None = None
    bills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """The shop's own part of the rules; `orders` are patterns of its order numbers."""

    tolerance: Mapping[str, Decimal] = field(default_factory=dict)
    takes_late: bool = False
    young: timedelta = timedelta(days=30)
    orders: tuple[str, ...] = ()

    def within(self, one: Money, other: Money) -> bool:
        """Whether two sums are the same but for cents."""
        return abs(one.amount - other.amount) <= self.tolerance.get(one.currency, Decimal(0))


class Bills(Protocol):
    """What was issued, looked up by what a payment may name; no look-up goes through all of them."""

    def referenced(self, references: Collection[str]) -> Sequence[Bill]:
        """Those with one of these references."""
        ...

    def numbered(self, numbers: Collection[str]) -> Sequence[Bill]:
        """Those with one of these numbers."""
        ...

    def of_orders(self, orders: Collection[str]) -> Sequence[Bill]:
        """Those for one of these orders that are still owed."""
        ...

    def owing(self, amount: Money) -> Sequence[Bill]:
        """Those that still owe exactly this, the newest first; a few are enough."""
        ...


class MemoryBills:
    """Bills in memory, oldest first, for tests and figures; the same suite runs over it and over the database."""

    def __init__(self, bills: Iterable[Bill] = ()) -> None:
        self._by_number: dict[str, Bill] = {}
        self._by_reference: dict[str, Bill] = {}
        self._by_order: dict[str, list[Bill]] = {}
        self._by_due: dict[Money, list[Bill]] = {}
        for bill in bills:
            self._by_number[bill.number] = self._by_reference[bill.reference] = bill
            if bill.state in {"open", "part_paid"}:
                self._by_due.setdefault(bill.due, []).append(bill)
                if bill.order_number:
                    self._by_order.setdefault(bill.order_number, []).append(bill)

    def referenced(self, references: Collection[str]) -> Sequence[Bill]:
        """See Bills."""
        return [self._by_reference[one] for one in sorted(references) if one in self._by_reference]

    def numbered(self, numbers: Collection[str]) -> Sequence[Bill]:
        """See Bills."""
        return [self._by_number[one] for one in sorted(numbers) if one in self._by_number]

    def of_orders(self, orders: Collection[str]) -> Sequence[Bill]:
        """See Bills."""
        return [bill for one in sorted(orders) for bill in self._by_order.get(one, ())]

    def owing(self, amount: Money) -> Sequence[Bill]:
        """See Bills."""
        return self._by_due.get(amount, [])[-FEW:][::-1]


def match(payment: Transaction, bills: Bills, rules: Rules) -> Match:
    """What a payment that came in is for, by the tables above."""
    words = folded(payment.words)
    named = _named(words, bills)
    if len(named) == 1:
        ((bill, how),) = named
        return _judged(payment.amount, bill, how, bills, rules)
    if named:
        return _shared(payment.amount, [bill for bill, _ in named], rules)
    orders = {found for pattern in rules.orders for found in re.findall(pattern, words)}
    of_order = [bill for bill in bills.of_orders(orders) if bill.due == payment.amount] if orders else []
    if len(of_order) == 1:
        return Match("paid", "order", shares=(Share(of_order[0].number, payment.amount),))
    return _suggested(payment, words, [bill.number for bill in of_order], bills, rules)


def _named(words: str, bills: Bills) -> list[tuple[Bill, How]]:
    """The bills a payment names, each once, and by what."""
    wanted = references(words)
    found: dict[str, tuple[Bill, How]] = {bill.number: (bill, "reference") for bill in bills.referenced(wanted)} if wanted else {}
    digits = _digits(words)
    for bill in bills.numbered(digits) if digits else ():
        found.setdefault(bill.number, (bill, "number"))
    return list(found.values())


def _judged(amount: Money, bill: Bill, how: How, bills: Bills, rules: Rules) -> Match:
    if (why := _hindrance(amount, bill, rules)) is not None:
        return Match("doubt", how, why, bills=(bill.number,))
    if rules.within(amount, bill.due):
        return Match("paid", how, shares=(Share(bill.number, amount),))
    if how == "number" and (near := [other.number for other in _one_slip_away(bill.number, amount, bills)]):
        return Match("doubt", how, "near", bills=(bill.number, *near))
    if amount < bill.due:
        return Match("part_paid", how, shares=(Share(bill.number, amount),))
    return Match("overpaid", how, shares=(Share(bill.number, bill.due),), rest=amount - bill.due)


def state_after(bill: Bill, paid: Money, rules: Rules, *, over: bool = False) -> BillState:
    """What a bill is once so much of it is paid; `over`: more came than was owed. One that is gone stays so until it is paid."""
    if paid.amount > 0 and (rules.within(paid, bill.total) or paid > bill.total):
        return "overpaid" if over else "paid"
    if bill.state in {"expired", "void"} and paid <= bill.paid:
        return bill.state
    return "part_paid" if paid.amount > 0 else "open"


def _hindrance(amount: Money, bill: Bill, rules: Rules) -> Why | None:
    """Why a person has to look, whatever the sum."""
    if bill.total.currency != amount.currency:
        return "currency"
    if bill.state in {"paid", "overpaid"}:
        return "double"
    if bill.state == "void":
        return "void"
    return "late" if bill.state == "expired" and not rules.takes_late else None


def _shared(amount: Money, named: Sequence[Bill], rules: Rules) -> Match:
    """Several in one payment: what is still owed of them is that sum, or a person looks."""
    owed = [bill for bill in named if _hindrance(amount, bill, rules) is None]
    if owed and sum((bill.due.amount for bill in owed), Decimal(0)) == amount.amount:
        return Match(
            "several" if len(owed) > 1 else "paid", "several", shares=tuple(Share(bill.number, bill.due) for bill in owed)
        )
    return Match("doubt", "several", "several", bills=tuple(bill.number for bill in named))


def _suggested(payment: Transaction, words: str, of_order: Sequence[str], bills: Bills, rules: Rules) -> Match:
    """Never done without a person: what the same sum and a name, an account or a number nearly right speak for."""
    oldest = payment.booked_on - rules.young
    owing = [bill for bill in bills.owing(payment.amount) if bill.issued_on >= oldest]
    by_account = [bill.number for bill in owing if payment.iban and bill.buyer_iban == payment.iban]
    by_name = [bill.number for bill in owing if _same_name(payment.name, bill.buyer_name)]
    slips = [bill.number for number in sorted(_digits(words)) for bill in _one_slip_away(number, payment.amount, bills)]
    found = tuple(dict.fromkeys((*of_order, *slips, *by_account, *by_name)))[:SUGGESTIONS]
    if not found:
        return Match("unknown")
    why: Why = "several" if of_order else "slip" if slips else "account" if by_account else "name"
    return Match("suggested", why=why, bills=found)


def _one_slip_away(number: str, amount: Money, bills: Bills) -> Sequence[Bill]:
    """Bills that owe exactly this under a number with one digit wrong, or two neighbours changed about."""
    other = [bill for bill in bills.numbered(set(slips(number))) if bill.state in {"open", "part_paid"}]
    return [bill for bill in other if bill.due == amount]


def slips(number: str) -> Iterator[str]:
    """Every number that one slip of the finger would have made of it."""
    for place, digit in enumerate(number):
        for wrong in "0123456789":
            if wrong != digit:
                yield number[:place] + wrong + number[place + 1 :]
        if number[place : place + 2] != (turned := number[place : place + 2][::-1]):
            yield number[:place] + turned + number[place + 2 :]


# --- what a payer writes -------------------------------------------------------------------------------------------


def folded(text: str) -> str:
    """Upper case, with Cyrillic letters that look Latin made Latin, every digit an ASCII one, and single gaps."""
    upper = unicodedata.normalize("NFKC", text).upper().replace("РФ", "RF").translate(_TWINS)
    plain = "".join(str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char for char in upper)
    return _O.sub(lambda found: "0" * len(found[0]), " ".join(plain.split()))


def compact(words: str) -> str:
    """A folded text without all but letters and digits."""
    return "".join(char for char in words if char.isascii() and char.isalnum())


def references(words: str) -> set[str]:
    """What may be a creditor reference in a folded text, gaps or not."""
    return set(_RF.findall(compact(words)))


def numbers(words: str) -> set[str]:
    """Every ten digits in a folded text that stand together, also in groups (`2026 1001 23`), but no day and hour."""
    found = set()
    for chain in _CHAIN.findall(words):
        groups = _PART.split(chain)
        for start in range(len(groups)):
            length, end = 0, start
            while end < len(groups) and length < DIGITS:
                length, end = length + len(groups[end]), end + 1
            if length == DIGITS and not _holds_a_day(groups[start:end]):
                found.add("".join(groups[start:end]))
    return found


def _digits(words: str) -> set[str]:
    """Numbers, also those inside a reference that was not issued."""
    return numbers(words) | {reference[-DIGITS:] for reference in references(words)}


def _holds_a_day(groups: Sequence[str]) -> bool:
    sizes = [len(group) for group in groups]
    return (
        any(
            (first == 4 and second <= 2 and third <= 2) or (first <= 2 and second <= 2 and third == 4)
            for first, second, third in zip(sizes, sizes[1:], sizes[2:], strict=False)
        )
        and len(groups) < DIGITS - 2
    )  # ten single digits are no day


def _same_name(one: str, other: str) -> bool:
    return bool(one and other) and fuzz.token_set_ratio(_plain(one), _plain(other)) >= SIMILAR


def _plain(name: str) -> str:
    base = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(char if char.isalnum() else " " for char in base if not unicodedata.combining(char)).split())


# --- what is taken back ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Earlier:
    """A payment that came in before; `left` is what of it was not taken back yet."""

    id: int
    left: Money
    iban: str
    end_to_end: str
    bank_reference: str
    words: str


def original_of(reversal: Transaction, earlier: Sequence[Earlier]) -> Earlier | None:
    """The payment that a reversal takes back, the newest of several that are alike; None where that cannot be told.

    By the bank's reference, else the payer's, else the same account or words with the whole sum.
    """
    size = -reversal.amount
    able = [one for one in earlier if one.left.currency == size.currency and one.left >= size]
    for same in (
        [one for one in able if reversal.bank_reference and one.bank_reference == reversal.bank_reference],
        [one for one in able if reversal.end_to_end and one.end_to_end == reversal.end_to_end],
        [one for one in able if one.left == size and _speaks_of(reversal, one)],
    ):
        if same:
            return max(same, key=lambda one: one.id)
    return None


def _speaks_of(reversal: Transaction, one: Earlier) -> bool:
    if reversal.iban and reversal.iban == one.iban:
        return True
    said, before = folded(reversal.words), folded(one.words)
    return bool(references(said) & references(before) or numbers(said) & numbers(before))
