"""Typed words of the flow files: without them `2000 EUR`, `3d` and `4h open` would be plain text to a flow."""

import re

from flows.model import Duration
from flows.shop.model import Money

DURATION = re.compile(r"(\d+) ?([smhdw])( open)?")
DIGITS = 12
LONGEST = 100 * 366 * 86400  # seconds; beyond that calendars end
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def money(text: str) -> Money | None:
    """`2000 EUR`, or None where this is no money."""
    try:
        return Money.parse(text)
    except ValueError:
        return None


def duration(text: str) -> Duration | None:
    """`30m`, `2h`, `3d`, `1w`, with ` open` for working time; None where this is no length of time."""
    found = DURATION.fullmatch(text.strip())
    if found is None or len(found[1]) > DIGITS:
        return None
    seconds = int(found[1]) * SECONDS[found[2]]
    return Duration(seconds, open=bool(found[3])) if seconds <= LONGEST else None
