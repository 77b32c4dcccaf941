"""`dezura replay` says what a folder would have done to the past, and fails where that is more than the shop wants."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from bot.app import load_model
from bot.store.database import connect
from bot.tryout import Conversation
from config.settings import CHECKOUT, read_environment
from config.shop import read_shop
from nlu.model import Nlu
from tests.studio.conftest import a_floor, a_home, monday

EVER = "3650d"  # the past of a test stands on one day for ever
SCRIPT, WORDS = "scripts/order_status.yml", "wording/lv.ftl"


@pytest.fixture(scope="module")
def nlu() -> Nlu:
    return load_model(read_environment({}), read_shop(CHECKOUT), monday())


@pytest.fixture
async def home(tmp_path: Path, sqlite_url: str, nlu: Nlu, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shop with one past conversation: a customer was told where the order is."""
    folder = a_home(tmp_path / "shop")
    monkeypatch.setenv("DEZURA_HOME", str(folder))
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    environment, clock, database = read_environment({"DEZURA_HOME": str(folder)}), monday(), connect(sqlite_url)
    try:
        floor = await a_floor(environment, read_shop(folder), database, clock, nlu)
        customer = Conversation(floor, clock, "visitor", locale="lv")
        await customer.say("kur ir pasūtījums 10026?")
        await customer.say("liga.kalnina@example.com")
    finally:
        database.close()
    return folder


def changed(home: Path, name: str, before: str, after: str) -> Path:
    """A copy of the flows in which one text is another."""
    draft = home.parent / "draft"
    shutil.copytree(home / "flows", draft)
    file = draft / name
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")
    return draft


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["replay", "--since", EVER, *arguments])


def test_what_is_published_differs_from_nothing(home: Path) -> None:
    result = run()
    assert (result.exit_code, result.output.splitlines()[0][:15]) == (0, "1 conversations")
    assert [line.split(maxsplit=1) for line in result.output.splitlines()[1:]] == [["1", "the same"]]


def test_other_words_are_shown_side_by_side_without_what_is_personal(home: Path) -> None:
    draft = changed(home, WORDS, "order-shipped = Pasūtījums", "order-shipped = Labas ziņas: pasūtījums")
    report = home.parent / "report.json"
    result = run(str(draft), "--show", "1", "--json", str(report))
    assert result.exit_code == 0, "other words stop nobody"
    assert "other wording: order_status" in result.output
    assert "* bot: Labas ziņas: pasūtījums" in result.output
    assert "liga.kalnina" not in result.output + report.read_text(encoding="utf-8")
    assert json.loads(report.read_text(encoding="utf-8"))["counts"]["wording"] == 1


def test_too_many_who_would_go_to_people_fail_it(home: Path) -> None:
    look = "          - if: context.ownership.{}\n            then: look\n"
    draft = changed(home, SCRIPT, look.format("proved"), look.format("locked"))
    result = run(str(draft))
    assert result.exit_code == 1
    assert "now handed off: order_status" in result.output
    assert run(str(draft), "--max-handed-off", "100").exit_code == 0


def test_a_time_that_is_none_is_said_so(home: Path) -> None:
    result = CliRunner().invoke(main, ["replay", "--since", "lately"])
    assert (result.exit_code, result.output.strip()) == (1, "--since: `lately` is no time; write it like 12h or 30d")


def test_the_model_in_use_hears_everything_as_it_was(home: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    result = run("--model", str(CHECKOUT / "var" / "model.npz"), "--json", str(report))
    assert result.exit_code == 0
    assert [line.split(maxsplit=1) for line in result.output.splitlines()[1:]] == [["1", "the same"]]
    assert json.loads(report.read_text(encoding="utf-8"))["shifts"] == []


def test_which_messages_change_their_intent_is_told_by_how_many_and_with_examples(home: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    result = run("--threshold", "1", "--show", "2", "--json", str(report))
    assert "understood as nothing for sure, not order_status" in result.output
    assert "kur ir pasūtījums 00000?" in result.output
    told = json.loads(report.read_text(encoding="utf-8"))
    assert [(shift["then"], shift["now"], shift["count"]) for shift in told["shifts"]] == [("order_status", "", 1)]
    assert told["counts"]["same"] == 1, "the number of an order is wish enough"


def test_what_is_no_model_is_refused_in_words(home: Path, tmp_path: Path) -> None:
    (tmp_path / "model.npz").write_text("no model")
    result = run("--model", str(tmp_path / "model.npz"))
    assert result.exit_code != 0
    assert "--model: " in result.output
    assert "Traceback" not in result.output
