"""`dezura test` as a shop's admin uses it: what fails is told with its place, what was said before, and what was not covered."""

import asyncio
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bot.app import load_model
from bot.store.database import connect
from bot.tryout import Conversation
from config.settings import read_environment
from config.shop import read_shop
from tests.commands.conftest import Dezura
from tests.studio.conftest import a_floor, a_home, monday

WELL = """
test_cases:
- test_case: an order is asked for
  now: 2026-11-23T10:00
  steps:
  - user: where is my order?
  - utter: [first-contact, ask-order-number]
  - buttons: []
  - user: "10026"
  - utter: ask-contact
"""
WRONG = """
test_cases:
- test_case: another answer was expected
  now: 2026-11-23T10:00
  steps:
  - user: where is my order?
  - utter: [first-contact, goodbye]
  - agent: release
"""


@pytest.fixture
def well(tmp_path: Path) -> Path:
    file = tmp_path / "well.yml"
    file.write_text(WELL, encoding="utf-8")
    return file


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    file = tmp_path / "wrong.yml"
    file.write_text(WRONG, encoding="utf-8")
    return file


def test_a_failure_is_told_with_its_line_the_difference_and_what_was_said_before(dezura: Dezura, wrong: Path) -> None:
    result = dezura("test", str(wrong))
    assert result.exit_code == 1
    assert f"{wrong}:7:5: expected wording first-contact, goodbye, got first-contact, ask-order-number" in result.stderr
    assert "- goodbye" in result.stderr
    assert "+ ask-order-number" in result.stderr
    assert "customer: where is my order?" in result.stderr
    assert "bot: " in result.stderr
    assert "the desk cannot release this conversation" in result.stderr  # what cannot be is a failure, and no traceback
    assert result.stdout == "0 passed, 1 failed\n"


def test_everything_is_told_as_json_with_coverage_by_flow_and_line(dezura: Dezura, well: Path, wrong: Path) -> None:
    result = dezura("test", str(wrong), str(well), "--json", "--coverage")
    told = json.loads(result.stdout)
    assert (told["passed"], told["failed"]) == (1, 1)
    assert [case["name"] for case in told["cases"]] == ["another answer was expected", "an order is asked for"]
    assert told["cases"][0]["failures"][0]["line"] == 7
    flows = {flow["flow"]: flow for flow in told["coverage"]["flows"]}
    assert flows["order_status"]["reached"] > 0
    assert flows["order_status"]["missing"]
    assert flows["open_return"]["reached"] == 0 if "open_return" in flows else True
    assert 0 < told["coverage"]["percent"] < 50


def test_too_little_coverage_fails_and_says_so(dezura: Dezura, well: Path) -> None:
    result = dezura("test", str(well), "--fail-under", "99")
    assert result.exit_code == 1
    assert "which is under 99 %" in result.stderr
    assert "not covered: scripts/" in result.stdout
    assert dezura("test", str(well), "--fail-under", "0.1").exit_code == 0


def test_only_those_that_are_named_are_held(dezura: Dezura, well: Path, wrong: Path) -> None:
    assert dezura("test", str(well), str(wrong), "-k", "ORDER is").stdout == "1 passed, 0 failed\n"


def test_a_build_server_reads_the_report(dezura: Dezura, well: Path, wrong: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    dezura("test", str(well), str(wrong), "--junit", str(report))
    suite = ET.parse(report).getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert [len(case) for case in suite] == [0, 1]
    assert suite[1].get("line") == "3"


def test_processes_hold_them_in_the_order_they_stand_in(dezura: Dezura, tmp_path: Path) -> None:
    many = tmp_path / "many.yml"
    cases = [WELL.replace("test_cases:\n", "").replace("asked for", f"asked for {number}") for number in range(14)]
    many.write_text("test_cases:\n" + "".join(cases), encoding="utf-8")
    told = json.loads(dezura("test", str(many), "--jobs", "2", "--json").stdout)
    assert told["passed"] == 14
    assert [case["name"] for case in told["cases"]] == [f"an order is asked for {number}" for number in range(14)]


def test_a_past_conversation_becomes_a_test_that_passes_and_names_nobody(dezura: Dezura, sqlite_url: str, tmp_path: Path) -> None:
    home = a_home(tmp_path / "shop")
    environment = read_environment({"DEZURA_HOME": str(home)})
    shop, clock = read_shop(home), monday()

    async def happen() -> None:
        database = connect(sqlite_url)
        try:
            floor = await a_floor(environment, shop, database, clock, load_model(environment, shop, clock))
            customer = Conversation(floor, clock, "visitor", locale="en", name="Zita Ozola")
            for words in ("where is my order?", "10026", "zita.ozola@example.org"):
                await customer.say(words)
        finally:
            database.close()

    asyncio.run(happen())
    result = dezura("test", "--from", "1", "--name", "lost", DEZURA_HOME=str(home))
    assert result.stdout == "1 passed, 0 failed\n"
    text = (home / "tests" / "dialogues" / "desk-lost.yml").read_text(encoding="utf-8")
    assert "where is my order?" in text
    assert "zita" not in text.casefold()
    assert dezura("test", "--from", "1", "--name", "../etc", DEZURA_HOME=str(home)).exit_code == 1


def test_a_conversation_that_never_was_cannot_become_a_test(dezura: Dezura) -> None:
    result = dezura("test", "--from", "99")
    assert result.exit_code == 1
    assert "there is no conversation 99" in result.stderr
