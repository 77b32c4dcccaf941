"""Feeds are fetched by the hour from a real server; one that is silent, wrong or leads astray changes nothing."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from prometheus_client import REGISTRY

from bot.feeds import EVERY, Feeds, Where, download
from bot.store import feeds as copies
from bot.store.database import Database
from handoff.calendars import parse_calendar
from handoff.feeds import Feed, FeedError
from handoff.hours import is_open
from handoff.promises import Policy
from handoff.teams import Team
from tests.handoff.test_feeds import feed, riga

NOW = round(datetime(2026, 11, 25, 12, tzinfo=UTC).timestamp() * 1000)
HOLIDAY = feed("DTSTART;VALUE=DATE:20261130\r\nSUMMARY:Inventory")
CALENDAR = parse_calendar({"week": {"mon-fri": "9:00-18:00"}})


class Server:
    """Says what a test wants it to."""

    def __init__(self) -> None:
        self.text, self.status, self.asked, self.to = HOLIDAY, 200, 0, ""

    async def answer(self, _request: web.Request) -> web.Response:
        """Of the feed."""
        self.asked += 1
        if self.to:
            raise web.HTTPFound(self.to)
        return web.Response(text=self.text, status=self.status)


@pytest.fixture
async def server() -> AsyncIterator[tuple[Server, str]]:
    made, app = Server(), web.Application()
    app.router.add_get("/a.ics", made.answer)
    async with TestServer(app, host="localhost") as running:
        yield made, f"http://localhost:{running.port}/a.ics"


def a_team(source: str) -> dict[str, Team]:
    return {"shop": Team("shop", CALENDAR, Policy(), (Feed(source),), CALENDAR)}


async def test_what_it_says_is_worked_with_and_it_is_asked_by_the_hour(database: Database, server: tuple[Server, str]) -> None:
    made, url = server
    teams, now = a_team(url), [NOW]
    fetcher = Feeds(database, lambda: now[0], teams, Where(Path()))
    await fetcher.look()
    assert not is_open(teams["shop"].calendar, riga(2026, 11, 30, 12))
    made.text = feed("DTSTART;VALUE=DATE:20261201")
    await fetcher.look()
    assert made.asked == 1
    now[0] += EVERY
    await fetcher.look()
    assert made.asked == 2
    assert is_open(teams["shop"].calendar, riga(2026, 11, 30, 12))
    assert not is_open(teams["shop"].calendar, riga(2026, 12, 1, 12))


@pytest.mark.parametrize(("text", "status"), [(HOLIDAY, 500), ("<html>sign in</html>", 200), ("x" * 1_100_000, 200)])
async def test_a_feed_that_fails_changes_nothing_and_is_told(
    database: Database, server: tuple[Server, str], text: str, status: int
) -> None:
    made, url = server
    teams, now = a_team(url), [NOW]
    fetcher = Feeds(database, lambda: now[0], teams, Where(Path()))
    await fetcher.look()
    made.text, made.status = text, status
    now[0] += EVERY
    await fetcher.look()
    assert not is_open(teams["shop"].calendar, riga(2026, 11, 30, 12))
    (copy,) = await database.read(copies.everything)
    assert (copy.read_at, copy.failure != "") == (NOW, True)
    assert url not in copy.failure
    assert REGISTRY.get_sample_value("dezura_calendar_feeds_failing", {"team": "shop"}) == 1


async def test_another_process_works_with_the_copy_and_fetches_nothing(database: Database, server: tuple[Server, str]) -> None:
    made, url = server
    await Feeds(database, lambda: NOW, a_team(url), Where(Path())).look()
    made.status = 500
    others = a_team(url)
    await Feeds(database, lambda: NOW + 1, others, Where(Path(), fetches=False)).look()
    await Feeds(database, lambda: NOW + 1, a_team(url), Where(Path())).look()
    assert made.asked == 1
    assert not is_open(others["shop"].calendar, riga(2026, 11, 30, 12))


async def test_a_redirect_into_a_private_network_is_not_followed(server: tuple[Server, str]) -> None:
    made, url = server
    made.to = url.replace("localhost", "127.0.0.1")
    with pytest.raises(FeedError, match="may not be read"):
        await download(url)
    made.to = "file:///etc/passwd"
    with pytest.raises(FeedError, match="may not be read"):
        await download(url)
    assert made.asked == 2


async def test_a_file_of_the_shops_folder_is_read_too(database: Database, tmp_path: Path) -> None:
    (tmp_path / "holidays.ics").write_text(HOLIDAY, encoding="utf-8")
    teams = a_team("holidays.ics")
    await Feeds(database, lambda: NOW, teams, Where(tmp_path)).look()
    assert not is_open(teams["shop"].calendar, riga(2026, 11, 30, 12))


async def test_settings_that_are_read_anew_keep_their_feeds(database: Database, tmp_path: Path) -> None:
    (tmp_path / "holidays.ics").write_text(HOLIDAY, encoding="utf-8")
    teams = a_team("holidays.ics")
    fetcher = Feeds(database, lambda: NOW, teams, Where(tmp_path))
    working = asyncio.create_task(fetcher.run())
    longer = parse_calendar({"week": {"mon-fri": "8:00-20:00"}})
    async with asyncio.timeout(60):
        while is_open(teams["shop"].calendar, riga(2026, 11, 30, 12)):
            await asyncio.sleep(0)
        teams["shop"] = replace(teams["shop"], calendar=longer, base=longer)
        fetcher.hurry()
        while is_open(teams["shop"].calendar, riga(2026, 11, 30, 12)):
            await asyncio.sleep(0)
    fetcher.stop()
    await working
    assert is_open(teams["shop"].calendar, riga(2026, 12, 1, 19))
