"""What a policy would have cost: without it a shop would learn the price of a limit by paying it.

The claims are those of the past, or made up from past orders at a given rate, always the same ones for the same seed. Each
goes through the policy in the order it came, with the reserve as it would have stood that day.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from random import Random

from config.returns import Reserve as ReserveSettings
from config.returns import Returns
from flows.shop.model import Money, Order
from flows.shop.reserve import Reserve, room_for_a_case
from flows.shop.returns import Reason
from flows.shop.trust import Claim, Standing, judge, money

SEED = 20261122
REASONS: tuple[Reason, ...] = ("defect", "defect", "changed_mind", "wrong_item", "not_received", "other")
PHOTOS = 0.7  # of those asked for one have one
KNOWN = 0.8  # of those who claim are known to the shop


@dataclass(frozen=True, slots=True)
class PastClaim:
    """One that was made, or might have been: `statutory` ones cost the shop the same under any policy."""

    at: datetime
    person: str
    title: str
    reason: Reason
    amount: Money
    known: bool
    photo: bool
    statutory: bool = False
    points: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of them. `by_person` are those the policy leaves to people, whatever those would have said."""

    claims: int
    statutory: int
    at_once: int
    by_person: int
    by_law: Money
    cost: Money
    left_to_people: Money
    used_percent: float
    used_up_on: date | None
    why: tuple[tuple[str, int], ...]


def simulate(claims: Iterable[PastClaim], policy: Returns, settings: ReserveSettings, zone: tzinfo) -> Outcome:
    """Run the policy over claims, oldest first; the reserve begins anew with each year."""
    run = _Run(policy, settings, zone)
    for claim in sorted(claims, key=lambda claim: (claim.at, claim.person, claim.title)):
        run.take(claim)
    return run.outcome()


class _Run:
    def __init__(self, policy: Returns, settings: ReserveSettings, zone: tzinfo) -> None:
        self.policy, self.settings, self.zone = policy, settings, zone
        self.currency = settings.budget[1]
        self.reserves: dict[int, Reserve] = {}
        self.given: dict[str, list[tuple[datetime, Money]]] = defaultdict(list)
        self.taken: set[tuple[str, str]] = set()
        self.counts: dict[str, int] = defaultdict(int)
        self.why: dict[str, int] = defaultdict(int)
        self.sums = {name: Money(Decimal(0), self.currency) for name in ("law", "cost", "people")}
        self.used_up: date | None = None

    def take(self, claim: PastClaim) -> None:
        """One claim through the policy."""
        self.counts["claims"] += 1
        if claim.statutory:
            self.counts["statutory"] += 1
            self._add("law", claim.amount)
            return
        year = claim.at.astimezone(self.zone).year
        reserve = self.reserves.setdefault(year, Reserve.of(Money(*self.settings.budget)))
        limits = self.policy.limits_in(claim.amount.currency)
        room = room_for_a_case(reserve, money(limits.per_case), self.settings) if limits else None
        asked = Claim(claim.reason, claim.amount, claim.title or "?", True, True, (claim.person, claim.title) in self.taken)
        points = {"past": claim.points} if claim.points else {}
        verdict = judge(asked, self._standing(claim), self.policy, points, room=room, now=claim.at)
        wanted_photo = limits is not None and claim.amount >= money(limits.photo_from) and not claim.photo
        if verdict.decision != "approved" or wanted_photo:
            self.counts["person"] += 1
            self._add("people", claim.amount)
            for reason in verdict.why or ("photo",):
                self.why[reason] += 1
            return
        self.reserves[year] = reserve.hold(claim.amount).capture(claim.amount, claim.amount)
        self.given[claim.person].append((claim.at, claim.amount))
        self.taken.add((claim.person, claim.title))
        self.counts["at_once"] += 1
        self._add("cost", claim.amount)
        if self.used_up is None and self.reserves[year].available <= money(self.settings.landing_limit):
            self.used_up = claim.at.astimezone(self.zone).date()

    def _standing(self, claim: PastClaim) -> Standing:
        before = self.given[claim.person]
        recent = [
            amount for at, amount in before if at > claim.at - self.policy.period and amount.currency == claim.amount.currency
        ]
        given = sum(recent, Money(Decimal(0), claim.amount.currency))
        return Standing(claim.known, len(recent), given, before[-1][0] if before else None)

    def _add(self, name: str, amount: Money) -> None:
        if amount.currency == self.currency:
            self.sums[name] += amount

    def outcome(self) -> Outcome:
        """What it came to."""
        used = max((reserve.used for reserve in self.reserves.values()), default=0.0)
        return Outcome(
            self.counts["claims"], self.counts["statutory"], self.counts["at_once"], self.counts["person"], self.sums["law"],
            self.sums["cost"], self.sums["people"], used, self.used_up,
            tuple(sorted(self.why.items(), key=lambda pair: (-pair[1], pair[0]))),
        )  # fmt: skip


def made_up(orders: Sequence[Order], rate: float, *, seed: int = SEED) -> Iterator[PastClaim]:
    """Claims by chance: at this rate of all lines sold, some days or months after they came."""
    random = Random(seed)  # noqa: S311 - a simulation, no secret
    for order in sorted(orders, key=lambda order: (order.placed_at, order.number)):
        for line in order.lines:
            draw, wait, reason = random.random(), random.random(), random.random()
            known, photo = random.random(), random.random()
            if draw < rate:
                yield PastClaim(
                    at=(order.delivered_at or order.placed_at) + timedelta(days=15 + wait * 300),
                    person=order.customer.email or order.customer.phone or order.number,
                    title=f"{order.number} {line.title}",
                    reason=REASONS[int(reason * len(REASONS))],
                    amount=line.total,
                    known=known < KNOWN,
                    photo=photo < PHOTOS,
                )


def repeated(orders: Sequence[Order], to: int, begin: datetime, *, seed: int = SEED) -> Sequence[Order]:
    """As many orders in a year as asked for, drawn from these: a small shop's past as a plan for a larger one."""
    random = Random(seed)  # noqa: S311 - a simulation, no secret
    drawn = []
    for number in range(to if orders else 0):
        order, at = orders[int(random.random() * len(orders))], begin + timedelta(days=random.random() * 365)
        drawn.append(replace(order, number=f"{number}", placed_at=at, delivered_at=at))
    return drawn
