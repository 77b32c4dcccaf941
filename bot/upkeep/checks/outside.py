"""How the world reaches us and we it: the public address, the proxy before it, the mail server."""

from ipaddress import ip_address, ip_network

import aiohttp
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.port import NotSent, Refused
from bot.channels.telegram import Telegram
from bot.mail import Mailer
from bot.store import facts
from bot.upkeep.findings import Finding, Patient, ok, warning, wrong
from config.mail import mail_of
from config.source import Problems


async def address(patient: Patient) -> list[Finding]:
    """PUBLIC_URL: https, and this very shop behind it."""
    url = patient.environment.public_url.rstrip("/")
    if not url:
        if not patient.is_open:
            return [ok("PUBLIC_URL is not set; it is needed once a platform is connected")]
        return [
            wrong("PUBLIC_URL is not set, so no platform and no link can reach us", "set it to https://chat.your-shop.example")
        ]
    if not url.startswith("https://") and any(isinstance(one, Telegram) for one in patient.channels.values()):
        return [wrong(f"{url} is not https, which Telegram and Meta ask for", "put a TLS proxy in front (docs/operations.md)")]
    return [await _behind(patient, url)]


async def _behind(patient: Patient, url: str) -> Finding:
    """Who answers there."""
    try:
        told = await _health(url)
    except aiohttp.ClientConnectorCertificateError:
        return wrong(f"the certificate at {url} cannot be trusted", "renew it, and send the chain of certificates with it")
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        mend = "is the program up, the proxy, and the name in DNS? From here it may also be the router that does not lead back in"
        return warning(f"{url}/healthz cannot be reached from here: {type(error).__name__}", mend)
    if told is None:
        return wrong(f"somebody else answers at {url}", "point the proxy to this program")
    try:
        mine = await patient.ask(lambda connection: facts.get(connection, "instance"))
    except SQLAlchemyError:
        return warning(f"{url} answers; whether it is this shop cannot be told without the database")
    if told != mine:
        return wrong(f"another installation of Dezura answers at {url}", "point the proxy to this one, or take its database")
    return ok(f"{url} leads here")


async def _health(url: str) -> str | None:
    """The instance that answers; None where it is no Dezura."""
    limits = aiohttp.ClientTimeout(total=6)
    async with aiohttp.ClientSession(timeout=limits) as session, session.get(f"{url}/healthz", allow_redirects=False) as answer:
        if answer.status != 200 or answer.content_type != "application/json":
            return None
        told = await answer.json()
        found = told.get("instance") if isinstance(told, dict) else None
        return found if isinstance(found, str) else None


async def proxies(patient: Patient) -> list[Finding]:
    """TRUSTED_PROXIES: neither nobody where there is a proxy, nor everybody."""
    environment = patient.environment
    trusted = [ip_network(part.strip()) for part in environment.trusted_proxies.split(",") if part.strip()]
    if wide := [str(network) for network in trusted if network.prefixlen <= (8 if network.version == 4 else 16)]:
        if any(network.prefixlen == 0 for network in trusted):
            return [
                wrong(
                    f"TRUSTED_PROXIES trusts everybody ({', '.join(wide)}): anyone may claim any address", "name the proxy alone"
                )
            ]
        return [warning(f"TRUSTED_PROXIES trusts very many ({', '.join(wide)})", "name the proxy alone")]
    if not trusted and environment.public_url.startswith("https://"):
        said = "PUBLIC_URL is https, so there is a proxy, and TRUSTED_PROXIES names none: all visitors look like one"
        return [warning(said, "TRUSTED_PROXIES=127.0.0.1, or the proxy's own address")]
    if trusted and _is_public(environment.host):
        return [ok(f"{len(trusted)} trusted; see that nobody else reaches {environment.host}:{environment.port}")]
    return [ok(f"{len(trusted)} trusted" if trusted else "none, and no https address")]


def _is_public(host: str) -> bool:
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"


async def mail(patient: Patient) -> list[Finding]:
    """Whether the server lets us in and takes our sender; nothing is sent."""
    try:
        settings = mail_of(patient.environment)
    except Problems as problems:
        return [wrong(str(problem), "see docs/settings.md") for problem in problems.problems]
    if settings is None:
        return [ok("not set up: what is owed waits until the customer writes again")]
    where = f"{settings.host}:{settings.port}"
    match await Mailer(settings).knock(8):
        case None:
            return [ok(f"{where} takes mail from {settings.sender}")]
        case Refused(reason):
            return [wrong(f"{where} refuses: {reason}", "look at SMTP_URL (user, password, port) and MAIL_FROM")]
        case NotSent(reason):
            return [wrong(f"{where}: {reason}", "look at SMTP_URL and the network")]
        case other:
            return [warning(f"{where} answers what is no SMTP: {other.reason}", "look at the host and port of SMTP_URL")]
