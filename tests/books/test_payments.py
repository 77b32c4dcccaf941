"""A file comes in, money finds its invoices, and the customer hears once: on both databases."""

from concurrent.futures import wait
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.books.payments import PaymentError, Taken
from bot.store import bank, overpayments
from bot.store.database import Database, connect
from flows.shop.bank import read
from flows.shop.model import Money
from flows.shop.payments import Share
from tests.books.bills import NOW, RULES, House
from tests.flows.shop.bank.samples import PAYER, camt, detail, entry

A, B = "2026100001", "2026100002"


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def euro(text: str) -> Money:
    return Money(Decimal(text), "EUR")


def paying(amount: str, text: str, reference: str = "B-1", **more: str) -> str:
    return entry(amount, detail(text=text, **more), reference=reference)  # type: ignore[arg-type]  # only texts


def back(amount: str, reference: str = "B-1", text: str = "") -> str:
    return entry(amount, detail(text=text), reference=reference, sign="DBIT", reversal=True, day="2026-11-27")


class TestOnce:
    def test_a_payment_settles_its_invoice_and_is_thanked_for(self, house: House) -> None:
        anna = house.conversation("anna")
        house.issue(A, "12.50", anna)
        assert house.take(camt(paying("12.50", A))) == Taken(1, 1, matched=1)
        assert house.invoice(A) == ("paid", "12.50")
        ((fact, values),) = house.told(anna)
        assert (fact, values["number"], values["amount"]) == ("invoice_paid", A, {"$money": ["12.50", "EUR"]})

    def test_the_same_file_twice_changes_nothing(self, house: House) -> None:
        anna = house.conversation("anna")
        house.issue(A, "12.50", anna)
        content = camt(paying("12.50", A))
        assert [house.take(content).fresh, house.take(content).fresh] == [1, 0]
        assert (house.allocations(), len(house.told(anna))) == ([(A, 1250)], 1)

    def test_another_file_with_the_same_payment_changes_nothing(self, house: House) -> None:
        anna = house.conversation("anna")
        house.issue(A, "12.50", anna)
        house.take(camt(paying("12.50", A), message="054"))
        assert house.take(camt(paying("12.50", A), paying("3.00", "cits", "B-2"))) == Taken(2, 1, waiting=1)
        assert (house.allocations(), len(house.told(anna))) == ([(A, 1250)], 1)

    def test_a_notification_before_midnight_and_a_statement_of_the_next_day(self, house: House) -> None:
        house.issue(A, "12.50")
        house.take(camt(entry("12.50", detail(text=A), reference="B-1", day="2026-11-26"), message="054"))
        assert house.take(camt(entry("12.50", detail(text=A), reference="B-1", day="2026-11-27"))).fresh == 0
        assert house.allocations() == [(A, 1250)]

    def test_a_bank_that_uses_its_numbers_again_every_day(self, house: House) -> None:
        house.issue(A, "25.00")
        for day in ("2026-11-26", "2026-11-27"):
            house.take(camt(entry("12.50", detail(text=A), reference="1", day=day)))
        assert house.invoice(A) == ("paid", "25.00")

    def test_equal_payments_of_one_day_stay_two(self, house: House) -> None:
        house.issue(A, "25.00")
        halves = [entry("12.50", detail(text=A), reference="")] * 2
        assert house.take(camt(*halves)).fresh == 2
        assert house.take(camt(*halves, serial="2")).fresh == 0
        assert house.invoice(A) == ("paid", "25.00")

    def test_parts_of_a_batch_and_their_sum_are_the_same_money(self, house: House) -> None:
        house.issue(A, "10.00")
        house.issue(B, "2.50")
        parts = entry("12.50", detail(amount="10.00", text=A), detail(amount="2.50", text=B), reference="L-1")
        house.take(camt(parts, message="054"))
        assert house.take(camt(entry("12.50", reference="L-1"))).fresh == 0
        assert house.allocations() == [(A, 1000), (B, 250)]

    def test_the_sum_first_and_its_parts_later(self, house: House) -> None:
        house.issue(A, "10.00")
        house.issue(B, "2.50")
        house.take(camt(entry("12.50", reference="L-1"), message="054"))
        parts = entry("12.50", detail(amount="10.00", text=A), detail(amount="2.50", text=B), reference="L-1")
        assert house.take(camt(parts)) == Taken(2, 2, matched=2)
        assert house.states() == ["split", "matched", "matched"]

    def test_two_imports_at_once_take_it_once(self, database_url: str) -> None:
        ours, theirs = connect(database_url, pool=4), connect(database_url, pool=4)
        try:
            house = House(ours)
            anna = house.conversation("anna")
            house.issue(A, "12.50", anna)
            statements = [read("x", camt(paying("12.50", A), message=kind)) for kind in ("053", "054")] * 4
            done = [
                database.submit(lambda c, one=one, n=n: house.books(c).take_in(one, f"file {n}"))  # type: ignore[misc]
                for n, one in enumerate(statements)
                for database in (ours, theirs)[n % 2 : n % 2 + 1]
            ]
            wait(done)
            assert sum(one.result().fresh for one in done) == 1
            assert (house.allocations(), len(house.told(anna))) == ([(A, 1250)], 1)
        finally:
            ours.close()
            theirs.close()

    def test_a_very_long_text_is_no_trouble(self, house: House) -> None:
        house.issue(A, "12.50")
        house.take(camt(entry("12.50", detail(text=f"{'Оплата ' * 300} {A}", name=""), reference="")))
        assert house.states() == ["unmatched"]  # cut off before the number


