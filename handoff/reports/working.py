"""Working time of very many stretches: without it a night would count as waiting, or a report of a year would take minutes."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from handoff.hours import Calendar, worked


@dataclass(frozen=True, slots=True)
class Worked:
    """A calendar's openings between two moments, with how much was worked before each; all in ms."""

    starts: Sequence[int]
    ends: Sequence[int]
    before: Sequence[int]

    @classmethod
    def of(cls, calendar: Calendar, since: int, until: int) -> "Worked":
        """What a calendar says from `since` to `until`, ms since the epoch; outside of that no time is counted."""
        day, last = _day(calendar, since) - timedelta(days=1), _day(calendar, until)
        starts: list[int] = []
        ends: list[int] = []
        before: list[int] = []
        done, total = since, 0
        while day <= last:
            for start, end in worked(calendar, day):
                a, b = max(_ms(start), done), min(_ms(end), until)
                if b > a:
                    starts.append(a)
                    ends.append(b)
                    before.append(total)
                    total, done = total + b - a, b
            day += timedelta(days=1)
        return cls(starts, ends, before)

    def between(self, a: int, b: int) -> int:
        """How much working time lies from `a` to `b`, ms; none where `b` is not later."""
        return self._until(b) - self._until(a) if b > a else 0

    def _until(self, moment: int) -> int:
        place = bisect_right(self.starts, moment) - 1
        if place < 0:
            return 0
        return self.before[place] + min(moment, self.ends[place]) - self.starts[place]


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _day(calendar: Calendar, ms: int) -> date:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(calendar.zone).date()
