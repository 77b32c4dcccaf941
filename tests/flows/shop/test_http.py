"""Requests to a shop's software, with everything that goes wrong on the way."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from flows.shop.breaker import OPENS_AFTER, PAUSE
from flows.shop.http import ShopHttp, check_address
from flows.shop.port import ShopUnavailableError, ShopUnclearError
from tests.flows.shop.timing import Pauses
from tests.platforms.shop_server import Asked, ShopServer
from tests.platforms.trouble import Kind

SECRET = "Bearer never-in-a-log"


class Counting(ShopServer):
    """A shop that answers with how often it was asked."""

    done = 0

    def process(self, asked: Asked) -> web.Response:
        self.done += 1
        return web.json_response({"times": self.done})


@pytest.fixture
async def shop() -> AsyncIterator[Counting]:
    async with Counting() as server:
        yield server


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
async def http(shop: Counting, pauses: Pauses) -> AsyncIterator[ShopHttp]:
    made = ShopHttp(shop.url, {"Authorization": SECRET}, pauses.timing(patience=0.3))
    yield made
    await made.close()


@pytest.mark.parametrize("kind", [429, 500, 503, "lost", "drop", "garbage", "proxy", "hang"])
async def test_what_only_reads_is_tried_again(shop: Counting, http: ShopHttp, pauses: Pauses, kind: Kind) -> None:
    shop.fail(kind, method="GET", times=2)
    reply = await http.ask("GET", "/orders")
    assert reply.status == 200
    assert len(shop.asked) == 3
    assert pauses.asked == sorted(pauses.asked)
    assert 1 <= len(pauses.asked) <= 2  # aiohttp repeats a read by itself where a connection it kept has just been closed


async def test_after_three_tries_the_shop_is_unavailable(shop: Counting, http: ShopHttp) -> None:
    shop.fail(503, method="GET", times=9)
    with pytest.raises(ShopUnavailableError):
        await http.ask("GET", "/orders")
    assert len(shop.asked) == 3


@pytest.mark.parametrize("kind", [500, "lost", "drop", "garbage", "proxy", "hang"])
async def test_an_effect_that_may_have_arrived_is_never_repeated_blindly(shop: Counting, http: ShopHttp, kind: Kind) -> None:
    shop.fail(kind, method="POST", times=2)
    with pytest.raises(ShopUnclearError):
        await http.ask("POST", "/refunds", body={"amount": "1.00"})
    assert len(shop.asked) == 1


async def test_an_effect_that_was_turned_away_is_tried_again(shop: Counting, http: ShopHttp) -> None:
    shop.fail(429, method="POST", times=2)
    reply = await http.ask("POST", "/refunds", body={"amount": "1.00"})
    assert reply.data == {"times": 1}


async def test_the_shop_says_how_long_to_wait(shop: Counting, http: ShopHttp, pauses: Pauses) -> None:
    shop.fail(429, method="GET", retry_after=4)
    await http.ask("GET", "/orders")
    assert 4 <= pauses.asked[0] < 5


async def test_a_wait_longer_than_a_customer_waits_is_not_waited(shop: Counting, http: ShopHttp, pauses: Pauses) -> None:
    shop.fail(429, method="GET", retry_after=60)
    with pytest.raises(ShopUnavailableError):
        await http.ask("GET", "/orders")
    assert pauses.asked == []


async def test_a_shop_that_is_not_there_was_certainly_not_reached(pauses: Pauses, unused_tcp_port: int) -> None:
    http = ShopHttp(f"http://127.0.0.1:{unused_tcp_port}", {}, pauses.timing())
    with pytest.raises(ShopUnavailableError):
        await http.ask("POST", "/refunds", body={})
    assert len(pauses.asked) == 2
    await http.close()


@pytest.mark.parametrize("status", [301, 302, 401, 403])
async def test_a_wrong_address_or_key_is_said_at_once(shop: Counting, http: ShopHttp, status: int) -> None:
    shop.fail(status, method="POST")
    with pytest.raises(ShopUnavailableError, match=str(status)):
        await http.ask("POST", "/refunds", body={})
    assert len(shop.asked) == 1


async def test_other_refusals_are_answers(shop: Counting, http: ShopHttp) -> None:
    shop.fail(404, method="GET", body={"code": "gone"})
    reply = await http.ask("GET", "/orders")
    assert (reply.status, reply.data) == (404, {"code": "gone"})


async def test_a_shop_that_does_not_answer_is_left_alone_and_asked_again_by_one(
    shop: Counting, http: ShopHttp, pauses: Pauses
) -> None:
    shop.fail(503, method="GET", times=6)
    for _ in range(2):
        with pytest.raises(ShopUnavailableError):
            await http.ask("GET", "/orders")
    asked = len(shop.asked)
    assert asked == OPENS_AFTER
    with pytest.raises(ShopUnavailableError, match="left alone"):
        await http.ask("GET", "/orders")
    assert len(shop.asked) == asked
    pauses.now += PAUSE + 1
    answers = await asyncio.gather(*(http.ask("GET", "/orders") for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(answer, ShopUnavailableError) for answer in answers) >= 2
    pauses.now += 2 * PAUSE + 1
    assert (await http.ask("GET", "/orders")).status == 200
    assert (await http.ask("GET", "/orders")).status == 200


async def test_who_goes_away_while_the_shop_is_tried_out_leaves_the_try_to_another(
    shop: Counting, http: ShopHttp, pauses: Pauses
) -> None:
    shop.fail(503, method="GET", times=OPENS_AFTER)
    for _ in range(2):
        with pytest.raises(ShopUnavailableError):
            await http.ask("GET", "/orders")
    pauses.now += PAUSE + 1
    shop.fail("hang", method="GET")
    asking = asyncio.create_task(http.ask("GET", "/orders"))
    while len(shop.asked) <= OPENS_AFTER:
        await asyncio.sleep(0)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    assert (await http.ask("GET", "/orders")).status == 200


@pytest.mark.parametrize("kind", [401, 429, 500, "lost", "garbage"])
async def test_no_secret_and_no_query_is_in_an_error_or_the_log(
    shop: Counting, http: ShopHttp, kind: Kind, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shop.fail(kind, method="GET", times=9)
    with pytest.raises(ShopUnavailableError) as error:
        await http.ask("GET", "/orders", query={"search": "anna@example.com"})
    said = f"{error.value!r} {error.value.__context__!r} {http!r} {capsys.readouterr()} {caplog.text}"
    assert "never-in-a-log" not in said
    assert "anna" not in said
    assert shop.asked[0].headers["Authorization"] == SECRET


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example.com",
        "ftp://shop.example.com",
        "shop.example.com",
        "https://user:pass@shop.example.com",
        "https://",
        "https://shop.example.com?key=1",
        "http://localhost.example.com",
        "http://10.0.0.1",
    ],
)
def test_keys_travel_in_no_other_way_than_encrypted(url: str) -> None:
    with pytest.raises(ValueError, match="https://"):
        check_address(url)


@pytest.mark.parametrize("url", ["https://shop.example.com/wp/", "http://127.0.0.1:8080", "http://localhost", "http://[::1]:1"])
def test_a_good_address_loses_its_last_slash(url: str) -> None:
    assert check_address(url) == url.rstrip("/")


async def test_an_endless_answer_is_not_read_to_its_end(http: ShopHttp, shop: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.shop.http.LARGEST", 4)
    with pytest.raises(ShopUnavailableError):
        await http.ask("GET", "/orders")
