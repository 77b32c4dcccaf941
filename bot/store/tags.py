"""Tags on conversations: one list for the shop, a name once however it is written, nothing lost by removing or merging.

A tag that is removed keeps what it was on, and is out of sight. One that was merged leaves its conversations to the other, each
with a note of where it came from; whoever types the old name gets the new tag. So both can be undone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from bot.store import changes
from bot.store.letters import storable
from bot.store.sql import Statement
from handoff.searching import words

COLOURS = 8
Change = Literal["done", "gone", "taken"]


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag; `colour` is 0 to 7, `uses` how many conversations have it."""

    id: int
    name: str
    colour: int
    uses: int = 0


_FIELDS = "t.id, t.name, t.colour"
_all = Statement(
    f"""SELECT {_FIELDS}, (SELECT COUNT(*) FROM conversation_tags c WHERE c.tag_id = t.id) AS uses FROM tags t
    WHERE t.removed_at IS NULL ORDER BY t.folded"""  # noqa: S608 - our own names
)
_one = Statement("""SELECT id, name, colour, removed_at, into_id FROM tags WHERE id = :id""")
_named = Statement("""SELECT id, name, colour, removed_at, into_id FROM tags WHERE folded = :folded""")
_make = Statement(
    """INSERT INTO tags (name, folded, colour, made_by, made_at)
    SELECT :name, :folded, COALESCE(MAX(id), 0) % 8, :agent, :now FROM tags WHERE true ON CONFLICT (folded) DO NOTHING"""
)
_revive = Statement("""UPDATE tags SET removed_at = NULL, into_id = NULL, name = :name WHERE id = :id""")
_clear = Statement("""DELETE FROM conversation_tags WHERE tag_id = :id""")
_put = Statement(
    """INSERT INTO conversation_tags (conversation_id, tag_id, made_by, made_at) VALUES (:conversation, :tag, :agent, :now)
    ON CONFLICT (conversation_id, tag_id) DO NOTHING RETURNING tag_id"""
)
_take = Statement("""DELETE FROM conversation_tags WHERE conversation_id = :conversation AND tag_id = :tag RETURNING tag_id""")
_of = Statement(
    f"""SELECT c.conversation_id, {_FIELDS} FROM {{rows}} r JOIN conversation_tags c ON c.conversation_id = r.id
    JOIN tags t ON t.id = c.tag_id WHERE t.removed_at IS NULL ORDER BY c.made_at, t.id""",  # noqa: S608 - as above
    id="integer",
)
_rename = Statement("""UPDATE tags SET name = :name, folded = :folded WHERE id = :id AND removed_at IS NULL RETURNING id""")
_paint = Statement("""UPDATE tags SET colour = :colour WHERE id = :id AND removed_at IS NULL RETURNING id""")
_remove = Statement("""UPDATE tags SET removed_at = :now, into_id = :into WHERE id = :id AND removed_at IS NULL RETURNING id""")
_pass_on = Statement(
    """INSERT INTO conversation_tags (conversation_id, tag_id, made_by, made_at, via)
    SELECT conversation_id, :into, made_by, made_at, tag_id FROM conversation_tags WHERE tag_id = :id
    ON CONFLICT (conversation_id, tag_id) DO NOTHING"""
)
_take_back = Statement("""DELETE FROM conversation_tags WHERE tag_id = :into AND via = :id""")
_back = Statement("""UPDATE tags SET removed_at = NULL, into_id = NULL WHERE id = :id AND removed_at IS NOT NULL RETURNING id""")


def everything(connection: sa.Connection) -> Sequence[Tag]:
    """The shop's tags by name."""
    return [Tag(*row) for row in _all(connection)]


def of_conversations(connection: sa.Connection, ids: Sequence[int]) -> Mapping[int, Sequence[Tag]]:
    """The tags of each, in the order they were put on."""
    found: dict[int, list[Tag]] = {id_: [] for id_ in ids}
    for conversation, *tag in _of(connection, [{"id": id_} for id_ in ids]) if ids else ():
        found[conversation].append(Tag(*tag))
    return found


def put(connection: sa.Connection, conversation_id: int, name: str, agent: int, now: int) -> tuple[Tag, bool]:
    """Put a tag on, made where there is none of that name; whether it was not on already."""
    tag = _known(connection, storable(" ".join(name.split())), agent, now)
    new = bool(_put(connection, conversation=conversation_id, tag=tag.id, agent=agent, now=now).all())
    if new:
        changes.touch(connection, [conversation_id], now)
    return tag, new


def take_off(connection: sa.Connection, conversation_id: int, tag: int, now: int) -> bool:
    """Take a tag off; False where it was not on."""
    if not _take(connection, conversation=conversation_id, tag=tag).all():
        return False
    changes.touch(connection, [conversation_id], now)
    return True


def rename(connection: sa.Connection, id_: int, name: str) -> Change:
    """Call it otherwise; `taken` where another one is called so, removed ones included."""
    shown = storable(" ".join(name.split()))
    other = _named(connection, folded=_folded(shown)).one_or_none()
    if other is not None and other.id != id_:
        return "taken"
    return "done" if _rename(connection, id=id_, name=shown, folded=_folded(shown)).all() else "gone"


def paint(connection: sa.Connection, id_: int, colour: int) -> Change:
    """Give it another colour."""
    return "done" if _paint(connection, id=id_, colour=colour).all() else "gone"


def remove(connection: sa.Connection, id_: int, now: int) -> Change:
    """Take it out of sight, everywhere."""
    return "done" if _remove(connection, id=id_, into=None, now=now).all() else "gone"


def merge(connection: sa.Connection, id_: int, into: int, now: int) -> Change:
    """Leave its conversations to another one."""
    other = _one(connection, id=into).one_or_none()
    if id_ == into or other is None or other.removed_at is not None:
        return "gone"
    if not _remove(connection, id=id_, into=into, now=now).all():
        return "gone"
    _pass_on(connection, id=id_, into=into).close()
    return "done"


def restore(connection: sa.Connection, id_: int) -> Change:
    """Undo a removal or a merge: it is on what it was on, and what it passed on is taken back."""
    found = _one(connection, id=id_).one_or_none()
    if found is None or not _back(connection, id=id_).all():
        return "gone"
    if found.into_id is not None:
        _take_back(connection, id=id_, into=found.into_id).close()
    return "done"


def _known(connection: sa.Connection, name: str, agent: int, now: int) -> Tag:
    _make(connection, name=name, folded=_folded(name), agent=agent, now=now).close()
    row: Any = _named(connection, folded=_folded(name)).one()
    while row.into_id is not None:
        row = _one(connection, id=row.into_id).one()
    if row.removed_at is not None:
        _clear(connection, id=row.id).close()
        _revive(connection, id=row.id, name=name).close()
    return Tag(row.id, row.name if row.removed_at is None else name, row.colour)


def _folded(name: str) -> str:
    """The name without case and marks; as it is where nothing of it is a letter or digit."""
    return words(name).strip() or name.casefold()
