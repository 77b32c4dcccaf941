"""The demo's past is the same every time, over before it is told, and adds up in the tables."""

from datetime import datetime
from functools import partial

import pytest
import sqlalchemy as sa

from bot.store import demo, reporting
from bot.store.database import Database
from bot.store.reporting import Wanted
from flows.shop.demo_past import DAYS, past
from handoff.reports.spans import Days
from tests.store.past import RIGA

NOW = datetime(2026, 11, 23, 12, tzinfo=RIGA)


def test_the_past_is_the_same_every_time_and_over() -> None:
    talks = list(past(NOW))
    assert talks == list(past(NOW))
    assert len(talks) > 8 * 60
    assert all(one.at < NOW for talk in talks for one in talk.said)
    assert {talk.language for talk in talks} == {"lv", "uk", "ru", "pl", "en"}
    assert {talk.handed.reason for talk in talks if talk.handed} == {"flow", "asked", "unsure", "failure"}
    for talk in talks:
        moments = [one.at for one in talk.said]
        assert moments == sorted(moments)


@pytest.mark.parametrize("agents", [(), (7, 8)])
def test_what_was_told_is_what_reports_count(database: Database, agents: tuple[int, ...]) -> None:
    talks = list(past(NOW))
    assert database.submit(partial(demo.keep, talks=talks, agents=agents)).result() == len(talks)
    days = Days(talks[0].said[0].at.date(), NOW.date(), RIGA)
    assert len(days) == DAYS + 1
    handed = database.query(partial(reporting.tickets, wanted=Wanted.of(days))).result()
    assert len(handed) == sum(talk.handed is not None for talk in talks)
    met = database.query(partial(reporting.contacts, wanted=Wanted.of(days), days=days)).result()
    assert sum(row.messages for row in met) == sum(one.author == "customer" for talk in talks for one in talk.said)
    assert sum(row.contacts for row in met) == len(
        {(t.number, o.at.date()) for t in talks for o in t.said if o.author == "customer"}
    )
    open_ = database.query(lambda c: c.execute(sa.text("SELECT COUNT(*) FROM conversations WHERE closed_at IS NULL")).scalar())
    assert open_.result() == 0, "nothing of it stands in an agent's lists of work"
