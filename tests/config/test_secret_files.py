"""Secrets from files: each variable that may hold one, both ways of naming the file, and one clear line for whatever is wrong."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from config.secret_files import MOST, SecretFileError, secret
from config.settings import Environment, read_environment, secret_names
from config.shop import inspect_shop, plain
from config.source import Problems


def said(**values: str) -> str:
    """The only line about these variables."""
    with pytest.raises(Problems) as raised:
        read_environment(values)
    (one,) = raised.value.problems
    return str(one)


@pytest.fixture
def token(tmp_path: Path) -> Path:
    file = tmp_path / "token"
    file.write_text("123456:ABC\n", encoding="utf-8")
    return file


def test_every_variable_that_holds_a_secret_may_be_a_file(tmp_path: Path) -> None:
    fields = {name.upper() for name, field in Environment.model_fields.items() if field.annotation is SecretStr}
    assert fields <= set(secret_names())
    assert {"DATABASE_URL", "REDIS_URL", "PGPASSWORD", "SMTP_URL", "TELEGRAM_BOT_TOKEN", "SECRET_KEY"} <= set(secret_names())
    for name in fields - {"ADMIN_PASSWORD"}:
        file = tmp_path / name
        file.write_text(f" of {name}\r\n", encoding="utf-8")
        assert plain(getattr(read_environment({f"{name}_FILE": str(file)}), name.lower())) == f"of {name}"


def test_the_process_own_environment_may_name_files_in_any_case(monkeypatch: pytest.MonkeyPatch, token: Path) -> None:
    monkeypatch.setenv("telegram_bot_token_file", str(token))
    assert plain(read_environment().telegram_bot_token) == "123456:ABC"


def test_a_folder_of_secrets_gives_each_by_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir()
    (folder / "telegram_bot_token").write_text("123456:ABC")
    (folder / "dezura_secret_key").write_text("key")  # as LoadCredential=dezura:FOLDER names it
    (folder / "REDIS_URL").write_text("redis://:hush@host")
    (folder / ".hidden").write_text("")
    (folder / "..data").mkdir()
    environment = read_environment({"SECRETS_DIR": str(folder)})
    assert plain(environment.telegram_bot_token) == "123456:ABC"
    assert plain(environment.secret_key) == "key"
    assert environment.redis_url == "redis://:hush@host"


def test_what_cannot_serve_is_named_in_one_line_without_its_content(tmp_path: Path, token: Path) -> None:
    missing = said(SECRET_KEY_FILE="/nowhere/key")
    assert missing == "environment: SECRET_KEY_FILE: /nowhere/key cannot be read: No such file or directory"
    assert said(SECRET_KEY_FILE=str(tmp_path)).endswith("cannot be read: Is a directory")
    assert said(SECRETS_DIR="/nowhere").endswith("SECRETS_DIR: /nowhere cannot be read: No such file or directory")
    wrong = tmp_path / "wrong"
    wrongs = {"is empty": b" \n", "several lines": b"hush\nhush", "not text": b"\xff", "larger": b"x" * (MOST + 1)}
    for words, content in wrongs.items():
        wrong.write_bytes(content)
        assert words in said(SECRET_KEY_FILE=str(wrong))
        assert "hush" not in said(SECRET_KEY_FILE=str(wrong))
    both = said(SECRET_KEY="key", SECRET_KEY_FILE=str(token))
    assert both == "environment: SECRET_KEY: it is given 2 times, by SECRET_KEY and SECRET_KEY_FILE; keep one of them"


def test_every_wrong_file_is_named_beside_every_wrong_variable() -> None:
    with pytest.raises(Problems) as raised:
        read_environment({"SECRET_KEY_FILE": "/a", "SMTP_URL_FILE": "/b", "PORT": "x"})
    assert [str(one).split(": ")[1] for one in raised.value.problems] == ["PORT", "SECRET_KEY_FILE", "SMTP_URL_FILE"]


def test_a_file_that_may_not_be_read_says_so(token: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_arguments: object, **_named: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)  # as root every file may be read
    with pytest.raises(SecretFileError, match="Permission denied"):
        secret("SECRET_KEY", {"SECRET_KEY_FILE": str(token)}, {})


def test_a_name_that_is_no_secret_reads_no_file(tmp_path: Path) -> None:
    file = tmp_path / "port"
    file.write_text("9090")
    assert read_environment({"PORT_FILE": str(file)}).port == 8080


def test_the_database_password_joins_the_url(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("p@ss/w:rd%\n")
    given = {"DATABASE_URL": "postgresql://dezura@db:5433/shop?sslmode=require", "PGPASSWORD_FILE": str(file)}
    assert read_environment(given).database == "postgresql://dezura:p%40ss%2Fw%3Ard%25@db:5433/shop?sslmode=require"
    own = {**given, "DATABASE_URL": "postgresql://dezura:own@db/shop"}
    assert read_environment(own).database == "postgresql://dezura:own@db/shop"
    assert read_environment({"PGPASSWORD_FILE": str(file)}).database.startswith("sqlite:///")
    assert "Name the user" in said(DATABASE_URL="postgresql://db/shop", PGPASSWORD_FILE=str(file))


def test_shop_yml_takes_its_variables_from_files_too(tmp_path: Path, token: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "shop.yml").write_text(
        "name: Shop\nlanguages: [en]\ndefault_language: en\nteams: {shop: {calendar: {week: {mon: '9:00-18:00'}}}}\n"
        'channels: [{kind: telegram, name: bot, token: "${BOT}", secret: "${HOOK}"}]\n'
    )
    shop, problems = inspect_shop(tmp_path, {"BOT_FILE": str(token), "HOOK": "hook"})
    assert not problems
    assert shop is not None
    assert plain(shop.channels[0].token) == "123456:ABC"
    _, problems = inspect_shop(tmp_path, {"BOT_FILE": "/nowhere", "HOOK": "hook"})
    assert [problem.text for problem in problems] == ["BOT_FILE: /nowhere cannot be read: No such file or directory"]
    assert problems[0].place.line == 5
