"""Figures against worlds counted by hand, and: whatever the rows, the parts come to the whole."""

from collections.abc import Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from handoff.reports import agents, answers, bot, load, promises, returns, surveys
from handoff.reports.agents import Reader
from handoff.reports.answers import timed
from handoff.reports.bot import FATES, BotRows
from handoff.reports.rows import (
    ContactRow,
    FateRow,
    HourRow,
    MissRow,
    ReachedRow,
    ReserveYear,
    ReturnRow,
    SettledRow,
    Standing,
    SurveyRow,
    TicketRow,
    UsedRow,
    WroteRow,
)  # fmt: skip
from handoff.reports.spans import Days
from handoff.reports.table import Report, Table
from handoff.reports.working import Worked
from tests.store.past import HOUR, MINUTE, RIGA, at

DAYS = Days(date(2026, 11, 16), date(2026, 11, 29), RIGA)  # two weeks, Monday to Sunday
OPEN = {"shop": Worked([at("2026-11-16 00:00")], [at("2026-12-30 00:00")], [0])}
MONDAY = date(2026, 11, 23)


def table(report: Report, name: str, about: str = "") -> Table:
    return next(one for one in report.tables if one.name == name and one.about == about)


def tile(report: Report, name: str) -> object:
    return next(one.value for one in report.tiles if one.name == name)


def a_ticket(opened: str, minutes: float | None, agent: int | None = 1, **values: str) -> TicketRow:
    moment = at(opened)
    answered = moment + round(minutes * MINUTE) if minutes is not None else None
    row = {"team": "shop", "reason": "asked", "channel": "web", "language": "lv", **values}
    state = row.pop("state", "closed" if answered else "open")
    closed = answered + HOUR if answered else None
    return TicketRow(row["team"], row["reason"], state, moment, answered, closed, agent, row["channel"], row["language"])


def test_an_hour_of_the_heat_map_is_what_such_an_hour_has_on_average() -> None:
    hours = [HourRow(at("2026-11-16 09:00"), 4, 2), HourRow(at("2026-11-23 09:00"), 2, 1), HourRow(at("2026-11-17 10:00"), 1, 1)]
    contacts = [ContactRow(MONDAY, "web", "lv", 3, 7, 0)]
    found = table(load.load(hours, contacts, DAYS), "messages")
    assert found.rows[9] == (0, 9, 6, 3.0)  # two Mondays
    assert found.rows[24 + 10] == (1, 10, 1, 0.5)


@given(st.lists(st.tuples(st.integers(DAYS.begin, DAYS.end - 1), st.integers(0, 50)), max_size=50))
def test_every_message_stands_in_one_hour_of_the_week(counted: Sequence[tuple[int, int]]) -> None:
    hours = [HourRow(moment, messages, 0) for moment, messages in counted]
    found = table(load.load(hours, [], DAYS), "messages")
    assert len(found.rows) == 7 * 24
    assert sum(value for value in found.values("messages") if isinstance(value, int)) == sum(n for _, n in counted)


def test_first_answers_by_hand() -> None:
    tickets = [a_ticket("2026-11-23 09:00", minutes) for minutes in (1, 2, 3, 4, 10)]
    tickets += [
        a_ticket("2026-11-24 09:00", None), a_ticket("2026-11-24 09:00", None, state="left"),
        a_ticket("2026-11-24 09:00", 0, reason="outside"),
    ]  # fmt: skip
    report = answers.answers(tickets, OPEN, DAYS, 5)
    assert [tile(report, name) for name in ("handed", "first_half", "waiting", "left")] == [7, 3 * MINUTE, 1, 1]
    times = {row[0]: row[1:] for row in table(report, "times").rows}
    assert times["first"] == times["first_working"] == (5, 3 * MINUTE, 7.6 * MINUTE, 8.8 * MINUTE)
    assert times["closing"][1] == 63 * MINUTE
    assert [row[1] for row in table(report, "histogram").rows] == [1, 2, 1, 1, 0, 0, 0, 0, 0]
    weeks = table(report, "weeks").rows
    assert [row[1] for row in weeks] == [0, 5]
    assert weeks[0][2] is None, "nothing is drawn of nothing"


@given(st.lists(st.one_of(st.none(), st.floats(0, 5000)), max_size=60))
def test_every_answer_stands_in_one_bar_of_the_histogram_and_in_one_week(minutes: list[float | None]) -> None:
    report = answers.answers([a_ticket("2026-11-23 09:00", one) for one in minutes], OPEN, DAYS, 5)
    answered = sum(one is not None for one in minutes)
    for name in ("histogram", "weeks", "channel"):
        assert sum(value for value in table(report, name).values("n") if isinstance(value, int)) == answered


