"""The draft over HTTP: read, changed, put together with a colleague's change, taken back, and no path that leads elsewhere."""

from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from bot.app import Shopfloor
from bot.store import audit, quality_tables, tables
from tests.studio.conftest import Admin, Client, signed_in

GREET = "scripts/small_talk.yml"


async def save(admin: Admin, text: str, version: str, status: int = 200, **more: Any) -> Any:
    return await admin.post(f"/studio/files/{GREET}", {"text": text, "version": version, "check": False, **more}, status)


async def test_the_files_of_the_shop_are_listed_and_none_is_changed(admin: Admin) -> None:
    found = await admin.get("/studio/files")
    assert found["me"] == "Admin"
    names = {row["name"]: row["state"] for row in found["items"]}
    assert names[GREET] == "published"
    assert {"wording/lv.ftl", "scripts/returns.yml"} < set(names)
    assert set(names.values()) == {"published"}


async def test_a_change_stands_in_the_draft_and_its_mistakes_are_told(admin: Admin, floor: Shopfloor) -> None:
    file = await admin.get(f"/studio/files/{GREET}")
    wrong = file["text"].replace("say: all-right", "say: all-righ", 1)
    assert wrong != file["text"]
    saved = await save(admin, wrong, file["version"], check=True)
    told = [one for one in saved["problems"] if one["file"] == GREET]
    assert "all-righ" in told[0]["text"]
    assert "all-right" in told[0]["hint"]
    assert told[0]["line"] == wrong[: wrong.index("all-righ\n")].count("\n") + 1
    again = await admin.get(f"/studio/files/{GREET}")
    assert (again["text"], again["version"], again["state"]) == (wrong, saved["version"], "changed")
    assert (again["published"], again["changed_by"]) == (file["text"], "Admin")
    assert floor.flows.sources[GREET] == file["text"]
    rows = {row["name"]: row for row in (await admin.get("/studio/files"))["items"]}
    assert (rows[GREET]["state"], rows[GREET]["problems"]) == ("changed", len(told))


async def test_who_saves_over_a_newer_text_is_told_how_it_stands_and_puts_both_together(
    admin: Admin, client: Client, floor: Shopfloor
) -> None:
    other = await signed_in(client, floor, name="Berta")
    file = await admin.get(f"/studio/files/{GREET}")
    mine, theirs = f"# mine\n{file['text']}", f"{file['text']}# theirs\n"
    await save(other, theirs, file["version"])
    told = await save(admin, mine, file["version"], 409)
    assert (told["text"], "Berta" in told["detail"]) == (theirs, True)
    merged = await admin.post("/studio/merge", {"base": file["text"], "mine": mine, "theirs": told["text"]})
    assert (merged["clashes"], merged["text"]) == (0, f"# mine\n{file['text']}# theirs\n")
    await save(admin, merged["text"], told["version"])
    assert (await other.get(f"/studio/files/{GREET}"))["text"] == merged["text"]


async def test_lines_that_both_changed_stand_side_by_side(admin: Admin) -> None:
    merged = await admin.post("/studio/merge", {"base": "a\nb\nc", "mine": "a\nx\nc", "theirs": "a\ny\nc"})
    assert merged["clashes"] == 1
    assert merged["pieces"][1] == {"both": None, "base": ["b"], "mine": ["x"], "theirs": ["y"]}


async def test_discarding_brings_back_what_is_published_and_the_history_keeps_the_rest(admin: Admin) -> None:
    file = await admin.get(f"/studio/files/{GREET}")
    await save(admin, "flows: {}\n", file["version"])
    await admin.post(f"/studio/files/{GREET}/discard", status=204)
    assert (await admin.get(f"/studio/files/{GREET}"))["text"] == file["text"]
    found = await admin.get(f"/studio/files/{GREET}/history")
    assert [(one["what"], one["by"]) for one in found["items"]] == [("discarded", "Admin"), ("written", "Admin")]
    assert found["items"][1]["text"] == "flows: {}\n"


async def test_everything_is_discarded_at_once(admin: Admin) -> None:
    file = await admin.get(f"/studio/files/{GREET}")
    await save(admin, "flows: {}\n", file["version"])
    await admin.post("/studio/files", {"files": [{"name": "scripts/new.yml", "text": "flows: {}\n"}]})
    await admin.post("/studio/discard", status=204)
    assert {row["state"] for row in (await admin.get("/studio/files"))["items"]} == {"published"}


async def test_files_are_made_renamed_and_removed(admin: Admin) -> None:
    new = {"files": [{"name": "scripts/new.yml", "text": "flows: {}\n"}, {"name": "wording/lv-new.ftl", "text": "a = b\n"}]}
    await admin.post("/studio/files", new)
    assert "scripts/new.yml" in (await admin.post("/studio/files", new, 409))["detail"]
    file = await admin.get("/studio/files/scripts/new.yml")
    assert (file["state"], file["published"]) == ("new", None)
    moved = await admin.post("/studio/files/scripts/new.yml/rename", {"to": "scripts/newer.yml", "version": file["version"]})
    assert moved["name"] == "scripts/newer.yml"
    await admin.get("/studio/files/scripts/new.yml", 404)
    await admin.post("/studio/files/scripts/newer.yml/remove", {"version": moved["version"]}, 204)
    await admin.get("/studio/files/scripts/newer.yml", 404)
    file = await admin.get(f"/studio/files/{GREET}")
    await admin.post(f"/studio/files/{GREET}/remove", {"version": "0"}, 409)
    await admin.post(f"/studio/files/{GREET}/remove", {"version": file["version"]}, 204)
    gone = await admin.get(f"/studio/files/{GREET}")
    assert (gone["state"], gone["text"], gone["version"]) == ("removed", None, "")


