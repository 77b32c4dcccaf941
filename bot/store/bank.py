"""What the bank told and what became of it, in SQL: without it a file imported twice would be paid twice.

Whoever changes anything here holds the ledger first, so that imports and people's decisions stand in one order on both databases.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from bot.store import facts
from bot.store.bills import cents, money
from bot.store.letters import storable
from bot.store.sql import Statement
from flows.shop.bank.model import Transaction
from flows.shop.model import Money
from flows.shop.payments import Earlier, Share

State = Literal[
    "matched", "suggested", "doubt", "unmatched", "set_aside", "reversed", "takes_back", "refund", "outgoing", "split"
]  # fmt: skip
WAITING: tuple[State, ...] = ("suggested", "doubt", "unmatched")  # for a person
NEAR = timedelta(days=4)  # between what a notification and a statement call the day of one payment


@dataclass(frozen=True, slots=True)
class Row:
    """A transaction as it stands; `left` is what of it was not taken back, `free` what of that went nowhere yet."""

    id: int
    transaction: Transaction
    source: str
    file: str
    state: State
    why: str
    suggestions: Sequence[str]
    note: str
    left: Money
    free: Money
    decided_by: int | None
    decided_at: int | None
    imported_at: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """So much of a transaction for an invoice; below zero where it was taken back."""

    invoice: str
    amount: Money
    how: str
    agent_id: int | None
    at: int


_file = Statement("""SELECT found FROM bank_files WHERE sha256 = :sha256""")
_note_file = Statement(
    """INSERT INTO bank_files (sha256, name, format, imported_at, found, fresh)
    VALUES (:sha256, :name, :format, :now, :found, :fresh)"""
)
_known = Statement(
    """SELECT identity, id FROM bank_transactions WHERE identity IN (SELECT identity FROM {rows} r)""", identity="text"
)
_same_reference = Statement(
    """SELECT id, amount, currency, payer_iban, source, entry, state FROM bank_transactions
    WHERE bank_reference = :reference AND bank_reference <> '' AND account = :account
      AND booked_on >= :since AND booked_on <= :until ORDER BY id"""
)
_insert = Statement(
    """INSERT INTO bank_transactions (identity, file, source, account, booked_on, amount, currency, payer_name, payer_iban, text,
      reference, end_to_end, bank_reference, entry, reversal, state, imported_at)
    VALUES (:identity, :file, :source, :account, :booked_on, :amount, :currency, :name, :iban, :text, :reference, :end_to_end,
      :bank_reference, :entry, :reversal, :state, :now) RETURNING id"""
)
_judge = Statement("""UPDATE bank_transactions SET state = :state, why = :why, suggestions = :suggestions WHERE id = :id""")
_forget_words = Statement(
    """UPDATE bank_transactions SET payer_name = '', payer_iban = '', text = '', reference = '', end_to_end = '' WHERE id = :id"""
)
_take_back = Statement("""UPDATE bank_transactions SET reverses = :original, state = 'takes_back' WHERE id = :id""")
_decide = Statement(
    """UPDATE bank_transactions SET state = :state, note = :note, decided_by = :agent, decided_at = :now
    WHERE id = :id AND state IN ('suggested', 'doubt', 'unmatched') RETURNING id"""
)

_FIELDS = """t.id, t.file, t.source, t.account, t.booked_on, t.amount, t.currency, t.payer_name, t.payer_iban, t.text,
      t.reference, t.end_to_end, t.bank_reference, t.entry, t.reversal, t.state, t.why, t.suggestions, t.note, t.decided_by,
      t.decided_at, t.imported_at,
      COALESCE((SELECT SUM(b.amount) FROM bank_transactions b WHERE b.reverses = t.id), 0) AS taken_back,
      COALESCE((SELECT SUM(a.amount) FROM allocations a WHERE a.transaction_id = t.id), 0) AS allocated,
      COALESCE((SELECT c.amount FROM overpayments c WHERE c.transaction_id = t.id), 0) AS credited"""
_one = Statement(f"""SELECT {_FIELDS} FROM bank_transactions t WHERE t.id = :id""")  # noqa: S608 - names of our own
_page = Statement(
    f"""SELECT {_FIELDS} FROM bank_transactions t WHERE t.id < :before
      AND (:state = '' OR t.state = :state OR (:state = 'waiting' AND t.state IN ('suggested', 'doubt', 'unmatched')))
    ORDER BY t.id DESC LIMIT :room"""  # noqa: S608 - names of our own
)
# What a reversal may take back: by either reference, or by its sum.
_earlier = Statement(
    f"""SELECT {_FIELDS} FROM bank_transactions t WHERE t.account = :account AND t.currency = :currency AND t.amount > 0
      AND NOT t.reversal AND t.state NOT IN ('reversed', 'split') AND t.id <> :id AND t.id IN (
        SELECT id FROM bank_transactions WHERE bank_reference = :bank_reference AND bank_reference <> ''
        UNION SELECT id FROM bank_transactions WHERE end_to_end = :end_to_end AND end_to_end <> ''
        UNION SELECT id FROM bank_transactions WHERE amount = :amount AND currency = :currency)
    ORDER BY t.id DESC LIMIT 200"""  # noqa: S608 - names of our own
)

_allocate = Statement(
    """INSERT INTO allocations (transaction_id, invoice, amount, how, agent_id, at)
    VALUES (:transaction_id, :invoice, :amount, :how, :agent, :now)"""
)
_allocated = Statement(
    """SELECT invoice, SUM(amount) AS amount, MAX(id) AS last FROM allocations WHERE transaction_id = :id
    GROUP BY invoice HAVING SUM(amount) > 0 ORDER BY MAX(id) DESC"""
)
_allocations = Statement(
    """SELECT a.transaction_id, a.invoice, a.amount, a.how, a.agent_id, a.at, t.currency
    FROM allocations a JOIN bank_transactions t ON t.id = a.transaction_id
    WHERE a.transaction_id IN (SELECT id FROM {rows} r) ORDER BY a.id""",
    id="integer",
)


def hold_ledger(connection: sa.Connection, now: int) -> None:
    """Nobody else changes the bank's books until this transaction ends."""
    facts.replace(connection, "bank_ledger", str(now))


