"""How things reach a conversation: each once, with the conversation woken in the same transaction."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from bot.channels.port import Content, Control, Echo, Inbound, Receipt
from bot.store import comebacks, erased, outbox
from bot.store.letters import CallResult, Decision, Fact, encode, kind_of, storable
from bot.store.model import FACTS, PEOPLE, Posted
from bot.store.sql import Statement

_find = Statement(
    """SELECT c.id, c.channel, c.address FROM {rows} r JOIN conversations c ON c.channel = r.channel AND c.address = r.address""",
    channel="text",
    address="text",
)

_open = Statement(
    """INSERT INTO conversations (channel, address, name, locale, created_at, changed_at)
    SELECT channel, address, name, locale, :now, :now FROM {rows} r WHERE true
    ON CONFLICT (channel, address) DO NOTHING""",
    channel="text",
    address="text",
    name="text",
    locale="text",
)

# Waits for the rows in id order, so that two batches never hold what the other wants. SQLite has one writer and needs none of it.
_lock = Statement("""SELECT id FROM conversations WHERE id IN (SELECT id FROM {rows} r) ORDER BY id {lock}""", id="integer")

_insert = Statement(
    """INSERT INTO inbox (conversation_id, account, kind, key, at, arrived_at, source, position, body)
    SELECT conversation_id, account, kind, key, at, :now, source, position, body FROM {rows} r
    WHERE NOT EXISTS (SELECT 1 FROM erased_keys e WHERE e.digest = r.digest)
    ON CONFLICT (account, kind, key) DO NOTHING RETURNING account, kind, key""",
    conversation_id="integer",
    account="text",
    kind="text",
    key="text",
    at="integer",
    source="text",
    position="integer",
    body="text",
    digest="text",
)

_wake = Statement(
    """UPDATE conversations AS c SET arrived = c.arrived + 1,
      changed_at = CASE WHEN c.changed_at < :now THEN :now ELSE c.changed_at + 1 END,
      wake_at = CASE WHEN c.wake_at IS NULL OR c.wake_at > r.wake_at THEN r.wake_at ELSE c.wake_at END,
      lane = CASE WHEN c.lane > r.lane OR c.wake_at IS NULL THEN r.lane ELSE c.lane END,
      last_in_at = COALESCE(r.last_in_at, c.last_in_at),
      name = CASE WHEN r.name <> '' THEN r.name ELSE c.name END,
      locale = CASE WHEN r.locale <> '' THEN r.locale ELSE c.locale END,
      closed_at = CASE WHEN r.last_in_at IS NULL THEN c.closed_at ELSE NULL END,
      waits_since = CASE WHEN r.answered THEN 0 WHEN r.last_in_at IS NOT NULL AND c.owner <> 'bot' AND c.waits_since = 0
        THEN r.last_in_at ELSE c.waits_since END,
      snoozed_until = CASE WHEN r.last_in_at IS NULL THEN c.snoozed_until ELSE 0 END,
      look_at = CASE WHEN c.owner = 'bot' OR (r.last_in_at IS NULL AND NOT r.answered) THEN c.look_at ELSE :now END,
      reachable = CASE WHEN r.last_in_at IS NULL THEN c.reachable ELSE true END
    FROM {rows} r WHERE c.id = r.id""",
    id="integer",
    wake_at="integer",
    lane="integer",
    last_in_at="integer",
    name="text",
    locale="text",
    answered="boolean",
)

_known = Statement("""SELECT 1 FROM inbox WHERE account = :account AND kind = :kind AND key = :key""")
_SAID = frozenset({"text", "press", "attachment", "contact"})


def post_fact(connection: sa.Connection, conversation_id: int, body: Fact | CallResult | Decision, key: str, now: int) -> None:
    """Tell a conversation something inside a transaction that is already open (a take-over, a payment, a call's result)."""
    if _insert(connection, [_of_ours(conversation_id, body, key, now)], now=now).all():
        nobody = {"last_in_at": None, "name": "", "locale": "", "answered": False}
        woken = {"id": conversation_id, "wake_at": now, "lane": FACTS, **nobody}
        _wake(connection, [woken], now=now)


def _of_ours(conversation_id: int, body: Fact | CallResult | Decision, key: str, now: int) -> dict[str, Any]:
    return {
        "conversation_id": conversation_id, "account": "dezura", "kind": kind_of(body), "key": key, "at": now,
        "source": "dezura", "position": now, "body": encode(body), "digest": "",
    }  # fmt: skip


Known = Mapping[tuple[str, str], int]


def post(
    connection: sa.Connection, batch: Sequence[tuple[Sequence[Inbound], int]], burst: int, known: Known
) -> tuple[list[Posted], dict[tuple[str, str], int]]:
    """Store a batch; what each part did, and the ids of conversations that `known` (by channel and address) did not hold.

    Those may be remembered once the transaction is committed. Raises IntegrityError where a known one has been erased.
    """
    now = max(now for _, now in batch)
    everything = [inbound for inbounds, _ in batch for inbound in inbounds]
    if receipts := [inbound for inbound in everything if is_receipt(inbound.content)]:
        outbox.note_receipts(connection, receipts, now)
    letters: Sequence[Inbound] = everything
    if receipts:
        letters = [inbound for inbound in everything if not is_receipt(inbound.content)]
    if not letters:
        return [Posted() for _ in batch], {}
    found, letters = _conversations(connection, letters, known, now)
    ids = {**known, **found} if found else known
    rows = {id(inbound): _row(inbound, ids[inbound.account, inbound.address], now) for inbound in letters}
    _come_back(connection, rows.values(), now)
    new = {tuple(key) for key in _insert(connection, list(rows.values()), now=now)}
    posted, wakes = [], _Wakes(now, burst)
    for inbounds, _ in batch:
        fresh = [i for i in inbounds if (row := rows.get(id(i))) is not None and _claim(new, row)]
        posted.append(Posted(len(fresh), min((wakes.add(i, rows[id(i)]) for i in fresh), default=None)))
    if wakes.rows:
        lock(connection, wakes.rows)
        _wake(connection, list(wakes.rows.values()), now=now)
        back = {rows[id(i)]["conversation_id"] for i in letters if isinstance(i.content, Control) and i.content.ours}
        outbox.release_owed(connection, (id_ for id_, row in wakes.rows.items() if row["last_in_at"] or id_ in back), now)
    return posted, found


def _come_back(connection: sa.Connection, rows: Iterable[Mapping[str, Any]], now: int) -> None:
    """Who writes again soon after it was closed is with their agent before that is read. What came before changes nothing."""
    said = [row for row in rows if row["kind"] in _SAID]
    for closed in comebacks.found(connection, {row["conversation_id"] for row in said}, now) if said else ():
        own = [row for row in said if row["conversation_id"] == closed.id]
        known = [_known(connection, account=row["account"], kind=row["kind"], key=row["key"]).scalar() for row in own]
        if all(known) or (told := comebacks.back(connection, closed, now)) is None:
            continue
        key, fact = told
        _insert(connection, [_of_ours(closed.id, fact, key, now)], now=now)


def _claim(new: set[tuple[str, ...]], row: Mapping[str, Any]) -> bool:
    key = (row["account"], row["kind"], row["key"])
    if key not in new:
        return False
    new.discard(key)  # the same update twice in one batch counts once
    return True


class _Wakes:
    """What a batch does to each conversation it touches, so that one statement does it."""

    def __init__(self, now: int, burst: int) -> None:
        self.now, self.burst = now, burst
        self.rows: dict[int, dict[str, Any]] = {}

    def add(self, inbound: Inbound, stored: Mapping[str, Any]) -> int:
        """Note one that is new; when its conversation wants its turn because of it."""
        kind, id_, person = stored["kind"], stored["conversation_id"], inbound.person
        wake_at = self.now + (self.burst if kind == "text" else 0)
        last_in_at = None if kind in {"echo", "reach", "control"} else self.now
        name, locale = storable(person.name), storable(person.language)
        row = self.rows.get(id_)
        if row is None:
            told = {"last_in_at": last_in_at, "name": name, "locale": locale, "answered": kind == "echo"}
            self.rows[id_] = {"id": id_, "wake_at": wake_at, "lane": PEOPLE, **told}
            return wake_at
        row["wake_at"] = min(row["wake_at"], wake_at)
        row["last_in_at"], row["name"] = last_in_at or row["last_in_at"], name or row["name"]
        row["locale"] = locale or row["locale"]
        row["answered"] = kind == "echo" or (row["answered"] and last_in_at is None)
        return wake_at


def is_receipt(content: Content) -> bool:
    """Whether it only says what became of a message of ours, and is no letter."""
    return isinstance(content, Receipt) or (isinstance(content, Echo) and content.ours)


def _conversations(
    connection: sa.Connection, letters: Sequence[Inbound], known: Known, now: int
) -> tuple[dict[tuple[str, str], int], Sequence[Inbound]]:
    """Those that were not known, opened where they are new, and the letters without what comes once more of somebody erased."""
    wanted = {(i.account, i.address): i for i in letters if (i.account, i.address) not in known}
    if not wanted:
        return {}, letters
    rows = [{"channel": channel, "address": storable(address)} for channel, address in wanted]
    found = {(channel, address): id_ for id_, channel, address in _find(connection, rows)}
    if {(channel, storable(address)) for channel, address in wanted} - found.keys():
        letters = _without_erased(connection, letters)
        still = {(i.account, i.address) for i in letters}
        wanted = {place: i for place, i in wanted.items() if place in still}
    if missing := {(channel, storable(address)) for channel, address in wanted} - found.keys():
        people = {(i.account, storable(i.address)): i.person for i in wanted.values()}
        fresh = [
            {"channel": channel, "address": address, "name": storable(people[channel, address].name),
             "locale": storable(people[channel, address].language)}
            for channel, address in sorted(missing)
        ]  # fmt: skip
        _open(connection, fresh, now=now)
        found = {(channel, address): id_ for id_, channel, address in _find(connection, rows)}
    return {(channel, address): found[channel, storable(address)] for channel, address in wanted}, letters


def _without_erased(connection: sa.Connection, letters: Sequence[Inbound]) -> Sequence[Inbound]:
    """What a platform delivers once more would begin a conversation with somebody who was erased."""
    digests = [_digest(letter) for letter in letters]
    barred = erased.barred(connection, digests)
    return [letter for letter, digest in zip(letters, digests, strict=True) if digest not in barred] if barred else letters


def _digest(inbound: Inbound) -> str:
    assert not isinstance(inbound.content, Receipt)
    return erased.digest_of(inbound.account, kind_of(inbound.content), storable(inbound.key))


def lock(connection: sa.Connection, ids: Iterable[int]) -> None:
    """Hold these conversations until the transaction ends, so that two batches never want what the other holds."""
    if connection.dialect.name == "postgresql" and (rows := [{"id": id_} for id_ in sorted(set(ids))]):
        _lock(connection, rows)


def _row(inbound: Inbound, conversation_id: int, now: int) -> dict[str, Any]:
    body = inbound.content
    assert not isinstance(body, Receipt)
    return {
        "conversation_id": conversation_id, "account": inbound.account, "kind": kind_of(body), "key": storable(inbound.key),
        "at": inbound.at or now, "source": inbound.source + (":standby" if inbound.standby else ""), "position": inbound.position,
        "body": encode(body), "digest": _digest(inbound),
    }  # fmt: skip
