"""What is asked in one round is understood in one pass, and whoever brings a message that fails fails alone."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.together import MOST, Together
from nlu.model import Understanding, Utterance


class Model:
    """Knows nothing, and remembers how it was asked."""

    def __init__(self) -> None:
        self.passes: list[list[str]] = []

    async def understand(self, utterances: Sequence[Utterance]) -> list[Understanding]:
        self.passes.append([utterance.text for utterance in utterances])
        if any(utterance.text == "poison" for utterance in utterances):
            raise RuntimeError("cannot read this")
        return [Understanding(one.text, "en", None, 0.0, False, (), (), "none") for one in utterances]


async def test_those_who_ask_in_one_round_are_answered_by_one_pass_each_its_own() -> None:
    model = Model()
    together = Together(model)
    told = await asyncio.gather(*(together.understand([Utterance(text)]) for text in ("one", "two", "three")))
    assert [understood.text for (understood,) in told] == ["one", "two", "three"]
    assert model.passes == [["one", "two", "three"]]


async def test_who_asks_later_is_not_kept_waiting_by_a_pass_without_end() -> None:
    model = Model()
    together = Together(model)
    await asyncio.gather(*(together.understand([Utterance(str(number))]) for number in range(MOST + 1)))
    assert [len(asked) for asked in model.passes] == [MOST, 1]


async def test_several_of_one_are_answered_in_their_order() -> None:
    told = await Together(Model()).understand([Utterance("one"), Utterance("two")])
    assert [understood.text for understood in told] == ["one", "two"]
    assert not await Together(Model()).understand([])


async def test_a_message_that_cannot_be_read_fails_alone() -> None:
    together = Together(Model())
    good, bad = together.understand([Utterance("good")]), together.understand([Utterance("poison")])
    (understood,), error = await asyncio.gather(good, bad, return_exceptions=True)
    assert understood.text == "good"
    with pytest.raises(RuntimeError, match="cannot read this"):
        raise error
