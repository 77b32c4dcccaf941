"""Calendar feeds: recurrences, exceptions, moved occurrences, all-day events, zones; closures and shifts."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.calendars import parse_calendar
from handoff.feeds import MOST_BYTES, Feed, FeedError, applied, feeds_of, read
from handoff.hours import Calendar, add_working, is_open, worked
from tests.handoff.calendars_of_hypothesis import RIGA

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
WEEK = {"week": {"mon-fri": "9:00-18:00"}}
CLOSED, SHIFTS = Feed("a.ics"), Feed("b.ics", "shifts")


def feed(*events: str) -> str:
    """A calendar of these events."""
    stamp = "DTSTAMP:20260101T000000Z"
    body = "".join(f"BEGIN:VEVENT\r\nUID:{n}\r\n{stamp}\r\n{event}\r\nEND:VEVENT\r\n" for n, event in enumerate(events))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n{body}END:VCALENDAR\r\n"


def lines(*parts: str) -> str:
    return "\r\n".join(parts)


def riga(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=RIGA)  # type: ignore[arg-type, misc]  # mypy cannot spread ints over a signature


def test_an_all_day_event_is_the_teams_own_day() -> None:
    (closure,) = read(feed(lines("DTSTART;VALUE=DATE:20261224", "SUMMARY:Ziemassvētku vakars")), RIGA, NOW)
    assert (closure.start, closure.end) == (riga(2026, 12, 24), riga(2026, 12, 25))
    assert closure.name == "Ziemassvētku vakars"


def test_several_days_end_before_the_last_named() -> None:
    (closure,) = read(feed(lines("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227")), RIGA, NOW)
    assert closure.end == riga(2026, 12, 27)


def test_a_time_without_a_zone_is_the_teams_own_and_one_with_a_zone_is_not() -> None:
    floating, warsaw, zulu = read(
        feed(
            lines("DTSTART:20261201T090000", "DURATION:PT1H"),
            lines("DTSTART;TZID=Europe/Warsaw:20261202T090000", "DTEND;TZID=Europe/Warsaw:20261202T100000"),
            lines("DTSTART:20261203T090000Z", "DTEND:20261203T100000Z"),
        ), RIGA, NOW,
    )  # fmt: skip
    assert floating.start == riga(2026, 12, 1, 9)
    assert warsaw.start == riga(2026, 12, 2, 10)
    assert zulu.start == riga(2026, 12, 3, 11)


def test_a_repetition_keeps_its_clock_over_the_winter_and_leaves_out_what_is_excepted() -> None:
    text = feed(
        lines(
            "DTSTART;TZID=Europe/Riga:20261130T120000", "DTEND;TZID=Europe/Riga:20261130T130000", "RRULE:FREQ=WEEKLY;COUNT=20",
            "EXDATE;TZID=Europe/Riga:20261207T120000",
        )
    )  # fmt: skip
    found = read(text, RIGA, NOW)
    assert len(found) == 19
    assert {closure.start.astimezone(RIGA).hour for closure in found} == {12}
    assert riga(2026, 12, 7, 12) not in [closure.start for closure in found]


def test_an_occurrence_that_was_moved_is_where_it_was_moved_to() -> None:
    series = lines("DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", "RRULE:FREQ=DAILY;COUNT=3")
    moved = lines("RECURRENCE-ID:20261202T090000Z", "DTSTART:20261202T150000Z", "DTEND:20261202T160000Z")
    text = feed(series, moved).replace("UID:1", "UID:0")
    assert [closure.start.hour for closure in read(text, RIGA, NOW)] == [9, 15, 9]


def test_free_time_and_what_was_called_off_close_nothing() -> None:
    day = "DTSTART;VALUE=DATE:20261224"
    assert read(feed(lines(day, "TRANSP:TRANSPARENT"), lines(day, "STATUS:CANCELLED")), RIGA, NOW) == []


@pytest.mark.parametrize("text", ["", "<html>", "BEGIN:VCALENDAR", "x" * (MOST_BYTES + 1)])
def test_what_is_no_calendar_says_so_without_its_words(text: str) -> None:
    with pytest.raises(FeedError) as error:
        read(text, RIGA, NOW)
    assert "html" not in str(error.value)


@pytest.mark.parametrize(
    "rule",
    [
        "RRULE:FREQ=SECONDLY", "rrule:freq=minutely;count=9", "RRULE;X-A=B:FREQ=HOURLY", "RRULE:FREQ=SE\r\n CONDLY",
        "EXRULE:FREQ=SECONDLY",
        f"RRULE:FREQ=DAILY;BYHOUR={','.join(map(str, range(24)))};BYMINUTE={','.join(map(str, range(60)))}",
    ],
)  # fmt: skip
def test_what_repeats_without_end_is_turned_away_before_it_is_laid_out(rule: str) -> None:
    with pytest.raises(FeedError, match="repetitions"):
        read(feed(lines("DTSTART:20260101T000000Z", "DTEND:20260101T000001Z", rule)), RIGA, NOW)
    standard = lines("BEGIN:STANDARD", "DTSTART:19700101T000000", rule, "END:STANDARD")
    zone = lines("BEGIN:VTIMEZONE", "TZID:X", standard, "END:VTIMEZONE", "")
    with pytest.raises(FeedError, match="repetitions"):
        read(feed("DTSTART:20260101T000000Z").replace("BEGIN:VEVENT", f"{zone}BEGIN:VEVENT", 1), RIGA, NOW)


def test_many_rules_that_are_fine_alone_are_too_many_together() -> None:
    event = lines("DTSTART:20200101T080000Z", "DTEND:20200101T090000Z", "RRULE:FREQ=DAILY")
    with pytest.raises(FeedError, match="repetitions"):
        read(feed(*[event] * 60), RIGA, NOW)
    past = lines("DTSTART:20200101T080000Z", "DTEND:20200101T090000Z", "RRULE:FREQ=DAILY;UNTIL=20200110T080000Z")
    assert read(feed(*[past] * 60), RIGA, NOW) == []


@pytest.mark.parametrize(
    "event",
    [
        lines("DTSTART:19000101T000000Z", "DTEND:99991231T235959Z"),
        lines("DTSTART:20261201T090000Z", "DURATION:P999999999D"),
        lines("DTSTART;VALUE=DATE:99991231"),
        lines("DTSTART;TZID=America/New_York:20261201T090000", "DTEND;TZID=America/New_York:99991231T235959"),
    ],
)
def test_what_lasts_for_ever_is_cut_or_turned_away_and_stops_nothing(event: str) -> None:
    try:
        times = read(feed(event), RIGA, NOW)
    except FeedError:
        return
    found = applied(parse_calendar(WEEK), [(SHIFTS, times)])
    assert len(found.shifts) <= 500


def test_closures_close_and_shifts_open() -> None:
    calendar = parse_calendar(WEEK)
    holidays = read(feed("DTSTART;VALUE=DATE:20261130"), RIGA, NOW)
    closed = applied(calendar, [(CLOSED, holidays)])
    assert not is_open(closed, riga(2026, 11, 30, 12))
    assert is_open(closed, riga(2026, 12, 1, 12))
    night = read(feed(lines("DTSTART:20261128T220000", "DTEND:20261129T060000")), RIGA, NOW)
    shifts = applied(calendar, [(SHIFTS, night)])
    assert [is_open(shifts, riga(2026, 11, *at)) for at in ((28, 23), (29, 5), (29, 6), (30, 12))] == [True, True, False, False]
    assert add_working(shifts, riga(2026, 11, 28, 23), timedelta(hours=3)) == riga(2026, 11, 29, 2)


def test_a_special_day_wins_over_shifts_and_a_closure_over_both() -> None:
    closed = {"special": {"2026-11-28": "closed"}, "closures": [{"from": "2026-11-29", "to": "2026-11-29"}]}
    calendar = parse_calendar({**WEEK, **closed})
    found = read(feed(lines("DTSTART:20261128T090000", "DTEND:20261130T120000")), RIGA, NOW)
    shifts = applied(calendar, [(SHIFTS, found)])
    assert [is_open(shifts, riga(2026, 11, day, 10)) for day in (28, 29, 30)] == [False, False, True]


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 20_000), st.integers(1, 4_000)), max_size=6))
def test_shifts_are_worked_exactly_while_one_of_them_lasts(spans: list[tuple[int, int]]) -> None:
    begin = datetime(2026, 10, 20, tzinfo=UTC)  # over the night on which the clocks go back
    times = [(begin + timedelta(minutes=a), begin + timedelta(minutes=a + length)) for a, length in spans]
    events = [lines(f"DTSTART:{a:%Y%m%dT%H%M%SZ}", f"DTEND:{b:%Y%m%dT%H%M%SZ}") for a, b in times]
    calendar = applied(Calendar(RIGA, ((), (), (), (), (), (), ())), [(SHIFTS, read(feed(*events), RIGA, begin))])
    for minute in range(0, 24_000, 97):
        moment = begin + timedelta(minutes=minute)
        assert is_open(calendar, moment) == any(a <= moment < b for a, b in times)
    days = [date(2026, 10, 19) + timedelta(days=n) for n in range(30)]
    stretches = [stretch for day in days for stretch in worked(calendar, day)]
    assert all(one[1] <= other[0] for one, other in pairwise(stretches))


def test_feeds_are_written_as_an_address_a_file_or_a_list() -> None:
    assert feeds_of("https://example.com/a.ics", "ical") == (Feed("https://example.com/a.ics"),)
    assert feeds_of([{"file": "b.ics", "means": "shifts"}], "ical") == (SHIFTS,)
    assert feeds_of(None, "ical") == ()


@pytest.mark.parametrize(
    ("value", "at"),
    [(7, "ical"), ({"means": "closed"}, "ical"), ({"file": "a", "means": "open"}, "ical.means"), (["ftp://x"], "ical.0.url")],
)
def test_a_mistake_names_its_field(value: object, at: str) -> None:
    with pytest.raises(ValueError, match=rf"^{at}: "):
        feeds_of(value, "ical")
