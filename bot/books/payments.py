"""The books of what came in: without it a payment would be a line in a file, and not a paid invoice and a thankful word.

A file is taken in by one transaction, with all it brings about: allocations, states of invoices, facts for the customers. The
ledger is held from its beginning to its end, so that files and people's decisions follow each other.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

import sqlalchemy as sa

from bot.books.returns import settled
from bot.store import bank, bills, files, invoices, orders, overpayments, refunds
from bot.store.arrivals import post_fact
from bot.store.bank import Row
from bot.store.bills import Held, SqlBills
from bot.store.letters import Fact
from bot.store.sealed import Ring
from config.shop import Shop
from flows.shop.bank import Statement, Transaction
from flows.shop.bank.model import identified
from flows.shop.model import Money
from flows.shop.payments import Match, Rules, Share, folded, match, numbers, original_of, references, state_after

PNG = "image/png"


class PaymentError(Exception):
    """A decision that cannot be: `gone` there is no such payment, `decided` somebody was first, `unfit` with its field."""

    def __init__(self, kind: Literal["gone", "decided", "unfit"], text: str, field: str = "") -> None:
        super().__init__(text)
        self.kind, self.field = kind, field


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file brought: `fresh` of its `found` movements were new, and what became of those."""

    found: int
    fresh: int
    matched: int = 0
    waiting: int = 0
    taken_back: int = 0
    outgoing: int = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """How a customer pays what is missing: the picture of a payment code, or nothing, and what is typed instead."""

    qr: bytes | None = None
    iban: str = ""
    payee: str = ""


Papers = Callable[[Held, Money], Paper]


def no_paper(_held: Held, _missing: Money) -> Paper:
    """Nothing to pay with but the reference."""
    return Paper()


def rules_of(shop: Shop) -> Rules:
    """The shop's part of the rules."""
    own = shop.payments
    return Rules(own.tolerance, own.late == "accept", own.suggest_within, shop.understanding.order_numbers)


