"""How a key is left at a shop: without a mark of ours nobody could tell later whether a refund there is the one we asked for."""

import re
from hashlib import sha256
from uuid import NAMESPACE_URL, UUID, uuid5

_NUMBER = re.compile(r"[\w./\-]{1,40}")


def mark(key: str) -> str:
    """A short name for a key, without anything a customer said, that can stand in meta data and notes."""
    return f"dezura_{sha256(key.encode()).hexdigest()[:20]}"


def mark_id(key: str) -> UUID:
    """The same as a UUID."""
    return uuid5(NAMESPACE_URL, f"dezura:{key}")


def is_number(text: str) -> bool:
    """Whether a text can be an order's number at all; nothing else is ever put into a shop's search."""
    return _NUMBER.fullmatch(text) is not None
