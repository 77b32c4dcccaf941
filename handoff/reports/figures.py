"""Small statistics: without them a report would show noise as if it were knowledge."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from statistics import NormalDist

from flows.shop.surveys import Share, wilson

__all__ = ["LEAST", "Quantiles", "Share", "bootstrap", "kappa", "percentile", "quantiles", "share"]

LEAST = 5  # a figure of fewer is not shown: it would be noise, and might be somebody's own
DRAWS = 400
Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Quantiles:
    """How long something took, of `n` cases: by when half, nine tenths and nineteen twentieths were done, and the middle half."""

    n: int
    p50: float
    p90: float
    p95: float
    p25: float
    p75: float


def percentile(ordered: Sequence[float], share: float) -> float:
    """Of values in rising order, by straight lines between neighbours (Hyndman and Fan's type 7, as numpy and Excel have it)."""
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def quantiles(values: Sequence[float], least: int = LEAST) -> Quantiles | None:
    """The percentiles that reports show; None of fewer than `least` values."""
    if len(values) < max(least, 1):
        return None
    rising = sorted(values)
    p25, p50, p75, p90, p95 = (percentile(rising, share) for share in (0.25, 0.5, 0.75, 0.9, 0.95))
    return Quantiles(len(rising), p50, p90, p95, p25, p75)


def share(part: int, whole: int, least: int = LEAST) -> Share | None:
    """A share in per cent with its Wilson interval; None of fewer than `least`."""
    return wilson(part, whole) if whole >= max(least, 1) else None


def bootstrap(values: Sequence[float], least: int = LEAST, draws: int = DRAWS) -> tuple[float, float] | None:
    """Between which values the median lies with 95 %, by drawing again (Efron's percentile bootstrap); the same every time.

    Of many values the order statistics say the same without drawing: the ranks of the binomial, half each side.
    """
    if len(values) < max(least, 2):
        return None
    rising, n = sorted(values), len(values)
    if n > DRAWS:
        half = Z * n**0.5 / 2
        return percentile(rising, max(0.0, (n / 2 - half) / n)), percentile(rising, min(1.0, (n / 2 + half) / n))
    random = Random(n)  # noqa: S311 - drawing again, not a secret
    medians = sorted(percentile(sorted(random.choices(rising, k=n)), 0.5) for _ in range(draws))
    return percentile(medians, 0.025), percentile(medians, 0.975)


def kappa(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Cohen's kappa (1960) of two readings of the same things: 1 is agreement, 0 what chance would bring.

    None of no pairs, and where both readers gave one and the same word to everything, so that chance agrees as well.
    """
    n = len(pairs)
    if not n:
        return None
    agreed = sum(a == b for a, b in pairs) / n
    words = {word for pair in pairs for word in pair}
    chance = sum(
        (sum(a == word for a, _ in pairs) / n) * (sum(b == word for _, b in pairs) / n) for word in words
    )  # fmt: skip
    return None if chance >= 1 else (agreed - chance) / (1 - chance)
