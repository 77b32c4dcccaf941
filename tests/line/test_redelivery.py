"""What platforms do to their own messages: send them twice, out of order, several at once; and what strangers send."""

import asyncio
import hashlib
import hmac
import json
from typing import Any

from tests.line.conftest import SECRET
from tests.line.house import Customer, House
from tests.line.test_order_status import TALKS, TRACKING
from tests.platforms.graph import GraphEmulator
from tests.platforms.postman import Letter
from tests.platforms.telegram import TelegramEmulator

TOKEN = "X-Telegram-Bot-Api-Secret-Token"
SIGNATURE = "X-Hub-Signature-256"


async def test_everything_delivered_twice_is_answered_once(house: House, platform: Any, anna: Customer) -> None:
    answers = []
    for said in TALKS["lv"]:
        platform.postman.lose_answers()
        before = len(anna.seen)
        await anna.write(said)
        await house.quiet()
        answers.append(len(anna.seen) - before)
    assert answers == [2, 1, 1]
    assert TRACKING in anna.seen[-1].text
    assert await house.ask("SELECT COUNT(*), COUNT(DISTINCT key) FROM inbox WHERE kind = 'text'") == [(3, 3)]


async def test_old_messages_delivered_once_more_change_nothing(house: House, platform: Any, anna: Customer) -> None:
    await house.hold(anna, *TALKS["lv"])
    seen, letters = len(anna.seen), len(await house.ask("SELECT id FROM inbox"))
    for number, body in enumerate(everything_sent(platform)):
        platform.postman.put("again", Letter(number, body, 60))
    await platform.settled()
    await house.quiet()
    assert platform.postman.attempts[-1].status == 200
    assert len(anna.seen) == seen
    assert len(await house.ask("SELECT id FROM inbox")) == letters


def everything_sent(platform: Any) -> list[bytes]:
    """The bodies of all that a platform has told us so far."""
    if isinstance(platform, TelegramEmulator):
        return [json.dumps(update).encode() for update in platform.updates]
    entries = [{"id": platform.page_id, "time": 1, "messaging": [event]} for event in platform.events]
    return [json.dumps({"object": "page", "entry": [entry]}).encode() for entry in entries]


async def test_messages_out_of_order_are_heard_in_theirs(house: House, platform: Any, anna: Customer) -> None:
    house.floor.mailbox.burst = 2_000  # ms; a busy machine takes its time between the four
    platform.postman.hold()
    for said in ("kur ir mans pasūtījums", "10050", "nē, 10026", "liga.kalnina@example.com"):
        await anna.write(said)
        house.clock.advance(1)
    platform.postman.release(reversed)
    await platform.settled()
    await house.quiet()
    assert TRACKING in anna.seen[-1].text


async def test_a_press_and_a_text_at_once_are_both_answered_by_one_conversation(house: House, tg: TelegramEmulator) -> None:
    anna = tg.user()
    await anna.start()
    await house.quiet()
    await asyncio.gather(anna.press("Kur mans pasūtījums"), anna.write("10026"))
    await house.quiet()
    assert "e-pastu" in anna.seen[-1].text
    assert await house.ask("SELECT COUNT(*) FROM conversations") == [(1,)]
    assert await house.ask("SELECT COUNT(*) FROM inbox WHERE turn IS NULL") == [(0,)]


async def test_many_customers_at_once_get_each_their_own_answer(house_on_both: House, tg: TelegramEmulator) -> None:
    people = [tg.user(3000 + number) for number in range(20)]
    await asyncio.gather(*(person.write(f"kur ir {10026 + number % 3}?") for number, person in enumerate(people)))
    await house_on_both.quiet()
    assert [len(person.seen) for person in people] == [2] * len(people)


_PERSON = {"id": 7, "is_bot": False, "first_name": "Anna"}
_MESSAGE = {"message_id": 1, "date": 1, "from": _PERSON, "chat": {"id": 7, "type": "private"}, "text": "labdien"}
UPDATE = json.dumps({"update_id": 1, "message": _MESSAGE}).encode()
ENTRY = json.dumps({"object": "page", "entry": []}).encode()


def signed(body: bytes, secret: str, algorithm: str = "sha256") -> dict[str, str]:
    """The headers of a body as Meta signs it."""
    digest = hmac.new(secret.encode(), body, getattr(hashlib, algorithm)).hexdigest()
    return {SIGNATURE: f"{algorithm}={digest}"}


