"""The group's pace: never more than Telegram takes in any minute, and room kept for what cannot wait."""

from hypothesis import given
from hypothesis import strategies as st

from bot.group.pace import MINUTE, Pace


def test_a_minute_takes_twenty_and_the_ordinary_leaves_room() -> None:
    pace = Pace(20)
    for _ in range(13):
        assert pace.delay(0.0, urgent=False) == 0
        pace.take(0.0)
    assert pace.delay(0.0, urgent=False) == MINUTE
    assert pace.delay(0.0, urgent=True) == 0
    for _ in range(7):
        pace.take(1.0)
    assert pace.delay(2.0, urgent=True) == MINUTE - 2
    assert pace.delay(MINUTE, urgent=True) == 0


def test_what_another_process_sent_in_this_minute_counts() -> None:
    assert Pace(20, [float(second) for second in range(20)]).delay(30.0, urgent=True) == MINUTE - 30


def test_telegrams_word_to_wait_is_kept() -> None:
    pace = Pace(20)
    pace.hold(33.0)
    assert pace.delay(3.0, urgent=True) == 30


@given(
    st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=120), st.integers(1, 20),
)  # fmt: skip
def test_no_minute_ever_holds_more(wishes: list[tuple[int, bool]], most: int) -> None:
    pace, now, sent = Pace(most), 0.0, []
    for pause, urgent in wishes:
        now += pause
        now += pace.delay(now, urgent=urgent)
        pace.take(now)
        sent.append(now)
    for moment in sent:
        assert sum(moment - MINUTE < other <= moment for other in sent) <= most
