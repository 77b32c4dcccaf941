"""Moments as people say them, in five languages."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from flows.moments import at_words, day_words, due_words, span_words, within_words
from nlu.model import LANGUAGES, Language

RIGA = ZoneInfo("Europe/Riga")
SATURDAY_NIGHT = datetime(2026, 11, 21, 22, 15, tzinfo=RIGA)


def at(day: int, hour: int = 11, minute: int = 0, *, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=RIGA)


@pytest.mark.parametrize(
    ("language", "today", "tomorrow", "after", "later"),
    [
        (
            "lv",
            *("šodien līdz plkst. 11.00", "rīt līdz plkst. 11.00"),
            *("parīt līdz plkst. 11.00", "otrdien, 24. novembrī, līdz plkst. 11.00"),
        ),
        ("uk", "сьогодні до 11:00", "завтра до 11:00", "післязавтра до 11:00", "у вівторок, 24 листопада, до 11:00"),
        ("ru", "сегодня до 11:00", "завтра до 11:00", "послезавтра до 11:00", "во вторник, 24 ноября, до 11:00"),
        ("pl", "dzisiaj do 11:00", "jutro do 11:00", "pojutrze do 11:00", "we wtorek, 24 listopada, do 11:00"),
        ("en", "today by 11:00", "tomorrow by 11:00", "on Monday, 23 November, by 11:00", "on Tuesday, 24 November, by 11:00"),
    ],
)
def test_a_due_moment_is_said_by_its_day_and_hour(language: Language, today: str, tomorrow: str, after: str, later: str) -> None:
    said = [due_words(at(day), SATURDAY_NIGHT, RIGA, language) for day in (21, 22, 23, 24)]
    assert said == [today, tomorrow, after, later]


def test_tomorrow_is_the_shops_tomorrow_not_the_servers() -> None:
    just_past_midnight_in_riga = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)
    assert due_words(at(22), just_past_midnight_in_riga, RIGA, "en") == "today by 11:00"


def test_an_opening_is_at_a_time_and_not_by_it() -> None:
    said = [at_words(at(22, 9, 30), SATURDAY_NIGHT, RIGA, language) for language in LANGUAGES]
    assert said == ["rīt plkst. 9.30", "завтра о 9:30", "завтра в 9:30", "jutro o 9:30", "tomorrow at 9:30"]
    assert at_words(at(22), SATURDAY_NIGHT, RIGA, "uk") == "завтра об 11:00"


def test_a_far_day_is_said_without_its_weekday_and_with_the_year_when_it_is_another() -> None:
    near_end = [day_words(at(20, month=12), SATURDAY_NIGHT, RIGA, language) for language in LANGUAGES]
    assert near_end == ["20. decembrī", "20 грудня", "20 декабря", "20 grudnia", "on 20 December"]
    next_year = [day_words(at(3, month=3, year=2027), SATURDAY_NIGHT, RIGA, language) for language in LANGUAGES]
    assert next_year == ["2027. gada 3. martā", "3 березня 2027 року", "3 марта 2027 года", "3 marca 2027 r.", "on 3 March 2027"]


def test_what_has_been_is_said_too() -> None:
    assert day_words(at(20), SATURDAY_NIGHT, RIGA, "pl") == "wczoraj"
    assert day_words(at(18).date(), SATURDAY_NIGHT, RIGA, "lv") == "trešdien, 18. novembrī"


@pytest.mark.parametrize(
    ("language", "one", "three", "twenty_one", "eleven"),
    [
        ("lv", "1 minūte", "3 minūtes", "21 minūte", "11 minūšu"),
        ("uk", "1 хвилина", "3 хвилини", "21 хвилина", "11 хвилин"),
        ("ru", "1 минута", "3 минуты", "21 минута", "11 минут"),
        ("pl", "1 minuta", "3 minuty", "21 minut", "11 minut"),
        ("en", "1 minute", "3 minutes", "21 minutes", "11 minutes"),
    ],
)
def test_lengths_have_their_plurals(language: Language, one: str, three: str, twenty_one: str, eleven: str) -> None:
    assert [span_words(timedelta(minutes=n), language) for n in (1, 3, 21, 11)] == [one, three, twenty_one, eleven]


@pytest.mark.parametrize(
    ("language", "one", "three", "twenty_one", "eleven"),
    [
        ("lv", "1 minūtes laikā", "3 minūšu laikā", "21 minūtes laikā", "11 minūšu laikā"),
        ("uk", "протягом 1 хвилини", "протягом 3 хвилин", "протягом 21 хвилини", "протягом 11 хвилин"),
        ("ru", "в течение 1 минуты", "в течение 3 минут", "в течение 21 минуты", "в течение 11 минут"),
        ("pl", "w ciągu 1 minuty", "w ciągu 3 minut", "w ciągu 21 minut", "w ciągu 11 minut"),
        ("en", "within 1 minute", "within 3 minutes", "within 21 minutes", "within 11 minutes"),
    ],
)
def test_within_has_its_own_case(language: Language, one: str, three: str, twenty_one: str, eleven: str) -> None:
    assert [within_words(timedelta(minutes=n), language) for n in (1, 3, 21, 11)] == [one, three, twenty_one, eleven]


def test_the_largest_unit_in_whole_numbers_is_used() -> None:
    lengths = [timedelta(minutes=90), timedelta(hours=2), timedelta(days=14), timedelta(seconds=20)]
    assert [span_words(length, "en") for length in lengths] == ["90 minutes", "2 hours", "14 days", "1 minute"]
    assert [within_words(length, "ru") for length in lengths[1:3]] == ["в течение 2 часов", "в течение 14 дней"]
