"""Gathers what is known about a return that is asked for.

The order, whose it is, the photo, the person, what trust has given before.

The same gathering serves the question in a chat and the opening of the return, so that both judge by the same facts.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_args

import sqlalchemy as sa

from bot.books.department import Office
from bot.epoch import to_ms
from bot.store import arms, persons, reserve, returns
from bot.store.files import read_file
from bot.store.returns import Chat
from config.countries import Country
from flows.shop.assessing import Case, Rules
from flows.shop.evidence import Known, line_of
from flows.shop.experiment import arm_of
from flows.shop.identity import Identity, Level
from flows.shop.model import Money, Order
from flows.shop.persons import Key, keys_of
from flows.shop.pictures import read_photo
from flows.shop.port import ShopUnavailableError
from flows.shop.proof import normal_number
from flows.shop.reserve import room_for_a_case
from flows.shop.returns import GIVEN, Photo, Reason, RefundTo, Remedy, Return
from flows.shop.trust import Circumstances, Standing, is_just_below, money

REASONS: Mapping[str, Reason] = {reason: reason for reason in get_args(Reason)}
UNGIVEN = frozenset({"rejected", "withdrawn"})
BOUGHT = frozenset({"paid", "packed", "shipped", "partly_shipped", "delivered", "delayed", "lost", "returned"})


@dataclass(frozen=True, slots=True)
class Wish:
    """The arguments of a call, read."""

    known: Known
    reason: Reason
    remedy: Remedy
    refund_to: RefundTo | None
    iban: str
    consent: bool
    photo: str
    details: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found out before any transaction. `claimed` is the order that was named, whether proved or not."""

    chat: Chat
    wish: Wish
    claimed: Order | None
    order: Order | None
    level: Level
    photo: Photo | None
    bought: Sequence[Order]
    keys: Sequence[Key]


