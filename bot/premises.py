"""What a shop's settings say of hours and teams, before anything runs: without it the check would have to start the program."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config.mail import mail_of
from config.settings import Environment
from config.shop import Shop
from config.source import Problems, read_yaml
from handoff.teams import Team, team_of
from handoff.week import week_words

VERSION = "0.1.0"


def shop_facts(environment: Environment, shop: Shop) -> dict[str, dict[str, Any]]:
    """What flows may know of the shop, as `context.shop`."""
    calendar = teams_of(environment, shop)[shop.team].calendar
    privacy = shop.privacy_url
    if privacy.startswith("/"):
        privacy = (environment.public_url or f"http://{environment.host}:{environment.port}").rstrip("/") + privacy
    hours = {language: week_words(calendar, language) for language in shop.languages}
    currency = shop.agents_allowance[1]
    spoken = {language: language for language in shop.languages}
    facts = {"name": shop.name, "privacy": privacy, "hours": hours, "language": spoken, "currency": currency, "zone": shop.zone}
    return {"shop": {**facts, "mails": mail_of(environment) is not None}}


def teams_of(environment: Environment, shop: Shop) -> dict[str, Team]:
    """Every team's calendar and promises. Raises Problems with the lines of what cannot be read."""
    teams, problems = {}, []
    for name in shop.teams:
        try:
            teams[name] = team_of(shop, name)
        except ValueError as error:
            source = read_yaml(environment.dezura_home / "config" / "shop.yml", "config/shop.yml")
            field, _, wrong = str(error).partition(": ")
            problems.append(source.problem(_path(field, source.data), wrong, "", "hours-wrong"))
    if problems:
        raise Problems(problems)
    return teams


def _path(field: str, data: Any) -> list[str | int]:
    """A dotted path as the file has it: places in lists are numbers, days are days."""
    path: list[str | int] = []
    for part in field.split("."):
        known = {str(key): key for key in data} if isinstance(data, Mapping) else {}
        key = known.get(part, int(part) if part.isdecimal() else part)
        data = data[key] if isinstance(data, Mapping) and key in data else data[key] if _in_list(data, key) else None
        path.append(str(key) if not isinstance(key, int) else key)
    return path


def _in_list(data: Any, key: Any) -> bool:
    return isinstance(data, list) and isinstance(key, int) and key < len(data)


def embeddings_path(home: Path, shop: Shop) -> Path | None:
    """Where a shop's model of sentences stands, if it brings one."""
    return home / shop.understanding.embeddings if shop.understanding.embeddings else None
