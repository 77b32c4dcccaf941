"""Figures as people read them, in five languages: without it a wait would be 215000 and a share 63.4146."""

from collections.abc import Callable
from datetime import date
from typing import assert_never

from handoff.console.words import Say
from handoff.reports.table import Cell, Column, Kind
from nlu.model import Language

NONE = "–"
SECOND, MINUTE, HOUR, DAY = 1000, 60_000, 3_600_000, 86_400_000
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Speech:
    """Says figures in a language; `t` are the console's words in it, `know` says whether there is such a word."""

    def __init__(self, t: Say, language: Language, know: Callable[[str], bool]) -> None:
        self.t, self.language, self._know = t, language, know

    def cell(self, column: Column, value: Cell, short: bool = False) -> str:
        """A cell of a table, or shorter at a picture's edge."""
        if value is None:
            return self.t("reports.longer") if column.kind == "bucket" else NONE
        if column.kind == "word":
            return self.word(f"{column.words}_{value}", str(value)) if value != "" else NONE
        return self.value(column.kind, value, short)

    def value(self, kind: Kind, value: Cell, short: bool = False) -> str:  # noqa: PLR0911 - one line a kind
        """A value of a kind; None reads as a dash."""
        match kind:
            case _ if value is None:
                return NONE
            case "count":
                return self._grouped(int(_number(value)))
            case "number" | "ratio":
                return self._decimal(_number(value), 1 if kind == "number" else 2)
            case "money":
                return self._decimal(_number(value) / 100, 2)
            case "percent":
                return f"{self._decimal(_number(value), 0)} %"
            case "time":
                return self.time(_number(value))
            case "day" | "week":
                return self.day(value, short) if isinstance(value, date) else str(value)
            case "weekday":
                return self.t(f"reports.weekday_{value}")
            case "hour":
                return f"{value}" if short else f"{value}:00"
            case "bucket":
                return "≤ " + self.time(_number(value) * MINUTE)
            case "text" | "word":
                return str(value).replace("_", " ") or NONE
            case _:
                assert_never(kind)

    def word(self, key: str, other: str) -> str:
        """A word of the reports, or the thing's own name where a shop has made it up itself."""
        return self.t(f"reports.{key}") if self._know(f"reports.{key}") else other.replace("_", " ")

    def day(self, day: date, short: bool = False) -> str:
        """A day as it is written."""
        if self.language == "en":
            return f"{day.day} {_MONTHS[day.month - 1]}" + ("" if short else f" {day.year}")
        return f"{day.day:02d}.{day.month:02d}." + ("" if short else f"{day.year}")

    def time(self, ms: float) -> str:
        """A duration in its two largest units."""
        return lasting(ms, self.t)

    def _grouped(self, n: int) -> str:
        return f"{n:,}" if self.language == "en" else f"{n:,}".replace(",", "\u00a0")

    def _decimal(self, value: float, places: int) -> str:
        text = f"{value:,.{places}f}"
        return text if self.language == "en" else text.replace(",", "\u00a0").replace(".", ",")


def _number(value: Cell) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def lasting(ms: float, t: Say) -> str:
    """A duration in its two largest units; of ten minutes and more no seconds are told."""
    if ms < MINUTE:
        return _unit(t, "s", round(ms / SECOND)) if ms < MINUTE - SECOND / 2 else _unit(t, "min", 1)
    if ms < 10 * MINUTE - SECOND / 2:
        seconds = round(ms / SECOND)
        return _two(t, ("min", seconds // 60), ("s", seconds % 60))
    minutes = round(ms / MINUTE)
    if minutes < 60:
        return _unit(t, "min", minutes)
    if minutes < DAY // MINUTE:
        return _two(t, ("h", minutes // 60), ("min", minutes % 60))
    hours = round(ms / HOUR)
    return _two(t, ("d", hours // 24), ("h", hours % 24))


def _two(t: Say, large: tuple[str, int], small: tuple[str, int]) -> str:
    return _unit(t, *large) + (f" {_unit(t, *small)}" if small[1] else "")


def _unit(t: Say, unit: str, n: int) -> str:
    return f"{n}\u00a0{t(f'reports.unit_{unit}')}"