class TestSums:
    def test_two_halves(self, house: House) -> None:
        anna = house.conversation("anna")
        house.issue(A, "12.50", anna)
        house.take(camt(paying("10.00", A)))
        assert house.invoice(A) == ("part_paid", "10.00")
        house.take(camt(paying("2.50", A, "B-2")))
        assert house.invoice(A) == ("paid", "12.50")
        (part, values), (paid, _) = house.told(anna)
        assert (part, paid) == ("invoice_part_paid", "invoice_paid")
        assert (values["missing"], values["reference"], values["qr"]) == ({"$money": ["2.50", "EUR"]}, f"RF46{A}", None)

    def test_several_in_one_are_one_word_of_thanks(self, house: House) -> None:
        anna = house.conversation("anna")
        house.issue(A, "10.00", anna)
        house.issue(B, "2.50", anna)
        house.take(camt(paying("12.50", f"{A} un {B}")))
        assert (house.invoice(A), house.invoice(B)) == (("paid", "10.00"), ("paid", "2.50"))
        ((fact, values),) = house.told(anna)
        assert (fact, values["number"], values["amount"]["$money"][0]) == ("invoice_paid", f"{A}, {B}", "12.50")

    def test_too_much_is_the_customers(self, house: House) -> None:
        anna = house.conversation("anna")
        house.issue(A, "12.50", anna)
        house.take(camt(paying("20.00", A)))
        assert house.invoice(A) == ("overpaid", "12.50")
        assert house.overpaid() == [(A, 750, "asked")]
        assert [fact for fact, _ in house.told(anna)] == ["invoice_overpaid", "overpayment_open"]

    def test_a_second_full_payment_waits_for_a_person_and_the_customer_knows(self, house: House) -> None:
        anna = house.conversation("anna")
        house.issue(A, "12.50", anna)
        house.take(camt(paying("12.50", A), paying("12.50", A, "B-2")))
        assert house.states() == ["matched", "doubt"]
        assert [(fact, values.get("why")) for fact, values in house.told(anna)] == [
            ("invoice_paid", None),
            ("payment_in_doubt", "double"),
        ]

    @pytest.mark.parametrize(("change", "why"), [
        ({"currency": "PLN"}, "currency"), ({"state": "void"}, "void"), ({"state": "expired"}, "late"),
    ])  # fmt: skip
    def test_what_is_not_sure_is_safe_and_told(self, house: House, change: dict[str, str], why: str) -> None:
        anna = house.conversation("anna")
        house.issue(A, "12.50", anna, **change)
        assert house.take(camt(paying("12.50", A))).waiting == 1
        assert [(fact, values["why"]) for fact, values in house.told(anna)] == [("payment_in_doubt", why)]
        assert house.allocations() == []

    def test_late_money_may_be_welcome(self, database: Database) -> None:
        house = House(database, replace(RULES, takes_late=True))
        house.issue(A, "12.50", state="expired")
        house.take(camt(paying("12.50", A)))
        assert house.invoice(A) == ("paid", "12.50")

    def test_a_slip_that_may_be_anothers_is_told_to_nobody(self, house: House) -> None:
        anna, boris = house.conversation("anna"), house.conversation("boris")
        house.issue(A, "70.00", anna)
        house.issue(B, "12.50", boris)
        house.take(camt(paying("12.50", A)))
        assert house.states() == ["doubt"]
        assert (house.told(anna), house.told(boris)) == ([], [])

    def test_the_sum_and_a_name_are_only_suggested(self, house: House) -> None:
        anna = house.conversation("anna")
        house.issue(A, "12.50", anna)
        house.take(camt(paying("12.50", "paldies", name="BERZINA ANNA")))
        assert (house.states(), house.told(anna), house.allocations()) == (["suggested"], [], [])

    def test_the_rest_of_an_invoice_is_suggested_too(self, house: House) -> None:
        house.issue(A, "12.50", state="part_paid", paid=1000)
        house.take(camt(paying("2.50", "paldies")))
        assert house.states() == ["suggested"]

    def test_a_credit_note_is_no_invoice(self, house: House) -> None:
        house.issue(A, "12.50", kind="credit_note")
        house.take(camt(paying("12.50", A)))
        assert house.states() == ["unmatched"]


