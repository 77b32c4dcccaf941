"""`make bench`: every row beside its baseline, in the same run. Names on the command line choose rows."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping

from rich.console import Console
from rich.table import Table

from tests.benchmarks import (
    bench_check,
    bench_console,
    bench_desk,
    bench_documents,
    bench_growth,
    bench_language,
    bench_nlu,
    bench_payments,
    bench_replay,
    bench_stages,
    line,
    start,
)

ROWS: Mapping[str, Callable[[Table], Awaitable[None]]] = {
    **line.ROWS,
    **bench_stages.ROWS,
    **bench_check.ROWS,
    **bench_replay.ROWS,
    **bench_nlu.ROWS,
    **bench_language.ROWS,
    **bench_documents.ROWS,
    **bench_payments.ROWS,
    **bench_desk.ROWS,
    **bench_console.ROWS,
    **bench_growth.ROWS,
    **start.ROWS,
}


async def main(names: list[str]) -> None:
    """Run the chosen rows, all by default."""
    table = Table("what", "ours", "baseline", "ratio", "bar", title=line.cores())
    for name, row in ROWS.items():
        if not names or name in names:
            await row(table)
    Console(width=150).print(table)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
