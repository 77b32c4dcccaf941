"""What the studio does in the background: without it tests and replays would each be stopped, and found lost, otherwise."""

import asyncio
from dataclasses import dataclass
from typing import Protocol

LOST = 60_000  # ms without a sign after which a run that is not ended is not going on any more
SIGN = 1000  # ms between two


@dataclass(slots=True)
class Background:
    """What goes on in this process, if anything does, and the hash of the set it is about."""

    task: "asyncio.Task[None] | None" = None
    flows: str = ""

    @property
    def busy(self) -> bool:
        """Whether anything does."""
        return self.task is not None and not self.task.done()

    async def stop(self) -> None:
        """Leave it off."""
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)


class Run(Protocol):
    """The row of a run, which tells every process how far it is; moments in ms, `ended_at` None while it goes on."""

    @property
    def seen_at(self) -> int:
        """Its last sign."""

    @property
    def ended_at(self) -> int | None:
        """When all of it was done."""


def is_lost(run: Run, now: int) -> bool:
    """Whether it was begun, and nobody goes on with it any more."""
    return run.ended_at is None and now - run.seen_at > LOST
