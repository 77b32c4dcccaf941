"""How durations, sums and times are written in settings: without it every part of shop.yml would read them in its own way."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, WithJsonSchema

from config.patterns import endless

LanguageCode = Literal["lv", "uk", "ru", "pl", "en"]

_DURATION = re.compile(r"^\s*(\d+)\s*(s|m|h|d)\s*$")
_CLOCK = re.compile(r"^([01]?\d|2[0-3]):[0-5]\d$")
_MONEY = re.compile(r"^\s*(\d+(?:\.\d{1,2})?)\s*([A-Z]{3})\s*$")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _duration(value: object) -> object:
    if isinstance(value, timedelta):
        return value
    if (found := _DURATION.match(str(value))) is None:
        raise ValueError("not a duration; write 30s, 3m, 2h or 14d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _clock(value: object) -> object:
    text = f"{value // 60}:{value % 60:02d}" if isinstance(value, int) else str(value)  # YAML 1.1 reads 11:00 as 660
    if _CLOCK.fullmatch(text) is None:
        raise ValueError("not a time of day; write 11:00")
    return text


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError(f"{value!r} is not a time zone; write one like Europe/Riga")
    return value


def _money(value: object) -> object:
    found = _MONEY.fullmatch(str(value))
    if found is None:
        raise ValueError("not a sum of money; write 100 EUR")
    return (Decimal(found[1]), found[2])


def _origin(value: str) -> str:
    if re.fullmatch(r"https?://[a-z0-9.-]+(:\d{1,5})?", value) is None:
        raise ValueError(f"{value!r} is not a site; write https://shop.example, without a path")
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
        is_endless = endless(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    if is_endless:
        raise ValueError("this can be read in many ways, which could take for ever; repeat one thing at a time, like \\d{1,9}")
    return value


Pattern = Annotated[str, AfterValidator(_pattern)]
Duration = Annotated[
    timedelta,
    BeforeValidator(_duration),
    WithJsonSchema({"type": "string", "pattern": _DURATION.pattern, "description": "A length of time: 30s, 3m, 2h or 14d"}),
]
Clock = Annotated[
    str,
    BeforeValidator(_clock),
    WithJsonSchema({"type": ["string", "integer"], "pattern": _CLOCK.pattern, "description": "A time of day: 11:00"}),
]
Zone = Annotated[str, AfterValidator(_zone)]
Origin = Annotated[str, AfterValidator(_origin)]
Amount = Annotated[
    tuple[Decimal, str],
    BeforeValidator(_money),
    WithJsonSchema({"type": "string", "pattern": _MONEY.pattern, "description": "A sum of money: 100 EUR"}),
]


def is_clock(validator: BeforeValidator) -> bool:
    """Whether this is what reads a time of day."""
    return validator.func is _clock


class Part(BaseModel):
    """A part of shop.yml: a key that is not known is a mistake worth telling."""

    model_config = ConfigDict(extra="forbid", frozen=True)
