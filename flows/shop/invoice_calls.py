"""The calls of paying by invoice: who buys, what, and the document."""

from flows.shop.spec import CallSpec

TABLE: tuple[CallSpec, ...] = ()