class Books:
    """The bank's books, held open in one transaction; `now` is ms since the epoch; `ring` finds refunds by account."""

    def __init__(
        self, connection: sa.Connection, rules: Rules, papers: Papers, now: int, ring: Ring | None = None
    ) -> None:  # fmt: skip
        self.connection, self.rules, self.papers, self.now, self.ring = connection, rules, papers, now, ring
        bank.hold_ledger(connection, now)
        self.bills = SqlBills(connection)

    # --- a file ----------------------------------------------------------------------------------------------------

    def take_in(self, statement: Statement, sha256: str) -> Taken:
        """Everything in a statement that was not told before."""
        found = len(statement.transactions)
        if bank.file_found(self.connection, sha256) is not None:
            return Taken(found, 0)
        named = dict(identified(statement.transactions))
        known = bank.known(self.connection, named)
        before = _Before(self.connection, statement, set(known.values()))
        ends = [
            self._take(identity, one, statement, sha256)
            for identity, one in named.items()
            if identity not in known and not before.told(one)
        ]
        bank.note_file(
            self.connection,
            sha256=sha256,
            name=statement.file,
            format_=statement.format,
            found=found,
            fresh=len(ends),
            now=self.now,
        )
        return Taken(found, len(ends), *(ends.count(end) for end in ("matched", "waiting", "taken_back", "outgoing")))

    def _take(self, identity: str, one: Transaction, statement: Statement, sha256: str) -> str:
        id_ = bank.insert(self.connection, identity, one, source=statement.format, file=sha256, now=self.now)
        if one.amount.amount < 0:
            return self._take_back(id_, one) if one.reversal else self._went_out(id_, one)
        if one.reversal:  # what we had paid has come back: a refund of ours, or whose it was a person knows
            known = refunds.confirm_debit(self.connection, one, self.now, id_, settled, self.ring)
            bank.judge(self.connection, id_, "refund" if known else "unmatched", "returned")
            return "outgoing" if known else "waiting"
        return self._came_in(id_, one)

    def _came_in(self, id_: int, one: Transaction) -> str:
        if refunds.numbers_in(one.words) and refunds.confirm_debit(self.connection, one, self.now, id_, settled, self.ring):
            bank.judge(self.connection, id_, "refund", "returned")  # a refund that did not arrive
            return "outgoing"
        taken = match(one, self.bills, self.rules)
        if taken.shares:
            bank.judge(self.connection, id_, "matched")
            self._enter(id_, one, taken.shares, taken.rest, how=taken.how)
            return "matched"
        state: bank.State = "doubt" if taken.verdict == "doubt" else "suggested" if taken.bills else "unmatched"
        bank.judge(self.connection, id_, state, taken.why, taken.bills)
        if taken.verdict == "doubt":
            self._tell_doubt(id_, one, taken)
        return "waiting"

    def _went_out(self, id_: int, one: Transaction) -> str:
        if self._is_refund(id_, one):
            bank.judge(self.connection, id_, "refund")
            return "outgoing"
        words = folded(one.words)
        if refunds.numbers_in(one.words):  # for a return, and no refund of ours: paid twice, or another sum than was owed
            bank.judge(self.connection, id_, "unmatched", "outgoing")
            return "waiting"
        if self.bills.referenced(references(words)) or self.bills.numbered(numbers(words)):
            bank.judge(self.connection, id_, "unmatched", "outgoing")
            return "waiting"
        bank.judge(self.connection, id_, "outgoing")
        bank.forget_words(self.connection, id_)
        return "outgoing"

    def _is_refund(self, id_: int, one: Transaction) -> bool:
        """Whether it gives back what came too much, or what a return is owed."""
        if refunds.confirm_debit(self.connection, one, self.now, id_, settled, self.ring):
            return True
        owed = overpayments.refundable(self.connection, one.iban, -one.amount)
        if owed is None:
            return False
        overpayments.settle(self.connection, owed.id, None, f"transaction {id_}", self.now)
        if owed.conversation_id is not None:
            values = {"number": owed.invoice, "amount": owed.amount}
            self._tell(owed.conversation_id, "overpayment_returned", values, f"overpayment:{owed.id}:returned")
        return True

    # --- what is taken back ------------------------------------------------------------------------------------------

    def _take_back(self, id_: int, one: Transaction) -> str:
        original = original_of(one, bank.earlier(self.connection, id_, one))
        row = bank.one(self.connection, original.id) if original is not None else None
        size = -one.amount
        if row is None or not self._give_up(row, size, id_):
            bank.judge(self.connection, id_, "unmatched", "reversal" if row is None else "shortage")
            return "waiting"
        bank.take_back(self.connection, id_, row.id)
        if row.left == size:
            bank.judge(self.connection, row.id, "reversed", row.why)
        return "taken_back"

    def _give_up(self, row: Row, size: Money, by: int) -> bool:
        """Take so much of a payment back from where it went: first what went nowhere, then what came too much, then invoices."""
        over = overpayments.of_transaction(self.connection, row.id)
        too_much = over.amount if over is not None and over.state not in {"settled", "void"} else size - size
        shares = bank.allocated(self.connection, row.id, size.currency)
        if row.free.amount + too_much.amount + sum((share.amount.amount for share in shares), Decimal(0)) < size.amount:
            return False
        rest = size - min(size, row.free)
        if over is not None and rest.amount and too_much.amount:
            cut = min(rest, too_much)
            overpayments.cut(self.connection, over.id, cut)
            rest -= cut
        for share in shares:
            if rest.amount:
                back = min(rest, share.amount)
                self._give_up_share(row, Share(share.number, back), by)
                rest -= back
        return True

    def _give_up_share(self, row: Row, share: Share, by: int) -> None:
        held = bills.hold(self.connection, share.number)
        assert held is not None, "an allocation refers to its invoice"
        back = Share(share.number, -share.amount)
        bank.allocate(self.connection, row.id, back, how="reversal", now=self.now)
        paid = held.bill.paid + back.amount
        over = overpayments.any_of(self.connection, share.number)
        state = state_after(held.bill, paid, self.rules, over=over)
        bills.book(self.connection, held.bill, back.amount, state, self.now)
        if held.bill.order_number and state in {"open", "part_paid"}:
            orders.paid(self.connection, held.bill.order_number, back=True)
        if held.conversation_id is not None:
            after = replace(held, bill=replace(held.bill, paid=paid, state=state))
            values = {"number": share.number, "amount": share.amount, **self._missing(after)}
            self._tell(held.conversation_id, "payment_reversed", values, f"payment:{by}:{share.number}")

    # --- a person decides --------------------------------------------------------------------------------------------

    def confirm(self, id_: int, shares: Sequence[Share], agent: int, note: str = "") -> None:
        """A person says which invoices a payment is for. What is left over is its payer's. Raises PaymentError."""
        row = self._waiting(id_)
        if row.free.amount <= 0:
            raise PaymentError("unfit", "This is no payment that came in.")
        over = [self._fits(share, row) for share in shares]
        rest = row.free - sum((share.amount for share in shares), Money(Decimal(0), row.free.currency))
        if rest.amount < 0:
            raise PaymentError("unfit", f"That is more than the {row.free} that came.", "amount")
        if rest.amount and not over[-1]:
            raise PaymentError("unfit", f"{rest} would be left over: give all of it, or all that the invoice owes.", "amount")
        if not bank.decide(self.connection, id_, "matched", note=note, agent=agent, now=self.now):
            raise PaymentError("decided", "Somebody has decided this before.")
        self._enter(id_, row.transaction, shares, rest if rest.amount else None, how="person", agent=agent)

    def _fits(self, share: Share, row: Row) -> bool:
        """Whether the invoice is paid by it. Raises PaymentError."""
        held = bills.hold(self.connection, share.number)
        if held is None:
            raise PaymentError("unfit", f"There is no invoice {share.number}.", "invoice")
        if held.bill.total.currency != row.free.currency or share.amount.currency != row.free.currency:
            raise PaymentError(
                "unfit", f"The invoice is in {held.bill.total.currency}, the money in {row.free.currency}.", "invoice"
            )
        if held.bill.state == "void":
            raise PaymentError("unfit", f"The invoice {share.number} is void.", "invoice")
        if share.amount.amount <= 0:
            raise PaymentError("unfit", "An amount is above zero.", "amount")
        if held.bill.due < share.amount and not self.rules.within(held.bill.due, share.amount):
            raise PaymentError("unfit", f"The invoice {share.number} owes no more than {held.bill.due}.", "amount")
        return state_after(held.bill, held.bill.paid + share.amount, self.rules) == "paid"

    def set_aside(self, id_: int, agent: int, note: str) -> None:
        """A person has dealt with a payment elsewhere. Raises PaymentError."""
        self._waiting(id_)
        if not bank.decide(self.connection, id_, "set_aside", note=note, agent=agent, now=self.now):
            raise PaymentError("decided", "Somebody has decided this before.")

    def _waiting(self, id_: int) -> Row:
        row = bank.one(self.connection, id_)
        if row is None:
            raise PaymentError("gone", "There is no such payment.")
        if row.state not in bank.WAITING:
            raise PaymentError("decided", f"This payment waits for nobody: it is {row.state.replace('_', ' ')}.")
        return row

    # --- entering ----------------------------------------------------------------------------------------------------

    def _enter(
        self, id_: int, one: Transaction, shares: Sequence[Share], rest: Money | None, *, how: str, agent: int | None = None
    ) -> None:
        """Give a payment to its invoices, and tell whose they are."""
        thanks: dict[int, list[tuple[str, Money]]] = defaultdict(list)
        for share in shares:
            last = rest is not None and share is shares[-1]
            held = bills.hold(self.connection, share.number)
            assert held is not None, "it was looked up in this transaction, and is held"
            bank.allocate(self.connection, id_, share, how=how, now=self.now, agent=agent)
            paid = held.bill.paid + share.amount
            after = replace(held.bill, paid=paid, state=state_after(held.bill, paid, self.rules, over=last))
            bills.book(self.connection, held.bill, share.amount, after.state, self.now)
            if after.state in {"paid", "overpaid"}:
                invoices.settle_paid(self.connection, share.number, self.now)
            if last and rest is not None:
                self._too_much(id_, held, one.amount, rest)
            elif held.conversation_id is not None and after.state == "part_paid":
                values = {"number": share.number, "amount": share.amount, **self._missing(replace(held, bill=after))}
                self._tell(held.conversation_id, "invoice_part_paid", values, f"payment:{id_}:{share.number}")
            elif held.conversation_id is not None:
                thanks[held.conversation_id].append((share.number, share.amount))
        for conversation_id, paid_for in thanks.items():
            total = sum((amount for _, amount in paid_for[1:]), paid_for[0][1])
            values = {"number": ", ".join(number for number, _ in paid_for), "amount": total, "count": Decimal(len(paid_for))}
            self._tell(conversation_id, "invoice_paid", values, f"payment:{id_}")

    def _too_much(self, id_: int, held: Held, amount: Money, rest: Money) -> None:
        number, conversation_id = held.bill.number, held.conversation_id
        made = overpayments.make(
            self.connection, id_, invoice=number, conversation_id=conversation_id, amount=rest, now=self.now
        )  # fmt: skip
        if conversation_id is not None:
            values = {"number": number, "amount": amount, "rest": rest}
            self._tell(conversation_id, "invoice_overpaid", values, f"payment:{id_}:over")
            self._tell(conversation_id, "overpayment_open", {**values, "overpayment": str(made)}, f"payment:{id_}:rest")

    def _tell_doubt(self, id_: int, one: Transaction, taken: Match) -> None:
        """The money is safe, and somebody looks; said to nobody where it may be another's."""
        named = [held for number in taken.bills if (held := bills.hold(self.connection, number)) is not None]
        whose = {held.conversation_id for held in named}
        if taken.why == "near" or len(whose) != 1 or (conversation_id := whose.pop()) is None:
            return
        values = {"number": ", ".join(taken.bills), "amount": one.amount, "why": taken.why}
        self._tell(conversation_id, "payment_in_doubt", values, f"payment:{id_}:doubt")

    def _missing(self, held: Held) -> Mapping[str, Any]:
        """What is still owed, and how to pay it."""
        missing = held.bill.due
        paper = self.papers(held, missing)
        qr = None
        if paper.qr is not None and held.conversation_id is not None:
            name = f"{held.bill.number}.png"
            id_ = files.save(
                self.connection, conversation_id=held.conversation_id, name=name, mime=PNG, content=paper.qr, now=self.now
            )  # fmt: skip
            qr = {"id": id_, "name": name, "mime": PNG}
        by_hand = {"reference": held.bill.reference, "iban": paper.iban or None, "payee": paper.payee or None}
        return {"missing": missing, **by_hand, "qr": qr}

    def _tell(self, conversation_id: int, fact: str, values: Mapping[str, Any], key: str) -> None:
        post_fact(self.connection, conversation_id, Fact(fact, values), f"{fact}:{key}", self.now)