@pytest.mark.parametrize(
    "name",
    [
        "scripts/../shop.yml", "../config/shop.yml", "scripts/a.ftl", "wording/xx.ftl", "settings.json", "scripts/.yml",
        "built-in/scripts/patterns.yml", "scripts/a b.yml", "scripts/A.yml", f"scripts/{'a' * 99}.yml",
    ],
)  # fmt: skip
async def test_no_file_is_called_so(admin: Admin, name: str) -> None:
    await admin.post("/studio/files", {"files": [{"name": name, "text": ""}]}, 422)


@pytest.mark.parametrize("name", ["..%2F..%2Fetc%2Fpasswd", "scripts%2F..%2F..%2Fshop.yml", "settings.json", "built-in"])
async def test_no_path_leads_out_of_the_draft(admin: Admin, name: str) -> None:
    await admin.get(f"/studio/files/{name}", 404)
    await admin.post(f"/studio/files/{name}", {"text": "x", "version": ""}, 404)


async def test_a_file_has_a_length(admin: Admin) -> None:
    file = await admin.get(f"/studio/files/{GREET}")
    await save(admin, "x" * 400_001, file["version"], 422)
    await save(admin, "š" * 100_000, file["version"])


async def test_a_change_is_in_the_record_by_name_once_a_sitting_and_without_its_text(admin: Admin, floor: Shopfloor) -> None:
    file = await admin.get(f"/studio/files/{GREET}")
    saved = await save(admin, "secret: 1\n", file["version"])
    await save(admin, "secret: 2\n", saved["version"])
    entries = await floor.database.read(partial(audit.page, wanted=audit.Wanted(action="draft"), before=2**62, room=9))
    assert [(one.action, one.about, one.detail) for one in entries] == [("draft.changed", f"file:{GREET}", {})]


async def test_others_see_who_has_a_file_open(admin: Admin, client: Client, floor: Shopfloor) -> None:
    other = await signed_in(client, floor, name="Berta")
    await admin.post("/studio/looking", {"tab": "1", "name": GREET})
    assert (await other.post("/studio/looking", {"tab": "1", "name": GREET}))["items"] == {GREET: ["Admin", "Berta"]}
    rows = {row["name"]: row for row in (await admin.get("/studio/files"))["items"]}
    assert rows[GREET]["people"] == ["Admin", "Berta"]
    assert (await other.post("/studio/looking", {"tab": "1"}))["items"] == {GREET: ["Admin"]}


async def test_the_outline_says_what_there_is_and_where(admin: Admin) -> None:
    found = await admin.get("/studio/outline")
    file = await admin.get("/studio/files/scripts/order_status.yml")
    flow = next(flow for flow in found["flows"] if flow["id"] == "order_status")
    lines = file["text"].split("\n")
    assert lines[flow["line"] - 1] == "  order_status:"
    assert "intent: order_status" in flow["triggers"]
    for step in flow["steps"]:
        assert step["kind"] in lines[step["line"] - 1] or step["own"]
    said = [one for one in found["wordings"] if one["id"] == "ask-order-number"]
    assert {one["file"].partition("/")[2][:2] for one in said} == {"lv", "uk", "ru", "pl", "en"}
    assert "find_purchase" in {call["name"] for call in found["calls"]}
    assert "order_status" in found["intents"]
    assert "pattern_cancel_flow" in found["patterns"]
    assert next(slot for slot in found["slots"] if slot["name"] == "order_number")["type"] == "order_number"


async def test_a_file_that_is_no_yaml_for_a_moment_keeps_its_outline(admin: Admin) -> None:
    before = await admin.get("/studio/outline")
    file = await admin.get(f"/studio/files/{GREET}")
    saved = await save(admin, file["text"] + "  broken: [\n", file["version"], check=True)
    assert any("not YAML" in one["text"] for one in saved["problems"])
    assert (await admin.get("/studio/outline"))["flows"] == before["flows"]


async def test_a_flow_is_healthy_by_how_often_it_began_and_finished(admin: Admin, floor: Shopfloor) -> None:
    now = floor.clock()
    await floor.database.write(partial(past, now=now))
    used = (await admin.get("/studio/health"))["items"]
    assert used == {"order_status": {"began": 2, "finished": 1, "handed": 0, "left": 1}}


def past(connection: sa.Connection, now: int) -> None:
    """Two runs of a flow in the last month, of which one was finished, and one long ago."""
    chat = connection.scalar(
        sa.insert(tables.conversations)
        .values(channel="web", address="a", created_at=now, changed_at=now)
        .returning(tables.conversations.c.id)
    )
    for run, days, ended in ((1, 2, True), (2, 3, False), (3, 50, True)):
        at = now - days * 86_400_000
        for what in ("started", *(["finished"] if ended else [])):
            values = {"conversation_id": chat, "run": run, "what": what, "flow": "order_status", "step": "", "at": at}
            connection.execute(sa.insert(quality_tables.run_marks).values(values))


async def test_a_text_is_kept_without_the_sign_that_no_database_keeps(admin: Admin) -> None:
    file = await admin.get("/studio/files/wording/lv.ftl")
    body = {"text": file["text"] + "# beigas\x00", "version": file["version"]}
    await admin.post("/studio/files/wording/lv.ftl", body)
    assert (await admin.get("/studio/files/wording/lv.ftl"))["text"] == file["text"] + "# beigas"
