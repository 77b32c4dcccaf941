"""How much a chat has proved: without levels, who knows a number and four digits could be told sums and sent money.

Level 1 is number and contact (flows/shop/proof.py). Level 2 is a one-time code to the order's own e-mail, or the phone
number that the messenger itself vouches for. A code is six digits for ten minutes and five tries, three of them an hour,
for one chat and one order; only its keyed hash is kept, and it stands in no log.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest, digest
from typing import Literal

from flows.shop.contacts import same_phone
from flows.shop.model import Order
from flows.shop.proof import BOUND_FOR, Proof, normal_digits, normal_email, normal_number

DIGITS = 6
VALID = timedelta(minutes=10)
TRIES = 5
PER_HOUR = 3
STRONG = "2:"  # what a binding of the second level begins with
Level = Literal[0, 1, 2]


@dataclass(frozen=True, slots=True)
class Identity:
    """Judges how much a chat has proved."""

    proof: Proof
    secret: bytes

    async def level(self, chat: str, order: Order | None, now: datetime) -> Level:
        """Of one order; 0 where there is none."""
        if order is not None and await self.proof.bindings.is_bound(chat, self._strong(order), now):
            return 2
        return 1 if await self.proof.holds(chat, order, now) else 0

    async def strengthen(self, chat: str, order: Order, by: Literal["email", "phone"], now: datetime) -> None:
        """The chat has proved the order's own e-mail or phone."""
        await self.proof.vouch(chat, order.customer, by, now)
        await self.proof.bindings.bind(chat, self.strong(by, order), now + BOUND_FOR)

    def strong(self, by: Literal["email", "phone"], order: Order) -> str:
        """The binding that says so."""
        customer = order.customer
        value = normal_email(customer.email) if by == "email" else normal_digits(customer.phone)
        return STRONG + self._hash(by if value else "none", value)

    def is_phone_of(self, order: Order, phone: str) -> bool:
        """Whether the whole number is the order's."""
        return same_phone(order.customer.phone, phone)

    def _strong(self, order: Order) -> tuple[str, ...]:
        return (self.strong("email", order), self.strong("phone", order))

    # --- one-time codes ----------------------------------------------------------------------------------------------

    def scope(self, chat: str, order_number: str, purpose: str = "identity") -> str:
        """What a code is good for, and nothing else."""
        return self._hash("scope", f"{chat}\0{normal_number(order_number)}\0{purpose}")

    def sealed(self, scope: str, code: str) -> str:
        """A code as it is kept."""
        return self._hash("code", f"{normal_digits(code)}")

    def same(self, kept: str, scope: str, code: str) -> bool:
        """Whether this is the code."""
        return compare_digest(kept, self.sealed(scope, code))

    def _hash(self, kind: str, text: str) -> str:
        return digest(self.secret, f"identity\0{kind}\0{text}".encode(errors="replace"), sha256).hex()


def new_code() -> str:
    """Six digits nobody can foresee."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
