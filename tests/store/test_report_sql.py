"""Flows, promises, surveys, returns and what is behind a figure, counted by both databases as by hand."""

from datetime import date
from functools import partial

import pytest

from bot.store import care_tables, quality_tables, report_behind, report_desk, report_flows, report_money, return_tables
from bot.store.database import Database
from bot.store.reporting import Wanted
from handoff.reports.rows import (
    FateRow,
    MissRow,
    ReachedRow,
    ReturnRow,
    SettledRow,
    Standing,
    SurveyRow,
    UsedRow,
    WroteRow,
)  # fmt: skip
from handoff.reports.spans import Days
from tests.store.past import DAY, HOUR, MINUTE, RIGA, Past, at

DAYS = Days(date(2026, 11, 16), date(2026, 11, 29), RIGA)
WANTED = Wanted.of(DAYS)
NOON = at("2026-11-23 12:00")
NOW = NOON + 3 * DAY
MONDAY = date(2026, 11, 23)


@pytest.fixture
def past(database: Database) -> Past:
    return Past(database)


def test_how_runs_ended_and_where_they_stopped(past: Past, database: Database) -> None:
    done, stopped, asked_for_a_person, fresh = (past.chat() for _ in range(4))
    past.ran(done, 1, "order", NOON, "number", "contact", end="finished")
    past.ran(done, 2, "order", NOON + HOUR, "number", end="cancelled")
    past.ran(stopped, 1, "order", NOON, "number")
    past.ran(asked_for_a_person, 1, "order", NOON, "number")
    past.ran(asked_for_a_person, 2, "pattern", NOON + MINUTE, end="handed_over")
    past.ran(fresh, 1, "order", NOW - HOUR, "number", "contact")
    past.ran(fresh, 2, "order", at("2026-10-01 12:00"), end="finished")  # before the time
    found = database.query(lambda c: report_flows.fates(c, WANTED, NOW)).result()
    assert found == [
        FateRow("order", "cancelled", "order number", 1), FateRow("order", "finished", "order contact", 1),
        FateRow("order", "handed", "order number", 1), FateRow("order", "left", "order number", 1),
        FateRow("order", "open", "order contact", 1), FateRow("pattern", "handed", "", 1),
    ]  # fmt: skip
    reached = database.query(lambda c: report_flows.reached(c, WANTED)).result()
    assert reached == [ReachedRow("order", "order number", 5, 1), ReachedRow("order", "order contact", 2, 2)]
    which = database.query(lambda c: report_behind.behind(c, "flow", WANTED, {"flow": "order", "fate": "left"}, now=NOW, room=9))
    assert [one.id for one in which.result()] == [stopped]


def test_what_was_not_understood(past: Past, database: Database) -> None:
    a, b = past.chat(), past.chat("web")
    for chat, what, step in ((a, "unclear", "number"), (a, "unclear", "number"), (b, "unclear", "number")):
        past._put(quality_tables.misses, conversation_id=chat, turn=1, at=NOON, what=what, flow="order", step=step)
    past._put(quality_tables.misses, conversation_id=b, turn=2, at=NOON, what="not_understood", flow="", step="")
    found = database.query(lambda c: report_flows.misses(c, WANTED)).result()
    assert found == [MissRow("unclear", "order", "number", 3, 2), MissRow("not_understood", "", "", 1, 1)]
    words = {"what": "unclear", "flow": "order", "step": "number"}
    behind = database.query(lambda c: report_behind.behind(c, "miss", WANTED, words, now=NOW, room=9)).result()
    assert {one.id for one in behind} == {a, b}
    narrow = Wanted.of(DAYS, channel="web")
    assert len(database.query(lambda c: report_behind.behind(c, "miss", narrow, words, now=NOW, room=9)).result()) == 1


