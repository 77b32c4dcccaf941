"""The calls that change an order or answer about the shop: cancel, change, questions about goods."""

from flows.shop.spec import CallSpec

TABLE: tuple[CallSpec, ...] = ()
