"""Which conversations are with the same person, as agents say: without it a customer of two channels would be two people.

A person is all conversations that hang together by what agents said. Nothing moves: no message changes its conversation, and
taking a word back leaves everything as it was. A person of this kind is for the eyes of the desk alone. What the shop grants
goes by proof: the limits of returns stand on `persons` and their keys, what a chat may see stands on `bindings`, and nothing is
written there; so that saying "the same" opens no order to the bot, shares no allowance and forgives no return.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import sqlalchemy as sa

from bot.channels.port import Contact
from bot.store import changes, search
from bot.store.letters import decode
from bot.store.sql import Statement
from bot.store.tables import inbox
from handoff.searching import TAIL, folded, wanted

Says = Literal["same", "different"]
Sign = Literal["email", "phone", "proof", "person"]  # what speaks for two being the same
MOST = 50  # conversations of one person that are looked for

_between = Statement("""SELECT says FROM kinships WHERE one_id = :one AND other_id = :other""")
_say = Statement(
    """INSERT INTO kinships (one_id, other_id, says, agent_id, at) VALUES (:one, :other, :says, :agent, :now)
    ON CONFLICT (one_id, other_id) DO UPDATE SET says = excluded.says, agent_id = excluded.agent_id, at = excluded.at"""
)
_unsay = Statement("""DELETE FROM kinships WHERE one_id = :one AND other_id = :other RETURNING says""")
_kin = Statement(
    """WITH RECURSIVE k(id) AS (SELECT CAST(:id AS bigint)
      UNION SELECT CASE WHEN e.one_id = k.id THEN e.other_id ELSE e.one_id END
      FROM k JOIN kinships e ON (e.one_id = k.id OR e.other_id = k.id) AND e.says = 'same')
    SELECT id FROM k WHERE id <> :id ORDER BY id LIMIT :room"""
)
_said = Statement("""SELECT e.one_id, e.other_id, e.says FROM kinships e WHERE e.one_id = :id OR e.other_id = :id""")
_proved = Statement(
    """SELECT DISTINCT b.chat FROM bindings a JOIN bindings b ON b.person = a.person AND b.chat <> a.chat
    WHERE a.chat = :chat LIMIT :room"""
)
_returned = Statement(
    """SELECT DISTINCT b.conversation_id AS id FROM returns a JOIN returns b ON b.person_id = a.person_id
    WHERE a.conversation_id = :id AND b.conversation_id IS NOT NULL AND b.conversation_id <> :id LIMIT :room"""
)
_emails = Statement("""SELECT c.id, c.email FROM {rows} r JOIN conversations c ON c.id = r.id""", id="integer")
# Ids written out one by one: of a list in JSON PostgreSQL does not know how short it is, and would rather read the whole inbox.
_shared = (
    sa.select(inbox.c.conversation_id, inbox.c.kind, inbox.c.body)
    .where(inbox.c.conversation_id.in_(sa.bindparam("ids", expanding=True)), inbox.c.kind == "contact")
    .order_by(inbox.c.id)
)
_exist = Statement("""SELECT c.id FROM {rows} r JOIN conversations c ON c.id = r.id ORDER BY c.id""", id="integer")


def say(connection: sa.Connection, pair: tuple[int, int], says: Says, agent: int, now: int) -> bool:
    """Two are the same person, or are not; False where that stands already."""
    one, other = sorted(pair)
    if _between(connection, one=one, other=other).scalar() == says:
        return False
    _say(connection, one=one, other=other, says=says, agent=agent, now=now).close()
    changes.touch(connection, pair, now)
    return True


def unsay(connection: sa.Connection, pair: tuple[int, int], now: int) -> bool:
    """Take back what was said of two; False where nothing was."""
    one, other = sorted(pair)
    if not _unsay(connection, one=one, other=other).all():
        return False
    changes.touch(connection, pair, now)
    return True


def of(connection: sa.Connection, conversation_id: int) -> Sequence[int]:
    """The other conversations with this person."""
    return [int(id_) for id_ in _kin(connection, id=conversation_id, room=MOST).scalars()]


def said(connection: sa.Connection, conversation_id: int) -> Mapping[int, Says]:
    """What was said of this conversation and others, by the other's id."""
    rows = _said(connection, id=conversation_id)
    return {row.other_id if row.one_id == conversation_id else row.one_id: row.says for row in rows}


def suggested(connection: sa.Connection, conversation_id: int) -> Mapping[int, Sequence[Sign]]:
    """Who may be the same person, and what speaks for it; neither those who are already nor those who were said not to be."""
    signs: dict[int, set[Sign]] = {}
    for sign, ids in (
        ("email", _by_email(connection, conversation_id)),
        ("phone", _by_phone(connection, conversation_id)),
        ("proof", map(int, filter(str.isdecimal, _proved(connection, chat=str(conversation_id), room=MOST).scalars()))),
        ("person", map(int, _returned(connection, id=conversation_id, room=MOST).scalars())),
    ):
        for id_ in ids:
            signs.setdefault(id_, set()).add(sign)  # type: ignore[arg-type]  # the four above
    for known in (conversation_id, *of(connection, conversation_id), *said(connection, conversation_id)):
        signs.pop(known, None)
    there = _exist(connection, [{"id": id_} for id_ in signs]).scalars().all() if signs else ()
    return {int(id_): sorted(signs[id_]) for id_ in there}


def phones(connection: sa.Connection, ids: Sequence[int]) -> Mapping[int, str]:
    """The last number that the messenger vouches for, by conversation."""
    found: dict[int, str] = {}
    for conversation, kind, body in connection.execute(_shared, {"ids": list(ids)}) if ids else ():
        contact = decode(kind, body)
        if isinstance(contact, Contact) and contact.own:
            found[conversation] = contact.phone
    return found


def _by_email(connection: sa.Connection, conversation_id: int) -> Sequence[int]:
    """Those with the very same address; the index of people narrows them down."""
    email = "".join(_email_of(connection, [conversation_id]).values())
    others = _email_of(connection, search.named(connection, wanted(email))) if email else {}
    return [id_ for id_, other in others.items() if other == email]


def _email_of(connection: sa.Connection, ids: Sequence[int]) -> Mapping[int, str]:
    return {row.id: row.email.casefold() for row in _emails(connection, [{"id": id_} for id_ in ids])}


def _by_phone(connection: sa.Connection, conversation_id: int) -> Sequence[int]:
    number = folded(phones(connection, [conversation_id]).get(conversation_id, ""))
    if len(number) < TAIL:
        return ()
    others = phones(connection, search.named(connection, [number[-TAIL:]]))
    return [id_ for id_, other in others.items() if folded(other)[-TAIL:] == number[-TAIL:]]
