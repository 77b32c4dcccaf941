"""How returns went: what law and trust gave, how the reserve goes, and whether the experiment says anything yet."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

import sqlalchemy as sa

from bot.epoch import from_ms, to_ms
from bot.store import arms, orders, refunds, reserve, returns
from bot.store.arms import Member
from config.returns import Experiment
from config.shop import Shop
from flows.shop.experiment import Difference, Share, compare_money, compare_rates, sample_size, stop
from flows.shop.model import Money, Order
from flows.shop.persons import email_key
from flows.shop.reserve import Pace, Reserve, pace
from flows.shop.returns import GIVEN, Return

MORE = 0.05  # of repeat purchases, for the sample size that is told
ROUNDS = 2_000  # of the bootstrap in a report that somebody waits for
BOUGHT = frozenset({"paid", "packed", "shipped", "partly_shipped", "delivered", "delayed"})


@dataclass(frozen=True, slots=True)
class ArmFigures:
    """One arm: its persons, how many of them claimed, and bought again within the experiment's days; `cost` is what was given."""

    arm: str
    persons: int
    claims: int
    repeats: int
    cost: Money
    margins: tuple[float, ...]

    @property
    def margin_per_person(self) -> float:
        """Contribution margin by person, what was given and minutes of work taken off."""
        return sum(self.margins) / len(self.margins) if self.margins else 0.0


@dataclass(frozen=True, slots=True)
class Figures:
    """What an experiment says so far."""

    name: str
    control: ArmFigures
    trust: ArmFigures
    repeat: Difference
    margin: Difference
    needed: int
    stop: str


@dataclass(frozen=True, slots=True)
class Report:
    """A year of returns. Sums in the reserve's currency; what was given in others is counted, not summed."""

    year: int
    by_state: Mapping[str, int]
    by_basis: Mapping[str, int]
    at_once: int
    by_people: int
    by_law: Money
    by_trust: Money
    refunds_open: int
    refunds_late: int
    reserve: Reserve
    pace: Pace
    alerts: Sequence[int]
    experiment: Figures | None


def report(connection: sa.Connection, settings: Shop, secret: bytes, year: int, now: datetime) -> Report:
    """Everything, as it stands."""
    zone = settings.time_zone
    since, until = (to_ms(datetime(at, 1, 1, tzinfo=zone)) for at in (year, year + 1))
    found = returns.between(connection, since, until)
    budget = Money(*settings.reserve.budget)
    standing = reserve.view(connection, year, budget)
    open_ = refunds.page(connection, "open", (0, 0), 10_000)
    given = [record for record in found if record.state in GIVEN]
    today = min(now.astimezone(zone), datetime(year, 12, 31, tzinfo=zone)).date()
    going = pace(standing, today, settings.reserve)
    return Report(
        year=year,
        by_state=Counter(record.state for record in found),
        by_basis=Counter(record.basis for record in found),
        at_once=sum(record.decision == "auto" and record.state in GIVEN for record in found),
        by_people=sum(record.decision == "person" and bool(record.decided_by) for record in found),
        by_law=_sum([record.amount for record in given if not record.drawn], standing.budget.currency),
        by_trust=_sum([record.amount for record in given if record.drawn], standing.budget.currency),
        refunds_open=len(open_),
        refunds_late=sum(refund.due_at < to_ms(now) and refund.state != "waiting" for refund in open_),
        reserve=standing,
        pace=going,
        alerts=[mark for mark, _ in reserve.alerts(connection, year)],
        experiment=experiment(connection, settings, secret, now, going.share) if settings.experiment.on else None,
    )


def experiment(connection: sa.Connection, settings: Shop, secret: bytes, now: datetime, reserve_pace: float) -> Figures:
    """The arms against each other, by person."""
    rules = settings.experiment
    members = arms.members(connection, rules.name)
    bought = _by_contact(orders.everything(connection), secret)
    claims = {member.person_id: returns.of_person(connection, member.person_id) for member in members}
    currency = settings.reserve.budget[1]
    count = partial(_arm, bought=bought, claims=claims, rules=rules, currency=currency)
    control, trust = (count(name, [member for member in members if member.arm == name]) for name in ("control", "trust"))
    base = min(0.9, max(0.05, control.repeats / control.persons if control.persons else 0.3))
    shares = Share(control.claims, control.persons), Share(trust.claims, trust.persons)
    return Figures(
        name=rules.name,
        control=control,
        trust=trust,
        repeat=compare_rates(Share(control.repeats, control.persons), Share(trust.repeats, trust.persons)),
        margin=compare_money(control.margins, trust.margins, rounds=ROUNDS),
        needed=sample_size(base, base + MORE),
        stop=stop(*shares, claims=rules.stop_claims, reserve_pace=reserve_pace, pace=rules.stop_pace),
    )


def _arm(
    name: str, members: Sequence[Member], *, bought: Mapping[str, Sequence[Order]], claims: Mapping[int, Sequence[Return]],
    rules: Experiment, currency: str,
) -> ArmFigures:  # fmt: skip
    margins, repeats, claimed, cost = [], 0, 0, Money(Decimal(0), currency)
    for member in members:
        begin, end = from_ms(member.at), from_ms(member.at) + timedelta(days=rules.days)
        after = [order for order in bought.get(member.contact, ()) if member.contact and begin < order.placed_at <= end]
        asked = [record for record in claims[member.person_id] if begin <= record.made_at <= end]
        given = _sum([record.amount for record in asked if record.state in GIVEN], currency)
        earned = _sum([order.total for order in after], currency).amount * Decimal(str(rules.margin))
        work = Decimal(rules.review_minutes * sum(record.decision == "person" for record in asked)) * rules.minute[0]
        margins.append(float(earned - given.amount - work))
        repeats, claimed, cost = repeats + bool(after), claimed + bool(asked), cost + given
    return ArmFigures(name, len(members), claimed, repeats, cost, tuple(margins))


def _by_contact(found: Sequence[Order], secret: bytes) -> Mapping[str, Sequence[Order]]:
    """By the same hash under which a person is known."""
    sorted_: dict[str, list[Order]] = {}
    for order in found:
        key = email_key(secret, order.customer.email)
        if key is not None and order.state in BOUGHT:
            sorted_.setdefault(key.hash, []).append(order)
    return sorted_


def _sum(sums: Sequence[Money], currency: str) -> Money:
    total = Money(Decimal(0), currency)
    for one in sums:
        total = total + one if one.currency == currency else total
    return total
