"""Who a customer is across chats, without keeping who they are: otherwise a limit by person would be a limit by chat.

A person is the set of things they were recognised by: a chat, a verified phone, an e-mail of an order they proved, an
account their money goes to. Each stands as a keyed hash, so that the table tells nothing to who reads it without the
installation's secret. Two persons who turn out to share one are one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from hmac import digest
from typing import Literal

from flows.shop.proof import normal_digits, normal_email

Kind = Literal["chat", "phone", "email", "iban"]
SHORTEST = 8  # digits of a phone number that are compared, whatever stands before them


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """One thing somebody is recognised by, as its hash."""

    kind: Kind
    hash: str


def chat_key(secret: bytes, channel: str, address: str) -> Key:
    """The messenger's own id of a customer."""
    return _key(secret, "chat", f"{channel}\0{address}")


def phone_key(secret: bytes, phone: str) -> Key | None:
    """A verified number; None where it is none."""
    digits = normal_digits(phone)
    return _key(secret, "phone", digits[-SHORTEST:]) if len(digits) >= SHORTEST else None


def email_key(secret: bytes, email: str) -> Key | None:
    """The address of an order that was proved."""
    address = normal_email(email)
    return _key(secret, "email", address) if "@" in address else None


def iban_key(secret: bytes, iban: str) -> Key | None:
    """The account money goes to."""
    plain = normal_iban(iban)
    return _key(secret, "iban", plain) if plain else None


def keys_of(secret: bytes, *, channel: str, address: str, phone: str = "", email: str = "", iban: str = "") -> Sequence[Key]:
    """Everything known, in one order for everybody."""
    found = (
        chat_key(secret, channel, address) if address else None,
        phone_key(secret, phone),
        email_key(secret, email),
        iban_key(secret, iban),
    )
    return sorted(key for key in found if key is not None)


def normal_iban(iban: str) -> str:
    """Without spaces, in capitals."""
    return "".join(iban.split()).upper()


def masked_iban(iban: str) -> str:
    """As it may be shown: the country and the last four."""
    plain = normal_iban(iban)
    return f"{plain[:2]}** **** {plain[-4:]}" if len(plain) >= 8 else ""


def masked_email(email: str) -> str:
    """As it may be shown to somebody who has not proved that it is theirs: `i***@e***.com`."""
    name, _, domain = email.partition("@")
    host, _, rest = domain.rpartition(".")
    return f"{name[:1]}***@{host[:1]}***.{rest}" if name and host else ""


def _key(secret: bytes, kind: Kind, value: str) -> Key:
    return Key(kind, digest(secret, f"person\0{kind}\0{value}".encode(errors="replace"), sha256).hex())
