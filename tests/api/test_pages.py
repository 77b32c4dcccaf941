"""The pages as they are sent: what they may do, how they read, and that nothing is missing in any language."""

import re
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.api.context import Api, SignIn
from bot.api.notice import TEXTS as NOTICE
from bot.api.notice import notice
from bot.api.pages import SITE, WORDS
from bot.api.routes import install
from config.privacy import Privacy
from config.retention import Retention
from config.settings import CHECKOUT
from handoff import console
from handoff.console.places import PLACES, Place
from nlu.model import LANGUAGES, Language
from tests.api.conftest import Agent

Client = TestClient[web.Request, web.Application]
PAGES = ("/", "/chat", "/console", "/console/enter", "/console/forgot", "/privacy")


@pytest.fixture
async def full(api: Api) -> Any:
    """A demo shop, which another site may show in a frame."""
    changes = {"demo": (SignIn("a@b.lv", "secret", "agent"),), "origins": ("https://shop.example",)}
    app = web.Application()
    install(app, Api(**{name: getattr(api, name) for name in Api.__slots__} | changes))
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def text_of(client: Client, path: str, **headers: str) -> str:
    async with client.get(path, headers=headers) as answer:
        assert answer.status == 200
        return await answer.text()


@pytest.mark.parametrize("path", PAGES)
async def test_nothing_runs_that_is_not_ours(client: Client, path: str) -> None:
    async with client.get(path) as answer:
        policy = answer.headers["Content-Security-Policy"]
        text = await answer.text()
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy
    assert re.findall(r"\son\w+=|\sstyle=|javascript:", text) == []
    assert re.findall(r'<script(?! type="(?:module|application/json)")', text) == []
    assert re.findall(r'(?:src|href)="(?:https?:)?//', text) == []


@pytest.mark.parametrize("path", PAGES)
async def test_what_a_page_names_is_there(client: Client, path: str) -> None:
    for url in re.findall(r'(?:src|href)="(/static/[^"]+)"', await text_of(client, path)):
        async with client.get(url) as answer:
            assert answer.status == 200
            assert "immutable" in answer.headers["Cache-Control"]
            for module in re.findall(r'from "\./([\w-]+\.js)"', await answer.text()):
                async with client.get(url.rpartition("/")[0] + "/" + module) as imported:
                    assert imported.status == 200


async def test_only_the_chat_may_stand_in_a_frame_and_only_where_the_shop_says(full: Client) -> None:
    async with full.get("/chat") as answer:
        assert "frame-ancestors 'self' https://shop.example" in answer.headers["Content-Security-Policy"]
    async with full.get("/console") as answer:
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("path", "wishes", "language"),
    [
        ("/chat", "", "lv"),
        ("/chat", "uk-UA,uk;q=0.9", "uk"),
        ("/chat", "de-DE,de;q=0.9,pl;q=0.8", "pl"),
        ("/chat", "xx", "lv"),
        ("/chat?lang=en", "uk", "en"),
        ("/chat?lang=xx", "ru", "ru"),
        ("/privacy", "pl", "pl"),
    ],
)
async def test_the_page_speaks_the_visitors_language(client: Client, path: str, wishes: str, language: str) -> None:
    assert f'<html lang="{language}">' in await text_of(client, path, **{"Accept-Language": wishes})


def test_every_word_is_there_in_every_language() -> None:
    assert set(WORDS) == set(NOTICE) == set(LANGUAGES)
    for language in LANGUAGES:
        assert set(WORDS[language]) == set(WORDS["en"])
        assert all(WORDS[language].values())
        for name, text in WORDS[language].items():
            assert re.findall(r"\{\w+\}", text) == re.findall(r"\{\w+\}", WORDS["en"][name])


def test_the_notice_says_the_same_in_every_language() -> None:
    def shape(text: Any) -> Any:
        if isinstance(text, str):
            assert text
            return sorted(re.findall(r"\{\w+\}", text))
        return {name: shape(one) for name, one in text.items()} if isinstance(text, dict) else [shape(one) for one in text]

    assert {language: shape(NOTICE[language]) for language in LANGUAGES} == dict.fromkeys(LANGUAGES, shape(NOTICE["en"]))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_notice_has_all_that_the_law_wants_from_the_shops_own_settings(
    api: Api, language: Language
) -> None:  # fmt: skip
    changes = {"privacy": Privacy(controller="SIA Rīta veikals", officer="dati@rita.example", processors=("Serveri SIA",))}
    shop = api.shop.model_copy(update={**changes, "retention": Retention(conversations=timedelta(days=77))})
    found = str(notice(shop, language))
    asked = ("SIA Rīta veikals", "dati@rita.example", "Serveri SIA", "77", "90", "1095", "730", "Datu valsts inspekcija",
             "6(1)(b)" if language in {"en", "ru", "uk"} else "b", "/mydata", "/delete", "Telegram", "22")  # fmt: skip
    assert [one for one in asked if one not in found] == []
    assert re.findall(r"\{\w+\}", found) == []
    abroad = str(notice(shop.model_copy(update={"region": "FR"}), language))
    assert "edpb.europa.eu" in abroad


def test_every_word_a_script_asks_for_exists() -> None:
    scripts = "".join(path.read_text(encoding="utf-8") for path in (SITE / "static").glob("chat*.js"))
    page = (SITE / "templates" / "chat.html").read_text(encoding="utf-8")
    asked = set(re.findall(r'say\("(\w+)"', scripts)) | set(re.findall(r'data-(?:word|title|placeholder|label)="(\w+)"', page))
    assert asked <= set(WORDS["en"])


