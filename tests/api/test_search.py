"""Searching over HTTP, and opening a conversation at the message that was found."""

from tests.api.conftest import Agent, Line


def marked(hit: dict[str, list[dict[str, object]]]) -> list[object]:
    return [piece["text"] for piece in hit["snippet"] if piece["hit"]]


async def test_people_and_messages_are_two_groups(anna: Agent, line: Line) -> None:
    await line.hear("Kur ir Bērziņas pasūtījums?", "8", name="Jānis Kalns")
    await line.hear("Labdien", "7", name="Anna Bērziņa")
    await line.reply("Sveiki!")
    found = await anna.get("/search", q="berzin")
    assert [one["name"] for one in found["people"]["items"]] == ["Anna Bērziņa"]
    (hit,) = found["messages"]["items"]
    assert (hit["conversation_id"], hit["message_id"], hit["author"], hit["name"]) == (1, "i1", "customer", "Jānis Kalns")
    assert marked(hit) == ["Bērziņas"]


async def test_each_group_has_pages_of_its_own(anna: Agent, line: Line) -> None:
    for number in range(5):
        await line.hear(f"vārds {number}", str(number), name=f"Anna {number}")
    first = await anna.get("/search", q="vards", what="messages", limit=2)
    assert first["people"] is None
    rest = await anna.get("/search", q="vards", what="messages", limit=9, after=first["messages"]["next"])
    texts = ["".join(piece["text"] for piece in hit["snippet"]) for page in (first, rest) for hit in page["messages"]["items"]]
    assert texts == [f"vārds {n}" for n in (4, 3, 2, 1, 0)]
    assert rest["messages"]["next"] is None
    people = await anna.get("/search", q="anna", what="people", limit=4)
    more = await anna.get("/search", q="anna", what="people", limit=4, after=people["people"]["next"])
    assert [one["address"] for page in (people, more) for one in page["people"]["items"]] == ["4", "3", "2", "1", "0"]


async def test_it_is_narrowed_to_a_list(anna: Agent, line: Line) -> None:
    await line.hear("vārds", "7")
    await line.hear("vārds", "8")
    await line.reply("jā")
    await anna.post("/conversations/2/take")
    found = await anna.get("/search", q="vards", owner="me")
    assert [hit["conversation_id"] for hit in found["messages"]["items"]] == [2]
    await anna.get("/search", q="", status=422)
    await anna.get("/search", q="x", owner="nobody", status=422)
    await anna.get("/search", q="x", what="messages", after="x", status=422)


async def test_the_list_is_searched_by_words_as_before(anna: Agent, line: Line) -> None:
    await line.hear("Kur ir mans pasūtījums?", "7")
    await line.hear("labdien", "8")
    assert [one["address"] for one in (await anna.get("/conversations", q="PASUTIJ"))["items"]] == ["7"]
    assert (await anna.get("/conversations", q="%%%"))["items"] == []


async def test_a_conversation_opens_at_a_message_and_goes_on_both_ways(anna: Agent, line: Line) -> None:
    said = []
    for number in range(20):
        await line.hear(f"jautājums {number}")
        await line.reply(f"atbilde {number}")
        said += [f"jautājums {number}", f"atbilde {number}"]
    (hit,) = (await anna.get("/search", q="jautajums 7"))["messages"]["items"]
    page = await anna.get("/conversations/1", around=hit["message_id"], limit=5)
    texts = [message["text"] for message in page["messages"]]
    assert hit["message_id"] in [message["id"] for message in page["messages"]]
    earlier, later = page["earlier"], page["later"]
    while earlier:
        page = await anna.get("/conversations/1", before=earlier, limit=5)
        texts, earlier = [message["text"] for message in page["messages"]] + texts, page["earlier"]
    while later:
        page = await anna.get("/conversations/1", after=later, limit=5)
        texts, later = texts + [message["text"] for message in page["messages"]], page["later"]
    assert texts == said


async def test_no_message_of_another_conversation_is_opened(anna: Agent, line: Line) -> None:
    await line.hear("viens", "7")
    await line.hear("divi", "8")
    await anna.get("/conversations/1", around="i2", status=404)
    await anna.get("/conversations/1", around="o9", status=404)
    await anna.get("/conversations/1", around="x1", status=422)
