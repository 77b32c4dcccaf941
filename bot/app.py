"""The composition root: settings become a running program, and every concrete class is named here and nowhere else."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.alarms import Alarms
from bot.books.bank import Bank
from bot.books.callbacks import Callbacks
from bot.books.coupons import Coupons
from bot.books.customers import Customers
from bot.books.decisions import Decisions
from bot.books.department import Department, Office, joined
from bot.books.effects import Effects
from bot.books.folder import Folder
from bot.books.invoices import Invoices
from bot.books.names_of_goods import products_of
from bot.books.orders import Orders
from bot.books.pace import Pace
from bot.books.personal import Personal
from bot.books.returns import Returns
from bot.books.service import Service
from bot.books.surveys import Surveys
from bot.books.tone import Tone
from bot.books.waiting import Waiting
from bot.books.watching import Watching
from bot.channels.messenger import Messenger
from bot.channels.messenger_bodies import Template
from bot.channels.port import Channel
from bot.channels.telegram import Telegram
from bot.channels.telegram_group import Group
from bot.channels.webchat import WebChat
from bot.courier import Courier
from bot.courtesy import Courtesy
from bot.dayend import DayEnd
from bot.deliver import Deliverer
from bot.doorbell import Doorbell, LocalDoorbell
from bot.editions import Craft, Editions, EditionWatcher, opened
from bot.epoch import from_ms, length_ms
from bot.feeds import Feeds, Where
from bot.give_up import give_up
from bot.group.context import Around
from bot.group.door import Door
from bot.group.part import GroupDesk
from bot.indexer import Indexer
from bot.keeper import Keeper
from bot.kit import Surroundings, kit_of
from bot.lookout import Lookout
from bot.mail import Mailer
from bot.premises import VERSION, embeddings_path, shop_facts, teams_of
from bot.privacy.custody import Custody
from bot.privacy.night import Night
from bot.quota import NoQuota, Quota
from bot.reach import Reach
from bot.rota import Rota
from bot.rounds import Rounds
from bot.runner import Runner
from bot.store import facts, sets
from bot.store.database import Database
from bot.store.guesses import SqlBindings, SqlGuesses, SqlOrigins
from bot.store.mailbox import Mailbox
from bot.store.model import BURST, Lease, Outcome
from bot.store.orders import SqlOrders
from bot.together import Together
from bot.turn import Kit, take_turn
from bot.understanding import builtin_of, make_chain, tell_unreachable
from bot.vitals import Pulse, Vitals
from bot.voice import Voice, language_of
from bot.ways import Reachable
from bot.worker import Worker
from config.faq import FILE as FAQ
from config.mail import Mail, mail_of
from config.settings import Environment, channels_of
from config.shop import Channel as ChannelSettings
from config.shop import Shop, plain, read_shop
from config.source import Place, Problem, Problems
from flows.flowset import FlowSet
from flows.library import load_flows
from flows.shop.builtin import BuiltinShop
from flows.shop.calls import CALLS
from flows.shop.calls import Shop as ShopPort
from flows.shop.lookups import Lookups
from flows.shop.proof import Proof
from flows.shop.shopify import Shopify, shopify_http
from flows.shop.woocommerce import WooCommerce, woocommerce_http
from handoff.hours import is_open as is_open_at
from handoff.teams import Team
from nlu.artifact import ModelError, load
from nlu.chain import Chain
from nlu.changing import Changing
from nlu.classifier import Classifier
from nlu.commands import model_path
from nlu.embeddings import open_embeddings
from nlu.model import Nlu

if TYPE_CHECKING:
    from bot.tracing import Tracing

Role = Literal["all", "web", "worker"]
AGAIN = 1.0  # seconds until a part that has stopped begins anew
_log = structlog.get_logger()


def now_ms() -> int:
    """The clock of the running program: ms since the epoch."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Shopfloor:
    """What every part of the program shares."""

    environment: Environment
    shop: Shop
    database: Database
    mailbox: Mailbox
    doorbell: Doorbell
    channels: Mapping[str, Channel]
    editions: Editions
    nlu: Nlu
    fittings: Kit
    secret: bytes
    clock: Callable[[], int]
    teams: dict[str, Team]
    mail: Mail | None
    office: Office
    departments: Sequence[Department]
    tracing: "Tracing | None" = None

    @property
    def flows(self) -> FlowSet:
        """The set in use; another one after something was published."""
        return self.editions.current

    @property
    def watched(self) -> Sequence[str]:
        """Channels with a platform behind them, which may fall silent or refuse us."""
        return [name for name, channel in self.channels.items() if not isinstance(channel, WebChat)]

    @property
    def kit(self) -> Kit:
        """What a turn that begins now may ask of the world."""
        return replace(self.fittings, flows=self.editions.current)


