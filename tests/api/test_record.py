"""The record of changes over HTTP: found, paged, taken along safely, and a take-along is itself recorded."""

import csv
import io
import json
from functools import partial
from typing import Any

import pytest

from bot.api.context import Api
from bot.store import audit
from handoff.csvs import cell
from tests.api.conftest import Agent, Clock, Line, checked


async def text(agent: Agent, path: str, **query: Any) -> tuple[str, str]:
    """A file as it is sent, and its type."""
    headers = {"Authorization": f"Bearer {agent.token}"}
    async with agent.client.get(f"/api/v1{path}", params=query, headers=headers) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="audit-20')
        return await answer.text(encoding="utf-8-sig"), answer.content_type


async def note(api: Api, **values: Any) -> None:
    await api.database.write(partial(audit.record, **{"about": "refund:1", "detail": {}, "now": api.now(), **values}))


async def test_what_was_changed_is_told_by_name_newest_first(vera: Agent, anna: Agent, line: Line) -> None:
    await line.hear("Labdien")
    await anna.post("/conversations/1/take")
    await anna.post("/conversations/1/transfer", {"agent_id": vera.id})
    first, second = (await vera.get("/audit"))["items"]
    assert (first["by"], first["action"], first["detail"]) == ("Anna", "conversation.transferred", {"to_agent": vera.id})
    assert (second["action"], second["conversation_id"], second["about"]) == ("conversation.taken", 1, "conversation:1")
    assert "Labdien" not in str((first, second))


async def test_it_is_found_and_paged(vera: Agent, anna: Agent, api: Api, clock: Clock) -> None:
    await note(api, who=anna.id, action="refund.paid")
    clock.now += 20 * 3_600_000
    await note(api, who=vera.id, action="user.role", about=f"user:{anna.id}")
    await note(api, who=None, action="user.added", about="user:99")
    day = (await vera.get("/audit"))["items"][0]["at"][:10]
    assert [one["action"] for one in (await vera.get("/audit", person=anna.id))["items"]] == ["user.role", "refund.paid"]
    assert [one["action"] for one in (await vera.get("/audit", action="user"))["items"]] == ["user.added", "user.role"]
    assert [one["action"] for one in (await vera.get("/audit", since=day))["items"]] == ["user.added", "user.role"]
    assert (await vera.get("/audit", until=day, since=day))["items"][0]["whom"] == "#99"
    page = await vera.get("/audit", limit=2)
    assert [one["action"] for one in (await vera.get("/audit", limit=2, after=page["next"]))["items"]] == ["refund.paid"]
    await vera.get("/audit", 422, since="2026-02-02", until="2026-02-01")
    await vera.get("/audit", 422, action="Robert'); DROP TABLE audit")
    await vera.get("/audit", 422, until="9999-12-31")


async def test_a_file_shows_formulas_and_runs_none(vera: Agent, anna: Agent, api: Api) -> None:
    await anna.post("/account", {"name": '=HYPERLINK("http://evil.example")'})
    await note(api, who=anna.id, action="bank.imported", about="file:@SUM(1+1)", detail={"format": "camt"})
    content, media = await text(vera, "/audit.csv")
    assert media == "text/csv"
    rows = list(csv.DictReader(io.StringIO(content)))
    assert rows[0]["person"] == """'=HYPERLINK("http://evil.example")"""
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())
    exported = (await vera.get("/audit", action="audit"))["items"][0]
    assert (exported["by"], exported["about"], exported["detail"]) == ("Vera", "audit:csv", {"rows": len(rows)})


async def test_json_has_the_same(vera: Agent, anna: Agent, api: Api) -> None:
    await note(api, who=anna.id, action="refund.paid", detail={"amount": "12.50 EUR"})
    content, media = await text(vera, "/audit.json", action="refund.paid")
    (entry,) = json.loads(content)
    assert (media, entry["by"], entry["detail"]) == ("application/json", "Anna", {"amount": "12.50 EUR"})


async def test_agents_read_none_of_it(anna: Agent) -> None:
    for path in ("/audit", "/audit.csv", "/audit.json"):
        headers = {"Authorization": f"Bearer {anna.token}"}
        async with anna.client.get(f"/api/v1{path}", headers=headers) as answer:
            await checked(answer, 403)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=1+1", "'=1+1"), ("+371", "'+371"), ("-5", "'-5"), ("@x", "'@x"), ("\tx", "'\tx"), (" =x", "' =x"), ("＝x", "'＝x"),
        ("a=b", "a=b"), (-5, "-5"), (None, ""), ("x\0y", "xy"),
    ],
)  # fmt: skip
def test_a_cell_is_text(value: object, shown: str) -> None:
    assert cell(value) == shown
