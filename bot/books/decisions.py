"""Decisions that nobody took in time: the flow that waits for one goes on without it."""

from dataclasses import dataclass

from bot.books.department import Department, Office
from bot.store import approvals

ROOM = 64


@dataclass(frozen=True, slots=True)
class Decisions(Department):
    """Approvals by the clock; people decide through the API."""

    office: Office

    async def look(self) -> int:
        """See Department."""
        now = self.office.clock()
        return await self.office.database.write(lambda connection: approvals.expire(connection, now, ROOM))

    async def next_due(self) -> int | None:
        """See Department."""
        return await self.office.database.read(approvals.next_due)