async def assemble(
    environment: Environment, shop: Shop, database: Database, *, clock: Callable[[], int] = now_ms, nlu: Nlu | None = None,
    channels: Mapping[str, Channel] | None = None, doorbell: Doorbell | None = None, orders: ShopPort | None = None,
    flows: FlowSet | None = None, mailer: Mailer | None = None, folder: Folder | None = None,
    cast: Callable[[Sequence[Department]], Sequence[Department]] | None = None,
    burst: int = BURST, trace: bool = False,
) -> Shopfloor:  # fmt: skip
    """Put the shared parts together on an open, migrated database; `burst` is how long (ms) a text waits for its fellows.

    With `flows` those are in use, whatever is published; `cast` may put others in the departments' places. With `trace` what is
    done is traced where the environment wants it: a rehearsal is not. Raises Problems for mistakes in flows and settings.
    """
    mail, craft = mail_of(environment), Craft(CALLS, shop_facts(environment, shop))
    secret = await database.write(lambda connection: secret_of(connection, environment))
    if flows is None:
        editions = await opened(database, craft, lambda: in_folder(environment, shop), clock)
    else:
        await database.write(partial(sets.save, flows=flows, now=clock()))
        editions = Editions(database, craft, flows)
    channels = channels if channels is not None else make_channels(environment, shop, clock)
    nlu = nlu or make_nlu(environment, shop, clock, lambda: editions.current)
    nlu = Changing(nlu) if isinstance(nlu, Classifier) else nlu
    teams = teams_of(environment, shop)
    proof = Proof(
        orders or make_orders(shop, database, clock), SqlGuesses(database), SqlBindings(database), secret,
        origins=SqlOrigins(database),
    )  # fmt: skip
    doorbell = doorbell or make_doorbell(environment)
    mailer = mailer or (Mailer(mail) if mail is not None else None)
    folder = folder or Folder.read(environment.dezura_home, shop)
    office = Office(
        environment, shop, database, doorbell, clock, secret, proof.shop, proof, teams, editions.wording, mailer, folder
    )
    departments = cast(departments_of(office)) if cast is not None else departments_of(office)
    traced = tracing_of(environment, secret) if trace else None
    asked: Nlu = Together(nlu) if isinstance(nlu, Changing) else nlu
    around = Surroundings(
        database=database,
        shop=shop,
        editions=editions,
        nlu=traced.nlu(asked) if traced is not None else asked,
        lookups=Lookups(joined(department.lookups for department in departments)),
        channels=channels,
        teams=teams,
        clock=clock,
        engine=VERSION,
    )
    mailbox = traced.mailbox(database, burst) if traced is not None else Mailbox(database, burst)
    return Shopfloor(
        environment, shop, database, mailbox, doorbell, channels, editions, nlu, kit_of(around), secret, clock,
        teams, mail, office, departments, traced,
    )  # fmt: skip


def tracing_of(environment: Environment, secret: bytes) -> "Tracing | None":
    """What makes traces, where they are wanted; nothing is imported otherwise. Raises Problems where it is not installed."""
    if not environment.traced:
        return None
    try:
        from bot import tracing  # noqa: PLC0415 - an option, and half a second
    except ImportError:
        text, hint = "OTEL_: traces are wanted, and OpenTelemetry is not installed", "pip install 'dezura[tracing]'"
        raise Problems([Problem(Place("environment"), text, hint, "environment-wrong")]) from None
    return tracing.start(environment, secret, VERSION)


