"""Streams that are open, by person: without it who was locked out would go on hearing what happens for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.api.hub import Watch


class Streams:
    """Within this process; those of other processes notice by themselves within seconds."""

    def __init__(self) -> None:
        self._open: dict[int, set[Watch]] = {}

    @contextmanager
    def of(self, user_id: int, watch: Watch) -> Iterator[None]:
        """While the block lasts, this person listens with this watch."""
        self._open.setdefault(user_id, set()).add(watch)
        try:
            yield
        finally:
            mine = self._open[user_id]
            mine.discard(watch)
            if not mine:
                del self._open[user_id]

    def end(self, user_id: int) -> None:
        """End a person's streams; their pages come back, if they still may."""
        for watch in self._open.get(user_id, ()):
            watch.end()

    def listening(self) -> frozenset[int]:
        """Who has a page open here."""
        return frozenset(self._open)
