"""Links by which people set a password: made for one person, told once, and in a letter where mail is set up."""

import secrets
from functools import cache
from typing import Any

import sqlalchemy as sa

from bot.api import who
from bot.api.context import Api
from bot.api.endpoints import Ask
from bot.epoch import from_ms, length_ms
from bot.mail import Letter
from bot.store import entry_links
from bot.store.entry_links import Kind
from bot.store.people import User
from handoff.console import words
from nlu.model import LANGUAGES, Language, spoken

PAGE = "/console/enter"


def lasts(api: Api, kind: Kind) -> int:
    """For how many ms such a link is good."""
    people = api.shop.people
    return length_ms(people.invitation if kind == "invitation" else people.reset)


def make(api: Api, connection: sa.Connection, user: User, kind: Kind) -> str:
    """A new link's token; the older link of the same person opens nothing any more."""
    token, now = secrets.token_urlsafe(32), api.now()
    digest = who.token_digest(api, token)
    entry_links.make(connection, user_id=user.id, kind=kind, digest=digest, now=now, expires_at=now + lasts(api, kind))
    return token


def address(base: str, token: str) -> str:
    """The link. Its token stands behind the #, which no browser sends on: neither to us, nor in Referer, nor to a proxy's log."""
    return f"{base.rstrip('/')}{PAGE}#{token}"


def base_of(ask: Ask[Any, Any]) -> str:
    """Where our pages are, for one who is signed in and sees the link; for a letter only PUBLIC_URL will do."""
    return ask.api.public_url or f"{ask.request.scheme}://{ask.request.host}"


async def mail(api: Api, user: User, kind: Kind, token: str) -> str:
    """Send the link to its person; empty where it went, else why not. Without PUBLIC_URL there is no address to write."""
    if not api.postbox.is_open:
        return "Mail is not set up."
    if not api.public_url:
        return "PUBLIC_URL is not set, so a letter cannot say where to go."
    return await api.postbox.send(letter(api, user, kind, address(api.public_url, token)))


def letter(api: Api, user: User, kind: Kind, link: str) -> Letter:
    """The letter in the person's language, else the shop's."""
    language = spoken(user.locale, LANGUAGES, api.shop.default_language)
    t, now = _speaker(language), api.now()
    hours = max(1, lasts(api, kind) // 3_600_000)
    values = {"name": user.name, "shop": api.shop.name, "link": link, "hours": t("letters.hours", n=hours)}
    return Letter(
        to=user.email, subject=t(f"letters.{kind}_subject", **values), text=t(f"letters.{kind}_text", **values),
        key=f"{kind}.{secrets.token_hex(12)}", at=from_ms(now), language=language,
    )  # fmt: skip


@cache
def _speaker(language: Language) -> words.Say:
    return words.speaker(words.load()[language], language)
