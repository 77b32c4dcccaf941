"""What may stand in config/shop.yml, as a JSON Schema: without it an editor could not say what a setting is called, or may be."""

from typing import Any

from config.shop import Shop

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILLED_IN = {"type": "string", "pattern": r"\$\{[A-Z][A-Z0-9_]*\}"}  # `${VARIABLE}`, from the environment
NUMBERS = ("integer", "number", "boolean")
UNWRITTEN = ("default", "title")  # defaults are those of the program, in its own types; titles repeat the names


def shop_schema() -> dict[str, Any]:
    """The schema of the models themselves, in JSON Schema's dialect of 2020-12; a number may be told by the environment."""
    return {"$schema": DIALECT, **_plain(Shop.model_json_schema()), "title": "Settings of a shop"}


def _plain(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _named(value) if key in {"properties", "$defs"} else _plain(value) for key, value in schema.items()}
    found = {key: value for key, value in found.items() if key not in UNWRITTEN}
    return {"anyOf": [found, FILLED_IN]} if found.get("type") in NUMBERS else found


def _named(schemas: dict[str, Any]) -> dict[str, Any]:
    """Names are left alone, also one that is `title`."""
    return {name: _plain(schema) for name, schema in schemas.items()}
