"""As much of JSON Schema as our document uses, to hold real answers against it; a word it does not know fails loudly."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

_KNOWN = {
    "$ref", "type", "properties", "required", "items", "enum", "const", "anyOf", "oneOf", "additionalProperties", "format",
    "title", "description", "default", "minimum", "maximum", "minLength", "maxLength", "pattern", "propertyNames", "minItems",
}  # fmt: skip
_TYPES: Mapping[str, Any] = {
    "object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None),
}  # fmt: skip


def mistakes(value: Any, schema: Mapping[str, Any], document: Mapping[str, Any], at: str = "$") -> list[str]:
    """Where the value is not what the schema says."""
    assert set(schema) <= _KNOWN, f"{at}: teach this module {set(schema) - _KNOWN}"
    if "$ref" in schema:
        return mistakes(value, _follow(schema["$ref"], document), document, at)
    if "anyOf" in schema:
        tries = [mistakes(value, one, document, at) for one in schema["anyOf"]]
        return [] if [] in tries else [f"{at}: none of the shapes fits: {tries}"]
    return [*_of_type(value, schema, at), *_inside(value, schema, document, at)]


def _follow(ref: str, document: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Any = document
    for part in ref.removeprefix("#/").split("/"):
        found = found[part]
    return found  # type: ignore[no-any-return]  # JSON


def _of_type(value: Any, schema: Mapping[str, Any], at: str) -> list[str]:
    wanted = schema.get("type")
    if wanted and (not isinstance(value, _TYPES[wanted]) or (isinstance(value, bool) and wanted != "boolean")):
        return [f"{at}: {value!r} is no {wanted}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{at}: {value!r} is none of {schema['enum']}"]
    if schema.get("format") == "date-time" and datetime.fromisoformat(value).tzinfo is None:
        return [f"{at}: {value!r} has no zone"]
    if "pattern" in schema and re.search(schema["pattern"], value) is None:
        return [f"{at}: {value!r} does not match {schema['pattern']}"]
    return []


def _inside(value: Any, schema: Mapping[str, Any], document: Mapping[str, Any], at: str) -> list[str]:
    if isinstance(value, list) and "items" in schema:
        return [wrong for i, one in enumerate(value) for wrong in mistakes(one, schema["items"], document, f"{at}[{i}]")]
    if not isinstance(value, dict):
        return []
    wrong = [f"{at}: {name} is missing" for name in schema.get("required", ()) if name not in value]
    properties, others = schema.get("properties", {}), schema.get("additionalProperties")
    for name, one in value.items():
        if name in properties:
            wrong += mistakes(one, properties[name], document, f"{at}.{name}")
        elif isinstance(others, Mapping):
            wrong += mistakes(one, others, document, f"{at}.{name}")
        elif properties and others is not True:
            wrong.append(f"{at}: {name} is not documented")
    return wrong
