"""Wording in all languages beside each other: found, tried, and changed in the draft, with nothing else of its file touched."""

from typing import Any

import pytest

from bot.site import studio_on
from tests.studio.conftest import Admin, signed_in

PATH = "/studio/wordings"


def text(word: Any, language: str) -> Any:
    return next(one for one in word["texts"] if one["language"] == language)


def body(word: Any, language: str, said: str, **more: Any) -> Any:
    known = next((one for one in word["texts"] if one["language"] == language), {"version": "", "attributes": {}})
    return {"language": language, "pieces": [{"text": said}], "attributes": known["attributes"], "seen": known["version"]} | more


async def draft(floor: Any) -> dict[str, str]:
    texts: dict[str, str] = await studio_on(floor).workshop.texts()
    return texts


async def test_a_wording_has_its_texts_its_flows_and_its_values(admin: Admin) -> None:
    word = await admin.get(f"{PATH}/order-shipped")
    assert [one["language"] for one in word["texts"]] == ["lv", "uk", "ru", "pl", "en"]
    assert word["flows"] == ["order_status"]
    assert {"name": "expected", "type": "date"} in word["values"]
    assert {"name": "shipped", "type": "moment"} in word["values"]
    assert (word["lacking"], word["faults"]) == ([], [])


async def test_a_plural_comes_in_forms_with_numbers_that_take_them(admin: Admin) -> None:
    word = await admin.get(f"{PATH}/discount-few")
    (choice,) = [piece for piece in text(word, "pl")["pieces"] if piece["selector"]]
    assert {one["key"]: one["numbers"][:2] for one in choice["variants"]}["few"] == [2, 4]


async def test_wordings_are_found_by_flow_by_words_and_by_what_is_missing(admin: Admin) -> None:
    everything = await admin.get(PATH)
    assert everything["total"] > len(everything["items"]) == 40
    of_flow = await admin.get(f"{PATH}?flow=order_status")
    assert all("order_status" in one["flows"] for one in of_flow["items"])
    found = await admin.get(f"{PATH}?q=is+on+its+way")
    assert "order-shipped" in [one["id"] for one in found["items"]]
    assert (await admin.get(f"{PATH}?lacking=pl"))["total"] == 0
    nobody = await admin.get(f"{PATH}?flow=-&q=mail-subject")
    assert [one["id"] for one in nobody["items"]] == ["mail-subject"]


async def test_a_page_follows_upon_the_other(admin: Admin) -> None:
    first, second = [await admin.get(f"{PATH}?after={after}") for after in (0, 40)]
    assert not {one["id"] for one in first["items"]} & {one["id"] for one in second["items"]}


async def test_a_changed_text_stands_in_the_draft_and_nothing_else_is_touched(admin: Admin, floor: Any) -> None:
    before = await draft(floor)
    word = await admin.get(f"{PATH}/order-lost")
    now = await admin.post(f"{PATH}/order-lost", body(word, "en", "Order { $number } is lost."))
    assert text(now, "en")["pieces"] == [{"text": "Order { $number } is lost.", "selector": "", "variants": []}]
    assert text(now, "en")["changed"]
    after = await draft(floor)
    assert {name for name in after if after[name] != before[name]} == {"wording/en.ftl"}
    old = next(line for line in before["wording/en.ftl"].splitlines() if line.startswith("order-lost ="))
    assert after["wording/en.ftl"] == before["wording/en.ftl"].replace(old, "order-lost = Order { $number } is lost.")
    changed = await admin.get(f"{PATH}?changed=true")
    assert [one["id"] for one in changed["items"]] == ["order-lost"]


async def test_of_two_who_change_the_same_wording_the_second_is_told(admin: Admin) -> None:
    word = await admin.get(f"{PATH}/order-lost")
    await admin.post(f"{PATH}/order-lost", body(word, "en", "Order { $number } is lost."))
    told = await admin.post(f"{PATH}/order-lost", body(word, "en", "Order { $number } is nowhere."), status=409)
    now = await admin.get(f"{PATH}/order-lost")
    assert told["version"] == text(now, "en")["version"]
    assert text(now, "en")["pieces"][0]["text"] == "Order { $number } is lost."


async def test_two_who_change_different_wordings_of_one_file_are_both_heard(admin: Admin, floor: Any) -> None:
    words = [await admin.get(f"{PATH}/{id_}") for id_ in ("order-lost", "order-late")]
    for word in words:
        await admin.post(f"{PATH}/{word['id']}", body(word, "en", "{ $number }: we look for it."))
    texts = await draft(floor)
    assert texts["wording/en.ftl"].count("{ $number }: we look for it.") == 2


