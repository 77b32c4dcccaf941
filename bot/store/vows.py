"""What people promise and do about promises, and the ledger as a list to work through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

import sqlalchemy as sa

from bot.epoch import from_ms, to_ms
from bot.store import audit, changes, floor, outbox, promises
from bot.store.floor import Claim, Conflict
from bot.store.ledger import Promise
from bot.store.model import NewPromise
from bot.store.promises import REPLY, Owed
from bot.store.sql import Statement
from handoff.model import Promise as Made
from handoff.promises import settle

Tab = Literal["open", "risk", "broken", "kept", "renewed"]
WITHIN = 600_000  # ms within which what counted as kept is owed again when somebody says so


@dataclass(frozen=True, slots=True)
class Row:
    """A promise with the customer it was made to."""

    promise: Promise
    name: str
    channel: str
    address: str
    owner: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which promises: of which list, by whom (`bot`, `people`, or one person by id), and of what, where that is asked for."""

    tab: Tab | Literal[""] = "open"
    maker: Literal["", "bot", "people"] = ""
    agent_id: int = 0
    what: str = ""


_FIELDS = ", ".join(f"p.{field.name}" for field in fields(Promise))
_COUNT = len(fields(Promise))
_FROM = f"""SELECT {_FIELDS}, c.name, c.channel, c.address, c.owner
    FROM promises p JOIN conversations c ON c.id = p.conversation_id"""  # noqa: S608 - column names of our own
_ASKED = """(:maker = '' OR (:maker = 'bot') = (p.agent_id IS NULL)) AND (:agent_id = 0 OR p.agent_id = :agent_id)
    AND (:what = '' OR p.what = :what)"""

_open = Statement(
    f"""{_FROM} WHERE p.state = 'open' AND (p.due_at, p.id) > (:moment, :id) AND {_ASKED} ORDER BY p.due_at, p.id LIMIT :room"""
)
_risk = Statement(
    f"""{_FROM} WHERE p.state = 'open' AND (p.warned_at IS NOT NULL OR p.warn_at <= :now) AND (p.due_at, p.id) > (:moment, :id)
    AND {_ASKED} ORDER BY p.due_at, p.id LIMIT :room"""
)
_settled = Statement(
    f"""{_FROM} WHERE (:state = '' OR p.state = :state) AND p.id < :id AND {_ASKED} ORDER BY p.id DESC LIMIT :room"""
)
# `state IN ('kept', 'broken')` is what their index says: SQLite uses a partial index only where the statement says the same.
_counts = Statement(
    """SELECT (SELECT COUNT(*) FROM promises WHERE state = 'open') AS open,
      (SELECT COUNT(*) FROM promises WHERE state = 'open' AND (warned_at IS NOT NULL OR warn_at <= :now)) AS risk,
      (SELECT COUNT(*) FROM promises WHERE state IN ('kept', 'broken') AND state = 'broken' AND settled_at >= :since) AS broken,
      (SELECT COUNT(*) FROM promises WHERE state IN ('kept', 'broken') AND state = 'kept' AND settled_at >= :since) AS kept"""
)
_whats = Statement("""SELECT what FROM promises WHERE state = 'open'
    UNION SELECT what FROM promises WHERE state IN ('kept', 'broken') AND settled_at >= :since ORDER BY what LIMIT 100""")
# The next thing owed in each of these conversations.
_next = Statement(
    """SELECT p.conversation_id, MIN(p.due_at) AS due_at, MAX(CASE WHEN p.warned_at IS NULL THEN 0 ELSE 1 END) AS warned
    FROM promises p JOIN {rows} r ON p.conversation_id = r.id WHERE p.state = 'open' GROUP BY p.conversation_id""",
    id="integer",
)
_by_key = Statement("""SELECT id FROM promises WHERE conversation_id = :id AND about = :about ORDER BY id LIMIT 1""")
_row = Statement(f"""SELECT {_FIELDS} FROM promises p WHERE p.id = :id""")  # noqa: S608 - column names of our own


def page(connection: sa.Connection, wanted: Wanted, after: tuple[int, int], room: int, now: int) -> Sequence[Row]:
    """Some of them: open ones first due first, behind the one due at `after[0]` with the id `after[1]`; others newest first."""
    asked: dict[str, Any] = {"maker": wanted.maker, "agent_id": wanted.agent_id, "what": wanted.what, "room": room}
    match wanted.tab:
        case "open":
            rows = _open(connection, moment=after[0], id=after[1], **asked)
        case "risk":
            rows = _risk(connection, moment=after[0], id=after[1], now=now, **asked)
        case state:
            rows = _settled(connection, state=state, id=after[1] or 2**62, **asked)
    return [Row(Promise(*row[:_COUNT]), *row[_COUNT:]) for row in rows]


def counts(connection: sa.Connection, since: int, now: int) -> Mapping[str, int]:
    """How many are open and at risk, and how many were broken and kept since a moment."""
    return dict(_counts(connection, since=since, now=now).mappings().one())


