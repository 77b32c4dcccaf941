"""Settings as forms: what is changed is changed where it stands, checked before, and nobody overwrites anybody."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.app import Shopfloor
from bot.store import audit
from bot.store.draft_files import version_of
from bot.studio import labels
from bot.studio.shopfile import KEPT, Shopfile, StaleError, diff
from bot.tryout import Conversation
from config.forms import fields
from config.remarks import remarks
from config.settings import CHECKOUT
from tests.studio.conftest import Admin

SHOP = (CHECKOUT / "config" / "shop.yml").read_text(encoding="utf-8")


def text(home: Path) -> str:
    return (home / "config" / "shop.yml").read_text(encoding="utf-8")


async def shown(admin: Admin, name: str, language: str = "en") -> dict[str, Any]:
    """A field as the form has it."""
    found = await admin.get(f"/studio/settings?lang={language}")
    (field,) = [one for group in found["groups"] for one in group["fields"] if ".".join(map(str, one["path"])) == name]
    return {**field, "version": found["version"]}


async def change(admin: Admin, *changes: dict[str, Any], status: int = 200, only_check: bool = False) -> Any:
    """Made on what the file says now."""
    version = (await admin.get("/studio/settings"))["version"]
    path = "/studio/settings/check" if only_check else "/studio/settings"
    async with admin.client.post(
        f"/api/v1{path}", json={"version": version, "changes": changes}, headers=admin.headers
    ) as answer:
        assert answer.status == status, await answer.text()
        return await answer.json()


def to(path: str, value: Any) -> dict[str, Any]:
    return {"path": path.split("."), "value": value}


async def test_a_setting_is_shown_with_its_name_bounds_and_what_the_file_says_of_it(admin: Admin) -> None:
    limit = await shown(admin, "queue.limit", "lv")
    assert limit["label"] == "Ja gaida vairāk, sola ilgāku laiku"
    assert (limit["kind"], limit["value"], limit["low"], limit["whole"], limit["given"]) == ("number", 30, 1.0, True, True)
    assert "longer, not broken" in limit["remark"]
    within = await shown(admin, "people.idle")
    assert (within["kind"], within["value"], within["given"], within["at_once"]) == ("duration", "1d", False, False)


@pytest.mark.parametrize("language", labels.ORDER)
def test_every_setting_has_a_name_in_every_language(language: Any) -> None:
    for field in fields():
        assert labels.label(field.name, language)
        assert labels.group_label(labels.group(field.name), language)


async def test_a_change_is_written_where_it_stands_and_nothing_else_is_touched(admin: Admin, home: Path) -> None:
    done = await change(admin, to("promises.reply_within", "5m"), to("desk.capacity", 6))
    assert text(home) == SHOP.replace("reply_within: 3m", "reply_within: 5m").replace("capacity: 8", "capacity: 6")
    assert done["done"]
    assert done["at_once"] == ["promises.reply_within"]
    assert done["later"] == ["desk.capacity"]
    waiting = await shown(admin, "desk.capacity")
    assert waiting["waits"]


async def test_hours_hold_at_once(admin: Admin, floor: Shopfloor) -> None:
    assert not floor.teams["shop"].calendar.week[6]
    done = await change(admin, to("teams.shop.calendar.week", {"mon-fri": "9:00-13:00, 14:00-18:00", "sun": "12:00-15:00"}))
    assert [len(day) for day in floor.teams["shop"].calendar.week] == [2, 2, 2, 2, 2, 0, 1]
    monday, *_, sunday = done["next"]["shop"]
    assert monday["hours"] == ["9:00-13:00", "14:00-18:00"]
    assert sunday["hours"] == ["12:00-15:00"]


async def test_it_is_told_which_promises_other_hours_would_break(admin: Admin, customer: Conversation) -> None:
    await customer.say("gribu runāt ar cilvēku")
    closed = {"sun": "12:00-15:00"}
    told = await change(admin, to("teams.shop.calendar.week", closed), only_check=True)
    assert told["late_count"] == 1
    assert told["late"][0]["team"] == "shop"
    assert not told["done"]
    untouched = await change(admin, to("teams.shop.calendar.week.sat", "10:00-15:00"), only_check=True)
    assert untouched["late_count"] == 0


@pytest.mark.parametrize(
    ("path", "value", "where", "what"),
    [
        ("promises.reply_within", "soon", "promises.reply_within", "not a duration"),
        ("teams.shop.calendar.week", {"mon": "18:00-25:00"}, "teams.shop.calendar.week.mon", "no clock shows"),
        ("default_language", "de", "default_language", "Input should be"),
        ("desk.warn_after", "20m", "desk", "warn_after must be shorter"),
        ("name", None, "name", "valid string"),
        ("nonsense", 1, "nonsense", "not a setting"),
    ],
)
async def test_a_mistake_is_told_at_its_field_and_nothing_is_written(  # noqa: PLR0917 - its cases
    admin: Admin, home: Path, path: str, value: Any, where: str, what: str
) -> None:
    refused = await change(admin, to(path, value), status=422)
    assert refused["path"] == where
    assert what in refused["detail"]
    assert text(home) == SHOP


async def test_a_part_is_written_as_text_with_its_own_comments(admin: Admin, home: Path) -> None:
    goods = "- title: {lv: Medus}   # from the neighbours\n  price: 7.50 EUR"
    await change(admin, {"path": ["goods"], "yaml": goods})
    assert (await shown(admin, "goods"))["value"] == goods
    assert text(home).startswith(SHOP[: SHOP.index("  - title:")])
    wrong = await change(admin, {"path": ["goods"], "yaml": "- {title: {lv: Medus"}, status=422)
    assert wrong["path"] == "goods"


async def test_no_secret_is_shown_or_written(admin: Admin, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LV_TOKEN", "1:A")
    monkeypatch.setenv("LV_SECRET", "s")
    channel = {"kind": "telegram", "name": "shop-lv", "token": "1:plain", "secret": "${LV_SECRET}"}
    refused = await change(admin, {"path": ["channels"], "value": [channel]}, status=422)
    assert refused["path"] == "channels.0.token"
    assert "1:plain" not in refused["detail"]
    await change(admin, {"path": ["channels"], "value": [{**channel, "token": "${LV_TOKEN}"}]})
    assert (await shown(admin, "channels.0.token"))["value"] == "${LV_TOKEN}"
    (home / "config" / "shop.yml").write_text(text(home).replace("${LV_TOKEN}", "7:HIDDEN"), encoding="utf-8")
    field = await shown(admin, "channels.0.token")
    assert (field["value"], field["given"]) == ("", True)
    everything = str(await admin.get("/studio/settings")) + str(await admin.get("/studio/settings/versions"))
    assert "7:HIDDEN" not in everything
    missing = await change(admin, to("channels.0.token", None) | {"path": ["channels", 0, "token"], "value": "${NO}"}, status=422)
    assert "NO is not set" in missing["detail"]


async def test_two_admins_do_not_overwrite_each_other(admin: Admin, home: Path) -> None:
    mine = (await admin.get("/studio/settings"))["version"]
    await change(admin, to("queue.limit", 20))
    async with admin.client.post(
        "/api/v1/studio/settings", json={"version": mine, "changes": [to("queue.limit", 50)]}, headers=admin.headers
    ) as answer:
        assert answer.status == 409
        told = await answer.json()
    assert "-  limit: 30" in told["diff"]
    assert "+  limit: 20" in told["diff"]
    assert "limit: 20" in text(home)


async def test_one_goes_back_to_an_earlier_text(admin: Admin, home: Path) -> None:
    await change(admin, to("queue.limit", 20))
    items = (await admin.get("/studio/settings/versions"))["items"]
    assert [one["agent"] for one in items] == ["Admin", ""]
    body = {"version": items[0]["version"], "to": items[1]["version"]}
    await admin.post("/studio/settings/back", body)
    assert text(home) == SHOP
    await admin.post("/studio/settings/back", {"version": version_of(SHOP), "to": "0" * 16}, status=404)


async def test_a_change_is_in_the_record_by_its_paths(admin: Admin, floor: Shopfloor) -> None:
    await change(admin, to("queue.limit", 20))
    read = partial(audit.page, wanted=audit.Wanted(action="settings"), before=2**60, room=5)
    (entry,) = await floor.database.read(read)
    assert (entry.action, entry.detail) == ("settings.saved", {"paths": ["queue.limit"]})


async def test_a_language_that_the_wording_lacks_cannot_be_chosen(admin: Admin, home: Path) -> None:
    (home / "flows" / "wording" / "pl.ftl").unlink(missing_ok=True)
    await change(admin, {"path": ["languages"], "value": ["lv", "en"]})
    refused = await change(admin, {"path": ["teams"], "value": {}}, status=422)
    assert refused["path"] == "teams"


def test_a_file_is_written_only_over_the_text_it_was_made_from(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "shop.yml").write_bytes(b"a: 1\r\n")
    moments = iter(range(1, 1000))
    file = Shopfile(tmp_path, lambda: next(moments))
    first = version_of(file.read())
    second = file.save("a: 2\r\n", first, 7)
    with pytest.raises(StaleError):
        file.save("a: 3\r\n", first, 8)
    assert file.path.read_bytes() == b"a: 2\r\n"
    assert [(one.user_id, one.version) for one in file.kept()] == [(7, second), (0, first)]
    for number in range(KEPT + 5):
        file.save(f"a: {number + 10}\n", version_of(file.read()), 7)
    assert len(file.kept()) == KEPT


def test_a_difference_hides_secrets() -> None:
    before = "channels:\n- {kind: telegram, token: abc-1, secret: '${S}'}\n"
    shown_ = diff(before, before.replace("abc-1", "abc-2"))
    assert "abc" not in shown_
    assert "•••" in shown_
    assert "${S}" in shown_


def test_a_comment_belongs_to_the_setting_on_its_line() -> None:
    found = remarks("# top\na: 1   # one\nb:      # two\n  c: {d: 1, e: 2}   # three\n  f: [x,\n      y]  # four\n")
    assert found == {("a",): "one", ("b",): "two", ("b", "c"): "three", ("b", "f", 1): "four"}
