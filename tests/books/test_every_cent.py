"""No cent is lost and none counted twice, whatever files come in whatever order, what is taken back, and what people decide."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.books.payments import PaymentError
from bot.store import invoice_rows, overpayments
from bot.store.bank_tables import allocations, bank_transactions
from bot.store.bank_tables import overpayments as overpaid
from bot.store.database import Database, connect
from bot.store.invoice_rows import State
from bot.store.invoice_tables import invoices
from bot.store.tables import inbox
from flows.shop.bank import Statement, Transaction
from flows.shop.bank.model import Kind
from flows.shop.model import Money
from flows.shop.payments import Share
from tests.books.bills import NOW, House

DAY = date(2026, 11, 26)
TOTALS = ("10.00", "10.00", "25.50", "0.99")
_worlds = count(1)


def euro(cents: int) -> Money:
    return Money(Decimal(cents) / 100, "EUR")


@dataclass
class World:
    """What really happened at the bank, and the books that ought to know it."""

    house: House
    number: int = field(default_factory=lambda: next(_worlds))
    moved: list[Transaction] = field(default_factory=list)  # everything the bank has booked
    told: set[int] = field(default_factory=set)  # of which some file has told
    guest: int = 0

    def __post_init__(self) -> None:
        self.account = f"LV{self.number}"
        self.guest = self.house.conversation(f"guest {self.number}")
        self.bills = [f"{self.number:04d}1{place:05d}" for place in range(len(TOTALS))]
        for number, total in zip(self.bills, TOTALS, strict=True):
            self.house.issue(number, total, self.guest)

    def pay(self, cents: int, named: Sequence[int], *, silent: bool) -> None:
        """Somebody pays; `silent`: the bank gives no reference, so that equal payments look alike."""
        words = " ".join(self.bills[place] for place in named)
        reference = "" if silent else f"{self.account}-{len(self.moved)}"
        self.moved.append(Transaction(self.account, DAY, euro(cents), iban="LV2", text=words, bank_reference=reference))

    def batch(self, sums: Sequence[int]) -> None:
        """Several pay in one entry of the bank's."""
        entry = f"{self.account}-L{len(self.moved)}"
        for place, cents in enumerate(sums):
            self.moved.append(
                Transaction(self.account, DAY, euro(cents), text=self.bills[place], bank_reference=entry, entry=entry)
            )

    def take_back(self, place: int, part: int) -> None:
        """The bank takes a payment back, or `part` hundredths of it; never more than came."""
        came = [one for one in self.moved if not one.reversal and one.bank_reference and not one.entry]
        if came:
            one = came[place % len(came)]
            gone = sum(
                (back.amount.amount for back in self.moved if back.reversal and back.end_to_end == one.bank_reference), Decimal(0)
            )
            left = int((one.amount.amount + gone) * 100)
            if (size := left * part // 100) > 0:
                back = replace(one, amount=-euro(size), reversal=True, booked_on=DAY + timedelta(days=1), text="atgriezts")
                self.moved.append(replace(back, end_to_end=one.bank_reference, iban=""))

    def tell(self, places: set[int], kind: Kind) -> None:
        """A file with some of it. A notification calls another day its own, and what has no reference is told whole."""
        chosen = [place for place in range(len(self.moved)) if place in places or not self.moved[place].bank_reference]
        entries = {self.moved[place].entry for place in chosen} - {""}
        chosen = [
            place for place, one in enumerate(self.moved) if place in chosen or one.entry in entries
        ]  # a batch is told whole
        shown = [self._shown(place, kind) for place in chosen]
        self.house.enter(Statement("file", kind, kind, tuple(shown)))
        self.told |= set(chosen)

    def _shown(self, place: int, kind: Kind) -> Transaction:
        one = self.moved[place]
        late = kind == "notification" and place % 3 == 0 and one.bank_reference
        return replace(one, booked_on=one.booked_on + timedelta(days=1)) if late else one

    def decide(self, place: int, bill: int, share: int, *, aside: bool) -> None:
        """A person decides about something that may wait, rightly or not."""
        rows = self._all(sa.select(bank_transactions.c.id).where(bank_transactions.c.account == self.account).order_by("id"))
        if not rows:
            return
        id_ = rows[place % len(rows)].id

        def work(connection: sa.Connection) -> None:
            books = self.house.books(connection)
            if aside:
                books.set_aside(id_, 1, "")
            else:
                books.confirm(id_, [Share(self.bills[bill % len(self.bills)], euro(share))], 1)

        try:
            self.house.database.submit(work).result()
        except PaymentError:
            return

    def close(self, place: int, state: State) -> None:
        """An invoice on which nothing was paid lapses, or is taken back."""

        def work(connection: sa.Connection) -> None:
            row = invoice_rows.hold(connection, self.bills[place % len(self.bills)])
            if row is not None and row.state == "open" and not row.paid:
                invoice_rows.close(connection, row, state, "", NOW)

        self.house.database.submit(work).result()

    def wish(self, place: int, *, settled: bool) -> None:
        """The customer says what to do with what was too much, and perhaps it is done."""
        rows = self._all(sa.select(overpaid.c.id).where(overpaid.c.conversation_id == self.guest))
        if rows:
            id_ = rows[place % len(rows)].id
            self.house.database.submit(lambda c: overpayments.wish(c, id_, self.guest, "refund", NOW)).result()
            if settled:
                self.house.database.submit(lambda c: overpayments.settle(c, id_, 1, "", NOW)).result()

    # --- the law ---------------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Every cent that was told of stands somewhere, once."""
        rows = self._all(sa.select(bank_transactions).where(bank_transactions.c.account == self.account))
        assert sum(row.amount for row in rows) == sum(int(self.moved[place].amount.amount * 100) for place in self.told)
        given = self._all(sa.select(allocations).where(allocations.c.transaction_id.in_([row.id for row in rows])))
        over = {
            row.transaction_id: row for row in self._all(sa.select(overpaid)) if row.transaction_id in {one.id for one in rows}
        }
        for row in (row for row in rows if row.amount > 0):
            back = sum(other.amount for other in rows if other.reverses == row.id)
            mine = sum(one.amount for one in given if one.transaction_id == row.id)
            rest = over[row.id].amount if row.id in over else 0
            assert back <= 0 <= min(mine, rest)
            assert mine + rest <= row.amount + back
            if row.state in {"matched", "reversed"}:
                assert mine + rest == row.amount + back
            else:
                assert mine == rest == 0
        for bill in self._all(sa.select(invoices).where(invoices.c.number.in_(self.bills))):
            assert bill.paid == sum(one.amount for one in given if one.invoice == bill.number)
            assert 0 <= bill.paid <= bill.total + 5
            whole = bill.paid >= bill.total - 5 and bill.paid > 0
            gone = {"expired", "void"}
            assert bill.state in ({"paid", "overpaid"} if whole else {"part_paid"} if bill.paid else {"open", *gone})
        facts = [(row.kind, row.key) for row in self._all(sa.select(inbox).where(inbox.c.conversation_id == self.guest))]
        assert len(facts) == len(set(facts))

    def _all(self, statement: Any) -> Any:
        return self.house.database.query(lambda connection: connection.execute(statement).all()).result()


places = st.integers(0, 20)
few = st.lists(st.integers(0, 3), max_size=3)
sums = st.sampled_from([1000, 1000, 2550, 99, 1099, 500, 2000, 4649, 996, 1]) | st.integers(1, 5000)
happenings = st.one_of(
    st.tuples(st.just("pay"), sums, few, st.booleans()),
    st.tuples(st.just("batch"), st.lists(sums, min_size=2, max_size=4)),
    st.tuples(st.just("tell"), st.sets(places), st.sampled_from(["statement", "notification"])),
    st.tuples(st.just("tell"), st.just(set(range(60))), st.just("statement")),
    st.tuples(st.just("back"), places, st.sampled_from([100, 100, 50, 33])),
    st.tuples(st.just("decide"), places, places, sums, st.booleans()),
    st.tuples(st.just("wish"), places, st.booleans()),
    st.tuples(st.just("close"), places, st.sampled_from(["expired", "void"])),
)


def live_through(house: House, happened: Sequence[Any]) -> None:
    world = World(house)
    for what, *values in happened:
        match what, values:
            case "pay", [cents, named, silent]:
                world.pay(cents, named, silent=silent)
            case "batch", [parts]:
                world.batch(parts)
            case "tell", [shown, kind]:
                world.tell(shown, kind)
            case "back", [place, part]:
                world.take_back(place, part)
            case "decide", [place, bill, share, aside]:
                world.decide(place, bill, share, aside=aside)
            case "close", [place, state]:
                world.close(place, state)
            case "wish", [place, settled]:
                world.wish(place, settled=settled)
        world.check()
    everything = set(range(len(world.moved)))
    for kind in ("statement", "notification", "statement"):
        world.tell(everything, kind)  # type: ignore[arg-type]  # both are kinds
        world.check()
    assert world.told == everything


LIVES = st.lists(happenings, min_size=3, max_size=14)
SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@given(LIVES)
@settings(max_examples=60, suppress_health_check=SHARED)
def test_on_sqlite(sqlite_url: str, happened: Sequence[Any]) -> None:
    _with(connect(sqlite_url), happened)


@pytest.mark.postgres
@given(LIVES)
@settings(max_examples=12, suppress_health_check=SHARED)
def test_on_postgresql(postgres_url: str, happened: Sequence[Any]) -> None:
    _with(connect(postgres_url, pool=2), happened)


def _with(database: Database, happened: Sequence[Any]) -> None:
    try:
        live_through(House(database), happened)
    finally:
        database.close()
