"""Money on its way back in SQL: each attempt at a return once, and once it is out nothing can send it again.

Out it goes by the shop's software, by a file for the bank, as a code of store credit, or by a person; that it went is
said by the shop, by a debit in a bank's file, or by a person. Whoever says so first settles it: the reserve is charged,
the promise kept, the customer told, all in one transaction.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa

from bot.epoch import from_ms
from bot.store import changes, reserve, returns, sealing
from bot.store.arrivals import post_fact
from bot.store.letters import Fact
from bot.store.model import NewPromise
from bot.store.promises import make, settle_what
from bot.store.reserve import cents, of_cents
from bot.store.sealed import Ring
from bot.store.sealing import Account
from bot.store.sql import Statement
from flows.shop.bank.model import Transaction
from flows.shop.model import Money
from flows.shop.persons import masked_iban, normal_iban
from flows.shop.reserve import OverspentError
from flows.shop.returns import AUTO, MoveError, Return

State = Literal["waiting", "pending", "sending", "exported", "unclear", "paid", "failed", "cancelled"]
Way = Literal["shop", "transfer", "credit", "person"]
NO_ACCOUNT = Account()
PROMISE = "refund-sent"  # what was promised: the money
GRACE = 3 * 86_400_000  # ms in which it goes out where the goods came late
SENT = "refund_sent"  # the fact the conversation is told
NUMBER = re.compile(r"R-?\s?\d{2}-?\s?\d{6}-?\s?[2-9A-Z]{4}")
LEASE = 120_000  # ms a try at the shop's software may take before it is looked up
ROOM = 64

_FIELDS = """id, number, attempt, state, way, amount, currency, iban, account, account_shown, name, made_at, due_at,
  next_at, tries, exported_at, paid_at,
  settled_by, bank_reference, transaction_id, reason"""

_order = Statement(
    """INSERT INTO refunds (number, attempt, state, way, amount, currency, account, account_tag, account_shown, name, made_at,
      due_at, next_at)
    SELECT :number, COALESCE(MAX(attempt), 0) + 1, :state, :way, :amount, :currency, :account, :tag, :shown, :name, :now,
      :due_at, :now
    FROM refunds WHERE number = :number
    HAVING COALESCE(SUM(CASE WHEN state IN ('failed', 'cancelled') THEN 0 ELSE 1 END), 0) = 0 RETURNING id"""
)
_one = Statement(f"""SELECT {_FIELDS} FROM refunds WHERE id = :id""")  # noqa: S608 - column names of our own
_of = Statement(f"""SELECT {_FIELDS} FROM refunds WHERE number = :number ORDER BY attempt DESC""")  # noqa: S608 - as above
_page = Statement(
    f"""SELECT {_FIELDS} FROM refunds WHERE (:state = '' OR state = :state OR (:state = 'open'
      AND state NOT IN ('paid', 'failed', 'cancelled'))) AND (due_at, id) > (:moment, :after)
    ORDER BY due_at, id LIMIT :room"""  # noqa: S608 - as above
)
# What a file for the bank has in it: transfers whose turn it is and whose account is known.
_transfers = Statement(
    f"""SELECT {_FIELDS} FROM refunds WHERE state NOT IN ('paid', 'failed', 'cancelled') AND way = 'transfer'
      AND state = 'pending' AND currency = :currency AND (account <> '' OR iban <> '')
    ORDER BY due_at, id {{lock}}"""  # noqa: S608 - as above
)
_exported = Statement(
    """UPDATE refunds SET state = 'exported', exported_at = :now WHERE id = :id AND state = 'pending' RETURNING id"""
)
_paid = Statement(
    """UPDATE refunds SET state = 'paid', paid_at = :at, settled_by = :who, bank_reference = :reference,
      transaction_id = :transaction
    WHERE id = :id AND state NOT IN ('paid', 'failed', 'cancelled') RETURNING id"""
)
_failed = Statement(
    """UPDATE refunds SET state = :state, settled_by = :who, reason = :reason
    WHERE id = :id AND state NOT IN ('failed', 'cancelled') AND (:state = 'failed' OR state IN ('waiting', 'pending'))
    RETURNING id"""
)
_ready = Statement("""UPDATE refunds SET state = 'pending', next_at = :now WHERE id = :id AND state = 'waiting' RETURNING id""")
_due = Statement(
    f"""SELECT {_FIELDS} FROM refunds WHERE way = 'shop' AND state IN ('pending', 'sending') AND next_at <= :now
    ORDER BY next_at LIMIT :room {{skip}}"""  # noqa: S608 - as above
)
_start = Statement("""UPDATE refunds SET state = 'sending', tries = tries + 1, next_at = :until WHERE id = :id""")
_again = Statement("""UPDATE refunds SET state = 'pending', next_at = :at WHERE id = :id AND state = 'sending'""")
_unclear = Statement("""UPDATE refunds SET state = :state, way = :way, reason = :reason WHERE id = :id AND state = 'sending'""")
_credited = Statement("""UPDATE refunds SET state = 'sending' WHERE id = :id AND way = 'credit' AND state = 'pending'""")
# Of an account no payout needs any more only what may be shown of it stays.
_forget = Statement(
    """UPDATE refunds SET account = '', account_tag = '' WHERE account <> '' AND state IN ('paid', 'failed', 'cancelled')
      AND COALESCE(paid_at, made_at) <= :before RETURNING id"""
)
_forget_plain = Statement(
    """UPDATE refunds SET iban = substr(iban, 1, 2) || '** **** ' || substr(iban, length(iban) - 3)
    WHERE iban <> '' AND substr(iban, 3, 1) <> '*' AND state IN ('paid', 'failed', 'cancelled')
      AND COALESCE(paid_at, made_at) <= :before RETURNING id"""
)
_next = Statement("""SELECT MIN(next_at) FROM refunds WHERE way = 'shop' AND state IN ('pending', 'sending')""")
_by_number = Statement(
    f"""SELECT {_FIELDS} FROM refunds WHERE number = :number AND state NOT IN ('failed', 'cancelled') ORDER BY attempt DESC"""  # noqa: S608
)
_by_account = Statement(
    f"""SELECT {_FIELDS} FROM refunds WHERE ((account_tag = :tag AND :tag <> '') OR iban = :iban)
      AND amount = :amount AND currency = :currency
      AND way IN ('transfer', 'person') AND state NOT IN ('paid', 'failed', 'cancelled') AND state IN ('pending', 'exported')
    ORDER BY made_at"""  # noqa: S608 - as above
)
_noted = Statement("""UPDATE refunds SET transaction_id = :transaction WHERE id = :id AND transaction_id IS NULL RETURNING id""")
_seen = Statement("""SELECT 1 FROM refunds WHERE transaction_id = :id""")


@dataclass(frozen=True, slots=True)
class Refund:
    """One attempt to send a return's money. Moments are ms since the epoch.

    The account is sealed: `whole` opens it for a payment, `shown` is what may be shown. `iban` is plain, of an older process.
    """

    id: int
    number: str
    attempt: int
    state: State
    way: Way
    amount: Money
    iban: str
    account: str
    account_shown: str
    name: str
    made_at: int
    due_at: int
    next_at: int
    tries: int
    exported_at: int | None
    paid_at: int | None
    settled_by: str
    bank_reference: str
    transaction_id: int | None
    reason: str

    @property
    def key(self) -> str:
        """Under which the shop's software is asked: the same for every try of this attempt."""
        return f"{self.number}:{self.attempt}"

    @property
    def shown(self) -> str:
        """The account's country and last four; empty where the money goes another way."""
        return self.account_shown or masked_iban(self.iban)

    def whole(self, ring: Ring) -> str:
        """The account, for a payment or for who may see it. Raises KeysError."""
        return ring.open(self.account, sealing.about(self.number)) if self.account else self.iban


