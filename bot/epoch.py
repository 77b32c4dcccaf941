"""Moments as numbers and back: without it every module would have an idea of its own of how a clock reads in the database."""

from datetime import UTC, datetime, timedelta


def to_ms(moment: datetime) -> int:
    """An aware moment as ms since the epoch, as the database and the platforms have it."""
    return round(moment.timestamp() * 1000)


def from_ms(ms: int) -> datetime:
    """Ms since the epoch as a moment in UTC."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def length_ms(length: timedelta) -> int:
    """A length of time in ms."""
    return int(length.total_seconds() * 1000)
