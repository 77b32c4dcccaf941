"""A backup that is put back has everybody in it who was erased since: they are erased again before anybody can read of them.

Whoever restores asks `remembered` before the database is replaced, and calls `erase_again` when the new one stands in its place.
"""

from collections.abc import Iterator, Sequence
from functools import partial

import sqlalchemy as sa

from bot.epoch import to_ms
from bot.privacy import ledger
from bot.privacy.custody import Custody
from bot.store import erased, erasing, scrub, seeking, subjects
from bot.store.database import Database
from bot.store.erased import Erasure
from bot.store.subjects import Person
from flows.shop.persons import chat_key, email_key, phone_key

PAGE = 1000  # conversations looked at in one go
_FOREVER = 2**61  # ms; nobody is at work on a database that was just put back, whatever its leases say


def remembered(custody: Custody) -> Sequence[Erasure]:
    """Everybody erased so far, by the database (an old one has no list) and by the list beside it, the oldest first."""
    beside = ledger.read(custody.var) if custody.var is not None else ()
    return erased.merged(_listed(custody.database), beside)


def erase_again(custody: Custody, erasures: Sequence[Erasure]) -> int:
    """Erase from this database whoever was erased after it was copied; how many people it found. Safe to repeat.

    Whoever began anew after an erasure is somebody else, and stays. Call it before the program runs on the database.
    """
    database, found = custody.database, 0
    for one in erasures:
        database.submit(partial(erased.note, erasure=one)).result()
        people = database.query(partial(_found, erasure=one, secret=custody.secret)).result()
        for person in people:
            database.submit(partial(_erase, custody=custody, person=person, erasure=one)).result()
        found += len(people)
    if found:
        scrub.scrub_now(database)
    return found


def _listed(database: Database) -> Sequence[Erasure]:
    def work(connection: sa.Connection) -> Sequence[Erasure]:
        return erased.since(connection, 0) if sa.inspect(connection).has_table("erasures") else ()

    return database.submit(work).result()


def _found(connection: sa.Connection, erasure: Erasure, secret: bytes) -> Sequence[Person]:
    """Conversations and contacts of before the erasure that have one of its hashes."""
    wanted = set(erasure.hashes)
    chats = tuple(
        one.id
        for one in _everybody(connection)
        if one.created_at <= erasure.at and f"chat:{chat_key(secret, one.channel, one.address).hash}" in wanted
    )
    contacts = tuple(contact for contact in seeking.contacts(connection, erasure.at) if _key(secret, contact) in wanted)
    return [Person(chats, contacts)] if chats or contacts else []


def _everybody(connection: sa.Connection) -> Iterator[subjects.Chat]:
    last = 0
    while page := subjects.after(connection, last, PAGE):
        yield from page
        last = page[-1].id


def _key(secret: bytes, contact: str) -> str:
    key = email_key(secret, contact) if "@" in contact else phone_key(secret, contact)
    return f"{key.kind}:{key.hash}" if key is not None else ""


def _erase(connection: sa.Connection, custody: Custody, person: Person, erasure: Erasure) -> None:
    known = subjects.orders_of(connection, person, custody.secret)
    theirs = [one for one in known if to_ms(one.placed_at) <= erasure.at]
    erasing.seize(connection, person.conversations, f"again-{erasure.key}", _FOREVER, _FOREVER)
    subject = subjects.gather(connection, person, custody.secret, theirs)
    chats = [chat_key(custody.secret, one.channel, one.address).hash for one in subject.chats]
    erasing.erase(connection, subject, custody.rules(), chats)