def test_promises_surveys_and_what_agents_wrote(past: Past, database: Database) -> None:
    chat = past.chat()
    past.promised(chat, NOON, NOON + MINUTE, "kept", NOON)
    past.promised(chat, NOON, NOON + MINUTE, "kept", NOON, renewal=True)
    past.promised(chat, NOON, NOON + MINUTE, "broken", at("2026-11-20 12:00"), what="callback")
    past.promised(chat, NOON, NOON + MINUTE, "open")
    past.answered(chat, 7, NOON, NOON + 1)
    for state, score in (("answered", 5), ("answered", 5), ("expired", None)):
        past._put(
            care_tables.surveys, conversation_id=chat, case_key=f"c{score}{next(past.numbers)}", person="", kind="csat",
            about="case", state=state, score=score, made_at=NOON, ask_at=NOON, asked_at=NOON,
        )  # fmt: skip
    assert database.query(lambda c: report_desk.settled(c, WANTED, DAYS)).result() == [
        SettledRow(date(2026, 11, 16), "callback", "broken", False, 1),
        SettledRow(MONDAY, "reply", "kept", False, 1), SettledRow(MONDAY, "reply", "kept", True, 1),
    ]  # fmt: skip
    assert database.query(lambda c: report_desk.standing(c, WANTED, NOW)).result() == Standing(1, 1)
    assert database.query(lambda c: report_desk.wrote(c, WANTED)).result() == [WroteRow(7, 2, 1)]
    assert database.query(lambda c: report_desk.asked(c, WANTED, DAYS)).result() == [
        SurveyRow(MONDAY, "csat", "answered", 5, 2), SurveyRow(MONDAY, "csat", "expired", None, 1)
    ]  # fmt: skip
    for of, words, count in (
        ("promise", {"state": "broken"}, 1), ("promise", {"state": "broken", "what": "reply"}, 0), ("handed", {}, 0),
        ("survey", {"kind": "csat", "score": "5"}, 1), ("survey", {"kind": "csat"}, 1),
        ("survey", {"kind": "csat", "score": "4"}, 0),
        ("contacts", {}, 0),
    ):  # fmt: skip
        read = partial(report_behind.behind, of=of, wanted=WANTED, narrower=words, now=NOW, room=9)
        behind = database.query(read)
        assert len(behind.result()) == count, (of, words)


def test_returns_and_the_reserve_week_by_week(past: Past, database: Database) -> None:
    chat, person = past.chat(), past._put(return_tables.persons, made_at=NOON)
    for number, state, amount in (("R-1", "refunded", 3000), ("R-2", "refunded", 1000), ("R-3", "rejected", 500)):
        past._put(
            return_tables.returns, number=number, conversation_id=chat, person_id=person, basis="defect", reason="defect",
            language="lv", state=state, decision="auto", amount=amount, currency="EUR", remedy="refund", refund_to="transfer",
            consent=True, goods="keep", proof="order", level=1, drawn=True, made_at=NOON, refund_by=NOON,
        )  # fmt: skip
    past._put(return_tables.reserves, year=2026, currency="EUR", budget=100_000)
    week_before = at("2026-11-18 12:00")
    for kind, amount, moment in (
        ("hold", 3000, week_before), ("hold", 1000, NOON), ("capture", 2500, NOON), ("release", 500, NOON), ("recover", 700, NOON)
    ):  # fmt: skip
        past._put(return_tables.reserve_entries, year=2026, number="R-1", kind=kind, amount=amount, at=moment)
    assert database.query(lambda c: report_money.returns(c, WANTED)).result() == [
        ReturnRow("defect", "auto", "refunded", "EUR", 2, 4000), ReturnRow("defect", "auto", "rejected", "EUR", 1, 500)
    ]  # fmt: skip
    reserve = database.query(lambda c: report_money.reserve(c, DAYS)).result()
    assert reserve is not None
    assert list(reserve.weeks) == [UsedRow(date(2026, 11, 16), 3000, 0), UsedRow(MONDAY, 2800, 1800)]
    behind = database.query(lambda c: report_behind.behind(c, "return", WANTED, {"basis": "defect"}, now=NOW, room=9)).result()
    assert [one.id for one in behind] == [chat]
