"""Stretches of days as customers write them, on Tuesday the 24th of November 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.normalise import flat
from nlu.spans import find_spans

TODAY = date(2026, 11, 24)


def spans(text: str, today: date = TODAY) -> list[str]:
    return sorted({f"{first:%m-%d}/{last:%m-%d}" for _, _, (first, last) in find_spans(flat(text), today)})


@pytest.mark.parametrize("text", ["last week", "pagājušajā nedēļā", "на прошлой неделе", "минулого тижня", "w zeszłym tygodniu"])
def test_last_week_is_monday_to_sunday(text: str) -> None:
    assert "11-16/11-22" in spans(text)


@pytest.mark.parametrize(
    "text",
    ["last weekend", "pagājušajā nedēļas nogalē", "на прошлых выходных", "минулих вихідних", "w zeszły weekend", "brīvdienās"],
)
def test_the_last_weekend_is_two_days(text: str) -> None:
    assert spans(text) == ["11-21/11-22"]


@pytest.mark.parametrize(
    "text",
    ["between Monday and Wednesday", "starp pirmdienu un trešdienu", "между понедельником и средой", "між понеділком і середою",
     "między poniedziałkiem a środą"],
)  # fmt: skip
def test_between_two_days_of_a_week_is_the_last_such_stretch(text: str) -> None:
    assert spans(text) == ["11-16/11-18"]


@pytest.mark.parametrize(
    "text",
    ["from 3 to 5 December", "no 3. līdz 5. decembrim", "с 3 по 5 декабря", "з 3 до 5 грудня", "od 3 do 5 grudnia", "3-5 декабря",
     "3.-5.12.2026", "December 3-5", "3.12. - 5.12."],
)  # fmt: skip
def test_two_days_of_a_month_are_both_ends(text: str) -> None:
    assert spans(text) == ["12-03/12-05"]


@pytest.mark.parametrize(
    "text", ["pirms 2-3 nedēļām", "2-3 weeks ago", "2-3 недели назад", "2-3 тижні тому", "2-3 tygodnie temu"]
)
def test_some_weeks_ago_is_from_the_earliest_to_the_latest(text: str) -> None:
    assert spans(text) == ["11-03/11-10"]


@pytest.mark.parametrize(
    "text",
    ["yesterday or the day before yesterday", "vakar vai aizvakar", "вчера или позавчера", "wczoraj lub przedwczoraj"],
)
def test_one_of_two_days_is_the_stretch_of_both(text: str) -> None:
    assert spans(text) == ["11-22/11-23"]


@pytest.mark.parametrize("text", ["in October", "oktobrī", "в октябре", "у жовтні", "w październiku"])
def test_a_month_alone_is_all_of_it(text: str) -> None:
    assert spans(text) == ["10-01/10-31"]


@pytest.mark.parametrize("text", ["Friday last week", "в пятницу на прошлой неделе", "минулого тижня в п'ятницу"])
def test_a_day_of_a_week_named_with_it_is_one_day(text: str) -> None:
    assert "11-20/11-20" in spans(text)


@pytest.mark.parametrize("text", ["", "10-15 eiro", "the order is late", "от вас ничего", "do you have it", "9-18"])
def test_what_is_no_stretch_is_left_alone(text: str) -> None:
    assert spans(text) == []


WORDS = st.sampled_from(
    [
        "last",
        "next",
        "week",
        "weekend",
        "in",
        "december",
        "no",
        "līdz",
        "3.",
        "5.",
        "-",
        "до",
        "с",
        "по",
        "среду",
        "pirmdien",
        "pirms",
        "nedēļām",
        "2-3",
        "temu",
        "or",
        "vai",
        "decembrī",
        "sākumā",
        "3-5.12.",
        "grudnia",
        "between",
        "and",
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=10).map(" ".join)), st.dates())
def test_both_ends_are_days_in_their_order(text: str, today: date) -> None:
    for start, end, (first, last) in find_spans(flat(text), today):
        assert 0 <= start < end <= len(text)
        assert first <= last


@given(st.dates(date(2001, 1, 1), date(2098, 12, 1)), st.integers(1, 30))
def test_every_stretch_written_in_figures_is_read_back(first: date, length: int) -> None:
    last = date.fromordinal(first.toordinal() + length)
    text = f"{first.day}.{first.month}.{first.year} - {last.day}.{last.month}.{last.year}"
    assert [span for _, _, span in find_spans(flat(text), TODAY)] == [(first, last)]
