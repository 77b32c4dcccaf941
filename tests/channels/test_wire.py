"""What is known of a request that failed is told as it is: it never left, or nobody can say."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.channels.port import NotSent, Refused, Result, Sent, Unknown
from bot.channels.wire import Answer, exchange, header, open_session, outcome

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@contextlib.asynccontextmanager
async def server(talk: Talk) -> AsyncIterator[URL]:
    """A server that says exactly what a test wants said."""

    tasks: list[asyncio.Task[None] | None] = []

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.append(asyncio.current_task())
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            await talk(reader, writer)
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    async with await asyncio.start_server(served, "127.0.0.1", 0) as listening:
        yield URL(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/bot1:secret/x")
    await asyncio.gather(*filter(None, tasks))


async def post(url: URL, timeout: float = 5) -> Answer | NotSent | Unknown:
    async with open_session() as session:
        return await exchange(session, url, b"{}", timeout)


async def read_request(reader: asyncio.StreamReader) -> None:
    await reader.readuntil(b"\r\n\r\n{}")


async def test_an_answer_is_an_answer_whatever_its_status() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(b"HTTP/1.1 500 Oops\r\nContent-Length: 2\r\nRetry-After: 3\r\n\r\nno")
        await writer.drain()

    async with server(talk) as url:
        answer = await post(url)
    assert isinstance(answer, Answer)
    assert (answer.status, answer.body, answer.headers["retry-after"]) == (500, b"no", "3")


class Nowhere(AbstractResolver):
    """A name server that knows nobody."""

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        raise OSError(None, "Name or service not known")

    async def close(self) -> None:
        """Nothing to close."""


async def test_a_name_that_leads_nowhere_means_not_sent() -> None:
    async with open_session(Nowhere()) as session:
        result = await exchange(session, URL("http://shop.example/bot1:secret/x"), b"{}", 5)
    assert result == NotSent("ClientConnectorDNSError")


async def test_a_closed_port_means_not_sent() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Nobody comes."""

    async with server(talk) as url:
        pass
    assert await post(url) == NotSent("ClientConnectorError")


async def test_a_failed_tls_handshake_means_not_sent() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(b"this is not TLS at all\r\n")
        await writer.drain()

    async with server(talk) as url:
        assert isinstance(await post(url.with_scheme("https")), NotSent)


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", b"nonsense\r\n\r\n"])
async def test_a_connection_that_breaks_after_the_request_means_nobody_knows(said: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(said)
        await writer.drain()

    async with server(talk) as url:
        assert isinstance(await post(url), Unknown)


async def test_silence_after_the_request_means_nobody_knows() -> None:
    over = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await over.wait()

    async with server(talk) as url:
        assert await post(url, timeout=0.05) == Unknown("TimeoutError")
        over.set()


async def test_no_free_connection_in_time_means_not_sent() -> None:
    arrived, over = asyncio.Event(), asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        arrived.set()
        await over.wait()

    async with server(talk) as url, open_session() as session:
        session.connector._limit = 1  # type: ignore[union-attr]  # one connection, and it is taken
        first = asyncio.create_task(exchange(session, url, b"{}", 5))
        await arrived.wait()
        assert await exchange(session, url, b"{}", 0.05) == NotSent("ConnectionTimeoutError")
        over.set()
        assert isinstance(await first, Unknown)


async def test_a_kept_connection_that_turns_out_closed_means_nobody_knows_and_nothing_is_sent_twice() -> None:
    requests = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal requests
        await read_request(reader)
        requests += 1
        writer.write(OK)
        await writer.drain()
        await read_request(reader)
        requests += 1  # and closed without a word

    async with server(talk) as url, open_session() as session:
        assert isinstance(await exchange(session, url, b"{}", 5), Answer)
        assert isinstance(await exchange(session, url, b"{}", 5), Unknown)
    assert requests == 2


async def test_no_redirect_is_followed() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(b"HTTP/1.1 307 Elsewhere\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    async with server(talk) as url:
        answer = await post(url)
    assert isinstance(answer, Answer)
    assert answer.status == 307


async def test_no_reason_holds_the_address_and_so_the_token() -> None:
    assert "secret" not in repr(await post(URL("http://127.0.0.1:1/bot1:secret/x")))


def test_a_header_is_found_however_it_is_written_and_may_hold_anything() -> None:
    assert header({"x-secret": "a"}, "X-Secret") == b"a"
    assert header({"X-Secret": "ā\udcff"}, "X-Secret") != b"a"
    assert header({}, "X-Secret") == b""


def test_every_result_has_a_name_to_be_counted_under() -> None:
    results: list[Result] = [Sent(), NotSent(""), Unknown(""), Refused("", "window")]
    assert list(map(outcome, results)) == ["sent", "not_sent", "unknown", "window"]