# --- files and transactions ----------------------------------------------------------------------------------------


def file_found(connection: sa.Connection, sha256: str) -> int | None:
    """How many movements this very file had when it was taken in, None where it never was."""
    return _file(connection, sha256=sha256).scalar()


def note_file(
    connection: sa.Connection, *, sha256: str, name: str, format_: str, found: int, fresh: int, now: int
) -> None:  # fmt: skip
    """It was taken in."""
    _note_file(connection, sha256=sha256, name=storable(name)[:200], format=format_, found=found, fresh=fresh, now=now)


def known(connection: sa.Connection, identities: Collection[str]) -> Mapping[str, int]:
    """Those of these that were told before, with their ids."""
    return {row.identity: row.id for row in _known(connection, [{"identity": one} for one in identities])}


@dataclass(frozen=True, slots=True)
class Told:
    """What a transaction with the same reference of the bank was told of."""

    id: int
    amount: Money
    iban: str
    source: str
    entry: str
    state: State


def with_reference(connection: sa.Connection, account: str, reference: str, day: date) -> Sequence[Told]:
    """What was told under this reference of the bank about this day, oldest first."""
    around: dict[str, Any] = {"since": (day - NEAR).isoformat(), "until": (day + NEAR).isoformat()}
    return [
        Told(row.id, money(row.amount, row.currency), row.payer_iban, row.source, row.entry, row.state)
        for row in _same_reference(connection, account=account, reference=reference, **around)
    ]


def insert(connection: sa.Connection, identity: str, one: Transaction, *, source: str, file: str, now: int) -> int:
    """Keep a transaction; its id."""
    texts = {
        "account": one.account, "name": one.name, "iban": one.iban, "text": one.text, "reference": one.reference,
        "end_to_end": one.end_to_end, "bank_reference": one.entry or one.bank_reference, "entry": one.entry,
    }  # fmt: skip
    stored: dict[str, Any] = {name: storable(text) for name, text in texts.items()}
    made: int = _insert(
        connection, identity=identity, file=file, source=source, booked_on=one.booked_on.isoformat(), amount=cents(one.amount),
        currency=one.amount.currency, reversal=one.reversal, state="unmatched", now=now,
        **stored,
    ).scalar_one()  # fmt: skip
    return made


