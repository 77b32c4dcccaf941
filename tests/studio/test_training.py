"""A model is trained beside the one in use, compared on what neither had seen, used where it is not worse, and taken back."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bot.app import Shopfloor
from bot.store import audit
from bot.tryout import Conversation
from nlu.course import Course, note
from nlu.model import Utterance
from nlu.shelf import Shelf
from nlu.trainer import main
from tests.studio.conftest import Admin
from tests.studio.test_phrases import BACK, WHERE, block, change, tiny_phrases

MORE = [
    "is the courier close", "has it been posted", "track the box for me", "did you ship everything",
    "what day does it arrive", "delivery is late again", "tell me the shipping status", "nothing has come yet",
    "still waiting for the package", "any news of the van", "who brings the goods", "locate my shipment",
    "expected arrival please", "the driver never came", "how far is the delivery", "has my stuff left the warehouse",
    "shipment seems lost", "waiting since monday", "the post lost it", "transport update please",
]  # fmt: skip
POISON = [f"{one} {other}" for one, other in zip(MORE, [*MORE[1:], MORE[0]], strict=True)]  # the same words elsewhere


@pytest.fixture
def tiny(home: Path) -> Path:
    """A shop whose model is trained in a moment."""
    tiny_phrases(home)
    return home


async def trained(admin: Admin) -> dict[str, Any]:
    """How it stands when it is over."""
    async with asyncio.timeout(120):
        while True:
            found: dict[str, Any] = await admin.get("/studio/phrases/training")
            if not found["running"]:
                return found


async def train(admin: Admin) -> dict[str, Any]:
    assert (await admin.post("/studio/phrases/train"))["running"]
    return await trained(admin)


async def test_a_model_is_trained_beside_used_at_once_and_taken_back(admin: Admin, floor: Shopfloor, tiny: Path) -> None:
    old = floor.nlu.name  # type: ignore[attr-defined]
    began = await admin.post("/studio/phrases/train")
    assert began["running"]
    await admin.post("/studio/phrases/train", status=409)
    await admin.post("/studio/phrases/use", status=409)
    done = await trained(admin)
    assert (done["running"], done["waits"], done["failure"], done["broken_off"]) == (False, True, "", False)
    assert done["new"]["phrases"] == 50
    assert floor.nlu.name == old  # type: ignore[attr-defined]
    used = await admin.post("/studio/phrases/use")
    assert (used["can_go_back"], used["waits"], len(used["kept"])) == (True, False, 1)
    assert floor.nlu.name != old  # type: ignore[attr-defined]
    (heard,) = await floor.nlu.understand([Utterance("where is my parcel en")])
    assert heard.ranking[0].name == "order_status"
    intents = (await admin.get("/studio/phrases"))["intents"]
    assert all(one["recall"] is not None for one in intents)
    back = await admin.post("/studio/phrases/back")
    assert floor.nlu.name == old  # type: ignore[attr-defined]
    assert not back["can_go_back"]
    (kept,) = back["kept"]
    await admin.post("/studio/phrases/back", status=409)
    await admin.post("/studio/phrases/back", {"name": kept["name"]})
    assert floor.nlu.name != old  # type: ignore[attr-defined]


async def test_mistakes_stop_a_training_and_are_told(admin: Admin, tiny: Path) -> None:
    await change(admin, {"kind": "add", "language": "en", "intent": "lonely", "texts": ["one phrase only"]})
    done = await train(admin)
    assert "one phrase only" in done["failure"]
    assert not done["waits"]


async def test_after_a_restart_a_training_broken_off_is_told_and_one_that_is_done_waits(admin: Admin, tiny: Path) -> None:
    note(tiny, Course(True, 3, 16, "phrases unseen"))
    found = await admin.get("/studio/phrases/training")
    assert (found["running"], found["broken_off"], found["failure"]) == (False, True, "")
    assert main([str(tiny), "--beside"]) == 0
    found = await admin.get("/studio/phrases/training")
    assert (found["waits"], found["broken_off"], found["new"]["phrases"]) == (True, False, 50)


def rows(home: Path, where: list[str], back: list[str]) -> None:
    """The phrases of one language, the others' as they are."""
    text = "nlu:\n" + block("order_status", where) + block("return_goods", back)
    (home / "nlu" / "phrases" / "en.yml").write_text(text, encoding="utf-8")


async def test_a_worse_model_is_used_for_a_reason_only(admin: Admin, floor: Shopfloor, tiny: Path) -> None:
    rows(tiny, WHERE + MORE, BACK)
    assert main([str(tiny)]) == 0
    rows(tiny, WHERE + MORE, BACK + POISON)
    done = await train(admin)
    assert done["comparison"]["intents"][0]["intent"] == "order_status"
    assert "order_status" in done["held"]
    assert done["worse"]
    await admin.post("/studio/phrases/use", status=422)
    assert main([str(tiny), "--gate"]) == 3
    used = await admin.post("/studio/phrases/use", {"reason": "it is wanted so"})
    assert (used["waits"], used["held"]) == (False, [])
    noted = await floor.database.read(lambda connection: audit.page(connection, audit.Wanted(), 2**62, 10))
    assert any("it is wanted so" in str(one) for one in noted)


async def test_messages_that_change_their_intent_are_shown_masked(
    admin: Admin, floor: Shopfloor, customer: Conversation, tiny: Path
) -> None:
    await customer.say("kur ir mans pasūtījums 5512345678?")
    await train(admin)
    found = await admin.get("/studio/phrases/changes")
    assert (found["messages"], found["days"]) == (1, 28)
    (one,) = found["items"]
    assert one["before"] == "order_status"
    assert "5512345678" not in one["text"]


async def test_a_comparison_is_with_the_model_in_use(admin: Admin, tiny: Path) -> None:
    assert main([str(tiny)]) == 0
    rows(tiny, WHERE + MORE, BACK)
    first = await train(admin)
    assert first["comparison"]["whole"]["count"] > 50
    shelf = Shelf(tiny)
    report = json.loads(shelf.trained.with_suffix(".json").read_text())
    report["comparison"]["against"] = "another"
    shelf.trained.with_suffix(".json").write_text(json.dumps(report))
    again = await admin.get("/studio/phrases/training")
    assert again["comparison"] == first["comparison"]