def departments_of(office: Office) -> Sequence[Department]:
    """Every part of the shop's business. Raises Problems for what cannot be read of the shop's folder."""
    service = Service(office, office.folder)
    care = (Coupons(office), Callbacks(office), Surveys(office), Tone(office), Customers(office), Personal(office))
    books = (Returns(office), Invoices(office), Bank(office))
    return (Orders(office), Decisions(office), service, *books, Waiting(office), Watching(office), Pace(office), *care)


def runner_of(floor: Shopfloor) -> Runner:
    """Who performs what turns have ordered."""
    books = joined(department.books for department in floor.departments)
    outside = joined(department.outside for department in floor.departments)
    return Runner(floor.database, Effects(floor.database, floor.clock, books, outside), floor.doorbell, floor.clock)


def rounds_of(floor: Shopfloor) -> Rounds:
    """Who does what is due by the clock."""
    return Rounds(floor.departments, floor.doorbell, floor.clock)


def in_folder(environment: Environment, shop: Shop) -> FlowSet:
    """The flows in the shop's folder. Raises Problems."""
    return load_flows(environment.dezura_home / "flows", CALLS, shop_facts(environment, shop))


def make_channels(environment: Environment, shop: Shop, clock: Callable[[], int] = now_ms) -> dict[str, Channel]:
    """Every configured bot and page, and the web chat, by name. Raises Problems for a token that cannot be one."""
    made: dict[str, Channel] = {}
    for settings in channels_of(environment, shop):
        try:
            made[settings.name] = _channel(settings, environment, clock)
        except ValueError as error:
            raise Problems([Problem(Place(f"channel {settings.name}"), str(error))]) from None
    return made


def _channel(settings: ChannelSettings, environment: Environment, clock: Callable[[], int]) -> Channel:
    match settings.kind:
        case "telegram":
            return Telegram(
                settings.name, plain(settings.token), plain(settings.secret), api_url=environment.telegram_api_url,
                rate=settings.send_rate or environment.telegram_send_rate,
            )  # fmt: skip
        case "messenger":
            return Messenger(
                settings.name, page_id=settings.page_id, page_token=plain(settings.token), app_secret=plain(settings.app_secret),
                app_id=settings.app_id, verify_token=plain(settings.verify_token), graph_url=environment.messenger_graph_url,
                human_agent=settings.human_agent, page_inbox=settings.page_inbox,
                templates={name: Template(one.name, one.codes) for name, one in settings.templates.items()},
                rate=settings.send_rate or environment.messenger_send_rate,
                clock=lambda: clock() / 1000,
            )  # fmt: skip
        case "web":
            return WebChat(settings.name)


def make_doorbell(environment: Environment) -> Doorbell:
    """Between processes by Redis, where there is one."""
    if not environment.redis_url:
        return LocalDoorbell()
    from bot.redis_bell import RedisDoorbell  # noqa: PLC0415 - who has no Redis does not wait for its client

    return RedisDoorbell(environment.redis_url)


def make_quota(floor: Shopfloor) -> Quota:
    """Shared between processes by Redis, where there is one."""
    if not floor.environment.redis_url:
        return NoQuota()
    from bot.redis_quota import RedisQuota  # noqa: PLC0415 - as above

    return RedisQuota(floor.environment.redis_url, floor.channels)


def make_orders(shop: Shop, database: Database, clock: Callable[[], int] = now_ms) -> ShopPort:
    """The shop's software that config/shop.yml names; the built-in shop where it names none."""
    settings, may = shop.orders, frozenset(shop.orders.may)
    match settings.kind:
        case "builtin":
            return BuiltinShop(SqlOrders(database), lambda: from_ms(clock()))
        case "woocommerce":
            http = woocommerce_http(settings.url, plain(settings.key), plain(settings.secret))
            return WooCommerce(http, may, settings.numbers, settings.states, settings.expected_field, settings.refunds)
        case "shopify":
            return Shopify(shopify_http(settings.url, plain(settings.token)), shop.time_zone, may, settings.version)


