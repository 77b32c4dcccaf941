"""One trace a message, from the webhook to the send, across processes; nothing of a customer in it; nothing at all when off."""

import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bot import app as composition
from bot import tracing
from bot.channels.port import Inbound, Message, Outgoing, Press, Sent, Text
from bot.store.database import Database
from bot.store.mailbox import Mailbox
from bot.store.model import Draft, Outcome
from bot.store.outbox import pack
from bot.tracing import Tracing
from config.settings import CHECKOUT, read_environment
from config.source import Problems
from tests.line.conftest import introduce
from tests.line.house import House
from tests.platforms.graph import GraphEmulator
from tests.platforms.telegram import TelegramEmulator

NOW = 1_800_000_000_000


class Watched:
    """A process with traces that are kept in memory."""

    def __init__(self, secret: bytes = b"key") -> None:
        self.kept = InMemorySpanExporter()
        self.tracing = Tracing(SimpleSpanProcessor(self.kept), secret)

    def spans(self, name: str = "") -> Sequence[ReadableSpan]:
        return [span for span in self.kept.get_finished_spans() if name in {"", span.name}]


def ids(span: ReadableSpan) -> tuple[int, int]:
    assert span.context is not None
    return span.context.trace_id, span.context.span_id


def parent(span: ReadableSpan) -> tuple[int, int] | None:
    return (span.parent.trace_id, span.parent.span_id) if span.parent is not None else None


@pytest.fixture
async def traced_house(
    sqlite: Database, program: Callable[..., House], monkeypatch: pytest.MonkeyPatch, tg: TelegramEmulator, fb: GraphEmulator
) -> AsyncIterator[tuple[House, InMemorySpanExporter]]:  # fmt: skip
    """The whole program as `dezura run` makes it where OTEL_ variables ask for traces; the collector is a list."""
    kept = InMemorySpanExporter()
    monkeypatch.setattr(tracing, "exporter_of", lambda _environment: kept)
    monkeypatch.setattr(composition, "assemble", partial(composition.assemble, trace=True))
    house = program(sqlite)
    house._environment = house._environment.model_copy(update={"otel_traces_exporter": "otlp"})
    async with house:
        introduce(house, tg, fb)
        yield house, kept


async def test_a_message_is_one_trace_from_the_webhook_to_the_send(
    traced_house: tuple[House, InMemorySpanExporter], fb: GraphEmulator
) -> None:
    house, kept = traced_house
    anna = fb.user()
    await house.hold(anna, "kur ir mans pasūtījums 10026", "liga.kalnina@example.com")
    assert house.floor.tracing is not None
    house.floor.tracing._provider.force_flush()
    spans: Sequence[ReadableSpan] = kept.get_finished_spans()
    first = next(span for span in spans if span.name == "webhook")
    trace = [span for span in spans if ids(span)[0] == ids(first)[0]]
    names = [span.name for span in sorted(trace, key=lambda span: span.end_time or 0)]
    assert set(names) == {"webhook", "wait", "turn", "think", "understand", "commit", "send"}
    turn = next(span for span in trace if span.name == "turn")
    assert parent(turn) == ids(first)
    for name, above in (("think", turn), ("commit", turn), ("send", turn), ("wait", first)):
        assert parent(next(span for span in trace if span.name == name)) == ids(above), name
    think = next(span for span in trace if span.name == "think")
    assert parent(next(span for span in trace if span.name == "understand")) == ids(think)
    told = " ".join(str(span.attributes) + span.name + str(span.status.description) for span in spans)
    (address,) = (await house.ask("SELECT address FROM conversations"))[0]
    secrets = [address, "10026", "kalnina", "pasūt", fb.credentials["page_token"], "Labdien"]
    assert [word for word in secrets if word in told] == []
    assert "order_status" in told  # the control: what is meant is there


async def test_three_processes_make_one_trace_and_store_nothing_for_it(database: Database) -> None:
    web, worker, sender = Watched(), Watched(), Watched()
    door, desk = web.tracing.mailbox(database, 0), worker.tracing.mailbox(database, 0)
    await door.post([Inbound("bot", "1", "7", Press("a")), Inbound("bot", "1", "8", Text("Sveiki"))], NOW)
    (lease,) = await desk.lease(1, NOW)
    assert await desk.commit(Outcome(lease, "{}", "lv", {}, "{}", [Draft("talk", pack(Message("Labdien")))]), NOW)
    channels = sender.tracing.channels({"bot": Mute()}, database)  # type: ignore[dict-item]
    assert channels["bot"].kind == "mute"
    await channels["bot"].send(Outgoing("1", Message("Labdien"), f"{lease.conversation.id}.{lease.conversation.turn}.0"))
    (turn,), (send,) = worker.spans("turn"), sender.spans("send")
    first, second = web.spans("webhook")
    assert parent(turn) == ids(first)
    assert [(link.context.trace_id, link.context.span_id) for link in turn.links] == [ids(second)]
    assert parent(send) == ids(turn)
    assert send.attributes is not None
    assert send.attributes["dezura.result"] == "sent"
    await door.close()
    await desk.close()


