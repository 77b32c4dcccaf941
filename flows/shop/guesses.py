"""What is remembered between proofs: without it a stranger could guess for ever, and a customer would prove everything twice."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class GuessLog(Protocol):
    """Wrong guesses, remembered by what they were aimed at."""

    async def record(self, key: str, scopes: Sequence[str], at: datetime) -> None:
        """Remember a guess in each of its scopes. A key that is known already changes nothing, so a repeated turn counts once."""
        ...

    async def count(self, scope: str, since: datetime) -> int:
        """How many guesses in this scope were recorded later than `since`."""
        ...

    async def forget(self, key: str) -> None:
        """Take a guess out again, from all its scopes."""
        ...


class Bindings(Protocol):
    """Which chat has proved to be whose: a person stands as a keyed hash of the e-mail or phone that was proved."""

    async def bind(self, chat: str, person: str, until: datetime) -> None:
        """Remember it; a later moment replaces an earlier one."""
        ...

    async def is_bound(self, chat: str, persons: Sequence[str], now: datetime) -> bool:
        """Whether the chat has proved to be any of these, and it still holds."""
        ...

    async def revoke(self, chat: str) -> None:
        """Forget everything this chat has proved."""
        ...


class Origins(Protocol):
    """From where chats come that anybody can open without end."""

    async def of(self, chat: str) -> str:
        """A name for the place a chat was opened from, the same for all chats from there; empty where none is known."""
        ...


class Nowhere:
    """Origins where none are known: every chat costs its owner an account somewhere."""

    async def of(self, chat: str) -> str:
        """See Origins."""
        return ""


class MemoryGuesses:
    """A GuessLog in memory, for tests and for trying things out."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[frozenset[str], datetime]] = {}

    async def record(self, key: str, scopes: Sequence[str], at: datetime) -> None:
        """See GuessLog."""
        self.rows.setdefault(key, (frozenset(scopes), at))

    async def count(self, scope: str, since: datetime) -> int:
        """See GuessLog."""
        return sum(scope in scopes and at > since for scopes, at in self.rows.values())

    async def forget(self, key: str) -> None:
        """See GuessLog."""
        self.rows.pop(key, None)


class MemoryBindings:
    """Bindings in memory, for tests and for trying things out."""

    def __init__(self) -> None:
        self.until: dict[tuple[str, str], datetime] = {}

    async def bind(self, chat: str, person: str, until: datetime) -> None:
        """See Bindings."""
        self.until[chat, person] = max(until, self.until.get((chat, person), until))

    async def is_bound(self, chat: str, persons: Sequence[str], now: datetime) -> bool:
        """See Bindings."""
        return any(self.until.get((chat, person), now) > now for person in persons)

    async def revoke(self, chat: str) -> None:
        """See Bindings."""
        self.until = {key: until for key, until in self.until.items() if key[0] != chat}