FORGED_UPDATES: list[tuple[str, bytes, dict[str, str], int]] = [
    ("no secret", UPDATE, {}, 401),
    ("a wrong secret", UPDATE, {TOKEN: "guess"}, 401),
    ("a secret that is no ASCII", UPDATE, {TOKEN: "ģuess"}, 401),
    ("the secret's beginning", UPDATE, {TOKEN: SECRET[:-1]}, 401),
    ("no JSON", b"hello", {TOKEN: SECRET}, 400),
    ("a list", b"[1]", {TOKEN: SECRET}, 400),
    ("no number", b'{"message":{}}', {TOKEN: SECRET}, 400),
    ("a number in words", b'{"update_id":"one"}', {TOKEN: SECRET}, 400),
    ("nothing", b"", {TOKEN: SECRET}, 400),
    ("too much", b" " * (1024 * 1024 + 1), {TOKEN: SECRET}, 413),
]


async def test_a_forged_or_malformed_update_is_turned_away_and_nothing_stored(house: House) -> None:
    assert await answers(house, "/webhooks/telegram", FORGED_UPDATES) == {what: status for what, _, _, status in FORGED_UPDATES}
    assert await nothing_stored(house)


FORGED_EVENTS: list[tuple[str, bytes, dict[str, str], int]] = [
    ("no signature", ENTRY, {}, 401),
    ("another secret", ENTRY, signed(ENTRY, "guess"), 401),
    ("only the old signature", ENTRY, {"X-Hub-Signature": "sha1=0"}, 401),
    ("the old algorithm in the new header", ENTRY, signed(ENTRY, "emulated-app-secret", "sha1"), 401),
    ("another body", ENTRY + b" ", signed(ENTRY, "emulated-app-secret"), 401),
    ("a signature that is no ASCII", ENTRY, {SIGNATURE: "sha256=ā"}, 401),
    ("no JSON", b"hello", signed(b"hello", "emulated-app-secret"), 400),
    ("too much", b" " * (16 * 1024 * 1024 + 1), {SIGNATURE: "sha256=0"}, 413),
]


async def test_a_forged_or_malformed_event_is_turned_away_and_nothing_stored(house: House) -> None:
    assert await answers(house, "/webhooks/messenger", FORGED_EVENTS) == {what: status for what, _, _, status in FORGED_EVENTS}
    assert await nothing_stored(house)


async def answers(house: House, path: str, calls: list[tuple[str, bytes, dict[str, str], int]]) -> dict[str, int]:
    """The status each call is answered with."""
    return {what: await house.post(path, body, headers) for what, body, headers, _ in calls}


async def test_a_signed_event_of_a_page_that_is_not_ours_is_taken_and_forgotten(house: House, fb: GraphEmulator) -> None:
    event = {"sender": {"id": "1"}, "recipient": {"id": "999"}, "timestamp": 1, "message": {"mid": "m", "text": "hi"}}
    body = json.dumps({"object": "page", "entry": [{"id": "999", "time": 1, "messaging": [event]}]}).encode()
    assert await house.post("/webhooks/messenger", body, signed(body, fb.app_secret)) == 200
    assert await nothing_stored(house)


async def test_an_update_of_a_kind_nobody_knows_is_taken_and_forgotten(house: House) -> None:
    assert await house.post("/webhooks/telegram", b'{"update_id":5,"new_kind":{"x":1}}', {TOKEN: SECRET}) == 200
    assert await nothing_stored(house)


async def test_an_unknown_bot_has_no_door(house: House) -> None:
    assert await house.post("/webhooks/telegram/nobody", UPDATE, {TOKEN: SECRET}) == 404


async def test_meta_finds_its_door(house: House, fb: GraphEmulator) -> None:
    assert await fb.verify(f"{house.url}/webhooks/messenger") == (200, "1158201444")
    assert (await fb.verify(f"{house.url}/webhooks/messenger", "guess"))[0] == 403


async def nothing_stored(house: House) -> bool:
    """No conversation, no letter, nothing to send."""
    return await house.ask(
        "SELECT (SELECT COUNT(*) FROM conversations) + (SELECT COUNT(*) FROM inbox) + (SELECT COUNT(*) FROM outbox)"
    ) == [(0,)]
