"""The models of a shop's order as the program makes them: what they are told of the shop, what is counted, and what is said."""

import asyncio
import json
import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import structlog
from click.testing import CliRunner
from prometheus_client import REGISTRY

from bot import app
from bot.__main__ import main
from bot.commands.common import secrets_in
from bot.store.database import Database
from bot.understanding import brief_of, builtin_of, examples_of, known_of, make_chain, tell_unreachable
from config.settings import CHECKOUT, read_environment
from config.shop import Shop, read_shop
from config.source import Place
from config.understanding import Understanding
from flows.flowset import FlowSet
from flows.library import load_flows
from flows.shop.calls import CALLS
from nlu.artifact import Model, save
from nlu.chain import Chain
from nlu.changing import Changing
from nlu.classifier import Classifier
from nlu.model import Utterance
from nlu.phrases import Phrase
from tests.nlu.conftest import TODAY, small_model  # noqa: F401 - a fixture
from tests.nlu.test_chain import SURE, UNSURE, between
from tests.platforms.chat import KEY, MODEL, ChatEmulator
from tests.platforms.rasa import RasaEmulator, parsed


@pytest.fixture(scope="module")
def flows() -> FlowSet:
    return load_flows(CHECKOUT / "flows", CALLS)


@pytest.fixture
def reader(small_model: Model) -> Changing:  # noqa: F811
    return Changing(Classifier(small_model, lambda: TODAY, languages=("en",), threshold=between(small_model)))


def a_shop(**understanding: Any) -> Shop:
    return read_shop(CHECKOUT, {}).model_copy(update={"understanding": Understanding.model_validate(understanding)})


@pytest.fixture
async def chat() -> AsyncIterator[ChatEmulator]:
    async with ChatEmulator(mind=lambda _: {"intent": "complaint"}) as started:
        yield started


@pytest.fixture
async def rasa() -> AsyncIterator[RasaEmulator]:
    async with RasaEmulator(mind=lambda text: parsed(text, ("return_goods", 0.97), ("of_another_shop", 0.02))) as started:
        yield started


def chat_at(url: str, **more: Any) -> dict[str, Any]:
    return {"chat": {"url": f"{url}/v1", "model": MODEL, "key": KEY, "examples": 0, "wait_ms": 20_000, **more}, "wait_ms": 20_000}


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_the_built_in_model_alone_is_nothing_more(reader: Changing, flows: FlowSet) -> None:
    assert make_chain(a_shop(), CHECKOUT, reader, lambda: flows) is reader
    assert builtin_of(reader) is reader


async def test_a_rasa_server_is_asked_first_where_the_shop_names_one_and_no_order(
    reader: Changing, flows: FlowSet, rasa: RasaEmulator
) -> None:
    nlu = make_chain(a_shop(rasa=rasa.url, rasa_wait_ms=20_000, wait_ms=20_000), CHECKOUT, reader, lambda: flows)
    assert isinstance(nlu, Chain)
    (found,) = await nlu.understand([Utterance(SURE)])
    assert (found.intent, found.model) == ("return_goods", "rasa")
    assert "of_another_shop" not in {one.name for one in found.ranking}
    assert builtin_of(nlu) is reader
    await nlu.close()


async def test_the_language_model_is_asked_where_ours_is_unsure_and_what_it_costs_is_counted(
    reader: Changing, flows: FlowSet, chat: ChatEmulator
) -> None:
    before = counted("dezura_model_cost_total", model="chat")
    shop = a_shop(order=["builtin", "chat"], **chat_at(chat.url, price_in=1_000_000, price_out=2_000_000))
    nlu = make_chain(shop, CHECKOUT, reader, lambda: flows)
    assert isinstance(nlu, Chain)
    sure, unsure = await nlu.understand([Utterance(SURE), Utterance(UNSURE)])
    await nlu.close()
    assert (sure.intent, sure.model) == ("order_status", reader.name)
    assert (unsure.intent, unsure.model) == ("complaint", f"chat:{MODEL}")
    assert chat.heard == [UNSURE]
    assert counted("dezura_model_tokens_total", model="chat", way="in") > 100
    assert counted("dezura_model_tokens_total", model="chat", way="out") > 0
    assert counted("dezura_model_cost_total", model="chat") - before >= 100
    assert counted("dezura_models_total", model="chat", result="accepted") >= 1
    assert counted("dezura_model_seconds_count", model="chat") >= 1


async def test_what_is_published_meanwhile_counts_from_the_next_message_on(
    reader: Changing, flows: FlowSet, chat: ChatEmulator
) -> None:
    published = [flows]
    nlu = make_chain(a_shop(order=["chat"], **chat_at(chat.url)), CHECKOUT, reader, lambda: published[-1])
    assert isinstance(nlu, Chain)
    await nlu.understand([Utterance(UNSURE)])
    without = {name: flow for name, flow in flows.by_intent.items() if name != "complaint"}
    published.append(replace(flows, hash="another", by_intent=without))
    chat.strict = False
    (found,) = await nlu.understand([Utterance(UNSURE)])
    await nlu.close()
    enums = [asked.body["response_format"]["json_schema"]["schema"]["properties"]["intent"]["enum"] for asked in chat.asked]
    assert "complaint" in enums[0]
    assert "complaint" not in enums[1]
    assert found.intent != "complaint"


