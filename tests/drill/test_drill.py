"""Short drills of both kinds, and the same without each of the protections, which must not pass. `make drill` makes them long."""

from collections.abc import Sequence

import pytest

from tests.drill.breaks import BREAKS
from tests.drill.drill import Plan, drill
from tests.drill.faults import Kind, possible

pytestmark = pytest.mark.drill

MANY_KILLS = ("kill",) * 4  # so that some come while an effect hangs, which only another process can take up again
# What is taken away, the faults that find it out, and what the judge must say.
CONTROLS: Sequence[tuple[str, Sequence[str], str]] = [
    ("token", (), "doubled"),
    ("dedupe", (), "doubled"),
    ("early", ("kill",), "lost"),
    ("sending", ("kill",), "invented"),
    ("again", ("lost",), "invented"),
    ("hopeful", ("drop",), "not shown"),
    ("order", ("patience",), "disordered"),
    ("keys", MANY_KILLS, "effect doubled"),
    ("forgetful", MANY_KILLS, "unfinished"),
    ("silent", ("lost",), "unreported"),
    ("deaf", (), "unread"),
    ("impatient", (), "unexplained"),
    ("fragile", ("kill",), "given up"),
    ("talkative", (), "leaked"),
]


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.redis])])
@pytest.mark.timeout(600)
async def test_nothing_is_lost_doubled_or_out_of_order_whatever_goes_wrong(database: Kind) -> None:
    known = possible(database)
    report = await drill(Plan(database, customers=30, faults=len(known)))
    assert report.findings == [], str(report)
    assert set(report.faults) == set(known)
    assert report.refused > 0, "the drill was too gentle: every message found somebody at once"
    assert report.deeds > 0


@pytest.mark.parametrize(("broken", "faults", "found"), CONTROLS, ids=[broken for broken, *_ in CONTROLS])
@pytest.mark.timeout(300)
async def test_without_one_of_its_protections_it_does_not_pass(broken: str, faults: Sequence[str], found: str) -> None:
    plan = Plan("sqlite", customers=20, faults=2 * len(faults), kinds=faults, broken=broken, settling=15)
    report = await drill(plan)
    assert found in {finding.kind for finding in report.findings}, str(report)


def test_every_protection_that_can_be_taken_away_is() -> None:
    assert {broken for broken, *_ in CONTROLS} == set(BREAKS)
