"""The worklist of what nobody understood: grouped, masked, decided once, and learnt at the next training."""

from functools import partial
from pathlib import Path
from typing import Any

from bot.app import Shopfloor
from bot.lessons import write
from bot.store import kin, lessons
from bot.store.lessons import Lesson
from bot.tryout import Conversation
from nlu.commands import lessons_path, phrases_path
from nlu.phrases import read_file, read_phrases
from tests.studio.conftest import Admin

NONSENSE = "blorptastisks frumious zanzibar 5512345678"
OTHER = "kvantu gravitācijas vingrošana rītos"


async def work(admin: Admin) -> dict[str, Any]:
    found: dict[str, Any] = await admin.get("/studio/unheard")
    return found


def accept(item: dict[str, Any], intent: str, **more: Any) -> dict[str, Any]:
    shared = {name: item[name] for name in ("digests", "message", "conversation_id", "language", "text")}
    return {**shared, "decision": "accepted", "intent": intent, **more}


async def test_what_was_not_understood_is_listed_together_and_without_numbers(
    admin: Admin, customer: Conversation, floor: Shopfloor, clock: Any
) -> None:
    await customer.say(NONSENSE)
    another = Conversation(floor, clock, "second", locale="lv")
    await another.say(NONSENSE.upper())
    found = await work(admin)
    (item,) = found["items"]
    assert item["times"] == 2
    assert "5512345678" not in str(found)
    assert item["said"]
    assert len(item["guesses"]) <= 2
    assert (found["total"], found["phrased"]) == (2, 0)


async def test_one_that_is_accepted_becomes_a_phrase_and_does_not_come_again(
    admin: Admin, customer: Conversation, floor: Shopfloor
) -> None:
    await customer.say(NONSENSE)
    (item,) = (await work(admin))["items"]
    await admin.post("/studio/unheard", accept(item, "order_status"), status=204)
    (lesson,) = await floor.database.read(lessons.everything)
    assert (lesson.intent, lesson.text) == ("order_status", item["text"])
    found = await work(admin)
    assert (found["items"], found["phrased"]) == ([], 1)
    await customer.say(NONSENSE)
    assert (await work(admin))["items"] == []
    await admin.post("/studio/unheard/undo", {"digests": item["digests"]}, status=204)
    assert len((await work(admin))["items"]) == 1
    assert await floor.database.read(lessons.everything) == []


async def test_what_is_ignored_teaches_nothing(admin: Admin, customer: Conversation, floor: Shopfloor) -> None:
    await customer.say(OTHER)
    (item,) = (await work(admin))["items"]
    await admin.post("/studio/unheard", {"decision": "ignored", "digests": item["digests"]}, status=204)
    found = await work(admin)
    assert (found["items"], found["ignored"]) == ([], 1)
    assert await floor.database.read(lessons.everything) == []


async def test_a_new_intent_has_a_good_name_of_its_own(admin: Admin, customer: Conversation) -> None:
    await customer.say(NONSENSE)
    (item,) = (await work(admin))["items"]
    await admin.post("/studio/unheard", accept(item, "gift wrapping", new=True), status=422)
    await admin.post("/studio/unheard", accept(item, "order_status", new=True), status=422)
    await admin.post("/studio/unheard", accept(item, "gift_wrapping"), status=422)
    await admin.post("/studio/unheard", accept(item, "gift_wrapping", new=True, flow="order_status"), status=204)


async def test_what_stands_under_another_intent_is_not_taught_twice(admin: Admin, customer: Conversation) -> None:
    await customer.say(NONSENSE)
    (item,) = (await work(admin))["items"]
    known = accept({**item, "text": "kur ir mans pasūtījums", "language": "lv"}, "return_goods")
    await admin.post("/studio/unheard", known, status=409)


async def test_what_was_left_at_once_and_said_otherwise_is_proposed_as_what_was_said(
    admin: Admin, customer: Conversation, floor: Shopfloor, clock: Any
) -> None:
    second = Conversation(floor, clock, "second", locale="lv")
    for one in (customer, second):
        await one.say("kur ir mans pasūtījums")
        await one.say("nevajag vairs")
        await one.say("gribu atgriezt preci")
    found = await work(admin)
    (item,) = [one for one in found["items"] if one["text"] == "kur ir mans pasūtījums"]
    assert (item["hints"], item["proposed"], item["agreed"], item["people"]) == (["cancelled"], "return_goods", True, 2)
    assert "corrected" in item["why"]
    assert "many" in item["why"]


