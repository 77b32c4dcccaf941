"""YAML with its places: without it a mistake in a settings, flow or phrase file could not be shown by line."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, NoReturn, TypeVar, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError

from config.near import did_you_mean

DEEPEST = 4000  # brackets of a file and letters of a line up to which libyaml is trusted
CLOSED = 3  # brackets in each other that are looked through in a long file
MOST = 4  # values to a letter of a file; what refers to itself ten times, and that ten times, would be read without end
LARGEST = 10**30  # digits beyond are a slip, and Python writes no more than some thousands of them
UNSPEAKABLE = re.compile(r"[\0\ud800-\udfff]")  # databases and messengers take none of these
_CLOSED = re.compile(r"""\[[^][{}"'#\n]*\]|\{[^][{}"'#\n]*\}""")
_Fast = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Loader = yaml.SafeLoader | yaml.CSafeLoader
Key = str | int
Path_ = tuple[Key, ...]
Model = TypeVar("Model", bound=BaseModel)
Severity = Literal["error", "warning"]  # a warning is told, and stops nothing


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: file, line and column, both counted from 1; line 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake: where, what is wrong, how to mend it. `code` names the rule (config/rules.py), the same in every version."""

    place: Place
    text: str
    hint: str = ""
    code: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" + (f" ({self.hint})" if self.hint else "")

    @property
    def stops(self) -> bool:
        """Whether nothing can be used before it is mended."""
        return self.severity == "error"


class Problems(Exception):  # noqa: N818 - a list of a person's mistakes, not an error of the program
    """All mistakes of one reading at once, in the order of their places."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class Source:
    """What a YAML file says, and where it says it."""

    file: str
    data: Any
    places: Mapping[Path_, Place]

    def place(self, *path: Key) -> Place:
        """The place of a value by its path of keys and indexes, or of the nearest enclosing value that exists."""
        for length in range(len(path), -1, -1):
            if (found := self.places.get(tuple(path[:length]))) is not None:
                return found
        return Place(self.file, 1, 1)

    def problem(self, path: Iterable[Key], text: str, hint: str = "", code: str = "", severity: Severity = "error") -> Problem:
        """A mistake in the value at `path`."""
        return Problem(self.place(*path), text, hint, code, severity)


def read_yaml(path: Path, name: str | None = None) -> Source:
    """Read one YAML file with a place for every key and value. Raises Problems, also for keys that stand twice."""
    shown = name or str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Problems([Problem(Place(shown), "there is no such file", "", "file-missing")]) from None
    except UnicodeDecodeError as error:
        raise Problems([not_utf8(shown, error)]) from None
    return parse_yaml(text, shown)


def not_utf8(name: str, error: UnicodeDecodeError) -> Problem:
    """A file whose bytes are no text, with the place of the first that is none."""
    before = bytes(error.object[: error.start])
    place = Place(name, before.count(b"\n") + 1, len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1)
    return Problem(place, f"this is not UTF-8 at byte {error.start}", "save it as UTF-8", "file-encoding")


def parse_yaml(text: str, name: str) -> Source:
    """The same for a text already in hand; `name` is the file name shown in problems."""
    try:
        loader, node = _composed(text)
        reader = _Reader(name, loader)
        if node is not None:
            _bound(node, 1000 + MOST * len(text))
        data = reader.read(node, ()) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)
        raise Problems([Problem(place, f"this is not YAML: {error.problem}", _yaml_hint(error), "yaml-syntax")]) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        place = Place(name, before.count("\n") + 1, error.position - before.rfind("\n"))
        character = error.character if isinstance(error.character, int) else ord(error.character)
        what = f"this is not YAML: the character U+{character:04X} is not allowed"
        raise Problems([Problem(place, what, "take it out", "yaml-syntax")]) from None
    except yaml.YAMLError as error:
        raise Problems([Problem(Place(name), f"this is not YAML: {' '.join(str(error).split())}", "", "yaml-syntax")]) from None
    except RecursionError:
        raise Problems([Problem(Place(name, 1, 1), "this is nested too deep, or refers to itself", "", "yaml-endless")]) from None
    except _EndlessError:
        what = "this repeats itself too often; write out what `*` stands for"
        raise Problems([Problem(Place(name, 1, 1), what, "", "yaml-endless")]) from None
    if reader.problems:
        raise Problems(reader.problems)
    return Source(name, data, reader.places)


_YAML_HINTS: Mapping[str, str] = {
    "mapping values are not allowed": "a value with a colon in it stands in quotes; else look at the indent of this line",
    "could not find expected ':'": "a name is followed by a colon",
    "cannot start any token": "indent with spaces; what begins with this character stands in quotes",
    "expected <block end>": "lines of one list or mapping begin below each other",
    "did not find expected": "lines of one list or mapping begin below each other, brackets and quotes are closed",
    "undefined alias": "write the value out; `*` and `&` stand in quotes where they are text",
}


def _yaml_hint(error: yaml.MarkedYAMLError) -> str:
    return next((hint for part, hint in _YAML_HINTS.items() if part in str(error.problem)), "")


def _composed(text: str) -> tuple[_Loader, yaml.Node | None]:
    """By libyaml, twenty times as fast as the parser in Python; what it does not like the other explains better."""
    if _Fast is not yaml.SafeLoader and _is_flat(text):
        try:
            fast = _Fast(text)
            return fast, fast.get_single_node()
        except (yaml.YAMLError, RecursionError, ValueError):
            pass
    loader = yaml.SafeLoader(text)
    return loader, loader.get_single_node()


def _is_flat(text: str) -> bool:
    """Whether it cannot be nested so deep that libyaml, which recurses without a limit, would end the program.

    A bracket that is closed in the same line, with neither quotes nor a comment between, holds nothing open.
    """
    if max(map(len, text.splitlines()), default=0) >= DEEPEST:
        return False
    for _ in range(CLOSED):
        if text.count("[") + text.count("{") < DEEPEST:
            return True
        text = _CLOSED.sub("", text)
    return text.count("[") + text.count("{") < DEEPEST


class _EndlessError(Exception):
    """More values than the text can mean."""


def _bound(node: yaml.Node, most: int) -> None:
    if _size(node, {}) > most:
        raise _EndlessError


def _size(node: yaml.Node, known: dict[int, int]) -> int:
    """How many values it means when all that `*` stands for is written out. Raises RecursionError where that never ends."""
    if isinstance(node, yaml.ScalarNode):
        return 1
    if (size := known.get(id(node))) is None:
        known[id(node)] = 0
        children = node.value if isinstance(node, yaml.SequenceNode) else [part for pair in node.value for part in pair]
        known[id(node)] = size = 1 + sum(_size(child, known) for child in children)
    if size == 0:
        raise RecursionError
    return size


class _Reader:
    def __init__(self, name: str, loader: _Loader) -> None:
        self.name, self.loader = name, loader
        self.places: dict[Path_, Place] = {}
        self.problems: list[Problem] = []

    def read(self, node: yaml.Node, path: Path_, key: yaml.Node | None = None) -> Any:
        mark = (key or node).start_mark
        self.places[path] = Place(self.name, mark.line + 1, mark.column + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(child, (*path, index)) for index, child in enumerate(node.value)]
        return self._plain(node)

    def _mapping(self, node: yaml.MappingNode, path: Path_) -> dict[Key, Any]:
        own = {id(key_node) for key_node, _ in node.value}
        self.loader.flatten_mapping(node)  # puts what is merged in before what stands here, which may say otherwise
        result: dict[Key, Any] = {}
        said: set[Key] = set()
        for key_node, value_node in node.value:
            key = self._plain(key_node)
            if not isinstance(key, str | int) or isinstance(key, bool):
                key = str(key_node.value)
            if key in said:
                self._complain(key_node, f"`{key}` stands twice", "yaml-twice", "keep one of them")
            if id(key_node) in own:
                said.add(key)
            result[key] = self.read(value_node, (*path, key), key_node)
        return result

    def _plain(self, node: yaml.Node) -> Any:
        try:
            value = self.loader.construct_object(node, deep=True)
            wrong = _unusable(value)
        except ValueError as error:  # 2026-99-99 looks like a date
            value, wrong = None, str(error)
        if wrong:
            shown = UNSPEAKABLE.sub("?", str(node.value))[:80]
            self._complain(node, f"`{shown}`: {wrong}", "yaml-value", "put it in quotes where it is text")
        return None if wrong else value

    def _complain(self, node: yaml.Node, text: str, code: str, hint: str = "") -> None:
        mark = node.start_mark
        self.problems.append(Problem(Place(self.name, mark.line + 1, mark.column + 1), text, hint, code))


def _unusable(value: Any) -> str:
    """Why a value that YAML may hold could not be counted with, stored or said; empty where it could."""
    match value:
        case bool():
            return ""
        case int() if abs(value) > LARGEST:
            return "nobody counts as far as this"
        case float() if not isfinite(value):
            return "this is no number to count with"
        case str() if found := UNSPEAKABLE.search(value):
            return f"U+{ord(found[0]):04X} is no letter that could be said or stored"
        case _:
            return ""


def validate(model: type[Model], source: Source, data: Any = None, at: Path_ = ()) -> Model:
    """The source (or a part of it, found at `at`) as a pydantic model. Raises Problems with every mistake and its place."""
    try:
        return model.model_validate(source.data if data is None else data)
    except ValidationError as error:
        raise_problems(source, error, at, model)


def raise_problems(source: Source, error: ValidationError, at: Path_ = (), model: type[BaseModel] | None = None) -> NoReturn:
    """Turn pydantic's errors into Problems with places; unknown names get a hint where the model is told."""
    raise Problems(_problem_of(source, found, at, model) for found in error.errors()) from None


def _problem_of(source: Source, found: Any, at: Path_, model: type[BaseModel] | None) -> Problem:
    where, message = tuple(found["loc"]), found["msg"].removeprefix("Value error, ")
    name = ".".join(map(str, where)) or "the file"
    match found["type"]:
        case "missing":
            return source.problem((*at, *where), f"`{name}` is missing", "", "setting-missing")
        case "extra_forbidden":
            hint = did_you_mean(str(where[-1]), _settings_at(model, where[:-1]))
            return source.problem((*at, *where), f"`{name}` is not a setting here", hint, "setting-unknown")
        case _:
            return source.problem((*at, *where, *_named(found, message)), f"`{name}`: {message}", "", "setting-wrong")


def _named(found: Any, message: str) -> Path_:
    """The key a mistake of a whole part speaks of first, so that its own line is shown."""
    value: Any = found["input"]
    path: Path_ = ()
    if not isinstance(value, Mapping):
        return path
    for word in re.findall(r"\w+", message):
        if isinstance(value, Mapping) and word in value:
            path, value = (*path, word), value[word]
    return path


def _settings_at(model: Any, where: Path_) -> list[str]:
    """The settings a model has at a path; none where that leads to no model."""
    for key in where:
        if isinstance(model, type) and issubclass(model, BaseModel):
            field = model.model_fields.get(str(key))
            model = field.annotation if field else None
        else:  # a list of models, or models by name
            model = next((inner for inner in reversed(get_args(model)) if inner is not type(None)), None)
        while get_origin(model) in {Annotated, Union, UnionType}:
            model = next((inner for inner in get_args(model) if inner is not type(None)), None)
    return list(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else []
