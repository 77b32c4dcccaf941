"""An address as people write it in one line, taken apart: without it no shop's software would accept what a customer says."""

import re

from flows.shop.model import Address

_LONGEST = 300  # characters; what is longer is no address
# Latvia and Lithuania with their letters, Poland by its hyphen, and five digits (Estonia, Ukraine, Lithuania) or four at the end.
_POSTCODES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\bLV[- ]?(\d{4})\b", re.IGNORECASE), "LV"),
    (re.compile(r"\bLT[- ]?(\d{5})\b", re.IGNORECASE), "LT"),
    (re.compile(r"\b(\d{2}-\d{3})\b"), "PL"),
    (re.compile(r"(?<![\d-])(\d{5})(?![\d-])"), ""),
)


def parse_address(text: str, country: str = "") -> Address:
    """Street, city and postcode as far as they can be told; `country` is the shop's own.

    What cannot be taken apart stays in `street`, so nothing the customer wrote is lost; `is_complete` says whether it is enough.
    """
    parts = [part for part in (" ".join(piece.split()) for piece in re.split(r"[,;\n]", text[:_LONGEST])) if part]
    for index, part in enumerate(parts):
        for pattern, home in _POSTCODES:
            if (found := pattern.search(part)) is not None:
                rest = " ".join((part[: found.start()] + " " + part[found.end() :]).split()).strip(" -")
                others = [*parts[:index], *([rest] if rest else []), *parts[index + 1 :]]
                place = _city(others, index, bool(rest))
                street = ", ".join(other for number, other in enumerate(others) if number != place)
                code = f"{home}-{found[1]}" if home in {"LV", "LT"} else found[1]
                return Address(street, others[place] if place is not None else "", code, home or country)
    return Address(", ".join(parts), country=country)


def _city(parts: list[str], at: int, beside: bool) -> int | None:
    """Which part names the town: what stands beside the postcode, else the nearest without digits, rather before it."""
    near = [at, at - 1, at + 1] if beside else [at - 1, at]
    candidates = [index for index in near if 0 <= index < len(parts) and not re.search(r"\d", parts[index])]
    return candidates[0] if candidates and len(parts) > 1 else None
