"""Short drills of both kinds, and the same without the fence, which must not pass. `make drill` makes them long."""

import pytest

from tests.drill.drill import Kind, Plan, drill

pytestmark = pytest.mark.drill
BOTH = pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.redis])]
)


@BOTH
@pytest.mark.timeout(300)
async def test_nothing_is_lost_doubled_or_out_of_order_while_processes_are_killed(database: Kind) -> None:
    report = await drill(Plan(database, customers=24, questions=4, kills=3))
    assert report.findings == [], str(report)
    assert report.victims.count("postgres") == (database == "postgres")
    assert report.refused > 0, "the drill was too gentle: every message found somebody at once"


@BOTH
@pytest.mark.timeout(300)
async def test_without_the_token_that_fences_a_turn_answers_come_twice(database: Kind) -> None:
    report = await drill(Plan(database, customers=24, questions=4, kills=0, broken=True))
    assert "doubled" in {finding.kind for finding in report.findings}, str(report)
