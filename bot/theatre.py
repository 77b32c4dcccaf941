"""A stage for each conversation that is tried out: the whole program on a database of its own, set up once and copied."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import Any, assert_never

from bot.app import Shopfloor, assemble, in_folder, load_model
from bot.books.folder import Folder
from bot.channels.messenger import Messenger
from bot.channels.port import Channel
from bot.channels.telegram import Telegram
from bot.channels.webchat import WebChat
from bot.doorbell import LocalDoorbell
from bot.epoch import from_ms
from bot.letterbox import Letterbox
from bot.prompter import Answers, prompted
from bot.shutter import Shutter
from bot.store import orders, people, schema
from bot.store.memory import Memories
from bot.store.orders import SqlOrders
from bot.tryout import Clock, Conversation
from config.settings import Environment
from config.shop import Shop
from flows.cases import Case
from flows.coverage import places
from flows.dialogues import Result, run
from flows.fixtures import Fixtures, Kind
from flows.flowset import FlowSet
from flows.shop.builtin import BuiltinShop
from flows.shop.demo import demo_orders
from nlu.classifier import Classifier
from nlu.model import Intent, Nlu, Understanding, Utterance

USUAL = Fixtures()
TOKEN = "1:none"  # noqa: S105 - shaped like one, of no bot
BEGINNINGS = 8  # moments at which conversations began that are kept


class Told:
    """The model, but for some texts: what it makes of those is told, so that a test of doubt lasts longer than one training.

    `understood` holds intents and how sure the model shall be of each, by the exact text. Language and values stay the model's.
    """

    def __init__(self, model: Classifier, understood: Mapping[str, Mapping[str, float]]) -> None:
        self._model, self._understood = model, understood

    async def understand(self, utterances: Sequence[Utterance]) -> list[Understanding]:
        """See Nlu."""
        return [self._told(found) for found in await self._model.understand(utterances)]

    def _told(self, found: Understanding) -> Understanding:
        if (shares := self._understood.get(found.text.strip())) is None:
            return found
        ranking = tuple(Intent(name, share) for name, share in sorted(shares.items(), key=lambda pair: -pair[1]))
        best = ranking[0] if ranking else Intent("", 0.0)
        accepted = bool(ranking) and best.confidence >= self._model.threshold_in(found.language)
        intent = best.name if accepted else None
        told = replace(found, intent=intent, confidence=best.confidence, accepted=accepted, ranking=ranking)
        return replace(told, wishes=(), refused=())


def channel_of(kind: Kind) -> Channel:
    """A channel that renders as the platform's does, and that nothing is sent by."""
    match kind:
        case "web":
            return WebChat(kind)
        case "telegram":
            return Telegram(kind, TOKEN, "secret")
        case "messenger":
            return Messenger(kind, page_id="1", page_token="token", app_secret="secret", app_id="1", verify_token="token")  # noqa: S106
        case _:
            assert_never(kind)


def conversation_of(floor: Shopfloor, clock: Clock, case: Case) -> Conversation:
    """The customer of a test, with what is known of them from before."""
    guest = case.fixtures.customer
    contacts = {name: value for name, value in (("email", guest.email), ("phone", guest.phone)) if value}
    known = {**contacts, **({"contact": guest.email or guest.phone} if contacts else {}), **case.fixtures.slots}
    return Conversation(floor, clock, "test", guest.locale or case.language, channel=guest.channel, name=guest.name, known=known)


