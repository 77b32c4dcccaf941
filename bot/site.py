"""The web application: pages, API and the web chat's door, put together on the shared parts."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import IPv4Network, IPv6Network, ip_network

from aiohttp import web

from bot.api import routes
from bot.api.context import Api, SignIn
from bot.api.hub import Hub
from bot.api.postbox import Postbox
from bot.api.reads import Reads
from bot.api.shelf import Shelf
from bot.app import Shopfloor
from bot.channels.webchat import WebChat
from bot.courtesy import Courtesy
from bot.premises import VERSION, embeddings_path, shop_facts
from bot.store import facts as shop_records
from bot.studio.context import Studio
from bot.studio.school import School
from bot.studio.wing import STUDIO
from bot.studio.workshop import Workshop
from config.source import Place, Problem, Problems
from flows.shop.calls import CALLS
from nlu.commands import phrases_path
from nlu.phrases import Phrases, read_phrases

BODY_BYTES = 25 * 1024 * 1024  # the webhooks and uploads hold their own, smaller, limits


@asynccontextmanager
async def site(floor: Shopfloor) -> AsyncIterator[web.Application]:
    """The application, with its hub running for as long as the block lasts. Raises Problems for a wrong TRUSTED_PROXIES."""
    hub = Hub(floor.database, floor.doorbell, floor.clock)
    webchats = [channel for channel in floor.channels.values() if isinstance(channel, WebChat)]
    for channel in webchats:
        channel.tell_typing(hub.typing)
    courtesy = Courtesy({name: channel for name, channel in floor.channels.items() if not isinstance(channel, WebChat)})
    studio = studio_on(floor)
    demo = await floor.database.read(lambda connection: shop_records.get(connection, "demo"))
    api = Api(
        database=floor.database, mailbox=floor.mailbox, doorbell=floor.doorbell, hub=hub, shop=floor.shop, secret=floor.secret,
        ring=floor.office.ring, reads=Reads(floor.database), now=floor.clock, public_url=floor.environment.public_url,
        trusted=_proxies(floor.environment.trusted_proxies),
        postbox=Postbox(floor.office.mailer), web=webchats[0].name, channels=floor.channels, mails=floor.mail is not None,
        courtesy=courtesy, shelf=Shelf(floor.office.shop),
        teams=floor.teams, wording=floor.editions.wording,
        origins=tuple(origin for channel in floor.shop.channels for origin in channel.origins),
        studio=studio, classroom=lambda: _phrases(floor), home=floor.environment.dezura_home,
        demo=tuple(SignIn(**known) for known in json.loads(demo or "[]")),
    )  # fmt: skip
    application = web.Application(client_max_size=BODY_BYTES)
    routes.install(application, api, VERSION, (STUDIO,))
    running = asyncio.create_task(hub.run())
    application.on_shutdown.append(lambda _application: _end(hub))
    try:
        yield application
    finally:
        hub.close()
        await api.reads.close()
        await studio.stages.close()
        await studio.bench.stop()
        await studio.reel.stop()
        await asyncio.gather(running, return_exceptions=True)
        await courtesy.close()


async def _end(hub: Hub) -> None:
    """Open streams end before the server waits for its handlers."""
    hub.close()


def _proxies(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise Problems([Problem(Place("environment"), f"TRUSTED_PROXIES: {error}")]) from None


def _phrases(floor: Shopfloor) -> Phrases:
    return read_phrases(phrases_path(floor.environment.dezura_home), floor.shop.languages)


def studio_on(floor: Shopfloor) -> Studio:
    """The studio of this program."""
    facts, home = shop_facts(floor.environment, floor.shop), floor.environment.dezura_home
    workshop = Workshop(floor.database, lambda: floor.flows, CALLS, facts, floor.clock)
    return Studio(floor, workshop, school=School(home, embeddings_path(home, floor.shop)))
