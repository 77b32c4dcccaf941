"""Tags over HTTP: who may do what, and how it is undone."""

from tests.api.conftest import Agent, Line


async def test_a_tag_is_put_on_and_taken_off(anna: Agent, line: Line) -> None:
    await line.hear("labdien")
    put = await anna.post("/conversations/1/tags", {"name": " Sūdzība "})
    assert [tag["name"] for tag in put["items"]] == ["Sūdzība"]
    await anna.post("/conversations/1/tags", {"name": "SUDZIBA"})
    assert [(tag["name"], tag["uses"]) for tag in (await anna.get("/tags"))["items"]] == [("Sūdzība", 1)]
    assert [tag["name"] for tag in (await anna.get("/conversations"))["items"][0]["tags"]] == ["Sūdzība"]
    for _ in range(2):
        await anna.ask("DELETE", f"/conversations/1/tags/{put['tag']['id']}", 204)
    assert (await anna.get("/conversations/1"))["tags"] == []
    await anna.post("/conversations/9/tags", {"name": "x"}, 404)
    await anna.post("/conversations/1/tags", {"name": "  "}, 422)


async def test_the_list_is_narrowed_by_tag_and_channel(anna: Agent, line: Line) -> None:
    await line.hear("viens", "7")
    await line.hear("divi", "8", channel="web")
    tag = (await anna.post("/conversations/1/tags", {"name": "VIP"}))["tag"]["id"]
    assert [one["address"] for one in (await anna.get("/conversations", tag=tag))["items"]] == ["7"]
    assert [one["address"] for one in (await anna.get("/conversations", channel="web"))["items"]] == ["8"]
    assert (await anna.get("/conversations", channel="web", tag=tag))["items"] == []


async def test_the_shops_list_is_for_supervisors_and_all_of_it_is_undone(anna: Agent, vera: Agent, line: Line) -> None:
    await line.hear("labdien")
    late = (await anna.post("/conversations/1/tags", {"name": "Kavējas"}))["tag"]["id"]
    slow = (await anna.post("/conversations/1/tags", {"name": "Lēni"}))["tag"]["id"]
    for path, body in (("", {"name": "x"}), ("/merge", {"into": late}), ("/remove", {}), ("/restore", {})):
        await anna.post(f"/tags/{slow}{path}", body, 403)
    await vera.post(f"/tags/{slow}", {"name": "kavejas"}, 409)
    assert (await vera.post(f"/tags/{slow}", {"name": "Lēnas atbildes", "colour": 5}))["colour"] == 5
    assert (await vera.post(f"/tags/{slow}/merge", {"into": late}))["name"] == "Kavējas"
    assert [tag["name"] for tag in (await anna.get("/tags"))["items"]] == ["Kavējas"]
    await vera.post(f"/tags/{slow}/restore")
    await vera.post(f"/tags/{late}/remove", status=204)
    assert [tag["name"] for tag in (await anna.get("/conversations/1"))["tags"]] == ["Lēnas atbildes"]
    await vera.post(f"/tags/{late}/restore")
    await vera.post(f"/tags/{late}/restore", status=404)
    actions = [entry["action"] for entry in (await vera.get("/audit"))["items"]]
    assert {"tag.put", "tag.changed", "tag.merged", "tag.removed", "tag.restored"} <= set(actions)
