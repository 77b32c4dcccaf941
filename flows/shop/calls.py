"""What a flow may ask of the shop: without this table a misspelt `action:` would be found out by a customer.

The check holds every `action:` step against it, the engine fills arguments from slots of the same name, and the answer stands in
`context.<result>`. The types are those of slots, and `moment` and `bool`. A field the shop does not know is None, so a flow asks
`is known`. What a call may tell depends on what the customer has proved: docs/orders.md.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from flows.shop import (
    care_calls,
    invoice_calls,
    order_calls,
    payment_calls,
    privacy_calls,
    return_calls,
    service_calls,
    waiting_calls,
)
from flows.shop.port import Shop, ShopUnavailableError
from flows.shop.spec import CallSpec

__all__ = ["CALLS", "CallSpec", "Shop", "ShopUnavailableError"]

_TABLE: tuple[CallSpec, ...] = (
    *order_calls.TABLE,
    *service_calls.TABLE,
    *return_calls.TABLE,
    *invoice_calls.TABLE,
    *payment_calls.TABLE,
    *care_calls.TABLE,
    *waiting_calls.TABLE,
    *privacy_calls.TABLE,
)


def by_name(table: Sequence[CallSpec]) -> Mapping[str, CallSpec]:
    """The calls by their names. Raises ValueError where two bear the same: flows would reach only one of them."""
    if twice := sorted(name for name, count in Counter(spec.name for spec in table).items() if count > 1):
        raise ValueError(f"two calls are named {', '.join(twice)}")
    return {spec.name: spec for spec in table}


CALLS: Mapping[str, CallSpec] = by_name(_TABLE)