@dataclass(frozen=True, slots=True)
class Proof:
    """How it is known that money went out: `who` is shop, bank, auto or an agent's id. `code`: by which the customer has it."""

    who: str
    reference: str = ""
    transaction_id: int | None = None
    code: str = ""
    until: date | None = None


Settled = Callable[[sa.Connection, Return, int], str]
"""What else happens in the transaction that settles a refund; the number of the credit note it made, or nothing."""


def order(
    connection: sa.Connection, record: Return, way: Way, *, account: Account = NO_ACCOUNT, name: str = "", wait: bool = False,
    now: int,
) -> int | None:  # fmt: skip
    """Have a return's money sent; None where that was ordered before and has not failed. `wait`: for the goods."""
    id_ = _order(
        connection, number=record.number, state="waiting" if wait else "pending", way=way, amount=cents(record.amount),
        currency=record.amount.currency, account=account.sealed, tag=account.tag, shown=account.shown, name=name,
        now=now,
        due_at=round(record.refund_by.timestamp() * 1000),
    ).scalar()  # fmt: skip
    return int(id_) if id_ is not None else None


def one(connection: sa.Connection, id_: int) -> Refund | None:
    """A refund by its id."""
    row = _one(connection, id=id_).one_or_none()
    return _refund(row) if row is not None else None