class Theatre:
    """Where conversations are held: flows, model and an empty database are read and made once. Raises Problems, ModelError."""

    def __init__(self, environment: Environment, shop: Shop, flows: FlowSet | None = None) -> None:
        self.environment, self.shop, self._flows = environment, shop, flows
        self._clock = Clock(datetime.now(UTC))
        self._memories = Memories()
        self._begun: dict[int, bytes] = {}  # how a stage stands when the curtain rises, by the clock's moment

    @cached_property
    def flows(self) -> FlowSet:
        """The set that is tried out: the shop's own, unless another one was given."""
        return self._flows or in_folder(self.environment, self.shop)

    @cached_property
    def model(self) -> Classifier:
        """The shop's model. "Yesterday" counts from the clock of the stage."""
        return load_model(self.environment, self.shop, self._now)

    def prepare(self) -> None:
        """Read and make everything that takes long, where it is to be done in a thread. Raises Problems, ModelError."""
        _ = (self.flows, self.model, self.folder, self._empty, self.places)

    @cached_property
    def places(self) -> Mapping[tuple[str, str], tuple[str, int]]:
        """Where every step stands, as `flows.coverage.places` has it."""
        return places(self.flows)

    def look_at(self, clock: Clock) -> None:
        """From now on the model counts "yesterday" from this clock; needed where several stages stand at once."""
        self._clock = clock

    def _now(self) -> int:
        return self._clock()

    @cached_property
    def folder(self) -> Folder:
        """What departments read of the shop's folder."""
        return Folder.read(self.environment.dezura_home, self.shop)

    @cached_property
    def _empty(self) -> bytes:
        """A migrated database with somebody at the desk, to copy."""
        database = self._memories.open()
        try:
            database.submit(schema.migrate).result()
            database.submit(
                lambda connection: people.add(connection, email="desk@try", name="Desk", role="agent", password="", now=0)
            ).result()
            return database.content()
        finally:
            database.close()

    @asynccontextmanager
    async def stage(self, clock: Clock, fixtures: Fixtures = USUAL) -> AsyncIterator[Shopfloor]:
        """The whole program with the demo shop's orders, dated from the clock's moment."""
        self._clock, begin = clock, clock()
        known = self._begun.get(begin)
        database = self._memories.open(known or self._empty)
        try:
            if not known:
                now = from_ms(begin).astimezone(self.shop.time_zone)
                await database.write(lambda connection: orders.save(connection, demo_orders(now)))
            if fixtures.orders:
                told = [order.on(from_ms(begin).astimezone(self.shop.time_zone)) for order in fixtures.orders]
                await database.write(lambda connection: orders.save(connection, told))
            channels: Mapping[str, Channel] = {fixtures.customer.channel: channel_of(fixtures.customer.channel)}
            nlu: Nlu = Told(self.model, fixtures.understood) if fixtures.understood else self.model
            shop = Shutter(BuiltinShop(SqlOrders(database), lambda: from_ms(clock())), fixtures.is_down)  # never the real one
            floor = await assemble(
                self.environment, self.shop, database, clock=clock, nlu=nlu, channels=channels, flows=self.flows,
                doorbell=LocalDoorbell(), orders=shop,
                mailer=Letterbox() if fixtures.mail else None, folder=self.folder,
                cast=partial(prompted, answers=self._zoned(fixtures.calls)) if fixtures.calls else None,
            )  # fmt: skip
            if not known and not fixtures.orders:
                self._begun = dict([*self._begun.items()][1 - BEGINNINGS :]) | {begin: database.content()}
            yield floor
        finally:
            database.close()

    def _zoned(self, calls: Answers) -> Answers:
        """Moments of the shop's clock, as a call would tell them."""
        zone = self.shop.time_zone

        def zoned(value: Any) -> Any:
            return value.replace(tzinfo=zone) if isinstance(value, datetime) and value.tzinfo is None else value

        return {
            name: {key: zoned(value) for key, value in answer.items()} if answer is not None else None
            for name, answer in calls.items()
        }

    async def hold(self, case: Case) -> Result:
        """One conversation, on a stage of its own."""
        begin = case.now or datetime.now(self.shop.time_zone).replace(tzinfo=None)
        clock = Clock(begin.replace(tzinfo=self.shop.time_zone))
        async with self.stage(clock, case.fixtures) as floor:
            conversation = conversation_of(floor, clock, case)
            result = await run(case, conversation)
            return replace(result, records=tuple(conversation.records))
