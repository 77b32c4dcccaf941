"""The doors platforms knock at: verify, decode, store, 200; and what an operator's probes ask."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, generate_latest

from bot import bodies
from bot.bodies import BodyError, Room
from bot.channels import messenger
from bot.channels.messenger import Messenger
from bot.channels.port import Channel, Inbound, Rejected
from bot.channels.telegram import Telegram
from bot.doorbell import Doorbell
from bot.metrics import LAST_EVENT, MESSAGES, WEBHOOKS
from bot.store.mailbox import Mailbox

TELEGRAM_BYTES = 1024 * 1024
MESSENGER_BYTES = 16 * 1024 * 1024  # a batch holds up to 1000 updates
ROOM_BYTES = 4 * MESSENGER_BYTES  # of all large batches under way; who is turned away sends again

_log = structlog.get_logger()


class Aside(Protocol):
    """Takes what is no customer's of what a Telegram bot hears."""

    async def takes(self, account: str, body: bytes) -> bool:
        """Whether it did; then the update is stored, or nobody's."""


@dataclass(frozen=True, slots=True)
class Doors:
    """What the webhooks need: the mailbox, the bell, the channels by name, and whether everything is ready.

    `aside` takes what people of the shop do on Telegram. `instance` names this installation, to whoever asks which one answers.
    """

    mailbox: Mailbox
    doorbell: Doorbell
    channels: Mapping[str, Channel]
    clock: Callable[[], int]
    ready: Callable[[], Awaitable[Mapping[str, str]]]
    room: Room = field(default_factory=lambda: Room(ROOM_BYTES))
    aside: Aside | None = None
    instance: str = ""


def routes(doors: Doors) -> list[web.RouteDef]:
    """Webhooks, health, readiness, metrics."""
    return [
        web.post("/webhooks/telegram", _telegram(doors)),
        web.post("/webhooks/telegram/{channel}", _telegram(doors)),
        web.get("/webhooks/messenger", _verify(doors)),
        web.post("/webhooks/messenger", _messenger(doors)),
        web.get("/healthz", _healthz(doors)),
        web.get("/readyz", _readyz(doors)),
        web.get("/metrics", _metrics),
    ]


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def _telegram(doors: Doors) -> Handler:
    bots = {channel.name: channel for channel in doors.channels.values() if isinstance(channel, Telegram)}
    first = next(iter(bots), "")

    async def receive(request: web.Request) -> web.Response:
        bot = bots.get(request.match_info.get("channel", first))
        if bot is None:
            return web.Response(status=404)
        try:
            bot.admit(request.headers)  # before the body is read: a stranger's is not worth waiting for
        except Rejected as rejected:
            return _turn_away(bot.name, rejected)
        return await _take(doors, bot.name, request, TELEGRAM_BYTES, lambda body: bot.receive(request.headers, body))

    return receive


def _messenger(doors: Doors) -> Handler:
    pages = [channel for channel in doors.channels.values() if isinstance(channel, Messenger)]

    async def receive(request: web.Request) -> web.Response:
        if not pages:
            return web.Response(status=404)
        return await _take(
            doors, "messenger", request, MESSENGER_BYTES, lambda body: messenger.receive(pages, request.headers, body)
        )

    return receive


def _verify(doors: Doors) -> Handler:
    pages = [channel for channel in doors.channels.values() if isinstance(channel, Messenger)]

    async def verify(request: web.Request) -> web.Response:
        try:
            return web.Response(text=messenger.verify(pages, request.query), content_type="text/plain")
        except Rejected as rejected:
            return _turn_away("messenger", rejected)

    return verify


async def _take(
    doors: Doors, name: str, request: web.Request, limit: int, decode: Callable[[bytes], Sequence[Inbound]]
) -> web.Response:
    try:
        body = await bodies.read(request, limit, doors.room)
        if doors.aside is not None and await doors.aside.takes(name, body):
            return _heard(name, doors.clock(), 0)
        inbounds = decode(body)
    except BodyError as error:
        return _turn_away(name, Rejected(error.status, str(error)))
    except Rejected as rejected:
        return _turn_away(name, rejected)
    now = doors.clock()
    posted = await doors.mailbox.post(inbounds, now)
    if posted.wake_at is not None:
        doors.doorbell.ring("turns", (posted.wake_at - now) / 1000)
        doors.doorbell.ring("pages")
    return _heard(name, now, posted.new)


def _heard(name: str, now: int, new: int) -> web.Response:
    webhooks, messages, last_event = _counters(name)
    webhooks.inc()
    messages.inc(new)
    last_event.set(now / 1000)
    return web.Response()


@cache
def _counters(name: str) -> tuple[Counter, Counter, Gauge]:
    """Finding a label costs more than counting."""
    return WEBHOOKS.labels(name, "200"), MESSAGES.labels(name), LAST_EVENT.labels(name)


def _turn_away(name: str, rejected: Rejected) -> web.Response:
    WEBHOOKS.labels(name, str(rejected.status)).inc()
    _log.warning("webhook_rejected", channel=name, status=rejected.status, reason=rejected.reason)
    return web.Response(status=rejected.status)


def _healthz(doors: Doors) -> Handler:
    told = {"status": "up", **({"instance": doors.instance} if doors.instance else {})}

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response(told)

    return healthz


def _readyz(doors: Doors) -> Handler:
    async def readyz(_request: web.Request) -> web.Response:
        troubles = await doors.ready()
        return web.json_response({"status": "not ready" if troubles else "ready", **troubles}, status=503 if troubles else 200)

    return readyz


async def _metrics(_request: web.Request) -> web.Response:
    return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})
