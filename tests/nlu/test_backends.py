"""One suite for everything that understands messages: what holds of one model holds of all, wherever they run."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlu.artifact import Model
from nlu.backend import Backend, BackendError
from nlu.chain import BUILTIN, Chain, Link
from nlu.changing import Changing
from nlu.chat import Brief, ChatNlu, Topic
from nlu.classifier import Classifier
from nlu.embeddings import Embeddings, open_embeddings
from nlu.model import Intent, Nlu, Understanding, Utterance, Wish
from nlu.phrases import read_phrases
from nlu.rasa import RasaNlu
from nlu.training import train
from tests.nlu import sentences
from tests.nlu.conftest import SMALL, TODAY
from tests.platforms.chat import KEY, MODEL, ChatEmulator
from tests.platforms.rasa import RECORDED, RasaEmulator, parsed

KNOWN = ("order_status", "greet", "thank")
BRIEF = Brief(tuple(map(Topic, KNOWN)), ("brand",))
WHERE = "where is order 10023 of anna@example.com"
SECRET = "kangaroo"  # a customer's word that must turn up nowhere
HOSTILE = (
    "\x00\x01\x1b[31m", "\ud800 where is it \udfff", "👩‍👩‍👧‍👦🏽 where 🏳️‍🌈", "\u202ewhere is it\u202c", "Z̷̢̛͓a̸l̵g̷o̶ where",
    "\ufeff\u200b\u200d", "﷽" * 50, "where\nis\r\nit\t", "{}[]\"'\\/<script>", "ʼ" * 300, "a" * 5000, "İıﬁẞß ǆ",
    "where 10023\u20e3",
)  # fmt: skip


@dataclass
class Stand:
    """A model that is ready to be asked, with the server it asks, if any."""

    nlu: Nlu
    server: Any = None
    also: Any = None

    async def one(self, text: str) -> Understanding:
        (found,) = await self.nlu.understand([Utterance(text)])
        return found


def a_reader(model: Model) -> Changing:
    return Changing(Classifier(model, lambda: TODAY, languages=("en",), orders=[r"\b1\d{4}\b"]))


def said_by_rasa(text: str) -> Any:
    """Something of everything: an intent of another shop's, a value that overlaps one of ours, one that stands nowhere."""
    at = text.find("10023")
    return parsed(
        text, ("order_status", 0.95), ("greet", 0.03), ("of_another_shop", 0.02),
        entities=[
            *([{"entity": "number", "value": "10023", "start": at, "end": at + 5}] if at >= 0 else []),
            {"entity": "nowhere", "value": "x", "start": 7, "end": 1_000_000},
            *([{"entity": "beginning", "value": text[0], "start": 0, "end": 1}] if text else []),
        ],
    )  # fmt: skip


def said_by_chat(text: str) -> dict[str, Any]:
    return {"intent": "order_status", "entities": [{"kind": "brand", "text": text[:1]}, {"kind": "brand", "text": "x" * 99}]}


NAMES = ("builtin", "changing", "embeddings", "rasa", "chat", "builtin first", "rasa first")
SERVED = ("rasa", "chat")


@pytest.fixture
async def rasa() -> AsyncIterator[RasaEmulator]:
    async with RasaEmulator(mind=said_by_rasa) as started:
        yield started


@pytest.fixture
async def chat() -> AsyncIterator[ChatEmulator]:
    async with ChatEmulator(mind=said_by_chat) as started:
        yield started


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Model, Embeddings]:
    """The small shop's phrases learnt with a graph that looks words up."""
    folder = tmp_path_factory.mktemp("phrases")
    (folder / "en.yml").write_text(SMALL, encoding="utf-8")
    embeddings = open_embeddings(sentences.onnx(folder / "embeddings"))
    return train(read_phrases(folder, ("en",)), ("en",), further=[embeddings])[0], embeddings


@pytest.fixture
def servers(rasa: RasaEmulator, chat: ChatEmulator) -> Mapping[str, Any]:
    return {"rasa": rasa, "chat": chat}


def rasa_of(server: RasaEmulator, reader: Changing, patience: float = 5) -> RasaNlu:
    return RasaNlu(server.url, reader, patience=patience, known=lambda: KNOWN)


def chat_of(server: ChatEmulator, reader: Changing, patience: float = 5) -> ChatNlu:
    return ChatNlu(f"{server.url}/v1", MODEL, reader, lambda: BRIEF, key=KEY, patience=patience)


