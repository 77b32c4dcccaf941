"""Flows as pictures: what an admin types is drawn as far as it can be read, with what customers did in the last month."""

from typing import Any

import pytest
from lxml import etree

from bot.site import studio_on
from bot.studio.gallery import WORDS, Gallery, percent
from bot.tryout import Conversation
from flows.drawing import KINDS
from flows.graph import WORDS as WAYS
from flows.library import BUILT_IN
from flows.steps import START
from handoff.console import words
from nlu.model import LANGUAGES
from tests.studio.conftest import Admin, signed_in


def box(drawn: Any, id_: str) -> Any:
    return next(one for one in drawn["boxes"] if one["id"] == id_)


def way(drawn: Any, source: str, target: str) -> Any:
    return next(one for one in drawn["edges"] if (one["source"], one["target"]) == (source, target))


async def test_a_flow_is_drawn_in_the_language_that_is_asked_for(admin: Admin) -> None:
    drawn = await admin.get("/studio/flows/order_status/graph?lang=lv")
    asked = box(drawn, "collect:order_number")
    assert (drawn["state"], asked["kind"], asked["text"]) == ("whole", "collect", "Kāds ir pasūtījuma numurs?")
    assert asked["rows"][0]["text"] == "jautā"
    assert drawn["file"] == "scripts/order_status.yml"
    assert asked["line"] == 12


async def test_ways_that_customers_went_are_counted_also_in_flows_that_were_called(admin: Admin, customer: Conversation) -> None:
    await customer.say("kur ir pasūtījums 10026?")
    await customer.say("liga.kalnina@example.com")
    drawn = await admin.get("/studio/flows/order_status/graph")
    assert box(drawn, START)["reached"] == 1
    assert way(drawn, "prove", "look")["times"] == 1
    assert way(drawn, "prove", "look")["share"] == 1
    assert sum(one["times"] for one in drawn["edges"] if one["source"] == "look") == 1
    assert drawn["counted_since"]
    proof = await admin.get("/studio/flows/prove_ownership/graph")
    assert way(proof, "contact", "action:prove_ownership")["times"] == 1


async def test_a_flow_nobody_went_through_has_no_numbers(admin: Admin) -> None:
    drawn = await admin.get("/studio/flows/return_goods/graph")
    assert {one["reached"] for one in drawn["boxes"]} == {0}
    assert "count" not in {row["kind"] for one in drawn["boxes"] for row in one["rows"]}


async def test_where_people_give_up_is_marked(client: Any, floor: Any, customer: Conversation, clock: Any) -> None:
    await customer.say("kur ir pasūtījums 10026?")
    clock.now += 2 * 86_400_000
    admin = await signed_in(client, floor)
    drawn = await admin.get("/studio/flows/prove_ownership/graph?lang=en")
    asked = box(drawn, "contact")
    assert (asked["reached"], asked["left"]) == (1, 1)
    assert asked["rows"][-1] == {"kind": "count", "text": "1×, 100% leave here"}


async def test_a_pattern_that_is_built_in_has_its_picture_too(admin: Admin) -> None:
    drawn = await admin.get("/studio/flows/pattern_clarification/graph")
    assert drawn["boxes"][1]["kind"] == "say"
    assert BUILT_IN not in drawn["boxes"][1]["id"]


async def test_the_picture_comes_as_a_file(admin: Admin) -> None:
    path = "/api/v1/studio/flows/returns_none/graph.svg"
    async with admin.client.get(path, headers=admin.headers) as answer:
        assert answer.status == 404
    async with admin.client.get("/api/v1/studio/flows/cancel_order/graph.svg", headers=admin.headers) as answer:
        assert answer.content_type == "image/svg+xml"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="cancel_order.svg"'
        root = etree.fromstring(await answer.read())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


async def test_who_asks_often_is_answered_from_the_figures_of_a_minute(floor: Any, customer: Conversation) -> None:
    gallery = Gallery()
    first = await gallery.past(floor.database, 1_000_000)
    assert await gallery.past(floor.database, 1_030_000) is first
    assert await gallery.past(floor.database, 1_060_000) is not first


async def test_nobody_but_admins_sees_it(client: Any, floor: Any) -> None:
    supervisor = await signed_in(client, floor, role="supervisor")
    await supervisor.get("/studio/flows/order_status/graph", status=403)


async def test_the_published_flow_can_be_asked_for(admin: Admin, floor: Any) -> None:
    drawn = await admin.get("/studio/flows/order_status/graph?of=published")
    assert len(drawn["boxes"]) == len(studio_on(floor).workshop.published().flows["order_status"].steps) + 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_box_and_way_has_a_name(language: str) -> None:
    known = words.load(WORDS)[language]
    assert {f"graph.{name}" for name in (*KINDS, *WAYS)} <= set(known)


def test_a_share_that_is_hardly_any_is_not_told_as_none() -> None:
    assert [percent(share) for share in (0, 0.001, 0.126, 1)] == ["0%", "<1%", "13%", "100%"]
