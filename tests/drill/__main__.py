"""`make drill`: kills and redeliveries against real processes, on both databases, as long as wanted."""

import asyncio
import sys
import time
from dataclasses import replace
from typing import Literal

import click

from tests.drill.drill import Kind, Plan, drill

_BOTH: tuple[Kind, ...] = ("sqlite", "postgres")


@click.command()
@click.option("--seconds", default=60, show_default=True, help="Go on for so long on each database, one drill after the other.")
@click.option("--database", type=click.Choice([*_BOTH, "both"]), default="both", show_default=True)
@click.option("--break", "broken", type=click.Choice(["token"]), help="Take the fence away, to see that the judge notices.")
@click.option("--seed", default=1, show_default=True)
def main(seconds: int, database: Kind | Literal["both"], broken: str | None, seed: int) -> None:
    """Customers ask while the processes that answer are killed with -9; exit 1 where anything is lost, doubled or out of order.

    Example: python -m tests.drill --seconds 600 --database postgres
    """
    wrong = 0
    for kind in _BOTH if database == "both" else (database,):
        plan = Plan(kind, customers=60, kills=6, seed=seed, broken=broken is not None)
        wrong += _repeat(plan, time.monotonic() + seconds)
    click.echo(f"{wrong} findings" if wrong else "all is well")
    sys.exit(1 if wrong else 0)


def _repeat(plan: Plan, deadline: float) -> int:
    """Drill after drill, each with a seed of its own, the first in any case; how many findings."""
    report = asyncio.run(drill(plan))
    click.echo(str(report))
    if time.monotonic() >= deadline:
        return len(report.findings)
    return len(report.findings) + _repeat(replace(plan, seed=plan.seed + 1), deadline)


if __name__ == "__main__":
    main()
