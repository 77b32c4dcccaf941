"""The topics of the group: which conversation stands in which, what of it is shown there, and whose turn it is to be shown more.

What is shown is kept line by line and not as "up to here": rows of one conversation may be committed in another order than they
are numbered, and what is skipped would never be seen. Only one process writes here, and the people's own words bring their
line with them in the transaction that stores them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.store import history, notices
from bot.store.history import Line
from bot.store.notices import Notice
from bot.store.sql import Statement

LATE = 60_000  # ms after which no row can appear any more before one that is shown
ROOM, ROOM_CHANGED = 60, 1000  # rows and changes read at once
BEFORE = 5  # of those that stood in a conversation before it had a topic
RECENT = 24 * 3600 * 1000  # ms for which something that went wrong is news

Key = tuple[str, int]  # a line and its piece
WHOLE = -1


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic; `conversation_id` is None where the conversation was erased, `thread` where it is to be made."""

    id: int
    conversation_id: int | None
    chat: int
    thread: int | None
    name: str
    icon: str
    closed: bool
    came: int
    went: int
    floor: int
    doubt: bool
    keyboard: int
    since: int
    served_at: int
    rank: int


@dataclass(frozen=True, slots=True)
class Case:
    """A conversation as its topic shows it; `reason` and `summary` are those of the newest ticket, moments in ms."""

    id: int
    channel: str
    address: str
    name: str
    language: str
    owner: str
    agent_id: int | None
    floor: int
    team: str
    due_at: int | None
    closed_at: int | None
    reason: str
    summary: str


@dataclass(frozen=True, slots=True)
class Unshown:
    """What of a conversation does not stand in its topic, oldest first, and up to where everything does."""

    lines: Sequence[tuple[Line, frozenset[int]]]  # with the pieces that do stand there
    wrong: Sequence[Line]  # what was sent and went wrong
    came: int
    went: int


@dataclass(frozen=True, slots=True)
class Changed:
    """A conversation that changed, with its version and who has it."""

    id: int
    version: int
    owner: str


_FIELDS = """id, conversation_id, chat, thread, name, icon, closed, came, went, floor, doubt, keyboard, since, served_at, rank"""

# Of those that only the bot has to do with, the ones whose floor has just gone back to it.
_changed = Statement(
    """SELECT c.id, c.changed_at, c.owner FROM conversations c LEFT JOIN group_topics t ON t.conversation_id = c.id
    WHERE c.changed_at > :since AND (t.id IS NULL OR c.changed_at > t.version)
      AND (c.owner <> 'bot' OR :everything OR (t.id IS NOT NULL AND t.floor <> c.floor))
    ORDER BY c.changed_at, c.id LIMIT :room"""
)
_newest = Statement("""SELECT MAX(changed_at) FROM conversations""")
_waiting = Statement(
    """SELECT id, changed_at, owner FROM conversations WHERE owner = 'queue'
    UNION ALL SELECT id, changed_at, owner FROM conversations WHERE owner = 'agent' ORDER BY id LIMIT :room"""
)

