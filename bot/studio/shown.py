"""The settings as they are shown: without it a page would have the file's text, and know neither names nor bounds."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from bot.api.shape import Shape
from bot.epoch import from_ms
from bot.store.draft_files import version_of
from bot.studio import hours, labels
from bot.studio.checking import checked
from bot.studio.context import Studio
from bot.studio.hours import Why
from bot.studio.shopfile import VARIABLE, Shopfile
from config import editing
from config.forms import EACH, Field, Kind, fields, generic, value_of
from config.remarks import remarks
from config.settings import CHECKOUT
from config.shop import NAME, Shop
from config.source import Key, Path_, parse_yaml
from handoff.calendars import parse_calendar
from handoff.teams import Team
from nlu.model import Language

AT_ONCE = ("promises", "queue")  # and teams' hours and promises: what `reread` takes over


class FieldOut(Shape):
    """A setting: what it is called, what counts, what may be written, and whether it holds at once or from the next start on.

    `given`: it stands in the file. `waits`: the program still works with what was there at its start. `value` of a secret is the
    name of its variable, empty where a secret stands in the file itself, which is not shown.
    """

    path: list[str | int]
    kind: Kind
    label: str
    section: str
    remark: str
    value: Any
    default: Any
    given: bool
    choices: list[str | int]
    low: float | None
    high: float | None
    whole: bool
    longest: int
    optional: bool
    at_once: bool
    waits: bool


class DayOut(Shape):
    """A day as it would be worked, and what made it so."""

    day: str
    hours: list[str]
    why: Why


class TeamOut(Shape):
    """A team's hours: `week` by weekday (`9:00-13:00, 14:00-18:00`, empty where closed), holidays and single days."""

    team: str
    name: str
    week: dict[str, str]
    holidays: str
    special: dict[str, str]
    feeds: bool
    next: list[DayOut]


class GroupOut(Shape):
    """Settings that belong together."""

    name: str
    label: str
    fields: list[FieldOut]


class MistakeOut(Shape):
    """What is wrong with a setting."""

    path: list[str | int]
    detail: str


class SettingsOut(Shape):
    """All settings, as of the file's `version`; `mistakes` are those it has already."""

    version: str
    groups: list[GroupOut]
    teams: list[TeamOut]
    channels: list[str]
    mistakes: list[MistakeOut]
    writable: bool


def file_of(studio: Studio) -> Shopfile:
    """The file of this shop."""
    return Shopfile(studio.floor.environment.dezura_home, studio.floor.clock)


def at_once(studio: Studio, path: Path_) -> bool:
    """Whether a change there is taken over while the program runs."""
    if path[0] == "teams" and len(path) > 2:
        return path[1] in studio.floor.teams and path[2] in {"calendar", "promises"}
    return path[0] in AT_ONCE


def shown(studio: Studio, text: str, language: Language, now: int) -> SettingsOut:
    """Every setting of a text as a field."""
    data = parse_yaml(text, NAME).data or {}
    shop, mistakes = checked(text, studio.floor)
    said = {**_documented(), **{generic(path): remark for path, remark in remarks(text).items()}}
    known = _Known(text, data, shop, said, language)
    found: dict[str, list[FieldOut]] = {name: [] for name in labels.ALL_GROUPS}
    for field in fields():
        for path in _paths(field, data):
            found[labels.group(field.name)].append(_field(studio, field, path, known))
    return SettingsOut(
        version=version_of(text),
        groups=[GroupOut(name=name, label=labels.group_label(name, language), fields=found[name]) for name in labels.ALL_GROUPS],
        teams=[_team(name, data, studio.floor.shop.zone, now) for name in data.get("teams") or {}],
        channels=[str(one.get("name", "")) for one in data.get("channels") or []],
        mistakes=[MistakeOut(path=list(one.path), detail=one.detail) for one in mistakes],
        writable=_writable(studio),
    )


def _writable(studio: Studio) -> bool:
    path = file_of(studio).path.resolve()
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


@cache
def _documented() -> Mapping[str, str]:
    """What the shipped files say of each setting, where the shop's own says nothing."""
    found: dict[str, str] = {}
    guide = CHECKOUT / "docs" / "settings.md"
    if guide.is_file():
        block = guide.read_text(encoding="utf-8").partition("```yaml\n")[2].partition("```")[0]
        found |= {generic(path): remark for path, remark in remarks(block).items()}
    return found


def _paths(field: Field, data: Mapping[str, Any]) -> Iterator[Path_]:
    """The field of each team or channel, or the one there is."""
    first, *rest = field.path
    if first not in EACH:
        yield field.path
        return
    several = data.get(first) or {}
    for key in several if isinstance(several, dict) else range(len(several)):
        yield (first, key, *rest[1:])


@dataclass(frozen=True, slots=True)
class _Known:
    """A text and what it comes to, what is said of its settings, and who reads that."""

    text: str
    data: Any
    shop: Shop | None
    said: Mapping[str, str]
    language: Language


def _field(studio: Studio, field: Field, path: Path_, known: _Known) -> FieldOut:
    raw, given = _raw(known.data, path)
    holds, shop, language = at_once(studio, path), known.shop, known.language
    return FieldOut(
        path=list(path), kind=field.kind, label=labels.label(field.name, language), section=labels.section(field.name, language),
        remark=known.said.get(generic(path), ""), value=_value(field, path, raw, known), default=field.default, given=given,
        choices=list(field.choices), low=field.low, high=field.high, whole=field.whole, longest=field.longest,
        optional=field.optional, at_once=holds,
        waits=not holds and shop is not None and _plain(shop, path) != _plain(studio.floor.shop, path),
    )  # fmt: skip


def _raw(data: Any, path: Path_) -> tuple[Any, bool]:
    try:
        return editing.at(data, path), True
    except KeyError:
        return None, False


def _value(field: Field, path: Path_, raw: Any, known: _Known) -> Any:
    shop = known.shop
    if field.kind == "secret":
        return raw if isinstance(raw, str) and VARIABLE.fullmatch(raw) else ""
    if field.kind == "yaml":
        return editing.snippet(known.text, path)
    if raw is None or field.kind in {"choices", "clock", "lines"}:
        return value_of(shop, path) if shop is not None else raw if raw is not None else field.default
    return raw


def _plain(shop: Shop, path: Path_) -> Any:
    found: Any = shop
    for key in path:
        if isinstance(found, BaseModel):
            found = getattr(found, str(key), None)
        elif isinstance(found, Mapping):
            found = found.get(key)
        else:
            found = found[key] if isinstance(found, tuple) and isinstance(key, int) and key < len(found) else None
    return found


def _team(name: Key, data: Mapping[str, Any], zone: str, now: int) -> TeamOut:
    """A team's hours; where they cannot be read the week is empty, and the mistake is told beside it."""
    team = data["teams"][name] or {}
    written = team.get("calendar") or {}
    try:
        calendar = parse_calendar(written, str(data.get("zone", zone)))
    except ValueError:
        return TeamOut(team=str(name), name=str(team.get("name", name)), week={}, holidays="", special={}, feeds=False, next=[])
    shown = hours.as_written(calendar, written)
    days = [_day(one) for one in hours.drawn(calendar, from_ms(now))]
    return TeamOut(team=str(name), name=str(team.get("name") or name), next=days, **shown)


def days(team: Team, now: int) -> list[DayOut]:
    """The next days of a team."""
    return [_day(one) for one in hours.drawn(team.calendar, from_ms(now))]


def _day(one: hours.Drawn) -> DayOut:
    return DayOut(day=one.day.isoformat(), hours=list(one.hours), why=one.why)