def load_model(
    environment: Environment, shop: Shop, clock: Callable[[], int], path: Path | None = None, threshold: float | None = None
) -> Classifier:
    """The trained model, or another one at a path; believed from the confidence it was trained for, or from `threshold` on.

    Raises ModelError.
    """

    def today() -> date:
        return from_ms(clock()).astimezone(shop.time_zone).date()

    languages = (shop.default_language, *(known for known in shop.languages if known != shop.default_language))
    model = load(path or environment.var / "model.npz")
    folder = embeddings_path(environment.dezura_home, shop)
    return Classifier(
        model, today, languages=languages, orders=shop.understanding.order_numbers, regions=(shop.region,), threshold=threshold,
        further=[open_embeddings(folder)] if folder is not None else (),
        products=products_of(environment.dezura_home, shop),
    )  # fmt: skip


def make_nlu(environment: Environment, shop: Shop, clock: Callable[[], int], flows: Callable[[], FlowSet]) -> Nlu:
    """The trained model, with the servers beside it that the shop has asked. Raises ModelError."""
    return make_chain(shop, environment.dezura_home, Changing(load_model(environment, shop, clock)), flows)


def secret_of(connection: Any, environment: Environment) -> bytes:
    """SECRET_KEY, or one made at the first start; the same for every process on this database."""
    given = plain(environment.secret_key)
    return (given or facts.put(connection, "secret_key", secrets.token_hex(32))).encode()


class Part(Protocol):
    """Something that works until it is told to stop, and then finishes what it has in hand."""

    async def run(self) -> None:
        """Until `stop`."""

    def stop(self) -> None:
        """Begin nothing more."""


def keeper_of(floor: Shopfloor) -> Keeper:
    """Who looks after this shop's promises."""
    shop = floor.shop
    return Keeper(
        floor.database, floor.doorbell, floor.clock, teams=floor.teams, team=shop.team, channels=floor.channels,
        languages=shop.languages, default_language=shop.default_language, wording=floor.editions.wording,
    )  # fmt: skip


def rota_of(floor: Shopfloor) -> Rota:
    """Who gives customers to people, and ends waits."""
    shop = floor.shop
    return Rota(
        floor.database, floor.doorbell, floor.clock, settings=shop.desk, teams=floor.teams, team=shop.team,
        channels=floor.channels, languages=shop.languages, default_language=shop.default_language,
    )  # fmt: skip


def feeds_of(floor: Shopfloor, *, fetches: bool = True) -> Feeds:
    """Who keeps the teams' calendars as their feeds have them; without `fetches` by what other processes have fetched."""
    return Feeds(floor.database, floor.clock, floor.teams, Where(floor.environment.dezura_home, fetches))


def custody_of(floor: Shopfloor) -> Custody:
    """What giving out and erasing somebody's data stand on."""
    return Custody(floor.database, floor.shop, floor.secret, floor.environment.var, floor.clock)


def watcher_of(floor: Shopfloor) -> EditionWatcher:
    """Who puts into use what others publish."""
    return EditionWatcher(floor.editions, floor.doorbell)


def reread(floor: Shopfloor) -> None:
    """Take over what shop.yml now says of the teams' hours and promises. Raises Problems; then nothing has changed.

    Whoever works with them sees it at their next look: promises are checked, and customers told before.
    """
    teams = teams_of(floor.environment, read_shop(floor.environment.dezura_home))
    for name in floor.teams.keys() & teams.keys():
        floor.teams[name] = teams[name]


def reread_quietly(floor: Shopfloor) -> None:
    """The same where nobody waits for the answer. What cannot be read leaves everything as it is."""
    try:
        reread(floor)
    except Problems as problems:
        _log.error("settings_not_read", problems=[str(problem) for problem in problems.problems])
    else:
        _log.info("hours_read")


def settings_changed(floor: Shopfloor) -> None:
    """Take over what shop.yml says of hours, promises and goods."""
    reread_quietly(floor)
    resell(floor)


def resell(floor: Shopfloor) -> None:
    """Know by name what the lists of goods now hold. What cannot be read leaves everything as it is."""
    if (changing := builtin_of(floor.nlu)) is None:
        return
    home = floor.environment.dezura_home
    try:
        changing.model.sell(products_of(home, read_shop(home)))
    except Problems as problems:
        _log.error("goods_not_read", problems=[str(problem) for problem in problems.problems])
    else:
        _log.info("goods_read")


