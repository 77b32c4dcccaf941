"""In which language somebody reads: without it a sheet's headers would be English for everybody."""

from collections.abc import Mapping
from functools import cache

from aiohttp import web

from bot.api.context import Api
from bot.store.people import User
from handoff.console import words
from handoff.reports.speech import Speech
from nlu.model import LANGUAGES, Language

LANGUAGE_COOKIE = "dezura_language"


def language_of(api: Api, request: web.Request, user: User | None = None) -> Language:
    """What the address asks for, what the person or this browser chose before, what it wishes, what the shop speaks."""
    wishes = [part.partition(";")[0].strip()[:2].lower() for part in request.headers.get("Accept-Language", "").split(",")]
    chosen = (user.locale if user is not None else "", request.cookies.get(LANGUAGE_COOKIE, ""))
    asked = (request.query.get("lang", ""), *chosen, *wishes)
    return next((code for wish in asked for code in LANGUAGES if code == wish), api.shop.default_language)


def speech_of(api: Api, request: web.Request, user: User | None = None) -> Speech:
    """How figures are said in it."""
    language = language_of(api, request, user)
    known = _words()[language]
    return Speech(words.speaker(known, language), language, known.__contains__)


@cache
def _words() -> Mapping[Language, Mapping[str, words.Text]]:
    return words.load()
