"""Dates as customers write them, on Sunday the 22nd of November 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.dates import find_dates
from nlu.normalise import flat

TODAY = date(2026, 11, 22)


def dates(text: str, today: date = TODAY) -> list[str]:
    return [day.isoformat() for _, _, day in find_dates(flat(text), today)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("nopirku vakar", "2026-11-21"), ("aizvakar", "2026-11-20"), ("šodien", "2026-11-22"), ("rīt", "2026-11-23"),
        ("вчера вечером", "2026-11-21"), ("позавчора", "2026-11-20"), ("завтра", "2026-11-23"), ("vchera", "2026-11-21"),
        ("przedwczoraj", "2026-11-20"), ("pojutrze", "2026-11-24"), ("the day before yesterday", "2026-11-20"),
        ("pagājušajā nedēļā", "2026-11-15"), ("на прошлой неделе", "2026-11-15"), ("минулого тижня", "2026-11-15"),
        ("w zeszłym tygodniu", "2026-11-15"), ("last week", "2026-11-15"), ("last month", "2026-10-23"),
        ("pirms 3 dienām", "2026-11-19"), ("pirms nedēļas", "2026-11-15"), ("pirms divām nedēļām", "2026-11-08"),
        ("неделю назад", "2026-11-15"), ("два дні тому", "2026-11-20"), ("tydzień temu", "2026-11-15"),
        ("3 days ago", "2026-11-19"), ("a couple of weeks ago", "2026-11-08"), ("mēnesi atpakaļ", "2026-10-23"),
    ],
)  # fmt: skip
def test_days_are_counted_from_today(text: str, day: str) -> None:
    assert dates(text) == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5. decembrī", "2026-12-05"), ("12. martā", "2026-03-12"), ("2025. gada 12. martā", "2025-03-12"),
        ("5-го декабря", "2026-12-05"), ("3 листопада", "2026-11-03"), ("12 березня 2026", "2026-03-12"),
        ("1 травня", "2026-05-01"), ("5 grudnia", "2026-12-05"), ("10 maja", "2026-05-10"),
        ("3 marca 2025", "2025-03-03"), ("20 jan", "2026-01-20"),
        ("5th of December", "2026-12-05"), ("December 5th, 2025", "2025-12-05"), ("on March 3", "2026-03-03"),
        ("May 5th", "2026-05-05"),
    ],
)  # fmt: skip
def test_months_are_known_in_their_cases(text: str, day: str) -> None:
    assert dates(text) == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12.05.2026", "2026-05-12"), ("2026-11-03", "2026-11-03"), ("5.11.", "2026-11-05"), ("3/12/25", "2025-12-03"),
        ("05.12", "2026-12-05"),
    ],
)  # fmt: skip
def test_numbers_are_read_day_first(text: str, day: str) -> None:
    assert dates(text) == [day]


@pytest.mark.parametrize("text", ["piektdien", "в пятницу", "у п'ятницю", "w piątek", "last Friday"])
def test_a_bare_weekday_is_the_last_one(text: str) -> None:
    assert dates(text) == ["2026-11-20"]


@pytest.mark.parametrize("text", ["līdz piektdienai", "до пятницы", "до п’ятниці", "do piątku", "by Friday", "next friday"])
def test_a_weekday_to_come_is_the_next_one(text: str) -> None:
    assert dates(text) == ["2026-11-27"]


def test_a_weekday_named_on_that_day_is_never_today() -> None:
    assert dates("svētdien") == ["2026-11-15"]
    assert dates("līdz svētdienai") == ["2026-11-29"]


def test_a_day_without_a_year_is_past_unless_it_comes_soon() -> None:
    assert dates("22. decembrī") == ["2026-12-22"]
    assert dates("23. decembrī") == ["2025-12-23"]
    assert dates("5 января", date(2026, 12, 20)) == ["2027-01-05"]
    assert dates("29.02") == ["2024-02-29"]


@pytest.mark.parametrize(
    "text",
    [
        "31.04.2026",
        "10.30",
        "1.2.3",
        "may 5 items",
        "no rīta",
        "2 червоні",
        "2 жовті сорочки",
        "5 marku",
        "3/5",
        "10023",
        "the sun",
        "",
    ],
)
def test_what_is_no_day_is_left_alone(text: str) -> None:
    assert dates(text) == []


WRITTEN = st.sampled_from(["{0:%Y-%m-%d}", "{0.day}.{0.month}.{0.year}", "{0:%d/%m/%Y}"])


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), WRITTEN)
def test_every_day_of_the_calendar_is_read_back(day: date, written: str) -> None:
    assert dates(written.format(day)) == [day.isoformat()]


@given(st.text(alphabet="0123456789./- decmbrīvakарпятниц", max_size=40), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_nothing_a_customer_types_is_too_much(text: str, today: date) -> None:
    for start, end, _ in find_dates(flat(text), today):
        assert 0 <= start < end <= len(text)
