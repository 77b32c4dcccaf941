"""A body is taken whole, in time and within bounds, or not at all."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from aiohttp import ClientSession, web

from bot import bodies
from bot.bodies import SMALL, BodyError, Room, read

LIMIT, LARGE = 64 * SMALL, 16 * SMALL


class Door:
    """A server that reads bodies, and notes how that went."""

    def __init__(self) -> None:
        self.room, self.begun, self.went = Room(LARGE), asyncio.Event(), asyncio.Queue[int]()

    async def take(self, request: web.Request) -> web.Response:
        self.begun.set()
        try:
            size = len(await read(request, LIMIT, self.room))
        except BodyError as error:
            self.went.put_nowait(error.status)
            return web.Response(status=error.status)
        self.went.put_nowait(200)
        return web.Response(text=str(size))


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
async def address(door: Door) -> AsyncIterator[tuple[str, int]]:
    """Where the door is, behind a server as the program runs it; aiohttp's test server would cancel who hangs up."""
    app = web.Application()
    app.router.add_post("/", door.take)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner.addresses[0]
    await runner.cleanup()


@pytest.fixture
async def client(address: tuple[str, int]) -> AsyncIterator[ClientSession]:
    async with ClientSession(f"http://{address[0]}:{address[1]}") as opened:
        yield opened


async def status(client: ClientSession, body: bytes, **headers: str) -> int:
    async with client.post("/", data=BytesIO(body), headers=headers) as answer:
        return answer.status


async def begun(address: tuple[str, int], size: int, sent: int) -> asyncio.StreamWriter:
    """A caller who says that so much comes, and sends only a part of it."""
    _, writer = await asyncio.open_connection(*address)
    writer.write(f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n".encode() + b" " * sent)
    await writer.drain()
    return writer


@pytest.mark.parametrize("size", [0, 1, SMALL, LARGE])
async def test_a_body_comes_whole(client: ClientSession, size: int) -> None:
    async with client.post("/", data=BytesIO(b" " * size)) as answer:
        assert (answer.status, await answer.text()) == (200, str(size))


async def test_one_larger_than_the_limit_is_not_read(client: ClientSession) -> None:
    assert await status(client, b" " * (LIMIT + 1)) == 413


async def test_one_that_unpacks_to_more_is_not_taken(client: ClientSession, door: Door) -> None:
    door.room = Room(LIMIT)
    assert await status(client, gzip.compress(b" " * 100 * LIMIT), **{"Content-Encoding": "gzip"}) == 413
    assert await status(client, b"no gzip", **{"Content-Encoding": "gzip"}) == 400


async def test_one_that_does_not_come_is_not_waited_for(
    address: tuple[str, int], door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "SECONDS", 0.01)
    writer = await begun(address, 100, sent=10)
    assert await door.went.get() == 408
    writer.close()


async def test_a_caller_who_hangs_up_is_no_fault_of_ours(address: tuple[str, int], door: Door) -> None:
    writer = await begun(address, 100, sent=10)
    await door.begun.wait()
    writer.close()
    assert await door.went.get() == 400


async def test_large_bodies_are_turned_away_while_others_fill_the_room_but_small_ones_are_not(
    address: tuple[str, int], client: ClientSession, door: Door
) -> None:
    filling = await begun(address, LIMIT, sent=LARGE + SMALL)
    while door.room._free:
        await asyncio.sleep(0)
    assert await status(client, b" " * LARGE) == 503
    assert await status(client, b" " * SMALL) == 200
    filling.close()
    assert [await door.went.get() for _ in range(3)] == [503, 200, 400]
    assert await status(client, b" " * LARGE) == 200, "the room is given back"
