"""What the bank tells of the shop's account, in any of its formats, as one kind of statement."""

from flows.shop.bank.model import Statement, Transaction
from flows.shop.bank.recognise import read

__all__ = ["Statement", "Transaction", "read"]
