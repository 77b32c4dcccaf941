"""Days and weeks as the shop lives them: without them a Monday in Riga would begin at two in the morning of its reports."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

HOUR = 3_600_000  # ms
QUARTER = 900_000  # ms: every zone in use today is a whole number of quarters of an hour from UTC


@dataclass(frozen=True, slots=True)
class Days:
    """From a day to a day in a zone, the last one included."""

    since: date
    until: date
    zone: tzinfo

    def __post_init__(self) -> None:
        if self.since > self.until:
            raise ValueError("since: it is later than until")

    @property
    def begin(self) -> int:
        """The first moment, in ms since the epoch."""
        return start_of(self.since, self.zone)

    @property
    def end(self) -> int:
        """The first moment that is no longer in it."""
        return start_of(self.until + timedelta(days=1), self.zone)

    def __iter__(self) -> Iterator[date]:
        day = self.since
        while day <= self.until:
            yield day
            day += timedelta(days=1)

    def __len__(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def weeks(self) -> list[date]:
        """The Mondays of its weeks."""
        first, last = monday_of(self.since), monday_of(self.until)
        return [first + timedelta(weeks=week) for week in range((last - first).days // 7 + 1)]

    def week_of(self, ms: int) -> date:
        """The Monday of a moment's week."""
        return monday_of(self.day_of(ms))

    def day_of(self, ms: int) -> date:
        """A moment's day."""
        return datetime.fromtimestamp(ms / 1000, UTC).astimezone(self.zone).date()

    def hour_of(self, ms: int) -> tuple[int, int]:
        """A moment's weekday, 0 for Monday, and hour."""
        local = datetime.fromtimestamp(ms / 1000, UTC).astimezone(self.zone)
        return local.weekday(), local.hour


def start_of(day: date, zone: tzinfo) -> int:
    """The first moment of a day in a zone; where the clocks skip midnight, the moment of the skip."""
    local = datetime.combine(day, time(), zone)
    return round(local.timestamp() * 1000)


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())
