"""Shopify's own traps."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from flows.shop.model import Address, Customer, OrderState
from flows.shop.port import ABILITIES, ShopRefusedError, ShopUnavailableError, ShopUnclearError
from flows.shop.shopify import Shopify, shopify_http
from tests.flows.shop.orders import eur, order
from tests.flows.shop.timing import Pauses
from tests.platforms.shopify import STATES, TOKEN, ShopifyEmulator

RIGA = ZoneInfo("Europe/Riga")


@pytest.fixture
async def emulator() -> AsyncIterator[ShopifyEmulator]:
    async with ShopifyEmulator() as made:
        yield made


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
async def shop(emulator: ShopifyEmulator, pauses: Pauses) -> AsyncIterator[Shopify]:
    made = Shopify(shopify_http(emulator.url, TOKEN, pauses.timing(patience=0.3)), RIGA, ABILITIES)
    yield made
    await made.close()


async def test_a_prefix_of_a_number_finds_nothing(emulator: ShopifyEmulator, shop: Shopify) -> None:
    emulator.put(order("10023"))
    assert await shop.find_order("1002") is None
    assert await shop.find_order("10023") is not None


async def test_found_or_not_it_takes_the_same_number_of_requests(emulator: ShopifyEmulator, shop: Shopify) -> None:
    emulator.put(order("10023"))
    await shop.find_order("10023")
    known = len(emulator.asked)
    await shop.find_order("10024")
    assert len(emulator.asked) == 2 * known


@pytest.mark.parametrize("number", ['10023" OR name:"1', "10023 OR 1", "*", "a" * 41, ""])
async def test_nothing_but_a_number_reaches_the_search(emulator: ShopifyEmulator, shop: Shopify, number: str) -> None:
    emulator.put(order("10023"))
    assert await shop.find_order(number) is None
    assert emulator.asked == []


async def test_a_contact_cannot_say_more_than_itself(emulator: ShopifyEmulator, shop: Shopify) -> None:
    emulator.put(order("10023"))
    assert await shop.orders_of('a@b" OR email:"ilze') == ()
    assert emulator.asked == []


@pytest.mark.parametrize("state", STATES)
async def test_two_states_and_the_carrier_make_one(emulator: ShopifyEmulator, shop: Shopify, state: OrderState) -> None:
    emulator.put(order("10023", state=state))
    found = await shop.find_order("10023")
    assert found is not None
    assert found.state == state


async def test_days_are_those_of_the_shop_s_zone(emulator: ShopifyEmulator, shop: Shopify) -> None:
    emulator.put(order("10023"))["fulfillments"][0]["estimatedDeliveryAt"] = "2026-11-24T23:30:00Z"
    found = await shop.find_order("10023")
    assert found is not None
    assert found.expected_at == date(2026, 11, 25)


async def test_the_account_s_e_mail_stands_in_where_the_order_has_none(emulator: ShopifyEmulator, shop: Shopify) -> None:
    data = emulator.put(order("10023", Customer("Ilze", "", "")))
    data["customer"]["defaultEmailAddress"] = {"emailAddress": "ilze@example.com"}
    found = await shop.find_order("10023")
    assert found is not None
    assert found.customer.email == "ilze@example.com"


async def test_who_has_asked_for_too_much_waits_as_long_as_it_costs(
    emulator: ShopifyEmulator, shop: Shopify, pauses: Pauses
) -> None:
    emulator.put(order("10023"))
    emulator.points = 10.0
    with pytest.raises(ShopUnavailableError):
        await shop.find_order("10023")
    assert all(0.3 <= pause <= 0.6 for pause in pauses.asked)  # 30 points lack, 100 come back a second
    emulator.points = 2000.0
    assert await shop.find_order("10023") is not None  # it was busy, not broken: nobody leaves it alone


async def test_errors_with_status_200_are_errors(emulator: ShopifyEmulator, shop: Shopify) -> None:
    emulator.put(order("10023", state="paid"))
    emulator.denied = {"orders"}
    with pytest.raises(ShopUnavailableError, match="ACCESS_DENIED"):
        await shop.find_order("10023")
    emulator.denied = {"orderCancel"}
    with pytest.raises(ShopRefusedError, match="ACCESS_DENIED"):
        await shop.cancel("10023", "k1")


async def test_a_refund_whose_answer_was_lost_is_asked_again_under_its_key(emulator: ShopifyEmulator, shop: Shopify) -> None:
    data = emulator.put(order("10023"))
    emulator.lose("refundCreate")
    receipt = await shop.refund("10023", eur("10.00"), "k1")
    assert receipt == await shop.done("refund", "10023", "k1")
    assert len(data["refunds"]) == 1


async def test_a_coupon_whose_answer_was_lost_is_looked_up(emulator: ShopifyEmulator, shop: Shopify) -> None:
    emulator.lose("discountCodeBasicCreate")
    with pytest.raises(ShopUnclearError):
        await shop.issue_coupon("SORRY-1", eur("5.00"), date(2027, 1, 31), "k1")
    assert await shop.done("issue_coupon", "SORRY-1", "k1") is not None
    told = emulator.discounts["sorry-1"]["codeDiscount"]["told"]
    assert told["endsAt"] == "2027-01-31T22:00:00+00:00"
    assert told["usageLimit"] == 1


async def test_money_goes_back_over_all_the_payments_it_came_by(emulator: ShopifyEmulator, shop: Shopify) -> None:
    data = emulator.put(order("10023"))
    sale = data["transactions"][0]
    half = {"presentmentMoney": {"amount": "19.1", "currencyCode": "EUR"}}
    data["transactions"] = [{**sale, "amountSet": half}, {**sale, "id": "gid://shopify/OrderTransaction/2", "amountSet": half}]
    await shop.refund("10023", eur("30.00"), "k1")
    back = [one["amountSet"]["presentmentMoney"]["amount"] for one in data["transactions"] if one["kind"] == "REFUND"]
    assert back == ["19.10", "10.90"]


async def test_a_note_stands_in_a_field_of_ours_and_a_tag_points_at_it(emulator: ShopifyEmulator, shop: Shopify) -> None:
    data = emulator.put(order("10023"))
    await shop.add_note("10023", "Call first", "k1")
    assert [one["value"] for one in data["metafields"].values()] == ["Call first"]
    assert data["tags"] == ["dezura-note"]


async def test_the_name_on_the_parcel_stays_when_its_address_changes(emulator: ShopifyEmulator, shop: Shopify) -> None:
    data = emulator.put(order("10023", state="paid"))
    await shop.change_address("10023", Address("Tērbatas iela 1", "Rīga", "LV-1011"), "k1")
    assert data["shippingAddress"]["firstName"] == "Ilze"
    assert data["shippingAddress"]["countryCodeV2"] == "LV"


async def test_what_the_settings_do_not_allow_is_not_even_asked(emulator: ShopifyEmulator, shop: Shopify) -> None:
    with pytest.raises(ShopRefusedError):
        await replace(shop, can=frozenset()).refund("10023", eur("1.00"), "k1")
    assert emulator.asked == []


async def test_a_wrong_token_is_no_missing_order(emulator: ShopifyEmulator) -> None:
    shop = Shopify(shopify_http(emulator.url, "shpat_wrong"), RIGA)
    with pytest.raises(ShopUnavailableError, match="401"):
        await shop.find_order("10023")
    await shop.close()
