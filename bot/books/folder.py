"""What departments read of the shop's folder, once: without it every stage for a try would read and measure it anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from config.countries import Country, country_of
from config.faq import Faq, read_faq
from config.shop import Shop
from flows.shop.faq import Shelf, shelves_of
from nlu.model import Language


@dataclass(frozen=True)
class Folder:
    """The shop's answers and goods, and the rules of its country."""

    home: Path
    settings: Shop
    faq: Faq

    @classmethod
    def read(cls, home: Path, settings: Shop) -> "Folder":
        """What stands in the folder now. Raises Problems with file and line."""
        return cls(home, settings, read_faq(home, settings.languages))

    @cached_property
    def shelves(self) -> Mapping[Language, Shelf]:
        """The answers to find, read and measured when the first question comes."""
        return shelves_of(self.faq.answers, self.settings.languages, self.faq.precision)

    @cached_property
    def country(self) -> Country:
        """The rules of the shop's country. Raises Problems where there are none."""
        return country_of(self.home, self.settings.region)
