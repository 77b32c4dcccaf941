"""What can be done about a return at once: the law first, then trust, then a person; never a no.

Everything that was found out comes in as one `Case`; what comes out is the answer to the customer and the reasons for the
desk. It is the same function that answers a question in a chat and that opens the return, so that what was shown is what is
done, or is told to have changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Literal

from config.countries import Country
from config.returns import Exemption, Returns
from flows.shop.evidence import Known, line_of
from flows.shop.model import Line, Money, Order
from flows.shop.returns import Basis, Photo, Reason, RefundTo, Remedy
from flows.shop.rights import Purchase, Right, exemption_of, purchase_of, refund_by, right_to
from flows.shop.trust import Circumstances, Claim, Decision, Needs, Standing, Verdict, judge, money, signals

ENOUGH_FOR_ELSEWHERE = 2  # level of proof before money of a known order goes elsewhere than it came from
STRANGER, NOTHING_SEEN = Standing(), Circumstances(found=False)
UNPAID = frozenset({"unpaid", "cancelled"})


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds in this shop: its limits, its country's law, its zone."""

    policy: Returns
    country: Country
    code: str
    zone: tzinfo

    @property
    def exempt(self) -> Mapping[Exemption, tuple[str, ...]]:
        """Patterns of titles about which minds cannot be changed."""
        return self.policy.exempt


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked, and everything found out about it.

    `order` is one that this chat has proved to be theirs (`level` 1 or 2), else None. `given` is what was given for this
    purchase before. `room` is what the reserve lets one case have. `arm` is `control` where an experiment keeps trust from
    this person.
    """

    known: Known
    reason: Reason
    order: Order | None = None
    level: int = 0
    remedy: Remedy = "money"
    refund_to: RefundTo | Literal[""] = ""
    iban: str = ""
    consent: bool = False
    photo: Photo | None = None
    given: Money | None = None
    taken: bool = False
    standing: Standing = STRANGER
    seen: Circumstances = NOTHING_SEEN
    room: Money | None = None
    arm: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The answer. `statutory`: the law gives it. `drawn`: the reserve pays. `amount` is None as long as nobody knows."""

    right: Right
    decision: Decision
    amount: Money | None
    needs: Needs = ""
    keep: bool = False
    refund_by: datetime | None = None
    consent: bool = False
    drawn: bool = False
    line: Line | None = None
    points: Mapping[str, int] | None = None
    why: tuple[str, ...] = ()

    @property
    def basis(self) -> Basis:
        """On which it stands."""
        return self.right.basis


def assess(case: Case, rules: Rules, now: datetime) -> Assessment:
    """What can be done at once."""
    today = now.astimezone(rules.zone).date()
    line = line_of(case.order, case.known.item) if case.order else None
    right = right_to(case.reason, _purchase(case, line, rules), rules.country, rules.code, today)
    assessor = _Assessor(case, rules, now, right, line)
    return assessor.proven(case.order) if case.order is not None else assessor.unproven()


def _purchase(case: Case, line: Line | None, rules: Rules) -> Purchase:
    if case.order is not None:
        return purchase_of(case.order, line.title if line else case.known.item, rules.exempt, rules.zone)
    exemption = exemption_of(case.known.item, rules.exempt)
    return Purchase(None, case.known.bought_on, exemption, case.reason == "not_received")


