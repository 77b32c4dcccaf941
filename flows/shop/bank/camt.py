"""camt.052, 053 and 054 of ISO 20022, whatever their version: without it the money of most banks could not be seen.

Versions differ in their namespace and in a few wrappers (`Sts` or `Sts/Cd`, `Dbtr/Nm` or `Dbtr/Pty/Nm`), so elements are found by
their local names. The parser resolves no entities, fetches nothing and takes no document type.
"""

from collections.abc import Iterator
from datetime import date

from lxml import etree

from flows.shop.bank.model import Kind, Statement, Transaction, account, amount, bank_id, day, tidy, wrong
from flows.shop.bank.xml import child, children, each, line_of, text_of
from flows.shop.model import Money

KINDS: dict[str, tuple[str, Kind, str]] = {  # the message's element -> format, kind, element of each account
    "BkToCstmrStmt": ("camt.053", "statement", "Stmt"),
    "BkToCstmrAcctRpt": ("camt.052", "notification", "Rpt"),
    "BkToCstmrDbtCdtNtfctn": ("camt.054", "notification", "Ntfctn"),
}


def parse(root: etree._Element, file: str) -> Statement:
    """Everything booked in a document. Raises Problems."""
    for message in children(root, "*"):
        if (known := KINDS.get(etree.QName(message).localname)) is not None:
            format_, kind, part = known
            found = [one for report in children(message, part) for one in _report(report, file)]
            return Statement(file, format_, kind, tuple(found))
    raise wrong(file, line_of(root), "this is no camt.052, camt.053 or camt.054 document")


def _report(report: etree._Element, file: str) -> Iterator[Transaction]:
    own = child(report, "Acct", "Id")
    if own is None:
        raise wrong(file, line_of(report), "the account (`Acct/Id`) is missing")
    number = account(text_of(own, "IBAN") or text_of(own, "Othr", "Id"))
    created = text_of(report, "CreDtTm")
    for entry in children(report, "Ntry"):
        if (text_of(entry, "Sts", "Cd") or text_of(entry, "Sts")) in {"BOOK", ""}:
            yield from _Entry(entry, file, number, created).transactions()


class _Entry:
    """One entry: a payment, or several in a batch."""

    def __init__(self, entry: etree._Element, file: str, number: str, created: str) -> None:
        self.entry, self.file, self.number = entry, file, number
        self.line = line_of(entry)
        self.sign = self._sign(entry)
        self.amount = self._amount(entry, "Amt")
        self.booked_on = self._day(created)
        self.reference = bank_id(text_of(entry, "AcctSvcrRef"))
        self.reversal = text_of(entry, "RvslInd").casefold() in {"true", "1"}

    def transactions(self) -> Iterator[Transaction]:
        """Its payments. A batch whose parts do not add up is one payment, so that no cent is invented."""
        if not self.amount.amount:
            return
        details = [detail for group in children(self.entry, "NtryDtls") for detail in children(group, "TxDtls")]
        sums = [self._part(detail) for detail in details]
        parts = [one for one in sums if one is not None]
        if len(details) > 1 and len(parts) == len(details) and sum(one.amount for one in parts) == self.amount.amount:
            for detail, part in zip(details, parts, strict=True):
                if part.amount:
                    yield self._transaction([detail], part, in_batch=True)
        else:
            yield self._transaction(details, self.amount, in_batch=False)

    def _transaction(self, details: list[etree._Element], money: Money, *, in_batch: bool) -> Transaction:
        side = "Dbtr" if self.sign > 0 else "Cdtr"  # the other side of what came in is the debtor
        if self.reversal or any(child(detail, "RtrInf") is not None for detail in details):
            side = "Cdtr" if self.sign > 0 else "Dbtr"
        one = details[0] if len(details) == 1 else None
        texts = [text for detail in details for text in self._texts(detail)]
        extra = tidy(text_of(self.entry, "AddtlNtryInf"))
        own = bank_id(text_of(one, "Refs", "AcctSvcrRef")) if one is not None else ""
        return Transaction(
            account=self.number,
            booked_on=self.booked_on,
            amount=money if self.sign > 0 else -money,
            name=self._name(one, side),
            iban=self._account(one, side),
            text=tidy(" ".join([*texts, *([extra] if extra and not texts else [])])),
            reference=tidy(" ".join(ref for detail in details for ref in self._references(detail))),
            end_to_end=bank_id(text_of(one, "Refs", "EndToEndId")) if one is not None else "",
            bank_reference=self.reference or own,
            entry=self.reference if in_batch else "",
            reversal=self.reversal or any(child(detail, "RtrInf") is not None for detail in details),
            line=line_of(one) if one is not None else self.line,
        )

    def _part(self, detail: etree._Element) -> Money | None:
        """What of the entry's amount this payment is, where the bank says so in the entry's currency and direction."""
        for path in (("Amt",), ("AmtDtls", "TxAmt", "Amt"), ("AmtDtls", "InstdAmt", "Amt")):
            found = child(detail, *path)
            if found is not None and found.get("Ccy", "") == self.amount.currency:
                direction = text_of(detail, "CdtDbtInd")
                same = not direction or (direction == "CRDT") == (self.sign > 0)
                return amount(found.text or "", found.get("Ccy", ""), self.file, line_of(found)) if same else None
        return None

    def _texts(self, detail: etree._Element) -> list[str]:
        said = [tidy(one.text or "") for info in children(detail, "RmtInf") for one in children(info, "Ustrd")]
        more = [tidy(one.text or "") for info in children(detail, "RmtInf") for one in each(info, "AddtlRmtInf")]
        extra = tidy(text_of(detail, "AddtlTxInf"))
        return [text for text in (*said, *more, extra) if text]

    def _references(self, detail: etree._Element) -> list[str]:
        found = [one for info in children(detail, "RmtInf") for part in children(info, "Strd") for one in each(part, "Ref")]
        return [tidy(one.text or "") for one in found if (one.text or "").strip()]

    def _name(self, detail: etree._Element | None, side: str) -> str:
        if detail is None:
            return ""
        return tidy(text_of(detail, "RltdPties", side, "Nm") or text_of(detail, "RltdPties", side, "Pty", "Nm"))[:140]

    def _account(self, detail: etree._Element | None, side: str) -> str:
        if detail is None:
            return ""
        path = ("RltdPties", f"{side}Acct", "Id")
        return account(text_of(detail, *path, "IBAN") or text_of(detail, *path, "Othr", "Id"))

    def _sign(self, entry: etree._Element) -> int:
        match text_of(entry, "CdtDbtInd"):
            case "CRDT":
                return 1
            case "DBIT":
                return -1
            case _:
                raise wrong(self.file, self.line, "`CdtDbtInd` is neither CRDT nor DBIT")

    def _amount(self, entry: etree._Element, name: str) -> Money:
        found = child(entry, name)
        if found is None:
            raise wrong(self.file, self.line, f"the amount (`{name}`) is missing")
        return amount(found.text or "", found.get("Ccy", ""), self.file, line_of(found))

    def _day(self, created: str) -> date:
        for path in (("BookgDt", "Dt"), ("BookgDt", "DtTm"), ("ValDt", "Dt"), ("ValDt", "DtTm")):
            if said := text_of(self.entry, *path):
                return day(said, self.file, self.line)
        if created:
            return day(created, self.file, self.line)
        raise wrong(self.file, self.line, "the day (`BookgDt`) is missing")
