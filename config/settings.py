"""Every knob there is, typed and read once; nothing else in the program reads the environment."""

import os
import re
from collections.abc import Mapping, Sequence
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote, urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from config.secret_files import secrets_of
from config.shop import Channel, Shop, plain
from config.source import Place, Problem, Problems

CHECKOUT = Path(__file__).resolve().parent.parent
_TOKEN = re.compile(r"[0-9]{1,19}:[A-Za-z0-9_-]+")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def _web(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ValueError("write an address like https://chat.example.com")
    return value


def _redis(value: str) -> str:
    parts = urlsplit(value)
    there = parts.path if parts.scheme == "unix" else parts.hostname
    if value and (parts.scheme not in {"redis", "rediss", "unix"} or not there):
        raise ValueError("write an address like redis://localhost:6379, or unix:///run/redis.sock")
    return value


def _networks(value: str) -> str:
    for part in filter(None, map(str.strip, value.split(","))):
        ip_network(part)  # raises ValueError with words of its own
    return value


Web = Annotated[str, AfterValidator(_web)]


class Environment(BaseSettings):
    """What the environment says; see docs/settings.md for each."""

    model_config = SettingsConfigDict(extra="ignore", case_sensitive=False, env_ignore_empty=True)

    dezura_home: Path = CHECKOUT
    database_url: str = ""
    pgpassword: SecretStr = SecretStr("")
    redis_url: Annotated[str, AfterValidator(_redis)] = ""
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    public_url: Web = ""
    smtp_url: SecretStr = SecretStr("")
    mail_from: str = ""
    trusted_proxies: Annotated[str, AfterValidator(_networks)] = ""
    dezura_datasets: str = ""
    secret_key: SecretStr = SecretStr("")
    data_keys: SecretStr = SecretStr("")
    telegram_bot_token: SecretStr = SecretStr("")
    telegram_webhook_secret: SecretStr = SecretStr("")
    telegram_desk_group: Annotated[int, Field(lt=0)] | None = None
    telegram_api_url: Web = "https://api.telegram.org"
    messenger_page_id: str = ""
    messenger_page_token: SecretStr = SecretStr("")
    messenger_app_secret: SecretStr = SecretStr("")
    messenger_app_id: str = ""
    messenger_verify_token: SecretStr = SecretStr("")
    messenger_graph_url: Web = "https://graph.facebook.com"
    admin_email: str = ""
    admin_password: SecretStr = SecretStr("")
    telegram_send_rate: Annotated[float, Field(gt=0)] = 30
    messenger_send_rate: Annotated[float, Field(gt=0)] = 40
    otel_traces_exporter: Literal["", "otlp", "none"] = ""
    otel_exporter_otlp_endpoint: Web = ""
    otel_exporter_otlp_traces_endpoint: Web = ""
    otel_exporter_otlp_headers: SecretStr = SecretStr("")
    otel_service_name: str = "dezura"
    otel_sdk_disabled: bool = False
    log_format: Literal["text", "json"] = "text"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @model_validator(mode="after")
    def _first_admin(self) -> "Environment":
        email, password = self.admin_email, plain(self.admin_password)
        if bool(email) != bool(password):
            missing = "ADMIN_PASSWORD" if email else "ADMIN_EMAIL"
            raise ValueError(f"{missing}: the first admin needs both, an address and a password")
        if email and "@" not in email.strip("@"):
            raise ValueError("ADMIN_EMAIL: this is not an e-mail address")
        if password and len(password) < 8:
            raise ValueError("ADMIN_PASSWORD: too short, eight characters at least")
        return self

    @model_validator(mode="after")
    def _password_of_somebody(self) -> "Environment":
        parts = urlsplit(self.database_url)
        if plain(self.pgpassword) and parts.scheme == "postgresql" and not parts.username:
            raise ValueError("PGPASSWORD: whose is it? Name the user in DATABASE_URL: postgresql://user@host/db")
        return self

    @property
    def database(self) -> str:
        """The database's URL with its password, SQLite in the shop's folder by default."""
        parts, password = urlsplit(self.database_url), plain(self.pgpassword)
        if password and parts.scheme == "postgresql" and parts.username and parts.password is None:
            user, _, host = parts.netloc.rpartition("@")
            return parts._replace(netloc=f"{user.removesuffix(':')}:{quote(password, safe='')}@{host}").geturl()
        return self.database_url or f"sqlite:///{self.dezura_home.resolve()}/var/dezura.db"

    @property
    def traced(self) -> bool:
        """Whether traces are wanted: an exporter or its address is given, as OpenTelemetry names them."""
        where = self.otel_traces_exporter or self.otel_exporter_otlp_traces_endpoint or self.otel_exporter_otlp_endpoint
        return bool(where) and where != "none" and not self.otel_sdk_disabled

    @property
    def var(self) -> Path:
        """Where what the program makes for itself is kept: the trained model, the secret key, the SQLite file."""
        return self.dezura_home / "var"


def secret_names() -> Sequence[str]:
    """The variables that may hold a secret, and may therefore be given as files too."""
    kept = [name for name, field in Environment.model_fields.items() if field.annotation is SecretStr]
    return [name.upper() for name in (*kept, "database_url", "redis_url")]  # a password may stand in those


def read_environment(values: Mapping[str, str] | None = None) -> Environment:
    """The environment's settings, secrets also from files. Raises Problems naming each wrong variable."""
    given = {key.upper(): value for key, value in (os.environ if values is None else values).items() if value}
    secrets, mistakes = secrets_of(secret_names(), given)
    try:
        read = Environment.model_validate({key.lower(): value for key, value in {**given, **secrets}.items()})
    except ValidationError as error:
        mistakes += [_said(found["loc"], found["msg"]) for found in error.errors()]
    if mistakes:
        raise Problems(Problem(Place("environment"), said, "", "environment-wrong") for said in mistakes)
    return read


def _said(where: tuple[str | int, ...], message: str) -> str:
    """A mistake with the variable's name; one of several variables names them itself."""
    said = message.removeprefix("Value error, ")
    return f"{str(where[0]).upper()}: {said}" if where else said


def channels_of(environment: Environment, shop: Shop) -> tuple[Channel, ...]:
    """The channels of shop.yml, and those that the environment alone configures. Raises Problems for half a channel."""
    found = [channel for channel in shop.channels if channel.kind != "web"]
    found += [channel for build in (_telegram, _messenger) if (channel := build(environment)) is not None]
    return (*found, *([c for c in shop.channels if c.kind == "web"] or [Channel(kind="web", name="web")]))


def _telegram(environment: Environment) -> Channel | None:
    token, secret = environment.telegram_bot_token, environment.telegram_webhook_secret
    if not plain(token):
        return None
    if _TOKEN.fullmatch(plain(token)) is None:
        text = "TELEGRAM_BOT_TOKEN: not of the form 123456:ABC, as BotFather gives it"
        raise Problems([Problem(Place("environment"), text, "", "environment-wrong")])
    if _SECRET.fullmatch(plain(secret)) is None:
        raise Problems([
            Problem(
                Place("environment"),
                "TELEGRAM_WEBHOOK_SECRET is required with TELEGRAM_BOT_TOKEN: 1 to 256 of A-Z a-z 0-9 _ -",
                "make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'",
                "environment-wrong",
            )
        ])  # fmt: skip
    return Channel(
        kind="telegram", name="telegram", token=token, secret=secret, send_rate=environment.telegram_send_rate,
        desk_group=environment.telegram_desk_group,
    )  # fmt: skip


def _messenger(environment: Environment) -> Channel | None:
    values: Mapping[str, str | SecretStr] = {
        "MESSENGER_PAGE_ID": environment.messenger_page_id,
        "MESSENGER_PAGE_TOKEN": environment.messenger_page_token,
        "MESSENGER_APP_SECRET": environment.messenger_app_secret,
        "MESSENGER_APP_ID": environment.messenger_app_id,
        "MESSENGER_VERIFY_TOKEN": environment.messenger_verify_token,
    }
    given = [name for name, value in values.items() if plain(value)]
    if not given:
        return None
    if missing := [name for name in values if name not in given]:
        raise Problems([Problem(Place("environment"), f"Messenger also needs {', '.join(missing)}", "", "environment-wrong")])
    return Channel(
        kind="messenger", name="messenger", page_id=environment.messenger_page_id, token=environment.messenger_page_token,
        app_secret=environment.messenger_app_secret, app_id=environment.messenger_app_id,
        verify_token=environment.messenger_verify_token, send_rate=environment.messenger_send_rate,
    )  # fmt: skip