def test_where_people_stop_in_a_flow() -> None:
    fates = [
        FateRow("order", "finished", "order contact", 6), FateRow("order", "left", "order number", 3),
        FateRow("order", "handed", "order contact", 1), FateRow("hours", "finished", "", 2),
    ]  # fmt: skip
    reached = [ReachedRow("order", "order number", 10), ReachedRow("order", "order contact", 7)]
    misses = [MissRow("unclear", "order", "number", 4, 3)]
    report = bot.bot(BotRows([ContactRow(MONDAY, "web", "lv", 10, 20, 4)], [], fates, reached, misses), DAYS, 5)
    funnel = table(report, "funnel", "order").rows
    assert [(row[0], row[1], row[2]) for row in funnel] == [
        ("", "started", 10), ("number", "asked", 10), ("contact", "asked", 7), ("", "finished", 6)
    ]  # fmt: skip
    assert funnel[1][4:] == (0, 0, 3, 0), "three left at the number"
    assert funnel[2][4:] == (1, 0, 0, 0), "one went on to a person at the contact"
    assert [tile(report, name) for name in ("contacts", "by_bot", "runs", "missed")] == [10, 60.0, 12, 4]
    assert table(report, "flows").rows[0][:8] == ("order", 10, 6, 1, 0, 3, 0, 0)
    assert table(report, "flows").rows[1][-3:] == (None, None, None), "two are too few for a share"


@given(st.lists(st.builds(FateRow, st.sampled_from("abc"), st.sampled_from(FATES), st.just(""), st.integers(1, 40)), max_size=30))
def test_the_ways_in_which_a_flow_ends_come_to_its_beginnings(fates: list[FateRow]) -> None:
    for row in table(bot.bot(BotRows([], [], fates, [], []), DAYS, 5), "flows").rows:
        counts = [value for value in row[1:8] if isinstance(value, int)]
        assert counts[0] == sum(counts[1:])


def test_promises_that_were_kept_by_week_and_kind() -> None:
    rows = [
        SettledRow(MONDAY, "reply", "kept", False, 8), SettledRow(MONDAY, "reply", "broken", True, 2),
        SettledRow(date(2026, 11, 16), "callback", "kept", True, 3),
    ]  # fmt: skip
    report = promises.promises(rows, Standing(4, 1), DAYS, 5)
    assert [tile(report, name) for name in ("broken", "moved", "standing", "late")] == [2, 5, 4, 1]
    weeks = table(report, "weeks").rows
    assert weeks[1][:4] == (MONDAY, 8, 2, 80.0)
    assert weeks[0][:4] == (date(2026, 11, 16), 3, 0, None)


def test_returns_by_ground_and_the_reserve() -> None:
    rows = [
        ReturnRow("defect", "auto", "refunded", "EUR", 6, 12_000), ReturnRow("defect", "person", "rejected", "EUR", 2, 9_000),
        ReturnRow("withdrawal", "auto", "approved", "GBP", 2, 5_000),
    ]  # fmt: skip
    reserve = ReserveYear(2026, "EUR", 100_000, [UsedRow(MONDAY, 25_000, 10_000)])
    report = returns.returns(rows, reserve, [], 5)
    assert [(one.name, one.value) for one in report.tiles] == [
        ("returns", 10), ("auto", 80.0), ("given EUR", 12_000), ("given GBP", 5_000), ("used", 25.0)
    ]  # fmt: skip
    assert table(report, "decisions").rows[0] == ("defect", "auto", 6, 6, 12_000, "EUR")
    assert table(report, "decisions").rows[1] == ("defect", "person", 2, 0, 0, "EUR")
    assert table(report, "reserve", "2026").rows == [(MONDAY, 25_000, 10_000, 75_000, "EUR")]


def test_surveys_with_who_answered_at_all() -> None:
    rows = [SurveyRow(MONDAY, "csat", "answered", score, times) for score, times in ((5, 6), (4, 2), (1, 2))]
    report = surveys.surveys([*rows, SurveyRow(MONDAY, "csat", "expired", None, 10)], DAYS, 5)
    assert [tile(report, name) for name in ("asked", "response", "csat")] == [20, 50.0, 80.0]
    assert [row[1] for row in table(report, "scores", "CSAT").rows] == [2, 0, 0, 2, 6]


CASES = timed(
    [a_ticket("2026-11-23 09:00", 3, agent) for agent in (1, 2, 3) for _ in range(5)] + [a_ticket("2026-11-23 09:00", 50, 2)],
    OPEN,
)
WROTE = [WroteRow(1, 9, 5), WroteRow(2, 40, 6), WroteRow(3, 3, 2)]
NAMES = {3: "Anna", 1: "Zane", 2: "Boris"}


def test_an_agent_sees_themselves_and_the_team_and_nobody_else() -> None:
    report = agents.agents(CASES, WROTE, NAMES, Reader(1, supervisor=False), 5)
    assert table(report, "people").values("person") == ["Zane"]
    assert tile(report, "team_first") == 3 * MINUTE


def test_the_team_is_hidden_where_it_would_be_one_colleague() -> None:
    two = [one for one in CASES if one.ticket.agent_id in {1, 2}]
    report = agents.agents(two, WROTE[:2], NAMES, Reader(1, supervisor=False), 5)
    assert tile(report, "team_first") is None
    assert set(table(report, "team").rows[0]) == {None}


def test_supervisors_see_everybody_by_name_and_nothing_of_too_few() -> None:
    few = [*CASES, *timed([a_ticket("2026-11-23 09:00", 1, 4)], OPEN)]
    report = agents.agents(few, WROTE, {**NAMES, 4: "Cilda", 5: "Nobody"}, Reader(9, supervisor=True), 5)
    people = table(report, "people")
    assert people.values("person") == ["Anna", "Boris", "Cilda", "Zane"]
    assert people.values("p50") == [3 * MINUTE, 3 * MINUTE, None, 3 * MINUTE]
    assert people.values("conversations") == [2, 6, 0, 5], "load stands beside speed"
