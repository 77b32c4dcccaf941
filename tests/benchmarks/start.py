"""Cold start to ready, and memory, without Telegram: what every command and every small shop pays."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rich.table import Table

from tests.benchmarks.line import home
from tests.benchmarks.load import Server, server
from tests.servers import free_port


async def start(table: Table) -> None:
    """The best of three first starts of a new shop, the model trained before; and each started once more."""
    seconds, first, again = 1e9, 0.0, 0.0
    for _ in range(3):
        with home() as folder:
            begun = time.perf_counter()
            with _running(folder) as running:
                seconds, first = min(seconds, time.perf_counter() - begun), running.memory
            with _running(folder) as running:
                again = running.memory
    table.add_row("cold start to ready, without Telegram", f"{seconds:.1f} s", "", "", "< 3 s")
    table.add_row("memory, without Telegram", f"{again:.0f} MB", "", "", "< 200 MB")
    table.add_row("the same at the first start, which makes the database", f"{first:.0f} MB", "", "", "< 200 MB")


@contextmanager
def _running(folder: str) -> Iterator[Server]:
    port = free_port()
    env = {"DEZURA_HOME": folder, "PORT": str(port), "LOG_LEVEL": "error"}
    with server(["-m", "bot", "run"], port, "/readyz", env) as running:
        yield running


ROWS: Mapping[str, object] = {"start": start}
