"""What WooCommerce says about an order, in our words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import structlog

from flows.shop.model import Address, Customer, Line, Money, Order, OrderState, Tracking

# As WooCommerce ships; a shop's own states, and another meaning of these, stand in the settings. None: no order yet.
STATES: Mapping[str, OrderState | None] = {
    "pending": "unpaid",
    "failed": "unpaid",
    "on-hold": "unpaid",
    "processing": "paid",
    "completed": "shipped",
    "cancelled": "cancelled",
    "checkout-draft": None,
    "auto-draft": None,
    "trash": None,
}
_log = structlog.get_logger()


class UnreadableError(ValueError):
    """This is no order as WooCommerce writes them."""


def state_of(data: Mapping[str, Any], own: Mapping[str, OrderState]) -> OrderState | None:
    """The order's state by the shop's settings, then by WooCommerce's own meaning."""
    status = str(data.get("status", ""))
    if status in own:
        return own[status]
    if status == "refunded":  # the money is back; the parcel only if one had left
        return "returned" if data.get("date_completed_gmt") else "cancelled"
    if status in STATES:
        return STATES[status]
    _log.warning("shop_state_unknown", state=status[:40])
    return "paid" if data.get("date_paid_gmt") or data.get("date_paid") else "unpaid"


def order_of(
    data: Mapping[str, Any], state: OrderState, shipments: Sequence["Shipment"] = (), expected_field: str = ""
) -> Order:  # fmt: skip
    """An order from its JSON. Raises UnreadableError."""
    try:
        billing, shipping = data["billing"], data.get("shipping") or {}
        currency = str(data["currency"])
        sent = [shipment for shipment in shipments if shipment.at is not None]
        completed = _moment(data.get("date_completed_gmt")) if state in {"shipped", "delivered", "returned"} else None
        first = next((shipment for shipment in shipments if shipment.tracking is not None), None)
        return Order(
            number=str(data["number"]),
            state=_with_shipments(data, state, shipments),
            placed_at=_moment(data["date_created_gmt"]) or datetime.fromtimestamp(0, UTC),
            customer=Customer(
                " ".join(f"{billing.get('first_name', '')} {billing.get('last_name', '')}".split()),
                str(billing.get("email", "")),
                str(billing.get("phone", "")),
            ),
            total=_money(data["total"], currency),
            lines=tuple(_line(item, currency) for item in data.get("line_items", ())),
            tracking=first.tracking if first else None,
            shipped_at=min((shipment.at for shipment in sent if shipment.at is not None), default=completed),
            expected_at=_day(meta(data).get(expected_field)) if expected_field else None,
            delivered_at=completed if state == "delivered" else None,
            address=_address(shipping if shipping.get("address_1") else billing),
        )
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        raise UnreadableError(f"an order that cannot be read: {type(error).__name__} at {error}"[:200]) from None


def _with_shipments(data: Mapping[str, Any], state: OrderState, shipments: Sequence["Shipment"]) -> OrderState:
    """A parcel that has left says more than a state nobody has moved yet."""
    if state not in {"paid", "packed"} or not any(shipment.left for shipment in shipments):
        return state
    ordered = sum(int(item.get("quantity", 0)) for item in data.get("line_items", ()))
    sent = sum(shipment.items for shipment in shipments if shipment.left)
    return "partly_shipped" if 0 < sent < ordered else "shipped"


class Shipment:
    """One parcel: where to follow it, when it left, and how many things are in it, 0 where nobody says."""

    __slots__ = ("at", "items", "left", "tracking")

    def __init__(self, tracking: Tracking | None, at: datetime | None, items: int = 0, *, left: bool = True) -> None:
        self.tracking, self.at, self.items, self.left = tracking, at, items, left


def shipments_of_meta(data: Mapping[str, Any]) -> list[Shipment]:
    """What the Shipment Tracking and AST plugins keep at the order."""
    found = meta(data).get("_wc_shipment_tracking_items")
    return [shipment for item in _dicts(found) if (shipment := tracking_item(item)) is not None]


def tracking_item(item: Mapping[str, Any]) -> Shipment | None:
    """A tracking item of those plugins, from the meta data or from their own REST route."""
    number = str(item.get("tracking_number") or "").strip()
    carrier = str(
        item.get("custom_tracking_provider") or item.get("tracking_provider") or item.get("formatted_tracking_provider") or ""
    )
    url = str(item.get("tracking_link") or item.get("custom_tracking_link") or item.get("formatted_tracking_link") or "")
    at = _shipped(item.get("date_shipped"))
    return Shipment(Tracking(carrier, number, url.replace("%1$s", number).replace("%number%", number)), at) if number else None


def fulfillment(item: Mapping[str, Any]) -> Shipment | None:
    """A fulfillment of WooCommerce itself (beta since 10.2)."""
    known = meta(item)
    if item.get("date_deleted"):
        return None
    left = bool(item.get("is_fulfilled")) or item.get("status") == "fulfilled"
    number = str(known.get("_tracking_number") or "").strip()
    carrier = str(known.get("_shipment_provider") or known.get("_provider_name") or "")
    tracking = Tracking(carrier, number, str(known.get("_tracking_url") or "")) if number else None
    at = _moment(known.get("_date_fulfilled") or item.get("date_fulfilled") or (item.get("date_updated") if left else None))
    count = sum(int(part.get("qty", 0)) for part in _dicts(known.get("_items")))
    return Shipment(tracking, at if left else None, count, left=left)


def meta(data: Mapping[str, Any]) -> dict[str, Any]:
    """Meta data by key; the first of each key."""
    found: dict[str, Any] = {}
    for item in _dicts(data.get("meta_data")):
        found.setdefault(str(item.get("key", "")), item.get("value"))
    return found


def _dicts(value: Any) -> Iterable[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _line(item: Mapping[str, Any], currency: str) -> Line:
    """`price` is without tax where the shop's prices are; what the customer sees is total and tax of the line."""
    quantity = max(1, int(item["quantity"]))
    total = Decimal(str(item["total"])) + Decimal(str(item.get("total_tax") or "0"))
    return Line(str(item.get("name", "")), quantity, Money.rounded(total / quantity, currency))


def _money(amount: Any, currency: str) -> Money:
    return Money.rounded(Decimal(str(amount)), currency)


def _moment(value: Any) -> datetime | None:
    """A `_gmt` date, which carries no zone."""
    if not value:
        return None
    moment = datetime.fromisoformat(str(value).replace(" ", "T"))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _shipped(value: Any) -> datetime | None:
    """The plugins write seconds since the epoch, or a day."""
    text = str(value or "")
    if text.isdecimal():
        return datetime.fromtimestamp(int(text), UTC)
    day = _day(text)
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC) if day else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value or "")[:10])
    except ValueError:
        return None


def _address(part: Mapping[str, Any]) -> Address | None:
    street = ", ".join(filter(None, (str(part.get("address_1") or ""), str(part.get("address_2") or ""))))
    found = Address(street, str(part.get("city") or ""), str(part.get("postcode") or ""), str(part.get("country") or ""))
    return found if street else None
