"""Webhooks are delivered as the platforms deliver them: in order, repeated until taken, and sometimes twice."""

import itertools
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.platforms.clock import Clock
from tests.platforms.postman import Letter, Postman
from tests.platforms.receiver import Receiver
from tests.platforms.telegram import TelegramEmulator, pauses


@pytest.fixture
async def shop() -> AsyncIterator[Receiver]:
    async with Receiver() as receiver:
        yield receiver


def steps() -> Iterator[float]:
    yield from itertools.chain((0.0, 10.0, 20.0), itertools.repeat(1000.0))


@pytest.fixture
async def clock() -> Clock:
    return Clock()


@pytest.fixture
async def postman(shop: Receiver, clock: Clock) -> AsyncIterator[Postman]:
    made = Postman(clock, lambda body: {"X-Length": str(len(body))}, steps)
    made.deliver_to(shop.url)
    yield made
    await made.close()


def letters(*words: str) -> list[Letter]:
    return [Letter(number, word.encode(), lifetime=3600) for number, word in enumerate(words)]


async def test_letters_of_one_key_arrive_in_order(postman: Postman, shop: Receiver) -> None:
    for letter in letters("a", "b", "c"):
        postman.put("anna", letter)
    await postman.settled()
    assert shop.bodies == [b"a", b"b", b"c"]


async def test_what_is_not_taken_comes_again_at_once_and_then_after_longer_and_longer(
    postman: Postman, shop: Receiver, clock: Clock
) -> None:
    shop.statuses = [500, 302, 404]
    postman.put("anna", letters("a")[0])
    await postman.settled()
    assert [attempt.status for attempt in postman.attempts] == [500, 302]
    clock.advance(10)
    await postman.settled()
    clock.advance(20)
    await postman.settled()
    assert [(attempt.status, attempt.waited) for attempt in postman.attempts] == [(500, 0), (302, 0), (404, 10), (200, 20)]


async def test_a_failing_letter_holds_up_only_its_own_key(postman: Postman, shop: Receiver) -> None:
    first, second, other = letters("a", "b", "c")
    shop.statuses = [500, 500]
    postman.put("anna", first)
    postman.put("anna", second)
    await postman.settled()
    postman.put("boris", other)
    await postman.settled()
    assert shop.bodies == [b"a", b"a", b"c"]
    assert postman.waiting() == [first, second]


async def test_a_shop_may_say_when_to_come_again(postman: Postman, shop: Receiver, clock: Clock) -> None:
    shop.statuses, shop.headers = [503], {"Retry-After": "77"}
    postman.put("anna", letters("a")[0])
    await postman.settled()
    clock.advance(77)
    await postman.settled()
    assert [attempt.waited for attempt in postman.attempts] == [0, 77]


async def test_a_lost_answer_brings_the_same_letter_twice(postman: Postman, shop: Receiver) -> None:
    postman.lose_answers()
    postman.put("anna", letters("a")[0])
    await postman.settled()
    assert shop.bodies == [b"a", b"a"]


async def test_what_is_held_comes_in_any_order_wanted(postman: Postman, shop: Receiver) -> None:
    postman.hold()
    for letter in letters("a", "b", "c"):
        postman.put("anna", letter)
    await postman.settled()
    assert shop.bodies == []
    postman.release(reversed)
    await postman.settled()
    assert shop.bodies == [b"c", b"b", b"a"]


async def test_a_letter_nobody_takes_is_given_up_in_the_end(postman: Postman, shop: Receiver, clock: Clock) -> None:
    shop.statuses = [500] * 20
    postman.put("anna", letters("a")[0])
    for _ in range(6):
        await postman.settled()
        clock.advance(1000)
    await postman.settled()
    assert [letter.body for letter in postman.expired] == [b"a"]
    assert postman.waiting() == []


async def test_a_server_that_is_not_there_counts_as_no_answer(clock: Clock) -> None:
    postman = Postman(clock, lambda _: {}, steps)
    postman.put("anna", letters("a")[0])
    await postman.settled()
    assert postman.attempts == []
    postman.deliver_to("http://127.0.0.1:1/webhook")
    await postman.settled()
    assert [attempt.status for attempt in postman.attempts] == [0, 0]
    await postman.close()


def test_telegrams_pauses_are_the_servers_own() -> None:
    first = list(itertools.islice(pauses(), 10))
    assert first[:6] == [0, 2, 4, 8, 16, 32]
    assert all(60 <= pause <= 120 for pause in first[6:])


async def test_410_for_a_day_removes_a_telegram_webhook(shop: Receiver) -> None:
    async with TelegramEmulator(webhook=shop.url) as tg:
        shop.statuses = [410] * 100
        await tg.user().write("hi")
        for _ in range(8):
            tg.clock.advance(23 * 3600 / 8 + 1)
            await tg.settled()
        assert tg.postman.url is None


async def test_a_press_is_given_up_after_150_seconds_a_text_is_not(shop: Receiver) -> None:
    async with TelegramEmulator(webhook=shop.url) as tg:
        shop.statuses = [500] * 100
        tg.update("callback_query", {}, "press", 150)
        tg.update("message", {}, "chat")
        for _ in range(10):
            await tg.settled()
            tg.clock.advance(120)
        await tg.settled()
        assert [letter.id for letter in tg.postman.expired] == [tg.updates[0]["update_id"]]
        assert len(tg.postman.waiting()) == 1