@dataclass(frozen=True, slots=True)
class _Assessor:
    case: Case
    rules: Rules
    now: datetime
    right: Right
    line: Line | None

    def proven(self, order: Order) -> Assessment:
        """A purchase this chat has proved to be theirs."""
        case, line = self.case, self.line
        if self._which(order):
            return self._answer(Verdict("more", "item"), None)
        amount = self._worth(order)
        if why := self._hindered(order, amount):
            return self._answer(Verdict("person", why=why), amount)
        if self.right.statutory:
            return self._answer(self._by_law(amount), amount)
        title = line.title if line else order.number
        return self._by_trust(Claim(case.reason, amount, title, True, case.photo is not None, case.taken))

    def unproven(self) -> Assessment:
        """One the customer tells of. A withdrawal is taken down at once, whatever can be shown for it; then a person looks."""
        case, amount = self.case, self.case.known.amount
        dated = case.known.bought_on is not None
        if self.right.basis == "withdrawal":
            needs: Needs = "date" if not dated else "amount" if amount is None else ""
            return self._answer(Verdict("more", needs) if needs else Verdict("person", why=("not_proven",)), amount)
        claim = Claim(case.reason, amount, case.known.item, dated, case.photo is not None, case.taken)
        return self._by_trust(claim)

    def _which(self, order: Order) -> bool:
        """Of several things the one that is meant; a whole order may be given back, or not have come, without naming any."""
        whole = self.right.basis in {"withdrawal", "not_received"}
        return self.line is None and len(order.lines) > 1 and not whole and not self._named

    @property
    def _named(self) -> bool:
        return bool(self.case.known.item.strip())

    def _worth(self, order: Order) -> Money:
        """By the shop's own record. A withdrawal from the whole gives back the delivery too (CRD article 13(1))."""
        whole = self.right.basis in {"withdrawal", "not_received"} and not self._named
        if self.line is None or whole or (len(order.lines) == 1 and self.right.statutory):
            return order.total
        return self.line.total

    def _hindered(self, order: Order, amount: Money) -> tuple[str, ...]:
        """Why a person has to look, whatever the law or the limits say: something here does not fit together."""
        case = self.case
        today = self.now.astimezone(self.rules.zone).date()
        overdue = order.expected_at is not None and order.expected_at < today
        coming = order.state in {"paid", "packed", "shipped", "partly_shipped"} and not overdue
        left = order.total - case.given if case.given is not None else order.total
        elsewhere = case.refund_to in {"iban", "credit"} and case.level < ENOUGH_FOR_ELSEWHERE
        present = {
            "unpaid": order.state in UNPAID,
            "given_before": case.taken or amount > left or order.state == "returned",
            "which_item": self.line is None and self._named and len(order.lines) > 1,
            "still_coming": case.reason == "not_received" and coming,
            "delivered": case.reason == "not_received" and order.state == "delivered",
            "proof_for_payout": elsewhere and case.remedy in {"money", "credit"},
        }
        return tuple(name for name, there in present.items() if there)

    def _by_law(self, amount: Money) -> Verdict:
        """A withdrawal at any sum.

        A fault up to the limit of a case at once, above it by a person, and acknowledged all the same.
        """
        if self.right.basis == "withdrawal":
            return Verdict("approved")
        limits = self.rules.policy.limits_in(amount.currency)
        if limits is None:
            return Verdict("person", why=("currency",))
        return Verdict("person", why=("per_case",)) if amount > money(limits.per_case) else Verdict("approved")

    def _by_trust(self, claim: Claim) -> Assessment:
        case, policy = self.case, self.rules.policy
        points = signals(claim, case.standing, case.seen, policy, self.now)
        verdict = judge(claim, case.standing, policy, points, room=case.room, now=self.now)
        # the money is to go back as it came, and nobody knows how it came
        no_way_back = case.order is None and case.refund_to == "as_paid" and case.remedy == "money"
        extra = [name for name, there in (("control", case.arm == "control"), ("no_way_back", no_way_back)) if there]
        if verdict.decision == "approved" and extra:
            verdict = Verdict("person", why=tuple(extra))
        return self._answer(verdict, claim.amount, points=points, drawn=True)

    def _answer(
        self, verdict: Verdict, amount: Money | None, *, points: Mapping[str, int] | None = None, drawn: bool = False
    ) -> Assessment:
        case, by_law = self.case, self.right.statutory and self.case.order is not None
        return Assessment(
            right=self.right,
            decision=verdict.decision,
            amount=amount,
            needs=verdict.needs,
            keep=self._keeps(amount, drawn=drawn),
            refund_by=refund_by(self.now, self.rules.country),
            consent=by_law and case.refund_to in {"iban", "credit"} and not case.consent,
            drawn=drawn and case.remedy in {"money", "credit"},
            line=self.line,
            points=points or {},
            why=verdict.why,
        )

    def _keeps(self, amount: Money | None, *, drawn: bool) -> bool:
        """Trust asks for nothing back; nor does the shop for what is not worth the postage.

        And nobody can bring what never came.
        """
        if self.case.reason == "not_received" or drawn:
            return True
        limits = self.rules.policy.limits_in(amount.currency) if amount is not None else None
        return limits is not None and amount is not None and amount <= money(limits.keep_below)
