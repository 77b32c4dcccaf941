"""The hub, the limits and what is known of a caller: the parts behind the API."""

import asyncio
from ipaddress import ip_network
from typing import Any

import pytest
from aiohttp.test_utils import make_mocked_request
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from bot.api import hub as hubs
from bot.api import who
from bot.api.context import Api
from bot.api.limits import Limiter, unlimited
from bot.store.changes import Change
from tests.api.conftest import Clock, Line


class TestHub:
    async def test_several_changes_of_one_conversation_are_told_as_one(self, api: Api) -> None:
        with api.hub.watch() as watch:
            watch.tell([Change(1, "web", "a", 5), Change(2, "web", "b", 6)])
            watch.tell([Change(1, "web", "a", 7)])
            news = await watch.news(1)
        assert news == hubs.News((Change(1, "web", "a", 7), Change(2, "web", "b", 6)))

    async def test_who_does_not_listen_is_told_to_read_again(self, api: Api) -> None:
        with api.hub.watch() as watch:
            watch.tell(Change(number, "web", str(number), 1) for number in range(hubs.MOST + 1))
            assert await watch.news(1) == hubs.News(reset=True)

    async def test_silence_is_told_too(self, api: Api) -> None:
        with api.hub.watch() as watch:
            assert await watch.news(0) == hubs.News()

    async def test_one_who_comes_when_it_ends_is_sent_home(self, api: Api) -> None:
        api.hub.close()
        with api.hub.watch() as watch:
            assert await watch.news(5) is None

    async def test_a_conversation_nobody_watches_any_more_is_forgotten(self, api: Api) -> None:
        with api.hub.watch(("web", "a")), api.hub.watch(("web", "a")):
            assert api.hub.watching(("web", "a")) == 2
        assert api.hub.watching(("web", "a")) == 0

    async def test_a_change_that_was_written_late_is_still_told(self, api: Api, line: Line, clock: Clock) -> None:
        """A slow transaction commits a moment that the hub has already passed."""
        with api.hub.watch() as watch:
            await line.hear("pirmais", "7")
            api.doorbell.ring("pages")
            assert [change.address for change in await told(watch)] == ["7"]
            clock.now -= 2_000
            await line.hear("otrais, ar vecāku laiku", "8")
            clock.now += 2_000
            assert [change.address for change in await told(watch)] == ["8"]

    async def test_a_clock_that_goes_ahead_does_not_hide_the_others(self, api: Api, line: Line, clock: Clock) -> None:
        with api.hub.watch() as watch:
            clock.now += 3_600_000
            await line.hear("no nākotnes", "7")
            clock.now -= 3_600_000
            api.doorbell.ring("pages")
            assert [change.address for change in await told(watch)] == ["7"]
            await line.hear("tagad", "8")
            api.doorbell.ring("pages")
            assert [change.address for change in await told(watch)] == ["8"]

    async def test_more_changes_than_one_reading_holds_are_all_told(
        self, api: Api, line: Line, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(hubs, "ROOM", 3)
        with api.hub.watch() as watch:
            for number in range(10):
                await line.hear("labdien", str(number))
            api.doorbell.ring("pages")
            heard: set[str] = set()
            while len(heard) < 10:
                heard |= {change.address for change in await told(watch)}


async def told(watch: hubs.Watch) -> tuple[Change, ...]:
    """The next changes, however long the silence before them."""
    async with asyncio.timeout(60):
        while True:
            news = await watch.news(10)
            assert news is not None
            if news.changes:
                return news.changes


class TestLimits:
    def test_a_burst_and_then_one_at_a_time(self) -> None:
        limiter = Limiter(per_minute=6, burst=3)
        assert [limiter.take("a", 0) for _ in range(4)] == [0, 0, 0, 10]
        assert limiter.take("b", 0) == 0
        assert limiter.take("a", 9_999) == pytest.approx(0.001)
        assert limiter.take("a", 10_000) == 0
        assert limiter.take("a", 10_000) == 10

    def test_what_need_not_have_counted_is_given_back(self) -> None:
        limiter = Limiter(per_minute=6, burst=1)
        for _ in range(3):
            assert limiter.take("a", 0) == 0
            limiter.give_back("a")
        limiter.give_back("nobody")

    def test_a_clock_put_back_locks_nobody_out(self) -> None:
        limiter = Limiter(per_minute=6, burst=3)
        assert [limiter.take("a", 3_600_000) for _ in range(4)] == [0, 0, 0, 10]
        assert limiter.take("a", 0) == 10
        assert limiter.take("a", 10_000) == 0

    def test_no_limits_limit_nothing(self) -> None:
        limits = unlimited()
        assert {limits.messages.take("a", 0) for _ in range(1000)} == {0}

    @given(st.lists(st.integers(0, 5_000), max_size=60))
    def test_never_more_than_the_burst_and_the_rate_allow(self, pauses: list[int]) -> None:
        limiter, now, allowed = Limiter(per_minute=60, burst=4), 0, 0
        for pause in pauses:
            now += pause
            allowed += limiter.take("a", now) == 0
        assert allowed <= 4 + now / 1000

    def test_who_has_rested_is_forgotten(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("bot.api.limits._KEEP", 10)
        limiter = Limiter(per_minute=60, burst=1)
        for number in range(100):
            limiter.take(str(number), number * 10_000)
        assert len(limiter._full_at) <= 10

    def test_those_who_have_not_rested_are_not_looked_through_every_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("bot.api.limits._KEEP", 10)
        limiter, tables = Limiter(per_minute=60, burst=1), set()
        for number in range(1000):
            limiter.take(str(number), 0)
            tables.add(id(limiter._full_at))
        assert (len(limiter._full_at), len(tables) <= 9) == (1000, True)


class TestTheCallersAddress:
    @pytest.mark.parametrize(
        ("remote", "forwarded", "believed"),
        [
            ("1.2.3.4", "", "1.2.3.4"),
            ("1.2.3.4", "6.6.6.6", "1.2.3.4"),
            ("10.0.0.1", "6.6.6.6, 5.5.5.5", "5.5.5.5"),
            ("10.0.0.1", "6.6.6.6, 5.5.5.5, 10.0.0.2", "5.5.5.5"),
            ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
            ("10.0.0.1", "nonsense", "nonsense"),
            ("10.0.0.1", "6.6.6.6\n5.5.5.5", "5.5.5.5"),  # a proxy that adds a line instead of lengthening the caller's
            ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
            ("::ffff:1.2.3.4", "", "::ffff:1.2.3.4"),
            ("fe80::1%eth0", "", "fe80::/64"),
        ],
    )
    def test_only_trusted_proxies_are_believed(self, api: Api, remote: str, forwarded: str, believed: str) -> None:
        lines = CIMultiDict([("X-Forwarded-For", line) for line in forwarded.splitlines()])
        request = make_mocked_request("GET", "/", headers=lines)
        bag = Api(**{name: getattr(api, name) for name in Api.__slots__} | {"trusted": (ip_network("10.0.0.0/8"),)})
        assert who.address(bag, request.clone(remote=remote)) == believed

    @pytest.mark.parametrize(("public", "secure"), [("", False), ("https://chat.example", True), ("http://chat.example", False)])
    def test_cookies_are_kept_to_https_where_there_is_https(self, api: Api, public: str, secure: bool) -> None:
        bag = Api(**{name: getattr(api, name) for name in Api.__slots__} | {"public_url": public})
        request: Any = make_mocked_request("GET", "/")
        assert who.secure(bag, request) is secure
