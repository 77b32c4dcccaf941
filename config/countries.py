"""What the law of each country gives, read from config/countries.yml: without it one country's deadlines would be everybody's."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, RootModel, model_validator

from config.returns import Exemption
from config.source import Place, Problem, Problems, read_yaml, validate
from config.values import Part

FILE = Path("config") / "countries.yml"
SHIPPED = Path(__file__).resolve().parent.parent
Days = Annotated[int, Field(ge=1, le=3650)]
Years = Annotated[int, Field(ge=1, le=30)]


class Country(Part):
    """One country's rules; the comments of the file tell what each means. `check` names what was not verified at its source."""

    eu: bool
    withdrawal: Days
    extra: Days
    refund: Days
    send_back: Days
    rolls: bool
    conformity: Years
    presumption: Years
    answer: Days
    exempt: tuple[Exemption, ...]
    invoices: Years
    check: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _agrees(self) -> "Country":
        if unknown := [name for name in self.check if name not in type(self).model_fields]:
            raise ValueError(f"`check` names {', '.join(unknown)}, which is no rule of this table")
        if self.eu and (self.withdrawal < 14 or self.refund > 14 or self.conformity < 2):
            raise ValueError("in the EU: at least 14 days to withdraw, at most 14 for the money, at least 2 years of conformity")
        return self


class Countries(RootModel[Mapping[Annotated[str, Field(pattern="^[A-Z]{2}$")], Country]]):
    """All of them, by ISO 3166 code."""


def read_countries(home: Path) -> Mapping[str, Country]:
    """The shop's own table, or the shipped one where it has none. Raises Problems with file and line."""
    folder = home if (home / FILE).is_file() else SHIPPED
    return validate(Countries, read_yaml(folder / FILE, str(FILE))).root


def country_of(home: Path, region: str) -> Country:
    """The rules of the shop's country. Raises Problems where the table does not have it."""
    found = read_countries(home).get(region)
    if found is None:
        text, hint = f"there are no rules for {region}", "the others show what is needed"
        raise Problems([Problem(Place(str(FILE), 1, 1), text, hint, "country-unknown")])
    return found
