"""The draft tried out and tested over the API: nothing of it reaches a customer, and every answer says why."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.app import Shopfloor
from bot.site import studio_on
from bot.store.tables import conversations
from bot.studio import testing
from bot.studio.context import Studio
from bot.theatre import Theatre
from bot.tryout import Conversation
from config.source import parse_yaml
from flows.cases import parse
from tests.studio.conftest import Admin, signed_in

WELL = """
test_cases:
- test_case: an order is asked for
  now: 2026-11-23T10:00
  steps:
  - user: where is my order?
  - utter: [first-contact, ask-order-number]
"""


async def began(admin: Admin, **body: Any) -> Any:
    return await admin.post("/studio/tryout", {"language": "en", **body})


async def did(admin: Admin, tried: Any, do: str, what: str, status: int = 200) -> Any:
    return await admin.post(f"/studio/tryout/{tried['id']}", {"do": do, "what": what}, status)


@pytest.fixture
def dialogues(home: Path) -> Path:
    folder = home / "tests" / "dialogues"
    folder.mkdir(parents=True)
    return folder


class TestTryingOut:
    async def test_every_answer_says_what_was_understood_which_steps_were_walked_and_what_is_known(self, admin: Admin) -> None:
        tried = await began(admin)
        assert (tried["scenes"], tried["owner"], tried["stack"]) == ([], "bot", [])
        tried = await did(admin, tried, "user", "where is my order 10026?")
        [scene] = tried["scenes"]
        assert scene["said"][-1]["wordings"] == ["ask-contact"]
        [heard] = scene["heard"]
        assert heard["intent"] == "order_status"
        assert heard["confidence"] == heard["ranking"][0]["confidence"] > 0.5
        assert {"name": "order_number", "value": "10026"} in heard["entities"]
        assert "find_order" not in scene["calls"]  # it is not told before it is proved whose it is
        steps = [(one["flow"], one["step"]) for one in scene["walked"]]
        assert ("order_status", "collect:order_number") in steps
        assert all(one["line"] > 0 and one["file"].endswith(".yml") for one in scene["walked"])
        top = tried["stack"][0]
        assert (top["flow"], top["step"], top["waits"]) == ("prove_ownership", "contact", True)
        assert {"name": "order_number", "type": "order_number", "value": "10026"} in tried["slots"]

    async def test_nothing_of_it_is_in_the_shops_database(self, admin: Admin, floor: Shopfloor) -> None:
        await did(admin, await began(admin), "user", "where is my order 10026?")
        count = sa.select(sa.func.count()).select_from(conversations)
        assert await floor.database.read(lambda connection: connection.execute(count).scalar_one()) == 0

    async def test_time_passes_people_take_over_and_buttons_are_pressed(self, admin: Admin) -> None:
        tried = await did(admin, await began(admin), "user", "I want to talk to a person")
        assert tried["owner"] == "queue"
        tried = await did(admin, tried, "agent", "take")
        assert tried["owner"] == "agent"
        tried = await did(admin, tried, "agent_says", "Hello, this is Ilze")
        tried = await did(admin, tried, "agent", "release")
        assert tried["owner"] == "bot"
        before = tried["now"]
        tried = await did(admin, tried, "later", "2h")
        assert tried["now"] > before
        tried = await did(admin, tried, "press", "lang:lv")
        assert tried["scenes"][-1]["said"]
        tried = await did(admin, tried, "attach", "photo")
        assert tried["scenes"][-1]["do"] == "attach"

    async def test_what_cannot_happen_is_said_and_changes_nothing(self, admin: Admin) -> None:
        tried = await began(admin)
        for do, what, told in (
            ("press", "No such thing", "There is no button “No such thing”."),
            ("later", "soon", "write a length of time"),
            ("agent", "release", "the customer has not written yet"),
        ):
            problem = await did(admin, tried, do, what, 409)
            assert told in problem["detail"]

    async def test_a_draft_with_mistakes_is_not_tried_out_but_tells_each_with_its_line(self, admin: Admin) -> None:
        await draft(admin, "        utter: ask-order-number\n", "        utter: ask-order-numbr\n")
        problem = await admin.post("/studio/tryout", {}, 422)
        assert problem["detail"].startswith("Mend the draft first. scripts/order_status.yml:")
        assert "ask-order-numbr" in problem["errors"][0]["detail"]

    async def test_the_same_is_done_again_with_the_draft_as_it_is_now(self, admin: Admin) -> None:
        tried = await did(admin, await began(admin), "user", "where is my order?")
        await draft(admin, "ask-order-number = What", "ask-order-number = Tell me, what", file="wording/en.ftl")
        again = await began(admin, again=tried["id"])
        assert again["draft"] != tried["draft"]
        assert [scene["what"] for scene in again["scenes"]] == ["where is my order?"]
        assert "Tell me, what" in again["scenes"][0]["said"][-1]["text"]
        await did(admin, tried, "user", "hello", 404)

    async def test_it_is_kept_as_a_test_that_passes(self, admin: Admin, home: Path, floor: Shopfloor) -> None:
        tried = await did(admin, await began(admin), "user", "where is my order 10026?")
        tried = await did(admin, tried, "later", "3h")
        tried = await did(admin, tried, "user", "liga.kalnina@example.com")
        kept = await admin.post(f"/studio/tryout/{tried['id']}/test", {"name": "a-parcel"})
        assert kept["file"] == "tests/dialogues/studio-a-parcel.yml"
        text = (home / kept["file"]).read_text(encoding="utf-8")
        assert text == kept["text"]
        [case] = parse(parse_yaml(text, "kept.yml"))
        assert (await Theatre(floor.environment, floor.shop).hold(case)).failures == ()

    async def test_it_is_its_admins_alone_and_ends_when_they_say_so(self, admin: Admin, client: Any, floor: Shopfloor) -> None:
        tried = await began(admin)
        async with client.delete(f"/api/v1/studio/tryout/{tried['id']}", headers=admin.headers) as answer:
            assert answer.status == 204
        await did(admin, tried, "user", "hello", 404)
        agent = await signed_in(client, floor, "agent")
        await agent.post("/studio/tryout", {}, 403)

    async def test_an_admin_has_two_at_most_and_the_one_not_used_for_longest_gives_way(self, admin: Admin) -> None:
        first, second = await began(admin), await began(admin)
        await did(admin, first, "user", "hello")
        third = await began(admin)
        await did(admin, second, "user", "hello", 404)
        await did(admin, first, "user", "hello")
        await did(admin, third, "user", "hello")


async def draft(admin: Admin, old: str, new: str, file: str = "scripts/order_status.yml") -> None:
    """The draft with something changed in it, as the editor saves it."""
    found = await admin.get(f"/studio/files/{file}")
    assert old in found["text"]
    body = {"text": found["text"].replace(old, new), "version": found["version"], "check": False}
    await admin.post(f"/studio/files/{file}", body)


async def ended(admin: Admin) -> Any:
    """The tests' result, once they are over."""
    while (told := await admin.get("/studio/trials"))["state"] == "running":
        await asyncio.sleep(0.2)
    return told


