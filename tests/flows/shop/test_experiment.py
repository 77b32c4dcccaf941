"""The statistics of the experiment, held against published figures, and what they must never do."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import ttest_ind

from flows.shop.experiment import (
    Share,
    arm_of,
    bootstrap,
    compare_money,
    compare_rates,
    incomplete_beta,
    sample_size,
    stop,
    student_p,
    welch,
    wilson,
)

CALM = {"claims": 2.0, "reserve_pace": 1.0, "pace": 1.5}


def test_two_rates_as_in_the_books() -> None:
    """300 of 1000 and 352 of 1000: z = 2.48, p = 0.013, 1.1 to 9.3 points."""
    found = compare_rates(Share(300, 1000), Share(352, 1000))
    assert found.statistic == pytest.approx(2.48, abs=0.005)
    assert found.p == pytest.approx(0.0131, abs=0.0001)
    assert (found.low, found.high) == (pytest.approx(0.011, abs=0.0005), pytest.approx(0.093, abs=0.0005))


def test_newcombes_own_example() -> None:
    """56 of 70 against 48 of 80 (Newcombe 1998, table II): 0.0524 to 0.3339."""
    found = compare_rates(Share(48, 80), Share(56, 70))
    assert (found.low, found.high) == (pytest.approx(0.0524, abs=0.0001), pytest.approx(0.3339, abs=0.0001))


def test_wilson_of_none_and_of_all_is_no_point() -> None:
    low, high = wilson(Share(0, 20))
    assert low == pytest.approx(0)
    assert high == pytest.approx(0.161, abs=0.001)
    assert wilson(Share(0, 0)) == (0.0, 1.0)


@pytest.mark.parametrize(("rates", "persons"), [((0.3, 0.35), 1377), ((0.3, 0.33), 3763), ((0.2, 0.22), 6510)])
def test_small_effects_need_many_persons(rates: tuple[float, float], persons: int) -> None:
    assert sample_size(*rates) == persons


@pytest.mark.parametrize(
    ("t", "freedom", "p"), [(2.228, 10, 0.05), (1.96, 1e6, 0.05), (12.706, 1, 0.05), (0, 5, 1.0), (3.169, 10, 0.01)]
)
def test_students_table(t: float, freedom: float, p: float) -> None:
    assert student_p(t, freedom) == pytest.approx(p, abs=0.0002)


@given(st.floats(0.001, 0.999), st.floats(0.5, 50), st.floats(0.5, 50))
def test_the_incomplete_beta_mirrors_itself(x: float, a: float, b: float) -> None:
    assert incomplete_beta(x, a, b) == pytest.approx(1 - incomplete_beta(1 - x, b, a), abs=1e-9)


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.integers(3, 60), st.integers(3, 60), st.floats(0.1, 9))
def test_welch_is_what_scipy_says(seed: int, n: int, m: int, spread: float) -> None:
    random = Random(seed)
    control, trust = [random.gauss(0, 1) for _ in range(n)], [random.gauss(0.3, spread) for _ in range(m)]
    t, freedom = welch(control, trust)
    known = ttest_ind(trust, control, equal_var=False)
    assert t == pytest.approx(known.statistic, abs=1e-9)
    assert student_p(t or 0, freedom) == pytest.approx(known.pvalue, abs=1e-9)


def test_the_same_data_give_the_same_interval_and_it_holds_the_mean() -> None:
    random = Random(1)
    control, trust = [random.gauss(10, 3) for _ in range(80)], [random.gauss(12, 3) for _ in range(80)]
    first, second = (bootstrap(control, trust, rounds=500, seed=7) for _ in range(2))
    assert first == second
    found = compare_money(control, trust, rounds=500)
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high


def test_too_few_say_nothing() -> None:
    assert compare_money([1.0], [2.0]).low is None
    assert compare_rates(Share(0, 0), Share(1, 2)).p is None
    assert compare_money([1.0, 1.0], [1.0, 1.0], rounds=10).p is None


def test_arms_are_sticky_fair_and_unrelated_between_experiments() -> None:
    arms = [arm_of("a", person, 50) for person in range(4000)]
    assert arms == [arm_of("a", person, 50) for person in range(4000)]
    assert 1850 < arms.count("trust") < 2150
    both = sum(arm_of("a", n, 50) == arm_of("b", n, 50) for n in range(4000))
    assert 1850 < both < 2150
    assert sum(arm_of("a", n, 10) == "trust" for n in range(4000)) < 500


class TestStopping:
    def test_claims_far_beyond_the_controls(self) -> None:
        assert stop(Share(20, 1000), Share(90, 1000), **CALM) == "claims"

    def test_not_for_what_may_be_chance(self) -> None:
        assert stop(Share(20, 1000), Share(45, 1000), **CALM) == ""
        assert stop(Share(1, 50), Share(4, 50), **CALM) == ""
        assert stop(Share(0, 50), Share(4, 50), **CALM) == ""

    def test_a_reserve_that_runs_away(self) -> None:
        assert stop(Share(0, 0), Share(0, 0), **{**CALM, "reserve_pace": 1.51}) == "pace"


@settings(max_examples=50)
@given(st.integers(0, 200), st.integers(0, 200), st.integers(200, 500), st.integers(200, 500))
def test_an_interval_of_a_difference_holds_it_and_stays_possible(a: int, b: int, n: int, m: int) -> None:
    found = compare_rates(Share(a, n), Share(b, m))
    assert found.low is not None
    assert found.high is not None
    assert -1 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1
