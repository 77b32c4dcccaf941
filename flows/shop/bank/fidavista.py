"""FiDAViSta, the format of Latvian banks (versions 1-0 to 1-2): without it a shop at an older bank would type its payments in.

`FIDAVISTA/Statement/AccountSet/{IBAN|AccNo}/CcyStmt/TrxSet`; amounts may have a decimal comma and have no sign, `CorD` says which
way.
"""

from collections.abc import Iterator

from lxml import etree

from flows.shop.bank.model import Statement, Transaction, account, amount, bank_id, day, tidy, wrong
from flows.shop.bank.xml import child, children, line_of, text_of


def parse(root: etree._Element, file: str) -> Statement:
    """Everything in a document. Raises Problems."""
    found = [
        transaction
        for statement in children(root, "Statement")
        for accounts in children(statement, "AccountSet")
        for transaction in _account(accounts, file)
    ]
    return Statement(file, "FiDAViSta", "statement", tuple(found))


def _account(accounts: etree._Element, file: str) -> Iterator[Transaction]:
    number = account(text_of(accounts, "IBAN") or text_of(accounts, "AccNo"))
    if not number:
        raise wrong(file, line_of(accounts), "the account (`IBAN` or `AccNo`) is missing")
    for part in children(accounts, "CcyStmt"):
        currency = text_of(part, "Ccy")
        for movement in children(part, "TrxSet"):
            yield from _movement(movement, number, currency, file)


def _movement(movement: etree._Element, number: str, currency: str, file: str) -> Iterator[Transaction]:
    line = line_of(movement)
    direction = text_of(movement, "CorD")
    if direction not in {"C", "D"}:
        raise wrong(file, line, "`CorD` is neither C nor D")
    money = amount(text_of(movement, "AccAmt").replace(",", "."), currency, file, line)
    if not money.amount:
        return
    said = text_of(movement, "BookDate") or text_of(movement, "ValueDate")
    other = child(movement, "CPartySet")
    yield Transaction(
        account=number,
        booked_on=day(said, file, line),
        amount=money if direction == "C" else -money,
        name=tidy(text_of(other, "AccHolder", "Name"))[:140],
        iban=account(text_of(other, "AccNo") or text_of(other, "IBAN")),
        text=tidy(text_of(movement, "PmtInfo")),
        bank_reference=bank_id(text_of(movement, "BankRef") or text_of(movement, "ExtId")),
        line=line,
    )
