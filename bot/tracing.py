"""Traces by OpenTelemetry: without them it could be seen that answers are slow, and not where one message spent its time.

Imported only where OTEL_ variables ask for it. One trace a message, from the webhook to the send, across processes: nothing is
stored for it, since a trace's id is made of the message's own key, and a turn's span of its conversation and number, so whoever
knows those knows the parent. Attributes are names of our own and numbers; never texts, names, addresses or tokens.
"""

import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import blake2b
from typing import Any, cast

from opentelemetry.context import Context, attach, detach
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import Decision
from opentelemetry.trace import Link, NonRecordingSpan, SpanContext, SpanKind, Status, StatusCode, TraceFlags, set_span_in_context

from bot.channels.port import Channel, Inbound, Outgoing, Result
from bot.store import tracks
from bot.store.arrivals import is_receipt
from bot.store.database import Database
from bot.store.letters import Letter, kind_of, storable
from bot.store.mailbox import Mailbox
from bot.store.model import Lease, Outcome, Posted
from config.settings import Environment
from config.shop import plain
from nlu.model import Nlu, Understanding, Utterance

REMEMBERED = 4096  # turns of this process whose trace need not be looked up when their answers are sent
_OF_A_TURN = re.compile(r"(\d+)\.(\d+)\.\d+")  # the key of what a turn says: conversation, turn, number
Take = Callable[[Lease, datetime], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which trace."""

    trace: int
    span: int


class _Ids(RandomIdGenerator):
    """Gives the ids that were foreseen for the span that begins now, and otherwise any."""

    def __init__(self) -> None:
        self.place: Place | None = None

    def generate_trace_id(self) -> int:
        return self.place.trace if self.place is not None else super().generate_trace_id()

    def generate_span_id(self) -> int:
        return self.place.span if self.place is not None else super().generate_span_id()


def start(environment: Environment, secret: bytes, version: str) -> "Tracing":
    """Traces as the OTEL_ variables say; the exporter and the provider read most of those themselves."""
    resource = Resource.create({"service.name": environment.otel_service_name, "service.version": version})
    return Tracing(BatchSpanProcessor(exporter_of(environment)), secret, resource)


def exporter_of(environment: Environment) -> SpanExporter:
    """What takes spans to a collector, by OTLP over HTTP."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - only where it is used

    pairs = (pair.partition("=") for pair in plain(environment.otel_exporter_otlp_headers).split(",") if "=" in pair)
    return OTLPSpanExporter(headers={name.strip().lower(): value.strip() for name, _, value in pairs} or None)


class Tracing:
    """Puts spans around what a process does; `secret`, the same for every process, keys the ids."""

    def __init__(self, processor: SpanProcessor, secret: bytes, resource: Resource | None = None) -> None:
        self._ids, self._key = _Ids(), secret[:64]
        self._provider = TracerProvider(id_generator=self._ids, resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("dezura")
        self._turns: dict[tuple[int, str], Span] = {}
        self._traces: OrderedDict[tuple[int, int], int] = OrderedDict()

    # --- what the program is made of, with spans around it ---

    def mailbox(self, database: Database, burst: int) -> Mailbox:
        """A mailbox that tells what is stored, leased and committed."""
        return _TracedMailbox(self, database, burst)

    def nlu(self, nlu: Nlu) -> Nlu:
        """The same understanding."""
        return _TracedNlu(self, nlu)

    def thinking(self, take: Take) -> Take:
        """The same turns."""

        async def think(lease: Lease, now: datetime) -> Outcome:
            turn = self._turns.get(_name(lease))
            if turn is None:
                return await take(lease, now)
            span = self._begin("think", set_span_in_context(turn, Context()))
            token = attach(set_span_in_context(span, Context()))
            try:
                return await take(lease, now)
            except Exception as error:
                _fail(span, type(error).__name__)  # its message may quote a customer
                raise
            finally:
                detach(token)
                span.end()

        return think

    def channels(self, channels: Mapping[str, Channel], database: Database) -> Mapping[str, Channel]:
        """The same channels, for those who send."""
        return {name: cast("Channel", _TracedChannel(self, channel, database)) for name, channel in channels.items()}

    def close(self) -> None:
        """Send what has not been sent yet."""
        self._provider.shutdown()

    # --- spans ---

    def stored(self, inbound: Inbound, begun: int) -> None:
        """A message is durable; `begun` is when its webhook began, in ns."""
        kind = kind_of(inbound.content)  # type: ignore[arg-type]  # receipts are no letters
        attributes = {"dezura.channel": inbound.account, "dezura.kind": kind}
        root = self._message(inbound.account, kind, storable(inbound.key))
        self._begin("webhook", Context(), root, begun, attributes=attributes, kind=SpanKind.PRODUCER).end()

    def leased(self, lease: Lease) -> None:
        """A turn begins."""
        conversation, now = lease.conversation, time.time_ns()
        own = self._turn(conversation.id, conversation.turn, conversation.attempts)
        roots = [self._message(letter.account, kind_of(letter.body), letter.key) for letter in _customers(lease)]
        parent = self._context(roots[0]) if roots else Context()
        if roots:
            arrived = min(_customers(lease)[0].arrived_at * 1_000_000, now)
            self._begin("wait", parent, start=arrived).end(now)
        attributes = {
            "dezura.conversation": conversation.id, "dezura.turn": conversation.turn, "dezura.channel": conversation.channel,
            "dezura.attempt": conversation.attempts, "dezura.letters": len(lease.letters),
        }  # fmt: skip
        links = [Link(self._span_context(root)) for root in roots[1:]]
        span = self._begin("turn", parent, own, now, attributes=attributes, links=links, kind=SpanKind.CONSUMER)
        self._turns[_name(lease)] = span
        self._remember(conversation.id, conversation.turn, roots[0].trace if roots else own.trace)

    def committing(self, lease: Lease) -> Span | None:
        """A turn's outcome is being written down."""
        turn = self._turns.get(_name(lease))
        return self._begin("commit", set_span_in_context(turn, Context())) if turn is not None else None

    def ended(self, lease: Lease, *, held: bool = True, messages: int = 0, failed: bool = False) -> None:
        """A turn has ended."""
        turn = self._turns.pop(_name(lease), None)
        if turn is not None:
            turn.set_attributes({"dezura.held": held, "dezura.messages": messages})
            if failed:
                _fail(turn, "the turn failed")
            turn.end()

    def understanding(self) -> Span:
        """Messages are being understood, within whatever is under way."""
        return self._begin("understand", None)

    async def sending(self, outgoing: Outgoing, channel: Channel, database: Database) -> Span:
        """One request to a platform begins."""
        begun, context = time.time_ns(), Context()
        if (found := _OF_A_TURN.fullmatch(outgoing.key)) is not None:
            conversation, turn = int(found[1]), int(found[2])
            own = self._turn(conversation, turn)
            trace = self._traces.get((conversation, turn)) or await self._looked_up(database, conversation, turn)
            context = self._context(Place(trace or own.trace, own.span))
        attributes = {"dezura.channel": channel.name, "dezura.platform": channel.kind, "dezura.author": outgoing.author}
        return self._begin("send", context, start=begun, attributes=attributes, kind=SpanKind.CLIENT)

    async def _looked_up(self, database: Database, conversation: int, turn: int) -> int | None:
        first = await database.read(partial(tracks.first, conversation_id=conversation, turn=turn))
        return self._message(*first).trace if first is not None else None

    def _remember(self, conversation: int, turn: int, trace: int) -> None:
        self._traces[conversation, turn] = trace
        while len(self._traces) > REMEMBERED:
            self._traces.popitem(last=False)

    def _begin(
        self, name: str, context: Context | None, place: Place | None = None, start: int | None = None, *,
        attributes: Mapping[str, Any] | None = None, links: Sequence[Link] = (), kind: SpanKind = SpanKind.INTERNAL,
    ) -> Span:  # fmt: skip
        self._ids.place = place
        try:
            span = self._tracer.start_span(name, context, kind, attributes, links, start)
        finally:
            self._ids.place = None
        return cast("Span", span)

    def _message(self, account: str, kind: str, key: str) -> Place:
        return self._place("message", account, kind, key)

    def _turn(self, conversation: int, turn: int, attempt: int = 1) -> Place:
        return self._place("turn", str(conversation), str(turn), str(attempt))

    def _place(self, *parts: str) -> Place:
        digest = blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=24, key=self._key).digest()
        return Place(int.from_bytes(digest[:16]) or 1, int.from_bytes(digest[16:]) or 1)

    def _span_context(self, place: Place) -> SpanContext:
        """Of a span that another process may have made: whether it was kept follows from the trace's id there and here."""
        decision = self._provider.sampler.should_sample(None, place.trace, "webhook").decision
        flags = TraceFlags.SAMPLED if decision is Decision.RECORD_AND_SAMPLE else TraceFlags.DEFAULT
        return SpanContext(place.trace, place.span, is_remote=True, trace_flags=TraceFlags(flags))

    def _context(self, place: Place) -> Context:
        return set_span_in_context(NonRecordingSpan(self._span_context(place)), Context())


class _TracedMailbox(Mailbox):
    def __init__(self, tracing: Tracing, database: Database, burst: int) -> None:
        super().__init__(database, burst)
        self._tracing = tracing

    async def post(self, inbounds: Sequence[Inbound], now: int) -> Posted:
        begun = time.time_ns()
        posted = await super().post(inbounds, now)
        if posted.new:
            for inbound in inbounds:
                if not is_receipt(inbound.content):
                    self._tracing.stored(inbound, begun)
        return posted

    async def lease(self, room: int, now: int) -> list[Lease]:
        leases = await super().lease(room, now)
        for lease in leases:
            self._tracing.leased(lease)
        return leases

    async def commit(self, outcome: Outcome, now: int) -> bool:
        span = self._tracing.committing(outcome.lease)
        try:
            held = await super().commit(outcome, now)
        finally:
            if span is not None:
                span.end()
        self._tracing.ended(outcome.lease, held=held, messages=len(outcome.messages))
        return held

    async def fail(self, lease: Lease, now: int, *, away: bool = False) -> None:
        self._tracing.ended(lease, failed=True)
        await super().fail(lease, now, away=away)


class _TracedNlu:
    def __init__(self, tracing: Tracing, nlu: Nlu) -> None:
        self._tracing, self._nlu = tracing, nlu

    async def understand(self, utterances: Sequence[Utterance]) -> list[Understanding]:
        span = self._tracing.understanding()
        try:
            found = await self._nlu.understand(utterances)
            span.set_attributes({
                "dezura.intents": [one.intent for one in found], "dezura.languages": [str(one.language) for one in found],
                "dezura.models": [one.model for one in found], "dezura.accepted": [bool(one.accepted) for one in found],
            })  # fmt: skip
            return found
        finally:
            span.end()


class _TracedChannel:
    """A channel whose sends are told; all else is its own."""

    def __init__(self, tracing: Tracing, channel: Channel, database: Database) -> None:
        self._tracing, self._channel, self._database = tracing, channel, database

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)

    async def send(self, outgoing: Outgoing, content: bytes | None = None) -> Result:
        span = await self._tracing.sending(outgoing, self._channel, self._database)
        try:
            result = await self._channel.send(outgoing, content)
            span.set_attribute("dezura.result", type(result).__name__.lower())
            return result
        finally:
            span.end()


def _customers(lease: Lease) -> list[Letter]:
    """What customers sent, in the order of arrival: the first is who the turn's trace belongs to."""
    sent = [letter for letter in lease.letters if kind_of(letter.body) not in tracks.OURS]
    return sorted(sent, key=lambda letter: letter.id)


def _name(lease: Lease) -> tuple[int, str]:
    return lease.conversation.id, lease.token


def _fail(span: Span, why: str) -> None:
    span.set_status(Status(StatusCode.ERROR, why))
