"""When somebody wants to be called, as people in five languages say it."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.shop.call_times import Wanted, read_wanted

RIGA = ZoneInfo("Europe/Riga")
MONDAY = datetime(2026, 11, 23, 10, tzinfo=RIGA)
TUESDAY, FRIDAY = date(2026, 11, 24), date(2026, 11, 27)


@pytest.mark.parametrize(
    "text", ["rīt pēc 3", "завтра після 15", "завтра после 3", "jutro po 15", "tomorrow after 3", "rit pec 15:00"]
)
def test_a_day_and_after_an_hour(text: str) -> None:
    assert read_wanted(text, MONDAY) == Wanted(TUESDAY, time(15), after=True)


@pytest.mark.parametrize(
    "text", ["piektdien 11:30", "у п'ятницю об 11:30", "в пятницу в 11:30", "w piątek o 11.30", "on Friday at 11:30"]
)
def test_a_weekday_is_the_coming_one(text: str) -> None:
    assert read_wanted(text, MONDAY) == Wanted(FRIDAY, time(11, 30))


@pytest.mark.parametrize("text", ["rīt no rīta", "завтра вранці", "завтра утром", "jutro rano", "tomorrow morning"])
def test_a_part_of_the_day(text: str) -> None:
    assert read_wanted(text, MONDAY) == Wanted(TUESDAY, time(8), after=True)


@pytest.mark.parametrize("text", ["pēc stundas", "за годину", "через час", "za godzinę", "in an hour"])
def test_in_so_long(text: str) -> None:
    found = read_wanted(text, MONDAY)
    assert found is not None
    assert found.moment == datetime(2026, 11, 23, 11, tzinfo=RIGA)


@pytest.mark.parametrize("text", ["tagad", "зараз", "сейчас", "teraz", "now", "as soon as possible"])
def test_as_soon_as_can_be(text: str) -> None:
    assert read_wanted(text, MONDAY) == Wanted(soon=True)


def test_hours_of_the_night_are_meant_in_the_afternoon() -> None:
    assert read_wanted("at 4", MONDAY) == Wanted(clock=time(16))
    assert read_wanted("at 9", MONDAY) == Wanted(clock=time(9))
    assert read_wanted("8 pm", MONDAY) == Wanted(clock=time(20))


@pytest.mark.parametrize("text", ["", "nezinu", "whenever it suits", "+37120000808", "25:99"])
def test_what_says_no_time(text: str) -> None:
    assert read_wanted(text, MONDAY) is None


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    found = read_wanted(text, datetime(2026, 11, 23, 10, tzinfo=UTC))
    assert found is None or found.day is None or found.day.year > 1900
