"""The rules as the docs have them: all of them, and no other."""

import re
from pathlib import Path

import pytest

from config.rules import RULES

DOCS = Path("docs/checking.md").read_text(encoding="utf-8")
SOURCES = [path for folder in ("bot", "handoff", "flows", "nlu", "config") for path in Path(folder).rglob("*.py")]


def test_the_table_is_that_of_the_program() -> None:
    assert dict(re.findall(r"^\| <a id=\"[a-z-]+\"></a>`([a-z-]+)` \| (.+) \|$", DOCS, re.MULTILINE)) == RULES


@pytest.mark.parametrize("code", RULES)
def test_some_rule_tells_it(code: str) -> None:
    told = [path for path in SOURCES if path.name != "rules.py" and f'"{code}"' in path.read_text(encoding="utf-8")]
    assert told, "a code that nothing tells says nothing"
