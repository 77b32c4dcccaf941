"""The rules by which money finds its invoice, row by row, and what holds whatever anybody writes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.shop.bank.model import Transaction
from flows.shop.model import Money
from flows.shop.payments import (
    Bill,
    BillState,
    Earlier,
    Match,
    MemoryBills,
    Rules,
    Share,
    compact,
    folded,
    match,
    numbers,
    original_of,
    references,
    slips,
)

DAY = date(2026, 11, 26)
RULES = Rules({"EUR": Decimal("0.05")}, orders=(r"\b1\d{4}\b",))


def euro(text: str) -> Money:
    return Money(Decimal(text), "EUR")


def bill(
    number: str = "2026100123", total: str = "50.00", paid: str = "0", state: BillState = "open", *, order: str = "",
    name: str = "Anna Bērziņa", iban: str = "", age: int = 2,
) -> Bill:  # fmt: skip
    reference = f"RF46{number}"
    issued = DAY - timedelta(days=age)
    return Bill(number, reference, state, euro(total), euro(paid), issued, order_number=order, buyer_name=name, buyer_iban=iban)


def paying(amount: str = "50.00", text: str = "", name: str = "", iban: str = "", currency: str = "EUR") -> Transaction:
    return Transaction("LV1", DAY, Money(Decimal(amount), currency), name=name, iban=iban, text=text)


def taken(payment: Transaction, *bills: Bill, rules: Rules = RULES) -> Match:
    return match(payment, MemoryBills(bills), rules)


class TestWhatAPayerWrites:
    @pytest.mark.parametrize("text", [
        "2026100123", "rēķins Nr.2026100123", "INV2026100123!", "2026 1001 23", "2026-100123", "20261 00123", "2026/1/00123",
        "RF46 2026 1001 23", "rf462026100123 paldies", "РФ46 2026 1001 23", "２０２６１００１２３", "2026100123 26.11.2026",
        "2O261OO123",
        "2 0 2 6 1 0 0 1 2 3", "summa 50.00, rek. 2026100123/anna", "оплата за рахунком №2026100123", "RF99 2026100123",
        "faktura\n2026 10\n0123",
    ])  # fmt: skip
    def test_the_number_is_found(self, text: str) -> None:
        assert taken(paying(text=text), bill()).shares == (Share("2026100123", euro("50")),)

    @pytest.mark.parametrize("text", [
        "2026-10-01 23:45", "01.12.2026 10", "20261001234", "1202610012", "+371 20261001", "2026", "", "2026, 100123", "RF46",
    ])  # fmt: skip
    def test_what_only_looks_like_it_is_not(self, text: str) -> None:
        assert taken(paying(text=text), bill()).verdict == "unknown"

    def test_cyrillic_letters_that_look_latin_are_latin(self) -> None:
        assert folded("РФ АВЕКМНОРСТХУІЈЅ") == "RF ABEKMHOPCTXYIJS"
        assert references(folded("RF46 2026 1001 23")) == {"RF462026100123"}

    def test_a_checksum_proves_nothing(self) -> None:
        assert taken(paying(text="RF18 5390 0754 7034"), bill()).verdict == "unknown"

    @given(st.text(max_size=200))
    def test_any_text_can_be_read(self, text: str) -> None:
        words = folded(text)
        assert folded(words) == words
        assert all(len(number) == 10 and number.isdigit() for number in numbers(words))
        assert compact(words).isalnum() or compact(words) == ""
        match(paying(text=text), MemoryBills([bill()]), RULES)

    @given(st.integers(0, 9_999_999_999), st.lists(st.sampled_from(["", " "]), min_size=9, max_size=9), st.booleans())
    def test_a_number_may_have_gaps_anywhere(self, value: int, gaps: list[str], cyrillic: bool) -> None:
        number = f"{value:010d}"
        written = "".join(digit + gap for digit, gap in zip(number, [*gaps, ""], strict=True))
        sizes = [len(group) for group in written.split(" ")]
        found = numbers(folded(f"{'рахунок' if cyrillic else 'invoice'} {written}."))
        assert found == {number} or any(size in {3, 4} for size in sizes)  # what reads as a day is left to a person


class TestOneInvoice:
    @pytest.mark.parametrize("amount", ["50.00", "49.95", "50.05"])
    def test_paid_also_with_some_cents_more_or_less(self, amount: str) -> None:
        assert taken(paying(amount, "2026100123"), bill()) == Match("paid", "number", shares=(Share("2026100123", euro(amount)),))

    def test_in_part(self) -> None:
        assert taken(paying("20", "2026100123"), bill()) == Match(
            "part_paid", "number", shares=(Share("2026100123", euro("20")),)
        )

    def test_two_halves(self) -> None:
        assert taken(paying("30", "2026100123"), bill(paid="20", state="part_paid")).verdict == "paid"

    def test_more_than_was_asked(self) -> None:
        found = taken(paying("60", "RF46 2026100123"), bill(paid="20", state="part_paid"))
        assert found == Match("overpaid", "reference", shares=(Share("2026100123", euro("30")),), rest=euro("30"))

    def test_somebody_else_may_pay(self) -> None:
        assert taken(paying(text="2026100123", name="SIA Vecāki"), bill()).verdict == "paid"

    @pytest.mark.parametrize(
        ("state", "why"), [("paid", "double"), ("overpaid", "double"), ("void", "void"), ("expired", "late")]
    )
    def test_one_that_is_not_open_goes_to_a_person(self, state: BillState, why: str) -> None:
        found = taken(paying(text="2026100123"), bill(state=state))
        assert (found.verdict, found.why, found.bills, found.shares) == ("doubt", why, ("2026100123",), ())

    def test_late_money_is_taken_where_the_shop_takes_it(self) -> None:
        assert taken(paying(text="2026100123"), bill(state="expired"), rules=Rules(takes_late=True)).verdict == "paid"

    def test_another_currency_is_never_taken_for_the_same(self) -> None:
        assert taken(paying(text="2026100123", currency="PLN"), bill()).why == "currency"

    def test_a_slip_that_hits_another_customers_invoice_is_seen(self) -> None:
        mine, other = bill("2026100132", "70.00"), bill("2026100123", "50.00")
        found = taken(paying("50.00", "2026100132"), mine, other)
        assert (found.verdict, found.why, found.bills) == ("doubt", "near", ("2026100132", "2026100123"))

    def test_a_reference_has_a_check_digit_and_is_believed(self) -> None:
        mine, other = bill("2026100132", "70.00"), bill("2026100123", "50.00")
        assert taken(paying("50.00", "RF462026100132"), mine, other).verdict == "part_paid"


class TestSeveral:
    A, B = bill("2026100001", "10.00"), bill("2026100002", "15.50")

    def test_that_add_up_are_all_paid(self) -> None:
        found = taken(paying("25.50", "2026100001, 2026100002"), self.A, self.B)
        assert found == Match(
            "several", "several", shares=(Share("2026100001", euro("10")), Share("2026100002", euro("15.50")))
        )  # fmt: skip

    def test_that_do_not_are_for_a_person(self) -> None:
        found = taken(paying("25.00", "2026100001 + 2026100002"), self.A, self.B)
        assert (found.verdict, found.why, found.bills) == ("doubt", "several", ("2026100001", "2026100002"))

    def test_one_that_was_paid_before_may_be_named_too(self) -> None:
        found = taken(paying("15.50", "2026100001; 2026100002"), bill("2026100001", "10.00", "10.00", "paid"), self.B)
        assert (found.verdict, found.shares) == ("paid", (Share("2026100002", euro("15.50")),))


class TestWithoutANumber:
    def test_an_orders_number_and_its_exact_sum(self) -> None:
        assert taken(paying(text="par pasūtījumu 10023"), bill(order="10023")).how == "order"

    def test_an_orders_number_and_another_sum_prove_nothing(self) -> None:
        assert taken(paying("49.99", text="10023"), bill(order="10023")).verdict == "unknown"

    @pytest.mark.parametrize("name", ["BERZINA ANNA", "Anna Bērziņa", "anna  berzina"])
    def test_the_sum_and_the_name_are_a_suggestion(self, name: str) -> None:
        found = taken(paying(name=name), bill())
        assert (found.verdict, found.why, found.bills, found.shares) == ("suggested", "name", ("2026100123",), ())

    def test_the_sum_and_the_account_are_a_suggestion(self) -> None:
        assert taken(paying(iban="LV2"), bill(iban="LV2")).why == "account"

    def test_the_sum_alone_is_nothing(self) -> None:
        assert taken(paying(name="Cits Cilvēks"), bill()) == Match("unknown")

    def test_an_old_invoice_is_not_suggested(self) -> None:
        assert taken(paying(name="Anna Bērziņa"), bill(age=40)).verdict == "unknown"

    @pytest.mark.parametrize("text", ["2026100132", "2026100124", "RF462026100124"])
    def test_a_number_with_one_slip_and_the_sum_are_a_suggestion(self, text: str) -> None:
        found = taken(paying(text=text), bill())
        assert (found.verdict, found.why, found.bills) == ("suggested", "slip", ("2026100123",))

    def test_slips_are_one_digit_or_two_changed_about(self) -> None:
        assert len(set(slips("2026100123"))) == 90 + 8


class TestTakenBack:
    def one(self, id_: int, left: str = "50.00", **known: str) -> Earlier:
        return Earlier(id_, euro(left), **{"iban": "", "end_to_end": "", "bank_reference": "", "words": "", **known})

    def back(self, amount: str = "50.00", **known: str) -> Transaction:
        return Transaction("LV1", DAY, -euro(amount), reversal=True, **known)  # type: ignore[arg-type]  # texts only

    def test_by_the_banks_reference_before_all(self) -> None:
        found = original_of(
            self.back(bank_reference="B1", iban="LV2"), [self.one(1, bank_reference="B1"), self.one(2, iban="LV2")]
        )
        assert found is not None
        assert found.id == 1

    def test_by_the_account_and_the_whole_sum_the_newest(self) -> None:
        found = original_of(
            self.back(iban="LV2"), [self.one(1, iban="LV2"), self.one(2, iban="LV2"), self.one(3, "40", iban="LV2")]
        )
        assert found is not None
        assert found.id == 2

    def test_by_the_invoice_it_speaks_of(self) -> None:
        assert original_of(self.back(text="Atgriezts 2026100123"), [self.one(1, words="nr 2026100123")]) is not None

    def test_what_fits_nothing_takes_nothing_back(self) -> None:
        assert original_of(self.back("60", bank_reference="B1"), [self.one(1, bank_reference="B1")]) is None
        assert original_of(self.back(), [self.one(1)]) is None


amounts = st.integers(1, 12_000).map(lambda cents: Money(Decimal(cents) / 100, "EUR"))
states = st.sampled_from(["open", "part_paid", "paid", "overpaid", "expired", "void"])


@given(st.lists(st.tuples(st.integers(0, 12), amounts, states), max_size=8), amounts, st.lists(st.integers(0, 12), max_size=4))
def test_never_more_than_came_and_never_more_than_is_owed(
    made: list[tuple[int, Money, BillState]], amount: Money, named: list[int]
) -> None:
    bills = {f"20261{place:05d}": bill(f"20261{place:05d}", str(total.amount), state=state) for place, total, state in made}
    text = " und ".join(f"20261{place:05d}" for place in named)
    found = match(Transaction("LV1", DAY, amount, text=text), MemoryBills(bills.values()), RULES)
    shared = sum((share.amount.amount for share in found.shares), Decimal(0))
    assert shared + (found.rest.amount if found.rest else 0) == (amount.amount if found.shares else 0)
    for share in found.shares:
        assert bills[share.number].state in {"open", "part_paid"}
        assert share.amount.amount <= bills[share.number].due.amount + Decimal("0.05")
        assert share.number in {f"20261{place:05d}" for place in named}
    assert bool(found.shares) == (found.verdict in {"paid", "part_paid", "overpaid", "several"})
