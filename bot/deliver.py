"""The way out: claim the oldest message of each conversation, judge it, send it, write down what became of it."""

import asyncio
import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from typing import Literal, assert_never

import sqlalchemy as sa
import structlog
from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.limits import Floods, Pace
from bot.channels.port import Channel, NotSent, Outgoing, Refused, Result, Sent, Unknown
from bot.doorbell import Doorbell
from bot.metrics import SENDS
from bot.outlast import outlast
from bot.quota import NoQuota, Quota
from bot.store import held, outbox
from bot.store.arrivals import post_fact
from bot.store.database import Database
from bot.store.files import read_file
from bot.store.gather import Gather
from bot.store.letters import Fact
from bot.store.model import lanes
from bot.store.outbox import DECIDE, Envelope, Mark, unpack

ROOM = 128  # sends under way at once
LOW = 64  # with more than so many, those are finished first
PAUSE = 0.004  # seconds in which what comes together is claimed together
TIMEOUT = 30.0  # seconds a send may take, well below its lease
LEAST = 4  # of LOW for each bot, where there are so many of them
SLOW = 2.0  # seconds after which a send that is still under way makes its platform one that hangs
BUSY, HANGS = 0.05, 5.0  # seconds until another look at what found its bot's share in use
BACK_OFF = (1, 2, 5, 15, 60, 300)  # seconds before another try of what was certainly not sent
STALE = 3600_000  # ms after which words that could not leave are no answer any more
RETRY_ACCOUNT = 60.0  # seconds between tries of an account that the platform refuses
SWEEP = 5.0  # seconds between looks for sends nobody finished

_log = structlog.get_logger()


