"""Making the certainty said mean what it says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.calibration import Curve, bins, calibration_error, fit_curve, fit_temperature, softmax


def too_modest(count: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Confidences of a model that is right more often than it says: at p, as often as the square root of p."""
    rng = np.random.default_rng(seed)
    said = rng.uniform(0.05, 0.999, count)
    return said, rng.uniform(size=count) < np.sqrt(said)


def test_the_curve_makes_a_modest_model_say_what_it_knows() -> None:
    said, right = too_modest(4000)
    other, truth = too_modest(4000, seed=2)
    curve = fit_curve(said, right)
    assert calibration_error(other, truth) > 0.1
    assert calibration_error(curve(other), truth) < 0.03


def test_it_leaves_alone_what_is_right_already() -> None:
    rng = np.random.default_rng(3)
    said = rng.uniform(0.05, 0.99, 3000)
    curve = fit_curve(said, rng.uniform(size=3000) < said)
    assert np.abs(curve(said) - said).max() < 0.05


def test_a_handful_of_phrases_moves_it_little() -> None:
    curve = fit_curve(np.array([0.9, 0.8, 0.7]), np.array([True, False, False]))
    assert abs(curve(np.array([0.9]))[0] - 0.9) < 0.05


def test_nothing_at_all_moves_it_not() -> None:
    assert fit_curve(np.empty(0), np.empty(0, bool)) == Curve()


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=40), st.lists(st.floats(0, 1), min_size=2, max_size=20))
def test_it_never_falls_so_that_the_surer_of_two_messages_stays_so(rows: list[tuple[float, bool]], some: list[float]) -> None:
    curve = fit_curve(np.array([row[0] for row in rows]), np.array([row[1] for row in rows], bool))
    found = curve(np.sort(np.array(some)))
    assert curve.rises
    assert (np.diff(found) >= 0).all()
    assert ((found >= 0) & (found <= 1)).all()


def test_a_model_that_is_surer_the_wronger_gets_a_level_curve() -> None:
    said = np.linspace(0.1, 0.9, 2000)
    curve = fit_curve(said, np.random.default_rng(0).uniform(size=2000) > said)
    assert curve.rises
    assert np.ptp(curve(said)) < 0.05


def test_the_first_of_several_gets_what_the_curve_says_and_the_rest_share_what_is_left() -> None:
    curve = Curve(1.0, 0.5, 0.7)
    spread = curve.spread([0.6, 0.2, 0.1])
    assert spread[0] == pytest.approx(curve(np.array([0.6]))[0])
    assert spread[1] == pytest.approx(2 * spread[2])
    assert spread[1] / (1 - spread[0]) == pytest.approx(0.2 / 0.4)
    assert curve.spread([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5), st.floats(0, 2), st.floats(0, 2), st.floats(-2, 2))
def test_the_order_of_several_stays(shares: list[float], a: float, b: float, c: float) -> None:
    ordered = sorted((share / max(1.0, sum(shares)) for share in shares), reverse=True)
    spread = Curve(a, b, c).spread(ordered)
    assert spread == sorted(spread, reverse=True)
    assert all(0 <= share <= 1 for share in spread)


def test_the_temperature_finds_again_what_the_margins_were_divided_by() -> None:
    rng = np.random.default_rng(5)
    logits = rng.normal(size=(4000, 4)) * 2
    labels = np.array([rng.choice(4, p=row) for row in softmax(logits)])
    assert fit_temperature(logits * 0.3, labels) == pytest.approx(0.3, rel=0.1)


def test_confidence_that_is_always_right_about_itself_has_no_error() -> None:
    assert calibration_error(np.array([0.75] * 4), np.array([True, True, True, False])) == 0
    assert calibration_error(np.array([1.0, 1.0]), np.array([False, False])) == 1
    assert calibration_error(np.empty(0), np.empty(0, bool)) == 0


def test_the_bins_tell_what_was_said_and_what_was_right() -> None:
    found = bins(np.array([0.05, 0.82, 0.88, 1.0]), np.array([False, True, False, True]))
    assert [(one.count, round(one.said, 6), one.right) for one in found] == [(1, 0.05, 0.0), (2, 0.85, 0.5), (1, 1.0, 1.0)]