def of_return(connection: sa.Connection, number: str) -> Refund | None:
    """The latest attempt at a return's money."""
    row = _of(connection, number=number).first()
    return _refund(row) if row is not None else None


def page(connection: sa.Connection, state: State | Literal["", "open"], after: tuple[int, int], room: int) -> Sequence[Refund]:
    """First due first, after the one due at `after[0]` with the id `after[1]`."""
    return [_refund(row) for row in _page(connection, state=state, moment=after[0], after=after[1], room=room)]


def goods_came(connection: sa.Connection, id_: int, who: str, now: int) -> bool:
    """The goods are here, or it is proven that they were sent: the money may go. False where it did not wait for them."""
    if _ready(connection, id=id_, now=now).scalar() is None:
        return False
    _audit(connection, id_, who, "goods_came", now)
    _promise(connection, id_, now)
    return True


def _promise(connection: sa.Connection, id_: int, now: int) -> None:
    """The money was held back for the goods (CRD 13(3)); from now on it is owed by the day that was told, or a few days on."""
    refund = one(connection, id_)
    record = returns.one(connection, refund.number) if refund is not None else None
    if refund is not None and record is not None and record.conversation_id is not None:
        due_at = max(refund.due_at, now + GRACE)
        make(connection, record.conversation_id, NewPromise(PROMISE, PROMISE, due_at, about=record.number), now)


def credited(connection: sa.Connection, id_: int) -> None:
    """A code is on its way to the customer: from here on nothing else can be done with this refund."""
    _credited(connection, id=id_)


def recovered(connection: sa.Connection, id_: int, who: str, worth: Money | None, now: int) -> bool:
    """What the reserve has paid for came back and can be sold for so much; all that was paid where it is not said.

    Once for each payout. False where it was said before, nothing was paid, or the law and not the reserve has paid. Raises
    OverspentError for more than was paid.
    """
    refund = one(connection, id_)
    record = returns.hold(connection, refund.number) if refund is not None else None
    if refund is None or record is None or refund.state != "paid" or not record.drawn:
        return False
    entries = returns.history(connection, record.number)
    if any(entry.event == "goods_back" and entry.facts.get("refund") == id_ for entry in entries):
        return False
    worth = worth or refund.amount
    if worth.currency != refund.amount.currency:
        raise OverspentError(f"{worth}, where {refund.amount} was paid")
    reserve.recover(connection, record.number, worth, now)
    returns.note(connection, record.number, "goods_back", who, {"refund": id_, "worth": worth}, now=from_ms(now))
    return True