_open = Statement(
    """INSERT INTO group_topics (account, conversation_id, chat, since, rest_until, came, went)
    SELECT :account, r.id, :chat, :now, :until,
      COALESCE((SELECT i.id FROM inbox i WHERE i.conversation_id = r.id ORDER BY i.id DESC LIMIT 1 OFFSET :before), 0),
      COALESCE((SELECT o.id FROM outbox o WHERE o.conversation_id = r.id ORDER BY o.id DESC LIMIT 1 OFFSET :before), 0)
    FROM {rows} r WHERE true ON CONFLICT (conversation_id) DO NOTHING""",
    id="integer",
)
_mark = Statement(
    """UPDATE group_topics SET version = r.version, rank = r.rank,
      since = CASE WHEN dirty THEN since ELSE :now END, rest_until = CASE WHEN dirty THEN rest_until ELSE :until END, dirty = true
    FROM {rows} r WHERE group_topics.conversation_id = r.id""",
    id="integer",
    version="integer",
    rank="integer",
)
_next = Statement(
    f"""SELECT {_FIELDS} FROM group_topics
    WHERE dirty AND account = :account AND rest_until <= :now AND making_until <= :now
      AND (:urgent = 0 OR rank = 0 OR since <= :aged)
    ORDER BY CASE WHEN rank = 0 OR since <= :aged THEN 0 ELSE 1 END, served_at, id LIMIT 1"""  # noqa: S608 - names of our own
)
_soon = Statement(
    """SELECT MIN(CASE WHEN rest_until > making_until THEN rest_until ELSE making_until END) FROM group_topics
    WHERE dirty AND account = :account"""
)
_one = Statement(f"""SELECT {_FIELDS} FROM group_topics WHERE id = :id""")  # noqa: S608 - column names of our own
_by_thread = Statement(
    """SELECT conversation_id FROM group_topics WHERE chat = :chat AND thread = :thread AND conversation_id IS NOT NULL"""
)
_of = Statement("""SELECT chat, thread FROM group_topics WHERE conversation_id = :id AND thread IS NOT NULL""")
_lost = Statement(
    f"""SELECT {_FIELDS} FROM group_topics WHERE conversation_id IS NULL AND account = :account AND rest_until <= :now
    ORDER BY id LIMIT 1"""  # noqa: S608 - column names of our own
)
_remove = Statement("""DELETE FROM group_topics WHERE id = :id""")
_making = Statement("""UPDATE group_topics SET making_until = :until WHERE id = :id""")
_made = Statement(
    """UPDATE group_topics SET chat = :chat, thread = :thread, name = :name, icon = :icon, closed = false, making_until = 0,
      floor = -2, keyboard = 0 WHERE id = :id"""
)
_unmade = Statement("""UPDATE group_topics SET thread = NULL, floor = -2, keyboard = 0, dirty = true WHERE id = :id""")
_look = Statement("""UPDATE group_topics SET name = :name, icon = :icon, closed = :closed WHERE id = :id""")
_clean = Statement("""UPDATE group_topics SET dirty = false WHERE id = :id AND version = :version""")
_version = Statement("""SELECT version FROM group_topics WHERE id = :id""")
_rest = Statement("""UPDATE group_topics SET rest_until = :until, dirty = true WHERE id = :id""")
_served = Statement(
    """UPDATE group_topics SET served_at = :now, floor = :floor, doubt = false, came = :came, went = :went WHERE id = :id"""
)
_back = Statement("""UPDATE group_topics SET floor = :floor, doubt = :doubt, rest_until = :until, dirty = true WHERE id = :id""")
_doubted = Statement(
    """UPDATE group_topics SET doubt = true WHERE conversation_id IN (SELECT n.conversation_id FROM notices n JOIN {rows} r
      ON r.id = n.id WHERE n.kind = 'post')""",
    id="integer",
)
_keyboard = Statement("""UPDATE group_topics SET keyboard = :message WHERE id = :id""")
_backlog = Statement("""SELECT COUNT(*) AS n, MIN(since) AS oldest FROM group_topics WHERE dirty AND account = :account""")

_held = Statement("""SELECT COUNT(*) FROM conversations WHERE owner = 'agent'""")

