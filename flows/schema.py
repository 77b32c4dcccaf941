"""What may stand in a file of flows, as a JSON Schema: without it an editor could neither complete a key nor mark a wrong one.

It is not written down a second time: the readers read a mapping in which every key is there, and what they ask it for is noted.
So a key that a reader learns is in the schema with the same change. What only the check knows (whether a step is there, whether a
condition can be read) is left to it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from config.source import Key, Path_, Source
from flows import literals
from flows.conditions import Condition
from flows.item import Item
from flows.model import Duration
from flows.patterns import CALM_ONLY
from flows.reading import CALM_TYPES, read_flow, read_step
from flows.reading_steps import CALM_NOOPS, KINDS
from flows.shop.calls import CALLS
from flows.steps import SLOT_TYPES, Values

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
WORD: Schema = {"type": ["string", "integer", "null"]}
TRUTH: Schema = {"type": ["boolean", "null"]}
VALUES: Schema = {"type": ["object", "null"]}
WORDS: Schema = {"anyOf": [WORD, {"type": "array", "items": {"type": ["string", "integer"]}}]}
CONDITION: Schema = {"type": ["string", "boolean", "number"], "description": "A condition, for example slots.amount > 100 EUR"}
DURATION: Schema = {
    "type": ["string", "null"],
    "pattern": rf"^\s*({literals.DURATION.pattern})?\s*$",
    "description": "A length of time: 30m, 2h, 3d, or 4h open for working time",
}
TRIED: tuple[Any, ...] = (None, True, "x", {}, [{}])  # what stands behind a key while it is looked what a reader does with it
SPOKEN = ("", "x", "utter_x")  # and as a text
ANY = "*"  # a key that is somebody's own name


def flows_schema() -> Schema:
    """The schema of `flows/scripts/*.yml`, in JSON Schema's dialect of 2020-12."""
    way: Schema = {
        "description": "The id of a step, END, steps, or a list of if/then/else",
        "anyOf": [{"type": ["string", "integer", "boolean", "null"]}, {"type": "array", "items": {"$ref": "#/$defs/after"}}],
    }
    branch = {"if": CONDITION, "then": {"$ref": "#/$defs/way"}, "else": {"$ref": "#/$defs/way"}}
    forks = {"anyOf": [{"required": ["if", "then"]}, {"required": ["else"]}]}
    after = {
        "if": {"anyOf": [{"required": ["if"]}, {"required": ["else"]}]},
        "then": {"type": "object", "properties": branch, "additionalProperties": False, **forks},
        "else": {"$ref": "#/$defs/step"},
    }
    return {
        "$schema": DIALECT,
        "title": "Flows of Dezura",
        "type": ["object", "null"],
        "properties": {
            "version": WORD,
            "slots": {"$ref": "#/$defs/slots"},
            "flows": {
                "type": "object",
                "properties": {name: {} for name in sorted(CALM_ONLY)},
                "additionalProperties": {"$ref": "#/$defs/flow"},
            },
        },
        "anyOf": [{"required": ["flows"]}, {"required": ["slots"]}],
        "additionalProperties": False,
        "$defs": {"flow": _flow(), "slots": _slots(), "step": _step(), "after": after, "way": way, **_kinds()},
    }


def _flow() -> Schema:
    schema = _noted(lambda item: read_flow(item, "x"))
    known = schema["properties"]
    known["steps"] = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/step"}}
    known["slots"] = {"$ref": "#/$defs/slots"}
    named = {"type": "object", "properties": {"name": WORD, "confidence_threshold": {"type": "number"}}, "required": ["name"]}
    known["nlu_trigger"]["items"]["properties"]["intent"] = {"anyOf": [WORD, named]}
    return {**schema, "required": ["steps"]}


def _slots() -> Schema:
    schema: Schema = _noted(lambda item: read_flow(item, "x"))["properties"]["slots"]["anyOf"][0]
    types: Schema = {"enum": [*SLOT_TYPES, *CALM_TYPES]}
    slot = next(one for one in schema["additionalProperties"]["anyOf"] if one.get("type") == "object")
    slot["properties"]["type"] = types
    choices = {"properties": {"type": {"enum": ["choice", "categorical"]}}, "required": ["type"]}
    texts = {"anyOf": [{"properties": {key: {"const": True}}, "required": [key]} for key in ("opening", "foreign")]}
    slot["allOf"] = [
        {"if": choices, "then": {"required": ["values"]}},
        {"if": texts, "then": {"properties": {"type": {"const": "text"}}}},
    ]
    return {"type": "object", "additionalProperties": {"anyOf": [types, slot]}}


def _step() -> Schema:
    """A step of one kind; each has its own keys, so that a wrong one is told as that, and not as no step at all."""
    arms = [{"if": {"required": [kind], **_unless(kind)}, "then": {"$ref": f"#/$defs/{kind}"}} for kind in KINDS]
    return {"type": "object", "anyOf": [{"required": [kind]} for kind in KINDS], "allOf": arms}


