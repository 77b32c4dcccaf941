"""What a policy would have cost: the same for the same past, never beyond the budget, and what the law gives stays out of it."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from config.returns import Reserve, Returns
from flows.shop.demo import demo_orders
from flows.shop.simulate import PastClaim, made_up, repeated, simulate
from tests.bot.returns_desk import NOW, eur

RIGA = ZoneInfo("Europe/Riga")
CLAIM = PastClaim(NOW, "ilze", "krūze", "defect", eur(25), known=True, photo=True)
SMALL = Reserve.model_validate({"budget": "100 EUR", "landing_limit": "5 EUR"})


def test_at_once_to_people_and_by_law() -> None:
    claims = [
        CLAIM,
        replace(CLAIM, at=NOW + timedelta(hours=1), title="bļoda"),  # within the cool-down
        replace(CLAIM, person="jānis", amount=eur(101)),
        replace(CLAIM, person="anna", photo=False),
        replace(CLAIM, person="pēteris", amount=eur(500), statutory=True),
    ]
    found = simulate(claims, Returns(), Reserve(), RIGA)
    assert (found.claims, found.at_once, found.by_person, found.statutory) == (5, 1, 3, 1)
    assert (found.cost, found.by_law, found.left_to_people) == (eur(25), eur(500), eur(151))
    assert dict(found.why) == {"cool_down": 1, "per_case": 1, "photo": 1}


def test_a_small_reserve_runs_out_on_a_day_that_is_told() -> None:
    claims = [replace(CLAIM, person=str(n), at=NOW + timedelta(days=n / 4)) for n in range(12)]
    found = simulate(claims, Returns(), SMALL, RIGA)
    assert found.cost <= eur(100)
    assert found.used_up_on is not None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 300), st.sampled_from("abc"), st.integers(1, 15_000), st.booleans()), max_size=40))
def test_no_past_costs_more_than_the_budget_and_every_claim_is_counted_once(past: list[tuple[int, str, int, bool]]) -> None:
    claims = [
        replace(
            CLAIM,
            at=NOW.replace(month=1) + timedelta(days=days),
            person=who,
            amount=eur(f"{cents / 100:.2f}"),
            known=known,
            title=f"{n}",
        )
        for n, (days, who, cents, known) in enumerate(past)
    ]
    found = simulate(claims, Returns(), SMALL, RIGA)
    assert found.cost <= eur(100)
    assert found.at_once + found.by_person + found.statutory == found.claims == len(claims)
    assert found == simulate(reversed(claims), Returns(), SMALL, RIGA)


def test_made_up_claims_are_the_same_every_time_and_as_many_as_asked() -> None:
    year = repeated(demo_orders(NOW.astimezone(RIGA)), 2000, NOW)
    lines = sum(len(order.lines) for order in year)
    first = list(made_up(year, 0.03))
    assert first == list(made_up(year, 0.03))
    assert 0.02 < len(first) / lines < 0.04
    assert list(made_up(year, 0)) == []
