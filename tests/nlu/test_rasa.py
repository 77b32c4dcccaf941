"""A Rasa server as the model, spoken to over real HTTP; the server here answers in the shapes of Rasa 3.6."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from nlu.classifier import Classifier
from nlu.model import Nlu, Understanding, Utterance
from nlu.rasa import RasaError, RasaNlu

Answer = dict[str, Any] | list[Any] | str


def answer(*ranking: tuple[str, float], entities: list[dict[str, Any]] | None = None) -> Answer:
    named = [{"name": name, "confidence": confidence} for name, confidence in ranking]
    return {"intent": named[0], "entities": entities or [], "intent_ranking": named}


class Rasa:
    """Answers what it was told to answer, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.status = 200
        self.answers: Callable[[str], Answer] = lambda _: answer(("order_status", 0.97), ("greet", 0.02))

    async def parse(self, request: web.Request) -> web.Response:
        text = (await request.json())["text"]
        self.asked.append(text)
        return web.json_response(self.answers(text), status=self.status)


@pytest.fixture
async def rasa() -> Rasa:
    return Rasa()


@pytest.fixture
async def nlu(rasa: Rasa, classifier: Classifier) -> AsyncIterator[RasaNlu]:
    app = web.Application()
    app.router.add_post("/model/parse", rasa.parse)
    async with TestServer(app) as server:
        made = RasaNlu(str(server.make_url("/")), classifier)
        yield made
        await made.close()


async def understand(nlu: Nlu, text: str) -> Understanding:
    (found,) = await nlu.understand([Utterance(text)])
    return found


async def test_the_intent_is_rasas_and_language_and_values_are_ours(nlu: Nlu) -> None:
    found = await understand(nlu, "Kur ir mans pasūtījums 10023?")
    assert (found.intent, found.confidence, found.accepted, found.language) == ("order_status", 0.97, True, "lv")
    assert [one.value for one in found.entities] == ["10023"]
    assert [one.name for one in found.ranking] == ["order_status", "greet"]
    assert found.model == "rasa"


async def test_several_messages_come_back_in_their_order(nlu: Nlu, rasa: Rasa) -> None:
    rasa.answers = lambda text: answer((f"intent_{text}", 1.0))
    found = await nlu.understand([Utterance(text) for text in ("paka", "10023", "rīks")])
    assert [one.intent for one in found] == ["intent_paka", None, "intent_rīks"]


async def test_a_message_that_says_nothing_is_not_sent(nlu: Nlu, rasa: Rasa) -> None:
    assert (await understand(nlu, "10023")).intent is None
    assert (await understand(nlu, "")).intent is None
    assert rasa.asked == []


async def test_rasas_fallback_and_a_low_confidence_are_not_accepted(nlu: Nlu, rasa: Rasa) -> None:
    rasa.answers = lambda _: answer(("nlu_fallback", 0.3), ("order_status", 0.43))
    found = await understand(nlu, "kur ir paka")
    assert (found.intent, found.accepted, found.confidence) == (None, False, 0.43)
    rasa.answers = lambda _: answer(("order_status", 0.6))
    assert not (await understand(nlu, "kur ir paka")).accepted


async def test_rasas_entities_stand_beside_ours_unless_they_overlap(nlu: Nlu, rasa: Rasa) -> None:
    rasa.answers = lambda _: answer(
        ("return_goods", 1.0),
        entities=[
            {"entity": "product", "value": "kefir", "start": 0, "end": 6},
            {"entity": "number", "value": "10023", "start": 7, "end": 12},
        ],
    )
    found = await understand(nlu, "kefīrs 10023")
    assert [(one.kind, one.value, one.text) for one in found.entities] == [
        ("product", "kefir", "kefīrs"),
        ("order_number", "10023", "10023"),
    ]


@pytest.mark.parametrize(
    "strange", [{}, [], "text", {"intent": {}, "entities": [], "intent_ranking": []}, {"intent_ranking": [{"name": "a"}]}]
)
async def test_an_answer_of_another_shape_is_an_error(nlu: Nlu, rasa: Rasa, strange: Answer) -> None:
    rasa.answers = lambda _: strange
    with pytest.raises(RasaError, match="did not answer as Rasa does"):
        await understand(nlu, "kur ir paka")


async def test_a_failing_server_is_an_error_that_does_not_repeat_the_customers_words(nlu: Nlu, rasa: Rasa) -> None:
    rasa.status = 500
    with pytest.raises(RasaError, match="answered 500") as raised:
        await understand(nlu, "my secret is out")
    assert "secret" not in str(raised.value)


async def test_an_absent_server_is_an_error(classifier: Classifier) -> None:
    nobody = RasaNlu("http://127.0.0.1:9", classifier)
    with pytest.raises(RasaError, match="cannot be asked"):
        await understand(nobody, "kur ir paka")
    await nobody.close()
