"""Codes worth money: what one looks like, why one does not work, what a mistake of ours is worth.

Without it a code could be guessed, or the customer would only hear "invalid". Nothing here asks how loud or how unhappy somebody
is: a code is given for what the shop itself knows, so that nobody learns that a bad score pays.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flows.shop.model import Money, Order

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # thirty signs that nobody takes for another: no 0 O, 1 I L, U
LENGTH = 12  # 30**12 codes: a million tries a second would need eight thousand years for one of them
GROUP = 4
State = Literal["new", "active", "used", "expired", "void"]
Verdict = Literal["good", "unknown", "used", "expired", "not_yet", "void", "minimum"]
_ALIKE = str.maketrans("АВСЕНКМОРТХУ", "ABCEHKMOPTXY")  # Cyrillic letters that look Latin, as a Cyrillic keyboard writes them
_CODE = re.compile(rf"(?<![^\W_])(?:[{ALPHABET}]{{{GROUP}}}[ -]?){{{LENGTH // GROUP - 1}}}[{ALPHABET}]{{{GROUP}}}(?![^\W_])")
_TYPED = re.compile(r"(?<![\w-])(?=[\w-]*\d)[A-Z][A-Z0-9]+(?:-[A-Z0-9]+)*(?![\w-])")


@dataclass(frozen=True, slots=True)
class Coupon:
    """A code, what it is worth and when. `minimum` is the sum an order needs."""

    code: str
    amount: Money
    minimum: Money
    state: State
    starts_at: datetime
    expires_at: datetime


def new_code(draw: Callable[[int], int]) -> str:
    """A code nobody can guess, in groups; `draw(n)` gives a number below n, of which nobody knows the next."""
    signs = "".join(ALPHABET[draw(len(ALPHABET))] for _ in range(LENGTH))
    return "-".join(signs[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def normal_code(text: str) -> str:
    """A code as it is stored, however it was typed: any case, with or without the hyphens, in look-alike letters."""
    signs = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text).upper().translate(_ALIKE))
    if len(signs) == LENGTH and set(signs) <= set(ALPHABET):
        return "-".join(signs[start : start + GROUP] for start in range(0, LENGTH, GROUP))
    return signs[:64]


def code_in(text: str) -> str:
    """The code that stands in a message, empty where none does: one of ours, or a word of capitals and digits such as SALE20."""
    upper = unicodedata.normalize("NFKC", text).translate(_ALIKE)
    if found := _CODE.search(upper.upper()):
        return normal_code(found[0])
    typed = _TYPED.search(upper)
    return normal_code(typed[0]) if typed else ""


def judge(coupon: Coupon | None, now: datetime, total: Money | None = None) -> Verdict:
    """Whether a code works now, for an order of this sum where one is known; else why not."""
    if coupon is None or coupon.state == "new":
        return "unknown"
    if coupon.state in {"used", "void"}:
        return "used" if coupon.state == "used" else "void"
    if coupon.state == "expired" or now >= coupon.expires_at:
        return "expired"
    if now < coupon.starts_at:
        return "not_yet"
    return "minimum" if total is not None and _below(total, coupon.minimum) else "good"


def _below(total: Money, minimum: Money) -> bool:
    return total.currency != minimum.currency or total < minimum


def mistake_in(order: Order, *, late: bool) -> Literal["late", "lost"] | None:
    """What went wrong with an order by the shop's own word, never by the customer's."""
    if order.state == "lost":
        return "lost"
    return "late" if late and order.state not in {"cancelled", "returned", "unpaid"} else None
