"""Conversations as an agent reads them."""

import pytest

from bot.channels.port import Button
from tests.api.conftest import Agent, Clock, Line


async def test_a_conversation_reads_as_it_was_said(anna: Agent, line: Line) -> None:
    await line.hear("Kur ir mans pasūtījums 10023?")
    await line.reply("Ceļā.", buttons=(Button("Paldies", "1.0"),))
    await line.press("1.0", "Paldies")
    found = await anna.get("/conversations/1")
    assert [(m["author"], m["text"], m["sending"]) for m in found["messages"]] == [
        ("customer", "Kur ir mans pasūtījums 10023?", "sent"),
        ("bot", "Ceļā.", "sent"),
        ("customer", "Paldies", "sent"),
    ]
    assert found["messages"][1]["buttons"] == [{"title": "Paldies", "payload": "1.0", "url": ""}]
    assert found["customer"]["name"] == "Anna Bērziņa"
    assert (found["channel"], found["language"], found["owner"], found["earlier"]) == ("telegram", "lv", "bot", None)


async def test_each_message_leads_to_the_explanation_of_its_turn(anna: Agent, line: Line) -> None:
    await line.hear("Kur ir mans pasūtījums?")
    await line.reply("Kāds ir tā numurs?")
    found = await anna.get("/conversations/1")
    assert [message["turn"] for message in found["messages"]] == [1, 1]
    heard = found["turns"]["1"]["record"]["events"][0][1]
    assert heard["understanding"]["intent"] == "order_status"


async def test_what_is_not_sent_yet_is_queued(anna: Agent, line: Line) -> None:
    await line.hear("Labdien")
    await line.reply("Labdien!", send=False)
    found = await anna.get("/conversations/1")
    assert [message["sending"] for message in found["messages"]] == ["sent", "queued"]


async def test_earlier_messages_are_read_page_by_page(anna: Agent, line: Line) -> None:
    for number in range(5):
        await line.hear(f"jautājums {number}")
        await line.reply(f"atbilde {number}")
    texts: list[str] = []
    before = ""
    while True:
        page = await anna.get("/conversations/1", limit=3, before=before)
        texts = [message["text"] for message in page["messages"]] + texts
        if (before := page["earlier"]) is None:
            break
    assert texts == [text for n in range(5) for text in (f"jautājums {n}", f"atbilde {n}")]


async def test_the_list_has_the_newest_first_with_what_was_last_said(anna: Agent, line: Line, clock: Clock) -> None:
    for address in ("7", "8", "9"):
        clock.now += 1000
        await line.hear(f"es esmu {address}", address)
    clock.now += 1000
    await line.hear("vēl kaut kas", "7")
    page = await anna.get("/conversations")
    assert [item["last"]["text"] for item in page["items"]] == ["vēl kaut kas", "es esmu 9", "es esmu 8"]


async def test_the_list_goes_on_where_the_page_ended(anna: Agent, line: Line) -> None:
    for address in range(7):
        await line.hear("labdien", str(address))
    addresses, after = [], ""
    while True:
        page = await anna.get("/conversations", limit=3, after=after)
        addresses += [item["address"] for item in page["items"]]
        if (after := page["next"]) is None:
            break
    assert sorted(addresses) == [str(address) for address in range(7)]


async def test_the_queue_has_those_due_first(anna: Agent, line: Line) -> None:
    for address, minutes in (("7", 30), ("8", 3), ("9", 10)):
        await line.hear("cilvēku, lūdzu", address)
        await line.hand_over(minutes=minutes)
    page = await anna.get("/conversations", owner="queue", limit=2)
    rest = await anna.get("/conversations", owner="queue", after=page["next"])
    assert [item["address"] for item in page["items"] + rest["items"]] == ["8", "9", "7"]
    assert rest["next"] is None


async def test_each_owner_has_a_list(anna: Agent, boris: Agent, line: Line) -> None:
    for address in ("bot", "queue", "anna", "boris", "closed"):
        await line.hear("labdien", address)
        if address == "queue":
            await line.hand_over()
        else:
            await line.reply("labdien")
    await anna.post("/conversations/3/take")
    await boris.post("/conversations/4/take")
    await boris.post("/conversations/5/close")
    lists = {whose: await anna.get("/conversations", owner=whose) for whose in ("bot", "queue", "me", "agent", "closed", "")}
    assert {whose: {item["address"] for item in page["items"]} for whose, page in lists.items()} == {
        "bot": {"bot"},
        "queue": {"queue"},
        "me": {"anna"},
        "agent": {"anna", "boris"},
        "closed": {"closed"},
        "": {"bot", "queue", "anna", "boris", "closed"},
    }


@pytest.mark.parametrize("words", ["KUR IR", "pasūt", "PASŪT", "bērziņa", '"labi"', "10023", "atbil", "c:\\temp"])
async def test_words_are_found_in_names_and_messages(anna: Agent, line: Line, words: str) -> None:
    await line.hear('Kur ir mans pasūtījums 10023? "Labi" C:\\temp')
    await line.reply("Atbilde")
    await line.hear("Labdien", "8", name="Jānis")
    page = await anna.get("/conversations", q=words)
    assert [item["address"] for item in page["items"]] == ["7"]


@pytest.mark.parametrize("words", ["%", "_", "/", "nekas"])
async def test_signs_that_mean_something_to_a_database_are_just_letters(anna: Agent, line: Line, words: str) -> None:
    await line.hear("Labdien")
    assert (await anna.get("/conversations", q=words))["items"] == []


async def test_a_ticket_and_its_promise_stand_beside_the_conversation(anna: Agent, line: Line) -> None:
    await line.hear("cilvēku, lūdzu")
    await line.hand_over("līdz 10.03", minutes=3)
    found = await anna.get("/conversations/1")
    (ticket,), (promise,) = found["tickets"], found["promises"]
    assert (ticket["team"], ticket["reason"], ticket["summary"]) == ("shop", "asked", "Grib runāt ar cilvēku")
    assert (promise["text"], promise["state"], promise["made_by"]) == ("līdz 10.03", "open", "bot")
    assert found["due_at"] == promise["due_at"] == ticket["due_at"]


@pytest.mark.parametrize("path", ["/conversations/99", "/conversations/999999999999999999"])
async def test_there_is_no_such_conversation(anna: Agent, path: str) -> None:
    assert (await anna.get(path, 404))["detail"] == "There is no such conversation."


@pytest.mark.parametrize(
    ("query", "path"),
    [({"owner": "nobody"}, "owner"), ({"limit": "0"}, "limit"), ({"after": "x"}, "after"), ({"foo": "1"}, "foo")],
)
async def test_a_wrong_query_names_its_field(anna: Agent, query: dict[str, str], path: str) -> None:
    problem = await anna.get("/conversations", 422, **query)
    assert problem["path"] == path


async def test_moments_are_in_utc(anna: Agent, line: Line) -> None:
    await line.hear("Labdien")
    assert (await anna.get("/conversations/1"))["created_at"] .startswith("2027-01-15T08:00:00.")


async def test_what_came_before_can_be_read_where_nothing_was_answered_yet(anna: Agent, line: Line) -> None:
    for number in range(3):
        await line.hear(f"{number}")
    page = await anna.get("/conversations/1", limit=1)
    earlier = await anna.get("/conversations/1", before=page["earlier"])
    assert [message["text"] for message in earlier["messages"]] == ["0", "1"]
    for farther in (f"{2**63}.1", f"1.{10**18 * 9}", "١.٢", "9" * 19 + ".1"):
        await anna.get("/conversations/1", 422, before=farther)
