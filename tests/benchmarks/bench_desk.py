"""An agent's click until the customer sees it, and a change until every open console has heard of it, beside a bare server."""

import asyncio
import json
import statistics
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from rich.table import Table

from tests.benchmarks.line import home
from tests.benchmarks.load import Server, server
from tests.servers import free_port

CLICKS, CHANGES, CONSOLES = 200, 100, 200
EMAIL, PASSWORD = "bench@shop.example", "correct horse battery"
PATIENCE = 20.0  # seconds


class Listener:
    """One open stream of events, read as it comes: a raw socket, so that 200 of them cost little."""

    def __init__(self, port: int, path: str, headers: Mapping[str, str]) -> None:
        self.port, self.path, self.headers = port, path, headers
        self.heard = asyncio.Event()
        self.mark = b""

    async def open(self) -> None:
        """Return when the server has said hello."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        lines = [f"GET {self.path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in self.headers.items())]
        self._writer.write("\r\n".join(lines).encode() + b"\r\n\r\n")
        head = await self._reader.readuntil(b"\r\n\r\n")
        assert b" 200 " in head[:20], head[:60]
        self._task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for line in self._reader:
            if self.mark and self.mark in line:
                self.heard.set()

    def expect(self, mark: str) -> None:
        """From now on `heard` waits for a line with this."""
        self.heard.clear()
        self.mark = mark.encode()

    def close(self) -> None:
        """Hang up."""
        self._task.cancel()
        self._writer.close()


async def _timed(listeners: Sequence[Listener], mark: str, act: Callable[[], Awaitable[None]]) -> float:
    """Ms from the act until all have heard of it."""
    for listener in listeners:
        listener.expect(mark)
    start = time.perf_counter()
    await act()
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(listener.heard.wait() for listener in listeners))
    return 1000 * (time.perf_counter() - start)


class Line:
    """A connection kept open, on which one request after the other is posted."""

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        self.port, self.headers = port, headers

    async def open(self) -> "Line":
        """Connect."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def post(self, path: str, body: Any) -> Any:
        """The answer's JSON, None where it has none."""
        data = json.dumps(body).encode()
        head = {"Host": "127.0.0.1", "Content-Type": "application/json", "Content-Length": str(len(data)), **self.headers}
        lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
        self._writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + data)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        length = int(answer.lower().split(b"content-length:")[1].split(b"\r\n")[0]) if b"ontent-" in answer else 0
        content = await self._reader.readexactly(length)
        assert b" 20" in answer[:15], (answer[:40], content[:200])
        return json.loads(content) if content else None


@contextmanager
def bare() -> Iterator[Server]:
    """The baseline."""
    port = free_port()
    with server(["-m", "tests.benchmarks.bare_desk", str(port)], port, "/readyz") as running:
        yield running


@contextmanager
def desk() -> Iterator[Server]:
    """The program as `dezura run` starts it, with one person who may sign in."""
    with home() as folder:
        port = free_port()
        env = {"DEZURA_HOME": folder, "PORT": str(port), "ADMIN_EMAIL": EMAIL, "ADMIN_PASSWORD": PASSWORD, "LOG_LEVEL": "error"}
        with server(["-m", "bot", "run"], port, "/readyz", env) as running:
            yield running


def _asked(port: int, path: str, body: Any, token: str = "") -> Any:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    url = f"http://127.0.0.1:{port}/api/v1{path}"
    with urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), headers)) as answer:
        return json.load(answer)


async def _bare_times(count: int, listening: int) -> list[float]:
    with bare() as running:
        listeners = [Listener(running.port, "/events", {}) for _ in range(listening)]
        for listener in listeners:
            await listener.open()
        line = await Line(running.port, {}).open()
        marks = [f"mark {number}." for number in range(count)]
        times = [await _timed(listeners, mark, partial(line.post, "/say", mark)) for mark in marks]
        for listener in listeners:
            listener.close()
    return times


