"""What departments do by the clock (reminders, expiries, decisions nobody took): without it only customers moved anything."""

from collections.abc import Callable, Sequence

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.books.department import Department
from bot.doorbell import Doorbell

LOOK = 2.0  # seconds between looks, at most
_log = structlog.get_logger()


class Rounds:
    """Goes from department to department; one that fails keeps nobody from the others."""

    def __init__(self, departments: Sequence[Department], doorbell: Doorbell, clock: Callable[[], int]) -> None:
        self.departments, self.doorbell, self.clock = departments, doorbell, clock
        self._running = True

    async def run(self) -> None:
        """Until `stop`."""
        while self._running:
            if not await self.look():
                soon = await self.next_due()
                pause = LOOK if soon is None else (soon - self.clock()) / 1000
                await self.doorbell.wait("rounds", min(LOOK, max(0.05, pause)))

    def stop(self) -> None:
        """Begin nothing more."""
        self._running = False
        self.doorbell.ring("rounds")

    async def look(self) -> int:
        """Do what is due now; how many things were done."""
        done = sum([await self._look(department) for department in self.departments])
        if done:
            for bell in ("turns", "sends", "pages"):
                self.doorbell.ring(bell)
        return done

    async def next_due(self) -> int | None:
        """When something falls due next."""
        moments = [await department.next_due() for department in self.departments]
        return min((moment for moment in moments if moment is not None), default=None)

    async def _look(self, department: Department) -> int:
        try:
            return await department.look()
        except (SQLAlchemyError, OSError):
            raise
        except Exception:  # noqa: BLE001 - what one department cannot do keeps nobody from the others
            _log.exception("rounds_failed", department=type(department).__name__)
            return 0
