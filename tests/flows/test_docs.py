"""The reference for admins: every example in it loads, and it leaves out no key."""

import inspect
import re

import pytest

from flows import item, patterns, reading, reading_steps
from flows.library import BASE, BUILT_IN, build
from flows.steps import SLOT_TYPES
from tests.flows.support import CALLS, FACTS, PATTERNS, WORDS

TEXT = (BASE.parent / "docs" / "flows.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def test_every_example_loads() -> None:
    scripts = {f"scripts/{number}.yml": block for number, block in enumerate(blocks("yaml"))}
    own = {"wording/en.ftl": "\n".join(blocks("ftl"))}
    built_in = {f"{BUILT_IN}scripts/patterns.yml": PATTERNS, f"{BUILT_IN}wording/en.ftl": WORDS}
    built = build({**scripts, **own, **built_in}, CALLS, FACTS)
    assert len(scripts) > 8
    assert len(built.flows) > 30


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
