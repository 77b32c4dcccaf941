"""What the pages and the API stand on, in one bag that bot/app.py fills: without it every module would be wired by itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from bot.api.hub import Hub
from bot.api.limits import Limits, Seats
from bot.api.postbox import Postbox
from bot.api.reads import Reads
from bot.api.shelf import Shelf
from bot.api.streams import Streams
from bot.channels.port import Channel
from bot.courtesy import Courtesy
from bot.doorbell import Doorbell
from bot.store.database import Database
from bot.store.mailbox import Mailbox
from bot.store.sealed import Ring
from config.shop import Shop
from flows.wording import Words
from handoff.teams import Team
from nlu.phrases import Phrases

Network = IPv4Network | IPv6Network


CHATS = 500  # open chats of one address: an office or a campus may have many, and each costs a connection


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in of the demo shop, shown on its front page. Never filled for a real shop."""

    email: str
    password: str
    role: str


@dataclass(frozen=True, slots=True)
class Api:
    """Everything a handler may use.

    `now` is the clock, in ms since the epoch. `secret` keys the digests of sign-in tokens, `ring` has the keys
    of accounts. `trusted` are the proxies whose
    X-Forwarded-For is believed. `origins` are other sites that may embed the chat or speak to its door (`https://shop.example`).
    `web` is the name of the web chat's channel; `channels` are all, by name. `mails` tells whether e-mail is set up.
    `classroom` reads the phrases the model learns from; `home` is the shop's folder, where conversation tests are kept.
    `streams` are the open ones of people, `postbox` sends them letters. `seats` are the chats that one address may have open.
    `shelf` has the customers' orders as the shop's software knows them; without one they are the built-in shop's.
    `teams` have calendars, which may change while the program runs; `wording` is what customers are told.
    `courtesy` shows customers elsewhere that a person types. `studio` is the bag of the studio's own handlers, which stand above.
    `reads` notes who of the shop reads what of customers.
    """

    database: Database
    mailbox: Mailbox
    doorbell: Doorbell
    hub: Hub
    shop: Shop
    secret: bytes
    ring: Ring
    reads: Reads
    now: Callable[[], int]
    limits: Limits = field(default_factory=Limits)
    public_url: str = ""
    trusted: tuple[Network, ...] = ()
    origins: tuple[str, ...] = ()
    web: str = "web"
    channels: Mapping[str, Channel] = field(default_factory=dict)
    mails: bool = False
    courtesy: Courtesy | None = None
    classroom: Callable[[], Phrases] = Phrases
    home: Path | None = None
    demo: tuple[SignIn, ...] = ()
    shelf: Shelf | None = None
    streams: Streams = field(default_factory=Streams)
    seats: Seats = field(default_factory=lambda: Seats(CHATS))
    postbox: Postbox = field(default_factory=Postbox)
    teams: Mapping[str, Team] = field(default_factory=dict)
    wording: Words | None = None
    studio: object = None