def judge(connection: sa.Connection, id_: int, state: State, why: str = "", suggestions: Sequence[str] = ()) -> None:
    """What a transaction is taken for."""
    _judge(connection, id=id_, state=state, why=why, suggestions=json.dumps(list(suggestions)))


def forget_words(connection: sa.Connection, id_: int) -> None:
    """Whom the shop pays is nobody's business here: only that and how much, so that it stays one."""
    _forget_words(connection, id=id_)


def one(connection: sa.Connection, id_: int) -> Row | None:
    """A transaction by its id."""
    row = _one(connection, id=id_).one_or_none()
    return _row(row) if row is not None else None


def page(connection: sa.Connection, state: State | Literal["", "waiting"], before: int, room: int) -> Sequence[Row]:
    """Transactions of a state, of any, or those that wait for a person; newest first, with ids below `before`."""
    return [_row(row) for row in _page(connection, state=state, before=before, room=room)]


def decide(connection: sa.Connection, id_: int, state: State, *, note: str, agent: int, now: int) -> bool:
    """A person's decision; False where it was not waiting for one any more."""
    return bool(_decide(connection, id=id_, state=state, note=storable(note), agent=agent, now=now).all())


def earlier(connection: sa.Connection, id_: int, reversal: Transaction) -> Sequence[Earlier]:
    """What a reversal may take back, newest first."""
    rows = _earlier(
        connection, id=id_, account=reversal.account, currency=reversal.amount.currency, amount=-cents(reversal.amount),
        bank_reference=reversal.bank_reference, end_to_end=reversal.end_to_end,
    )  # fmt: skip
    found = [_row(row) for row in rows]
    return [
        Earlier(row.id, row.left, row.transaction.iban, row.transaction.end_to_end, row.transaction.bank_reference,
                row.transaction.words)
        for row in found
    ]  # fmt: skip


def take_back(connection: sa.Connection, id_: int, original: int) -> None:
    """This transaction takes back that one, or a part of it."""
    _take_back(connection, id=id_, original=original)


# --- where the money went --------------------------------------------------------------------------------------------


def allocate(
    connection: sa.Connection, id_: int, share: Share, *, how: str, now: int, agent: int | None = None
) -> None:  # fmt: skip
    """So much of a transaction goes to an invoice, or, below zero, comes back from it."""
    _allocate(
        connection, transaction_id=id_, invoice=share.number, amount=cents(share.amount), how=how, agent=agent, now=now
    )  # fmt: skip


def allocated(connection: sa.Connection, id_: int, currency: str) -> Sequence[Share]:
    """What of a transaction each invoice has, the last one first."""
    return [Share(row.invoice, money(int(row.amount), currency)) for row in _allocated(connection, id=id_)]


def allocations(connection: sa.Connection, ids: Collection[int]) -> Mapping[int, Sequence[Allocation]]:
    """Every entry about these transactions, in its order."""
    found: dict[int, list[Allocation]] = {id_: [] for id_ in ids}
    for row in _allocations(connection, [{"id": id_} for id_ in ids]) if ids else ():
        found[row.transaction_id].append(Allocation(row.invoice, money(row.amount, row.currency), row.how, row.agent_id, row.at))
    return found


def _row(row: sa.Row[Any]) -> Row:
    left = row.amount + int(row.taken_back)  # what takes back is below zero
    transaction = Transaction(
        account=row.account, booked_on=date.fromisoformat(row.booked_on), amount=money(row.amount, row.currency),
        name=row.payer_name, iban=row.payer_iban, text=row.text, reference=row.reference, end_to_end=row.end_to_end,
        bank_reference=row.bank_reference, entry=row.entry, reversal=bool(row.reversal),
    )  # fmt: skip
    return Row(
        row.id, transaction, row.source, row.file, row.state, row.why, tuple(json.loads(row.suggestions)), row.note,
        money(left, row.currency), money(left - int(row.allocated) - int(row.credited), row.currency), row.decided_by,
        row.decided_at, row.imported_at,
    )  # fmt: skip