def renew_model(floor: Shopfloor) -> None:
    """Understand with the model that now stands in the shop's folder. One that cannot be read changes nothing."""
    if (changing := builtin_of(floor.nlu)) is None:
        return
    try:
        changing.take(load_model(floor.environment, floor.shop, floor.clock))
    except ModelError as error:
        _log.error("model_not_read", reason=str(error))
    else:
        _log.info("model_read", model=changing.name)


def lookout_of(floor: Shopfloor) -> Lookout:
    """Who sees that settings or model have been changed, by whatever process."""
    home = floor.environment.dezura_home
    return Lookout({
        home / "config" / "shop.yml": lambda: settings_changed(floor),
        home / FAQ: lambda: resell(floor),
        model_path(home): lambda: renew_model(floor),
    })  # fmt: skip


def pulse_of(floor: Shopfloor, role: Role) -> Pulse:
    """Who measures this process."""
    return Pulse(floor.database, floor.environment.var, VERSION, role)


def vitals_of(floor: Shopfloor, stopped: Callable[[], Mapping[str, str]]) -> Vitals:
    """Who looks how the shop is doing as a whole; `stopped` are the channels that a platform refuses."""
    def is_open(now: int) -> bool:
        return is_open_at(floor.teams[floor.shop.team].calendar, from_ms(now))

    return Vitals(floor.database, floor.clock, watched=floor.watched, stopped=stopped, is_open=is_open)


def reach_of(floor: Shopfloor) -> Reach:
    """Who sends by e-mail what this shop owes."""
    return Reach(
        floor.database, floor.doorbell, floor.clock, mailer=Mailer(floor.mail) if floor.mail is not None else None,
        wording=floor.editions.wording, shop=floor.shop.name, default_language=floor.shop.default_language,
        channels=floor.channels,
    )  # fmt: skip


def desk_bot(environment: Environment, shop: Shop) -> ChannelSettings | None:
    """The Telegram bot for people of the shop: the one with their group, else one of their own, else the first."""
    bots = [channel for channel in channels_of(environment, shop) if channel.kind == "telegram"]
    ranked = sorted(bots, key=lambda bot: (bot.desk_group is None, bot.customers))
    return ranked[0] if ranked else None


def around_of(floor: Shopfloor) -> Around | None:
    """What the desk in the Telegram group stands on; None where there is no Telegram bot."""
    settings, shop = desk_bot(floor.environment, floor.shop), floor.shop
    bot = floor.channels.get(settings.name) if settings is not None else None
    if settings is None or not isinstance(bot, Telegram):
        return None
    spoken = shop.topics.language or language_of("", shop.teams[shop.team].languages, shop.default_language)

    def voice_of(locale: str, languages: tuple[str, ...]) -> Voice:
        return Voice(language_of(locale, languages, spoken), shop.time_zone)

    return Around(
        database=floor.database, doorbell=floor.doorbell, clock=floor.clock, account=settings.name, chat=settings.desk_group or 0,
        group=Group(bot), channels=floor.channels, settings=shop.topics, say=Voice(spoken, shop.time_zone), voice_of=voice_of,
        secret=floor.secret, shop=shop.name, console=floor.environment.public_url.rstrip("/"),
        reopen_within=length_ms(shop.desk.reopen_within),
        discreet=tuple(channel.name for channel in shop.channels if not channel.disclose),
    )  # fmt: skip


def people_of(floor: Shopfloor, around: Around | None, stopped: Callable[[], Mapping[str, str]]) -> Sequence[Part]:
    """Who calls the shop's people, and who brings them the word; `stopped` are the channels that a platform refuses."""
    shop, console = floor.shop, floor.environment.public_url.rstrip("/")
    mailer = floor.office.mailer

    def voice_of(locale: str, languages: tuple[str, ...]) -> Voice:
        return Voice(language_of(locale, languages, shop.default_language), shop.time_zone)

    say = around.say if around is not None else voice_of("", shop.teams[shop.team].languages)
    reach = Reachable(
        around.account if around is not None else "", around.chat if around is not None else 0, mailer is not None, console, say,
        around.voice_of if around is not None else voice_of,
    )  # fmt: skip
    alarms = Alarms(
        floor.database, floor.doorbell, floor.clock, settings=shop.alerts, reach=reach, teams=floor.teams, team=shop.team,
        stopped=stopped, watched=floor.watched,
    )  # fmt: skip
    courier = Courier(
        floor.database, floor.doorbell, floor.clock, group=around.group if around is not None else None, mailer=mailer,
        shop=shop.name, voice=say,
    )  # fmt: skip
    titles = {name: team.name or name for name, team in shop.teams.items()}
    day_end = DayEnd(
        floor.database, floor.doorbell, floor.clock, settings=shop.summary, reach=reach, teams=floor.teams, titles=titles,
        shop=shop.name,
    )  # fmt: skip
    return alarms, courier, day_end