@pytest.fixture
async def stand(
    request: pytest.FixtureRequest, small_model: Model, embedded: tuple[Model, Embeddings], servers: Mapping[str, Any]
) -> AsyncIterator[Stand]:
    reader, rasa, chat = a_reader(small_model), servers["rasa"], servers["chat"]
    asks_rasa, asks_chat = rasa_of(rasa, reader), chat_of(chat, reader)
    links = (Link(BUILTIN), Link("rasa", asks_rasa, 5), Link("chat", asks_chat, 5))
    with_sentences, embeddings = embedded
    beside = Classifier(with_sentences, lambda: TODAY, languages=("en",), orders=[r"\b1\d{4}\b"], further=[embeddings])
    stands = {
        "embeddings": Stand(beside),
        "builtin": Stand(reader.model),
        "changing": Stand(reader),
        "rasa": Stand(asks_rasa, rasa),
        "chat": Stand(asks_chat, chat),
        "builtin first": Stand(Chain(reader, links, 5), rasa, chat),
        "rasa first": Stand(Chain(reader, (links[1], links[2]), 5), rasa, chat),
    }
    yield stands[request.param]
    await asks_rasa.close()
    await asks_chat.close()


every = pytest.mark.parametrize("stand", NAMES, indirect=True)
served = pytest.mark.parametrize("stand", SERVED, indirect=True)


def is_sound(found: Understanding, text: str) -> None:
    """What everybody who asks a model relies on."""
    assert found.text == text
    assert found.language == "en"
    assert found.model
    assert 0 <= found.confidence <= 1
    assert all(0 <= one.confidence <= 1 for one in found.ranking)
    assert [one.confidence for one in found.ranking] == sorted((one.confidence for one in found.ranking), reverse=True)
    assert len(found.ranking) <= 5
    assert {one.name for one in found.ranking} <= {*KNOWN}
    assert found.accepted == (found.intent is not None)
    if found.ranking:
        assert found.confidence == found.ranking[0].confidence
    assert found.intent in {None, *(one.name for one in found.ranking[:1])}
    end = 0
    for one in found.entities:
        assert end <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.text
        assert isinstance(one.value, str)
        end = one.end


@every
async def test_messages_come_back_in_their_order_each_with_its_own_values(stand: Stand) -> None:
    texts = [f"where is order 100{number:02}" for number in range(30)]
    found = await stand.nlu.understand([Utterance(text) for text in texts])
    for one, text in zip(found, texts, strict=True):
        is_sound(one, text)
        assert [entity.value for entity in one.entities if entity.kind == "order_number"] == [text[-5:]]


@every
async def test_many_callers_at_once_each_get_their_own(stand: Stand) -> None:
    texts = [f"where is order 100{number:02}" for number in range(40)]
    found = await asyncio.gather(*map(stand.one, texts))
    assert [one.text for one in found] == texts


@every
async def test_values_are_found_by_rule_whatever_the_other_side_says(stand: Stand) -> None:
    found = await stand.one(WHERE)
    is_sound(found, WHERE)
    values = {one.kind: (one.value, one.start, one.end) for one in found.entities}
    assert values["order_number"] == ("10023", 15, 20)
    assert values["email"] == ("anna@example.com", 24, 40)
    assert "number" not in values
    assert "nowhere" not in values


@every
@pytest.mark.parametrize("text", ["", " ", "\n", "10023", "anna@example.com", "10023, 10024"])
async def test_a_message_that_says_nothing_means_nothing_and_goes_nowhere(stand: Stand, text: str) -> None:
    found = await stand.one(text)
    is_sound(found, text)
    assert (found.intent, found.accepted) == (None, False)
    if stand.server is not None:
        assert stand.server.heard == []


@every
async def test_nothing_asked_is_nothing_answered(stand: Stand) -> None:
    assert await stand.nlu.understand([]) == []


@every
@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_signs_harm_nobody(stand: Stand, text: str) -> None:
    is_sound(await stand.one(text), text)


@every
async def test_a_very_long_message_is_understood_like_any(stand: Stand) -> None:
    text = "where is order 10023 " + "well " * 20_000
    found = await stand.one(text)
    is_sound(found, text)
    assert [(one.value, one.start) for one in found.entities if one.kind == "order_number"] == [("10023", 15)]


@every
@given(text=st.text(max_size=120))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_text_gives_a_sound_answer(stand: Stand, text: str) -> None:
    is_sound(await stand.one(text), text)


