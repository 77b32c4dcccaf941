"""Publishing from files: a folder is published, seen in the history, taken back, and withdrawn."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shop's own folder."""
    CliRunner().invoke(main, ["init", str(tmp_path / "shop")])
    monkeypatch.setenv("DEZURA_HOME", str(tmp_path / "shop"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/versions.db")
    return tmp_path / "shop"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def history() -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("versions", "--json").output.splitlines()]


def changed(home: Path, folder: Path, before: str, after: str) -> Path:
    """A copy of the flows with other words."""
    for file in (*(home / "flows" / "scripts").glob("*.yml"), *(home / "flows" / "wording").glob("*.ftl")):
        target = folder / file.parent.name / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(file.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    return folder


def test_a_folder_is_published_and_taken_back(home: Path, tmp_path: Path) -> None:
    assert [one["origin"] for one in history()] == ["files"]
    draft = changed(home, tmp_path / "draft", "order-shipped = Pasūtījums", "order-shipped = Labas ziņas: pasūtījums")
    dry = run("publish", str(draft), "--dry-run")
    assert dry.output.splitlines() == ["changed  wording/lv.ftl", "0 inside"]
    assert len(history()) == 1
    result = run("publish", str(draft), "--why", "Kinder words.")
    assert (result.exit_code, result.output.splitlines()[-1].endswith("is in use")) == (0, True)
    new, old = history()
    assert (new["in_use"], new["why"], old["in_use"]) == (True, "Kinder words.", False)
    assert run("publish", str(draft)).output.strip() == "this is published already"
    assert run("rollback").exit_code == 0
    assert next((one["set"], one["origin"]) for one in history()) == (old["set"], "rollback")
    withdrawn = run("withdraw", new["set"][:8], "--why", "Not true.")
    assert withdrawn.output.strip() == f"{new['set'][:12]} is withdrawn"
    assert [one["withdrawn"] for one in history()] == [False, True, False]
    assert run("rollback", new["set"][:8]).exit_code == 0
    assert not any(one["withdrawn"] for one in history()), "what is published again is withdrawn no more"


def test_mistakes_are_named_by_their_place_and_nothing_is_published(home: Path, tmp_path: Path) -> None:
    draft = changed(home, tmp_path / "draft", "collect: order_number\n", "colect: order_number\n")
    result = run("publish", str(draft))
    assert result.exit_code == 1
    assert "scripts/order_status.yml:" in result.output
    assert "did you mean `collect`?" in result.output
    assert len(history()) == 1


def test_what_is_not_there_is_said_in_a_line(home: Path) -> None:
    history()
    assert run("rollback").output.strip() == "there is no older version"
    assert run("rollback", "beef").output.strip() == "no version begins with beef; `dezura versions` lists them"
    in_use = history()[0]["set"]
    assert run("withdraw", in_use).output.strip() == "this version is in use; publish another or go back to one first"
    assert run("versions").output.startswith(f"* {in_use[:12]}  ")
