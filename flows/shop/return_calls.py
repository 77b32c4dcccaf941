"""The calls of a return: what the law gives, what trust gives, and the money."""

from flows.shop.spec import CallSpec

TABLE: tuple[CallSpec, ...] = ()