def whats(connection: sa.Connection, since: int) -> Sequence[str]:
    """What is promised, by name: of what is open or was settled since a moment."""
    return list(_whats(connection, since=since).scalars())


def next_of(connection: sa.Connection, ids: Sequence[int]) -> Mapping[int, tuple[int, bool]]:
    """By conversation, when the next thing promised in it is due, and whether the desk was warned of one."""
    rows = _next(connection, [{"id": id_} for id_ in ids]).all() if ids else []
    return {row.conversation_id: (row.due_at, bool(row.warned)) for row in rows}


def one(connection: sa.Connection, id_: int) -> Promise | None:
    """A promise as it stands."""
    row = _row(connection, id=id_).one_or_none()
    return Promise(*row) if row is not None else None


# --- what people do -------------------------------------------------------------------------------------------------


def promise(connection: sa.Connection, claim: Claim, new: NewPromise, say: str, key: str) -> Promise | Conflict | None:
    """A person promises, and tells the customer so where `say` holds words; once per `key`. None: no such conversation."""
    held = floor.hold(connection, claim.conversation_id)
    if held is None:
        return None
    about = f"key:{claim.agent_id}:{key}"
    if (before := _by_key(connection, id=claim.conversation_id, about=about).scalar()) is not None:
        return one(connection, before)
    if held.owner != "agent" or held.agent_id != claim.agent_id:
        return Conflict("not_yours", held)
    if say:
        written = floor.answer(connection, claim, say, f"promise:{key}")
        assert isinstance(written, floor.Written), "it is theirs, and held"
    made = promises.make(connection, claim.conversation_id, _about(new, about), claim.now)
    changes.touch(connection, [claim.conversation_id], claim.now)
    return one(connection, made)


def _about(new: NewPromise, about: str) -> NewPromise:
    return NewPromise(
        new.what, new.text, new.due_at, new.warn_at, new.renew_at, made_by=new.made_by, about=about, agent_id=new.agent_id
    )


def keep(connection: sa.Connection, id_: int, agent_id: int, now: int) -> Literal["gone", "settled", "done"]:
    """A person says that it has been done: kept where that is in time, else broken."""
    owed = promises.one(connection, id_)
    if owed is None:
        return "gone"
    if owed.promise.state != "open" or not promises.end(connection, id_, settle(owed.promise, from_ms(now))):
        return "settled"
    _note(connection, owed, agent_id, "promise.kept", now)
    return "done"


@dataclass(frozen=True, slots=True)
class Renewal:
    """A promise made anew by a person: the new one, its moment in the customer's words, and what the customer is told."""

    promise: Made
    text: str
    say: str
    agent_id: int
    above: bool = False  # a supervisor may speak where somebody else has the floor


def renew(connection: sa.Connection, id_: int, renewal: Renewal, now: int) -> int | Conflict | Literal["gone", "settled"]:
    """Honestly, and once; the new one's id. A colleague's conversation is theirs to speak in, but for supervisors."""
    renewed, text, say, agent_id = renewal.promise, renewal.text, renewal.say, renewal.agent_id
    owed = promises.one(connection, id_)
    if owed is None:
        return "gone"
    if owed.promise.state != "open" or owed.promise.renewal:
        return "settled"
    held = floor.hold(connection, owed.conversation_id)
    if held is not None and held.owner == "agent" and held.agent_id not in {None, agent_id} and not renewal.above:
        return Conflict("held", held)
    due_at, warn_at, renew_at = (to_ms(mark) for mark in (renewed.due_at, renewed.warn_at, renewed.renew_at))
    new = NewPromise(
        renewed.what, text, due_at, warn_at, renew_at, made_by=renewed.made_by, renewal=True, about=owed.about,
        agent_id=owed.agent_id if owed.agent_id is not None or owed.promise.what != REPLY else agent_id,
    )  # fmt: skip
    old = Made(
        owed.promise.what, owed.promise.made_by, owed.promise.made_at, owed.promise.due_at, owed.promise.warn_at,
        owed.promise.renew_at, state="renewed", settled_at=from_ms(now),
    )  # fmt: skip
    made = promises.renew(connection, owed, old, new, now)
    outbox.tell(connection, owed.conversation_id, owed.floor, key=f"renewed:{id_}", text=say, now=now)
    _note(connection, owed, agent_id, "promise.renewed", now)
    return made


def reopen(connection: sa.Connection, id_: int, agent_id: int, now: int) -> bool:
    """An answer was not yet what had been promised: it is owed again. False where that is too late to say."""
    conversation_id = promises.reopen(connection, id_, now, WITHIN)
    owed = promises.one(connection, id_) if conversation_id is not None else None
    if owed is None:
        return False
    _note(connection, owed, agent_id, "promise.reopened", now)
    return True


def _note(connection: sa.Connection, owed: Owed, agent_id: int, action: str, now: int) -> None:
    told = {"conversation": owed.conversation_id, "what": owed.promise.what}
    audit.record(connection, who=agent_id, action=action, about=f"promise:{owed.id}", detail=told, now=now)
    changes.touch(connection, [owed.conversation_id], now)
