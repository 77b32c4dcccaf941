"""Whether two contacts are the same: without it each shop's idea of equal would decide whose order it is."""

from flows.shop.model import Customer

LEAST_DIGITS = 8  # of a phone number that is whole, without the country


def is_theirs(customer: Customer, contact: str) -> bool:
    """Whether the whole e-mail or the whole phone number is the customer's."""
    return same_email(customer.email, contact) if "@" in contact else same_phone(customer.phone, contact)


def same_email(one: str, other: str) -> bool:
    """Two addresses of one mailbox; mailboxes differ in case nowhere that matters."""
    return "@" in one and one.strip().casefold() == other.strip().casefold()


def same_phone(one: str, other: str) -> bool:
    """Two spellings of one number: with or without the country, grouped in any way."""
    short, long = sorted((phone_digits(one), phone_digits(other)), key=len)
    return len(short) >= LEAST_DIGITS and long.endswith(short)


def phone_digits(text: str) -> str:
    """The digits, without the zeros that only say that a country or a town follows; none for an e-mail address."""
    return "" if "@" in text else "".join(char for char in text if char.isdecimal() and char.isascii()).lstrip("0")