_case = Statement(
    """SELECT c.id, c.channel, c.address, c.name, c.language, c.owner, c.agent_id, c.floor, c.team, c.due_at, c.closed_at,
      COALESCE((SELECT t.reason FROM tickets t WHERE t.conversation_id = c.id ORDER BY t.id DESC LIMIT 1), '') AS reason,
      COALESCE((SELECT t.summary FROM tickets t WHERE t.conversation_id = c.id ORDER BY t.id DESC LIMIT 1), '') AS summary
    FROM conversations c WHERE c.id = :id"""
)
_came = Statement(
    """SELECT id, arrived_at FROM inbox WHERE conversation_id = :id AND id > :after
      AND kind IN ('text', 'press', 'attachment', 'contact', 'echo', 'reach') ORDER BY id LIMIT :room"""
)
_went = Statement(
    """SELECT id, created_at FROM outbox WHERE conversation_id = :id AND id > :after AND author IN ('bot', 'agent', 'note')
      AND NOT held ORDER BY id LIMIT :room"""
)
_wrong = Statement(
    """SELECT id FROM outbox WHERE conversation_id = :id AND NOT open AND state IN ('unknown', 'failed', 'owed')
      AND settled_at > :since AND kind IN ('fact', 'agent') ORDER BY id DESC LIMIT 10"""
)
_shown = Statement(
    """SELECT l.line, l.piece FROM {rows} r JOIN group_lines l ON l.conversation_id = :id AND l.line = r.line""", line="text"
)
_show = Statement(
    """INSERT INTO group_lines (conversation_id, line, piece, notice_id, message_id)
    SELECT :id, r.line, r.piece, :notice_id, :message_id FROM {rows} r WHERE true""",
    line="text",
    piece="integer",
)
# What Telegram brings twice stands there once.
_stands_already = Statement(
    """INSERT INTO group_lines (conversation_id, line, piece, notice_id, message_id)
    VALUES (:id, :line, :piece, NULL, :message_id) ON CONFLICT (conversation_id, line, piece) DO NOTHING"""
)
_stands = Statement("""UPDATE group_lines SET message_id = :message WHERE notice_id = :notice_id""")
_unshow = Statement("""DELETE FROM group_lines WHERE notice_id = :notice_id""")
_by_message = Statement(
    """SELECT l.line FROM group_lines l WHERE l.conversation_id = :id AND l.message_id = :message AND l.line LIKE 'o%' LIMIT 1"""
)
_kind = Statement("""SELECT kind FROM outbox WHERE id = :id""")
_keys = Statement("""SELECT o.id FROM outbox o JOIN {rows} r ON r.key = o.key""", key="text")


# --- what changed --------------------------------------------------------------------------------------------------


def changed(connection: sa.Connection, *, since: int, everything: bool) -> tuple[Sequence[Changed], int]:
    """What changed after `since` (ms), and up to where that is all. The first time (`since` 0) what people have to do with."""
    newest: int = _newest(connection).scalar() or 0  # first: what comes in between is found the next time
    if since == 0:
        return [Changed(*row) for row in _waiting(connection, room=ROOM_CHANGED)], newest
    found = [Changed(*row) for row in _changed(connection, since=since, everything=everything, room=ROOM_CHANGED)]
    return found, found[-1].version if len(found) == ROOM_CHANGED else newest


def mark(connection: sa.Connection, account: str, found: Sequence[Changed], *, chat: int, now: int, gather: int) -> None:
    """These have something to show; a new one gets a topic. What comes within `gather` ms is shown together."""
    rows = [{"id": one.id, "version": one.version, "rank": 0 if one.owner != "bot" else 1} for one in found]
    if rows:
        _open(connection, rows, account=account, chat=chat, now=now, until=now + gather, before=BEFORE).close()
        _mark(connection, rows, now=now, until=now + gather).close()


def next_(connection: sa.Connection, account: str, now: int, *, aged: int, urgent: bool) -> Topic | None:
    """Who is to be shown next: customers whom people have before others, and of them who was served longest ago.

    Who has waited since `aged` (ms) counts as urgent, so that nobody waits for ever; with `urgent` nobody else is given.
    """
    row = _next(connection, account=account, now=now, aged=aged, urgent=int(urgent)).one_or_none()
    return _topic(row) if row is not None else None


def next_due(connection: sa.Connection, account: str) -> int | None:
    """When something may be shown, in ms; None where there is nothing."""
    return _soon(connection, account=account).scalar()


