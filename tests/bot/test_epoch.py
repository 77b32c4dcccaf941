from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as some

from bot.epoch import from_ms, to_ms

THE_YEAR_2200 = 7_258_118_400_000


@given(some.integers(0, THE_YEAR_2200))
def test_a_moment_is_the_same_there_and_back(ms: int) -> None:
    assert to_ms(from_ms(ms)) == ms


def test_a_zone_changes_how_a_moment_reads_and_not_when_it_is() -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert to_ms(noon.astimezone(timezone(timedelta(hours=2)))) == to_ms(noon)
