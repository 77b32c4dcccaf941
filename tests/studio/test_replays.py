"""Past conversations held with a draft from the studio: in the background, with a report, and as a gate before publishing."""

import asyncio
from typing import Any

from bot.app import Shopfloor
from bot.site import studio_on
from bot.store import replays
from bot.studio import background, replaying
from bot.tryout import Conversation
from tests.studio.conftest import Admin

WORDS = "wording/lv.ftl"


async def rewrite(admin: Admin, name: str, old: str, new: str) -> None:
    found = await admin.get(f"/studio/files/{name}")
    assert old in found["text"]
    body = {"text": found["text"].replace(old, new), "version": found["version"], "check": False}
    await admin.post(f"/studio/files/{name}", body)


async def ended(admin: Admin, id_: int) -> Any:
    """The replay, once it is over."""
    while (told := await admin.get(f"/studio/replays/{id_}"))["state"] == "running":
        await asyncio.sleep(0.2)
    return told


async def test_the_same_set_differs_in_nothing_and_its_gate_is_open(
    admin: Admin, customer: Conversation, floor: Shopfloor
) -> None:
    await customer.say("kur ir pasūtījums 10026?")
    studio = studio_on(floor)
    assert (await replaying.gate(studio, floor.flows)).state == "missing"
    begun = await admin.post("/studio/replays", {"days": 7})
    assert (begun["state"], begun["total"], begun["is_current"]) == ("running", 1, True)
    told = await ended(admin, begun["id"])
    assert (told["state"], told["done"], told["groups"]) == ("done", 1, [])
    assert {name: count for name, count in told["counts"].items() if count} == {"same": 1}
    assert await replaying.gate(studio, floor.flows) == replaying.Gate("replay", "passed", "1 / 1")


async def test_another_wording_is_shown_with_both_conversations_and_nothing_personal(
    admin: Admin, customer: Conversation
) -> None:
    await customer.say("kur ir pasūtījums 10026?")
    await customer.say("liga.kalnina@example.com")
    text = (await admin.get(f"/studio/files/{WORDS}"))["text"]
    line = next(line for line in text.splitlines() if line.startswith("order-shipped ="))
    await rewrite(admin, WORDS, line, f"{line} Labas ziņas!")
    told = await ended(admin, (await admin.post("/studio/replays", {"days": 7}))["id"])
    [group] = told["groups"]
    assert (group["verdict"], group["flow"], group["why"]) == ("wording", "order_status", "order-shipped")
    [shown] = group["examples"]
    assert "Labas ziņas!" in next(line["text"] for line in shown["now"] if line["differs"])
    assert "liga.kalnina@example.com" not in str(shown)
    [kept] = (await admin.get("/studio/replays"))["items"]
    assert kept["counts"]["wording"] == 1


async def test_a_replay_that_was_cut_off_says_so(admin: Admin, floor: Shopfloor) -> None:
    now, hash_ = floor.clock(), floor.flows.hash
    row = {"flows": hash_, "base": hash_, "user_id": 1, "since": 1, "total": 3, "now": now - background.LOST - 1}
    await floor.database.write(lambda connection: replays.begin(connection, **row))
    assert [one["state"] for one in (await admin.get("/studio/replays"))["items"]] == ["lost"]
    assert (await replaying.gate(studio_on(floor), floor.flows)).state == "missing"


async def test_a_replay_nobody_knows_is_not_found(admin: Admin) -> None:
    await admin.get("/studio/replays/77", 404)
