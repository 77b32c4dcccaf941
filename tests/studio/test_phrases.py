"""Phrases are changed in their files, a model is trained beside the one in use, judged honestly, used, and taken back."""

from pathlib import Path
from typing import Any

import pytest

from nlu.model import LANGUAGES
from tests.studio.conftest import Admin

WHERE = ["where is my parcel", "where is my order", "when will my parcel come", "my parcel is not here", "is my order sent"]
BACK = ["I want to send this back", "how do I return it", "I would like to return the mug", "may I give it back", "return please"]


def block(intent: str, phrases: list[str]) -> str:
    return f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {phrase}\n" for phrase in phrases)


def tiny_phrases(home: Path) -> None:
    """Ten phrases a language instead of thousands."""
    folder = home / "nlu" / "phrases"
    for file in folder.glob("*.yml"):
        file.unlink()
    for language in LANGUAGES:
        mine = [f"{phrase} {language}" for phrase in WHERE], [f"{phrase} {language}" for phrase in BACK]
        text = "nlu:\n" + block("order_status", mine[0]) + "# kept\n" + block("return_goods", mine[1])
        (folder / f"{language}.yml").write_text(text, encoding="utf-8")


@pytest.fixture
def tiny(home: Path) -> Path:
    """A shop whose model is trained in a moment."""
    tiny_phrases(home)
    return home


async def change(admin: Admin, *deeds: dict[str, Any], status: int = 200) -> Any:
    version = (await admin.get("/studio/phrases"))["version"]
    return await admin.post("/studio/phrases", {"version": version, "deeds": deeds}, status)


async def phrases(admin: Admin, intent: str) -> dict[str, dict[str, Any]]:
    found = await admin.get(f"/studio/phrases/intent?intent={intent}")
    return {one["text"]: one for one in found["phrases"]}


async def test_intents_are_counted_by_language_and_those_with_too_few_are_marked(admin: Admin, tiny: Path) -> None:
    found = await admin.get("/studio/phrases")
    (one, _) = found["intents"]
    assert one["phrases"] == dict.fromkeys(LANGUAGES, 5)
    assert set(one["few"]) == set(LANGUAGES)
    assert found["changed"]
    assert found["doubles"] == 0


async def test_a_phrase_shows_what_lies_near_it_in_other_intents(admin: Admin, tiny: Path) -> None:
    await change(admin, {"kind": "add", "language": "en", "intent": "return_goods", "texts": ["where is my parcel now en"]})
    found = await phrases(admin, "return_goods")
    strange = found["where is my parcel now en"]
    assert strange["pulls"]
    assert strange["near"][0]["intent"] == "order_status"
    assert strange["file"] == "en-studio.yml"
    assert not found["how do I return it en"]["pulls"]


async def test_phrases_are_added_worded_otherwise_moved_and_removed_in_their_files(admin: Admin, tiny: Path) -> None:
    folder = tiny / "nlu" / "phrases"
    before = (folder / "en.yml").read_text(encoding="utf-8")
    found = await phrases(admin, "order_status")
    first, second, third = (
        {"language": "en", "intent": "order_status", **{name: found[f"{text} en"][name] for name in ("file", "line", "text")}}
        for text in WHERE[:3]
    )
    await change(
        admin, {**first, "kind": "remove"}, {**second, "kind": "edit", "texts": ["where has my order gone"]},
        {**third, "kind": "move", "intent": "return_goods"},
    )  # fmt: skip
    after = before.replace(f"    - {WHERE[0]} en\n", "").replace(f"{WHERE[1]} en", "where has my order gone")
    assert (folder / "en.yml").read_text(encoding="utf-8") == after.replace(f"    - {WHERE[2]} en\n", "")
    assert f"{WHERE[2]} en" in await phrases(admin, "return_goods")
    await change(admin, {**first, "kind": "remove"}, status=409)


async def test_what_could_not_be_read_is_not_written(admin: Admin, tiny: Path) -> None:
    wrong = {"kind": "add", "language": "en", "intent": "return_goods", "texts": [f"{WHERE[0]} en"]}
    told = await change(admin, wrong, status=422)
    assert "stands under" in told["detail"]
    assert not (tiny / "nlu" / "phrases" / "en-studio.yml").exists()
    stale = {"version": "0" * 64, "deeds": [wrong]}
    await admin.post("/studio/phrases", stale, 409)


async def test_a_message_is_tried(admin: Admin) -> None:
    found = await admin.post("/studio/phrases/try", {"text": "kur ir mans pasūtījums?"})
    assert found["intent"] == "order_status"
    assert found["ranking"][0][0] == "order_status"
    assert found["resembles"][0]["intent"] == "order_status"
