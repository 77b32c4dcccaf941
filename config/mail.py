"""How mail is sent: without it a wrong SMTP_URL would be found out by the first customer who is owed something."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal
from urllib.parse import unquote, urlsplit

from config.settings import Environment
from config.shop import plain
from config.source import Place, Problem, Problems

Security = Literal["tls", "starttls", "offered", "none"]

_PART = r"[^\s@<>(),:;\"\\\[\]\x00-\x1f\x7f]"
_ADDRESS = re.compile(rf"(?=.{{6,254}}\Z){_PART}{{1,64}}@(?:(?!\.){_PART}+\.)+(?!\.){_PART}{{2,}}")


@dataclass(frozen=True, slots=True)
class Mail:
    """The server that takes our mail, and whom it is from.

    `security`: `tls` from the first byte; `starttls` must be offered; `offered`: where it is; `none`: a server on this machine.
    """

    host: str
    port: int
    sender: str
    name: str = ""
    user: str = ""
    password: str = ""
    security: Security = "offered"

    @property
    def domain(self) -> str:
        """The domain it is from."""
        return self.sender.rpartition("@")[2]

    def __repr__(self) -> str:
        return f"Mail({self.host}:{self.port}, {self.security}, from {self.sender})"  # never the password


def mail_of(environment: Environment) -> Mail | None:
    """SMTP_URL and MAIL_FROM, None where neither is set. Raises Problems for one without the other, or a wrong one."""
    url, sender = plain(environment.smtp_url).strip(), environment.mail_from.strip()
    if not url and not sender:
        return None
    if not url or not sender:
        raise _problem(f"SMTP_URL and MAIL_FROM belong together: {'SMTP_URL' if sender else 'MAIL_FROM'} is not set")
    name, bracket, address = sender.rpartition("<")
    try:
        address = plain_address(address.removesuffix(">") if bracket else address)
    except ValueError:
        raise _problem("MAIL_FROM: write shop@example.com or Shop <shop@example.com>") from None
    try:
        return _mail(url, name.strip(' "'), address)
    except ValueError:  # its message would quote a part of the password
        hint = "a / or @ in the password is written %2F or %40"
        raise _problem("SMTP_URL: write smtp://user:password@host:587 or smtps://user:password@host:465", hint) from None


def plain_address(text: str) -> str:
    """An e-mail address as every server understands it, its domain in ASCII. Raises ValueError for what can be none.

    Nothing stands in it that could end a line or begin another recipient. Mailboxes in other letters (RFC 6531) need servers
    that nobody can count on.
    """
    local, _, domain = text.rpartition("@")
    if _ADDRESS.fullmatch(text) is None or not local.isascii():
        raise ValueError("not an e-mail address")
    return f"{local}@{domain.encode('idna').decode('ascii')}"


def _mail(url: str, name: str, address: str) -> Mail:
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    security = _security(parts.scheme, parts.hostname, user)
    usual = 465 if security == "tls" else 587 if user else 25
    return Mail(parts.hostname, parts.port or usual, address, name, user, password, security)


def _security(scheme: str, host: str, user: str) -> Security:
    if scheme == "smtps":
        return "tls"
    if _is_here(host):
        return "none"
    return "starttls" if user else "offered"  # a password never travels in the clear


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _problem(text: str, hint: str = "") -> Problems:
    return Problems([Problem(Place("environment"), text, hint, "environment-wrong")])