class Deliverer:
    """Sends what the outbox holds through the channels of this process."""

    def __init__(
        self, database: Database, channels: Mapping[str, Channel], doorbell: Doorbell, clock: Callable[[], int],
        *, ticks: Callable[[], float] = time.monotonic, quota: Quota | None = None,
    ) -> None:  # fmt: skip
        self.quota: Quota = quota or NoQuota()
        self.database, self.channels, self.doorbell, self.clock, self.ticks = database, channels, doorbell, clock, ticks
        self._paces = {name: Pace(channel.limits) for name, channel in channels.items()}
        self._floods = {name: Floods() for name in channels}
        self._stopped: dict[str, tuple[str, float]] = {}  # accounts whose token is bad: why, and when to try again
        self._marking: Gather[tuple[Mark, int], bool] = Gather(self._mark_batch, delay=0.005)
        self._sending: set[asyncio.Task[None]] = set()
        self._under_way: defaultdict[str, dict[int, float]] = defaultdict(dict)  # by channel, since when, the oldest first
        self._share = ROOM if len(channels) < 2 else max(LEAST, LOW // len(channels))
        self._token = secrets.token_hex(8)
        self._running, self._rounds = True, 0

    async def run(self) -> None:
        """Send until `stop` is called; then finish what is under way."""
        sweeper = asyncio.create_task(self._sweep())
        try:
            while self._running:
                claimed = await self._claim(ROOM - len(self._sending))
                for envelope in claimed:
                    self._start(envelope)
                await self._rest(bool(claimed))
        finally:
            sweeper.cancel()
            await asyncio.gather(sweeper, *self._sending, return_exceptions=True)
            await self._marking.close()

    def stop(self) -> None:
        """Claim nothing more."""
        self._running = False
        self.doorbell.ring("sends")

    @property
    def stopped(self) -> Mapping[str, str]:
        """Accounts the platform refuses (a revoked token), with the reason; tried again once a minute."""
        return {name: reason for name, (reason, _) in self._stopped.items()}

    async def _rest(self, busy: bool) -> None:
        while len(self._sending) > LOW:
            await asyncio.wait(self._sending, return_when=asyncio.FIRST_COMPLETED)
        await (asyncio.sleep(PAUSE) if busy else self.doorbell.wait("sends"))

    async def _claim(self, room: int) -> list[Envelope]:
        now, self._rounds = self.clock(), self._rounds + 1
        order = lanes(self._rounds)
        return await self.database.write(lambda connection: held.claim(connection, room, now, self._token, order))

    def _start(self, envelope: Envelope) -> None:
        task = asyncio.create_task(self._deliver(envelope))
        self._sending.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("send_failed_here", error=type(error).__name__)  # its lease runs out and it becomes unknown

    async def _deliver(self, envelope: Envelope) -> None:
        parcel = outgoing(envelope)
        mark = self._judge(envelope, parcel) or await self._send(envelope, parcel)
        _sends(envelope.channel, mark.state).inc()
        await self._write_down(mark, envelope.conversation_id)
        self.doorbell.ring("sends", max(0.0, (mark.send_at - self.clock()) / 1000) if mark.state == "queued" else 0.0)
        self.doorbell.ring("pages")

    async def _write_down(self, mark: Mark, conversation_id: int) -> None:
        """While the database is away for a while, what became of a send is remembered here: else it would become unknown."""
        await outlast(lambda: self._marking((mark, conversation_id)), "marks")

    def _judge(self, envelope: Envelope, parcel: Outgoing) -> Mark | None:
        """What is not to be sent at all, or not now."""
        channel = self.channels.get(envelope.channel)
        if envelope.is_stale:
            return _mark(envelope, "dropped", "somebody else has the floor")
        if channel is None:
            return _mark(envelope, "owed", f"the channel {envelope.channel} is not set up here")
        if not envelope.reachable:
            return _mark(envelope, "owed", "the customer has blocked us or is gone")
        if (stopped := self._stopped.get(envelope.channel)) is not None and stopped[1] > self.ticks():
            return self._again(envelope, stopped[0], RETRY_ACCOUNT)
        if reason := channel.window(parcel, self.clock()):
            return _mark(envelope, "dropped" if envelope.kind == "talk" else "owed", reason)
        return self._again(envelope, "", wait) if (wait := self._wait(envelope)) > 0 else None

    def _wait(self, envelope: Envelope) -> float:
        """Seconds until its bot has room for it: in what is under way, and in the platform's pace."""
        under_way = self._under_way[envelope.channel]
        if len(under_way) >= self._share:  # though every platform hung but one, that one would have room
            return HANGS if self.ticks() - next(iter(under_way.values())) > SLOW else BUSY
        return self._paces[envelope.channel].delay(envelope.address, self.ticks())

    async def _send(self, envelope: Envelope, parcel: Outgoing) -> Mark:
        under_way = self._under_way[envelope.channel]
        under_way[envelope.id] = self.ticks()
        try:
            return await self._request(envelope, parcel)
        finally:
            del under_way[envelope.id]

    async def _request(self, envelope: Envelope, parcel: Outgoing) -> Mark:
        channel = self.channels[envelope.channel]
        if (wait := await self.quota.wait(envelope.channel)) > 0:
            return self._again(envelope, "", wait)
        self._paces[envelope.channel].take(envelope.address, self.ticks())
        content = await self._content(parcel)
        try:
            async with asyncio.timeout(TIMEOUT):
                result = await channel.send(parcel, content)
        except TimeoutError:
            result = Unknown("no answer in time")
        return self._written(envelope, result)

    async def _content(self, parcel: Outgoing) -> bytes | None:
        if (file := parcel.message.file) is None:
            return None
        stored = await self.database.read(lambda connection: read_file(connection, file.id))
        return stored.content if stored is not None else b""

    def _written(self, envelope: Envelope, result: Result) -> Mark:
        match result:
            case Sent(message_id, way):
                self._stopped.pop(envelope.channel, None)
                return _mark(envelope, "sent", message_id=message_id, way=way)
            case NotSent(reason, retry_after, scope):
                return self._not_sent(envelope, reason, retry_after, scope)
            case Unknown(reason):
                return Mark(envelope.id, envelope.token, "unknown", True, reason=reason, send_at=self.clock() + DECIDE)
            case Refused():
                return self._refused(envelope, result)
            case _:
                assert_never(result)

    def _not_sent(self, envelope: Envelope, reason: str, retry_after: float | None, scope: str) -> Mark:
        now = self.ticks()
        wait = retry_after if retry_after is not None else BACK_OFF[min(envelope.attempts - 1, len(BACK_OFF) - 1)]
        if retry_after is not None:
            whose = "account" if scope == "account" else self._floods[envelope.channel].scope(envelope.address, now + wait, now)
            self._paces[envelope.channel].hold(envelope.address, whose, now + wait, now)
        elif envelope.kind == "talk" and self.clock() - envelope.created_at > STALE:
            return _mark(envelope, "failed", reason)
        return self._again(envelope, reason, wait)

    def _refused(self, envelope: Envelope, refused: Refused) -> Mark:
        match refused.blame:
            case "account":
                self._stopped[envelope.channel] = (refused.reason, self.ticks() + RETRY_ACCOUNT)
                _log.error("channel_stopped", channel=envelope.channel, reason=refused.reason)
                return self._again(envelope, refused.reason, RETRY_ACCOUNT)
            case "window":
                return _mark(envelope, "dropped" if envelope.kind == "talk" else "owed", refused.reason)
            case "unreachable":
                return _mark(envelope, "owed", refused.reason)
            case "message":
                return _mark(envelope, "failed", refused.reason)
            case _:
                assert_never(refused.blame)

    def _again(self, envelope: Envelope, reason: str, wait: float) -> Mark:
        return Mark(envelope.id, envelope.token, "queued", True, reason=reason, send_at=self.clock() + int(wait * 1000) + 1)

    async def _mark_batch(self, marks: list[tuple[Mark, int]]) -> list[bool]:
        now = self.clock()
        return await self.database.write(lambda connection: outbox.mark(connection, marks, now))

    async def _sweep(self) -> None:
        """Sends whose process died become unknown; unknown ones no echo has settled are decided."""
        while True:
            try:
                await self._look_after_unknown()
            except (SQLAlchemyError, OSError) as error:  # it may be away for a while; what nobody decides would wait for ever
                _log.warning("database_away", part="sweep", error=type(error).__name__)
            await asyncio.sleep(SWEEP)

    async def _look_after_unknown(self) -> None:
        now = self.clock()
        if undecided := await self.database.write(lambda connection: _decide(connection, now)):
            _log.warning("sends_unknown", count=undecided)
            self.doorbell.ring("turns")
            self.doorbell.ring("sends")


def _decide(connection: sa.Connection, now: int) -> int:
    outbox.abandon(connection, now)
    decided = outbox.decide(connection, now)
    for row in decided:  # the dialogue asks an unsettled question once more, not for ever; the desk sees the rest
        again = row["asks"] and outbox.lost_before(connection, row["conversation_id"], row["asks"]) == 1
        values = {"key": row["key"], "kind": row["kind"], "asks": row["asks"] if again else ""}
        post_fact(connection, row["conversation_id"], Fact("unsettled", values), f"unsettled:{row['key']}", now)
    return len(decided)


def _mark(envelope: Envelope, state: outbox.State, reason: str = "", message_id: str = "", way: str = "") -> Mark:
    return Mark(envelope.id, envelope.token, state, message_id=message_id, reason=reason, way=way)


@cache
def _sends(channel: str, state: str) -> Counter:
    """Finding a label costs more than counting."""
    return SENDS.labels(channel, state)


def outgoing(envelope: Envelope) -> Outgoing:
    """A claimed message as its channel sends it."""
    message = unpack(envelope.body)
    author: Literal["bot", "agent"] = "agent" if envelope.kind == "agent" else "bot"
    return Outgoing(
        envelope.address, message, envelope.key, author, envelope.last_in_at, fact=envelope.kind == "fact", says=envelope.says,
        language=envelope.language,
    )  # fmt: skip