def backlog(connection: sa.Connection, account: str) -> tuple[int, int | None]:
    """How many conversations have something that is not shown yet, and since when (ms) the one that waits longest."""
    row = _backlog(connection, account=account).one()
    return row.n, row.oldest


def held(connection: sa.Connection) -> int:
    """How many customers people are answering."""
    return int(_held(connection).scalar() or 0)


def lost(connection: sa.Connection, account: str, now: int) -> Topic | None:
    """A topic whose conversation was erased."""
    row = _lost(connection, account=account, now=now).one_or_none()
    return _topic(row) if row is not None else None


def one(connection: sa.Connection, id_: int) -> Topic | None:
    """A topic."""
    row = _one(connection, id=id_).one_or_none()
    return _topic(row) if row is not None else None


def conversation_in(connection: sa.Connection, chat: int, thread: int) -> int | None:
    """Which conversation stands in this topic; None where none does."""
    return _by_thread(connection, chat=chat, thread=thread).scalar()


def place_of(connection: sa.Connection, conversation_id: int) -> tuple[int, int] | None:
    """The chat and thread in which a conversation stands."""
    row = _of(connection, id=conversation_id).one_or_none()
    return (row.chat, row.thread) if row is not None else None


# --- what is to be shown -------------------------------------------------------------------------------------------


def case(connection: sa.Connection, conversation_id: int) -> Case | None:
    """The conversation itself."""
    row = _case(connection, id=conversation_id).one_or_none()
    return Case(*row) if row is not None else None


def unshown(connection: sa.Connection, topic: Topic, now: int) -> Unshown:
    """What does not stand in the topic, in the order of the history."""
    assert topic.conversation_id is not None
    id_ = topic.conversation_id
    came = _came(connection, id=id_, after=topic.came, room=ROOM).all()
    went = _went(connection, id=id_, after=topic.went, room=ROOM).all()
    wrong = [row.id for row in _wrong(connection, id=id_, since=now - RECENT)]
    wanted = [*(f"i{row.id}" for row in came), *(f"o{row.id}" for row in went), *(f"o{one}!" for one in wrong)]
    shown: dict[str, set[int]] = {}
    for line, piece in _shown(connection, [{"line": line} for line in wanted], id=id_):
        shown.setdefault(line, set()).add(piece)
    read_in = history.came(connection, [row.id for row in came])
    read_out = history.went(connection, sorted({*(row.id for row in went), *wrong}))
    lines = [*(read_in[row.id] for row in came), *(read_out[row.id] for row in went)]
    open_ = [(line, frozenset(shown.get(line.id, ()))) for line in lines if WHOLE not in shown.get(line.id, ())]
    return Unshown(
        sorted(open_, key=lambda one: one[0].order),
        [read_out[one] for one in wrong if f"o{one}!" not in shown],
        _passed(topic.came, [(row.id, row.arrived_at, f"i{row.id}") for row in came], shown, now),
        _passed(topic.went, [(row.id, row.created_at, f"o{row.id}") for row in went], shown, now),
    )


def _passed(before: int, rows: Iterable[tuple[int, int, str]], shown: Mapping[str, set[int]], now: int) -> int:
    """Up to which id everything is shown whole, and nothing can appear any more."""
    for id_, at, line in rows:
        if WHOLE not in shown.get(line, ()) or at > now - LATE:
            break
        before = id_
    return before


def begin(connection: sa.Connection, topic: Topic, keys: Sequence[Key], *, floor: int, read: Unshown, key: str, now: int) -> int:
    """A post is being sent with these pieces: from now on they are shown, unless it turns out that it certainly was not sent.

    Raises IntegrityError where somebody else has shown one of them.
    """
    assert topic.conversation_id is not None
    notice = Notice(key, "post", "group", str(topic.chat), conversation_id=topic.conversation_id, thread=topic.thread)
    id_ = notices.put(connection, notice, now, sending=True)
    assert id_ is not None, "every post has a key of its own"
    rows = [{"line": line, "piece": piece} for line, piece in keys]
    if rows:
        _show(connection, rows, id=topic.conversation_id, notice_id=id_, message_id=0).close()
    _served(connection, id=topic.id, now=now, floor=floor, came=read.came, went=read.went).close()
    return id_


