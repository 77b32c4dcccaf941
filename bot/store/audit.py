"""The record of who changed what: without it nobody could say afterwards why money went out or who blocked a customer.

A change and its entry are written in one transaction, so that neither stands without the other. No entry holds what a customer
wrote, nor a secret: it names things by their numbers.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.store.letters import storable
from bot.store.sql import Statement

ACTION = re.compile(r"[a-z_]+(\.[a-z_]+)+")
LONGEST = 200  # characters of a value in `detail`
_PRIVATE = frozenset({"text", "message", "words", "password", "token", "secret", "digest", "link", "iban", "account"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One change; `at` is ms since the epoch, `user_id` None where the command line or the program did it."""

    id: int
    at: int
    user_id: int | None
    action: str
    about: str
    conversation_id: int | None
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody has read something; `at` is ms since the epoch."""

    at: int
    user_id: int
    action: str
    about: str
    conversation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: by a person or about them, of an action or a group of them, of a conversation, in a time [since, until).

    Looks (`read.…`) are many, so they are shown where they are asked for, or about one conversation.
    """

    person: int = 0
    action: str = ""
    conversation: int = 0
    since: int = 0
    until: int = 2**62


_add = Statement(
    """INSERT INTO audit (at, user_id, action, about, conversation_id, detail)
    VALUES (:now, :user_id, :action, :about, :conversation_id, :detail)"""
)

# Of several people at once; the columns are those above.
_looked = Statement(
    """INSERT INTO audit (at, user_id, action, about, conversation_id, detail)
    SELECT at, user_id, action, about, NULLIF(conversation_id, 0), '{}' FROM {rows} r""",
    at="integer",
    user_id="integer",
    action="text",
    about="text",
    conversation_id="integer",
)

_page = Statement(
    """SELECT id, at, user_id, action, about, conversation_id, detail FROM audit
    WHERE id < :before AND at >= :since AND at < :until
      AND (:person = 0 OR user_id = :person OR about IN (:about, :desk))
      AND (:action <> '' OR :conversation <> 0 OR action NOT LIKE 'read.%')
      AND (:action = '' OR action = :action OR action LIKE :group ESCAPE '/')
      AND (:conversation = 0 OR conversation_id = :conversation)
    ORDER BY id DESC LIMIT :room"""
)


def record(
    connection: sa.Connection, *, who: int | None, action: str, about: str, detail: Mapping[str, Any] | None = None, now: int
) -> None:
    """Note a change in the transaction that makes it.

    `who` is a person's id, None for the command line and the program itself; `action` is `noun.what_happened`; `about` is
    `kind:id`. A conversation among `about` and `detail` is found by its number. Raises ValueError for what must not stand here.
    """
    values = {name: _plain(value) for name, value in (detail or {}).items() if value is not None}
    if ACTION.fullmatch(action) is None or ":" not in about:
        raise ValueError(f"write an action like `refund.paid` and what it is about like `refund:7`, not {action} and {about}")
    if private := _PRIVATE & values.keys():
        raise ValueError(f"{', '.join(sorted(private))} must not stand in the record of changes")
    kind, _, id_ = about.partition(":")
    conversation = id_ if kind == "conversation" else values.get("conversation")
    _add(
        connection, now=now, user_id=who, action=action, about=storable(about)[:LONGEST],
        detail=json.dumps(values, ensure_ascii=False), conversation_id=int(conversation) if conversation is not None else None,
    )  # fmt: skip


def looked(connection: sa.Connection, looks: Sequence[Look]) -> None:
    """Note who has read what; who has gone meanwhile is noted all the same."""
    rows = [
        {"at": one.at, "user_id": one.user_id, "action": one.action, "about": storable(one.about)[:LONGEST],
         "conversation_id": one.conversation_id or 0}
        for one in looks
    ]  # fmt: skip
    if rows:
        _looked(connection, rows)


def _plain(value: Any) -> Any:
    match value:
        case bool() | int():
            return value
        case list() | tuple():
            return [_plain(one) for one in value][:50]
        case _:
            return storable(str(value))[:LONGEST]


def page(connection: sa.Connection, wanted: Wanted, before: int, room: int) -> Sequence[Entry]:
    """The newest `room` entries with ids below `before`."""
    rows = _page(
        connection, before=before, since=wanted.since, until=wanted.until, person=wanted.person, about=f"user:{wanted.person}",
        desk=f"person:{wanted.person}",
        action=wanted.action, group=wanted.action.replace("_", "/_") + ".%", conversation=wanted.conversation, room=room,
    )  # fmt: skip
    return [Entry(**{**row._asdict(), "detail": json.loads(row.detail)}) for row in rows]


def everything(connection: sa.Connection, wanted: Wanted, room: int, at_once: int = 1000) -> Iterator[Entry]:
    """All of them up to `room`, newest first, read a page at a time."""
    before = 2**62
    while room > 0 and (found := page(connection, wanted, before, min(room, at_once))):
        yield from found
        before, room = found[-1].id, room - len(found)
