"""A stage for each conversation that is tried out: the whole program on a database of its own, set up once and copied."""

import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from bot.app import Shopfloor, assemble, in_folder, load_model
from bot.channels.port import Channel
from bot.channels.webchat import WebChat
from bot.doorbell import LocalDoorbell
from bot.epoch import from_ms
from bot.letterbox import Letterbox
from bot.shutter import Shutter
from bot.store import orders, people, schema
from bot.store.database import connect
from bot.store.orders import SqlOrders
from bot.tryout import Clock, Conversation
from config.settings import Environment
from config.shop import Shop
from flows.cases import Case, Fixtures
from flows.dialogues import Result, run
from flows.flowset import FlowSet
from flows.shop.builtin import BuiltinShop
from flows.shop.demo import demo_orders
from nlu.classifier import Classifier
from nlu.model import Intent, Nlu, Understanding, Utterance

USUAL = Fixtures()


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
        accepted = bool(ranking) and best.confidence >= self._model.threshold
        intent = best.name if accepted else None
        return replace(found, intent=intent, confidence=best.confidence, accepted=accepted, ranking=ranking)


class Theatre:
    """Where conversations are held: flows, model and an empty database are read and made once. Raises Problems, ModelError."""

    def __init__(self, environment: Environment, shop: Shop) -> None:
        self.environment, self.shop = environment, shop
        self._clock = Clock(datetime.now(UTC))

    @cached_property
    def flows(self) -> FlowSet:
        """The shop's flows."""
        return in_folder(self.environment, self.shop)

    @cached_property
    def model(self) -> Classifier:
        """The shop's model. "Yesterday" counts from the clock of the stage."""
        return load_model(self.environment, self.shop, self._now)

    def _now(self) -> int:
        return self._clock()

    @cached_property
    def _empty(self) -> bytes:
        with tempfile.TemporaryDirectory(prefix="dezura-") as folder:
            database = connect(f"sqlite:///{folder}/empty.db")
            try:
                database.submit(schema.migrate).result()
                database.submit(
                    lambda connection: people.add(connection, email="desk@try", name="Desk", role="agent", password="", now=0)
                ).result()
            finally:
                database.close()
            return (Path(folder) / "empty.db").read_bytes()

    @asynccontextmanager
    async def stage(self, clock: Clock, fixtures: Fixtures = USUAL) -> AsyncIterator[Shopfloor]:
        """The whole program with the demo shop's orders, dated from the clock's moment."""
        self._clock = clock
        with tempfile.TemporaryDirectory(prefix="dezura-") as folder:
            (Path(folder) / "try.db").write_bytes(self._empty)
            database = connect(f"sqlite:///{folder}/try.db")
            try:
                now = from_ms(clock()).astimezone(self.shop.time_zone)
                await database.write(lambda connection: orders.save(connection, demo_orders(now)))
                channels: Mapping[str, Channel] = {"web": WebChat("web")}
                nlu: Nlu = Told(self.model, fixtures.understood) if fixtures.understood else self.model
                shop = Shutter(BuiltinShop(SqlOrders(database), lambda: from_ms(clock())), fixtures.is_down)  # never the real one
                yield await assemble(
                    self.environment, self.shop, database, clock=clock, nlu=nlu, channels=channels, flows=self.flows,
                    doorbell=LocalDoorbell(), orders=shop,
                    mailer=Letterbox() if fixtures.mail else None,
                )  # fmt: skip
            finally:
                database.close()

    async def hold(self, case: Case) -> Result:
        """One conversation, on a stage of its own."""
        begin = case.now or datetime.now(self.shop.time_zone).replace(tzinfo=None)
        clock = Clock(begin.replace(tzinfo=self.shop.time_zone))
        async with self.stage(clock, case.fixtures) as floor:
            return await run(case, Conversation(floor, clock, "test", locale=case.language))