async def test_the_front_page_of_the_demo_shop_shows_its_sign_ins_and_another_shows_none(client: Client, full: Client) -> None:
    assert "<code>secret</code>" in await text_of(full, "/")
    text = await text_of(client, "/")
    assert "Sign-ins" not in text
    assert [path in text for path in ('href="/chat"', 'href="/console"', 'href="/studio"')] == [True] * 3


async def test_the_console_asks_who_is_there(client: Client, anna: Agent) -> None:
    assert "Sign in" in await text_of(client, "/console?lang=en")
    assert 'data-next="/console/owed"' in await text_of(client, "/console?next=/console/owed")
    assert 'data-next="/console"' in await text_of(client, "/console?next=//evil.example")
    assert "anna@example.com" in await text_of(client, "/console", Authorization=f"Bearer {anna.token}")


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.path)
async def test_every_page_of_the_console_runs_nothing_that_is_not_ours(client: Client, dace: Agent, place: Place) -> None:
    """As those see it who are signed in, and in every language."""
    for language in LANGUAGES:
        headers = {"Authorization": f"Bearer {dace.token}"}
        async with client.get(f"{place.path}?lang={language}", headers=headers) as answer:
            policy, text = answer.headers["Content-Security-Policy"], await answer.text()
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
        assert "unsafe" not in policy
        assert re.findall(r"\son\w+=|\sstyle=|javascript:", text) == []
        assert re.findall(r'<script(?! type="(?:module|application/json)")', text) == []
        assert 'id="sign-in"' not in text


async def test_a_page_above_ones_role_says_whose_it_is(client: Client, anna: Agent) -> None:
    for path in ("/console/people", "/console/audit"):
        async with client.get(f"{path}?lang=en", headers={"Authorization": f"Bearer {anna.token}"}) as answer:
            assert answer.status == 403
            assert "This page is for a supervisor." in await answer.text()


async def test_the_language_somebody_chose_goes_with_them(client: Client, anna: Agent) -> None:
    headers = {"Authorization": f"Bearer {anna.token}", "Accept-Language": "pl"}
    assert '<html lang="pl"' in await text_of(client, "/console", **headers)
    await anna.post("/account", {"locale": "uk"})
    assert '<html lang="uk"' in await text_of(client, "/console", **headers)
    assert '<html lang="ru"' in await text_of(client, "/console?lang=ru", **headers)


@pytest.mark.parametrize("path", ["/console/enter", "/console/forgot"])
async def test_a_way_in_tells_nobody_from_where_one_comes(client: Client, path: str) -> None:
    async with client.get(path) as answer:
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["..%2fwords.json", "chat.html", "words.json", "nothing.js"])
async def test_only_assets_are_served_as_assets(client: Client, name: str) -> None:
    async with client.get(f"/static/x/{name}") as answer:
        assert answer.status == 404


async def test_an_older_page_gets_todays_script_but_does_not_keep_it(client: Client) -> None:
    async with client.get("/static/older/chat.js") as answer:
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-cache")
    async with client.get("/embed.js") as answer:
        assert (answer.status, answer.content_type) == (200, "text/javascript")


# --- contrast, as WCAG 2.2 computes it: 4.5 to 1 for text ----------------------------------------------------------

PAIRS = [
    ("ink", "paper"), ("ink", "surface"), ("soft", "paper"), ("soft", "surface"), ("accent", "surface"), ("accent", "paper"),
    ("accent", "accent-soft"), ("accent-ink", "accent"), ("own-ink", "own"), ("person-ink", "person"), ("warn", "warn-soft"),
    ("warn", "surface"), ("warn", "paper"), ("note-ink", "note"), ("ink", "accent-soft"), ("soft", "note"),
]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_text_can_be_read_on_its_ground(scheme: str, front: str, back: str) -> None:
    css = (SITE / "static" / "base.css").read_text(encoding="utf-8")
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", part)) for part in css.split("prefers-color-scheme", 1))
    colours = light if scheme == "light" else light | dark
    assert contrast(colours[front], colours[back]) >= 4.5


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_no_style_has_a_colour_of_its_own_for_text() -> None:
    """Otherwise the test above would not see it."""
    for path in (*(SITE / "static").glob("*.css"), *console.STATIC.glob("*.css")):
        if path.name != "base.css":
            assert re.findall(r"[^-]color: #", path.read_text(encoding="utf-8")) == []


def test_no_form_is_sent_into_an_address_before_its_script_has_come() -> None:
    """A browser sends a form without a method by GET, all that was typed with it; `dialog` outside of one sends nothing."""
    without = re.compile(r"<form(?![^>]*\bmethod=)[^>]*>")
    pages = {path.stem: path.read_text(encoding="utf-8") for path in CHECKOUT.glob("[bh]*/**/templates/*.html")}
    found = {
        f"{name}{form}" for name, page in pages.items() for form in without.findall(re.sub(r"(?s)<dialog.*?</dialog>", "", page))
    }
    assert found == {
        'audit<form class="filter" id="filter">',  # its page reads the address
        'chat<form id="composer" class="chat-composer" autocomplete="off">',  # cannot be pressed before, and keeps what was typed
    }
