"""The statistics of reports, against other people's: numpy, scipy and scikit-learn."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import cohen_kappa_score

from handoff.reports.figures import bootstrap, kappa, percentile, quantiles, share

numbers = st.lists(st.floats(0, 1e9), min_size=1, max_size=200)
marks = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=60)


@given(numbers, st.floats(0, 1))
def test_percentiles_are_those_of_numpy(values: list[float], part: float) -> None:
    assert percentile(sorted(values), part) == pytest.approx(np.quantile(values, part), rel=1e-6, abs=1e-6)


@given(numbers)
def test_half_is_never_later_than_nine_tenths(values: list[float]) -> None:
    found = quantiles(values, least=1)
    assert found is not None
    assert min(values) <= found.p25 <= found.p50 <= found.p75 <= found.p90 <= found.p95 <= max(values)


def test_of_fewer_than_five_there_is_no_figure() -> None:
    assert quantiles([1, 2, 3, 4]) is None
    assert quantiles([1, 2, 3, 4, 5]) is not None
    assert share(4, 4) is None
    assert bootstrap([1, 2, 3, 4]) is None
    assert quantiles([], least=0) is None


@given(st.integers(5, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_lies_in_its_wilson_interval_and_that_is_the_one_of_scipy(counted: tuple[int, int]) -> None:
    part, whole = counted
    found = share(part, whole)
    assert found is not None
    theirs = stats.binomtest(part, whole).proportion_ci(method="wilson")
    assert found.low == pytest.approx(100 * theirs.low, abs=1e-6)
    assert found.high == pytest.approx(100 * theirs.high, abs=1e-6)
    assert found.low - 1e-9 <= found.percent <= found.high + 1e-9


def test_the_interval_of_a_median_is_about_the_one_of_scipy_and_the_same_every_time() -> None:
    values = list(np.random.default_rng(7).lognormal(5, 0.8, 60))
    theirs = stats.bootstrap((values,), np.median, method="percentile", n_resamples=4000, rng=1).confidence_interval
    ours = bootstrap(values)
    assert ours is not None
    assert ours == bootstrap(values)
    assert ours[0] == pytest.approx(theirs.low, rel=0.1)
    assert ours[1] == pytest.approx(theirs.high, rel=0.1)


def test_nineteen_of_twenty_intervals_hold_the_true_median() -> None:
    random = np.random.default_rng(11)
    for size, rounds in ((30, 200), (600, 200)):
        held = 0
        for _ in range(rounds):
            found = bootstrap(list(random.exponential(100, size)))
            assert found is not None
            held += found[0] <= 100 * np.log(2) <= found[1]
        assert 0.89 <= held / rounds <= 1.0, size


@given(marks)
def test_agreement_of_two_readers_is_the_kappa_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    found = kappa(pairs)
    assume(found is not None)
    a, b = zip(*pairs, strict=True)
    assert found == pytest.approx(cohen_kappa_score(a, b), abs=1e-9)


def test_readers_who_say_the_same_to_everything_have_no_kappa() -> None:
    assert kappa([(3, 3)] * 10) is None
    assert kappa([]) is None
    assert kappa([(1, 1), (4, 4)]) == 1
