"""The weekly line tells what waits, what was labelled, and whether the model got better, from what stands already."""

import json
from pathlib import Path
from typing import Any

from bot.tryout import Conversation
from tests.studio.conftest import Admin
from tests.studio.test_unheard import NONSENSE, OTHER, accept


async def rhythm(admin: Admin) -> dict[str, Any]:
    found: dict[str, Any] = await admin.get("/studio/rhythm")
    return found


async def test_what_waits_and_what_was_labelled_is_counted_and_what_is_taken_back_is_not(
    admin: Admin, customer: Conversation, clock: Any
) -> None:
    for text in (NONSENSE, OTHER):
        await customer.say(text)
    found = await rhythm(admin)
    assert (found["waiting"], found["labelled"]) == (2, 0)
    item = (await admin.get("/studio/unheard"))["items"][0]
    await admin.post("/studio/unheard", accept(item, "order_status"), status=204)
    found = await rhythm(admin)
    assert (found["waiting"], found["labelled"]) == (1, 1)
    await admin.post("/studio/unheard/undo", {"digests": item["digests"]}, status=204)
    found = await rhythm(admin)
    assert (found["waiting"], found["labelled"]) == (2, 0)


async def test_the_model_is_told_with_the_one_before(admin: Admin, home: Path) -> None:
    report = json.loads((home / "var" / "model.json").read_text(encoding="utf-8"))
    found = await rhythm(admin)
    assert (found["understood"], found["points"]) == (report["accuracy"], None)
    assert found["trained_at"]
    before = home / "var" / "models" / f"{report['at'] - 1:014d}.npz"
    before.parent.mkdir()
    before.write_bytes(b"")
    worse = {**report, "at": report["at"] - 1, "accuracy": report["accuracy"] - 0.021}
    before.with_suffix(".json").write_text(json.dumps(worse), encoding="utf-8")
    assert (await rhythm(admin))["points"] == 2.1
    (home / "var" / "model.json").unlink()
    found = await rhythm(admin)
    assert (found["trained_at"], found["understood"], found["points"]) == (None, None, None)
