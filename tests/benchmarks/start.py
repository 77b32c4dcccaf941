"""Cold start to ready, and memory, without Telegram: what every command and every small shop pays."""

import time
from collections.abc import Mapping

from rich.table import Table

from tests.benchmarks.line import home
from tests.benchmarks.load import server
from tests.servers import free_port


async def start(table: Table) -> None:
    """The best of three starts, the model trained before."""
    best, memory = 1e9, 0.0
    for _ in range(3):
        with home() as folder:
            port = free_port()
            begun = time.perf_counter()
            env = {"DEZURA_HOME": folder, "PORT": str(port), "LOG_LEVEL": "error"}
            with server(["-m", "bot", "run"], port, "/readyz", env) as running:
                best, memory = min(best, time.perf_counter() - begun), running.memory
    table.add_row("cold start to ready, without Telegram", f"{best:.1f} s", "", "", "< 3 s")
    table.add_row("memory, without Telegram", f"{memory:.0f} MB", "", "", "< 200 MB")


ROWS: Mapping[str, object] = {"start": start}
