"""`dezura check`: the same mistakes for people, for programs, for code hosts and for the pages of a pull request."""

import json
import shutil
from pathlib import Path
from typing import Any

import click
import pytest

from bot.problems import as_sarif, lines
from config.rules import RULES
from config.source import Place, Problem
from tests.commands.conftest import Dezura

SOUND = Path("tests/flows/broken/shop")
SCRIPT, WORDING = "flows/scripts/extra.yml", "flows/wording/en.ftl"
BROKEN = """\
flows:
  extra:
    if: False
    steps:
      - say: nowhere-written
      - sya: hello
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A sound shop with one file in it that has two mistakes, and a wording nobody says."""
    shutil.copytree(SOUND, tmp_path / "shop")
    (tmp_path / "shop" / SCRIPT).write_text(BROKEN, encoding="utf-8")
    return tmp_path / "shop"


def told(dezura: Dezura, home: Path, form: str) -> str:
    done = dezura("check", "--format", form, DEZURA_HOME=str(home))
    assert done.exit_code == 1
    return done.stdout


def found(dezura: Dezura, home: Path) -> list[dict[str, Any]]:
    return [one for one in json.loads(told(dezura, home, "json")) if one["severity"] == "error"]


def test_json_names_every_part_of_a_mistake(dezura: Dezura, home: Path) -> None:
    errors = found(dezura, home)
    assert {(one["file"], one["line"], one["column"], one["code"]) for one in errors} >= {
        (SCRIPT, 5, 9, "wording-unknown"),
        (SCRIPT, 6, 9, "step-none"),
    }
    (misspelt,) = (one for one in errors if one["code"] == "step-none")
    assert (misspelt["text"], misspelt["hint"]) == ("this is no step", "did you mean `say`?")
    assert all(set(one) == {"file", "line", "column", "text", "hint", "code", "severity"} for one in errors)


def test_sarif_holds_what_json_holds(dezura: Dezura, home: Path) -> None:
    sarif = json.loads(told(dezura, home, "sarif"))
    assert sarif["version"] == "2.1.0"
    assert "sarif" in sarif["$schema"]
    (run,) = sarif["runs"]
    assert run["tool"]["driver"]["name"] == "dezura"
    assert run["columnKind"] == "unicodeCodePoints"
    described = json.loads(told(dezura, home, "json"))
    assert len(run["results"]) == len(described)
    rules = run["tool"]["driver"]["rules"]
    for result, one in zip(run["results"], described, strict=True):
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == one["file"]
        assert not place["artifactLocation"]["uri"].startswith(("/", "file:")), (
            "relative to the repository, as code hosts want it"
        )
        assert place.get("region", {}).get("startLine", 0) == one["line"]
        assert result["message"]["text"].startswith(one["text"])
        assert result["level"] == one["severity"]
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == one["code"]
    assert {rule["id"]: rule["shortDescription"]["text"] for rule in rules}.items() <= RULES.items()


def test_sarif_gives_a_region_only_to_what_stands_on_a_line() -> None:
    whole, at_start = Problem(Place("my shop.yml"), "a"), Problem(Place("x.yml", 3), "b", "mend it", "key-unknown")
    whole_out, start_out = json.loads(as_sarif([whole, at_start]))["runs"][0]["results"]
    assert whole_out["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "my%20shop.yml"}}}]
    assert "ruleId" not in whole_out
    assert start_out["locations"][0]["physicalLocation"]["region"] == {"startLine": 3, "startColumn": 1}
    assert start_out["message"]["text"] == "b (mend it)"
    assert (start_out["ruleId"], start_out["ruleIndex"]) == ("key-unknown", 0)


def test_github_gets_one_annotation_a_mistake(dezura: Dezura, home: Path) -> None:
    rows = told(dezura, home, "github").splitlines()
    assert len(rows) == len(json.loads(told(dezura, home, "json")))
    assert f"::error file={SCRIPT},line=6,col=9,title=step-none::this is no step (did you mean `say`?)" in rows


def test_people_get_a_line_each_and_the_number_of_the_exit(dezura: Dezura, home: Path) -> None:
    done = dezura("check", DEZURA_HOME=str(home))
    assert done.exit_code == 1
    assert f"{SCRIPT}:6:9: this is no step (did you mean `say`?)" in done.stderr.splitlines()


def test_a_warning_stops_nothing_unless_it_shall(dezura: Dezura, tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shutil.copytree(SOUND, shop)
    for language in ("lv", "uk", "ru", "pl", "en"):
        if (file := shop / f"flows/wording/{language}.ftl").exists():
            file.write_text(file.read_text(encoding="utf-8") + "\nnever-said = x\n", encoding="utf-8")
    assert dezura("check", DEZURA_HOME=str(shop)).exit_code == 0
    assert dezura("check", "--strict", DEZURA_HOME=str(shop)).exit_code == 1


def test_a_terminal_shows_the_line_with_a_mark_below_the_column(home: Path) -> None:
    shown = [
        click.unstyle(line) for line in lines([Problem(Place(SCRIPT, 6, 9), "this is no step", "did you mean `say`?")], home)
    ]
    assert shown[0] == SCRIPT
    text, mark = shown[2], shown[3]
    assert text.strip() == "- sya: hello"
    assert text[mark.index("^") :].startswith("sya")
    assert shown[4].strip() == "→ did you mean `say`?"


@pytest.mark.parametrize("line", ["x" * 5000 + "HERE" + "y" * 5000, "\t\tHERE", "ā́🙂 HERE", "HERE"])
def test_the_mark_stands_below_the_column_of_a_line_of_any_kind(line: str, tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(f"{line}\n", encoding="utf-8")
    column = line.index("HERE") + 1
    shown = [click.unstyle(row) for row in lines([Problem(Place("a.yml", 1, column), "wrong")], tmp_path)]
    text, mark = shown[2], shown[3]
    assert text[mark.index("^") :].startswith("HERE")
    assert len(text) <= 120


def test_a_mistake_beyond_the_end_of_a_file_or_in_none_is_shown_without_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("one\n", encoding="utf-8")
    found = [
        Problem(Place("a.yml", 9, 1), "late"),
        Problem(Place("gone.yml", 1, 1), "gone"),
        Problem(Place("whole.yml"), "whole"),
    ]
    shown = [click.unstyle(row) for row in lines(found, tmp_path)]
    assert not any("^" in row for row in shown)
    assert next(row for row in shown if "late" in row or "gone" in row or "whole" in row).split()[0] == "9:1"
