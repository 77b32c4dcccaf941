"""Quality reading: a lot that can be drawn again, conversations without what is personal, cards that stand once by reader."""

import pytest

from bot.api.context import Api
from handoff.reports.quality import Card, pairs, quality
from tests.api.conftest import NOW, Agent
from tests.store.past import DAY, MINUTE, Past

MARKS = {"understood": 4, "correct": 3, "tone": 4, "solved": 1}


@pytest.fixture
def chats(api: Api) -> list[int]:
    past = Past(api.database)
    made = [past.chat(name="Anna Bērziņa") for _ in range(12)]
    for chat in made:
        past.wrote(chat, NOW - DAY, text="Esmu Anna Bērziņa, anna@berzini.lv, 26123456")
        past.answered(chat, 1, NOW - DAY + MINUTE)
        past.wrote(chat, *(NOW - DAY + (2 + n) * MINUTE for n in range(10)), text="paldies")
    past.wrote(past.chat(), NOW - 200 * DAY)  # long before
    return made


async def test_the_same_seed_draws_the_same_and_another_draws_others(chats: list[int], vera: Agent) -> None:
    async def drawn(seed: int) -> list[int]:
        made = await vera.post("/reports/quality/samples", {"seed": seed, "size": 5})
        assert (made["size"], made["drawn_from"], made["read"]) == (5, 12, 0)
        found = await vera.get(f"/reports/quality/samples/{made['id']}")
        return [one["conversation_id"] for one in found["items"]]

    first = await drawn(7)
    assert first == await drawn(7)
    assert first != await drawn(8)
    assert set(first) < set(chats)


async def test_a_reader_sees_how_it_began_and_ended_and_not_who_it_was(chats: list[int], vera: Agent) -> None:
    made = await vera.post("/reports/quality/samples", {"seed": 1, "size": 1})
    (one,) = (await vera.get(f"/reports/quality/samples/{made['id']}"))["items"]
    texts = " ".join(said["text"] for said in (*one["first"], *one["last"]))
    assert all(private not in texts for private in ("Anna", "Bērziņa", "berzini", "26123456"))
    assert [said["author"] for said in one["first"]] == ["customer", "agent", "customer", "customer"]
    assert (len(one["last"]), one["between"]) == (4, 4)


async def test_a_card_stands_once_by_reader_and_two_readers_are_compared(chats: list[int], vera: Agent, dace: Agent) -> None:
    made = await vera.post("/reports/quality/samples", {"seed": 1, "size": 6})
    path = f"/reports/quality/samples/{made['id']}"
    items = [one["conversation_id"] for one in (await vera.get(path))["items"]]
    for chat in items:
        await vera.post(f"{path}/cards", {"conversation_id": chat, **MARKS}, status=204)
        await dace.post(f"{path}/cards", {"conversation_id": chat, **MARKS, "tone": 1 + chat % 2}, status=204)
    await vera.post(f"{path}/cards", {"conversation_id": items[0], **MARKS, "solved": 4, "comment": "labi"}, status=204)
    assert (await vera.get(path))["read"] == 6
    report = await vera.get("/reports/quality")
    assert report["counted"] == 12
    aspects, agreement = ({row["aspect"]: row for row in table["rows"]} for table in report["tables"])
    assert (aspects["correct"]["share"], round(aspects["solved"]["share"], 1)) == (100.0, 8.3)
    assert (agreement["correct"]["pairs"], agreement["correct"]["same"], agreement["tone"]["same"]) == (6, 100.0, 0.0)


async def test_a_card_is_whole_and_of_its_sample(chats: list[int], vera: Agent, anna: Agent) -> None:
    made = await vera.post("/reports/quality/samples", {"seed": 1, "size": 2})
    path = f"/reports/quality/samples/{made['id']}/cards"
    drawn = [one["conversation_id"] for one in (await vera.get(path.removesuffix("/cards")))["items"]]
    other = next(chat for chat in chats if chat not in drawn)
    await vera.post(path, {"conversation_id": other, **MARKS}, status=404)
    assert (await vera.post(path, {"conversation_id": drawn[0], **MARKS, "tone": 5}, status=422))["path"] == "tone"
    await vera.get("/reports/quality/samples/999", status=404)
    await anna.get("/reports/quality/samples", status=403)


async def test_drawing_and_reading_stand_in_the_record_of_changes(chats: list[int], vera: Agent, dace: Agent) -> None:
    made = await vera.post("/reports/quality/samples", {"seed": 1, "size": 1})
    path = f"/reports/quality/samples/{made['id']}"
    (one,) = (await vera.get(path))["items"]
    await vera.post(f"{path}/cards", {"conversation_id": one["conversation_id"], **MARKS, "comment": "slepeni"}, status=204)
    entries = (await dace.get("/audit"))["items"]
    assert {"quality.read", "quality.drawn"} <= {entry["action"] for entry in entries}
    assert "slepeni" not in str(entries)


def test_of_three_readers_neighbours_are_compared() -> None:
    cards = [Card(1, 5, reader, mark, 1, 1, 1) for reader, mark in ((3, 4), (1, 2), (2, 3))]
    assert pairs(cards, "understood") == [(2, 3), (3, 4)]
    assert quality(cards, 5).tables[1].rows[0] == ("understood", 2, None, None, None)