class TestTakenBack:
    def test_the_invoice_is_open_again_and_the_customer_knows(self, house: House) -> None:
        anna = house.conversation("anna")
        house.issue(A, "12.50", anna)
        house.take(camt(paying("12.50", A)))
        assert house.take(camt(back("12.50"))) == Taken(1, 1, taken_back=1)
        assert (house.invoice(A), house.states()) == (("open", "0.00"), ["reversed", "takes_back"])
        assert house.allocations() == [(A, 1250), (A, -1250)]
        fact, values = house.told(anna)[-1]
        assert (fact, values["missing"]["$money"][0]) == ("payment_reversed", "12.50")

    def test_told_again_it_takes_nothing_back_again(self, house: House) -> None:
        house.issue(A, "12.50")
        house.take(camt(paying("12.50", A)))
        house.take(camt(back("12.50")))
        house.take(camt(paying("12.50", A), back("12.50"), serial="2"))
        assert house.invoice(A) == ("open", "0.00")

    def test_a_part_of_it_comes_first_from_what_was_too_much(self, house: House) -> None:
        house.issue(A, "12.50")
        house.take(camt(paying("20.00", A)))
        house.take(camt(back("10.00")))
        assert house.overpaid() == [(A, 0, "void")]
        assert (house.invoice(A), house.states()) == (("part_paid", "10.00"), ["matched", "takes_back"])

    def test_what_was_given_back_already_cannot_be_taken_back(self, house: House) -> None:
        house.issue(A, "12.50")
        house.take(camt(paying("20.00", A)))
        house.database.submit(lambda c: overpayments.settle(c, 1, 1, "paid out", NOW)).result()
        house.take(camt(back("20.00")))
        assert (house.states(), house.invoice(A)) == (["matched", "unmatched"], ("overpaid", "12.50"))

    def test_a_reversal_of_nothing_we_know_waits_for_a_person(self, house: House) -> None:
        assert house.take(camt(back("12.50"))).waiting == 1

    def test_it_is_paid_again_afterwards(self, house: House) -> None:
        house.issue(A, "12.50")
        house.take(camt(paying("12.50", A)))
        house.take(camt(back("12.50")))
        house.take(camt(paying("12.50", A, "B-9")))
        assert house.invoice(A) == ("paid", "12.50")


class TestWhatGoesOut:
    def test_whom_the_shop_pays_is_not_kept(self, house: House) -> None:
        house.take(camt(entry("900.00", detail(text="Alga", name="Jānis"), sign="DBIT")))
        row = house.database.query(lambda c: bank.one(c, 1)).result()
        assert row is not None
        assert (row.state, row.transaction.name, row.transaction.iban, row.transaction.text) == ("outgoing", "", "", "")

    def test_an_overpayment_given_back_is_settled_and_told(self, house: House) -> None:
        anna = house.conversation("anna")
        house.issue(A, "12.50", anna)
        house.take(camt(paying("20.00", A)))
        house.database.submit(lambda c: overpayments.wish(c, 1, anna, "refund", NOW)).result()
        content = camt(entry("7.50", detail(text="Pārmaksa", iban=PAYER), sign="DBIT", reference="B-3")).decode()
        assert house.take(content.replace("Dbtr>", "Cdtr>").replace("DbtrAcct>", "CdtrAcct>").encode()).outgoing == 1
        assert (house.overpaid(), house.states()) == ([(A, 750, "settled")], ["matched", "refund"])
        assert house.told(anna)[-1][0] == "overpayment_returned"

    def test_what_speaks_of_an_invoice_is_shown_to_a_person(self, house: House) -> None:
        house.issue(A, "12.50")
        assert house.take(camt(entry("12.50", detail(text=f"Atmaksa {A}"), sign="DBIT"))).waiting == 1

    def test_what_speaks_of_a_return_and_is_no_refund_of_ours_is_shown_to_a_person(self, house: House) -> None:
        assert house.take(camt(entry("18.00", detail(text="Atmaksa R-26-000001-ABCD"), sign="DBIT"))).waiting == 1


