"""One-time codes in SQL, and what a chat has proved.

Counted here, so that a restart neither forgives a try nor forgets a proof.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import msgspec
import sqlalchemy as sa

from bot.channels.port import Contact
from bot.epoch import to_ms
from bot.store.sql import Statement
from flows.shop.identity import PER_HOUR, STRONG, TRIES, VALID

HOUR = timedelta(hours=1)
KEEP = timedelta(days=30)
_contact = msgspec.json.Decoder(Contact)

_recent = Statement("""SELECT COUNT(*) FROM codes WHERE chat = :chat AND made_at > :since AND key <> :key""")
_recent_for = Statement("""SELECT COUNT(*) FROM codes WHERE person = :person AND made_at > :since AND key <> :key""")
_make = Statement(
    """INSERT INTO codes (key, scope, chat, digest, person, state, made_at)
    VALUES (:key, :scope, :chat, :digest, :person, 'made', :now)
    ON CONFLICT (key) DO UPDATE SET digest = excluded.digest, made_at = excluded.made_at, tries = 0"""
)
_sent = Statement("""UPDATE codes SET state = 'sent' WHERE key = :key AND state = 'made'""")
_known = Statement("""SELECT state FROM codes WHERE key = :key""")
_latest = Statement(
    """SELECT key, digest, tries, last_try, state FROM codes WHERE scope = :scope AND made_at > :since
    ORDER BY made_at DESC, key DESC LIMIT 1 {lock}"""
)
_try = Statement("""UPDATE codes SET tries = tries + 1, last_try = :call, state = :state WHERE key = :key""")
_bound = Statement("""SELECT person FROM bindings WHERE chat = :chat AND until > :now""")
_contacts = Statement(
    """SELECT source, body FROM inbox WHERE conversation_id = :id AND kind = 'contact' ORDER BY id DESC LIMIT 20"""
)
_forget = Statement("""DELETE FROM codes WHERE made_at < :before""")


@dataclass(frozen=True, slots=True)
class Kept:
    """The latest code for something, as far as it still counts."""

    key: str
    digest: str
    tries: int
    last_try: str
    used: bool


def make(connection: sa.Connection, key: str, *, scope: str, chat: str, digest: str, person: str, now: datetime) -> bool:
    """Keep a new code; False where this chat, or this person, has had enough of them within the hour."""
    since = to_ms(now - HOUR)
    if _recent(connection, chat=chat, since=since, key=key).scalar_one() >= PER_HOUR:
        return False
    if _recent_for(connection, person=person, since=since, key=key).scalar_one() >= PER_HOUR:
        return False
    _make(connection, key=key, scope=scope, chat=chat, digest=digest, person=person, now=to_ms(now))
    return True


def mark_sent(connection: sa.Connection, key: str) -> None:
    """The mail is out."""
    _sent(connection, key=key)


def state_of(connection: sa.Connection, key: str) -> str | None:
    """made, sent or used; None where there is none."""
    return _known(connection, key=key).scalar()


def latest(connection: sa.Connection, scope: str, now: datetime) -> Kept | None:
    """The one that counts, held until the transaction ends: made within ten minutes; a newer one takes an older one's place."""
    row = _latest(connection, scope=scope, since=to_ms(now - VALID)).one_or_none()
    return Kept(row.key, row.digest, row.tries, row.last_try, row.state == "used") if row is not None else None


def note_try(connection: sa.Connection, kept: Kept, call: str, *, right: bool) -> None:
    """One more try, right or wrong."""
    _try(connection, key=kept.key, call=call, state="used" if right else "sent")


def is_used_up(kept: Kept) -> bool:
    """Whether no further try counts."""
    return kept.tries >= TRIES or kept.used


def level(connection: sa.Connection, chat: str, now: datetime) -> Literal[0, 1, 2]:
    """The most this chat has proved of any order."""
    persons = _bound(connection, chat=chat, now=to_ms(now)).scalars().all()
    if any(person.startswith(STRONG) for person in persons):
        return 2
    return 1 if persons else 0


def own_numbers(connection: sa.Connection, conversation_id: int) -> list[str]:
    """Numbers that the messenger vouched for in this chat, the latest first.

    Typed ones, and other people's, are not among them.
    """
    rows = _contacts(connection, id=conversation_id).all()
    found = [_contact.decode(row.body) for row in rows if not row.source.endswith(":standby")]
    return [contact.phone for contact in found if contact.own]


def forget(connection: sa.Connection, before: int) -> int:
    """Old ones; how many."""
    return _forget(connection, before=before).rowcount
