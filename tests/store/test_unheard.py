"""What was not understood is found once, decided once, and taken back whole."""

import json
from functools import partial

import pytest
import sqlalchemy as sa

from bot.store import lessons, tables, unheard
from bot.store.database import Database
from bot.store.lessons import NewLesson
from bot.store.quality_tables import misses
from bot.store.unheard import NewDecision

A, B = "a" * 64, "b" * 64
LESSON = NewLesson("lv", "gift_card", "vai ir dāvanu kartes", 1, 1, 7)


def heard(text: str, accepted: bool = False) -> dict[str, object]:
    ranking = [{"name": "order_status", "confidence": 0.4}, {"name": "return_item", "confidence": 0.2}]
    understanding = {"text": text, "language": "lv", "intent": None, "accepted": accepted, "ranking": ranking}
    effects = [["Record", {"what": what, "values": {}}] for what in ("not_understood", "gave_up")]
    return {"events": [["Heard", {"understanding": understanding}]], "letters": [1], "effects": effects}


@pytest.fixture
async def missed(database: Database) -> Database:
    def work(connection: sa.Connection) -> None:
        connection.execute(
            sa.insert(tables.conversations).values(
                id=1, channel="web", address="v", name="Anna", language="lv", created_at=1, changed_at=1
            )
        )
        row = {
            "id": 1,
            "conversation_id": 1,
            "account": "web",
            "kind": "text",
            "key": "k",
            "at": 5,
            "arrived_at": 5,
            "source": "web",
            "position": 0,
        }
        connection.execute(sa.insert(tables.inbox).values(**row, body=json.dumps({"text": "Vai ir dāvanu kartes?"}), turn=3))
        connection.execute(
            sa.insert(tables.turns).values(conversation_id=1, number=3, at=10, record=json.dumps(heard("Vai ir dāvanu kartes?")))
        )
        for what in ("not_understood", "gave_up"):
            connection.execute(sa.insert(misses).values(conversation_id=1, turn=3, at=10, what=what, flow="", step=""))

    await database.write(work)
    return database


async def test_a_message_missed_twice_over_comes_once_with_what_the_model_thought(missed: Database) -> None:
    (one,) = await missed.read(partial(unheard.doubted, since=10, room=5))
    assert (one.text, one.language, one.name, one.guesses[0]) == ("Vai ir dāvanu kartes?", "lv", "Anna", ("order_status", 0.4))
    assert await missed.read(partial(unheard.message, one=one)) == 1
    assert await missed.read(partial(unheard.doubted, since=11, room=5)) == []


async def test_a_decision_makes_a_phrase_and_taking_it_back_forgets_both(missed: Database) -> None:
    new = NewDecision((A, B, A), "accepted", "gift_card", "", LESSON)
    assert await missed.write(partial(unheard.decide, new=new, agent_id=7, now=20))
    assert await missed.read(unheard.decided) == {A: "accepted", B: "accepted"}
    (lesson,) = await missed.read(lessons.everything)
    assert (lesson.text, lesson.intent) == ("vai ir dāvanu kartes", "gift_card")
    assert await missed.write(partial(unheard.undo, digests=[A, B], agent_id=7, now=30))
    assert await missed.read(unheard.decided) == {}
    assert await missed.read(lessons.everything) == []
    assert not await missed.write(partial(unheard.undo, digests=[A], agent_id=7, now=31))


async def test_the_later_of_two_decisions_counts(missed: Database) -> None:
    for decision in ("ignored", "accepted"):
        new = NewDecision((A,), decision, "gift_card" if decision == "accepted" else "")  # type: ignore[arg-type]
        await missed.write(partial(unheard.decide, new=new, agent_id=7, now=20))
    assert await missed.read(unheard.decided) == {A: "accepted"}


async def test_a_phrase_of_no_message_is_refused_and_nothing_is_decided(missed: Database) -> None:
    wrong = NewLesson("lv", "gift_card", "x y", 999, 1, 7)
    assert not await missed.write(
        partial(unheard.decide, new=NewDecision((A,), "accepted", "gift_card", "", wrong), agent_id=7, now=20)
    )
    assert await missed.read(unheard.decided) == {}
