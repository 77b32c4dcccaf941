"""How far trust goes: without it a shop that gives money back without a receipt would be asked for all of it.

Only goodwill and what cannot be proven come here; what the law gives does not. Limits and signals decide between *at once*,
*one thing more* and *a person*. A signal is points for a person to look, never a verdict, and nothing in here can say no
(GDPR, article 22).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from config.returns import Limits, Returns
from flows.shop.model import Money
from flows.shop.returns import Photo, Reason

Decision = Literal["approved", "more", "person"]
Needs = Literal["", "photo", "amount", "date", "item"]

SIGNALS: Mapping[str, int] = {
    "no_order_found": 1,
    "new_account": 1,
    "same_photo": 4,
    "photo_before_purchase": 3,
    "shared_iban": 3,
    "often": 2,  # gives back far more often than others
    "odd_reason": 1,  # others give other reasons for the same thing
    "just_below": 1,  # again and again just under a limit
    "delivered": 2,  # the carrier says that it came
}
SHOWN_TO_PEOPLE = 0.95  # of a limit: just below it
LOOKS_ALIKE = 6  # bits of 64 in which two pictures of the same thing may differ


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a person, by everything they are recognised by. Sums and cases are those trust has given in the period."""

    known: bool = False  # a purchase of theirs was proven
    cases: int = 0
    given: Money | None = None
    last_at: datetime | None = None
    orders: int = 0
    paid: Money | None = None  # in their life, as far as the shop knows
    just_below: int = 0
    account_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What is asked for. `taken`: something was given for this line before."""

    reason: Reason
    amount: Money | None
    item: str
    dated: bool
    photo: bool
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What can be done at once; `why` is for the desk, the first reason first."""

    decision: Decision
    needs: Needs = ""
    why: tuple[str, ...] = ()


def judge(
    claim: Claim, standing: Standing, policy: Returns, points: Mapping[str, int], *, room: Money | None, now: datetime
) -> Verdict:
    """At once, one thing more, or a person. `room` is what the reserve lets one case have now, None where it is used up."""
    if (needs := _missing(claim, policy)) is not None:
        return Verdict("more", needs)
    assert claim.amount is not None
    limits = policy.limits_in(claim.amount.currency)
    if limits is None:
        return Verdict("person", why=("currency",))
    why = [
        *_over_limits(claim.amount, standing, limits, policy),
        *(["line_taken"] if claim.taken else []),
        *(["cool_down"] if standing.last_at is not None and now - standing.last_at < policy.cool_down else []),
        *(["points"] if sum(points.values()) >= policy.points else []),
        *(["reserve"] if not _is_there(claim.amount, room, limits) else []),
        *([] if policy.trust else ["off"]),
    ]
    return Verdict("person", why=tuple(why)) if why else Verdict("approved")


def _is_there(amount: Money, room: Money | None, limits: Limits) -> bool:
    """Whether the reserve has it; what is above the limit of a case is not asked of it."""
    if room is None or room.currency != amount.currency:
        return False
    return amount <= room or amount > money(limits.per_case)


def _missing(claim: Claim, policy: Returns) -> Needs | None:
    """The one thing to ask next: what is needed for any answer first, a photo last."""
    if not claim.item.strip():
        return "item"
    if not claim.dated:
        return "date"
    if claim.amount is None or claim.amount.amount <= 0:
        return "amount"
    limits = policy.limits_in(claim.amount.currency)
    wants = limits is not None and claim.amount >= money(limits.photo_from) and claim.reason != "not_received"
    return "photo" if wants and not claim.photo else None


def _over_limits(amount: Money, standing: Standing, limits: Limits, policy: Returns) -> Iterable[str]:
    if amount > money(limits.per_case):
        yield "per_case"
    given = standing.given or Money(Decimal(0), amount.currency)
    if given.currency != amount.currency or given + amount > money(limits.per_person):
        yield "per_person"
    if standing.cases >= policy.cases:
        yield "cases"
    if not standing.known and amount > money(limits.unknown):
        yield "unknown"
    if standing.orders > policy.lifetime_orders and standing.paid is not None and standing.paid.currency == amount.currency:
        share = Money.rounded(standing.paid.amount * Decimal(str(policy.lifetime_share)), amount.currency)
        if given.currency == amount.currency and given + amount > share:
            yield "lifetime_share"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What may be a signal.

    `rate` is theirs, `usual` the shop's, in returns by order; `others` counts the reasons others gave for the same thing.
    """

    found: bool
    photo: Photo | None = None
    bought: datetime | None = None
    known_photos: tuple[Photo, ...] = ()  # sent before, for other purchases
    iban_persons: int = 0  # others who have had money sent to this account
    rate: float = 0.0
    usual: float = 0.0
    others: Mapping[str, int] | None = None
    delivered: bool = False


def signals(claim: Claim, standing: Standing, seen: Circumstances, policy: Returns, now: datetime) -> dict[str, int]:
    """What a person should know, with its points. Not a verdict."""
    account, photo = standing.account_since, seen.photo
    reasons = seen.others or {}
    present = {
        "no_order_found": not seen.found,
        "new_account": account is not None and now - account < policy.new_account,
        "same_photo": photo is not None and any(same_picture(photo, other) for other in seen.known_photos),
        "photo_before_purchase": photo is not None
        and photo.taken_at is not None
        and seen.bought is not None
        and photo.taken_at < seen.bought - timedelta(days=1),
        "shared_iban": seen.iban_persons > 0,
        "often": seen.usual > 0 and seen.rate > 3 * seen.usual,
        "odd_reason": sum(reasons.values()) >= 5 and reasons.get(claim.reason, 0) * 10 < sum(reasons.values()),
        "just_below": standing.just_below >= 2,
        "delivered": claim.reason == "not_received" and seen.delivered,
    }
    return {name: SIGNALS[name] for name, there in present.items() if there}


def is_just_below(amount: Money, limits: Limits) -> bool:
    """Whether a sum lies just under one of the limits."""
    edges = (money(limits.per_case), money(limits.unknown), money(limits.photo_from))
    return any(edge.amount * Decimal(str(SHOWN_TO_PEOPLE)) <= amount.amount <= edge.amount for edge in edges)


def same_picture(a: Photo, b: Photo) -> bool:
    """Whether two pictures are the same file, or look it."""
    if a.sha256 and a.sha256 == b.sha256:
        return True
    return a.dhash is not None and b.dhash is not None and (a.dhash ^ b.dhash).bit_count() <= LOOKS_ALIKE


def money(amount: tuple[Decimal, str]) -> Money:
    """A sum of the settings."""
    return Money(*amount)
