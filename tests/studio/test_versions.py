"""Publishing a draft from the studio: what it changes is told before, nobody is overrun, and there is a way back."""

from typing import Any

import pytest

from bot.app import Shopfloor
from bot.site import studio_on
from bot.studio.plan import plan
from bot.tryout import Conversation
from flows.library import own
from tests.studio.conftest import Admin, signed_in

WORDS = "wording/lv.ftl"
SHIPPED = "order-shipped = Pasūtījums"
NEWS = "order-shipped = Labas ziņas: pasūtījums"
ANYWAY = "Tried by hand on a quiet evening."


async def rewrite(admin: Admin, name: str, *changes: tuple[str, str]) -> None:
    """Change a file of the draft."""
    file = await admin.get(f"/studio/files/{name}")
    text = file["text"]
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    await admin.post(f"/studio/files/{name}", {"text": text, "version": file["version"]})


async def publish(admin: Admin, status: int = 200, **more: Any) -> Any:
    """Publish the draft as it is, by hand."""
    draft = await admin.get("/studio/versions/draft")
    body = {"set": draft["set"], "seen": draft["seen"], "why": "Kinder words.", "anyway": ANYWAY, **more}
    return await admin.post("/studio/versions/publish", body, status)


async def test_what_the_draft_changes_is_told_before_it_is_published(admin: Admin) -> None:
    assert (await admin.get("/studio/versions/draft"))["changed"] is False
    await rewrite(admin, WORDS, (SHIPPED, NEWS))
    draft = await admin.get("/studio/versions/draft")
    assert draft["changed"]
    assert [(file["name"], file["became"]) for file in draft["difference"]["files"]] == [(WORDS, "changed")]
    changed = {(one["wording"], one["language"]) for one in draft["difference"]["wordings"]}
    assert ("order-shipped", "lv") in changed
    assert any(line.startswith("+" + NEWS) for line in draft["difference"]["files"][0]["lines"])
    assert {gate["name"]: gate["state"] for gate in draft["gates"]}["check"] == "passed"


async def test_the_plan_tells_what_becomes_of_who_is_inside(admin: Admin, floor: Shopfloor, customer: Conversation) -> None:
    await customer.say("kur ir pasūtījums 10026?")
    await rewrite(admin, WORDS, (SHIPPED, NEWS))
    told = (await admin.get("/studio/versions/draft"))["plan"]
    assert {name: told[name] for name in ("total", "moves", "redo", "stays")} == {"total": 1, "moves": 1, "redo": 0, "stays": 0}
    name = "scripts/order_status.yml"
    await rewrite(admin, name, ("next: prove\n", "next: whose\n"), ("- id: prove\n", "- id: whose\n"))
    told = (await admin.get("/studio/versions/draft"))["plan"]
    assert (told["stays"], told["spots"]) == (1, [{"fate": "stays", "flow": "order_status", "step": "prove", "count": 1}])
    texts = await studio_on(floor).workshop.texts()
    assert str(await plan(floor.editions, floor.editions.craft.rebuilt(texts))) == "1 inside: 1 stay"


async def test_what_is_published_is_said_at_once_and_the_draft_is_clean(admin: Admin, customer: Conversation) -> None:
    await rewrite(admin, WORDS, (SHIPPED, NEWS))
    edition = await publish(admin)
    assert (edition["origin"], edition["by"], edition["in_use"], edition["passed_by"]) == ("studio", "Admin", True, ANYWAY)
    await customer.say("kur ir pasūtījums 10026?")
    await customer.say("liga.kalnina@example.com")
    assert customer.replies()[-1].text.startswith("Labas ziņas:") or "Labas ziņas:" in customer.replies()[-2].text
    assert (await admin.get("/studio/versions/draft"))["changed"] is False


async def test_a_gate_that_is_shut_stops_it_until_somebody_says_why(admin: Admin) -> None:
    await rewrite(admin, WORDS, (SHIPPED, NEWS))
    refused = await publish(admin, 409, anyway="")
    assert "replay" in refused["detail"]
    await publish(admin)


