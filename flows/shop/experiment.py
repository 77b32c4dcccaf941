"""Whether trust pays, told with its doubt: without a control arm every good year would be put down to it.

Persons, not returns, are put into arms, at random and for good. Rates are compared by a two-proportion z and Newcombe's
interval, money by Welch's t and a seeded bootstrap, because few returns are dear. What is shown are intervals; a small shop
cannot prove a small effect.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from random import Random
from statistics import NormalDist, fmean, variance
from typing import Literal

Arm = Literal["control", "trust"]
CONFIDENCE = 0.95
ROUNDS = 10_000
SEED = 20261122
_NORMAL = NormalDist()


def arm_of(experiment: str, person_id: int, trust_percent: int) -> Arm:
    """Where somebody belongs: the same whenever it is asked, and in no relation to another experiment."""
    draw = int.from_bytes(sha256(f"{experiment}\0{person_id}".encode()).digest()[:8]) % 100
    return "trust" if draw < trust_percent else "control"


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    @property
    def rate(self) -> float:
        """Between 0 and 1; 0 of nobody."""
        return self.hits / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Difference:
    """Trust less control, with the interval it lies in (95 %), the test's value and its p; None where nothing can be said."""

    value: float
    low: float | None
    high: float | None
    statistic: float | None
    p: float | None


def compare_rates(control: Share, trust: Share, confidence: float = CONFIDENCE) -> Difference:
    """Two proportions: z with the pooled rate, Newcombe's interval (1998, method 10) from Wilson's two."""
    value = trust.rate - control.rate
    if not control.of or not trust.of:
        return Difference(value, None, None, None, None)
    pooled = (control.hits + trust.hits) / (control.of + trust.of)
    error = math.sqrt(pooled * (1 - pooled) * (1 / control.of + 1 / trust.of))
    z = value / error if error else None
    (l1, u1), (l2, u2) = wilson(trust, confidence), wilson(control, confidence)
    low = value - math.sqrt((trust.rate - l1) ** 2 + (u2 - control.rate) ** 2)
    high = value + math.sqrt((u1 - trust.rate) ** 2 + (control.rate - l2) ** 2)
    return Difference(value, low, high, z, _two_sided(z) if z is not None else None)


def wilson(share: Share, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The interval of one proportion."""
    if not share.of:
        return (0.0, 1.0)
    z, n, rate = _NORMAL.inv_cdf((1 + confidence) / 2), share.of, share.rate
    middle = (rate + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return (max(0.0, middle - half), min(1.0, middle + half))


def compare_money(control: Sequence[float], trust: Sequence[float], *, rounds: int = ROUNDS, seed: int = SEED) -> Difference:
    """Means of sums by person: Welch's t, and the middle 95 % of a bootstrap that gives the same for the same data."""
    value = (fmean(trust) if trust else 0.0) - (fmean(control) if control else 0.0)
    if len(control) < 2 or len(trust) < 2:
        return Difference(value, None, None, None, None)
    t, freedom = welch(control, trust)
    low, high = bootstrap(control, trust, rounds=rounds, seed=seed)
    return Difference(value, low, high, t, student_p(t, freedom) if t is not None else None)


def welch(control: Sequence[float], trust: Sequence[float]) -> tuple[float | None, float]:
    """t and its degrees of freedom (Welch and Satterthwaite); None where nothing varies."""
    a, b = variance(trust) / len(trust), variance(control) / len(control)
    if a + b == 0:
        return None, 0.0
    freedom = (a + b) ** 2 / (a * a / (len(trust) - 1) + b * b / (len(control) - 1))
    return (fmean(trust) - fmean(control)) / math.sqrt(a + b), freedom


def bootstrap(control: Sequence[float], trust: Sequence[float], *, rounds: int, seed: int) -> tuple[float, float]:
    """The middle 95 % of the differences of means over samples drawn with putting back."""
    random = Random(seed)  # noqa: S311 - statistics, no secret
    found = sorted(
        fmean(random.choices(trust, k=len(trust))) - fmean(random.choices(control, k=len(control))) for _ in range(rounds)
    )
    edge = (1 - CONFIDENCE) / 2
    return found[int(edge * (rounds - 1))], found[math.ceil((1 - edge) * (rounds - 1))]


def student_p(t: float, freedom: float) -> float:
    """Two-sided p of Student's t, by the incomplete beta function."""
    return incomplete_beta(freedom / (freedom + t * t), freedom / 2, 0.5)


def incomplete_beta(x: float, a: float, b: float) -> float:
    """Regularised, by Lentz's continued fraction; good to 1e-10 where statistics need it."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    front = math.exp(a * math.log(x) + b * math.log1p(-x) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b))
    if x > (a + 1) / (a + b + 2):
        return 1 - front * _fraction(1 - x, b, a) / b
    return front * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    tiny = 1e-300
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > tiny else tiny)
    result = d
    for m in range(1, 400):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + step * d
            d = 1 / (d if abs(d) > tiny else tiny)
            c = 1 + step / c
            c = c if abs(c) > tiny else tiny
            result *= c * d
        if abs(c * d - 1) < 1e-12:
            break
    return result


def sample_size(base: float, other: float, *, alpha: float = 0.05, power: float = 0.8) -> int:
    """Persons an arm needs so that a change from one rate to the other would be seen that often."""
    if base == other:
        raise ValueError("two rates that are the same cannot be told apart")
    a, b = _NORMAL.inv_cdf(1 - alpha / 2), _NORMAL.inv_cdf(power)
    middle = (base + other) / 2
    root = a * math.sqrt(2 * middle * (1 - middle)) + b * math.sqrt(base * (1 - base) + other * (1 - other))
    return math.ceil((root / (other - base)) ** 2)


def stop(control: Share, trust: Share, *, claims: float, reserve_pace: float, pace: float) -> str:
    """Why the trust arm should end, empty where it need not: claims above `claims` times the control's, or the reserve's pace.

    The first with 99 % certainty: looking every day would otherwise find something in any noise.
    """
    if reserve_pace > pace:
        return "pace"
    if not control.of or not trust.of or not control.hits:
        return ""
    log = math.log(trust.rate / control.rate) if trust.hits else -math.inf
    error = math.sqrt(1 / max(trust.hits, 1) - 1 / trust.of + 1 / control.hits - 1 / control.of)
    return "claims" if log - _NORMAL.inv_cdf(0.99) * error > math.log(claims) else ""


def _two_sided(z: float) -> float:
    return 2 * (1 - _NORMAL.cdf(abs(z)))
