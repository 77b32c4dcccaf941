"""YAML with its places: without it a mistake in a settings, flow or phrase file could not be shown by line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

DEEPEST = 4000  # brackets of a file and letters of a line up to which libyaml is trusted
MOST = 4  # values to a letter of a file; what refers to itself ten times, and that ten times, would be read without end
_Fast = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Loader = yaml.SafeLoader | yaml.CSafeLoader
Key = str | int
Path_ = tuple[Key, ...]
Model = TypeVar("Model", bound=BaseModel)


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
    """One mistake: where, what is wrong, and how to mend it."""

    place: Place
    text: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" + (f" ({self.hint})" if self.hint else "")


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
        return Place(self.file)

    def problem(self, path: Iterable[Key], text: str, hint: str = "") -> Problem:
        """A mistake in the value at `path`."""
        return Problem(self.place(*path), text, hint)


def read_yaml(path: Path, name: str | None = None) -> Source:
    """Read one YAML file with a place for every key and value. Raises Problems, also for keys that stand twice."""
    shown = name or str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Problems([Problem(Place(shown), "there is no such file")]) from None
    except UnicodeDecodeError as error:
        raise Problems([Problem(Place(shown), f"this is not UTF-8 at byte {error.start}", "save it as UTF-8")]) from None
    return parse_yaml(text, shown)


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
        raise Problems([Problem(place, f"this is not YAML: {error.problem}")]) from None
    except yaml.YAMLError as error:
        raise Problems([Problem(Place(name), f"this is not YAML: {' '.join(str(error).split())}")]) from None
    except RecursionError:
        raise Problems([Problem(Place(name), "this is nested too deep, or refers to itself")]) from None
    except _EndlessError:
        raise Problems([Problem(Place(name), "this repeats itself too often; write out what `*` stands for")]) from None
    if reader.problems:
        raise Problems(reader.problems)
    return Source(name, data, reader.places)


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
    """Whether it cannot be nested so deep that libyaml, which recurses without a limit, would end the program."""
    return text.count("[") + text.count("{") < DEEPEST and max(map(len, text.splitlines()), default=0) < DEEPEST


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
                self._complain(key_node, f"`{key}` stands twice")
            if id(key_node) in own:
                said.add(key)
            result[key] = self.read(value_node, (*path, key), key_node)
        return result

    def _plain(self, node: yaml.Node) -> Any:
        try:
            return self.loader.construct_object(node, deep=True)
        except ValueError as error:  # 2026-99-99 looks like a date
            self._complain(node, f"`{node.value}`: {error}")
            return None

    def _complain(self, node: yaml.Node, text: str) -> None:
        mark = node.start_mark
        self.problems.append(Problem(Place(self.name, mark.line + 1, mark.column + 1), text))


def validate(model: type[Model], source: Source, data: Any = None, at: Path_ = ()) -> Model:
    """The source (or a part of it, found at `at`) as a pydantic model. Raises Problems with every mistake and its place."""
    try:
        return model.model_validate(source.data if data is None else data)
    except ValidationError as error:
        raise_problems(source, error, at)


def raise_problems(source: Source, error: ValidationError, at: Path_ = ()) -> NoReturn:
    """Turn pydantic's errors into Problems with places."""
    raise Problems(
        Problem(source.place(*at, *found["loc"]), _say(found["loc"], found["msg"], found["type"])) for found in error.errors()
    ) from None


def _say(where: tuple[Key, ...], message: str, kind: str) -> str:
    name = ".".join(map(str, where)) or "the file"
    match kind:
        case "missing":
            return f"`{name}` is missing"
        case "extra_forbidden":
            return f"`{name}` is not a setting here"
        case _:
            return f"`{name}`: {message.removeprefix('Value error, ')}"
