"""An address a customer gave us cannot make us read the shop's own network, nor fill its memory."""

import socket
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.channels.port import FetchError
from bot.channels.remote import FILE_BYTES, PublicResolver, download, is_public, same_origin
from bot.channels.wire import open_session
from tests.platforms.trouble import Server


async def endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "image/jpeg"})
    await response.prepare(request)
    for _ in range(FILE_BYTES // 2**20 + 1):
        await response.write(bytes(2**20))
    return response


async def moved(request: web.Request) -> web.Response:
    return web.Response(status=302, headers={"Location": request.query["to"]})


async def compressed(_: web.Request) -> web.Response:
    return web.Response(body=b"\x1f\x8b\x08", headers={"Content-Encoding": "gzip"})


async def declared(_: web.Request) -> web.Response:
    return web.Response(body=bytes(FILE_BYTES + 1), content_type="image/jpeg")


async def small(_: web.Request) -> web.Response:
    return web.Response(body=b"\xff\xd8", content_type="image/jpeg")


@pytest.fixture
async def server() -> AsyncIterator[str]:
    app = web.Application()
    for handler in (endless, moved, compressed, declared, small):
        app.router.add_get(f"/{handler.__name__}", handler)
    made = Server(app, 0)
    yield await made.start()
    await made.stop()


async def fetch(address: str, home: str) -> tuple[bytes, str]:
    async with open_session(PublicResolver("127.0.0.1")) as session:
        return await download(session, address, lambda url: same_origin(url, URL(home)))


async def test_a_file_comes_with_its_type(server: str) -> None:
    assert await fetch(f"{server}/small", server) == (b"\xff\xd8", "image/jpeg")


@pytest.mark.parametrize("name", ["endless", "declared"])
async def test_a_file_over_20_mb_is_not_read_to_its_end(server: str, name: str) -> None:
    with pytest.raises(FetchError, match="20 MB"):
        await fetch(f"{server}/{name}", server)


async def test_a_compressed_file_is_not_unpacked(server: str) -> None:
    with pytest.raises(FetchError, match="compressed"):
        await fetch(f"{server}/compressed", server)


async def test_a_redirect_is_followed_only_to_where_one_may_go(server: str) -> None:
    assert (await fetch(f"{server}/moved?to=/small", server))[0] == b"\xff\xd8"
    for elsewhere in ("http://127.0.0.1:1/", "http://169.254.169.254/", "mailto:x@example", "//other.example/"):
        with pytest.raises(FetchError, match="does not lie"):
            await fetch(f"{server}/moved?to={elsewhere}", server)


async def test_a_redirect_in_circles_ends(server: str) -> None:
    with pytest.raises(FetchError, match="one to the next"):
        await fetch(f"{server}/moved?to=/moved%3Fto=/moved%253Fto=/moved%25253Fto=/small", server)


async def test_a_failure_does_not_show_the_address(server: str) -> None:
    with pytest.raises(FetchError) as refused:
        await fetch("http://127.0.0.1:1/bot1:secret/x", "http://127.0.0.1:1")
    assert "secret" not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("157.240.1.1", True),
        ("2a03:2880::1", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:157.240.1.1", True),
    ],
)
def test_what_is_public(address: str, public: bool) -> None:
    assert is_public(address) == public


class Names(AbstractResolver):
    """A name server with two addresses for everybody."""

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)
            for address in ("10.0.0.1", "157.240.1.1")
        ]

    async def close(self) -> None:
        """Nothing to close."""


async def test_a_name_leads_only_to_its_public_addresses() -> None:
    resolver = PublicResolver("trusted.example")
    resolver._resolver = Names()  # type: ignore[assignment]  # a name server of our own instead of the machine's
    assert [found["host"] for found in await resolver.resolve("cdn.example")] == ["157.240.1.1"]
    assert [found["host"] for found in await resolver.resolve("trusted.example")] == ["10.0.0.1", "157.240.1.1"]
    await resolver.close()


async def test_a_name_that_leads_only_inside_leads_nowhere() -> None:
    async with open_session(PublicResolver(None)) as session:
        with pytest.raises(aiohttp.ClientConnectorDNSError):
            await session.get("http://localhost:1/")