async def test_what_fluent_cannot_read_is_refused_with_what_is_wrong(admin: Admin) -> None:
    word = await admin.get(f"{PATH}/order-lost")
    told = await admin.post(f"{PATH}/order-lost", body(word, "en", "Order { $number is lost."), status=422)
    assert "cannot be read" in told["detail"]


async def rewrite(admin: Admin, name: str, change: Any) -> str:
    """Change a file as the editor does; how it stood before."""
    file = await admin.get(f"/studio/files/{name}")
    await admin.post(f"/studio/files/{name}", {"text": change(file["text"]), "version": file["version"]})
    return str(file["text"])


async def test_a_wording_the_shop_leaves_out_is_the_built_in_one_until_it_is_written(admin: Admin, floor: Any) -> None:
    line = next(line for line in (await draft(floor))["wording/pl.ftl"].splitlines() if line.startswith("order-lost ="))
    before = await rewrite(admin, "wording/pl.ftl", lambda text: text.replace(f"{line}\n", ""))
    word = await admin.get(f"{PATH}/order-lost")
    assert (text(word, "pl")["file"], text(word, "pl")["version"]) == ("built-in/wording/pl.ftl", "")
    await admin.post(f"{PATH}/order-lost", body(word, "pl", line.removeprefix("order-lost = ")))
    assert (await draft(floor))["wording/pl.ftl"] == before


async def test_a_missing_wording_is_marked_and_written_where_it_stands_in_the_other_languages(admin: Admin, floor: Any) -> None:
    await rewrite(admin, "wording/lv.ftl", lambda text: text.replace("order-lost =", "quite-new = Pavisam jauns\norder-lost ="))
    word = await admin.get(f"{PATH}/quite-new")
    assert word["lacking"] == ["uk", "ru", "pl", "en"]
    assert {one["language"] for one in word["faults"]} == {"uk", "ru", "pl", "en"}
    assert (await admin.get(f"{PATH}?lacking=pl"))["items"] == [word]
    now = await admin.post(f"{PATH}/quite-new", body(word, "pl", "Zupełnie nowe"))
    assert now["lacking"] == ["uk", "ru", "en"]
    assert "\nquite-new = Zupełnie nowe\norder-lost =" in (await draft(floor))["wording/pl.ftl"]


async def test_a_preview_has_values_of_the_right_types_and_every_plural(admin: Admin) -> None:
    word = await admin.get(f"{PATH}/discount-few")
    shown = await admin.post(f"{PATH}/discount-few/preview", {"language": "pl", "pieces": text(word, "pl")["pieces"]})
    ways = {one["told"]: one["text"] for one in shown["ways"]}
    assert "2 opłacone zamówienia" in ways["left = 2"]
    assert "5 opłaconych zamówień" in ways["left = 5"]


async def test_a_preview_tells_what_a_button_loses(admin: Admin) -> None:
    asked = {"language": "en", "pieces": [{"text": "Something that is much too long"}]}
    shown = await admin.post(f"{PATH}/reason-defect/preview", asked)
    (way,) = shown["ways"]
    assert way["cuts"] == [{"channel": "Messenger", "text": "Something that is m…"}]


@pytest.mark.parametrize("said", ["{ $n", "{ nowhere-at-all }", "{ FUNNY($n) }"])
async def test_a_preview_of_what_cannot_be_said_tells_why(admin: Admin, said: str) -> None:
    shown = await admin.post(f"{PATH}/order-lost/preview", {"language": "en", "pieces": [{"text": said}]})
    assert shown["ways"] == []
    assert shown["problem"]


async def test_a_mistake_stands_at_its_wording(admin: Admin) -> None:
    word = await admin.get(f"{PATH}/order-lost")
    now = await admin.post(f"{PATH}/order-lost", body(word, "lv", "Pazudis."))
    assert [(one["language"], "$number" in one["text"]) for one in now["faults"]] == [("lv", True)]
    wrong = await admin.get(f"{PATH}?wrong=true")
    assert [one["id"] for one in wrong["items"]] == ["order-lost"]


async def test_a_wording_that_is_not_there_is_not_found(admin: Admin) -> None:
    await admin.get(f"{PATH}/nowhere", status=404)


async def test_nobody_but_admins_changes_words(client: Any, floor: Any) -> None:
    supervisor = await signed_in(client, floor, role="supervisor")
    await supervisor.get(PATH, status=403)
