"""What may stand in a file of conversation tests, as a JSON Schema: without it a misspelt step would be seen at the next run.

The keys are the readers' own. What a step holds is told where it is one of a few words; else the reader says it.
"""

from collections.abc import Mapping
from typing import Any, get_args

from flows.cases import CASE_KEYS, IGNORED, READERS, AgentAct, Owner, Upload
from flows.fixtures import CUSTOMER, FIXTURES, KINDS, ORDER
from flows.schema import DIALECT, Schema
from flows.shop.model import ORDER_STATES
from nlu.model import LANGUAGES

TEXT: Schema = {"type": ["string", "integer"]}
TEXTS: Schema = {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}
NAMED: Schema = {"type": ["object", "array"]}
LENGTH: Schema = {"type": "string", "pattern": r"^\s*\d+ ?[smhdw]\s*$", "description": "A length of time: 30m, 2h, 3d"}
RELEASE: Schema = {"type": "object", "properties": {"release": TEXT}, "required": ["release"], "additionalProperties": False}
DECISIONS: Schema = {"enum": ["approved", "rejected"]}
DECIDED: Schema = {
    "type": "object",
    "properties": {"decision": DECISIONS, "fields": {"type": "object"}},
    "required": ["decision"],
}
HOLDS: Mapping[str, Schema] = {
    **dict.fromkeys(("user", "press", "agent_says", "share", "bot", "contains", "lacks", "document"), TEXT),
    **dict.fromkeys(("utter", "buttons"), TEXTS),
    **dict.fromkeys(("slots", "slot_was_set", "slot_was_not_set"), NAMED),
    "later": LENGTH,
    "agent": {"anyOf": [{"enum": list(get_args(AgentAct))}, RELEASE]},
    "attach": {"enum": list(get_args(Upload))},
    "decide": {"anyOf": [DECISIONS, DECIDED]},
    "happen": {"type": "object", "minProperties": 1, "maxProperties": 1},
    "owner": {"enum": list(get_args(Owner))},
    "silent": {"const": True},
}


def dialogues_schema() -> Schema:
    """The schema of `tests/dialogues/*.yml`, in JSON Schema's dialect of 2020-12."""
    step = _object({**{key: HOLDS.get(key, {}) for key in READERS}, **{key: {} for key in IGNORED}})
    known: dict[str, Any] = {
        "test_case": {"type": "string"},
        "language": {"enum": list(LANGUAGES)},
        "fixtures": {"anyOf": [_fixtures(), {"type": ["array", "null"]}]},
        "steps": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/step"}},
    }
    case = _object({key: known.get(key, {}) for key in (*CASE_KEYS, *IGNORED)})
    return {
        "$schema": DIALECT,
        "title": "Conversation tests of Dezura",
        "type": "object",
        "properties": {
            "test_cases": {"type": "array", "minItems": 1, "items": {**case, "required": ["test_case", "steps"]}},
            "fixtures": {"type": "array"},
        },
        "required": ["test_cases"],
        "$defs": {"step": step},
    }


def _fixtures() -> Schema:
    order = _object({**{key: {} for key in ORDER}, "state": {"enum": list(ORDER_STATES)}})
    known: dict[str, Any] = {
        "shop": {"const": "down"},
        "mail": {"const": "works"},
        "orders": {"type": "array", "items": order},
        "customer": _object({**{key: {} for key in CUSTOMER}, "channel": {"enum": list(KINDS)}}),
    }
    return _object({key: known.get(key, {}) for key in FIXTURES})


def _object(properties: Mapping[str, Any]) -> Schema:
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}
