"""`dezura schema`: what may stand in a file, for editors and for whatever else writes such files."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import click

from config.schema import shop_schema
from flows.schema import flows_schema
from flows.schema_dialogues import dialogues_schema

SCHEMAS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "flows": flows_schema,
    "shop": shop_schema,
    "dialogues": dialogues_schema,
}


def written(name: str) -> str:
    """A schema as its file in docs/schema has it."""
    return json.dumps(SCHEMAS[name](), ensure_ascii=False, indent=2) + "\n"


@click.command(short_help="Print the JSON Schema of a kind of file.")
@click.argument("name", type=click.Choice(tuple(SCHEMAS)))
def schema(name: str) -> None:
    """Print the JSON Schema of flows, of settings (shop), or of conversation tests (dialogues), for an editor.

    Example: dezura schema flows > flows.schema.json
    """
    click.echo(written(name), nl=False)
