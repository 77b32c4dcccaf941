"""Whom somebody means: an id, an address, an e-mail or a telephone number. Who could be several people is never guessed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa

from bot.privacy.custody import Custody
from bot.store import kin, seeking, subjects
from bot.store.subjects import Chat, Person
from flows.shop.contacts import LEAST_DIGITS, phone_digits

_NUMBER = re.compile(r"#?(\d{1,18})")
_ADDRESS = re.compile(r"([a-z][a-z0-9-]{0,30}):(.+)")


@dataclass(frozen=True, slots=True)
class Found:
    """Who may be meant, each a person by what agents said; `likely` are conversations that may be theirs, too.

    `orders`: an e-mail or number that stands in orders of the built-in shop, as a person without a conversation.
    """

    people: Sequence[Person]
    chats: Sequence[Chat]
    likely: Sequence[Chat] = ()

    @property
    def one(self) -> Person | None:
        """The only one."""
        return self.people[0] if len(self.people) == 1 else None


async def find(custody: Custody, text: str) -> Found:
    """Everybody whom a text may mean: `#12` (a conversation's number), `telegram:5550`, an e-mail, a telephone number.

    A bare number is looked for as each of them. With a contact that stands in orders alone the person has no conversation.
    """
    return await custody.database.read(partial(_find, text=text.strip(), secret=custody.secret))


async def of_conversation(custody: Custody, conversation_id: int) -> Person | None:
    """The person of a conversation, with their other ones as agents say; None where there is no such conversation."""
    found = await find(custody, f"#{conversation_id}")
    return found.one


def _find(connection: sa.Connection, text: str, secret: bytes) -> Found:
    ids: set[int] = set()
    contact = ""
    if (number := _NUMBER.fullmatch(text)) is not None:
        ids |= seeking.by_id(connection, int(number[1]))
    if not text.startswith("#"):
        ids |= seeking.by_address(connection, *_split(text))
        if "@" in text or len(phone_digits(text)) >= LEAST_DIGITS:
            contact = text
            ids |= seeking.by_contact(connection, text, secret)
    people = _people(connection, ids)
    if contact and seeking.has_orders(connection, contact):
        if not people:
            people = [Person((), (contact,))]
        elif len(people) == 1:
            people = [Person(people[0].conversations, (contact,))]
    named = [id_ for person in people for id_ in person.conversations]
    chats = subjects.chats(connection, named)
    likely = sorted({id_ for one in named for id_ in kin.suggested(connection, one)} - set(named))
    return Found(people, chats, subjects.chats(connection, likely))


def _split(text: str) -> tuple[str, str]:
    """Channel and address; a bare address has no channel."""
    found = _ADDRESS.fullmatch(text)
    return (found[1], found[2].strip()) if found is not None else ("", text)


def _people(connection: sa.Connection, ids: set[int]) -> list[Person]:
    """Those who hang together by what agents said are one."""
    people: list[Person] = []
    for id_ in sorted(ids):
        if not any(id_ in person.conversations for person in people):
            people.append(Person(tuple(sorted({id_, *kin.of(connection, id_)}))))
    return people
