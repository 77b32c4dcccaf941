"""A wire between two parts that can be cut, go silent or be slow: without it every network in the drill would be a good one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit, urlunsplit

_SIZE = 65_536


class Proxy:
    """Listens on a port of its own and passes everything on to another one. `delay` holds answers back, in seconds."""

    def __init__(self, port: int, *, delay: float = 0.0) -> None:
        self.to, self.delay, self.passed, self.port = port, delay, 0, 0
        self._open = asyncio.Event()
        self._open.set()
        self._is_cut = False
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Proxy"]:
        """For as long as the block lasts."""
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            self._server.close()
            self.mend()
            self._break()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut(self) -> None:
        """Break every connection, and each new one at once."""
        self._is_cut = True
        self._break()

    def hang(self) -> None:
        """Say nothing in either direction; what is under way stays under way."""
        self._open.clear()

    def mend(self) -> None:
        """Be a good wire again. What had gone silent goes on."""
        self._is_cut = False
        self._open.set()

    def _break(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        try:
            further, back = await asyncio.open_connection("127.0.0.1", self.to)
        except OSError:
            writer.transport.abort()
            return
        self.passed += 1
        self._writers |= {writer, back}
        for one, other, delay in ((reader, back, 0.0), (further, writer, self.delay)):
            task = asyncio.create_task(self._pass(one, other, delay))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float) -> None:
        with suppress(OSError):
            while data := await reader.read(_SIZE):
                if delay:
                    await asyncio.sleep(delay)
                await self._open.wait()
                writer.write(data)
                await writer.drain()
        self._writers.discard(writer)
        writer.close()


def through(url: str, port: int) -> str:
    """The same address by way of the proxy's port."""
    parts = urlsplit(url)
    user = f"{parts.username}@" if parts.username else ""
    return urlunsplit(parts._replace(netloc=f"{user}127.0.0.1:{port}"))
