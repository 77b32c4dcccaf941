"""One turn of a conversation: leased with all that it reads, committed with all that it changes, or not at all."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from bot.channels.port import Attachment, Text
from bot.store import approvals, calls, clocks, ledger, marks, outbox, promises
from bot.store.arrivals import lock
from bot.store.letters import Letter, decode, in_order
from bot.store.model import AGAIN, AWAY, Conversation, Lease, NewPromise, Outcome
from bot.store.sql import Statement

_NAMES = [field.name for field in fields(Conversation)]
_FIELDS, _TIMERS, _REACHABLE = ", ".join(_NAMES), _NAMES.index("timers"), _NAMES.index("reachable")

_LEASE = f"""WITH due AS MATERIALIZED (SELECT id FROM conversations WHERE WHICH AND lease_until <= :now
      ORDER BY wake_at LIMIT :room {{skip}})
    UPDATE conversations SET lease_token = :token, lease_until = :until, wake_at = :until,
      turn = CASE WHEN attempts = 0 THEN turn + 1 ELSE turn END, heard = CASE WHEN attempts = 0 THEN arrived ELSE heard END,
      attempts = attempts + 1
    WHERE id IN (SELECT id FROM due) RETURNING {_FIELDS}"""  # noqa: S608 - no value enters it

# The lanes of the bots that have something due: from the first of each lane and bot to the first of the next, by the index alone.
_lanes = Statement(
    """WITH RECURSIVE firsts (id) AS (
      SELECT (SELECT id FROM conversations WHERE FRESH ORDER BY lane, channel, wake_at LIMIT 1) UNION ALL
      SELECT COALESCE((SELECT id FROM conversations WHERE FRESH AND lane = c.lane AND channel > c.channel
          ORDER BY channel, wake_at LIMIT 1),
        (SELECT id FROM conversations WHERE FRESH AND lane > c.lane ORDER BY lane, channel, wake_at LIMIT 1))
      FROM firsts f JOIN conversations c ON c.id = f.id)
    SELECT lane, channel, wake_at FROM conversations WHERE id IN (SELECT id FROM firsts) AND wake_at <= :now
    ORDER BY wake_at""".replace("FRESH", "wake_at IS NOT NULL AND attempts = 0")
)

# The conversations of one bot's lane that are due, those first that waited longest.
_lease = Statement(_LEASE.replace("WHICH", "attempts = 0 AND lane = :lane AND channel = :channel AND wake_at <= :now"))
_lease_failed = Statement(_LEASE.replace("WHICH", "attempts > 0 AND wake_at <= :before").replace(":room", "1"))

# Pins what this turn reads; a later attempt of the same turn reads exactly these.
_pin = Statement(
    """UPDATE inbox SET turn = r.turn FROM {rows} r WHERE inbox.conversation_id = r.id AND inbox.turn IS NULL
    RETURNING inbox.id, inbox.conversation_id, inbox.account, inbox.kind, inbox.key, inbox.at, inbox.arrived_at, inbox.source,
      inbox.position, inbox.body""",
    id="integer",
    turn="integer",
)

_pinned = Statement(
    """SELECT id, conversation_id, account, kind, key, at, arrived_at, source, position, body FROM inbox
    WHERE conversation_id = :id AND turn = :turn"""
)

_renew = Statement(
    """UPDATE conversations SET lease_until = :until, wake_at = :until FROM {rows} r
    WHERE conversations.id = r.id AND lease_token = r.token RETURNING conversations.id""",
    id="integer",
    token="text",  # noqa: S106 - a column type
)

_standing = Statement("""SELECT id, owner, state FROM conversations WHERE channel = :channel AND address = :address""")

# Gives a failed turn back; each try waits longer than the last.
_fail = Statement(
    """UPDATE conversations SET lease_until = 0, lease_token = '', wake_at = :wake_at, attempts = :attempts
    WHERE id = :id AND lease_token = :token"""
)

_commit = Statement(
    """UPDATE conversations SET state = r.state, language = r.language, timers = r.timers,
      changed_at = CASE WHEN conversations.changed_at < :now THEN :now ELSE conversations.changed_at + 1 END,
      wake_at = CASE WHEN conversations.arrived > conversations.heard THEN :now ELSE r.wake_at END,
      lane = CASE WHEN conversations.arrived > conversations.heard THEN 0 ELSE 2 END,
      lease_token = '', lease_until = 0, attempts = 0,
      owner = CASE WHEN r.owner <> '' AND conversations.floor = r.floor THEN r.owner ELSE conversations.owner END,
      team = CASE WHEN r.owner <> '' AND conversations.floor = r.floor THEN r.team ELSE conversations.team END,
      due_at = CASE WHEN r.owner <> '' AND conversations.floor = r.floor THEN r.due_at ELSE conversations.due_at END,
      agent_id = CASE WHEN r.owner <> '' AND conversations.floor = r.floor THEN NULL ELSE conversations.agent_id END,
      closed_at = CASE WHEN r.owner IN ('queue', 'agent') AND conversations.floor = r.floor THEN NULL
        ELSE conversations.closed_at END,
      waits_since = CASE WHEN r.owner <> '' AND conversations.floor = r.floor
        THEN CASE WHEN r.owner = 'queue' THEN :now ELSE 0 END ELSE conversations.waits_since END,
      told_at = CASE WHEN r.owner <> '' AND conversations.floor = r.floor THEN 0 ELSE conversations.told_at END,
      snoozed_until = CASE WHEN r.owner <> '' AND conversations.floor = r.floor THEN 0 ELSE conversations.snoozed_until END,
      look_at = CASE WHEN r.owner <> '' AND conversations.floor = r.floor
        THEN CASE WHEN r.owner = 'queue' THEN :now ELSE 0 END ELSE conversations.look_at END,
      floor = conversations.floor + CASE WHEN r.owner <> '' AND conversations.floor = r.floor THEN 1 ELSE 0 END,
      email = CASE WHEN r.email <> '' THEN r.email ELSE conversations.email END,
      address = CASE WHEN r.address <> '' THEN r.address ELSE conversations.address END,
      reachable = r.reachable
    FROM {rows} r WHERE conversations.id = r.id AND conversations.lease_token = r.token
    RETURNING conversations.id, conversations.floor""",
    id="integer",
    token="text",  # noqa: S106 - a column type
    state="text",
    language="text",
    timers="text",
    wake_at="integer",
    owner="text",
    floor="integer",
    team="text",
    due_at="integer",
    email="text",
    address="text",
    reachable="boolean",
)

_record = Statement(
    """INSERT INTO turns (conversation_id, number, at, record) SELECT id, turn, :now, record FROM {rows} r""",
    id="integer",
    turn="integer",
    record="text",
)

_hurry = Statement(
    """SELECT MIN(wake_at) FROM conversations WHERE wake_at IS NOT NULL AND wake_at > :now AND lease_until <= :now"""
)


def take(
    connection: sa.Connection, lanes: Sequence[int], room: int, now: int, until: int, *, failed_first: bool = True
) -> list[Lease]:
    """Lease up to `room` conversations that are due, one lane after the other, with all that they have to read.

    Within a lane every bot has its share of the room, so that one with a long queue does not keep the others waiting. A turn
    that has failed before, or was broken off, is taken alone: whatever it does, it does to nobody else. With `failed_first` it
    comes when it has waited AGAIN longer than the first of the others, else when there are no others; who asks changes between
    the two, so that neither many that fail nor many that do not keep the others waiting.
    """
    token = secrets.token_hex(8)
    due = [(lane, channel, wake_at) for lane, channel, wake_at in _lanes(connection, now=now)]
    foremost = next((wake_at - AGAIN for lane in lanes for its, _, wake_at in due if its == lane), now)
    values: dict[str, Any] = {"token": token, "until": until, "now": now}
    bots = {lane: [channel for its, channel, _ in due if its == lane] for lane in lanes}
    taken = _failed(connection, values, foremost) if failed_first else []
    taken = taken or _shared(connection, bots, room, values) or _failed(connection, values, now)
    letters = _letters(connection, taken) if taken else {}
    return [Lease(conversation, in_order(letters.get(conversation.id, ())), token) for conversation in taken]


def _failed(connection: sa.Connection, values: Mapping[str, Any], before: int) -> list[Conversation]:
    """The one that has waited longest of those that failed, if it was due before."""
    return [_conversation(row) for row in _lease_failed(connection, **values, before=before)]


def _shared(
    connection: sa.Connection, bots: Mapping[int, Sequence[str]], room: int, values: Mapping[str, Any]
) -> list[Conversation]:
    """One lane after the other, and within a lane to every bot its share."""
    taken: list[Conversation] = []
    for lane, channels in bots.items():
        more: list[str] = []
        for others, channel in zip(range(len(channels), 0, -1), channels, strict=True):
            if share := -(-(room - len(taken)) // others):
                rows = _lease(connection, **values, lane=lane, channel=channel, room=share).all()
                taken += map(_conversation, rows)
                more += [channel] if len(rows) == share else []
        for channel in more:  # what the others did not need, before the next lane has any
            if left := room - len(taken):
                taken += map(_conversation, _lease(connection, **values, lane=lane, channel=channel, room=left))
    return taken


def _conversation(row: Sequence[Any]) -> Conversation:
    """In the order of _FIELDS, which is that of the dataclass."""
    values = list(row)
    values[_TIMERS], values[_REACHABLE] = json.loads(values[_TIMERS]), bool(values[_REACHABLE])
    return Conversation(*values)


def _letters(connection: sa.Connection, taken: Sequence[Conversation]) -> dict[int, list[Letter]]:
    rows = list(_pin(connection, [{"id": c.id, "turn": c.turn} for c in taken if c.attempts == 1]))
    for again in (c for c in taken if c.attempts > 1):
        pinned = _pinned(connection, id=again.id, turn=again.turn).all()
        rows += pinned or _pin(connection, [{"id": again.id, "turn": again.turn}])
    letters: dict[int, list[Letter]] = {}
    for id_, conversation_id, account, kind, key, at, arrived_at, source, position, body in rows:
        letter = Letter(id_, account, key, at, arrived_at, source, position, decode(kind, body), source.endswith(":standby"))
        letters.setdefault(conversation_id, []).append(letter)
    return letters


def settle(connection: sa.Connection, outcomes: Sequence[Outcome], now: int) -> list[bool]:
    """Make outcomes true, each whole; False for those whose lease somebody else has by now."""
    lock(connection, (outcome.lease.conversation.id for outcome in outcomes))
    floors = {row.id: row.floor for row in _commit(connection, [_committed(outcome) for outcome in outcomes], now=now)}
    held = [outcome for outcome in outcomes if outcome.lease.conversation.id in floors]
    if held:
        _record(
            connection,
            [{"id": o.lease.conversation.id, "turn": o.lease.conversation.turn, "record": o.record} for o in held],
            now=now,
        )
        outbox.queue(connection, [message for outcome in held for message in _messages(outcome, floors)], now)
        marks.keep(connection, held, now)
    for outcome in held:
        _aside(connection, outcome, floors[outcome.lease.conversation.id], now)
    return [outcome.lease.conversation.id in floors for outcome in outcomes]


def _committed(outcome: Outcome) -> dict[str, Any]:
    conversation = outcome.lease.conversation
    return {
        "id": conversation.id, "token": outcome.lease.token, "state": outcome.state, "language": outcome.language,
        "timers": json.dumps(dict(outcome.timers)),
        "wake_at": min(outcome.timers.values(), default=None), "owner": outcome.owner or "", "floor": conversation.floor,
        "team": outcome.team, "due_at": outcome.due_at, "email": outcome.email, "address": outcome.address,
        "reachable": outcome.reachable,
    }  # fmt: skip


def _messages(outcome: Outcome, floors: Mapping[int, int]) -> list[dict[str, Any]]:
    conversation = outcome.lease.conversation
    passed = outcome.owner is not None and floors[conversation.id] == conversation.floor + 1
    floor = conversation.floor + (1 if passed else 0)
    return [
        {"conversation_id": conversation.id, "turn": conversation.turn, "kind": draft.kind, "floor": floor,
         "key": f"{conversation.id}.{conversation.turn}.{number}", "body": draft.body, "asks": draft.asks, "says": draft.says,
         "lane": draft.lane}
        for number, draft in enumerate(outcome.messages)
    ]  # fmt: skip


def _aside(connection: sa.Connection, outcome: Outcome, floor: int, now: int) -> None:
    """What only some turns do: pass the floor, promise, order an effect outside."""
    conversation = outcome.lease.conversation
    if outcome.owner is not None and floor == conversation.floor + 1:
        outbox.carry_over(connection, conversation.id, conversation.floor, floor)
        if outcome.owner == "bot":
            ledger.left(connection, conversation.id, now)
    if conversation.owner != "bot" and (came := _said(outcome.lease)):
        clocks.wrote(connection, conversation.id, conversation.team, came)
    for ticket in outcome.tickets:
        ledger.opened(connection, conversation.id, ticket, now)
    if outcome.answered_at is not None:
        ledger.answered(connection, conversation.id, outcome.answered_at)
    for promise in outcome.promises:
        promises.make(connection, conversation.id, promise, now)
    for approval in outcome.approvals:
        approvals.make(connection, conversation.id, approval, now)
        decision = NewPromise(approvals.PROMISE, approval.text, approval.due_at, about=approval.key)
        promises.make(connection, conversation.id, decision, now)
    for call in outcome.calls:
        calls.order(connection, conversation.id, call, now)


def _said(lease: Lease) -> int:
    """When the customer first wrote of what this turn reads, 0 where they did not."""
    return min((letter.arrived_at for letter in lease.letters if isinstance(letter.body, Text | Attachment)), default=0)


def renew(connection: sa.Connection, leases: Sequence[Lease], until: int) -> set[int]:
    """Hold on to turns that take long; the ids of those still ours."""
    rows = [{"id": lease.conversation.id, "token": lease.token} for lease in leases]
    return set(_renew(connection, rows, until=until).scalars())


def next_wake(connection: sa.Connection, now: int) -> int | None:
    """When the next conversation will be due."""
    return _hurry(connection, now=now).scalar()


def standing(connection: sa.Connection, channel: str, address: str) -> tuple[int, str, str] | None:
    """A conversation's id, owner and stored dialogue."""
    row = _standing(connection, channel=channel, address=address).one_or_none()
    return (row.id, row.owner, row.state) if row is not None else None


def fail(connection: sa.Connection, lease: Lease, now: int, *, away: bool = False) -> None:
    """Give a turn back that failed; it is tried again after 1, 2, 4 ... seconds.

    With `away` it was the database that failed it, which says nothing against the turn: for AWAY that is no attempt.
    """
    attempts = lease.conversation.attempts
    wake_at = now + 1000 * 2 ** (attempts - 1)
    if away and any(now - letter.arrived_at < AWAY for letter in lease.letters):
        attempts = max(1, attempts - 1)  # never 0 again: its letters are pinned to this turn
    _fail(connection, id=lease.conversation.id, token=lease.token, wake_at=wake_at, attempts=attempts)
