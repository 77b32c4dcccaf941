"""Proof that an order is the customer's own: without it anybody could read strangers' orders by counting upwards.

An order number alone proves nothing, because numbers are sequential (OWASP API1, CWE-639). Number and e-mail, or number and
at least the last four digits of the phone, prove enough to be told where the parcel is (docs/orders.md). "No such order" and
"wrong contact" take the same steps and get the same answer. Four digits are ten thousand guesses, so wrong ones are counted,
by chat, by the address that web chats are opened from, by order and over the shop. A guess is written down before it is compared
and taken out again when it was right, so that guesses made at once cannot slip through together.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from hmac import digest as hmac_digest
from typing import Literal

from flows.shop.calls import Shop
from flows.shop.guesses import Bindings, GuessLog, Nowhere, Origins
from flows.shop.model import Customer, Order

BOUND_FOR = timedelta(days=30)
SHORTEST, LONGEST = 4, 8  # digits of a phone that are compared: more would only trip over 8-, 0- and 00- before the number
NOBODY = Customer("")


@dataclass(frozen=True, slots=True)
class Limit:
    """So many wrong guesses, in so long: in one chat, in all chats from one address, at one order, or in the whole shop."""

    kind: Literal["chat", "address", "order", "shop"]
    wrong: int
    within: timedelta


LIMITS = (
    Limit("chat", 5, timedelta(hours=1)),
    Limit("address", 15, timedelta(hours=1)),  # so that one caller cannot use up the shop's by opening chats
    Limit("order", 20, timedelta(days=1)),
    Limit("shop", 100, timedelta(hours=1)),
)


@dataclass(frozen=True, slots=True)
class Guess:
    """One try to prove an order; `key` is the call's, `contact` what the customer wrote, empty where they did not."""

    key: str
    chat: str
    order_number: str
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`locked` names the limit that is used up; the customer is never told which."""

    proved: bool = False
    locked: Literal["", "chat", "address", "order", "shop"] = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """Judges guesses. `secret` is the installation's own; without it the hashes of contacts could be tried out."""

    shop: Shop
    guesses: GuessLog
    bindings: Bindings
    secret: bytes
    limits: tuple[Limit, ...] = LIMITS
    origins: Origins = field(default_factory=Nowhere)

    async def judge(self, guess: Guess, now: datetime) -> Verdict:
        """Whether this chat may be told about that order. Raises ShopUnavailableError."""
        order = await self.shop.find_order(normal_number(guess.order_number))
        if await self.holds(guess.chat, order, now):
            return Verdict(proved=True)
        if not guess.contact.strip():
            return Verdict()
        return await self._count_and_compare(guess, order, now)

    async def holds(self, chat: str, order: Order | None, now: datetime) -> bool:
        """Whether this chat has proved, here or earlier, to be the one who placed the order."""
        persons = self._persons(order.customer if order else NOBODY)
        return await self.bindings.is_bound(chat, persons, now) and order is not None

    async def vouch(self, chat: str, customer: Customer, by: Literal["email", "phone"], now: datetime) -> None:
        """This chat has proved, by other means than a guess, that this e-mail or phone is its own."""
        email_person, phone_person = self._persons(customer)
        await self.bindings.bind(chat, email_person if by == "email" else phone_person, now + BOUND_FOR)

    async def _count_and_compare(self, guess: Guess, order: Order | None, now: datetime) -> Verdict:
        key, scopes = self._key(guess), self._scopes(guess, await self.origins.of(guess.chat))
        await self.guesses.record(key, tuple(scopes.values()), now)
        for limit in self.limits:
            if limit.kind in scopes and await self.guesses.count(scopes[limit.kind], now - limit.within) > limit.wrong:
                await self.guesses.forget(key)  # not compared, so not a wrong one: a lock runs out even where tries go on
                return Verdict(locked=limit.kind)
        person = self._match(order, guess.contact)
        if person is None:
            return Verdict()
        await self.bindings.bind(guess.chat, person, now + BOUND_FOR)
        await self.guesses.forget(key)
        return Verdict(proved=True)

    def _match(self, order: Order | None, contact: str) -> str | None:
        """The person this contact proves, or None; both ways are always compared, also where there is no order."""
        customer = order.customer if order else NOBODY
        email, digits = normal_email(contact), normal_digits(contact)
        length = max(SHORTEST, min(len(digits), LONGEST))
        by_email = self._same(email, normal_email(customer.email)) & ("@" in email)
        by_phone = self._same(digits[-length:], normal_digits(customer.phone)[-length:]) & (len(digits) >= SHORTEST)
        email_person, phone_person = self._persons(customer)
        if order is None or not (by_email or by_phone):
            return None
        return email_person if by_email else phone_person

    def _same(self, a: str, b: str) -> bool:
        return compare_digest(self._hash("", a), self._hash("", b)) & bool(a)

    def _persons(self, customer: Customer) -> tuple[str, str]:
        """Keys of the e-mail and of the phone: apart, because an order may carry somebody else's phone beside one's own e-mail.

        A contact that the shop does not have is nobody's: nothing is ever bound to its key, whatever a customer may write.
        """
        return contact_keys(self.secret, customer)

    def _key(self, guess: Guess) -> str:
        """The call and what was guessed: another guess under the same call's key still counts."""
        content = self._hash(normal_number(guess.order_number), normal_email(guess.contact)).hex()
        return f"{guess.chat}:{guess.key}:{content[:32]}"

    def _scopes(self, guess: Guess, origin: str) -> dict[str, str]:
        order = self._hash("order", normal_number(guess.order_number)).hex()[:32]  # numbers stay out of the log
        from_there = {"address": f"address:{origin}"} if origin else {}
        return {"chat": f"chat:{guess.chat}", **from_there, "order": f"order:{order}", "shop": "shop"}

    def _hash(self, kind: str, text: str) -> bytes:
        return _hash(self.secret, kind, text)


def contact_keys(secret: bytes, customer: Customer) -> tuple[str, str]:
    """By which bindings know an e-mail and a phone, so that whoever knows one finds the chats that have proved it."""
    email, phone = normal_email(customer.email), normal_digits(customer.phone)
    return _hash(secret, "email" if email else "none", email).hex(), _hash(secret, "phone" if phone else "none", phone).hex()


def _hash(secret: bytes, kind: str, text: str) -> bytes:
    return hmac_digest(secret, f"{kind}\0{text}".encode(errors="replace"), sha256)


def normal_number(text: str) -> str:
    """An order number as shops print it: without the spaces and signs people put around it."""
    return unicodedata.normalize("NFKC", re.sub(r"[\s#№]", "", text)).upper()  # NFKC would make "No" of the sign


def normal_email(text: str) -> str:
    """An e-mail address to compare by; mailboxes differ in case nowhere that matters."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def normal_digits(text: str) -> str:
    """The digits of a phone number, in any script and however it is grouped; none where it is an e-mail address."""
    return "" if "@" in text else "".join(str(unicodedata.decimal(char, "")) for char in text)
