"""The command line as a whole: every command explains itself by an example, and wrong use ends in plain lines."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.__main__ import main
from tests.commands.conftest import Dezura


def commands(group: click.Group = main, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


ALL = {" ".join(path): command for path, command in commands()}
NEEDED = {
    "run", "init", "understand", "check", "train", "test", "chat", "migrate", "user add", "telegram set-webhook",
    "messenger setup",
}  # fmt: skip


def test_it_tells_its_version() -> None:
    assert CliRunner().invoke(main, ["--version"]).output.startswith("dezura, version ")


def test_the_commands_of_the_contract_are_there() -> None:
    assert set(ALL) >= NEEDED


@pytest.mark.parametrize("name", ALL)
def test_it_explains_itself_by_an_example(name: str) -> None:
    result = CliRunner().invoke(main, [*name.split(), "--help"])
    assert result.exit_code == 0
    assert f"dezura {name}" in " ".join(result.output.split()).partition("Example:")[2]
    assert ALL[name].short_help


@pytest.mark.parametrize(
    ("words", "variables", "said"),
    [
        ("run --role worker", {}, "DATABASE_URL: several processes need PostgreSQL"),
        ("run", {"PORT": "http"}, "environment: PORT: "),
        ("run", {"REDIS_URL": "localhost"}, "environment: REDIS_URL: "),
        ("run", {"TELEGRAM_BOT_TOKEN": "1:a"}, "environment: TELEGRAM_WEBHOOK_SECRET is required"),
        ("run", {"MESSENGER_PAGE_ID": "1"}, "environment: Messenger also needs MESSENGER_PAGE_TOKEN"),
        ("run", {"DATABASE_URL": "mysql://db"}, "DATABASE_URL: mysql is neither sqlite nor postgresql"),
        ("migrate", {"DATABASE_URL": "postgresql://u:hush@127.0.0.1:9/x"}, "DATABASE_URL: cannot reach postgresql://u:***@"),
        ("migrate", {"DATABASE_URL": "sqlite:////proc/no/x.db"}, "DATABASE_URL: cannot open /proc/no/x.db"),
        ("migrate", {"DEZURA_HOME": "/nowhere"}, "environment: DEZURA_HOME: there is no config/shop.yml in /nowhere"),
        ("user add somebody", {}, "somebody is not an e-mail address"),
        ("user add a@shop.example --password short", {}, "the password is too short"),
        ("user disable nobody@shop.example", {}, "there is nobody with the address nobody@shop.example"),
        ("user invite somebody", {}, "somebody is not an e-mail address"),
        ("user reset nobody@shop.example", {}, "there is nobody with the address nobody@shop.example"),
        ("user role nobody@shop.example admin", {}, "there is nobody with the address nobody@shop.example"),
        ("telegram info", {}, "no Telegram bot is set up"),
        ("messenger setup", {}, "no Messenger page is set up"),
        ("init .", {}, ". is not empty"),
    ],
)
def test_wrong_use_is_one_plain_line(dezura: Dezura, words: str, variables: dict[str, str], said: str) -> None:
    result = dezura(*words.split(), **variables)
    assert result.exit_code == 1
    assert said in result.output
    assert len(result.output.splitlines()) == 1
    assert "hush" not in result.output


@pytest.mark.parametrize(
    "words", ["walk", "run --port 99999", "run --role nobody", "import orders /nowhere.csv", "test /nowhere.yml", "user add"]
)
def test_a_mistyped_command_says_what_it_wanted(dezura: Dezura, words: str) -> None:
    result = dezura(*words.split())
    assert result.exit_code == 2
    assert "Error: " in result.output
    assert "Traceback" not in result.output


def test_a_port_somebody_else_has_is_said(dezura: Dezura) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = dezura("run", "--port", str(port))
    assert result.exit_code == 1
    assert f"cannot listen on 127.0.0.1:{port}" in result.output
    assert "Traceback" not in result.output


class TestANewShop:
    @pytest.fixture
    def home(self, dezura: Dezura, tmp_path: Path) -> Path:
        folder = tmp_path / "mans-veikals"
        result = dezura("init", str(folder))
        assert result.exit_code == 0
        assert str(folder) in result.output
        return folder

    def test_it_checks_clean(self, dezura: Dezura, home: Path) -> None:
        result = dezura("check", DEZURA_HOME=str(home))
        assert (result.exit_code, result.output) == (0, "no mistakes found\n")

    def test_a_second_start_leaves_it_as_it_is(self, dezura: Dezura, home: Path) -> None:
        settings = home / "config" / "shop.yml"
        settings.write_text("name: ours", "utf-8")
        result = dezura("init", "--if-missing", str(home))
        assert (result.exit_code, result.output, settings.read_text("utf-8")) == (0, "", "name: ours")
        assert dezura("init", str(home)).exit_code == 1

    def test_it_has_all_that_is_a_shops_own_and_nothing_else(self, home: Path) -> None:
        found = {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()}
        assert {"config/shop.yml", "flows/scripts/order_status.yml", "flows/wording/lv.ftl", "nlu/phrases/lv.yml"} <= found
        assert not [name for name in found if name.endswith((".py", ".pyc", ".npz", ".db"))]

    def test_every_mistake_is_found_with_its_line(self, dezura: Dezura, home: Path) -> None:
        settings = home / "config" / "shop.yml"
        settings.write_text(settings.read_text("utf-8") + "colour: red\n", "utf-8")
        script = home / "flows" / "scripts" / "order_status.yml"
        script.write_text(script.read_text("utf-8").replace("say: order-paid", "say: order-payed"), "utf-8")
        result = dezura("check", DEZURA_HOME=str(home))
        assert result.exit_code == 1
        assert [line for line in result.output.splitlines() if line.startswith("config/shop.yml:") and "colour" in line]
        assert "Traceback" not in result.output

    def test_a_mistake_in_a_flow_is_found_with_its_line(self, dezura: Dezura, home: Path) -> None:
        script = home / "flows" / "scripts" / "order_status.yml"
        script.write_text(script.read_text("utf-8").replace("say: order-paid", "say: order-payed"), "utf-8")
        result = dezura("check", DEZURA_HOME=str(home))
        assert result.exit_code == 1
        assert [line for line in result.output.splitlines() if "order_status.yml:" in line and "order-payed" in line]

    def test_without_a_model_it_says_how_to_get_one(self, dezura: Dezura, home: Path) -> None:
        result = dezura("understand", "labdien", DEZURA_HOME=str(home))
        assert result.exit_code == 1
        assert "dezura train" in result.output
        assert len(result.output.splitlines()) == 1


class TestRecords:
    def test_the_demo_shop_is_filled_once(self, dezura: Dezura) -> None:
        assert "has its orders" in dezura("demo-data").output
        again = dezura("demo-data", "--if-empty")
        assert (again.exit_code, again.output) == (0, "")

    def test_people_come_and_go(self, dezura: Dezura) -> None:
        made = dezura("user", "add", "Anna@shop.example", "--name", "Anna")
        assert "can sign in with " in made.output
        assert "is there already" in dezura("user", "add", "anna@shop.example").output
        assert dezura("user", "list").output == "anna@shop.example\tAnna\tagent\n"
        assert dezura("user", "disable", "anna@shop.example").exit_code == 0
        assert dezura("user", "list").output == "anna@shop.example\tAnna\tagent\tdisabled\n"

    def test_a_password_that_is_given_is_not_shown(self, dezura: Dezura) -> None:
        made = dezura("user", "add", "a@shop.example", DEZURA_PASSWORD="correct horse")
        assert made.output == "a@shop.example can sign in\n"

    def test_orders_come_from_a_file_and_wrong_ones_are_named(self, dezura: Dezura, tmp_path: Path) -> None:
        file = tmp_path / "orders.csv"
        file.write_text("number;state;placed_at;total\n10061;shipped;2026-11-19;38,20\n10062;paid;2026-11-20;5\n", "utf-8")
        assert dezura("import", "orders", str(file)).output == "2 orders are in the database\n"
        file.write_text("number;state;placed_at;total\n10061;lost it;2026-11-19;38,20\n10062;paid;yesterday;5\n", "utf-8")
        wrong = dezura("import", "orders", str(file))
        assert wrong.exit_code == 1
        places = [line.split(": ")[0].rpartition("/")[2] for line in wrong.output.splitlines()]
        assert places == ["orders.csv:2:2", "orders.csv:3:3"]

    def test_the_database_is_brought_up_to_date_as_often_as_wanted(self, dezura: Dezura) -> None:
        assert [dezura("migrate").output for _ in range(2)] == ["the database is up to date\n"] * 2


class TestUnderstanding:
    def test_a_text_is_explained(self, dezura: Dezura) -> None:
        result = dezura("understand", "--json", "kur ir mans pasūtījums 10023?")
        found = json.loads(result.output)
        assert set(found) >= {"text", "language", "intent", "confidence", "accepted", "entities", "ranking"}
        assert (found["language"], found["intent"], found["accepted"]) == ("lv", "order_status", True)

    def test_lines_come_from_standard_input(self) -> None:
        result = CliRunner().invoke(main, ["understand", "--json"], input="labdien\nwhere is my order\n")
        assert [json.loads(line)["intent"] for line in result.output.splitlines()] == ["greet", "order_status"]

    def test_a_conversation_that_goes_otherwise_is_told_with_its_line(self, dezura: Dezura, tmp_path: Path) -> None:
        file = tmp_path / "one.yml"
        file.write_text("test_cases:\n- test_case: a\n  language: lv\n  steps:\n  - user: labdien\n  - bot: Ardievu\n", "utf-8")
        result = dezura("test", str(file))
        assert result.exit_code == 1
        assert "one.yml:6" in result.output
        assert result.output.splitlines()[-1] == "0 passed, 1 failed"

    def test_a_conversation_that_is_none_is_told_with_its_line(self, dezura: Dezura, tmp_path: Path) -> None:
        file = tmp_path / "one.yml"
        file.write_text("test_cases:\n- test_case: a\n  steps:\n  - usr: labdien\n", "utf-8")
        result = dezura("test", str(file))
        assert result.exit_code == 1
        assert "one.yml:4" in result.output
        assert "Traceback" not in result.output