async def test_a_draft_with_mistakes_is_never_published(admin: Admin) -> None:
    await rewrite(admin, WORDS, (SHIPPED, "order-shipped = { $nobody } Pasūtījums"))
    draft = await admin.get("/studio/versions/draft")
    assert (draft["set"], draft["plan"]) == ("", None)
    assert draft["problems"]
    refused = await admin.post("/studio/versions/publish", {"set": "", "seen": draft["seen"], "anyway": ANYWAY}, 409)
    assert "mistakes" in refused["detail"] + refused["title"]


async def test_of_two_who_publish_the_second_is_told_who_was_quicker(admin: Admin) -> None:
    await rewrite(admin, WORDS, (SHIPPED, NEWS))
    first = await admin.get("/studio/versions/draft")
    await publish(admin)
    await rewrite(admin, WORDS, (NEWS, SHIPPED + " nr."))
    late = await admin.get("/studio/versions/draft")
    refused = await admin.post("/studio/versions/publish", {"set": late["set"], "seen": first["seen"], "anyway": ANYWAY}, 409)
    assert "Admin has published meanwhile" in refused["detail"] + refused["title"]
    await rewrite(admin, WORDS, (SHIPPED + " nr.", SHIPPED + " nr"))
    refused = await admin.post("/studio/versions/publish", {"set": late["set"], "seen": late["seen"], "anyway": ANYWAY}, 409)
    assert "changed since" in refused["detail"] + refused["title"]


async def test_one_click_goes_back_and_one_more_goes_forward_again(admin: Admin, floor: Shopfloor) -> None:
    before = floor.flows.hash
    await rewrite(admin, WORDS, (SHIPPED, NEWS))
    after = (await publish(admin))["set"]
    history = (await admin.get("/studio/versions"))["items"]
    assert [(one["set"], one["in_use"]) for one in history] == [(after, True), (before, False)]
    back = await admin.post(f"/studio/versions/{history[1]['id']}/rollback", {"seen": after})
    assert (back["origin"], floor.flows.hash) == ("rollback", before)
    await admin.post(f"/studio/versions/{history[0]['id']}/rollback", {"seen": before, "why": "It was right after all."})
    assert floor.flows.hash == after
    difference = await admin.get(f"/studio/versions/{history[0]['id']}/difference")
    assert [file["name"] for file in difference["files"]] == [WORDS]


async def test_a_version_that_is_withdrawn_says_so_and_the_one_in_use_cannot_be(admin: Admin, floor: Shopfloor) -> None:
    await rewrite(admin, WORDS, (SHIPPED, NEWS))
    await publish(admin)
    newest, older = (await admin.get("/studio/versions"))["items"]
    await admin.post(f"/studio/versions/{newest['id']}/withdraw", {"why": "No."}, 409)
    await admin.post(f"/studio/versions/{older['id']}/withdraw", {"why": "It told a wrong price."}, 204)
    assert [one["withdrawn"] for one in (await admin.get("/studio/versions"))["items"]] == [False, True]
    assert older["set"] in floor.editions.withdrawn
    await admin.get("/studio/versions/999999/difference", 404)


async def test_the_record_says_who_published_and_holds_no_texts(admin: Admin) -> None:
    await rewrite(admin, WORDS, (SHIPPED, NEWS))
    await publish(admin)
    entries = (await admin.get("/audit?action=flows"))["items"]
    assert entries[0]["action"] == "flows.published"
    assert entries[0]["by"] == "Admin"
    assert "Labas" not in str(entries)


@pytest.mark.parametrize("role", ["agent", "supervisor"])
async def test_only_admins_publish(admin: Admin, floor: Shopfloor, role: Any) -> None:
    other = await signed_in(admin.client, floor, role)
    await other.post("/studio/versions/publish", {"set": "", "seen": ""}, 403)
    assert own(floor.flows.sources)
