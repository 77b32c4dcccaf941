"""What reports count, against small worlds counted by hand, on both databases."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.store import reporting
from bot.store.database import Database
from bot.store.reporting import Wanted
from handoff.reports.rows import ContactRow, HourRow
from handoff.reports.spans import Days
from tests.store.past import DAY, HOUR, MINUTE, RIGA, Past, at

MONDAY = Days(date(2026, 11, 23), date(2026, 11, 23), RIGA)
NOW = at("2026-11-28 12:00")


@pytest.fixture
def past(database: Database) -> Past:
    return Past(database)


def test_messages_are_counted_in_the_hours_of_the_shops_own_clock(past: Past, database: Database) -> None:
    a, b = past.chat(), past.chat()
    past.wrote(a, at("2026-11-23 09:00"), at("2026-11-23 09:59"))
    past.wrote(b, at("2026-11-23 09:30"), at("2026-11-23 10:00"))
    past.wrote(b, at("2026-11-23 09:31"), kind="fact")  # nobody wrote it
    past.answered(a, 7, at("2026-11-23 10:20"))
    past.answered(a, 0, at("2026-11-23 10:21"), author="bot")
    found = database.query(lambda c: reporting.hours(c, Wanted.of(MONDAY), RIGA)).result()
    assert found == [HourRow(at("2026-11-23 09:00"), 3, 2), HourRow(at("2026-11-23 10:00"), 1, 1, 1)]


def test_an_hour_begins_at_half_past_where_the_zone_says_so(past: Past, database: Database) -> None:
    kolkata = ZoneInfo("Asia/Kolkata")
    past.wrote(past.chat(), at("2026-11-23 09:00", kolkata), at("2026-11-23 09:59", kolkata), at("2026-11-23 10:00", kolkata))
    days = Days(date(2026, 11, 23), date(2026, 11, 23), kolkata)
    found = database.query(lambda c: reporting.hours(c, Wanted.of(days), kolkata)).result()
    assert [(row.at, row.messages) for row in found] == [
        (at("2026-11-23 09:00", kolkata), 2), (at("2026-11-23 10:00", kolkata), 1)
    ]  # fmt: skip


def test_a_contact_is_a_conversation_on_a_day_and_a_person_had_to_do_with_it_while_a_hand_over_was_open(
    past: Past, database: Database
) -> None:
    alone, helped, waiting = past.chat(), past.chat(language="uk"), past.chat("web")
    past.wrote(alone, at("2026-11-23 23:59"), at("2026-11-24 00:00"))  # past midnight: two contacts
    past.wrote(helped, at("2026-11-23 12:00"), at("2026-11-23 12:10"), at("2026-11-24 12:00"))
    past.handed(helped, at("2026-11-23 12:01"), at("2026-11-23 12:05"), at("2026-11-23 12:20"))  # done the same day
    past.wrote(waiting, at("2026-11-24 09:00"))
    past.handed(waiting, at("2026-11-22 09:00"))  # open since the day before
    days = Days(date(2026, 11, 23), date(2026, 11, 24), RIGA)
    found = database.query(lambda c: reporting.contacts(c, Wanted.of(days), days)).result()
    assert found == [
        ContactRow(date(2026, 11, 23), "telegram", "lv", 1, 1, 0),
        ContactRow(date(2026, 11, 23), "telegram", "uk", 1, 2, 1),
        ContactRow(date(2026, 11, 24), "telegram", "lv", 1, 1, 0),
        ContactRow(date(2026, 11, 24), "telegram", "uk", 1, 1, 0),
        ContactRow(date(2026, 11, 24), "web", "lv", 1, 1, 1),
    ]


def test_a_day_on_which_the_clocks_change_has_all_its_hours_and_no_other(past: Past, database: Database) -> None:
    chat = past.chat()
    short = Days(date(2026, 3, 29), date(2026, 3, 29), RIGA)
    assert short.end - short.begin == 23 * HOUR
    past.wrote(chat, short.begin - 1, short.begin, short.end - 1, short.end)
    found = database.query(lambda c: reporting.contacts(c, Wanted.of(short), short)).result()
    assert [(row.contacts, row.messages) for row in found] == [(1, 2)]


def test_only_what_was_asked_for_is_counted(past: Past, database: Database) -> None:
    mine, other = past.chat(), past.chat("web", "pl")
    moment = at("2026-11-23 09:00")
    past.wrote(mine, moment)
    past.wrote(other, moment)
    past.handed(other, moment, team="returns")

    def messages(**narrower: str) -> int:
        wanted = Wanted.of(MONDAY, **narrower)
        return sum(row.messages for row in database.query(lambda c: reporting.hours(c, wanted, RIGA)).result())

    assert [messages(), messages(channel="web"), messages(language="lv"), messages(team="returns")] == [2, 1, 1, 1]
    assert messages(channel="web", language="lv") == 0
    counted = database.query(lambda c: reporting.tickets(c, Wanted.of(MONDAY, "shop"))).result()
    assert counted == []


def test_a_day_in_figures(past: Past, database: Database) -> None:
    noon = at("2026-11-23 12:00")
    for number in range(6):
        chat = past.chat()
        past.wrote(chat, noon + number)
        if number < 5:
            past.handed(chat, noon, noon + (number + 1) * MINUTE, noon + HOUR if number < 3 else None)
    left = past.chat()
    past.wrote(left, noon)
    past.handed(left, noon, None, noon + HOUR, state="left", reason="unsure")
    past.promised(left, noon, noon + HOUR, "kept", noon + HOUR)
    past.promised(left, noon, noon + HOUR, "broken", noon + DAY)  # the day after
    past.chat(owner="queue", team="shop", due_at=NOW - 1)
    past.chat(owner="queue", team="shop", due_at=NOW + 1)
    found = database.query(lambda c: reporting.day_figures(c, "", date(2026, 11, 23), RIGA, NOW)).result()
    assert (found.contacts, found.messages, found.by_bot) == (7, 7, 1)
    assert (found.handed, found.by_reason, found.answered, found.closed, found.left) == (6, {"asked": 5, "unsure": 1}, 5, 3, 1)
    assert found.first_answer is not None
    assert (found.first_answer.n, found.first_answer.p50) == (5, 3 * MINUTE)
    assert (found.kept, found.broken, found.waiting, found.late, found.owed, found.returns) == (1, 0, 2, 1, 0, 0)


def test_an_empty_day_has_no_figures_of_nothing(database: Database) -> None:
    found = database.query(lambda c: reporting.day_figures(c, "shop", date(2026, 11, 23), RIGA, NOW)).result()
    assert (found.contacts, found.handed, found.first_answer, found.surveys) == (0, 0, None, {})