@dataclass(frozen=True, slots=True)
class Cases:
    """Puts cases together."""

    office: Office
    rules: Rules
    identity: Identity

    @classmethod
    def of(cls, office: Office, country: Country) -> "Cases":
        """For this shop."""
        rules = Rules(office.settings.returns, country, office.settings.region, office.settings.time_zone)
        return cls(office, rules, Identity(office.proof, office.secret))

    async def gather(self, arguments: Mapping[str, Any], chat: Chat, now: datetime) -> Facts:
        """Everything that needs the shop or the file store. Raises ShopUnavailableError."""
        wish = wish_of(arguments)
        claimed = await self._order(wish.known.order_number)
        level = await self.identity.level(str(chat.id), claimed, now)
        order = claimed if level else None
        customer = order.customer if order else None
        keys = keys_of(
            self.office.secret, channel=chat.channel, address=chat.address, phone=customer.phone if customer else "",
            email=customer.email if customer else "", iban=wish.iban,
        )  # fmt: skip
        return Facts(chat, wish, claimed, order, level, await self._photo(wish.photo), await self._bought(order), keys)

    def case(self, connection: sa.Connection, facts: Facts, now: datetime, *, people: Sequence[int], spare: str = "") -> Case:
        """The whole case, with what the books say. `people` are whom the keys belong to.

        `spare` is a return not to be counted.
        """
        order, wish = facts.order, facts.wish
        line = line_of(order, wish.known.item) if order else None
        before = [record for person in people for record in returns.of_person(connection, person) if record.number != spare]
        same = [record for record in returns.of_order(connection, order.number) if record.number != spare] if order else []
        living = [record for record in same if record.state not in UNGIVEN]
        title = line.title if line else ""
        currency = order.total.currency if order else (wish.known.amount or self._budget).currency
        return Case(
            known=wish.known,
            reason=wish.reason,
            order=order,
            level=facts.level,
            remedy=wish.remedy,
            refund_to=wish.refund_to or "",
            iban=wish.iban,
            consent=wish.consent,
            photo=facts.photo,
            given=reserve.of_cents(returns.given_for(same), order.total.currency) if order else None,
            taken=any(not record.title or not title or record.title == title for record in living),
            standing=self._standing(facts, before, currency, now),
            seen=self._seen(connection, facts, before, title, people=people, own=spare, now=now),
            room=self._room(connection, currency, now),
            arm=self._arm(connection, people),
        )

    def people(self, connection: sa.Connection, facts: Facts) -> list[int]:
        """Everybody these keys belong to, without making anybody one."""
        return persons.find(connection, facts.keys)

    @property
    def _budget(self) -> Money:
        return Money(*self.office.settings.reserve.budget)

    async def _order(self, number: str) -> Order | None:
        return await self.office.shop.find_order(normal_number(number)) if number else None

    async def _bought(self, order: Order | None) -> Sequence[Order]:
        """What the customer of a proven order has bought in their life, as far as the shop tells."""
        if order is None:
            return ()
        contact = order.customer.email or order.customer.phone
        try:
            found = await self.office.shop.orders_of(contact) if contact else ()
        except ShopUnavailableError:
            found = ()
        return [other for other in found if other.state in BOUGHT] or [order]

    async def _photo(self, file_id: str) -> Photo | None:
        if not file_id:
            return None
        stored = await self.office.database.read(lambda connection: read_file(connection, file_id))
        if stored is None or not stored.mime.startswith("image/"):  # a paper is no picture of the goods: a person looks at it
            return None
        return await asyncio.to_thread(read_photo, file_id, stored.content)

    def _standing(self, facts: Facts, before: Sequence[Return], currency: str, now: datetime) -> Standing:
        policy = self.rules.policy
        drawn = [record for record in before if record.drawn and record.state not in UNGIVEN]
        recent = [record for record in drawn if record.state in GIVEN and record.made_at > now - policy.period]
        limits = policy.limits_in(currency)
        paid = [other.total for other in facts.bought if other.total.currency == currency]
        return Standing(
            known=facts.order is not None or any(record.proof == "order" for record in before),
            cases=len(recent),
            given=_sum([record.amount for record in recent if record.amount.currency == currency], currency),
            last_at=max((record.made_at for record in drawn), default=None),
            orders=len(facts.bought),
            paid=_sum(paid, currency) if paid else None,
            just_below=sum(limits is not None and is_just_below(record.amount, limits) for record in recent),
            account_since=facts.chat.since,
        )

    def _seen(
        self,
        connection: sa.Connection,
        facts: Facts,
        before: Sequence[Return],
        title: str,
        *,
        people: Sequence[int],
        own: str,
        now: datetime,
    ) -> Circumstances:
        order, photo = facts.order, facts.photo
        since = to_ms(now - self.rules.policy.remember)
        others = returns.photos(connection, since, own) if photo is not None else ()
        iban = [key for key in facts.keys if key.kind == "iban"]
        rest = [key for key in facts.keys if key.kind != "iban"]
        owners = set(persons.find(connection, iban)) - set(persons.find(connection, rest)) if iban else set()
        return Circumstances(
            found=order is not None,
            photo=photo,
            bought=order.placed_at if order else None,
            known_photos=others,
            iban_persons=len(owners),
            rate=len(before) / max(1, len(facts.bought)) if len(before) > 1 else 0.0,
            usual=returns.usual_rate(connection),
            others=returns.reasons(connection, title, people[0] if people else 0) if title else None,
            delivered=order is not None and order.state == "delivered",
        )

    def _room(self, connection: sa.Connection, currency: str, now: datetime) -> Money | None:
        limits = self.rules.policy.limits_in(currency)
        if limits is None:
            return None
        year = now.astimezone(self.rules.zone).year
        standing = reserve.view(connection, year, self._budget)
        return room_for_a_case(standing, money(limits.per_case), self.office.settings.reserve)

    def _arm(self, connection: sa.Connection, people: Sequence[int]) -> str:
        experiment = self.office.settings.experiment
        if not experiment.on:
            return ""
        known = arms.arm(connection, experiment.name, people) if people else None
        return known or (arm_of(experiment.name, people[0], experiment.trust_percent) if people else "")


def wish_of(arguments: Mapping[str, Any]) -> Wish:
    """The arguments of a call as values; what a flow could not fill is empty, and a word nobody knows is the mildest."""

    def text(name: str) -> str:
        value = arguments.get(name)
        return "" if value is None else str(value).strip()

    amount, day = arguments.get("amount"), arguments.get("bought_on")
    remedy, way = text("remedy"), text("refund_to")
    return Wish(
        known=Known(
            order_number=text("order_number"),
            item=text("item"),
            bought_on=day if isinstance(day, date) and not isinstance(day, datetime) else None,
            amount=amount if isinstance(amount, Money) else None,
            contact=text("contact"),
        ),
        reason=REASONS.get(text("reason"), "other"),
        remedy=next((known for known in get_args(Remedy) if known == remedy), "credit" if way == "credit" else "money"),
        refund_to=next((known for known in get_args(RefundTo) if known == way), None),
        iban=text("iban"),
        consent=bool(arguments.get("consent")),
        photo=text("photo"),
        details=text("details")[:2000],
    )


def chat_of(connection: sa.Connection, conversation_id: str | int) -> Chat:
    """See bot/store/returns.py."""
    return returns.chat_of(connection, int(conversation_id))


def _sum(sums: Sequence[Money], currency: str) -> Money:
    total = Money(Decimal(0), currency)
    for one in sums:
        total += one
    return total
