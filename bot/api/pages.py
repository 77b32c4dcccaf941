"""The pages people open. Nothing in them runs that did not come from our own files."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jinja2
from aiohttp import web

from bot.api import who
from bot.api.assets import Assets
from bot.api.console import Console
from bot.api.context import Api
from bot.api.notice import notice
from bot.api.quality_pages import QualityPages
from bot.api.report_pages import ReportPages
from bot.api.wing import Wing
from handoff import console
from nlu.model import Language

SITE = Path(__file__).parent / "site"
WORDS: dict[Language, dict[str, str]] = json.loads((SITE / "words.json").read_text(encoding="utf-8"))


def routes(api: Api, wings: Sequence[Wing] = ()) -> list[web.RouteDef]:
    """All pages with what they are made of."""
    folders = [wing.folder for wing in wings]
    assets = Assets((SITE / "static", console.STATIC, *(folder / "static" for folder in folders)))
    pages = Pages(api, assets, [folder / "templates" for folder in folders])
    places = [place for wing in wings for place in wing.places]
    console_ = Console(api, pages.render, places, [folder / "words" for folder in folders])
    reports = ReportPages(api, console_)
    return [
        web.get("/", pages.home),
        web.get("/chat", pages.chat),
        *console_.routes(),
        *reports.routes(),
        *QualityPages(reports).routes(),
        web.get("/privacy", pages.privacy),
        web.get("/embed.js", assets.embed),
        *assets.routes(),
    ]


class Pages:
    """Renders the templates."""

    def __init__(self, api: Api, assets: Assets, more: Sequence[Path] = ()) -> None:
        self.api = api
        folders = jinja2.FileSystemLoader([SITE / "templates", console.TEMPLATES, *more])
        self._templates = jinja2.Environment(
            loader=folders, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self._templates.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
        self._templates.globals.update(asset=assets.url, shop=api.shop.name)

    async def home(self, _request: web.Request) -> web.Response:
        """What is where, and how to get in at the demo shop."""
        return self.render("home.html", demo=self.api.demo)

    async def chat(self, request: web.Request) -> web.Response:
        """The web chat, in the visitor's language; the sites that the shop has named may show it in a frame."""
        language, asked = self._language(request)
        languages = {code: WORDS[code] for code in self.api.shop.languages}
        known = await who.visitor(self.api, request) is not None
        return self.render(
            "chat.html",
            frames=" ".join(("'self'", *self.api.origins)),
            language=language,
            words=WORDS[language],
            languages=[(code, words["name"]) for code, words in languages.items()],
            privacy=self.api.shop.privacy_url,
            setup={
                "shop": self.api.shop.name, "language": language, "asked": asked, "known": known, "words": languages,
                "origins": self.api.origins,
            },
        )  # fmt: skip

    async def privacy(self, request: web.Request) -> web.Response:
        """What is kept of customers, why and for how long, and what they may ask for."""
        language, _ = self._language(request)
        languages = [(code, WORDS[code]["name"]) for code in self.api.shop.languages]
        return self.render("privacy.html", language=language, languages=languages, **notice(self.api.shop, language))

    def _language(self, request: web.Request) -> tuple[Language, bool]:
        """The page's language, and whether its address asks for it: by `?lang=`, the browser's wishes, the shop's default."""
        known = self.api.shop.languages
        asked = next((code for code in known if code == request.query.get("lang")), None)
        if asked is not None:
            return asked, True
        wishes = [part.partition(";")[0].strip()[:2].lower() for part in request.headers.get("Accept-Language", "").split(",")]
        return next((code for wish in wishes for code in known if code == wish), self.api.shop.default_language), False

    def render(self, template: str, frames: str = "'none'", **values: Any) -> web.Response:
        """A page with what surrounds it: it runs our own files only, and nobody keeps it."""
        text = self._templates.get_template(template).render(**values)
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
            "frame-src 'self'; "
            f"form-action 'self'; base-uri 'none'; frame-ancestors {frames}"
        )
        headers = {
            "Content-Security-Policy": policy,
            "Cache-Control": "no-store",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "cross-origin" if "://" in frames else "same-origin",
        }
        response = web.Response(text=text, content_type="text/html", headers=headers)
        response.enable_compression()
        return response