async def _clicks(running: Server) -> list[float]:
    """From the agent's request to the visitor's open page, through history, outbox and delivery."""
    token = _asked(running.port, "/session", {"email": EMAIL, "password": PASSWORD})["token"]
    guest = _asked(running.port, "/channels/web/session", {})["secret"]
    _asked(running.port, "/channels/web/messages", {"key": "1", "text": "Labdien"}, guest)
    agent = await Line(running.port, {"Authorization": f"Bearer {token}"}).open()
    await _settled(running.port, token)
    await agent.post("/api/v1/conversations/1/take", {})
    page = Listener(running.port, "/api/v1/channels/web/events", {"Authorization": f"Bearer {guest}"})
    await page.open()
    bodies = [{"text": f"mark {number}.", "key": str(number)} for number in range(CLICKS)]
    times = [await _timed([page], body["text"], partial(agent.post, "/api/v1/conversations/1/messages", body)) for body in bodies]
    page.close()
    return times


async def _settled(port: int, token: str) -> None:
    """The bot has answered, and the model is warm."""
    headers = {"Authorization": f"Bearer {token}"}
    async with asyncio.timeout(PATIENCE):
        while True:
            request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/conversations/1", headers=headers)
            with urllib.request.urlopen(request) as answer:
                if any(message["author"] == "bot" for message in json.load(answer)["messages"]):
                    return
            await asyncio.sleep(0.05)


async def _told(running: Server) -> list[float]:
    """From a note in a conversation to every open console."""
    token = _asked(running.port, "/session", {"email": EMAIL, "password": PASSWORD})["token"]
    guest = _asked(running.port, "/channels/web/session", {})["secret"]
    _asked(running.port, "/channels/web/messages", {"key": "1", "text": "Labdien"}, guest)
    await _settled(running.port, token)
    headers = {"Authorization": f"Bearer {token}"}
    consoles = [Listener(running.port, "/api/v1/events", headers) for _ in range(CONSOLES)]
    for console in consoles:
        await console.open()
    agent = await Line(running.port, headers).open()
    times = []
    for number in range(CHANGES):
        note = {"text": "x", "key": str(number)}
        times.append(await _timed(consoles, '"id": 1,', partial(agent.post, "/api/v1/conversations/1/notes", note)))
        await asyncio.sleep(0.06)  # a change of its own, not the same look
    for console in consoles:
        console.close()
    return times


def _row(table: Table, what: str, ours: list[float], base: list[float]) -> None:
    middle, floor = statistics.median(ours), statistics.median(base)
    p95 = statistics.quantiles(ours, n=20)[-1]
    table.add_row(what, f"{middle:.1f} ms (p95 {p95:.1f})", f"{floor:.1f} ms", f"{middle / floor:.1f} x", "p95 under 50 ms")


async def click(table: Table) -> None:
    """An agent's words, sent until seen."""
    base = await _bare_times(CLICKS, 1)
    with desk() as running:
        ours = await _clicks(running)
    _row(table, "agent's click to the customer's open page", ours, base)


async def consoles(table: Table) -> None:
    """A change, until the last of 200 open consoles has heard of it."""
    base = await _bare_times(CHANGES, CONSOLES)
    with desk() as running:
        cpu = running.cpu
        ours = await _told(running)
        spent = 1000 * (running.cpu - cpu) / CHANGES
    middle, floor = statistics.median(ours), statistics.median(base)
    p95 = statistics.quantiles(ours, n=20)[-1]
    table.add_row(
        f"a change to all of {CONSOLES} open consoles", f"{middle:.0f} ms (p95 {p95:.0f}; {spent:.0f} ms CPU)", f"{floor:.1f} ms",
        f"{middle / floor:.1f} x", "",
    )  # fmt: skip


ROWS: Mapping[str, Callable[[Table], Awaitable[None]]] = {"click": click, "consoles": consoles}
