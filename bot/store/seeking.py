"""Conversations by what people know of somebody: a number, an address, an e-mail or a telephone number that is theirs."""

from collections.abc import Sequence

import sqlalchemy as sa

from bot.store import kin, search
from bot.store.letters import storable
from bot.store.sql import Statement
from flows.shop.contacts import phone_digits, same_phone
from flows.shop.model import Customer
from flows.shop.proof import contact_keys
from handoff.searching import wanted

_id = Statement("""SELECT id FROM conversations WHERE id = :id""")
_address = Statement(
    """SELECT id FROM conversations WHERE address = :address AND (:channel = '' OR channel = :channel) ORDER BY id"""
)
_email = Statement("""SELECT id FROM conversations WHERE lower(email) = :email AND email <> '' ORDER BY id""")
_calls = Statement("""SELECT DISTINCT conversation_id, phone FROM callbacks ORDER BY conversation_id""")
_proved = Statement("""SELECT DISTINCT chat FROM bindings WHERE person IN (:email, :phone)""")
_orders = Statement(
    """SELECT 1 FROM orders WHERE (email <> '' AND email = :email) OR phone IN (:plus, :digits, :written) LIMIT 1"""
)

_contacts = Statement(
    """SELECT DISTINCT email AS contact FROM orders WHERE email <> '' AND placed_at <= :before
    UNION SELECT DISTINCT phone FROM orders WHERE phone <> '' AND placed_at <= :before"""
)


def contacts(connection: sa.Connection, before: int) -> Sequence[str]:
    """Every e-mail and telephone number of orders placed until then."""
    return list(_contacts(connection, before=before).scalars())


def by_id(connection: sa.Connection, number: int) -> set[int]:
    """The conversation of this number."""
    return {int(id_) for id_ in _id(connection, id=number).scalars()} if number < 2**62 else set()


def by_address(connection: sa.Connection, channel: str, address: str) -> set[int]:
    """Conversations at a messenger's address; on any channel where none is named."""
    return {int(id_) for id_ in _address(connection, channel=channel, address=storable(address)).scalars()}


def by_contact(connection: sa.Connection, contact: str, secret: bytes) -> set[int]:
    """Conversations with this e-mail or number: written, vouched for by the messenger, agreed for a call, or proved."""
    contact = storable(contact.strip())
    is_mail = "@" in contact
    email, phone = contact_keys(secret, Customer("", contact if is_mail else "", "" if is_mail else contact))
    chats = _proved(connection, email=email if is_mail else "-", phone="-" if is_mail else phone).scalars().all()
    found = {int(chat) for chat in chats if chat.isdecimal()}
    if is_mail:
        return found | {int(id_) for id_ in _email(connection, email=contact.casefold()).scalars()}
    vouched = kin.phones(connection, sorted(search.named(connection, wanted(contact))))
    found |= {id_ for id_, number in vouched.items() if same_phone(number, contact)}
    return found | {row.conversation_id for row in _calls(connection) if same_phone(row.phone, contact)}


def has_orders(connection: sa.Connection, contact: str) -> bool:
    """Whether orders of the built-in shop have this e-mail or number."""
    written, digits = storable(contact.strip()), phone_digits(contact)
    email = written.casefold() if "@" in written else ""
    found = _orders(connection, email=email, plus=f"+{digits}", digits=digits or "-", written=written)
    return found.scalar() is not None
