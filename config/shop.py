"""The shop's own settings, config/shop.yml: hours, teams, channels, promises."""

import os
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, model_validator

from config.care import Care
from config.desk import Desk
from config.goods import Goods
from config.invoices import Invoices
from config.payments import Payments
from config.people import People
from config.privacy import Privacy
from config.publishing import Publishing
from config.reports import Reports
from config.retention import Retention
from config.returns import Experiment, Reserve, Returns
from config.secret_files import SecretFileError, folder_of, secret
from config.service import Changes, Delivery
from config.shops import Orders
from config.sla import Sla
from config.source import Place, Problem, Problems, Source, read_yaml, validate
from config.topics import Alerts, Summary, Topics
from config.understanding import Understanding
from config.values import Amount, Clock, Duration, LanguageCode, Origin, Part, Zone


class Promises(Part):
    """What is promised when a person is needed."""

    reply_within: Duration = timedelta(minutes=3)
    callback_by: Clock = "11:00"


class Team(Part):
    """People who answer together. `calendar` is read by handoff/hours.py."""

    name: str = ""
    calendar: Mapping[str, Any]
    languages: tuple[LanguageCode, ...] = ()
    promises: Promises | None = None
    sla: Sla | None = None


_NEEDED: Mapping[str, tuple[str, ...]] = {
    "telegram": ("token", "secret"),
    "messenger": ("token", "page_id", "app_id", "app_secret", "verify_token"),
    "web": (),
}


class Template(Part):
    """A utility template that Meta has approved: its name, and the code of each language it is approved in."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,512}$")]
    languages: Annotated[Mapping[LanguageCode, str], Field(min_length=1)]

    @property
    def codes(self) -> Mapping[str, str]:
        """Meta's code of each language."""
        return {str(language): code for language, code in self.languages.items()}


class Channel(Part):
    """One bot or page: `kind`, and its own tokens as `${VARIABLES}`. `origins`: sites that may show the web chat in a page.

    `disclose`: say that the assistant answers again when a person gives a conversation back.
    `page_inbox`: people answer this page in Facebook's own inbox. `templates`: what may carry a fact when the window has closed,
    by the wording's id, or `*` for any. `desk_group`: the Telegram group in which people answer (docs/telegram-desk.md);
    `customers: false`: the bot is for people of the shop alone.
    """

    kind: Literal["telegram", "messenger", "web"]
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
    token: SecretStr = SecretStr("")
    secret: SecretStr = SecretStr("")
    page_id: str = ""
    app_id: str = ""
    app_secret: SecretStr = SecretStr("")
    verify_token: SecretStr = SecretStr("")
    human_agent: bool = False
    page_inbox: bool = False
    templates: Mapping[str, Template] = {}
    disclose: bool = True
    send_rate: Annotated[float, Field(gt=0)] | None = None
    origins: tuple[Origin, ...] = ()
    desk_group: Annotated[int, Field(lt=0)] | None = None
    customers: bool = True

    @model_validator(mode="after")
    def _complete(self) -> "Channel":
        missing = [name for name in _NEEDED[self.kind] if not plain(getattr(self, name))]
        if missing:
            raise ValueError(f"a {self.kind} channel also needs {' and '.join(missing)}")
        if self.kind != "messenger" and (self.page_inbox or self.templates or self.human_agent):
            raise ValueError(f"human_agent, page_inbox and templates are Messenger's; a {self.kind} channel has none of them")
        if self.kind != "telegram" and (self.desk_group is not None or not self.customers):
            raise ValueError(f"desk_group and customers are a Telegram bot's; a {self.kind} channel has neither")
        return self


class Queue(Part):
    """When the queue is longer than this the promise says so instead of `reply_within`."""

    limit: Annotated[int, Field(ge=1)] = 30