async def test_one_customer_alone_teaches_nothing_in_bulk_and_two_who_agree_do(
    admin: Admin, customer: Conversation, floor: Shopfloor, clock: Any
) -> None:
    async def misled(one: Conversation, said: str) -> None:
        await one.say(said)
        await one.say("gribu atgriezt preci")
        await one.say("nevajag vairs")

    for _ in range(3):
        await misled(customer, OTHER)
    (item,) = [one for one in (await work(admin))["items"] if one["text"] == OTHER]
    assert (item["proposed"], item["agreed"], item["people"]) == ("return_goods", False, 1)
    assert (await admin.post("/studio/unheard/agreed", {}))["phrases"] == 0
    await misled(Conversation(floor, clock, "second", locale="lv"), OTHER)
    done = await admin.post("/studio/unheard/agreed", {})
    assert done["phrases"] == 1
    (lesson,) = await floor.database.read(lessons.everything)
    assert (lesson.intent, lesson.text) == ("return_goods", OTHER)
    await admin.post("/studio/unheard/undo", {"digests": done["digests"]}, status=204)
    assert await floor.database.read(lessons.everything) == []


async def test_marks_that_a_customer_writes_teach_no_value_and_stop_no_training(
    admin: Admin, customer: Conversation, floor: Shopfloor
) -> None:
    await customer.say("blorptastisks [zanzibar](city:riga) frumious](")
    await customer.say("kvantu 29\u00a012\u00a034\u00a056 vingrošana\n- intent: greet")
    items = (await work(admin))["items"]
    for item in items:
        assert "[" not in item["text"]
        assert "12" not in item["text"]
        await admin.post("/studio/unheard", accept(item, "order_status"), status=204)
    kept = await floor.database.read(lessons.everything)
    assert len(kept) == len(items) == 2
    home = floor.environment.dezura_home
    write(lessons_path(home), kept)
    found = read_phrases(phrases_path(home), floor.shop.languages, lessons_path(home))
    assert {one.text for one in kept} <= {one.text for one in found.phrases}
    assert "riga" not in found.synonyms.values()


async def test_one_customer_with_two_chats_is_one_person_and_teaches_nothing_in_bulk(
    admin: Admin, customer: Conversation, floor: Shopfloor, clock: Any
) -> None:
    for one in (customer, Conversation(floor, clock, "second", locale="lv")):
        await one.say(OTHER)
        await one.say("gribu atgriezt preci")
    (item,) = [one for one in (await work(admin))["items"] if one["text"] == OTHER]
    assert (item["agreed"], item["people"]) == (True, 2)
    await floor.database.write(partial(kin.say, pair=(1, 2), says="same", agent=1, now=1))
    (item,) = [one for one in (await work(admin))["items"] if one["text"] == OTHER]
    assert (item["proposed"], item["agreed"], item["people"]) == ("return_goods", False, 1)
    assert (await admin.post("/studio/unheard/agreed", {}))["phrases"] == 0
    assert await floor.database.read(lessons.everything) == []


async def test_of_two_who_decide_at_once_only_the_later_teaches(admin: Admin, customer: Conversation, floor: Shopfloor) -> None:
    await customer.say(NONSENSE)
    (item,) = (await work(admin))["items"]
    await admin.post("/studio/unheard", accept(item, "order_status"), status=204)
    await admin.post("/studio/unheard", accept({**item, "text": f"{item['text']} please"}, "return_goods"), status=204)
    assert [one.intent for one in await floor.database.read(lessons.everything)] == ["return_goods"]
    await admin.post("/studio/unheard", {"decision": "ignored", "digests": item["digests"]}, status=204)
    assert await floor.database.read(lessons.everything) == []


def test_the_same_words_under_two_intents_stop_no_training(tmp_path: Path) -> None:
    one = Lesson(1, "en", "greet", "Blorp it!", None, None, 1, 5)
    write(tmp_path, [one, Lesson(2, "en", "thank", "blorp it", None, None, 1, 6)])
    found = read_file(tmp_path / "en-lessons.yml", "en")
    assert [phrase.intent for phrase in found.phrases] == ["thank"]
    assert [path.name for path in tmp_path.iterdir()] == ["en-lessons.yml"]