class _Before:
    """What the bank told before in another way: on another day of the same payment, as one sum, or in parts."""

    def __init__(self, connection: sa.Connection, statement: Statement, used: set[int]) -> None:
        self.connection, self.format, self.used = connection, statement.format, used
        self.sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for one in statement.transactions:
            if one.entry:
                self.sums[one.account, one.entry] += one.amount.amount

    def told(self, one: Transaction) -> bool:
        """Whether this payment stands in the books already."""
        reference = one.entry or one.bank_reference
        if not reference:
            return False
        before = [
            row for row in bank.with_reference(self.connection, one.account, reference, one.booked_on) if row.state != "split"
        ]
        same = [row for row in before if row.id not in self.used and row.source != self.format and row.amount == one.amount]
        same = [row for row in same if not row.iban or not one.iban or row.iban == one.iban]
        if same:
            self.used.add(same[0].id)
            return True
        if not one.entry:  # one sum, after its parts
            parts = [row.amount.amount for row in before if row.entry]
            return len(parts) > 1 and sum(parts) == one.amount.amount
        whole = [row for row in before if not row.entry and row.amount.amount == self.sums[one.account, one.entry]]
        for row in whole:  # parts, after their sum: they tell more, unless somebody has dealt with it
            if row.state not in bank.WAITING:
                return True
            bank.judge(self.connection, row.id, "split")
        return False
