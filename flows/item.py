"""One mapping of a YAML file being read: without it every reader would have to report mistakes in its own way."""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from config.near import did_you_mean
from config.source import Key, Path_, Problem, Source
from flows import literals
from flows.conditions import Condition, ConditionError, Reference
from flows.model import Duration
from flows.parsing import parse_condition
from flows.steps import Constant, Given, Values

REFERENCE = re.compile(r"(?:slots|context)(?:\.[\w-]+)+")


def is_word(value: Any) -> bool:
    """Whether a value of YAML can stand for a name."""
    return isinstance(value, str | int) and not isinstance(value, bool)


def _hint_for(value: Any) -> str:
    return "YAML reads yes, no, on and off as true and false: put it in quotes" if isinstance(value, bool) else ""


def given(raw: Any) -> Given:
    """A value written in a flow: `slots.x` and `context.x.y` are looked up, money and lengths of time have their type."""
    if isinstance(raw, str):
        if REFERENCE.fullmatch(raw):
            return Reference(tuple(raw.split(".")))
        return Constant(literals.money(raw) or literals.duration(raw) or raw)
    return Constant(Decimal(str(raw)) if isinstance(raw, float) else raw)


class Item:
    """A mapping and its place. Getters note what they were asked for; `finish` reports all other keys."""

    def __init__(self, source: Source, path: Path_, data: Any, problems: list[Problem]) -> None:
        self.source, self.path, self.problems = source, path, problems
        self.data: Mapping[Key, Any] = data if isinstance(data, Mapping) else {}
        self.used: set[Key] = set()
        if not isinstance(data, Mapping):
            self.problem("here must stand names with values", "write `name: value`", code="value-wrong")

    def problem(self, text: str, hint: str, *at: Key, code: str) -> None:
        """Report a mistake, in the value of a key or in the mapping itself."""
        self.problems.append(self.source.problem((*self.path, *at), text, hint, code))

    def raw(self, key: str) -> Any:
        """The value as it stands, None without one."""
        self.used.add(key)
        return self.data.get(key)

    def text(self, key: str, default: str = "", needed: bool = False) -> str:
        """A word or a text."""
        value = self.raw(key)
        if value is None:
            if needed:
                self.problem(f"`{key}` is missing", "", code="key-missing")
            return default
        if is_word(value):
            return str(value)
        self.problem(f"`{key}` must be a text", _hint_for(value), key, code="value-wrong")
        return default

    def flag(self, key: str, default: bool = False) -> bool:
        """Yes or no."""
        value = self.raw(key)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.problem(f"`{key}` must be true or false", "", key, code="value-wrong")
        return default

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of words; a single one may stand without a list."""
        value = self.raw(key)
        if value is None:
            return ()
        words = value if isinstance(value, list) else [value]
        if not all(map(is_word, words)):
            hint = next(filter(None, map(_hint_for, words)), "")
            self.problem(f"`{key}` must be a list of words", hint, key, code="value-wrong")
            return ()
        return tuple(map(str, words))

    def duration(self, key: str) -> Duration | None:
        """A length of time."""
        text = self.text(key)
        found = literals.duration(text) if text else None
        if text and found is None:
            hint = "write 30m, 2h, 3d, or 4h open for working time"
            self.problem(f"`{key}: {text}` is no length of time", hint, key, code="duration-wrong")
        return found

    def condition(self, key: str) -> Condition | None:
        """A condition; true and false may stand without quotes."""
        value = self.raw(key)
        if value is None:
            self.problem(f"`{key}` is missing", "", code="key-missing")
            return None
        try:
            return parse_condition(str(value))
        except ConditionError as error:
            self.problem(f"`{key}: {value}`: {error}", error.hint, key, code="condition-wrong")
            return None

    def values(self, key: str) -> Values:
        """Names with values, each looked up when it is needed."""
        value = self.raw(key)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.problem(f"`{key}` must be names with values", f"write `{key}: {{name: slots.name}}`", key, code="value-wrong")
            return {}
        return {str(name): given(raw) for name, raw in value.items()}

    def within(self, keys: Path_, data: Any) -> "Item":
        """What stands below these keys, read as a mapping."""
        return Item(self.source, (*self.path, *keys), data, self.problems)

    def inner(self, key: str) -> "Item":
        """A mapping inside this one."""
        return self.within((key,), self.raw(key))

    def inners(self, key: str) -> list["Item"]:
        """A list of mappings inside this one."""
        value = self.raw(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.problem(f"`{key}` must be a list", "begin each entry with a dash", key, code="value-wrong")
            return []
        return [self.within((key, index), entry) for index, entry in enumerate(value)]

    def finish(self, known: Collection[Key] = ()) -> None:
        """Report the keys nobody asked for."""
        asked = {*self.used, *known}
        for key in self.data:
            if key not in asked:
                self.problem(f"`{key}` is not known here", did_you_mean(str(key), map(str, asked)), key, code="key-unknown")