class TestAPersonDecides:
    def confirm(self, house: House, *shares: Share, id_: int = 1) -> None:
        house.database.submit(lambda c: house.books(c).confirm(id_, shares, 1)).result()

    def test_a_suggestion_is_confirmed_once(self, house: House) -> None:
        anna = house.conversation("anna")
        house.issue(A, "12.50", anna)
        house.take(camt(paying("12.50", "paldies")))
        self.confirm(house, Share(A, euro("12.50")))
        assert (house.invoice(A), house.states()) == (("paid", "12.50"), ["matched"])
        assert [fact for fact, _ in house.told(anna)] == ["invoice_paid"]
        with pytest.raises(PaymentError) as raised:
            self.confirm(house, Share(A, euro("12.50")))
        assert raised.value.kind == "decided"

    def test_of_several_who_confirm_at_once_one_is_heard(self, house: House) -> None:
        house.issue(A, "25.00")
        house.take(camt(paying("12.50", "paldies")))
        share = [Share(A, euro("12.50"))]
        done = [house.database.submit(lambda c, who=who: house.books(c).confirm(1, share, who)) for who in range(8)]  # type: ignore[misc]
        wait(done)
        assert [type(one.exception()) for one in done].count(type(None)) == 1
        assert house.invoice(A) == ("part_paid", "12.50")

    def test_one_payment_may_be_given_to_several(self, house: House) -> None:
        house.issue(A, "10.00")
        house.issue(B, "10.00")
        house.take(camt(paying("15.00", f"{A}, {B}")))
        self.confirm(house, Share(A, euro("10.00")), Share(B, euro("5.00")))
        assert (house.invoice(A), house.invoice(B)) == (("paid", "10.00"), ("part_paid", "5.00"))

    def test_what_is_left_over_is_the_customers(self, house: House) -> None:
        house.issue(A, "10.00")
        house.take(camt(paying("15.00", "paldies")))
        self.confirm(house, Share(A, euro("10.00")))
        assert (house.invoice(A), house.overpaid()) == (("overpaid", "10.00"), [(A, 500, "asked")])

    @pytest.mark.parametrize(("number", "amount", "field"), [
        ("2026199999", "15.00", "invoice"), (A, "20.00", "amount"), (A, "0.00", "amount"), (A, "-1.00", "amount"),
        (A, "5.00", "amount"), (B, "15.00", "invoice"), (A, "15.00", "amount"),
    ])  # fmt: skip
    def test_what_cannot_be_is_refused_and_changes_nothing(self, house: House, number: str, amount: str, field: str) -> None:
        house.issue(A, "10.00")
        house.issue(B, "15.00", state="void")
        house.take(camt(paying("15.00", "paldies")))
        with pytest.raises(PaymentError) as raised:
            self.confirm(house, Share(number, euro(amount)))
        assert (raised.value.kind, raised.value.field) == ("unfit", field)
        assert (house.states(), house.allocations()) == (["unmatched"], [])

    def test_it_is_set_aside_with_a_note(self, house: House) -> None:
        house.take(camt(paying("15.00", "ziedojums")))
        house.database.submit(lambda c: house.books(c).set_aside(1, 1, "a gift")).result()
        assert house.states() == ["set_aside"]
        with pytest.raises(PaymentError):
            house.database.submit(lambda c: house.books(c).set_aside(1, 1, "")).result()

    def test_there_must_be_such_a_payment(self, house: House) -> None:
        with pytest.raises(PaymentError) as raised:
            self.confirm(house, Share(A, euro("1")), id_=99)
        assert raised.value.kind == "gone"