def _unless(kind: str) -> Schema:
    """A question may have its wording as `say`."""
    return {"not": {"required": ["collect"]}} if kind == "say" else {}


def _kinds() -> Schema:
    found: Schema = {}
    for kind in KINDS:
        found[kind] = _noted(lambda item, kind=kind: read_step(item, kind))  # type: ignore[misc]  # the kind of this turn
        found[kind]["required"] = [kind, *(["next"] if kind == "noop" else [])]
        found[kind]["properties"]["next"] = {"$ref": "#/$defs/way"}
    found["action"]["properties"]["action"] = {**WORD, "examples": sorted({*CALLS, *CALM_NOOPS})}
    return found


# --- what readers ask for --------------------------------------------------------------------------------------


class _All(Mapping[Key, Any]):
    """A mapping that has every key."""

    def __getitem__(self, key: Key) -> Any:
        return self

    def __contains__(self, key: object) -> bool:
        return True

    def __iter__(self) -> Iterator[Key]:
        return iter((ANY,))

    def __len__(self) -> int:
        return 1


class _Notes:
    """What was asked of one mapping, whatever stood in it."""

    def __init__(self) -> None:
        self.shapes: dict[str, list[Schema]] = defaultdict(list)
        self.inner: dict[Path_, _Notes] = defaultdict(_Notes)
        self.ignored: set[str] = set()

    def schema(self) -> Schema:
        """As a schema; a key that is only looked at may hold anything."""
        listed = {str(path[0]) for path in self.inner if len(path) > 1}
        keys = {*self.shapes, *(str(path[0]) for path in self.inner)}
        known = {key: self._of(key, key in listed) for key in sorted(keys) if key != ANY}
        known |= {key: {} for key in sorted(self.ignored - known.keys())}
        others: Any = self._of(ANY, listed=False) if ANY in keys else False
        return {"type": "object", "properties": known, "additionalProperties": others}

    def _of(self, key: str, listed: bool) -> Schema:
        shapes = [shape for shape in self.shapes.get(key, ()) if shape]
        mapping = self.inner[(key,)].schema() if (key,) in self.inner else None
        looked_at = any(not shape for shape in self.shapes.get(key, ()))
        if listed:
            entry = self.inner[key, 0].schema()
            if not looked_at:
                return {"type": "array", "items": entry}
            shapes += [{"type": "array", "items": {"anyOf": [entry, {"type": "string"}]}}, {"type": "string"}]
        if mapping is not None:
            shapes = [mapping, *shapes]
        if looked_at and shapes:
            shapes.append(TRUTH)
        distinct = [shape for index, shape in enumerate(shapes) if shape not in shapes[:index]]
        return distinct[0] if len(distinct) == 1 and mapping is None else {"anyOf": distinct} if distinct else {}


class _Noting(Item):
    """An item that has every key, and notes how each is read."""

    def __init__(self, notes: _Notes, tried: Any, spoken: str) -> None:
        super().__init__(Source("", _All(), {}), (), _All(), [])
        self.notes, self.tried, self.spoken = notes, tried, spoken

    def problem(self, text: str, hint: str, *at: Key, code: str) -> None:
        """Nothing is wrong here."""

    def raw(self, key: str) -> Any:
        self.notes.shapes[key].append({})
        return self.tried

    def text(self, key: str, default: str = "", needed: bool = False) -> str:
        self.notes.shapes[key].append(WORD)
        return self.spoken or default

    def flag(self, key: str, default: bool = False) -> bool:
        self.notes.shapes[key].append(TRUTH)
        return default

    def texts(self, key: str) -> tuple[str, ...]:
        self.notes.shapes[key].append(WORDS)
        return ()

    def duration(self, key: str) -> Duration | None:
        self.notes.shapes[key].append(DURATION)
        return None

    def condition(self, key: str) -> Condition | None:
        self.notes.shapes[key].append(CONDITION)
        return None

    def values(self, key: str) -> Values:
        self.notes.shapes[key].append(VALUES)
        return {}

    def within(self, keys: Path_, data: Any) -> Item:
        return _Noting(self.notes.inner[keys], self.tried, self.spoken)

    def inner(self, key: str) -> Item:
        return self.within((key,), None)

    def inners(self, key: str) -> list[Item]:
        return [self.within((key, 0), None)]

    def finish(self, known: Collection[Key] = ()) -> None:
        self.notes.ignored.update(map(str, known))


def _noted(read: Callable[[Item], object]) -> Schema:
    notes = _Notes()
    for tried, spoken in _pairs(TRIED, SPOKEN):
        read(_Noting(notes, tried, spoken))
    return notes.schema()


def _pairs(some: Iterable[Any], others: Collection[str]) -> Iterator[tuple[Any, str]]:
    return ((one, other) for one in some for other in others)