def test_the_shops_intents_are_told_with_what_their_flows_are_for(flows: FlowSet, reader: Changing) -> None:
    brief = brief_of(flows, ["affirm", "of_no_flow", "out_of_scope"], {"order_status": ("where is it",)}, ("product",))
    topics = {one.name: one for one in brief.topics}
    assert topics["order_status"].description == flows.by_intent["order_status"].description
    assert topics["order_status"].examples == ("where is it",)
    assert all(one.description for one in brief.topics if one.name != "of_no_flow"), "a flow without a description is told badly"
    assert "says yes" in topics["affirm"].description
    assert "out_of_scope" not in topics
    assert "product" in brief.kinds
    assert {"order_status", "talk_to_human", "affirm"} <= known_of(flows, ())


def test_examples_are_taken_from_all_languages_by_turns_and_spread_over_their_files() -> None:
    place = Place("x")
    phrases = [Phrase(f"{language}{number}", "greet", language, place) for language in ("lv", "en") for number in range(10)]  # type: ignore[arg-type]
    phrases.append(Phrase("lonely", "thank", "en", place))
    found = examples_of(phrases, ("lv", "uk", "en"), 4)
    assert found == {"greet": ("lv0", "en0", "lv5", "en5"), "thank": ("lonely",)}


async def test_servers_that_are_away_are_told_as_the_program_starts_and_stop_nothing(reader: Changing, flows: FlowSet) -> None:
    shop = a_shop(order=["builtin", "rasa", "chat"], rasa="http://127.0.0.1:9", **chat_at("http://127.0.0.1:9"))
    nlu = make_chain(shop, CHECKOUT, reader, lambda: flows)
    assert isinstance(nlu, Chain)
    with structlog.testing.capture_logs() as logs:
        await tell_unreachable(nlu)
        (found,) = await nlu.understand([Utterance(f"{UNSURE} kangaroo")])
    await nlu.close()
    assert [(line["event"], line["model"]) for line in logs] == [
        ("model_unreachable", "rasa"), ("model_unreachable", "chat"), ("model_failed", "rasa"), ("model_failed", "chat"),
    ]  # fmt: skip
    assert "kangaroo" not in str(logs)
    assert KEY not in str(logs)
    assert found.model == reader.name


async def test_a_newly_trained_model_is_taken_into_use_behind_others_and_all_is_closed(
    tmp_path: Path, small_model: Model, chat: ChatEmulator, database: Database  # noqa: F811
) -> None:
    for folder in ("config", "flows"):
        shutil.copytree(CHECKOUT / folder, tmp_path / folder)
    doubting = replace(small_model, threshold=1.0, thresholds={})
    save(doubting, tmp_path / "var" / "model.npz")
    environment = read_environment({"DEZURA_HOME": str(tmp_path)})
    floor = await app.assemble(environment, a_shop(order=["builtin", "chat"], **chat_at(chat.url)), database)
    (before,) = await floor.nlu.understand([Utterance(SURE)])
    save(replace(small_model, threshold=between(small_model), thresholds={}), tmp_path / "var" / "model.npz")
    app.renew_model(floor)
    (after,) = await floor.nlu.understand([Utterance(SURE)])
    await app.close(floor)
    assert (before.intent, before.model) == ("complaint", f"chat:{MODEL}")
    assert (after.intent, after.model[:8]) == ("order_status", "builtin-")


def test_the_key_never_reaches_a_log() -> None:
    assert KEY in {*secrets_in(read_environment({}), a_shop(**chat_at("https://llm.example")))}


@contextmanager
def aside(emulator: ChatEmulator) -> Iterator[ChatEmulator]:
    """The server in a thread of its own, for a command that has a loop of its own."""
    loop, ready, over = asyncio.new_event_loop(), threading.Event(), asyncio.Event()

    async def serve() -> None:
        async with emulator:
            ready.set()
            await over.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    ready.wait()
    try:
        yield emulator
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


def test_the_command_line_says_which_model_answered(tmp_path: Path, small_model: Model, sqlite_url: str) -> None:  # noqa: F811
    for folder in ("config", "flows"):
        shutil.copytree(CHECKOUT / folder, tmp_path / folder)
    save(replace(small_model, threshold=between(small_model), thresholds={}), tmp_path / "var" / "model.npz")
    with aside(ChatEmulator(mind=lambda _: {"intent": "complaint"})) as chat:
        settings = tmp_path / "config" / "shop.yml"
        order = f"understanding:\n  order: [builtin, chat]\n  wait_ms: 20000\n  chat: {{url: '{chat.url}/v1', model: {MODEL}, "
        order += "key: '${CHAT_KEY}', examples: 0, wait_ms: 20000}\n"
        settings.write_text(settings.read_text("utf-8").replace("understanding:\n", order, 1), "utf-8")
        variables = {"DATABASE_URL": sqlite_url, "DEZURA_HOME": str(tmp_path), "CHAT_KEY": KEY}
        result = CliRunner().invoke(main, ["understand", "--json"], input=f"{SURE}\n{UNSURE}\n", env=variables)
        plain = CliRunner().invoke(main, ["understand", UNSURE], env=variables)
    assert result.exit_code == 0, result.output
    first, second = map(json.loads, result.stdout.splitlines())
    assert (first["intent"], first["model"][:8]) == ("order_status", "builtin-")
    assert (second["intent"], second["model"]) == ("complaint", f"chat:{MODEL}")
    assert plain.stdout.strip().endswith(f"by chat:{MODEL}")
