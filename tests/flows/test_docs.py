"""The reference for admins: every example in it loads, and it leaves out no key."""

import inspect
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from flows import item, patterns, reading, reading_steps
from flows.library import BASE, BUILT_IN, build
from flows.steps import SLOT_TYPES
from tests.flows.support import CALLS, FACTS, PATTERNS, WORDS, Spec

SCHEMA = json.loads((BASE.parent / "docs" / "schema" / "flows.schema.json").read_text(encoding="utf-8"))
INVOICE = Spec(
    "make_invoice", {"order_number": "order_number"}, "invoice", {"number": "text", "due": "date", "document": "document"}
)
EVERYWHERE = {"id", "description", "next", "metadata"}  # keys of every kind of step: one example of each is enough
TEXT = (BASE.parent / "docs" / "flows.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def test_every_example_loads() -> None:
    scripts = {f"scripts/{number}.yml": block for number, block in enumerate(blocks("yaml"))}
    own = {"wording/en.ftl": "\n".join(blocks("ftl"))}
    built_in = {f"{BUILT_IN}scripts/patterns.yml": PATTERNS, f"{BUILT_IN}wording/en.ftl": WORDS}
    built = build({**scripts, **own, **built_in}, {**CALLS, INVOICE.name: INVOICE}, FACTS)
    assert len(scripts) > 8
    assert len(built.flows) > 30


def test_every_key_has_an_example() -> None:
    files = [yaml.safe_load(block) for block in blocks("yaml")]
    shown = {"file": set().union(*files), "flow": set[str](), "slot": set[str](), "any": set[str](), "trigger": set[str]()}
    for file in files:
        for flow in file.get("flows", {}).values():
            shown["flow"] |= set(flow)
            shown["trigger"] |= {key for trigger in flow.get("nlu_trigger", ()) for key in trigger}
            for step in steps(flow.get("steps", ())):
                (kind, *_) = [kind for kind in reading_steps.KINDS if kind in step]
                shown.setdefault(kind, set()).update(step)
                shown["any"] |= set(step)
        for slots in (file.get("slots", {}), *(flow.get("slots", {}) for flow in file.get("flows", {}).values())):
            shown["slot"] |= {key for slot in slots.values() if isinstance(slot, dict) for key in slot}
    schema = SCHEMA["$defs"]
    known = {kind: set(schema[kind]["properties"]) - EVERYWHERE for kind in reading_steps.KINDS if kind in schema}
    known |= {
        "file": set(SCHEMA["properties"]),
        "flow": set(schema["flow"]["properties"]),
        "slot": set(schema["slots"]["additionalProperties"]["anyOf"][1]["properties"]),
        "trigger": set(schema["flow"]["properties"]["nlu_trigger"]["items"]["properties"]),
        "any": EVERYWHERE,
    }
    assert {kind: missing for kind, keys in known.items() if (missing := keys - shown.get(kind, set()))} == {}


def steps(found: Any) -> Iterator[dict[str, Any]]:
    """The steps of a list, with those that stand within a fork."""
    for step in found:
        yield step
        ways = step.get("next")
        for way in ways if isinstance(ways, list) else ():
            for inner in (way.get("then"), way.get("else")):
                if isinstance(inner, list):
                    yield from steps(inner)


def test_no_key_is_left_out() -> None:
    source = inspect.getsource(reading) + inspect.getsource(reading_steps) + inspect.getsource(item)
    keys = set(
        re.findall(r"(?:item|inner|trigger)\.(?:text|flag|texts|raw|duration|condition|values|inners|inner)\(\"(\w+)\"", source)
    )
    keys |= set(reading_steps.KINDS)
    assert {key for key in keys if not re.search(rf"[`{{ ,]{key}[`:,}}]|`{key} ", TEXT)} <= {"version"}  # CALM has it


@pytest.mark.parametrize("name", [*SLOT_TYPES, *patterns.PATTERNS, *sorted(reading_steps.CALM_NOOPS)])
def test_no_type_and_no_pattern_is_left_out(name: str) -> None:
    assert f"`{name}`" in TEXT


@pytest.mark.parametrize("pattern", sorted(patterns.PATTERNS))
def test_what_a_pattern_is_given_is_told(pattern: str) -> None:
    (row,) = [line for line in TEXT.splitlines() if line.startswith(f"| `{pattern}` |")]
    told = set(re.findall(r"`(\w+)`", row.split("|")[3]))
    assert told == set(patterns.PATTERNS[pattern]) or "as above" in row
