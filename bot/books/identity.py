"""Proof beyond number and contact: one-time codes by e-mail, and the number that the messenger vouches for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

import sqlalchemy as sa

from bot.books.department import Office
from bot.channels.port import Sent, Unknown
from bot.mail import Letter, Mailer
from bot.store import codes
from bot.store.calls import Errand
from bot.store.returns import chat_of
from flows.model import Call
from flows.shop.contacts import same_phone
from flows.shop.identity import DIGITS, TRIES, Identity, new_code
from flows.shop.lookups import Asked, Lookup, text
from flows.shop.model import Order
from flows.shop.persons import masked_email
from flows.shop.port import ShopUnavailableError
from flows.shop.proof import normal_digits, normal_number
from nlu.model import spoken

NOT_SENT: Mapping[str, Any] = {"sent": False, "to": None}


@dataclass(frozen=True, slots=True)
class ProofLookups:
    """The calls that tell how much a chat has proved."""

    office: Office
    identity: Identity
    mail: bool

    @property
    def handlers(self) -> Mapping[str, Lookup]:
        """By the name of the call."""
        return {"prove_by_code": self._check, "prove_by_contact": self._contact, "proof_level": self._level}

    async def _check(self, call: Call, asked: Asked) -> Mapping[str, Any]:
        order = await self._order(call)
        scope = self.identity.scope(asked.chat, text(call, "order_number"))
        code = normal_digits(text(call, "code"))
        proved, locked = await self.office.database.write(
            partial(self._tried, scope=scope, code=code, key=f"{asked.chat}:{call.key}:{code}", now=asked.now)
        )
        if proved and order is not None:
            await self.identity.strengthen(asked.chat, order, "email", asked.now)
        return {"proved": proved and order is not None, "locked": locked}

    def _tried(self, connection: sa.Connection, scope: str, code: str, key: str, now: datetime) -> tuple[bool, bool]:
        """A turn that is repeated asks the same again, and that is the same try."""
        kept = codes.latest(connection, scope, now)
        if kept is None:
            return False, True
        right = len(code) == DIGITS and self.identity.same(kept.digest, scope, code)
        if kept.last_try == key:
            return right, codes.is_used_up(kept) and not right
        if codes.is_used_up(kept):
            return False, True
        codes.note_try(connection, kept, key, right=right)
        return right, not right and kept.tries + 1 >= TRIES

    async def _contact(self, call: Call, asked: Asked) -> Mapping[str, Any]:
        """What the flow passes on proves nothing.

        The number must have come from the messenger, in this chat, as the sender's own.
        """
        phone = text(call, "phone")
        own = await self.office.database.read(lambda connection: codes.own_numbers(connection, int(asked.chat)))
        if not any(same_phone(number, phone) for number in own):
            return {"proved": False, "locked": False}
        named = await self._order(call)
        orders = [named] if named is not None else [] if text(call, "order_number") else await self._orders_of(phone)
        theirs = [order for order in orders if self.identity.is_phone_of(order, phone)]
        for order in theirs[:1]:
            await self.identity.strengthen(asked.chat, order, "phone", asked.now)
        return {"proved": bool(theirs), "locked": False}

    async def _orders_of(self, phone: str) -> list[Order]:
        return list(await self.office.shop.orders_of(phone))

    async def _level(self, call: Call, asked: Asked) -> Mapping[str, Any]:
        if text(call, "order_number"):
            level = await self.identity.level(asked.chat, await self._order(call), asked.now)
        else:
            level = await self.office.database.read(partial(codes.level, chat=asked.chat, now=asked.now))
        return {"level": Decimal(level), "code": self.mail, "sums": level >= self.office.settings.returns.sums_from}

    async def _order(self, call: Call) -> Order | None:
        number = normal_number(text(call, "order_number"))
        return await self.office.shop.find_order(number) if number else None


@dataclass(frozen=True, slots=True)
class CodeSender:
    """Sends a one-time code to the order's own address. Only a chat that knows number and contact may ask.

    Strangers get no mail sent.
    """

    office: Office
    identity: Identity
    mailer: Mailer | None

    async def perform(self, errand: Errand, now: datetime) -> Mapping[str, Any]:
        """See Outside. A code that could not be sent is not tried again: the customer is waiting, and may ask for another."""
        number, chat = normal_number(str(errand.arguments.get("order_number") or "")), str(errand.conversation_id)
        try:
            order = await self.office.shop.find_order(number) if number else None
        except ShopUnavailableError:
            return NOT_SENT
        level = await self.identity.level(chat, order, now)
        if self.mailer is None or order is None or not level or "@" not in order.customer.email:
            return NOT_SENT
        code, scope = new_code(), self.identity.scope(chat, number)
        made = await self.office.database.write(
            partial(
                codes.make, key=errand.key, scope=scope, chat=chat, digest=self.identity.sealed(scope, code),
                person=self.identity.strong("email", order), now=now,
            )
        )  # fmt: skip
        if not made or not isinstance(await self.mailer.send(await self._letter(errand, order, code, now)), Sent | Unknown):
            return NOT_SENT
        await self.office.database.write(partial(codes.mark_sent, key=errand.key))
        return {"sent": True, "to": masked_email(order.customer.email)}

    async def look_up(self, errand: Errand, now: datetime) -> Mapping[str, Any] | None:
        """See Outside. One that was made, but perhaps not sent, is made anew: the newest is the one that counts."""
        if await self.office.database.read(partial(codes.state_of, key=errand.key)) in {None, "made"}:
            return None
        order = await self.office.shop.find_order(normal_number(str(errand.arguments.get("order_number") or "")))
        return {"sent": True, "to": masked_email(order.customer.email) if order is not None else None}

    async def _letter(self, errand: Errand, order: Order, code: str, now: datetime) -> Letter:
        chat = await self.office.database.read(partial(chat_of, conversation_id=errand.conversation_id))
        wording, settings = self.office.wording, self.office.settings
        language = spoken(chat.language, wording.languages, settings.default_language)
        values = {"shop": settings.name, "code": code, "number": order.number}
        subject, body = (wording.render(f"mail-code-{part}", values, language).strip() for part in ("subject", "text"))
        return Letter(order.customer.email, subject, body + "\n", f"code.{errand.key}.{errand.attempts}", now, language)
