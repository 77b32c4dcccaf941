"""What every memory of guesses and proofs must do, in memory and in both databases."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.store.database import connect
from bot.store.guesses import SqlBindings, SqlGuesses
from flows.shop.guesses import Bindings, GuessLog, MemoryBindings, MemoryGuesses
from tests.flows.shop.orders import NOW

Memory = tuple[GuessLog, Bindings]
HOUR = timedelta(hours=1)


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def memory(request: pytest.FixtureRequest) -> Iterator[Memory]:
    if request.param == "memory":
        yield MemoryGuesses(), MemoryBindings()
        return
    database = connect(request.getfixturevalue(f"{request.param}_url"))
    yield SqlGuesses(database), SqlBindings(database)
    database.close()


@pytest.fixture
def guesses(memory: Memory) -> GuessLog:
    return memory[0]


@pytest.fixture
def bindings(memory: Memory) -> Bindings:
    return memory[1]


async def test_a_guess_counts_in_each_of_its_scopes(guesses: GuessLog) -> None:
    await guesses.record("a", ["chat:1", "shop"], NOW)
    await guesses.record("b", ["chat:2", "shop"], NOW)
    counts = [await guesses.count(scope, NOW - HOUR) for scope in ("chat:1", "chat:2", "shop", "chat:3")]
    assert counts == [1, 1, 2, 0]


async def test_a_guess_recorded_again_counts_once_and_keeps_its_moment(guesses: GuessLog) -> None:
    await guesses.record("a", ["chat:1"], NOW)
    await guesses.record("a", ["chat:1"], NOW + HOUR)
    assert await guesses.count("chat:1", NOW - HOUR) == 1
    assert await guesses.count("chat:1", NOW) == 0


async def test_only_later_guesses_count(guesses: GuessLog) -> None:
    await guesses.record("a", ["chat:1"], NOW)
    assert await guesses.count("chat:1", NOW - timedelta(milliseconds=1)) == 1
    assert await guesses.count("chat:1", NOW) == 0


async def test_a_forgotten_guess_is_gone_from_all_its_scopes(guesses: GuessLog) -> None:
    await guesses.record("a", ["chat:1", "shop"], NOW)
    await guesses.record("b", ["chat:1"], NOW)
    await guesses.forget("a")
    await guesses.forget("never known")
    assert [await guesses.count(scope, NOW - HOUR) for scope in ("chat:1", "shop")] == [1, 0]


async def test_a_chat_is_bound_to_whom_it_proved_to_be(bindings: Bindings) -> None:
    await bindings.bind("1", "ilze", NOW + HOUR)
    assert await bindings.is_bound("1", ["janis", "ilze"], NOW)
    assert not await bindings.is_bound("1", ["janis"], NOW)
    assert not await bindings.is_bound("2", ["ilze"], NOW)
    assert not await bindings.is_bound("1", [], NOW)


async def test_a_binding_ends(bindings: Bindings) -> None:
    await bindings.bind("1", "ilze", NOW + HOUR)
    assert not await bindings.is_bound("1", ["ilze"], NOW + HOUR)


async def test_a_binding_is_made_longer_and_never_shorter(bindings: Bindings) -> None:
    await bindings.bind("1", "ilze", NOW + 2 * HOUR)
    await bindings.bind("1", "ilze", NOW + HOUR)
    assert await bindings.is_bound("1", ["ilze"], NOW + HOUR)
    await bindings.bind("1", "ilze", NOW + 3 * HOUR)
    assert await bindings.is_bound("1", ["ilze"], NOW + 2 * HOUR)


async def test_revoking_forgets_everything_of_one_chat(bindings: Bindings) -> None:
    for chat, person in (("1", "ilze"), ("1", "janis"), ("2", "ilze")):
        await bindings.bind(chat, person, NOW + HOUR)
    await bindings.revoke("1")
    assert not await bindings.is_bound("1", ["ilze", "janis"], NOW)
    assert await bindings.is_bound("2", ["ilze"], NOW)
