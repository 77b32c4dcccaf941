"""Every knob there is, typed and read once; nothing else in the program reads the environment."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from config.shop import Channel, Shop, plain
from config.source import Place, Problem, Problems

CHECKOUT = Path(__file__).resolve().parent.parent


class Environment(BaseSettings):
    """What the environment says; see docs/settings.md for each."""

    model_config = SettingsConfigDict(extra="ignore", case_sensitive=False)

    dezura_home: Path = CHECKOUT
    database_url: str = ""
    redis_url: str = ""
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    public_url: str = ""
    smtp_url: SecretStr = SecretStr("")
    mail_from: str = ""
    trusted_proxies: str = ""
    dezura_datasets: str = ""
    secret_key: SecretStr = SecretStr("")
    telegram_bot_token: SecretStr = SecretStr("")
    telegram_webhook_secret: SecretStr = SecretStr("")
    telegram_api_url: str = "https://api.telegram.org"
    messenger_page_id: str = ""
    messenger_page_token: SecretStr = SecretStr("")
    messenger_app_secret: SecretStr = SecretStr("")
    messenger_app_id: str = ""
    messenger_verify_token: SecretStr = SecretStr("")
    messenger_graph_url: str = "https://graph.facebook.com"
    admin_email: str = ""
    admin_password: SecretStr = SecretStr("")
    telegram_send_rate: Annotated[float, Field(gt=0)] = 30
    messenger_send_rate: Annotated[float, Field(gt=0)] = 40
    log_format: Literal["text", "json"] = "text"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @property
    def database(self) -> str:
        """The database's URL, SQLite in the shop's folder by default."""
        return self.database_url or f"sqlite:///{self.dezura_home.resolve()}/var/dezura.db"

    @property
    def var(self) -> Path:
        """Where what the program makes for itself is kept: the trained model, the secret key, the SQLite file."""
        return self.dezura_home / "var"


def read_environment(values: Mapping[str, str] | None = None) -> Environment:
    """The environment's settings. Raises Problems naming each wrong variable."""
    try:
        if values is None:
            return Environment()
        return Environment.model_validate({key.lower(): value for key, value in values.items()})
    except ValidationError as error:
        raise Problems(
            Problem(Place("environment"), f"{str(found['loc'][0]).upper()}: {found['msg']}") for found in error.errors()
        ) from None


def channels_of(environment: Environment, shop: Shop) -> tuple[Channel, ...]:
    """The channels of shop.yml, and those that the environment alone configures. Raises Problems for half a channel."""
    found = [channel for channel in shop.channels if channel.kind != "web"]
    found += [channel for build in (_telegram, _messenger) if (channel := build(environment)) is not None]
    return (*found, *([c for c in shop.channels if c.kind == "web"] or [Channel(kind="web", name="web")]))


def _telegram(environment: Environment) -> Channel | None:
    token, secret = environment.telegram_bot_token, environment.telegram_webhook_secret
    if not plain(token):
        return None
    if re.fullmatch(r"[A-Za-z0-9_-]{1,256}", plain(secret)) is None:
        raise Problems([
            Problem(
                Place("environment"),
                "TELEGRAM_WEBHOOK_SECRET is required with TELEGRAM_BOT_TOKEN: 1 to 256 of A-Z a-z 0-9 _ -",
                "make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'",
            )
        ])  # fmt: skip
    return Channel(kind="telegram", name="telegram", token=token, secret=secret, send_rate=environment.telegram_send_rate)


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
        raise Problems([Problem(Place("environment"), f"Messenger also needs {', '.join(missing)}")])
    return Channel(
        kind="messenger", name="messenger", page_id=environment.messenger_page_id, token=environment.messenger_page_token,
        app_secret=environment.messenger_app_secret, app_id=environment.messenger_app_id,
        verify_token=environment.messenger_verify_token, send_rate=environment.messenger_send_rate,
    )  # fmt: skip
