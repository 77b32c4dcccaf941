"""Every format of a bank, as it comes and as it comes broken."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.payments import SheetForm
from config.source import Problems
from flows.shop.bank import Statement, Transaction, read
from flows.shop.bank.model import identified
from flows.shop.model import Money
from tests.flows.shop.bank import samples
from tests.flows.shop.bank.samples import IBAN, PAYER, camt, detail, entry

BOMB = "".join(f'<!ENTITY {name} "{9 * inner}">' for name, inner in (("a", "aaaaaaaaaa"), ("b", "&a;"), ("c", "&b;")))


def one(content: bytes, file: str = "bank.xml") -> Transaction:
    (found,) = read(file, content).transactions
    return found


def said(content: bytes, file: str = "bank.xml") -> str:
    with pytest.raises(Problems) as raised:
        read(file, content)
    return str(raised.value)


def ids(statement: Statement) -> list[str]:
    return [identity for identity, _ in identified(statement.transactions)]


class TestCamt:
    def test_a_payment_with_a_structured_reference(self) -> None:
        found = one(camt(entry("12.50", detail(ref="RF46 2026 1001 23", text="paldies"))))
        assert (found.account, found.booked_on, found.amount) == (IBAN, date(2026, 11, 26), Money.parse("12.50 EUR"))
        assert (found.name, found.iban) == ("ANNA BĒRZIŅA", PAYER)
        assert (found.reference, found.text, found.end_to_end) == ("RF46 2026 1001 23", "paldies", "")
        assert (found.bank_reference, found.entry, found.reversal) == ("2026112600001-1", "", False)

    @pytest.mark.parametrize("message", ["052", "053", "054"])
    @pytest.mark.parametrize("version", ["02", "04", "08"])
    def test_every_message_and_version_reads_the_same(self, message: str, version: str) -> None:
        found = read("x", camt(entry("1.00", detail(text="a")), message=message, version=version))
        assert (found.format, found.kind) == (f"camt.{message}", "statement" if message == "053" else "notification")
        assert [str(each.amount) for each in found.transactions] == ["1.00 EUR"]

    def test_the_wrappers_of_version_08(self) -> None:
        content = camt(entry("1.00", detail(text="a"))).decode()
        content = content.replace("<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>")
        content = content.replace("<Nm>ANNA BĒRZIŅA</Nm>", "<Pty><Nm>ANNA BĒRZIŅA</Nm></Pty>")
        assert one(content.encode()).name == "ANNA BĒRZIŅA"

    def test_a_document_without_a_namespace(self) -> None:
        content = (
            camt(entry("1.00", detail(text="a"))).decode().replace(' xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"', "")
        )
        assert one(content.encode()).text == "a"

    def test_a_batch_is_as_many_payments_as_it_holds(self) -> None:
        parts = (detail(amount="10.00", text="a"), detail(amount="10.00", text="b"), detail(amount="2.50", text="c"))
        found = read("x", camt(entry("22.50", *parts)))
        assert [(str(each.amount), each.text) for each in found.transactions] == [
            ("10.00 EUR", "a"), ("10.00 EUR", "b"), ("2.50 EUR", "c"),
        ]  # fmt: skip
        assert len(set(ids(found))) == 3

    def test_a_batch_that_does_not_add_up_is_one_payment(self) -> None:
        found = one(camt(entry("22.50", detail(amount="10.00", text="a"), detail(amount="10.00", text="b"))))
        assert (str(found.amount), found.text) == ("22.50 EUR", "a b")

    def test_a_single_detail_never_changes_what_came_to_the_account(self) -> None:
        assert str(one(camt(entry("9.50", detail(amount="10.00", text="a")))).amount) == "9.50 EUR"

    def test_what_is_not_booked_yet_does_not_count(self) -> None:
        assert read("x", camt(entry("1.00", detail(), status="PDNG"))).transactions == ()

    def test_what_goes_out_is_below_zero_and_names_who_gets_it(self) -> None:
        content = camt(entry("5.00", detail(text="atmaksa"), sign="DBIT")).decode()
        found = one(content.replace("Dbtr>", "Cdtr>").replace("DbtrAcct>", "CdtrAcct>").encode())
        assert (str(found.amount), found.name, found.iban) == ("-5.00 EUR", "ANNA BĒRZIŅA", PAYER)

    @pytest.mark.parametrize("content", [
        camt(entry("5.00", detail(), sign="DBIT", reversal=True)), camt(entry("5.00", detail(returned=True), sign="DBIT")),
    ])  # fmt: skip
    def test_what_is_taken_back_says_so(self, content: bytes) -> None:
        found = one(content)
        assert (found.reversal, str(found.amount), found.iban) == (True, "-5.00 EUR", PAYER)

    def test_a_notification_and_the_statement_in_the_evening_tell_of_the_same(self) -> None:
        told = entry("12.50", detail(text="Nr 2026100123"))
        shortened = entry("12.50", detail(text="NR 2026100123 ", name=""))
        assert ids(read("a", camt(told, message="054"))) == ids(read("b", camt(shortened, message="053", serial="9")))

    def test_equal_payments_of_one_day_stay_two(self) -> None:
        twice = [entry("5.00", detail(text="a"), reference="")] * 2
        assert len(set(ids(read("x", camt(*twice))))) == 2
        assert ids(read("x", camt(*twice))) == ids(read("y", camt(*twice, serial="2")))

    @pytest.mark.parametrize(
        ("change", "text"),
        [
            (("12.50", "12,50"), "bank.xml:5:1: `12,50` is no amount (here it is written 1234.50)"),
            (("12.50", "12.505"), "`12.505` has parts of a cent"),
            (("12.50", "1e5"), "`1e5` is no amount"),
            (("12.50", "9" * 400), "is no amount"),
            (("12.50", ""), "nothing is no amount"),
            (('Ccy="EUR"', 'Ccy="eur"'), "`eur` is no currency"),
            (("<Dt>2026-11-26", "<Dt>26.11.2026"), "`26.11.2026` is no day"),
            (("CRDT", "BOTH"), "`CdtDbtInd` is neither CRDT nor DBIT"),
            (("<Acct>", "<Other>"), "this is no whole XML"),
            (("BkToCstmrStmt", "Something"), "bank.xml:2:1: this is no camt.052, camt.053 or camt.054 document"),
            (("</Document>", ""), "bank.xml:7:1: this is no whole XML"),
            (('encoding="UTF-8"', 'encoding="KLINGON"'), "bank.xml"),
        ],
    )
    def test_a_mistake_is_told_with_its_line(self, change: tuple[str, str], text: str) -> None:
        assert text in said(camt(entry("12.50", detail(text="a"))).decode().replace(*change).encode())

    def test_one_bad_entry_leaves_nothing_half_taken(self) -> None:
        said(camt(entry("1.00", detail()), entry("1,00", detail())))

    @pytest.mark.parametrize(
        "text",
        [
            f"<!DOCTYPE d [{BOMB}]><Document>&c;&c;&c;</Document>",
            '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document><BkToCstmrStmt>&x;</BkToCstmrStmt></Document>',
            '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd"><Document/>',
            "<Document>" * 100_000,
            "<Document>&undefined;</Document>",
        ],
    )
    def test_hostile_xml_is_turned_away(self, text: str) -> None:
        assert "XML" in said(text.encode())
        assert "XML" in said(text.encode("utf-16"))

    def test_a_huge_file_is_turned_away_unread(self) -> None:
        assert "larger than 20 MB" in said(b"<" + b"x" * (20 * 1024 * 1024))


class TestMt940:
    def test_a_polish_bank(self) -> None:
        found = read("x.sta", samples.MBANK.encode("cp1250"))
        came, back = found.transactions
        assert (found.format, came.account) == ("MT940", "PL25114011110000548897001001")
        assert (str(came.amount), came.name) == ("123.45 PLN", "JAN KOWALSKI UL. PROSTA 1 00-001 WARSZAWA")
        assert (came.iban, came.text) == ("PL35114011110000548897001003", "Zamówienie 2026 100123 dziękuję")
        assert (came.bank_reference, came.end_to_end, came.line) == ("AX12345", "", 5)
        assert (str(back.amount), back.reversal, back.name) == ("-10.00 PLN", True, "JAN KOWALSKI")
        assert back.text == "RF46 2026 1001 23 zaplacone dwa"

    @pytest.mark.parametrize(
        ("change", "text"),
        [
            (("C123,45", "C123.45"), "x.sta:5:1: this `:61:` is no movement"),
            (("C123,45", "C124,45"), "the balances and the movements do not agree"),
            ((":62F:C261126PLN1113,45\n-\n", ""), "the closing balance (`:62F:`) is missing"),
            (("2611261126C", "2611991126C"), "this statement cannot be read"),
            ((":61:2611261126RC10,00NTRFNONREF//AX2\n", ""), "the balances and the movements do not agree"),
        ],
    )
    def test_a_broken_file_loses_nothing_in_silence(self, change: tuple[str, str], text: str) -> None:
        assert text in said(samples.MBANK.replace(*change).encode(), "x.sta")

    def test_cut_anywhere_it_is_whole_or_told(self) -> None:
        whole = samples.MBANK.encode()
        for end in range(0, len(whole) - 5, 7):
            with pytest.raises(Problems):
                read("x.sta", whole[:end])


class TestFidavista:
    @pytest.mark.parametrize(("version", "tag", "amount"), [("v1-1", "AccNo", "59,90"), ("v1-2", "IBAN", "59.9")])
    def test_a_latvian_bank(self, version: str, tag: str, amount: str) -> None:
        content = samples.FIDAVISTA.format(version=version, tag=tag, amount=amount)
        came, went = read("f.xml", content.encode("cp1257")).transactions
        assert (came.account, str(came.amount), came.name) == (IBAN, "59.90 EUR", "Līga Kalniņa")
        assert (came.iban, came.text, came.bank_reference) == (PAYER, "Par rēķinu 2026100123", "FV-1")
        assert str(went.amount) == "-10.00 EUR"

    @pytest.mark.parametrize("amount", ["1.234,50", "-5,00", "5,005", "", "x"])
    def test_an_amount_that_can_be_read_in_two_ways_is_told(self, amount: str) -> None:
        content = samples.FIDAVISTA.format(version="v1-2", tag="IBAN", amount=amount)
        assert "f.xml:7:1:" in said(content.encode("cp1257"), "f.xml")

    def test_without_an_account_it_is_not_taken(self) -> None:
        content = samples.FIDAVISTA.format(version="v1-2", tag="Other", amount="1")
        assert "the account" in said(content.encode("cp1257"))


class TestSheet:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1257", "utf-16"])
    def test_swedbank(self, encoding: str) -> None:
        found = read("s.csv", samples.SWEDBANK.encode(encoding))
        came, went = found.transactions
        assert (found.format, came.account, str(came.amount)) == ("CSV swedbank-lv", IBAN, "12.50 EUR")
        assert (came.name, came.text, came.bank_reference) == ("ANNA BĒRZIŅA", "rek. 2026100123", "2026112600000001")
        assert (str(went.amount), went.line) == ("-3.10 EUR", 4)

    def test_privat(self) -> None:
        came, went = read("p.csv", samples.PRIVAT.encode("cp1251")).transactions
        assert (str(came.amount), came.name, came.booked_on) == ("1250.00 UAH", 'ТОВ "Ранок"', date(2026, 11, 26))
        assert (came.iban, came.text) == ("UA903052992990004149123456789", "Оплата за рах. 2026100123, без ПДВ")
        assert str(went.amount) == "-40.50 UAH"

    def test_a_bank_of_the_shops_own(self) -> None:
        form = SheetForm(day="When", amount="Sum", account_is="main", currency_is="EUR", text=("What",), day_form="%m/%d/%Y")
        content = b"My bank\n\nWhen;Sum;What\n11/26/2026;-1 234,50;rent\n"
        (found,) = read("o.csv", content, {"own": form}).transactions
        assert (str(found.amount), found.account, found.booked_on) == ("-1234.50 EUR", "MAIN", date(2026, 11, 26))

    @pytest.mark.parametrize(
        ("change", "text"),
        [
            (('"12,50"', '"12.50"'), "s.csv:3:1: `12.50` is no amount (here it is written 1234,50)"),
            (('"26.11.2026";"ANNA', '"31.02.2026";"ANNA'), "s.csv:3:1: `31.02.2026` is no day"),
            (('"EUR";"K";"2026', '"EUR";"X";"2026'), "`Debets/Kredīts` is neither K nor C nor D"),
            (('"2026112600000001";"INB";"";"1";', ""), "this row has 9 columns, the header 13"),
            (('"Klienta konts"', '"Konts"'), "s.csv:1:1: this is neither camt, MT940, FiDAViSta nor a CSV file of a known bank"),
        ],
    )
    def test_a_mistake_is_told_with_its_line(self, change: tuple[str, str], text: str) -> None:
        assert text in said(samples.SWEDBANK.replace(*change, 1).encode(), "s.csv")

    @pytest.mark.parametrize("content", [b"", b" \n", b"hello", b"\x89PNG\r\n\x1a\n\0\0", b"%PDF-1.4", b"PK\x03\x04"])
    def test_what_is_no_bank_file_is_told(self, content: bytes) -> None:
        assert said(content, "x").startswith("x")


WHOLE = [
    camt(entry("12.50", detail(text="a"))), samples.MBANK.encode(), samples.SWEDBANK.encode(), samples.PRIVAT.encode(),
    samples.FIDAVISTA.format(version="v1-2", tag="IBAN", amount="1").encode("cp1257"),
]  # fmt: skip


def reads_or_tells(content: bytes) -> None:
    with suppress(Problems):
        read("any", content)


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail_otherwise(content: bytes) -> None:
    reads_or_tells(content)


@given(st.sampled_from(WHOLE), st.data())
def test_nor_does_a_file_with_some_bytes_changed(whole: bytes, data: st.DataObject) -> None:
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 40)))
        content[start:end] = data.draw(
            st.binary(max_size=12) | st.sampled_from([b"\0", b"&", b"]]>", b'"', b"\n:61:", b",", b"\xff"])
        )
    reads_or_tells(bytes(content))
