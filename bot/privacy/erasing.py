"""Somebody is erased everywhere: rows, files, phrases in training; what the law keeps is named, with why and until when.

Without it erasing would be a list of tables in somebody's head. What cannot be undone here is told: phrases that were taken into
the shop's own files, orders in other software, topics in Telegram that are deleted a moment later.
"""

import asyncio
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from bot import lessons as phrase_files
from bot.metrics import ERASED
from bot.privacy import ledger
from bot.privacy.custody import Custody
from bot.privacy.phrases import taught_in
from bot.store import audit, erased, erasing, exporting, lessons, scrub, subjects
from bot.store.erased import Erasure, Origin
from bot.store.erasing import Done, Kept, Rules
from bot.store.subjects import Person, Subject
from config.source import Place
from flows.shop.persons import chat_key, email_key, phone_key

LEASE = 120_000  # ms an erasure may take; a worker's lease and a send's are shorter
PATIENCE = 90.0  # seconds to wait for a turn or a send that is under way
PAUSE = 0.1


class BusyError(Exception):
    """A turn, a send or an effect of theirs does not come to its end."""


class HeldError(Exception):
    """A dispute or an audit keeps it; `about` says what."""

    def __init__(self, about: Sequence[str]) -> None:
        super().__init__(", ".join(about))
        self.about = about


@dataclass(frozen=True, slots=True)
class Erased:
    """What became of it: rows by table, what stays and why, and what people have to see to.

    `phrases` stand in phrase files of the shop; `trained`: phrases of theirs were taught, so train anew.
    """

    key: str
    counts: Mapping[str, int]
    kept: Sequence[Kept]
    phrases: Sequence[Place] = ()
    trained: bool = False


async def pending(custody: Custody, person: Person) -> Subject:
    """Everything of theirs, and what is not finished: `open_returns`, `open_refunds`, `open_effects`, orders, `holds`."""
    theirs = await custody.database.read(partial(subjects.orders_of, person=person, secret=custody.secret))
    gather = partial(subjects.gather, person=person, secret=custody.secret, theirs=theirs)
    return await custody.database.read(gather)


async def erase(
    custody: Custody, person: Person, *, origin: Origin = "command", who: int | None = None, patience: float = PATIENCE,
    forget_hashes: bool = False,
) -> Erased:  # fmt: skip
    """Erase them, once nothing of theirs is under way. Raises HeldError, BusyError.

    `forget_hashes`: the keyed hashes that keep the shop's trust from being used twice go, too (art. 21).
    """
    before = await pending(custody, person)
    if before.holds:
        raise HeldError(before.holds)
    token = f"erase-{secrets.token_hex(8)}"
    await _seize(custody, person, token, patience)
    phrases = await custody.database.read(partial(_phrases, ids=before.rows["lesson"]))
    words = await custody.database.read(partial(exporting.said, conversations=person.conversations))
    order = _Order(before, token, origin, who, custody.rules(forget_hashes=forget_hashes))
    erasure, done = await custody.database.write(partial(_erase, secret=custody.secret, order=order))
    ERASED.labels(origin).inc()
    await scrub.scrub(custody.database)
    if custody.var is None:
        return Erased(erasure.key, done.counts, done.kept)
    await asyncio.to_thread(ledger.add, custody.var, erasure)
    places = await asyncio.to_thread(taught_in, custody.var.parent, phrases, words)
    trained = bool(phrases) and await _forget_phrases(custody, custody.var)
    return Erased(erasure.key, done.counts, done.kept, places, trained)


async def _seize(custody: Custody, person: Person, token: str, patience: float) -> None:
    end = time.monotonic() + patience
    while True:
        now = custody.clock()
        take = partial(
            erasing.seize, conversations=person.conversations, token=token, now=now, until=now + LEASE
        )  # fmt: skip
        if await custody.database.write(take):
            return
        if time.monotonic() >= end:
            raise BusyError("a turn or a send of theirs is under way; try again in a minute")
        await asyncio.sleep(PAUSE)


@dataclass(frozen=True, slots=True)
class _Order:
    """Whom to erase, as whose lease, by whose wish."""

    before: Subject
    token: str
    origin: Origin
    who: int | None
    rules: Rules


def _erase(connection: sa.Connection, secret: bytes, order: _Order) -> tuple[Erasure, Done]:
    """The compare-and-set: what is theirs is gathered and erased while their conversations are ours."""
    person, now = order.before.person, order.rules.now
    if not erasing.holds(connection, person.conversations, order.token):
        raise BusyError("somebody else took the conversation; try again")
    subject = subjects.gather(connection, person, secret, order.before.orders)
    if subject.holds:
        raise HeldError(subject.holds)
    chats = [chat_key(secret, one.channel, one.address).hash for one in subject.chats]
    done = erasing.erase(connection, subject, order.rules, chats)
    kept = tuple({"what": one.what, "ref": one.ref, "why": one.why, "until": one.until} for one in done.kept)
    erasure = Erasure(secrets.token_hex(16), now, order.origin, order.who, hashes_of(secret, subject), done.counts, kept)
    erased.note(connection, erasure)
    told = {"rows": sum(done.counts.values()), "kept": len(done.kept), "origin": order.origin}
    audit.record(connection, who=order.who, action="person.erased", about=f"erasure:{erasure.key}", detail=told, now=now)
    return erasure, done


def hashes_of(secret: bytes, subject: Subject) -> tuple[str, ...]:
    """By what they are known again in a backup: their chats, and the contacts of their orders."""
    keys = [chat_key(secret, one.channel, one.address) for one in subject.chats]
    contacts = {*subject.person.contacts, *(order.customer.email for order in subject.orders)}
    contacts |= {order.customer.phone for order in subject.orders}
    found = [email_key(secret, one) if "@" in one else phone_key(secret, one) for one in sorted(filter(None, contacts))]
    return tuple(sorted({f"{key.kind}:{key.hash}" for key in (*keys, *found) if key is not None}))


def _phrases(connection: sa.Connection, ids: Sequence[int | str]) -> Sequence[str]:
    wanted = set(ids)
    return [one.text for one in lessons.everything(connection) if one.id in wanted]


async def _forget_phrases(custody: Custody, var: Path) -> bool:
    """The copies that a training has written hold what is left in the database. Whether the model has to be trained anew."""
    left = await custody.database.read(lessons.everything)
    await asyncio.to_thread(phrase_files.write, var / "lessons", left)
    return True
