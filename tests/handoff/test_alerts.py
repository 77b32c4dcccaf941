"""Whom the desk calls: those on duty first, supervisors later, nobody out of hours."""

from datetime import UTC, datetime, timedelta

from handoff.alerts import Person, called, silent, steps
from handoff.calendars import parse_calendar

DAY = parse_calendar({"week": {"mon-fri": "9:00-18:00"}})
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)  # ten o'clock in Riga
MINUTE = timedelta(minutes=1)

ZANE = Person(1, "zane@shop.example", supervisor=False, presence="here", telegram_id=11)
OJARS = Person(2, "ojars@shop.example", supervisor=False, presence="off")
VIJA = Person(3, "vija@shop.example", supervisor=True, presence="off")
NIGHT = Person(4, "nils@shop.example", supervisor=False, presence="here", teams=("night",))
ALL = [ZANE, OJARS, VIJA, NIGHT]


def test_a_wait_calls_after_a_minute_and_supervisors_after_five() -> None:
    def after(minutes: int) -> list[str]:
        return list(steps(MONDAY, MONDAY + minutes * MINUTE, DAY, MINUTE, 5 * MINUTE))

    assert after(0) == []
    assert after(1) == ["waiting"]
    assert after(5) == ["waiting", "waiting_long"]


def test_nobody_is_called_out_of_hours_and_nights_do_not_count() -> None:
    evening = MONDAY.replace(hour=20)
    assert steps(evening, evening + timedelta(hours=3), DAY, MINUTE, 5 * MINUTE) == ()
    morning = MONDAY + timedelta(days=1) - timedelta(minutes=58)
    assert list(steps(evening, morning, DAY, MINUTE, 5 * MINUTE)) == ["waiting"]


def test_a_call_of_0s_is_none() -> None:
    assert list(steps(MONDAY, MONDAY + 9 * MINUTE, DAY, timedelta(), timedelta())) == []


def test_who_is_on_duty_in_the_team_is_called_first() -> None:
    assert called("waiting", "shop", ALL, 0) == [ZANE]
    assert called("waiting", "night", ALL, 0) == [ZANE, NIGHT]


def test_where_nobody_is_on_duty_the_whole_team_is_called() -> None:
    assert called("waiting", "shop", [OJARS, VIJA], 0) == [OJARS, VIJA]


def test_who_has_the_customer_is_called_for_a_promise_and_supervisors_when_it_broke() -> None:
    assert called("at_risk", "shop", ALL, 0, holder=2) == [OJARS]
    assert called("broken", "shop", ALL, 0, holder=2) == [OJARS, VIJA]
    assert called("waiting_long", "shop", ALL, 0) == [VIJA]


def test_who_wants_no_alerts_gets_none_but_a_stopped_channel_is_told() -> None:
    asleep = Person(3, "v@shop.example", supervisor=True, presence="here", snoozed_until=100)
    assert called("waiting_long", "shop", [asleep], 99) == []
    assert called("waiting_long", "shop", [asleep], 100) == [asleep]
    assert called("stopped", "", [asleep, ZANE], 99) == [asleep]


def test_a_channel_is_silent_after_hours_of_work_without_a_word() -> None:
    assert not silent(MONDAY, MONDAY + timedelta(hours=5), DAY, timedelta(hours=6))
    assert silent(MONDAY, MONDAY + timedelta(hours=7), DAY, timedelta(hours=6))
    assert not silent(MONDAY, MONDAY + timedelta(hours=12), DAY, timedelta(hours=6)), "at night nobody writes"
    assert not silent(MONDAY, MONDAY + timedelta(days=9), DAY, timedelta())
