"""The settings as fields of a form, made from their own models: without it a form would know other bounds than the program.

Pure: it says which fields there are, what may stand in them, and how what is set there is written. Nothing here is shown.
"""

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen
from pydantic import BaseModel, BeforeValidator, SecretStr
from pydantic.fields import FieldInfo

from config.shop import Channel, Shop, Team
from config.source import Key, Path_
from config.values import Part, is_clock

Kind = Literal["flag", "number", "text", "clock", "duration", "amount", "choice", "choices", "lines", "secret", "yaml"]
_UNITS = ((86_400, "d"), (3600, "h"), (60, "m"), (1, "s"))
EACH: Mapping[str, type[Part]] = {"teams": Team, "channels": Channel}  # of these there are several, each with fields of its own
OWN = frozenset({"teams.*.calendar"})  # drawn as a week


@dataclass(frozen=True, slots=True)
class Field:
    """One setting. `path` has `*` for the name or number of a team or channel; `low` and `high` are the bounds, both included.

    `default` is as it would be written; None where it must be said, or where nothing is set without it (`optional`).
    """

    path: tuple[str, ...]
    kind: Kind
    default: Any = None
    choices: tuple[str | int, ...] = ()
    low: float | None = None
    high: float | None = None
    whole: bool = False
    longest: int = 0
    optional: bool = False

    @property
    def name(self) -> str:
        """Its path as one word."""
        return ".".join(self.path)


@cache
def fields() -> tuple[Field, ...]:
    """Every setting of shop.yml, in the order of its models."""
    return tuple(_of_model(Shop, (), None))


def written(value: Any) -> Any:  # noqa: PLR0911 - a table of kinds
    """A setting as the file has it: `3m`, `100 EUR`, a list; nothing of a secret."""
    match value:
        case timedelta():
            seconds = int(value.total_seconds())
            size, unit = next(((size, unit) for size, unit in _UNITS if seconds % size == 0), _UNITS[-1])
            return f"{seconds // size}{unit}"
        case SecretStr():
            return ""
        case Decimal():
            return float(value) if value % 1 else int(value)
        case (Decimal() as amount, str() as currency):
            return f"{amount} {currency}"
        case tuple() | list():
            return [written(one) for one in value]
        case Mapping():
            return {str(key): written(one) for key, one in value.items()}
        case BaseModel():
            return {name: written(getattr(value, name)) for name in type(value).model_fields}
        case _:
            return value


def value_of(shop: Shop, path: Sequence[Key]) -> Any:
    """What counts at a path, as it would be written; None where nothing does."""
    found: Any = shop
    for key in path:
        match found:
            case BaseModel():
                found = getattr(found, str(key), None)
            case Mapping():
                found = found.get(key)
            case tuple() if isinstance(key, int) and key < len(found):
                found = found[key]
            case _:
                return None
    return written(found)


def secrets() -> frozenset[str]:
    """The names of all settings that hold secrets, as they stand in the file."""
    return frozenset(field.path[-1] for field in fields() if field.kind == "secret")


def generic(path: Path_) -> str:
    """A path with `*` for which team or channel it is: the name of its field."""
    return ".".join("*" if place == 1 and path[0] in EACH else str(key) for place, key in enumerate(path))


def _of_model(model: type[BaseModel], above: tuple[str, ...], usual: object, *, optional: bool = False) -> Iterator[Field]:
    """`usual` is what counts of it where nothing is said, if anything does."""
    for name, info in model.model_fields.items():
        path = (*above, name)
        if not above and name in EACH:
            yield from _of_model(EACH[name], (name, "*"), None)
        elif ".".join(path) not in OWN:
            default = getattr(usual, name) if usual is not None else None if info.is_required() else info.get_default()
            yield from _of_field(path, info, default, optional=optional)


def _of_field(path: tuple[str, ...], info: FieldInfo, default: object, *, optional: bool) -> Iterator[Field]:
    bare, metadata, none = _bare(info.annotation, list(info.metadata))
    if isinstance(bare, type) and issubclass(bare, Part):
        yield from _of_model(bare, path, default, optional=none or optional)
        return
    low, high = _bounds(metadata)
    longest = next((one.max_length for one in metadata if isinstance(one, MaxLen)), 0)
    kind = _kind(bare, metadata)
    choices = get_args(bare) if kind == "choice" else get_args(get_args(bare)[0]) if kind == "choices" else ()
    usual = None if optional else written(default)
    yield Field(path, kind, usual, choices, low, high, bare is int, longest, none or optional)


def _bare(annotation: Any, metadata: list[Any]) -> tuple[Any, list[Any], bool]:
    """A type without what is said of it, and whether there may be none."""
    if get_origin(annotation) is Annotated:
        inner, *said = get_args(annotation)
        return _bare(inner, [*metadata, *said])
    if get_origin(annotation) in {Union, types.UnionType}:
        kinds = [one for one in get_args(annotation) if one is not type(None) and get_args(one) != ("",)]
        if len(kinds) == 1:
            bare, said, _ = _bare(kinds[0], metadata)
            return bare, said, True
    return annotation, metadata, False


def _kind(bare: Any, metadata: Sequence[Any]) -> Kind:
    origin, inner = get_origin(bare), get_args(bare)
    if bare is str and any(isinstance(one, BeforeValidator) and is_clock(one) for one in metadata):
        return "clock"
    if origin is Literal:
        return "choice"
    if bare == tuple[Decimal, str]:
        return "amount"
    if origin is tuple and inner[-1] is Ellipsis:
        item, _, _ = _bare(inner[0], [])
        return "choices" if get_origin(item) is Literal else "lines" if item in {str, int, float} else "yaml"
    known: Mapping[Any, Kind] = {
        bool: "flag", int: "number", float: "number", Decimal: "number", timedelta: "duration", SecretStr: "secret", str: "text",
    }  # fmt: skip
    return known.get(bare, "yaml")


def _bounds(metadata: Sequence[Any]) -> tuple[float | None, float | None]:
    low = next((float(one.ge) for one in metadata if isinstance(one, Ge)), None)  # type: ignore[arg-type]
    high = next((float(one.le) for one in metadata if isinstance(one, Le)), None)  # type: ignore[arg-type]
    above = next((float(one.gt) for one in metadata if isinstance(one, Gt)), None)  # type: ignore[arg-type]
    below = next((float(one.lt) for one in metadata if isinstance(one, Lt)), None)  # type: ignore[arg-type]
    return low if low is not None else above, high if high is not None else below
