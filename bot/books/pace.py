"""How fast people answer: the clocks in working time are worked out here, because the database knows no calendar."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

import sqlalchemy as sa

from bot.books.department import Department, Office
from bot.epoch import from_ms
from bot.metrics import SLA
from bot.store import clocks
from bot.store.clocks import Kept
from config.sla import Sla
from handoff.clocks import Kind, Reading, read
from handoff.hours import Calendar

ROOM = 200  # clocks worked out at a time


class Pace(Department):
    """Works out what each clock shows, and notes which is late."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._known: list[Calendar] = []

    async def look(self) -> int:
        """Those to be worked out now; all that run, after a change of anybody's hours."""
        now = self.office.clock()
        hours = [team.calendar for team in self.office.teams.values()]
        if len(hours) != len(self._known) or any(one is not other for one, other in zip(hours, self._known, strict=True)):
            await self.office.database.write(clocks.again)
            self._known = hours
        found = await self.office.database.read(partial(clocks.due, now=now, room=1))
        return await self.office.database.write(partial(self._work, now=now)) if found else 0

    async def next_due(self) -> int | None:
        """When the next one would be late."""
        return await self.office.database.read(clocks.next_due)

    def _work(self, connection: sa.Connection, now: int) -> int:
        found = clocks.due(connection, now, ROOM)
        readings = [(kept, self._reading(kept, now), self._target(kept)) for kept in found]
        for kept in clocks.write(connection, readings, now):
            SLA.labels(kept.clock.kind, "late").inc()
        for kept, reading, target in readings:
            late = reading.breached_at is not None or kept.breached_at is not None
            if kept.clock.ended_at is not None and target is not None and not late:
                SLA.labels(kept.clock.kind, "met").inc()
        return len(found)

    def _reading(self, kept: Kept, now: int) -> Reading:
        team = self.office.teams.get(kept.team) or self.office.teams[self.office.settings.team]
        moment = kept.clock.ended_at or from_ms(now)
        return read(kept.clock, team.calendar, self._target(kept), moment)

    def _target(self, kept: Kept) -> timedelta | None:
        return targets(self.office.settings.sla_of(kept.team))[kept.clock.kind]


def targets(sla: Sla) -> Mapping[Kind, timedelta | None]:
    """A team's targets by the clock's kind."""
    return {"first": sla.first_answer, "next": sla.next_answer, "closing": sla.closing}