def settle(connection: sa.Connection, id_: int, proof: Proof, now: int, settled: Settled | None = None) -> bool:
    """The money is out: charge the reserve, keep the promise, tell the customer. False where that was settled before."""
    reference, transaction = proof.reference[:140], proof.transaction_id
    if _paid(connection, id=id_, at=now, who=proof.who, reference=reference, transaction=transaction).scalar() is None:
        return False
    refund = one(connection, id_)
    assert refund is not None
    record = returns.one(connection, refund.number)
    assert record is not None
    if record.drawn:
        reserve.capture(connection, record.number, refund.amount, now)
    note = settled(connection, record, now) if settled is not None else ""
    after = record.move("refund", proof.who, refunded_at=from_ms(now), credit_note=note or record.credit_note)
    facts = {"refund": id_, "amount": refund.amount, "bank_reference": proof.reference}
    if not returns.move(connection, record, after, "refund", who=proof.who, now=from_ms(now), facts=facts):
        raise MoveError(f"{record.number} was moved by somebody else")  # the whole transaction is tried again
    _tell(connection, after, refund, proof, now)
    return True


def fail(connection: sa.Connection, id_: int, who: str, reason: str, now: int) -> bool:
    """The money did not arrive, or came back: the return stands where another attempt can be ordered.

    What the reserve had paid is held again. False where the attempt had failed before, a code of store credit is out, or the
    shop's software is just being asked: who ordered another attempt then would pay twice.
    """
    refund = one(connection, id_)
    if refund is not None and (refund.way, refund.state) in {("credit", "sending"), ("credit", "paid"), ("shop", "sending")}:
        return False
    if refund is None or _failed(connection, id=id_, state="failed", who=who, reason=reason[:200]).scalar() is None:
        return False
    record = returns.one(connection, refund.number)
    assert record is not None
    if record.drawn and refund.state == "paid":
        reserve.hold_again(connection, record.number, refund.amount, now)
    after = record.move("bounce", who, refunded_at=None)
    facts = {"refund": id_, "reason": reason[:200]}
    if not returns.move(connection, record, after, "bounce", who=who, now=from_ms(now), facts=facts):
        raise MoveError(f"{record.number} was moved by somebody else")
    return True


def cancel(connection: sa.Connection, id_: int, who: str) -> bool:
    """Nothing is to be sent after all; False where it may be on its way already."""
    return _failed(connection, id=id_, state="cancelled", who=who, reason="").scalar() is not None


def forget_accounts(connection: sa.Connection, before: int) -> int:
    """Accounts of attempts that came to their end, and were paid or made before then; how many."""
    return len(_forget(connection, before=before).all()) + len(_forget_plain(connection, before=before).all())


def to_export(connection: sa.Connection, currency: str, now: int) -> Sequence[Refund]:
    """All transfers whose turn it is; from here on they stand in a file for the bank, and in no other."""
    found = [_refund(row) for row in _transfers(connection, currency=currency)]
    taken = [refund for refund in found if _exported(connection, id=refund.id, now=now).scalar() is not None]
    for refund in taken:
        _audit(connection, refund.id, AUTO, "exported", now)
    return taken


# --- by the shop's software --------------------------------------------------------------------------------------


def claim(connection: sa.Connection, now: int, room: int = 8) -> Sequence[Refund]:
    """Refunds to send by the shop's software, marked as being sent; `tries` above zero: look it up before it is tried again."""
    found = [_refund(row) for row in _due(connection, now=now, room=room)]
    for refund in found:
        _start(connection, id=refund.id, until=now + LEASE)
    return found


def again(connection: sa.Connection, id_: int, at: int) -> None:
    """It was certainly not done: try at this moment."""
    _again(connection, id=id_, at=at)


def to_a_person(connection: sa.Connection, id_: int, reason: str, *, unclear: bool) -> None:
    """The shop's software refused, or nobody knows what it did: somebody looks, and sends it by hand, or marks it paid."""
    _unclear(connection, id=id_, state="unclear" if unclear else "pending", way="person", reason=reason[:200])


