"""What Shopify says about an order, in our words, and the fields it is asked for."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

from flows.shop.model import Address, Customer, Line, Money, Order, OrderState, Tracking
from nlu.model import LANGUAGES, Language

FIELDS = """
  id name createdAt cancelledAt displayFinancialStatus displayFulfillmentStatus email phone customerLocale statusPageUrl
  totalPriceSet { presentmentMoney { amount currencyCode } }
  totalReceivedSet { presentmentMoney { amount currencyCode } }
  totalRefundedSet { presentmentMoney { amount currencyCode } }
  customer { displayName defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } }
  shippingAddress { name firstName lastName phone address1 address2 city zip provinceCode countryCodeV2 }
  lineItems(first: 40) { nodes { title quantity discountedUnitPriceSet { presentmentMoney { amount currencyCode } } } }
  fulfillments(first: 20) {
    status displayStatus createdAt inTransitAt estimatedDeliveryAt deliveredAt trackingInfo { company number url }
  }
"""

PAID = frozenset({"PAID", "PARTIALLY_PAID", "AUTHORIZED", "PARTIALLY_REFUNDED"})
LATE = frozenset({"DELAYED", "ATTEMPTED_DELIVERY", "NOT_DELIVERED", "FAILURE"})


class UnreadableError(ValueError):
    """This is no order as Shopify writes them."""


def order_of(data: Mapping[str, Any], zone: tzinfo) -> Order:
    """An order from its JSON; days are those of the shop's zone. Raises UnreadableError."""
    try:
        parcels = [one for one in data["fulfillments"] if one.get("status") not in {"CANCELLED", "ERROR", "FAILURE"}]
        state = state_of(data, parcels)
        sent = [moment for one in parcels if (moment := _moment(one.get("inTransitAt") or one.get("createdAt")))]
        arrived = [moment for one in parcels if (moment := _moment(one.get("deliveredAt")))]
        placed = _moment(data["createdAt"])
        assert placed is not None
        return Order(
            number=str(data["name"]).lstrip("#"),
            state=state,
            placed_at=placed,
            customer=_customer(data),
            total=money(data["totalPriceSet"]),
            lines=tuple(
                Line(str(item["title"]), int(item["quantity"]), money(item["discountedUnitPriceSet"]))
                for item in data["lineItems"]["nodes"]
            ),
            tracking=_tracking(parcels),
            shipped_at=min(sent, default=None),
            expected_at=_expected(parcels, zone) if state not in {"delivered", "cancelled", "returned"} else None,
            delivered_at=max(arrived, default=None) if state == "delivered" else None,
            address=_address(data.get("shippingAddress") or {}),
        )
    except (KeyError, TypeError, ValueError, AttributeError, AssertionError, InvalidOperation) as error:
        raise UnreadableError(f"an order that cannot be read: {type(error).__name__} at {error}"[:200]) from None


def state_of(data: Mapping[str, Any], parcels: Sequence[Mapping[str, Any]]) -> OrderState:  # noqa: PLR0911 - a table
    """The state from the two that Shopify keeps, and from what carriers say of the parcels."""
    money_state, goods = str(data["displayFinancialStatus"]), str(data["displayFulfillmentStatus"])
    if data.get("cancelledAt") or money_state == "VOIDED":
        return "cancelled"
    if goods == "RESTOCKED" or money_state == "REFUNDED":
        return "returned" if parcels or goods == "RESTOCKED" else "cancelled"
    carriers = {str(one.get("displayStatus")) for one in parcels}
    if goods == "FULFILLED" and carriers == {"DELIVERED"}:
        return "delivered"
    if carriers & LATE:
        return "delayed"
    if goods in {"FULFILLED", "PARTIALLY_FULFILLED"}:
        return "shipped" if goods == "FULFILLED" else "partly_shipped"
    if goods == "IN_PROGRESS":
        return "packed"
    return "paid" if money_state in PAID else "unpaid"


def money(found: Mapping[str, Any]) -> Money:
    """A sum in the currency the customer pays in."""
    told = found["presentmentMoney"]
    return Money.rounded(Decimal(str(told["amount"])), str(told["currencyCode"]))


def _customer(data: Mapping[str, Any]) -> Customer:
    """The contacts of the order itself; the account's only where the order has none."""
    person, shipping = data.get("customer") or {}, data.get("shippingAddress") or {}
    email = email_of(data)
    phone = data.get("phone") or shipping.get("phone") or (person.get("defaultPhoneNumber") or {}).get("phoneNumber") or ""
    hint = str(data.get("customerLocale") or "")[:2].lower()
    language: Language = next((known for known in LANGUAGES if known == hint), "en")
    return Customer(str(shipping.get("name") or person.get("displayName") or ""), email, str(phone), language)


def email_of(data: Mapping[str, Any]) -> str:
    """The order's own e-mail; the account's where it has none."""
    person = data.get("customer") or {}
    return str(data.get("email") or (person.get("defaultEmailAddress") or {}).get("emailAddress") or "")


def _tracking(parcels: Sequence[Mapping[str, Any]]) -> Tracking | None:
    for parcel in parcels:
        for told in parcel.get("trackingInfo") or ():
            if number := str(told.get("number") or ""):
                return Tracking(str(told.get("company") or ""), number, str(told.get("url") or ""))
    return None


def _expected(parcels: Sequence[Mapping[str, Any]], zone: tzinfo) -> date | None:
    days = [moment for one in parcels if (moment := _moment(one.get("estimatedDeliveryAt"))) and not one.get("deliveredAt")]
    return max(days).astimezone(zone).date() if days else None


def _moment(value: Any) -> datetime | None:
    return datetime.fromisoformat(str(value)) if value else None


def _address(part: Mapping[str, Any]) -> Address | None:
    street = ", ".join(filter(None, (str(part.get("address1") or ""), str(part.get("address2") or ""))))
    found = Address(street, str(part.get("city") or ""), str(part.get("zip") or ""), str(part.get("countryCodeV2") or ""))
    return found if street else None
