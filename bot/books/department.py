"""What a part of the shop's business is to the program: without it every new one would be wired in five places.

A department brings look-ups that a turn may ask, entries in the books and effects outside that a turn may order, and what it
does by the clock. Each has a file of its own beside this one; bot/app.py names them.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from bot.books.effects import Book, Outside
from bot.books.folder import Folder
from bot.doorbell import Doorbell
from bot.mail import Mailer
from bot.store.database import Database
from bot.store.sealed import Ring, ring_of
from config.settings import Environment
from config.shop import Shop
from flows.shop.calls import Shop as ShopPort
from flows.shop.lookups import Lookup
from flows.shop.proof import Proof
from flows.wording import Words
from handoff.teams import Team

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Office:
    """What every department works with. `clock` gives ms since the epoch; `secret` keys the hashes of persons and codes."""

    environment: Environment
    settings: Shop
    database: Database
    doorbell: Doorbell
    clock: Callable[[], int]
    secret: bytes
    shop: ShopPort
    proof: Proof
    teams: Mapping[str, Team]
    wording: Words
    mailer: Mailer | None = None
    reading: Folder | None = None

    @property
    def ring(self) -> Ring:
        """The keys that accounts are sealed with."""
        return ring_of(self.environment, self.secret)

    @property
    def folder(self) -> Folder:
        """What is read of the shop's folder."""
        return self.reading or Folder.read(self.environment.dezura_home, self.settings)


class Department:
    """One part of the shop's business; what it does not have is empty."""

    @property
    def lookups(self) -> Mapping[str, Lookup]:
        """Calls that only read, by name."""
        return {}

    @property
    def books(self) -> Mapping[str, Book]:
        """Entries in our own books, by the name of the call."""
        return {}

    @property
    def outside(self) -> Mapping[str, Outside]:
        """Effects that need more than a transaction of our own, by the name of the call."""
        return {}

    @property
    def events(self) -> Mapping[str, Callable[[Mapping[str, str]], Awaitable[None]]]:
        """What a conversation written as a test may let happen here (`happen: {bank: ...}`), by name."""
        return {}

    async def look(self) -> int:
        """Do what is due by the clock; how many things were done. Each stands in a transaction of its own."""
        return 0

    async def next_due(self) -> int | None:
        """When something falls due next, in ms since the epoch."""
        return None


def joined(parts: Iterable[Mapping[str, T]]) -> Mapping[str, T]:
    """What departments bring, by the name of the call. Raises ValueError where two bring the same: one would never be asked."""
    everything: dict[str, T] = {}
    for part in parts:
        if twice := sorted(everything.keys() & part.keys()):
            raise ValueError(f"two departments bring {', '.join(twice)}")
        everything |= part
    return everything
