"""The calls that look after people: coupons, call-backs, surveys, codes."""

from flows.shop.spec import CallSpec

TABLE: tuple[CallSpec, ...] = ()
