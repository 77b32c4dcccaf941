"""`make drill`: faults of every kind against real processes, on both databases, as long as wanted."""

import asyncio
import sys
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Literal

import click

from tests.drill import versions
from tests.drill.breaks import BREAKS
from tests.drill.drill import Plan, Report, drill
from tests.drill.faults import BOTH, FAULTS, Kind


@click.command()
@click.option("--seconds", default=60, show_default=True, help="Go on for so long on each database, one drill after the other.")
@click.option("--database", type=click.Choice([*BOTH, "both"]), default="both", show_default=True)
@click.option("--faults", default="", help=f"Only these, with commas between: {', '.join(FAULTS)}.")
@click.option("--count", "many", default=16, show_default=True, help="So many faults in one drill.")
@click.option("--customers", default=60, show_default=True)
@click.option("--break", "broken", type=click.Choice(sorted(BREAKS)), default=None, help="Go without a protection.")
@click.option("--seed", default=1, show_default=True)
@click.option("--keep", type=click.Path(path_type=Path), help="Where to leave logs and SQLite's file of a drill that failed.")
def main(  # noqa: PLR0917 - the options of a command line
    seconds: int, database: Kind | Literal["both"], faults: str, many: int, customers: int, broken: str | None, seed: int,
    keep: Path | None,
) -> None:  # fmt: skip
    """Customers ask while everything that answers them goes wrong; exit 1 where anything is lost, doubled or out of order.

    Example: python -m tests.drill --seconds 600 --database postgres --faults kill,cut,disk
    """
    kinds = [name.strip() for name in faults.split(",") if name.strip()]
    if strange := [name for name in kinds if name not in FAULTS]:
        raise click.BadParameter(f"no such fault: {', '.join(strange)}; there are {', '.join(FAULTS)}", param_hint="--faults")
    if not versions.before():
        click.echo("deploy is left out: the project's history is not here, so there is no version before this one")
    total = Total()
    for kind in BOTH if database == "both" else (database,):
        plan = Plan(kind, customers=customers, faults=many, kinds=kinds, seed=seed, broken=broken or "")
        _repeat(plan, time.monotonic() + seconds, total, keep)
    click.echo(str(total))
    sys.exit(1 if total.findings else 0)


@dataclass(slots=True)
class Total:
    """All drills together."""

    drills: int = 0
    written: int = 0
    shown: int = 0
    deeds: int = 0
    deliveries: int = 0
    unknown: int = 0
    findings: int = 0
    faults: Counter[str] = field(default_factory=Counter)

    def add(self, report: Report) -> None:
        """One more."""
        self.drills += 1
        self.written += report.written
        self.shown += report.shown
        self.deeds += report.deeds
        self.deliveries += report.deliveries
        self.unknown += report.unknown
        self.findings += len(report.findings)
        self.faults.update(report.faults)

    def __str__(self) -> str:
        faults = ", ".join(f"{name} {times}" for name, times in sorted(self.faults.items()))
        verdict = f"{self.findings} findings" if self.findings else "all is well"
        return (
            f"{self.drills} drills: {self.written} messages written, {self.shown} seen, {self.deliveries} deliveries, "
            f"{self.deeds} effects, {self.unknown} sends unknown and reported, {self.faults.total()} faults ({faults})\n{verdict}"
        )


def _repeat(plan: Plan, deadline: float, total: Total, keep: Path | None) -> None:
    """Drill after drill, each with a seed of its own, the first in any case."""
    for seed in count(plan.seed):
        report = asyncio.run(drill(replace(plan, seed=seed), keep / f"{plan.database}-{seed}" if keep is not None else None))
        total.add(report)
        click.echo(str(report))
        sys.stdout.flush()
        if time.monotonic() >= deadline:
            return


if __name__ == "__main__":
    main()