@served
@pytest.mark.parametrize("text", HOSTILE)
async def test_what_a_server_gets_is_text_that_any_server_can_read(stand: Stand, text: str) -> None:
    await stand.one(text)
    for heard in stand.server.heard:
        heard.encode("utf-8")


WRONG: dict[str, Callable[[Any], Any]] = {
    "500": lambda server: server.fail(500),
    "429": lambda server: server.fail(429),
    "401": lambda server: server.fail(401),
    "a page of something between": lambda server: server.fail("proxy"),
    "garbage": lambda server: server.fail("garbage"),
    "a broken connection": lambda server: server.fail("drop"),
    "a connection broken after the work": lambda server: server.fail("lost"),
    "half an answer": lambda server: server.fail("cut"),
    "an answer without an end": lambda server: server.fail("endless"),
    "silence": lambda server: server.fail("hang"),
}


async def impatient(name: str, model: Model, server: Any) -> Stand:
    make: Callable[[Any, Changing, float], Any] = rasa_of if name == "rasa" else chat_of
    return Stand(make(server, a_reader(model), 0.3), server)


@pytest.mark.parametrize("name", SERVED)
@pytest.mark.parametrize("wrong", WRONG)
async def test_a_server_in_trouble_is_an_error_without_the_customers_words(
    name: str, wrong: str, small_model: Model, servers: Mapping[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    stand = await impatient(name, small_model, servers[name])
    WRONG[wrong](stand.server)
    with caplog.at_level(logging.DEBUG), structlog.testing.capture_logs() as logs, pytest.raises(BackendError) as raised:
        await stand.one(f"where is my {SECRET}")
    told = f"{raised.value!r} {raised.value.__cause__!r} {logs} {caplog.text}"
    assert SECRET not in told
    assert KEY not in told
    assert stand.server.url in str(raised.value)
    await stand.nlu.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", SERVED)
@pytest.mark.parametrize("wrong", WRONG)
async def test_in_an_order_the_built_in_model_answers_for_a_server_in_trouble(
    name: str, wrong: str, small_model: Model, servers: Mapping[str, Any]
) -> None:
    stand = await impatient(name, small_model, servers[name])
    backend: Any = stand.nlu
    faults: list[str] = []
    chain = Chain(a_reader(small_model), [Link(name, backend, 0.3)], 1, faulty=lambda *both: faults.append(str(both)))
    WRONG[wrong](stand.server)
    (found,) = await chain.understand([Utterance(f"where is my parcel {SECRET}")])
    is_sound(found, f"where is my parcel {SECRET}")
    assert found.model.startswith("builtin-")
    assert len(faults) == 1
    assert SECRET not in faults[0]
    await chain.close()


@pytest.mark.parametrize("name", SERVED)
async def test_an_absent_server_is_an_error_and_is_told_when_looked_for(name: str, small_model: Model) -> None:
    reader = a_reader(small_model)
    nobody: Any = RasaNlu("http://127.0.0.1:9", reader)
    if name == "chat":
        nobody = ChatNlu("http://127.0.0.1:9", MODEL, reader, lambda: BRIEF)
    for asked in (lambda: nobody.understand([Utterance("where is it")]), nobody.probe):
        with pytest.raises(BackendError, match="cannot be asked"):
            await asked()
    assert await Chain(reader, [Link(name, nobody)], 1).probe() == {
        name: f"{'http://127.0.0.1:9'}{'/version' if name == 'rasa' else '/models'} cannot be asked: ClientConnectorError"
    }
    await nobody.close()


@served
async def test_what_a_message_refuses_is_no_intent_of_it_whoever_says_so(stand: Stand) -> None:
    read = Understanding("no", "en", None, 0.2, False, ranking=(Intent("greet", 0.2),), refused=("order_status",))
    backend: Any = stand.nlu
    found = await backend.further(read)
    assert (found.intent, found.accepted) == (None, False)
    assert "order_status" not in {one.name for one in found.ranking}


@served
@pytest.mark.parametrize(("wished", "kept"), [("order_status", 2), ("greet", 0)])
async def test_several_wishes_stand_where_both_agree_on_one_of_them(stand: Stand, wished: str, kept: int) -> None:
    wishes = Wish(wished, 0.9, "so", 0, 2), Wish("thank", 0.9, "do", 3, 5)
    read = Understanding("so do", "en", wished, 0.9, True, ranking=(Intent(wished, 0.9),), wishes=wishes)
    backend: Any = stand.nlu
    found = await backend.further(read)
    assert (found.intent, len(found.wishes)) == ("order_status", kept)


@served
async def test_a_server_that_is_there_is_found(stand: Stand) -> None:
    backend: Any = stand.nlu
    await backend.probe()


STRANGE: tuple[Any, ...] = (
    {}, [], "text", None, 1, {"choices": []}, {"choices": [{}]}, {"choices": [{"message": {"content": 5}}]},
    {"choices": [{"message": {"content": "[" * 100_000}}]}, {"choices": [{"message": {"content": "where is my kangaroo"}}]},
    {"intent": {"name": "greet", "confidence": 7}, "entities": [], "intent_ranking": [{"name": "greet", "confidence": 7}]},
    {"intent": {"name": "greet", "confidence": -1}, "entities": [], "intent_ranking": [{"name": "greet", "confidence": -1}]},
    {"intent": {"name": "greet", "confidence": "1"}, "entities": [], "intent_ranking": []},
)  # fmt: skip


@served
@pytest.mark.parametrize("strange", STRANGE, ids=range(len(STRANGE)))
async def test_json_of_another_shape_is_an_error(stand: Stand, strange: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from aiohttp import web

    monkeypatch.setattr(type(stand.server), "process", lambda *_: web.json_response(strange))
    with pytest.raises(BackendError, match="did not answer as") as raised:
        await stand.one(f"where is my {SECRET}")
    assert SECRET not in str(raised.value)


@served
@pytest.mark.parametrize(
    "body", [b"[" * 200_000, b'{"intent": {"name": "greet", "confidence": NaN}}', b"\xff\xfe", b"", b'"\xed\xa0\x80"']
)
async def test_bytes_that_are_no_json_are_an_error(stand: Stand, body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    from aiohttp import web

    monkeypatch.setattr(type(stand.server), "process", lambda *_: web.Response(body=body, content_type="application/json"))
    with pytest.raises(BackendError, match="did not answer as"):
        await stand.one("where is it")


@served
async def test_a_server_that_sends_us_elsewhere_is_not_followed(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    from aiohttp import web

    there = stand.server.url
    monkeypatch.setattr(
        type(stand.server), "process", lambda *_: web.Response(status=307, headers={"Location": f"{there}/elsewhere"})
    )
    with pytest.raises(BackendError, match="answered 307"):
        await stand.one("where is it")
    assert "/elsewhere" not in [asked.path for asked in stand.server.asked]


@served
async def test_close_gives_connections_back_and_asking_again_opens_new_ones(stand: Stand) -> None:
    backend: Any = stand.nlu
    assert (await stand.one("where is it")).accepted
    session = backend._wire._session
    await backend.close()
    assert session.closed
    assert (await stand.one("where is it")).accepted
    await backend.close()
    await backend.close()
    assert backend._wire._session.closed


async def test_all_of_them_are_back_ends_to_the_type_checker(small_model: Model) -> None:
    reader = a_reader(small_model)
    asked: list[Backend] = [RasaNlu("http://127.0.0.1:9", reader), ChatNlu("http://127.0.0.1:9", MODEL, reader, lambda: BRIEF)]
    closing: list[Awaitable[None]] = [one.close() for one in asked]
    await asyncio.gather(*closing)


@pytest.mark.parametrize("recorded", [one for one in RECORDED if one["name"].startswith("parse_")], ids=lambda one: one["name"])
async def test_the_emulated_rasa_answers_what_a_real_one_was_recorded_to_answer(
    recorded: dict[str, Any], rasa: RasaEmulator, small_model: Model
) -> None:
    import aiohttp

    sent = recorded["request"]
    if not isinstance(sent, dict):
        return  # aiohttp, too, refuses what is no JSON; nothing of ours sends it
    async with aiohttp.ClientSession() as session, session.post(f"{rasa.url}/model/parse", json=sent) as response:
        assert (response.status, await response.json()) == (recorded["status"], recorded["answer"])
    if recorded["status"] == 200 and sent["text"]:
        nlu = RasaNlu(rasa.url, a_reader(small_model))
        (found,) = await nlu.understand([Utterance(sent["text"])])
        await nlu.close()
        guesses = [one for one in recorded["answer"]["intent_ranking"] if one["name"] != "nlu_fallback"]
        best = max(guesses, key=lambda one: one["confidence"])
        assert (found.ranking[0].name, found.confidence) == (best["name"], best["confidence"])
        assert found.accepted == (recorded["answer"]["intent"]["name"] != "nlu_fallback" and best["confidence"] >= 0.9)