def next_due(connection: sa.Connection) -> int | None:
    """When the shop's software is to be asked next."""
    return _next(connection).scalar()


# --- by the bank -------------------------------------------------------------------------------------------------


def confirm_debit(  # noqa: PLR0917 - what is known of a movement
    connection: sa.Connection,
    transaction: Transaction,
    now: int,
    transaction_id: int | None = None,
    settled: Settled | None = None,
    ring: Ring | None = None,
) -> bool:
    """Whether a movement on the shop's account is a refund of ours: money that went out confirms it, money back undoes it.

    By the return's number, which the payment carries, or by account and sum where exactly one open refund has both. Safe to
    repeat; a second movement for one refund is none of it: money went out twice, and people have to see that.
    `now` is ms since the epoch; `transaction_id` the row in `bank_transactions`; without `ring` no account is known again.
    """
    if transaction_id is not None and _seen(connection, id=transaction_id).scalar() is not None:
        return True
    amount = -transaction.amount
    if amount.amount < 0:
        return _came_back(connection, transaction, now)
    refund = _meant(connection, transaction, amount, ring)
    if refund is None or transaction.reversal:
        return False
    reference = transaction.bank_reference or transaction.end_to_end
    if refund.state == "paid":  # a person had said so before: the bank's word is noted, nothing is done twice
        return transaction_id is None or _noted(connection, id=refund.id, transaction=transaction_id).scalar() is not None
    return settle(connection, refund.id, Proof("bank", reference, transaction_id), now, settled)


def numbers_in(text: str) -> Sequence[str]:
    """Return numbers that stand in a payment's text."""
    return [_plain(found) for found in NUMBER.findall(returns.normal(text))]


def _meant(connection: sa.Connection, transaction: Transaction, amount: Money, ring: Ring | None) -> Refund | None:
    for number in numbers_in(transaction.words):
        row = _by_number(connection, number=number).first()
        if row is not None and _refund(row).amount == amount:
            return _refund(row)
    if not transaction.iban:
        return None
    iban = normal_iban(transaction.iban)
    tag = ring.tag(iban) if ring is not None else ""
    found = _by_account(connection, iban=iban, tag=tag, amount=cents(amount), currency=amount.currency).all()
    return _refund(found[0]) if len(found) == 1 else None


def _came_back(connection: sa.Connection, transaction: Transaction, now: int) -> bool:
    for number in numbers_in(transaction.words):
        row = _by_number(connection, number=number).first()
        if row is not None and row.state == "paid" and _refund(row).amount == transaction.amount:
            return fail(connection, row.id, "bank", "the bank has sent it back", now)
    return False


def _plain(found: str) -> str:
    letters = re.sub(r"[^0-9A-Z]", "", found)
    return f"R-{letters[1:3]}-{letters[3:9]}-{letters[9:13]}"


# --- what all of them share --------------------------------------------------------------------------------------


def _tell(connection: sa.Connection, record: Return, refund: Refund, proof: Proof, now: int) -> None:
    if record.conversation_id is None:  # erased meanwhile
        return
    values: Mapping[str, Any] = {
        "number": record.number, "order_number": record.order_number, "amount": refund.amount, "to": record.refund_to,
        "paid_at": from_ms(now), "credit_note": record.credit_note, "code": proof.code or None, "until": proof.until,
    }  # fmt: skip
    post_fact(connection, record.conversation_id, Fact(SENT, values), f"refund:{refund.id}", now)
    settle_what(connection, record.conversation_id, PROMISE, now, about=record.number)
    changes.touch(connection, [record.conversation_id], now)


def _audit(connection: sa.Connection, id_: int, who: str, event: str, now: int) -> None:
    refund = one(connection, id_)
    assert refund is not None
    returns.note(connection, refund.number, event, who, {"refund": id_}, now=from_ms(now))


def _refund(row: sa.Row[Any]) -> Refund:
    values = row._asdict()
    values["amount"] = of_cents(values["amount"], values.pop("currency"))
    return Refund(**values)