def sent(connection: sa.Connection, topic: Topic, notice_id: int, message_id: int, *, keyboard: bool, now: int) -> None:
    """It stands there."""
    notices.settle(connection, notice_id, "sent", now, message_id=message_id)
    _stands(connection, notice_id=notice_id, message=message_id).close()
    if keyboard:
        _keyboard(connection, id=topic.id, message=message_id).close()


def not_sent(connection: sa.Connection, topic: Topic, notice_id: int, reason: str, *, until: int, now: int) -> None:
    """It certainly does not: what it held is shown later, with what has come meanwhile."""
    notices.settle(connection, notice_id, "dropped", now, reason=reason)
    _unshow(connection, notice_id=notice_id).close()
    _back(connection, id=topic.id, floor=topic.floor, doubt=topic.doubt, until=until).close()


def doubtful(connection: sa.Connection, notice_ids: Sequence[int]) -> None:
    """Nobody can tell whether these stand there: they are not sent again, and the next post says so."""
    rows = [{"id": id_} for id_ in notice_ids]
    if rows:
        _doubted(connection, rows).close()


def settled(connection: sa.Connection, topic: Topic, version: int) -> None:
    """There is nothing more to show of this version."""
    _clean(connection, id=topic.id, version=version).close()


def version(connection: sa.Connection, topic: Topic) -> int:
    """Which version of its conversation was noted; to be asked before its lines are read."""
    noted: int = _version(connection, id=topic.id).scalar_one()
    return noted


# --- the topic itself ----------------------------------------------------------------------------------------------


def making(connection: sa.Connection, topic: Topic, until: int) -> None:
    """It is being made; nobody tries again before."""
    _making(connection, id=topic.id, until=until).close()


def made(connection: sa.Connection, topic: Topic, *, chat: int, thread: int, name: str, icon: str) -> None:
    """It is there."""
    _made(connection, id=topic.id, chat=chat, thread=thread, name=name, icon=icon).close()


def unmade(connection: sa.Connection, topic: Topic) -> None:
    """Somebody has deleted it: it is made anew."""
    _unmade(connection, id=topic.id).close()


def looks(connection: sa.Connection, topic: Topic, name: str, icon: str, *, closed: bool) -> None:
    """How it looks in the group."""
    _look(connection, id=topic.id, name=name, icon=icon, closed=closed).close()


def rest(connection: sa.Connection, topic: Topic, until: int) -> None:
    """Nothing of it before then."""
    _rest(connection, id=topic.id, until=until).close()


def remove(connection: sa.Connection, topic: Topic) -> None:
    """It is deleted in the group as well."""
    _remove(connection, id=topic.id).close()


# --- what people write in it ---------------------------------------------------------------------------------------


def stands(connection: sa.Connection, conversation_id: int, keys: Sequence[str], message: int) -> None:
    """What an agent wrote in the topic stands there already: these outbox rows, by their keys."""
    for id_ in sorted(_keys(connection, [{"key": key} for key in keys]).scalars()):
        _stands_already(connection, id=conversation_id, line=f"o{id_}", piece=WHOLE, message_id=message).close()


def line_of(connection: sa.Connection, conversation_id: int, message: int) -> str | None:
    """Which answer or note a person's message in the topic became; None where it became none."""
    return _by_message(connection, id=conversation_id, message=message).scalar()


def is_note(connection: sa.Connection, line: str) -> bool:
    """Whether a line of ours is for colleagues only."""
    return bool(_kind(connection, id=int(line[1:])).scalar() == "note")


def _topic(row: sa.Row[Any]) -> Topic:
    values = row._asdict()
    return Topic(**{**values, "closed": bool(row.closed), "doubt": bool(row.doubt)})
