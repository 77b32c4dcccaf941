"""The pages of the console: without it each would ask by itself who is there, in which language and in which light."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.api import who
from bot.api.context import Api
from bot.api.tongue import LANGUAGE_COOKIE, language_of
from bot.store.people import User
from handoff.console import places, words
from handoff.console.places import PLACES, Place
from nlu.model import Language

THEME_COOKIE = "dezura_theme"
NAMES: Mapping[Language, str] = {"lv": "Latviešu", "uk": "Українська", "ru": "Русский", "pl": "Polski", "en": "English"}
_KEPT = 365 * who.DAY

Page = Callable[[web.Request], Awaitable[web.Response]]
Render = Callable[..., web.Response]


class Console:
    """Renders the console's pages and those of the wings; `render(template, **values)` is the pages' own.

    `more` are the wings' places, and `folders` hold their words.
    """

    def __init__(self, api: Api, render: Render, more: Sequence[Place] = (), folders: Sequence[Path] = ()) -> None:
        self.api, self.render, self._places = api, render, (*PLACES, *more)
        self._behind = frozenset(place.path for place in self._places)  # where one may be on the way to when asked to sign in
        self._words = words.load(words.FOLDER, *folders)
        self._sent = {language: _for_scripts(known) for language, known in self._words.items()}

    def routes(self) -> list[web.RouteDef]:
        """Every page of the console that has a template."""
        mine = (place for place in self._places if not place.own)
        ways_in = (web.get("/console/enter", self.enter), web.get("/console/forgot", self.forgot))
        return [*(web.get(place.path, self.page(place)) for place in mine), *ways_in]

    async def enter(self, request: web.Request) -> web.Response:
        """Where a link leads by which somebody sets a password; its token stays in the browser until it is used."""
        return self._way_in(request, "enter.html")

    async def forgot(self, request: web.Request) -> web.Response:
        """Where such a link is asked for."""
        return self._way_in(request, "forgot.html", mail=self.api.postbox.is_open and bool(self.api.public_url))

    def _way_in(self, request: web.Request, template: str, **values: Any) -> web.Response:
        response = self.show(request, template, None, keep="", **values)
        response.headers["Referrer-Policy"] = "no-referrer"  # nobody is told from where one comes, whatever stands in the address
        return response

    def page(self, place: Place) -> Page:
        """A page for those who are signed in and may see it, or the way in."""

        async def handle(request: web.Request) -> web.Response:
            user = await who.user(self.api, request)
            if user is None:
                wanted = request.query.get("next", place.path)
                return self.show(request, "sign-in.html", None, keep="", next=wanted if wanted in self._behind else "/console")
            if not places.allowed(user.role, place):
                response = self.show(request, "not-allowed.html", user, here=place.name, role=place.role)
                response.set_status(403)
                return response
            return self.show(request, place.template, user, here=place.name)

        return handle

    def show(self, request: web.Request, template: str, user: User | None, **values: Any) -> web.Response:
        """A template with its language, words, theme and navigation; `?lang=` is kept in a cookie."""
        language = self.language(request, user)
        theme = request.cookies.get(THEME_COOKIE, "")
        response = self.render(
            template,
            user=user, language=language, languages=NAMES, t=words.speaker(self._words[language], language),
            words=self._sent[language], theme=theme if theme in {"light", "dark"} else "",
            places=places.open_to(user.role, self._places) if user is not None else [], **values,
        )  # fmt: skip
        if request.query.get("lang") == language:
            response.set_cookie(LANGUAGE_COOKIE, language, max_age=_KEPT, samesite="Lax", secure=who.secure(self.api, request))
        return response

    def language(self, request: web.Request, user: User | None = None) -> Language:
        """What the address asks for, what the person or this browser chose before, what it wishes, what the shop speaks."""
        return language_of(self.api, request, user)


def _for_scripts(known: Mapping[str, words.Text]) -> Mapping[str, words.Text]:
    """The words a page takes along for its scripts; reports are written on the server alone."""
    return {key: text for key, text in known.items() if not key.startswith("reports.")}