class TestTesting:
    async def test_the_shops_tests_are_held_in_the_background_and_the_gate_knows_how_they_came_out(
        self, admin: Admin, dialogues: Path, floor: Shopfloor
    ) -> None:
        studio: Studio = studio_on(floor)
        (dialogues / "well.yml").write_text(WELL, encoding="utf-8")
        assert (await testing.gate(studio, floor.flows)).state == "missing"
        assert (await admin.get("/studio/trials"))["state"] == "none"
        told = await admin.post("/studio/trials")
        assert (told["state"], told["total"]) == ("running", 1)
        assert (await testing.gate(studio, floor.flows)).state == "running"
        told = await ended(admin)
        assert (told["state"], told["done"], told["failed"], told["failures"]) == ("passed", 1, 0, [])
        covered = {one["flow"]: one for one in told["flows"]}
        assert 0 < covered["order_status"]["percent"] < 100
        assert covered["order_status"]["missing"]
        assert await testing.gate(studio, floor.flows) == testing.Gate("tests", "passed", "1 / 1")

        (dialogues / "well.yml").write_text(WELL.replace("ask-order-number", "goodbye"), encoding="utf-8")
        assert (await admin.get("/studio/trials"))["state"] == "stale"
        assert (await testing.gate(studio, floor.flows)).state == "missing"
        await admin.post("/studio/trials")
        told = await ended(admin)
        [failure] = told["failures"]
        assert (told["state"], failure["file"], failure["line"]) == ("failed", "tests/dialogues/well.yml", 7)
        assert failure["talk"][0] == {"who": "customer", "text": "where is my order?"}
        gate = await testing.gate(studio, floor.flows)
        assert (gate.state, gate.told) == ("failed", "0 / 1 · tests/dialogues/well.yml:7")

    async def test_a_file_that_cannot_be_read_fails_as_a_test_would(self, admin: Admin, dialogues: Path) -> None:
        (dialogues / "odd.yml").write_text(WELL.replace("- user", "- usr"), encoding="utf-8")
        await admin.post("/studio/trials")
        [failure] = (await ended(admin))["failures"]
        assert (failure["file"], failure["line"]) == ("tests/dialogues/odd.yml", 6)

    async def test_where_there_are_no_tests_none_can_fail(self, admin: Admin, floor: Shopfloor) -> None:
        assert (await testing.gate(studio_on(floor), floor.flows)).state == "passed"
        await admin.post("/studio/trials", status=409)


async def test_what_is_tried_out_moves_no_customers_clock_or_model(admin: Admin, customer: Conversation) -> None:
    tried = await began(admin)
    await did(admin, tried, "later", "3d")
    await customer.say("kur ir pasūtījums 10026?")
    assert "ask-contact" in customer.replies()[-1].wordings
