"""Who is asking: without it a customer's words would be open to anybody, and another site could act in an agent's name."""

import asyncio
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from aiohttp import web
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from bot.api.context import Api
from bot.api.errors import Problem
from bot.epoch import length_ms
from bot.store import sessions, visitors
from bot.store.people import User
from bot.store.visitors import Visitor

SESSION_COOKIE, VISITOR_COOKIE = "dezura_session", "dezura_visitor"
OWN_HOST = "__Host-"  # a cookie so named is ours alone: no other host of the domain can have set it (RFC 6265bis 4.1.3.2)
VISITOR_DAYS = 365
DAY = 86_400  # seconds
USED = 60_000  # ms within which it is not written down again that a session was used
_SAFE = {"GET", "HEAD", "OPTIONS"}

# OWASP's second choice for argon2id: 19 MiB, so that several people signing in at once cost little memory.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_nobody = _hasher.hash(secrets.token_hex(8))
_hashing = asyncio.Semaphore(2)


@dataclass(frozen=True, slots=True)
class Credential:
    """What a request shows: a token, and whether it came in a cookie, which a browser sends without being asked."""

    token: str
    cookie: bool


def hash_password(password: str) -> str:
    """The hash to store. It takes some 20 ms on purpose; call it in a thread."""
    return _hasher.hash(password)


async def hashed(password: str) -> str:
    """The hash to store, made in a thread; two at a time, so that memory is not used up."""
    async with _hashing:
        return await asyncio.to_thread(hash_password, password)


async def password_matches(stored: str | None, password: str) -> bool:
    """Whether this is the password behind the hash; with no hash it takes as long, so that nobody learns who is known here."""
    async with _hashing:
        return await asyncio.to_thread(_matches, stored or _nobody, password) and stored is not None


def _matches(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def token_digest(api: Api, token: str) -> str:
    """Under which a sign-in or a link is stored: another SECRET_KEY signs everybody out."""
    return digest_under(api.secret, token)


def digest_under(secret: bytes, token: str) -> str:
    """The HMAC of a token: what stands in the database opens nothing."""
    return hmac.new(secret, _bytes(token), hashlib.sha256).hexdigest()


def secret_digest(secret: str) -> str:
    """Under which a visitor's secret is stored; it has 256 random bits, so it needs no salt."""
    return hashlib.sha256(_bytes(secret)).hexdigest()


def _bytes(token: str) -> bytes:
    """Whatever a header held; what is no UTF-8 is nobody's token."""
    return token.encode(errors="replace")


def credential(request: web.Request, cookie: str) -> Credential | None:
    """A bearer token before a cookie; of a token in the address nothing is known here."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return Credential(token.strip(), cookie=False)
    if token := request.cookies.get(cookie, ""):
        return Credential(token, cookie=True)
    return None


def cookie_name(api: Api, request: web.Request, name: str) -> str:
    """Under which a cookie is kept: over https one that only this very host can set."""
    return f"{OWN_HOST}{name}" if secure(api, request) else name


def session(api: Api, request: web.Request) -> Credential | None:
    """What the request shows of a sign-in."""
    return credential(request, cookie_name(api, request, SESSION_COOKIE))


async def user(api: Api, request: web.Request, *, quiet: bool = False) -> User | None:
    """Who is signed in. Raises Problem 403 when a cookie comes along with another site's request.

    A sign-in that nobody uses ends. It is used by hand: by opening a page and by changing something, or by a program with its
    token. What an open page asks for by itself (`quiet`, or reading) does not count.
    """
    if (shown := session(api, request)) is None:
        return None
    digest, now = token_digest(api, shown.token), api.now()
    idle_since = now - idle_ms(api)
    found = await api.database.read(lambda connection: sessions.whose(connection, digest, now, idle_since))
    if found is None:
        return None
    if shown.cookie:
        forbid_other_sites(api, request)
    if now - found.seen_at >= USED and not quiet and _by_hand(request, shown):
        await api.database.write(lambda connection: sessions.used(connection, digest, now))
    return found.user


def idle_ms(api: Api) -> int:
    """How long a sign-in lasts that nobody uses."""
    return length_ms(api.shop.people.idle)


def _by_hand(request: web.Request, shown: Credential) -> bool:
    return not shown.cookie or request.method not in _SAFE or request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


async def visitor(api: Api, request: web.Request) -> Visitor | None:
    """Which visitor this is, by the secret in the cookie or as bearer. Raises Problem 403 as above."""
    if (shown := credential(request, cookie_name(api, request, VISITOR_COOKIE))) is None:
        return None
    digest = secret_digest(shown.token)
    found = await api.database.read(lambda connection: visitors.known(connection, digest))
    if found is not None and shown.cookie:
        forbid_other_sites(api, request)
    return found


def forbid_other_sites(api: Api, request: web.Request) -> None:
    """Raises Problem 403 for a request that changes something and does not come from our own pages."""
    if request.method in _SAFE or same_origin(api, request):
        return
    raise Problem(403, "This request came from another site. Send the token as `Authorization: Bearer` instead of the cookie.")


def same_origin(api: Api, request: web.Request) -> bool:
    """By what the browser says of where the request comes from; a page cannot forge either header."""
    if (site := request.headers.get("Sec-Fetch-Site")) is not None:
        return site == "same-origin"
    _, _, origin = request.headers.get("Origin", "").partition("://")  # empty also for `null`, which a sandboxed frame sends
    return bool(origin) and origin in {request.host, urlsplit(api.public_url).netloc}


def secure(api: Api, request: web.Request) -> bool:
    """Whether cookies may be kept to https."""
    return request.scheme == "https" or api.public_url.startswith("https://")


def address(api: Api, request: web.Request) -> str:
    """The caller's address, to count by: the last one in X-Forwarded-For that no trusted proxy wrote of itself.

    Some proxies add a header line of their own instead of lengthening the caller's. Of IPv6 it is the network of 64 bits, in
    which one caller has as many addresses as they like.
    """
    lines = request.headers.getall("X-Forwarded-For", ())
    hops = [hop.strip() for line in lines for hop in line.split(",") if hop.strip()]
    current = request.remote or ""
    while hops and _trusted(api, current):
        current = hops.pop()
    return _household(current)


def _household(hop: str) -> str:
    try:
        parsed = ip_address(hop.partition("%")[0])
    except ValueError:
        return hop
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(ip_network((parsed, 64), strict=False))
    return hop


def _trusted(api: Api, hop: str) -> bool:
    try:
        parsed = ip_address(hop)
    except ValueError:
        return False
    return any(parsed in network for network in api.trusted)
