"""Reports over HTTP: JSON or CSV of the same figures, for those who may see them, and nothing a spreadsheet would run."""

import csv
import io
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from bot.api.context import Api
from tests.api.conftest import NOW, Agent
from tests.store.past import DAY, MINUTE, Past

Client = TestClient[web.Request, web.Application]


@pytest.fixture
def past(api: Api) -> Past:
    return Past(api.database)


async def as_csv(agent: Agent, path: str, headers: dict[str, str] | None = None, **query: str) -> list[list[str]]:
    given = {"Authorization": f"Bearer {agent.token}", **(headers or {})}
    async with agent.client.get(f"/api/v1{path}", params=query, headers=given) as answer:
        assert (answer.status, answer.content_type) == (200, "text/csv")
        assert "attachment" in answer.headers["Content-Disposition"]
        text = await answer.text(encoding="utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def table(report: Any, name: str) -> Any:
    return next(one for one in report["tables"] if one["name"] == name)


async def test_a_report_says_what_it_is_of(past: Past, anna: Agent) -> None:
    chat = past.chat()
    past.wrote(chat, NOW - DAY, NOW - DAY + 1)
    found = await anna.get("/reports/load")
    assert (found["name"], found["until"], found["zone"], found["counted"]) == ("load", "2027-01-15", "Europe/Riga", 2)
    assert found["since"] == "2026-10-24", "twelve weeks"
    assert {"name": "contacts", "kind": "count", "value": 1.0, "low": None, "high": None, "n": None} in found["figures"]
    assert table(found, "channel")["rows"] == [{"channel": "telegram", "contacts": 1, "share": 100.0}]


@pytest.mark.parametrize("name", ["load", "answers", "bot", "agents", "promises/tables", "surveys/tables", "returns/tables"])
async def test_of_an_empty_shop_every_report_is_empty_and_honest(vera: Agent, name: str) -> None:
    found = await vera.get(f"/reports/{name}")
    assert found["counted"] == 0
    assert not any(figure["low"] for figure in found["figures"])


@pytest.mark.parametrize("name", ["surveys/tables", "returns/tables"])
async def test_some_reports_are_for_supervisors(anna: Agent, name: str) -> None:
    await anna.get(f"/reports/{name}", status=403)


async def test_csv_comes_to_who_asks_by_the_address_or_by_the_header(past: Past, anna: Agent) -> None:
    past.wrote(past.chat("web"), NOW - DAY)
    by_address = await as_csv(anna, "/reports/load", format="csv", table="channel", lang="lv")
    assert by_address == [["kanāls", "saskares", "daļa"], ["web", "1", "100.0"]]
    by_header = await as_csv(anna, "/reports/load", {"Accept": "text/csv"}, table="channel", lang="en")
    assert by_header[0] == ["channel", "contacts", "share"]


async def test_no_cell_is_a_formula(past: Past, anna: Agent) -> None:
    for name in ("=cmd|' /C calc'!A0", "+1", "-2", "@SUM(A1)", "\tx", "plain"):
        past.wrote(past.chat(name), NOW - DAY)
    rows = await as_csv(anna, "/reports/load", format="csv", table="channel")
    assert {row[0] for row in rows[1:]} == {"'=cmd|' /C calc'!A0", "'+1", "'-2", "'@SUM(A1)", "'\tx", "plain"}


async def test_times_in_csv_are_minutes(past: Past, anna: Agent) -> None:
    for minutes in (1, 2, 3, 4, 5):
        opened = NOW - DAY
        past.handed(past.chat(), opened, opened + round(minutes * 1.5 * MINUTE))
    rows = await as_csv(anna, "/reports/answers", format="csv", lang="en")
    assert rows[0][2] == "half within, min"
    assert rows[2][:3] == ["first answer, all time", "5", "4.5"]


async def test_who_asks_wrongly_is_told_the_field(anna: Agent) -> None:
    wrong = {
        "team": {"team": "nobody"}, "since": {"since": "2026-11-02", "until": "2026-11-01"},
        "table": {"format": "csv", "table": "x"},
        "language": {"language": "xx1"},
    }  # fmt: skip
    for field, query in wrong.items():
        problem = await anna.get("/reports/load", status=422, **query)
        assert problem["path"] == field, query
    assert (await anna.get("/reports/load", status=422, since="2020-01-01"))["path"] == "since"
    assert (await anna.get("/reports/load", status=422, since="0001-01-01", until="0001-01-02"))["path"] == "since"


async def test_an_agent_sees_only_their_own_line(past: Past, anna: Agent, boris: Agent, vera: Agent) -> None:
    for agent in (anna, boris):
        chat = past.chat()
        past.handed(chat, NOW - DAY, NOW - DAY + MINUTE, NOW - DAY + 2 * MINUTE, agent_id=agent.id)
        past.answered(chat, agent.id, NOW - DAY + MINUTE)
    assert [row["person"] for row in table(await anna.get("/reports/agents"), "people")["rows"]] == ["Anna"]
    everybody = table(await vera.get("/reports/agents"), "people")["rows"]
    assert [row["person"] for row in everybody] == ["Anna", "Boris"]
    assert [row["p50"] for row in everybody] == [None, None], "one case each is too few"


async def test_a_day_over_http(past: Past, anna: Agent) -> None:
    past.wrote(past.chat(), NOW - DAY)
    found = await anna.get("/reports/day", day="2027-01-14")
    assert (found["day"], found["contacts"], found["by_bot"], found["first_answer"]) == ("2027-01-14", 1, 1, None)
    assert (await anna.get("/reports/day", status=422, team="x"))["path"] == "team"
