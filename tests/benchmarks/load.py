"""A load that costs little itself: raw sockets, keep-alive, prebuilt requests; and what a process has used of the CPU."""

import asyncio
import contextlib
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Load:
    """What one run of load gave: requests a second, and the moments (s) each took."""

    rate: float
    seconds: float
    delays: Sequence[float]

    def percentile(self, share: float) -> float:
        """The delay below which this share of requests was answered, in ms."""
        ordered = sorted(self.delays)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def request(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """An HTTP/1.1 POST as it goes over the wire."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def fire(port: int, requests: Sequence[bytes], connections: int = 64, pace: float = 0.0) -> Load:
    """Send all requests over so many connections, each waiting for its answer; `pace` is requests a second."""
    delays: list[float] = []
    queue = iter(enumerate(requests))
    start = time.perf_counter()

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number, data in queue:
            if pace and (wait := start + number / pace - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            sent = time.perf_counter()
            writer.write(data)
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in head[:20]:
                raise RuntimeError(f"answered {head[:60]!r}")
            length = head.lower().split(b"content-length:")
            if len(length) > 1 and (size := int(length[1].split(b"\r\n")[0])):
                await reader.readexactly(size)
            delays.append(time.perf_counter() - sent)
        writer.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    seconds = time.perf_counter() - start
    return Load(len(requests) / seconds, seconds, delays)


class Server:
    """A server in a process of its own; `cpu` is what it has used, in seconds."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process, self.port = process, port

    @property
    def cpu(self) -> float:
        """User and system time of all its threads."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def memory(self) -> float:
        """Resident memory in MB."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextlib.contextmanager
def server(command: Sequence[str], port: int, ready: str, env: dict[str, str] | None = None) -> Iterator[Server]:
    """Run `python -m ...` until `ready` answers 200; ended afterwards."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
    with subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}{ready}", timeout=1).status == 200, process)
            yield Server(process, port)
        finally:
            process.terminate()
            process.wait(20)


def _wait(ready: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        with contextlib.suppress(OSError):
            if ready():
                return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} did not become ready")
