"""The environment: what is wrong is said in one line that names the variable, and a half-configured channel stops the start."""

from pathlib import Path

import pytest

from config.settings import CHECKOUT, Environment, channels_of, read_environment
from config.shop import Shop, plain, read_shop
from config.source import Problems

PAGE = {
    "MESSENGER_PAGE_ID": "1", "MESSENGER_PAGE_TOKEN": "t", "MESSENGER_APP_SECRET": "s", "MESSENGER_APP_ID": "2",
    "MESSENGER_VERIFY_TOKEN": "v",
}  # fmt: skip
BOT = {"TELEGRAM_BOT_TOKEN": "123456:ABC", "TELEGRAM_WEBHOOK_SECRET": "secret"}


@pytest.fixture(scope="module")
def shop() -> Shop:
    return read_shop(CHECKOUT)


def problem(**values: str) -> str:
    """The only line about these variables."""
    with pytest.raises(Problems) as raised:
        channels_of(read_environment(values), read_shop(CHECKOUT))
    (one,) = raised.value.problems
    assert "\n" not in str(one)
    return str(one)


def test_without_any_variable_it_is_the_demo_shop_on_sqlite() -> None:
    environment = read_environment({})
    assert environment.dezura_home == CHECKOUT
    assert environment.database == f"sqlite:///{CHECKOUT}/var/dezura.db"
    assert (environment.host, environment.port, environment.log_format) == ("127.0.0.1", 8080, "text")


def test_the_process_own_variables_are_read_and_names_know_no_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9090")
    monkeypatch.setenv("unrelated", "x")
    assert read_environment().port == 9090
    assert read_environment({"port": "9091"}).port == 9091


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """What docker compose makes of a variable nobody has set."""
    assert read_environment({"PORT": "", "LOG_LEVEL": ""}) == read_environment({})
    monkeypatch.setenv("PORT", "")
    assert read_environment().port == 8080


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("PORT", ["x", "-1", "65536", "80.5"]),
        ("TELEGRAM_SEND_RATE", ["0", "-1", "fast"]),
        ("MESSENGER_SEND_RATE", ["0", "nan?"]),
        ("LOG_FORMAT", ["xml"]),
        ("LOG_LEVEL", ["loud"]),
        ("PUBLIC_URL", ["chat.example", "ftp://chat.example", "https://"]),
        ("TELEGRAM_API_URL", ["api.telegram.org", "https:///bot"]),
        ("MESSENGER_GRAPH_URL", ["graph"]),
        ("REDIS_URL", ["localhost:6379", "http://localhost", "redis://"]),
        ("TRUSTED_PROXIES", ["10.0.0.1/99", "proxy", "10.0.0.1, x"]),
    ],
)
def test_a_wrong_value_is_one_line_that_names_the_variable(name: str, wrong: list[str]) -> None:
    for value in wrong:
        said = problem(**{name: value})
        assert said.startswith(f"environment: {name}: ")
        assert "Value error" not in said


def test_every_wrong_variable_is_named_in_one_go() -> None:
    with pytest.raises(Problems) as raised:
        read_environment({"PORT": "x", "LOG_LEVEL": "loud", "REDIS_URL": "x"})
    assert [str(one).split(": ")[1] for one in raised.value.problems] == ["LOG_LEVEL", "PORT", "REDIS_URL"]


@pytest.mark.parametrize(
    "right",
    [
        {"PUBLIC_URL": "https://chat.example/shop"},
        {"REDIS_URL": "rediss://user:p%40ss@redis.example:6380/2"},
        {"REDIS_URL": "unix:///run/redis.sock"},
        {"TRUSTED_PROXIES": "10.0.0.0/8, ::1"},
        {"TELEGRAM_API_URL": "http://127.0.0.1:8081/"},
        {"ADMIN_EMAIL": "a@shop.example", "ADMIN_PASSWORD": "long enough"},
    ],
)
def test_a_right_value_is_taken(right: dict[str, str]) -> None:
    assert isinstance(read_environment(right), Environment)


def test_the_first_admin_needs_both_an_address_and_a_password() -> None:
    assert "ADMIN_PASSWORD" in problem(ADMIN_EMAIL="a@shop.example")
    assert "ADMIN_EMAIL" in problem(ADMIN_PASSWORD="long enough")
    assert "ADMIN_EMAIL" in problem(ADMIN_EMAIL="somebody", ADMIN_PASSWORD="long enough")
    assert "eight" in problem(ADMIN_EMAIL="a@shop.example", ADMIN_PASSWORD="short")


def test_no_problem_shows_a_secret() -> None:
    for values in ({**BOT, "TELEGRAM_BOT_TOKEN": "hush-hush"}, {"ADMIN_EMAIL": "a@b.lv", "ADMIN_PASSWORD": "hush"}):
        assert "hush" not in problem(**values)
    with pytest.raises(Problems) as raised:
        read_environment({"REDIS_URL": "amqp://user:hush@host"})
    assert "hush" not in str(raised.value)


class TestChannels:
    def test_a_bot_and_a_page_by_the_environment_alone(self, shop: Shop) -> None:
        found = channels_of(read_environment({**BOT, **PAGE, "TELEGRAM_SEND_RATE": "5"}), shop)
        assert [(channel.kind, channel.name) for channel in found] == [
            ("telegram", "telegram"), ("messenger", "messenger"), ("web", "web"),
        ]  # fmt: skip
        assert (plain(found[0].token), found[0].send_rate) == ("123456:ABC", 5)

    def test_without_any_there_is_the_web_chat(self, shop: Shop) -> None:
        assert [channel.kind for channel in channels_of(read_environment({}), shop)] == ["web"]

    @pytest.mark.parametrize("secret", ["", "two words", "ģ", "x" * 257])
    def test_a_bot_without_a_proper_secret_stops_the_start(self, secret: str) -> None:
        assert "TELEGRAM_WEBHOOK_SECRET" in problem(**{**BOT, "TELEGRAM_WEBHOOK_SECRET": secret})

    @pytest.mark.parametrize("token", ["ABC", "123456:", "123456:A B", ":ABC"])
    def test_a_token_that_cannot_be_one_is_named(self, token: str) -> None:
        assert "TELEGRAM_BOT_TOKEN" in problem(**{**BOT, "TELEGRAM_BOT_TOKEN": token})

    @pytest.mark.parametrize("missing", PAGE)
    def test_half_a_page_is_none(self, missing: str) -> None:
        assert problem(**{**PAGE, missing: ""}) == f"environment: Messenger also needs {missing}"


def test_a_folder_that_is_no_shop_is_named(tmp_path: Path) -> None:
    with pytest.raises(Problems) as raised:
        read_shop(tmp_path)
    assert "DEZURA_HOME" in str(raised.value)
    assert str(tmp_path) in str(raised.value)
