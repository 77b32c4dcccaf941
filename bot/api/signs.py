"""What pages hear of beside conversations that changed: who looks and types, who is here, files of the studio, one's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import sqlalchemy as sa

from bot.store import draft_files, drafts, looks, mentions, presence
from bot.store.looks import Around

ROOM = 500
BACK = 5_000  # ms; a draft may still be written with a moment that was looked at already


@dataclass(frozen=True, slots=True)
class Sign:
    """Something to tell of a conversation, 0 for none; `only` is the one person it is for, None for all."""

    kind: Literal["looking", "draft", "mention", "presence", "file"]
    id: int
    only: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at the tables behind the signs."""

    around: Mapping[int, Around]
    drafts: Sequence[tuple[int, int, drafts.Kind, int]]
    mentions: Sequence[tuple[int, int, int, int]]
    presence: int = 0  # when anybody last came or went
    files: Sequence[tuple[str, int]] = ()  # which files of the studio's draft have changed, and when
    open_files: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


class Signs:
    """Knows what was told, and tells the difference; `now` is the moment (ms) from which on there is something to tell."""

    def __init__(self, now: int) -> None:
        self._around: Mapping[int, Around] = {}
        self._presence: int | None = None
        self._open: Mapping[str, tuple[int, ...]] = {}
        self._since = now
        self._told: dict[tuple[object, ...], int] = {}  # what was told, and of which moment it is

    def look(self, connection: sa.Connection, now: int) -> Seen:
        """Read the tables, in the hub's own look."""
        since = self._since - BACK
        return Seen(
            looks.everywhere(connection, now), drafts.since(connection, since, ROOM), mentions.since(connection, since, ROOM),
            presence.newest(connection), draft_files.since(connection, since), draft_files.around(connection, now),
        )  # fmt: skip

    def news(self, seen: Seen, now: int) -> list[Sign]:
        """What is new since the last time."""
        written = [
            Sign("draft", conversation_id, user_id, {"draft": kind, "version": moment})
            for conversation_id, user_id, kind, moment in seen.drafts
            if self._new(moment, now, "draft", conversation_id, user_id, kind)
        ]
        named = [
            Sign("mention", conversation_id, user_id)
            for id_, conversation_id, user_id, moment in seen.mentions
            if self._new(moment, now, "mention", id_)
        ]
        files = {name for name, moment in seen.files if self._new(moment, now, "file", name)}
        files |= {name for name in {*self._open, *seen.open_files} if self._open.get(name) != seen.open_files.get(name)}
        self._open = seen.open_files
        oldest = self._since - 2 * BACK
        self._told = {key: moment for key, moment in self._told.items() if moment >= oldest}
        moved = [Sign("presence", 0)] if self._presence not in {None, seen.presence} else []
        self._presence = seen.presence
        touched = [Sign("file", 0, values={"name": name}) for name in sorted(files)]
        return [*self._looking(seen.around), *written, *named, *moved, *touched]

    def _new(self, moment: int, now: int, *key: object) -> bool:
        before, self._told[key] = self._told.get(key), moment
        self._since = max(self._since, min(moment, now))
        return before != moment

    def answered(self, now: int) -> Sequence[tuple[tuple[str, str], int]]:
        """Who is being written to by the one who has them, by channel and address, and until when (ms) that counts."""
        return [((one.channel, one.address), one.answering) for one in self._around.values() if one.answering > now]

    def _looking(self, around: Mapping[int, Around]) -> list[Sign]:
        before, self._around = self._around, around
        ids = {id_ for id_ in {*before, *around} if _seats(before, id_) != _seats(around, id_)}
        return [Sign("looking", id_, values=_shown(around.get(id_))) for id_ in sorted(ids)]


def _shown(around: Around | None) -> Mapping[str, Any]:
    people = [{"id": who, "typing": typing} for who, typing in around.people] if around is not None else []
    return {"people": people, "visitor": around is not None and around.visitor}


def _seats(around: Mapping[int, Around], id_: int) -> tuple[looks.Seat, ...]:
    found = around.get(id_)
    return found.seats if found is not None else ()
