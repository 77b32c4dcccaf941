"""How many people wrote, not in how many chats: without it one customer with several chats would pass for several who agree.

Two conversations are one person's where an agent says so, or where a proof, a return, an address or a vouched number says so
(bot.store.kin suggests by the same). Who is merged wrongly only counts less; so doubt is settled for the same person.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import sqlalchemy as sa

from bot.store import kin
from bot.store.sql import Statement
from handoff.searching import TAIL, folded

_Sign = tuple[str, object]
PART = 500  # ids at once in one statement

_same = Statement("""SELECT one_id, other_id FROM kinships WHERE says = 'same'""")
_proofs = Statement("""SELECT b.chat, b.person FROM {rows} r JOIN bindings b ON b.chat = r.chat""", chat="text")
_returns = Statement(
    """SELECT DISTINCT t.conversation_id, t.person_id FROM {rows} r JOIN returns t ON t.conversation_id = r.id""", id="integer"
)
_emails = Statement(
    """SELECT c.id, c.email FROM {rows} r JOIN conversations c ON c.id = r.id WHERE c.email <> ''""", id="integer"
)


def heads(connection: sa.Connection, ids: Sequence[int]) -> Mapping[int, int]:
    """Of each conversation the one that stands for its person: two have the same where they are one person's."""
    over: dict[_Sign, _Sign] = {}

    def top(one: _Sign) -> _Sign:
        while (above := over.get(one, one)) != one:
            over[one] = over.get(above, above)
            one = above
        return one

    for conversation, sign in _signs(connection, ids):
        over[top(("conversation", conversation))] = top(sign)
    first: dict[_Sign, int] = {}
    return {id_: first.setdefault(top(("conversation", id_)), id_) for id_ in sorted(set(ids))}


def _signs(connection: sa.Connection, ids: Sequence[int]) -> Iterator[tuple[int, _Sign]]:
    """What speaks for who it is, by conversation."""
    rows = [{"id": id_} for id_ in ids]
    if not rows:
        return
    yield from ((row.one_id, ("conversation", row.other_id)) for row in _same(connection))
    proofs = _proofs(connection, [{"chat": str(id_)} for id_ in ids])
    yield from ((int(row.chat), ("proof", row.person)) for row in proofs)
    yield from ((row.conversation_id, ("return", row.person_id)) for row in _returns(connection, rows))
    yield from ((row.id, ("email", row.email.casefold())) for row in _emails(connection, rows))
    parts = (kin.phones(connection, ids[place : place + PART]).items() for place in range(0, len(ids), PART))
    for id_, number in chain.from_iterable(parts):
        if len(folded(number)) >= TAIL:
            yield id_, ("phone", folded(number)[-TAIL:])