def door_of(floor: Shopfloor) -> Door | None:
    """Where what is no customer's goes, of what the shop's Telegram bot hears."""
    settings = desk_bot(floor.environment, floor.shop)
    if settings is None:
        return None
    return Door(floor.database, floor.doorbell, floor.clock, settings.name, customers=settings.customers)


@asynccontextmanager
async def working(floor: Shopfloor, ticks: Callable[[], float] = time.monotonic) -> AsyncIterator[None]:
    """The thinking and sending roles, for as long as the block lasts; turns and sends in hand are finished at its end.

    `ticks` is any clock that only goes forward, in seconds: the pace of sending is kept by it.
    """
    courtesy = Courtesy(floor.channels)
    quota = make_quota(floor)

    async def take(lease: Lease, now: datetime) -> Outcome:
        with courtesy.during(lease):
            return await take_turn(lease, floor.kit, now)

    async def surrender(lease: Lease, now: datetime) -> Outcome:
        return await give_up(lease, floor.kit, now)

    around, traced = around_of(floor), floor.tracing
    think = traced.thinking(take) if traced is not None else take
    channels = traced.channels(floor.channels, floor.database) if traced is not None else floor.channels
    deliverer = Deliverer(floor.database, channels, floor.doorbell, floor.clock, ticks=ticks, quota=quota)
    parts: Sequence[Part] = (
        Worker(floor.mailbox, floor.doorbell, floor.clock, think, surrender),
        deliverer,
        runner_of(floor),
        rounds_of(floor),
        keeper_of(floor),
        feeds_of(floor),
        rota_of(floor),
        reach_of(floor),
        Indexer(floor.database, floor.clock),
        vitals_of(floor, lambda: deliverer.stopped),
        watcher_of(floor),
        lookout_of(floor),
        Night(custody_of(floor), floor.doorbell),
        *([GroupDesk(around)] if around is not None else []),
        *people_of(floor, around, lambda: deliverer.stopped),
    )
    tasks = [asyncio.create_task(keep_running(part), name=type(part).__name__) for part in parts]
    bots = [channel for channel in floor.channels.values() if isinstance(channel, Telegram)]
    loading = [asyncio.create_task(bot.prepare()) for bot in bots[:1]]  # aiogram's import takes seconds, in a thread
    looking = asyncio.create_task(tell_unreachable(floor.nlu))
    try:
        yield
    finally:
        for part in parts:
            part.stop()
        looking.cancel()
        await asyncio.gather(*tasks, *loading, looking, return_exceptions=True)
        await courtesy.close()
        await quota.close()


async def close(floor: Shopfloor) -> None:
    """Give back the connections that outlive the work: those of the channels, of the model and of the bell."""
    for channel in floor.channels.values():
        await channel.close()
    if isinstance(floor.nlu, Chain):
        await floor.nlu.close()
    if isinstance(floor.office.shop, WooCommerce | Shopify):
        await floor.office.shop.close()
    await floor.doorbell.close()
    if floor.tracing is not None:
        await asyncio.to_thread(floor.tracing.close)


async def keep_running(part: Part) -> None:
    """A database that is away for a while stops nobody for good; nor does a fault of ours, and neither goes unseen."""
    while True:
        try:
            await part.run()
        except (SQLAlchemyError, OSError) as error:
            _log.warning("database_away", part=type(part).__name__, error=type(error).__name__)
        except Exception:  # noqa: BLE001 - without this part the shop would stand still, and look alive
            _log.exception("part_failed", part=type(part).__name__)
        else:
            return
        await asyncio.sleep(AGAIN)
