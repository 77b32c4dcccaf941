"""Codes as they are given for any reason: without it a rule, an agent and a supervisor would each have limits of their own."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal

import sqlalchemy as sa

from bot.epoch import from_ms, to_ms
from bot.store import coupons
from bot.store.coupons import Gift, Given, Kind, Limits, Refusal
from bot.store.refunds import Refund
from config.shop import Shop
from config.values import Amount
from flows.shop.coupons import new_code
from flows.shop.model import Money
from flows.shop.persons import keys_of

UNBOUNDED = 2**62  # hundredths
_CREDIT = "refund:"


@dataclass(frozen=True, slots=True)
class Giver:
    """Who makes codes, within the shop's settings; `secret` keys the hashes of persons."""

    settings: Shop
    secret: bytes

    def give(
        self, connection: sa.Connection, conversation_id: int, case: str, amount: Money, now: int, *, kind: Kind = "goodwill",
        why: str = "other", made_by: str = "rule", persons: Sequence[str] = (), bounded: bool = True,
    ) -> Given | Refusal:  # fmt: skip
        """A code for a case, once, or why not. Not `bounded`: a supervisor has said yes, and only the budget can say no.

        Raises ValueError for a sum in another currency than the budget's.
        """
        policy = self.settings.care.coupons
        purse = policy.loyalty.budget if kind == "loyalty" else policy.budget
        if amount.currency != purse[1] or amount.amount <= 0:
            raise ValueError(f"codes are worth something in {purse[1]}")
        local = from_ms(now).astimezone(self.settings.time_zone)
        gift = Gift(
            conversation_id, case, (*persons, *self.persons(connection, conversation_id)), kind, why, amount,
            money(policy.minimum), new_code(secrets.randbelow), made_by, policy.valid, local.year,
        )  # fmt: skip
        return coupons.give(connection, gift, self._limits(kind, local, bounded=bounded), now)

    def credit(self, connection: sa.Connection, conversation_id: int | None, refund: Refund, now: int) -> Given | Refusal:
        """A refund as store credit. It is the customer's own money: no budget, no limit of a person, no least order."""
        local = from_ms(now).astimezone(self.settings.time_zone)
        gift = Gift(
            conversation_id, credit_case(refund.id), (), "credit", "return", refund.amount,
            refund.amount - refund.amount, new_code(secrets.randbelow), "rule", self.settings.returns.credit_valid, local.year,
        )  # fmt: skip
        return coupons.give(connection, gift, Limits(UNBOUNDED), now)

    def persons(self, connection: sa.Connection, conversation_id: int, phone: str = "") -> Sequence[str]:
        """The hashes by which the customer of a conversation is known, the best first."""
        channel, address, email = coupons.whose(connection, conversation_id)
        return hashes(self.secret, channel, address, email, phone)

    def _limits(self, kind: Kind, local: datetime, *, bounded: bool) -> Limits:
        policy = self.settings.care.coupons
        if not bounded:
            return Limits(cents(policy.budget))
        match kind:
            case "credit":
                return Limits(UNBOUNDED)
            case "loyalty":
                return Limits(cents(policy.loyalty.budget), cool_down=_ms(policy.loyalty.every.total_seconds()))
            case "agent":
                case = cents(self.settings.agents_allowance)
                return Limits(
                    cents(policy.budget), month=cents(policy.agents_month), month_since=_month(local), case=case
                )
            case "goodwill":
                return Limits(cents(policy.budget), policy.per_person, _ms(policy.cool_down.total_seconds()))


def hashes(secret: bytes, channel: str = "", address: str = "", email: str = "", phone: str = "") -> Sequence[str]:
    """E-mail, phone, chat: the best first."""
    keys = keys_of(secret, channel=channel, address=address, email=email, phone=phone)
    order = ("email", "phone", "chat", "iban")
    return [key.hash for key in sorted(keys, key=lambda key: order.index(key.kind))]


def credit_case(refund: int) -> str:
    """What a code of store credit is for."""
    return f"{_CREDIT}{refund}"


def refund_of(given: Given) -> int | None:
    """Which refund a code pays; None where it is a gift."""
    return int(given.case.removeprefix(_CREDIT)) if given.kind == "credit" else None


def money(amount: Amount) -> Money:
    """A sum of the settings."""
    return Money(amount[0], amount[1])


def cents(amount: Amount) -> int:
    """A sum of the settings in hundredths."""
    return int(amount[0] * Decimal(100))


def _ms(seconds: float) -> int:
    return int(seconds * 1000)


def _month(local: datetime) -> int:
    """When the month began, in the shop's zone."""
    zone: tzinfo | None = local.tzinfo
    return to_ms(datetime(local.year, local.month, 1, tzinfo=zone))
