"""Figures of surveys: against the published examples, and never from too few."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.shop.surveys import SCALES, Kind, report, score_of, wilson

KINDS: tuple[Kind, ...] = ("csat", "ces", "nps")


def test_the_interval_is_wilsons() -> None:
    found = wilson(9, 10)
    assert found is not None
    assert (round(found.low, 2), round(found.high, 2)) == (59.58, 98.21)  # R: binom::binom.wilson(9, 10)
    assert wilson(0, 0) is None


def test_promoters_less_detractors() -> None:
    found = report("nps", 40, {10: 4, 9: 2, 8: 3, 7: 1, 6: 1, 0: 1}, 10)
    assert found.net == pytest.approx(100 * (6 - 2) / 12)
    assert found.response is not None
    assert found.response.percent == 30.0


def test_ease_is_five_to_seven() -> None:
    found = report("ces", 10, {7: 5, 5: 1, 4: 4}, 10)
    assert found.good is not None
    assert (found.good.percent, found.mean) == (60.0, 5.6)
    assert found.net is None


def test_nothing_is_shown_from_nine() -> None:
    found = report("csat", 9, {5: 9}, 10)
    assert (found.answered, found.good, found.mean, found.response, found.scores) == (9, None, None, None, {})


@pytest.mark.parametrize("kind", KINDS)
def test_only_scores_of_the_scale_count(kind: Kind) -> None:
    assert [score_of(kind, str(score)) for score in SCALES[kind]] == list(SCALES[kind])
    assert [score_of(kind, text) for text in ("-1", "11", "five", "", "²", "5.0", "0005")] == [None] * 7


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_share_lies_in_its_interval(successes: int, n: int) -> None:
    found = wilson(min(successes, n), n)
    assert found is not None
    assert -1e-9 <= found.low <= found.percent + 1e-9
    assert found.percent - 1e-9 <= found.high <= 100 + 1e-9