class Shop(Part):
    """config/shop.yml."""

    name: str
    languages: Annotated[tuple[LanguageCode, ...], Field(min_length=1)]
    default_language: LanguageCode
    zone: Zone = "Europe/Riga"
    region: Annotated[str, Field(pattern="^[A-Z]{2}$")] = "LV"
    privacy_url: str = ""
    privacy: Privacy = Privacy()
    teams: Annotated[Mapping[str, Team], Field(min_length=1)]
    default_team: str = ""
    channels: tuple[Channel, ...] = ()
    promises: Promises = Promises()
    sla: Sla = Sla()
    queue: Queue = Queue()
    desk: Desk = Desk()
    understanding: Understanding = Understanding()
    agents_allowance: Amount = (Decimal(100), "EUR")
    people: People = People()
    publishing: Publishing = Publishing()
    retention: Retention = Retention()
    orders: Orders = Orders()
    invoices: Invoices = Invoices()
    goods: tuple[Goods, ...] = ()
    payments: Payments = Payments()
    changes: Changes = Changes()
    delivery: Delivery = Delivery()
    returns: Returns = Returns()
    reserve: Reserve = Reserve()
    experiment: Experiment = Experiment()
    care: Care = Care()
    reports: Reports = Reports()
    topics: Topics = Topics()
    alerts: Alerts = Alerts()
    summary: Summary = Summary()

    @model_validator(mode="after")
    def _agree(self) -> "Shop":
        if self.default_language not in self.languages:
            raise ValueError(f"default_language {self.default_language!r} is not among languages")
        if self.default_team and self.default_team not in self.teams:
            raise ValueError(f"default_team {self.default_team!r} is not among teams: {', '.join(self.teams)}")
        for name in filter(None, (self.care.callbacks.team, self.care.abuse_team)):
            if name not in self.teams:
                raise ValueError(f"care: {name!r} is not among teams: {', '.join(self.teams)}")
        theirs = self.people.supervisors_allowance
        if theirs is not None and theirs[1] != self.agents_allowance[1]:
            raise ValueError("people: supervisors_allowance and agents_allowance are in different currencies")
        names = [channel.name for channel in self.channels]
        if len(names) != len(set(names)):
            raise ValueError("two channels have the same name")
        if sum(channel.desk_group is not None for channel in self.channels) > 1:
            raise ValueError("two bots have a desk_group; a shop has one such group")
        return self

    @property
    def time_zone(self) -> ZoneInfo:
        """The shop's own zone, in which days are counted."""
        return ZoneInfo(self.zone)

    @property
    def team(self) -> str:
        """The team for what no other team is named for."""
        return self.default_team or next(iter(self.teams))

    def promises_of(self, team: str) -> Promises:
        """A team's own promises, or the shop's."""
        own = self.teams.get(team)
        return own.promises if own is not None and own.promises is not None else self.promises

    def sla_of(self, team: str) -> Sla:
        """A team's own targets, or the shop's."""
        own = self.teams.get(team)
        return own.sla if own is not None and own.sla is not None else self.sla


NAME = "config/shop.yml"
_VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")


def read_shop(home: Path, variables: Mapping[str, str] | None = None) -> Shop:
    """`config/shop.yml` of a shop's folder, `${VARIABLES}` filled in. Raises Problems with file and line."""
    shop, problems = inspect_shop(home, variables)
    if shop is None or problems:
        raise Problems(problems)
    return shop


def shop_of(source: Source, variables: Mapping[str, str] | None = None) -> Shop:
    """The same of a text in hand. Raises Problems."""
    shop, problems = _inspected(source, variables)
    if shop is None or problems:
        raise Problems(problems)
    return shop


def inspect_shop(home: Path, variables: Mapping[str, str] | None = None) -> tuple[Shop | None, Sequence[Problem]]:
    """The settings in a shop's folder and all their mistakes; they are there also where nothing but variables is missing."""
    if not (home / "config" / "shop.yml").is_file():
        hint = "`dezura init DIR` makes a shop's folder"
        text = f"DEZURA_HOME: there is no config/shop.yml in {home}"
        return None, [Problem(Place("environment"), text, hint, "file-missing")]
    try:
        source = read_yaml(home / "config" / "shop.yml", NAME)
    except Problems as found:
        return None, found.problems
    return _inspected(source, variables)


def _inspected(source: Source, variables: Mapping[str, str] | None) -> tuple[Shop | None, Sequence[Problem]]:
    if not isinstance(source.data, dict):
        text = "this should be a list of settings"
        return None, [Problem(Place(source.file, 1, 1), text, "see docs/settings.md", "value-wrong")]
    filling = _Filling(source, os.environ if variables is None else variables)
    data = filling.fill(source.data, ())
    try:
        return validate(Shop, source, data), filling.missing
    except Problems as found:
        blind = [problem.place for problem in filling.missing]  # what stands there is not known, so nothing is said of it
        return None, [*filling.missing, *(problem for problem in found.problems if problem.place not in blind)]


class _Filling:
    """Puts variables' values in the places of their names; secrets also from files (config/secret_files.py)."""

    def __init__(self, source: Source, values: Mapping[str, str]) -> None:
        self.source, self.values = source, values
        self.missing: list[Problem] = []
        self._folder: Mapping[str, Path] | None = None

    def fill(self, value: Any, path: tuple[str | int, ...]) -> Any:
        match value:
            case dict():
                return {key: self.fill(inner, (*path, key)) for key, inner in value.items()}
            case list():
                return [self.fill(inner, (*path, index)) for index, inner in enumerate(value)]
            case str():
                return _VARIABLE.sub(lambda found: self._value(found[1], path) or found[1], value)
            case _:
                return value

    def _value(self, name: str, path: tuple[str | int, ...]) -> str:
        try:
            if self._folder is None:
                self._folder = folder_of(self.values)
            value = secret(name, self.values, self._folder)
        except SecretFileError as error:
            self.missing.append(self.source.problem(path, str(error), "see docs/settings.md", "environment-wrong"))
            return ""
        if not value:
            self.missing.append(self._unset(path, name))
        return value

    def _unset(self, path: tuple[str | int, ...], name: str) -> Problem:
        text = f"the environment variable {name} is not set"
        return self.source.problem(path, text, "set it where the program starts", "environment-unset")


def plain(value: SecretStr | str) -> str:
    """A secret's own text."""
    return value.get_secret_value() if isinstance(value, SecretStr) else value
