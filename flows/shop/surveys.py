"""What answers to a survey say: without it a report would show a figure from three people as if it were the truth.

CSAT is the share of 4 and 5 of 5. The net promoter figure is the share of 9 and 10 less that of 0 to 6. CES is how much customers
agree, from 1 to 7, that it was easy; 5 to 7 count as easy. Shares come with the Wilson interval of 95 %, which holds for few
answers too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Literal

Kind = Literal["csat", "ces", "nps"]
SCALES: Mapping[Kind, range] = {"csat": range(1, 6), "ces": range(1, 8), "nps": range(11)}
LOW: Mapping[Kind, int] = {"csat": 2, "ces": 2, "nps": 2}  # up to here somebody should call
POOR: Mapping[Kind, int] = {"csat": 3, "ces": 4, "nps": 6}  # up to here we ask what we could do better
GOOD: Mapping[Kind, int] = {"csat": 4, "ces": 5, "nps": 9}  # from here on it counts as good
DETRACTORS = 6
Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Share:
    """A share in per cent, and the interval it lies in with 95 %."""

    percent: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Report:
    """Of one kind of survey; figures are None where too few have answered. `good` is CSAT, easy, or promoters."""

    asked: int
    answered: int
    response: Share | None
    good: Share | None
    mean: float | None
    net: float | None
    scores: Mapping[int, int]


def score_of(kind: Kind, text: str) -> int | None:
    """A score as it was answered; None where the scale has no such one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 and int(text) in SCALES[kind] else None


def report(kind: Kind, asked: int, scores: Mapping[int, int], least: int) -> Report:
    """What the answers say; `scores` counts them by score, `least` is from how many on a figure is shown."""
    n = sum(scores.values())
    response = wilson(n, asked) if asked >= least else None
    if n < least:
        return Report(asked, n, response, None, None, None, {})
    good = sum(count for score, count in scores.items() if score >= GOOD[kind])
    mean = sum(score * count for score, count in scores.items()) / n
    bad = sum(count for score, count in scores.items() if score <= DETRACTORS)
    net = 100 * (good - bad) / n if kind == "nps" else None
    return Report(asked, n, response, wilson(good, n), mean, net, dict(sorted(scores.items())))


def wilson(successes: int, n: int) -> Share | None:
    """The share of successes among n, with the Wilson score interval (E. B. Wilson, 1927); None of none."""
    if n <= 0:
        return None
    p = successes / n
    middle = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z * sqrt(p * (1 - p) / n + Z**2 / (4 * n**2)) / (1 + Z**2 / n)
    return Share(100 * p, 100 * max(0.0, middle - half), 100 * min(1.0, middle + half))
