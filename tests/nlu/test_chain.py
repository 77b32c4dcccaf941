"""Several models in an order: the next is asked only when the one before is unsure, never longer than a customer waits."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from nlu.artifact import Model
from nlu.backend import Backend, BackendError
from nlu.breaker import Breaker
from nlu.chain import BUILTIN, Chain, Link
from nlu.changing import Changing
from nlu.classifier import Classifier
from nlu.model import Intent, Understanding, Utterance
from tests.nlu.conftest import TODAY

SURE, UNSURE = "where is my parcel", "so what about a thing"


def between(model: Model) -> float:
    """A threshold above what is to be unsure and below what is to be sure, however the small model comes out."""
    sure, unsure = Classifier(model, lambda: TODAY, languages=("en",)).predict([Utterance(SURE), Utterance(UNSURE)])
    assert unsure.confidence + 0.1 < sure.confidence
    return (sure.confidence + unsure.confidence) / 2


class Scripted:
    """A back end that says what it was told to say."""

    def __init__(self, name: str, does: Callable[[Understanding], Understanding] | Exception | None) -> None:
        self.name, self._does = name, does
        self.asked: list[str] = []
        self.closed = 0

    async def further(self, read: Understanding) -> Understanding:
        self.asked.append(read.text)
        if self._does is None:
            await asyncio.Event().wait()
        if isinstance(self._does, Exception):
            raise self._does
        assert self._does is not None
        return replace(self._does(read), model=self.name)

    async def probe(self) -> None:
        if isinstance(self._does, Exception):
            raise self._does

    async def close(self) -> None:
        self.closed += 1


def says(intent: str, confidence: float, *, accepted: bool = True) -> Callable[[Understanding], Understanding]:
    def told(read: Understanding) -> Understanding:
        ranking = (Intent(intent, confidence),)
        return replace(read, intent=intent if accepted else None, confidence=confidence, accepted=accepted, ranking=ranking)

    return told


class Stage:
    def __init__(self, model: Model, *backends: Scripted | str, patience: float = 5, own: float = 5) -> None:
        classifier = Classifier(model, lambda: TODAY, languages=("en",), threshold=between(model))
        self.reader = Changing(classifier)
        self.told: list[tuple[str, str]] = []
        self.faults: list[tuple[str, str]] = []
        made: list[Backend | None] = [None if isinstance(one, str) else one for one in backends]
        names = [one if isinstance(one, str) else one.name for one in backends]
        links = [
            Link(name, one, own, Breaker(failures=2, rest=3600)) for name, one in zip(names, made, strict=True)
        ]  # fmt: skip
        self.chain = Chain(
            self.reader, links, patience, told=lambda name, result, _: self.told.append((name, result)),
            faulty=lambda *both: self.faults.append(both),
        )  # fmt: skip

    async def one(self, text: str) -> Understanding:
        (found,) = await self.chain.understand([Utterance(text)])
        return found


async def test_who_is_sure_is_believed_and_nobody_else_asked(small_model: Model) -> None:
    other = Scripted("rasa", says("greet", 1))
    stage = Stage(small_model, BUILTIN, other)
    found = await stage.one(SURE)
    assert (found.intent, other.asked) == ("order_status", [])
    assert found.model.startswith("builtin-")


async def test_the_next_is_asked_when_the_one_before_is_unsure(small_model: Model) -> None:
    first, second = Scripted("rasa", says("greet", 0.4, accepted=False)), Scripted("chat", says("thank", 0.8))
    stage = Stage(small_model, BUILTIN, first, second)
    found = await stage.one(UNSURE)
    assert (found.intent, found.model) == ("thank", "chat")
    assert (first.asked, second.asked) == ([UNSURE], [UNSURE])
    assert stage.told == [("rasa", "unsure"), ("chat", "accepted")]


async def test_what_is_for_people_only_goes_to_no_other_program(small_model: Model) -> None:
    other = Scripted("chat", says("greet", 1))
    stage = Stage(small_model, other, BUILTIN)
    private, public = await stage.chain.understand([Utterance(UNSURE, private=True), Utterance(UNSURE)])
    assert (private.model[:8], public.model, other.asked) == ("builtin-", "chat", [UNSURE])


async def test_the_order_is_the_shops(small_model: Model) -> None:
    first = Scripted("rasa", says("greet", 0.95))
    stage = Stage(small_model, first, BUILTIN)
    found = await stage.one(SURE)
    assert (found.intent, found.model) == ("greet", "rasa")


async def test_a_built_in_model_that_stands_last_is_asked_last(small_model: Model) -> None:
    stage = Stage(small_model, Scripted("rasa", says("greet", 0.3, accepted=False)), BUILTIN)
    found = await stage.one(SURE)
    assert (found.intent, found.model[:8]) == ("order_status", "builtin-")


async def test_where_nobody_is_sure_the_first_that_answered_counts(small_model: Model) -> None:
    stage = Stage(
        small_model, Scripted("rasa", BackendError("away")), Scripted("chat", says("greet", 0.3, accepted=False)), BUILTIN
    )
    found = await stage.one(UNSURE)
    assert (found.accepted, found.model) == (False, "chat")


async def test_where_none_can_be_asked_the_built_in_model_answers_though_it_is_not_in_the_order(small_model: Model) -> None:
    stage = Stage(small_model, Scripted("rasa", BackendError("away")), Scripted("chat", BackendError("away, too")))
    found = await stage.one(SURE)
    assert (found.intent, found.model[:8]) == ("order_status", "builtin-")
    assert stage.faults == [("rasa", "away"), ("chat", "away, too")]


async def test_a_customer_waits_no_longer_than_all_may_take_together(small_model: Model) -> None:
    slow = [Scripted(name, None) for name in ("rasa", "chat")]
    stage = Stage(small_model, BUILTIN, *slow, patience=0.2, own=0.15)
    clock = asyncio.get_running_loop().time
    begun = clock()
    found = await stage.one(UNSURE)
    assert 0.19 < clock() - begun < 1
    assert found.model.startswith("builtin-")
    assert stage.told == [("rasa", "late"), ("chat", "late")]


async def test_who_is_asked_when_the_time_is_nearly_up_is_not_blamed_for_it(small_model: Model) -> None:
    stage = Stage(small_model, Scripted("rasa", None), Scripted("chat", None), patience=0.06, own=0.04)
    for _ in range(3):
        await stage.one(UNSURE)
    assert stage.told.count(("rasa", "resting")) == 1
    assert ("chat", "resting") not in stage.told[:4]


async def test_a_server_that_keeps_failing_is_left_alone(small_model: Model) -> None:
    away = Scripted("rasa", BackendError("away"))
    stage = Stage(small_model, away, BUILTIN)
    for _ in range(5):
        assert (await stage.one(SURE)).intent == "order_status"
    assert len(away.asked) == 2
    assert stage.told[2:] == [("rasa", "resting")] * 3


async def test_messages_that_a_server_cannot_take_do_not_make_it_rest(small_model: Model) -> None:
    picky = Scripted("chat", BackendError("answered 422", only_this=True))
    stage = Stage(small_model, picky, BUILTIN)
    for _ in range(5):
        await stage.one(SURE)
    assert len(picky.asked) == 5


async def test_a_fault_of_ours_is_not_taken_for_a_servers(small_model: Model) -> None:
    stage = Stage(small_model, Scripted("chat", RuntimeError("ours")), BUILTIN)
    with pytest.raises(RuntimeError, match="ours"):
        await stage.one(SURE)


async def test_who_stops_waiting_leaves_a_server_that_was_being_tried_to_be_tried_again(small_model: Model) -> None:
    slow = Scripted("chat", None)
    stage = Stage(small_model, slow, BUILTIN)
    (link, _) = stage.chain.links
    link.breaker.failed(-10_000)
    link.breaker.failed(-10_000)
    task = asyncio.create_task(stage.one(UNSURE))
    while not slow.asked:
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert link.breaker.may(asyncio.get_running_loop().time())


async def test_a_model_is_changed_for_another_in_any_order_without_losing_a_message(small_model: Model) -> None:
    stage = Stage(small_model, Scripted("rasa", says("greet", 0.2, accepted=False)), BUILTIN)
    other = Classifier(replace(small_model, digest="f" * 64), lambda: TODAY, languages=("en",), threshold=between(small_model))
    many = [asyncio.create_task(stage.one(f"{SURE} {number}")) for number in range(20)]
    await asyncio.sleep(0)
    stage.reader.take(other)
    found = await asyncio.gather(*many, *(stage.one(SURE) for _ in range(3)))
    assert all(one.intent == "order_status" for one in found)
    assert found[-1].model == other.name


async def test_all_are_closed(small_model: Model) -> None:
    both = Scripted("rasa", None), Scripted("chat", None)
    stage = Stage(small_model, BUILTIN, *both)
    await stage.chain.close()
    assert [one.closed for one in both] == [1, 1]


async def test_servers_that_are_away_are_told_by_name(small_model: Model) -> None:
    stage = Stage(small_model, BUILTIN, Scripted("rasa", BackendError("nobody there")), Scripted("chat", says("greet", 1)))
    assert await stage.chain.probe() == {"rasa": "nobody there"}
