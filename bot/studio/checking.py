"""What is wrong with a text of settings, each mistake at its field: without it a form could save what the next start refuses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.app import Shopfloor, make_channels
from bot.premises import shop_facts
from bot.studio.shopfile import VARIABLE
from config.editing import EditError, at, put, remove, write
from config.forms import secrets
from config.settings import Environment
from config.shop import NAME, Shop, shop_of
from config.source import Key, Path_, Problem, Problems, Source, parse_yaml
from flows.library import build
from flows.shop.calls import CALLS
from handoff.teams import team_of

SPEAKS = ("languages", "default_language", "teams", "default_team")  # what flows and wording are held against


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong at a path."""

    path: Path_
    detail: str


@dataclass(frozen=True, slots=True)
class Change:
    """Another value at a path; `yaml` is one written out; neither takes away what stands there."""

    path: Path_
    value: Any = None
    yaml: str | None = None
    removed: bool = False


def changed(text: str, changes: Iterable[Change]) -> tuple[str, Sequence[Mistake]]:
    """The text with all changes that can be made, and those that cannot."""
    mistakes: list[Mistake] = []
    for change in changes:
        if wrong := _secret_in(change):
            mistakes.append(wrong)
            continue
        try:
            text = _one(text, change)
        except EditError as error:
            mistakes.append(Mistake(change.path, str(error)))
        except Problems as problems:
            first = problems.problems[0]
            mistakes.append(Mistake(change.path, f"line {first.place.line}: {first.text}"))
    return text, mistakes


def _one(text: str, change: Change) -> str:
    if change.removed:
        try:
            at(parse_yaml(text, NAME).data, change.path)
        except KeyError:
            return text
        return remove(text, change.path)
    if change.yaml is not None:
        return write(text, change.path, change.yaml)
    return put(text, change.path, change.value)


def _secret_in(change: Change) -> Mistake | None:
    """A secret is the name of a variable of the environment, or nothing."""
    data = parse_yaml(change.yaml, NAME).data if change.yaml is not None and _is_yaml(change.yaml) else change.value
    if change.path and change.path[0] in {"channels", "orders"} and not change.removed:
        named = str(change.path[-1]) in secrets()
        for path, value in _strings(data, change.path, hides=named):
            if VARIABLE.fullmatch(value) is None:
                return Mistake(path, "write a variable of the environment like ${SHOP_TOKEN}; no secret stands in the file")
    return None


def _is_yaml(text: str) -> bool:
    try:
        parse_yaml(text, NAME)
    except Problems:
        return False
    return True


def _strings(data: Any, path: Path_, *, hides: bool) -> Iterable[tuple[Path_, str]]:
    match data:
        case dict():
            for key, inner in data.items():
                yield from _strings(inner, (*path, key), hides=hides or key in secrets())
        case list():
            for index, inner in enumerate(data):
                yield from _strings(inner, (*path, index), hides=hides)
        case str() | int() if hides and data != "":
            yield path, str(data)
        case _:
            return


def checked(text: str, floor: Shopfloor) -> tuple[Shop | None, Sequence[Mistake]]:
    """The settings a text makes, if it makes any, and every mistake in it."""
    try:
        source = parse_yaml(text, NAME)
    except Problems as problems:
        return None, [Mistake((), f"line {one.place.line}: {one.text}") for one in problems.problems]
    try:
        shop = shop_of(source)
    except Problems as problems:
        return None, [_at(source, one) for one in problems.problems]
    mistakes = [*_teams(shop), *_channels(floor.environment, shop)]
    if not mistakes and any(getattr(shop, name) != getattr(floor.shop, name) for name in SPEAKS):
        mistakes += _flows(floor, shop)
    return shop, mistakes


def _at(source: Source, problem: Problem) -> Mistake:
    """A mistake's place in the file as a path, and its words without that path."""
    paths = [path for path, place in source.places.items() if place == problem.place]
    named, _, rest = problem.text.removeprefix("`").partition("`")
    if problem.text.startswith("`") and rest:
        path = _parsed(named, source.data)
        return Mistake(path, rest.removeprefix(":").strip() if rest.startswith(":") else problem.text)
    return Mistake(max(paths, key=len, default=()), problem.text)


def _parsed(named: str, data: Any) -> Path_:
    """`channels.0.token` as the path it is, by what stands in the data where that is a list."""
    path: list[Key] = []
    for part in named.split(".") if named != "the file" else ():
        key: Key = int(part) if isinstance(data, list) and part.isdecimal() else part
        path.append(key)
        data = _inner(data, key)
    return tuple(path)


def _inner(data: Any, key: Key) -> Any:
    try:
        return at(data, (key,))
    except KeyError:
        return None


def _teams(shop: Shop) -> Iterable[Mistake]:
    for name in shop.teams:
        try:
            team_of(shop, name)
        except ValueError as error:
            field, _, wrong = str(error).partition(": ")
            begin = ("teams", name)
            rest = field.removeprefix(f"teams.{name}.").split(".")
            yield Mistake((*begin, *rest), wrong)


def _channels(environment: Environment, shop: Shop) -> Iterable[Mistake]:
    try:
        make_channels(environment, shop)
    except Problems as problems:
        names = [channel.name for channel in shop.channels]
        for one in problems.problems:
            name = one.place.file.removeprefix("channel ")
            yield Mistake(("channels", names.index(name)) if name in names else ("channels",), one.text)


def _flows(floor: Shopfloor, shop: Shop) -> Iterable[Mistake]:
    """Other languages or teams: what the flows in use and their wording say must still hold."""
    try:
        build(floor.flows.sources, CALLS, shop_facts(floor.environment, shop))
    except Problems as problems:
        for one in problems.problems[:10]:
            yield Mistake(("languages",), str(one))