async def test_a_turn_that_only_a_clock_began_is_a_trace_of_its_own(database: Database) -> None:
    worker, sender = Watched(), Watched()
    plain, desk = Mailbox(database, 0), worker.tracing.mailbox(database, 0)
    await plain.post([Inbound("bot", "1", "7", Press("a"))], NOW)
    (lease,) = await plain.lease(1, NOW)
    await plain.commit(Outcome(lease, "{}", "lv", {"later": NOW + 5}, "{}"), NOW)
    (later,) = await desk.lease(1, NOW + 10)
    await desk.commit(Outcome(later, "{}", "lv", {}, "{}"), NOW + 10)
    await sender.tracing.channels({"bot": Mute()}, database)["bot"].send(Outgoing("1", Message("x"), "1.2.0"))  # type: ignore[dict-item]
    (turn,), (send,) = worker.spans("turn"), sender.spans("send")
    assert parent(turn) is None
    assert parent(send) == ids(turn)
    await desk.close()


async def test_a_turn_that_fails_says_so_without_the_errors_words(database: Database) -> None:
    worker = Watched()
    desk = worker.tracing.mailbox(database, 0)
    await desk.post([Inbound("bot", "1", "7", Press("a"))], NOW)
    (lease,) = await desk.lease(1, NOW)

    async def take(*_: Any) -> Outcome:
        raise ValueError("Anna wrote this")

    with pytest.raises(ValueError, match="Anna"):
        await worker.tracing.thinking(take)(lease, None)  # type: ignore[arg-type]
    await desk.fail(lease, NOW)
    (turn,), (think,) = worker.spans("turn"), worker.spans("think")
    assert (turn.status.is_ok, think.status.description) == (False, "ValueError")
    assert "Anna" not in str([span.to_json() for span in worker.spans()])
    (again,) = await desk.lease(1, NOW + 2000)
    assert again.conversation.attempts == 2
    await desk.fail(again, NOW)
    assert ids(worker.spans("turn")[0])[0] == ids(worker.spans("turn")[1])[0]
    assert ids(worker.spans("turn")[0]) != ids(worker.spans("turn")[1])
    await desk.close()


@pytest.mark.parametrize("kept", [True, False])
async def test_every_process_keeps_or_drops_the_same_traces(
    database: Database, monkeypatch: pytest.MonkeyPatch, kept: bool
) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", "1" if kept else "0")
    web, worker = Watched(), Watched()
    door, desk = web.tracing.mailbox(database, 0), worker.tracing.mailbox(database, 0)
    await door.post([Inbound("bot", "1", "7", Press("a"))], NOW)
    (lease,) = await desk.lease(1, NOW)
    await desk.commit(Outcome(lease, "{}", "lv", {}, "{}"), NOW)
    assert (len(web.spans()) > 0, len(worker.spans()) > 0) == (kept, kept)
    await door.close()
    await desk.close()


class Mute:
    """A channel that takes everything."""

    name, kind = "bot", "mute"

    async def send(self, _outgoing: Outgoing, _content: bytes | None = None) -> Sent:
        return Sent("1")


# --- off -------------------------------------------------------------------------------------------------------


async def test_off_costs_nothing(house: House) -> None:
    assert house.floor.tracing is None
    assert type(house.floor.mailbox) is Mailbox
    script = (
        "import sys, bot.commands.serve, bot.app\nfrom config.settings import read_environment\n"
        "assert bot.app.tracing_of(read_environment({}), b'') is None\n"
        # redis imports the library's counters by itself where they are installed
        "print([name for name in sys.modules if name.startswith(('opentelemetry.sdk.trace', 'bot.tracing'))])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=CHECKOUT, capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://collector:4318/v1/traces"}, True),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, True),
        ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, False),
        ({"OTEL_TRACES_EXPORTER": "otlp", "OTEL_SDK_DISABLED": "true"}, False),
    ],
)
def test_the_standard_variables_say_whether(values: dict[str, str], wanted: bool) -> None:
    assert read_environment(values).traced is wanted


def test_without_the_library_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "bot.tracing")
    monkeypatch.delattr("bot.tracing")
    monkeypatch.setitem(sys.modules, "opentelemetry.context", None)
    with pytest.raises(Problems, match=r"OpenTelemetry is not installed.*dezura\[tracing\]"):
        composition.tracing_of(read_environment({"OTEL_TRACES_EXPORTER": "otlp"}), b"")


def test_a_collector_gets_spans_with_a_header_that_only_it_may_know(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[str, str, int]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.path, self.headers["Authorization"], len(body)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
    values = {"OTEL_EXPORTER_OTLP_ENDPOINT": address, "OTEL_EXPORTER_OTLP_HEADERS": "Authorization=Bearer x, b=c"}
    traced = tracing.start(read_environment(values), b"key", "1")
    try:
        traced.stored(Inbound("bot", "1", "7", Press("a")), 1)
    finally:
        traced.close()
        server.shutdown()
        thread.join()
        server.server_close()
    ((path, told, length),) = heard
    assert (path, told) == ("/v1/traces", "Bearer x")
    assert length > 50
