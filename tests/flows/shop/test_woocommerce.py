"""WooCommerce's own traps."""

import itertools
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest

from flows.shop.model import Customer, OrderState
from flows.shop.port import ABILITIES, ShopRefusedError, ShopUnavailableError, ShopUnclearError
from flows.shop.woocommerce import WooCommerce, woocommerce_http
from tests.flows.shop.orders import eur, order
from tests.flows.shop.timing import Pauses
from tests.platforms.woocommerce import KEY, SECRET, WooEmulator


@pytest.fixture
async def emulator() -> AsyncIterator[WooEmulator]:
    async with WooEmulator() as made:
        yield made


@pytest.fixture
async def shop(emulator: WooEmulator) -> AsyncIterator[WooCommerce]:
    made = WooCommerce(woocommerce_http(emulator.url, KEY, SECRET, Pauses().timing(patience=0.3)), ABILITIES)
    yield made
    await made.close()


async def test_a_number_that_is_part_of_another_s_phone_finds_nothing(emulator: WooEmulator, shop: WooCommerce) -> None:
    shop = replace(shop, numbers="search")
    emulator.sequential = True
    emulator.put(order("A-10023", Customer("Jānis", "j@example.com", "+37110099999")))
    assert await shop.find_order("99999") is None
    assert await shop.find_order("10023") is None
    assert (await shop.find_order("a-10023")) is not None


async def test_two_orders_of_one_number_are_none(emulator: WooEmulator, shop: WooCommerce) -> None:
    shop = replace(shop, numbers="search")
    emulator.sequential = True
    emulator.put(order("10023"))
    emulator.orders[999] = {**emulator.put(order("10024")), "id": 999, "number": "10023"}
    assert await shop.find_order("10023") is None


async def test_an_order_is_found_on_a_later_page(emulator: WooEmulator, shop: WooCommerce) -> None:
    shop = replace(shop, numbers="search")
    emulator.sequential = True
    emulator.put(order("55"))
    for number in range(150):
        emulator.put(replace(order(f"55{number:03d}"), placed_at=order().placed_at.replace(year=2027)))
    assert (await shop.find_order("55")) is not None
    assert [asked.query["page"] for asked in emulator.asked if asked.path.endswith("/orders")] == ["1", "2"]


async def test_found_or_not_it_takes_the_same_number_of_requests(emulator: WooEmulator, shop: WooCommerce) -> None:
    emulator.fulfillments = True
    emulator.put(order("10023", state="shipped"))
    emulator.put(order("10024", state="unpaid"))
    emulator.tracking[10023] = [FULFILLED]
    counts = []
    for number in ("10020", "10023", "10024", "10025"):
        await shop.find_order(number)
        counts.append(len(emulator.asked))
    assert counts[0] == 3  # and the route that is not there, once
    assert [later - sooner for sooner, later in itertools.pairwise(counts)] == [2, 2, 2]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("pending", "unpaid"),
        ("failed", "unpaid"),
        ("on-hold", "unpaid"),
        ("processing", "paid"),
        ("completed", "shipped"),
        ("cancelled", "cancelled"),
        ("packed", "packed"),
        ("delivered", "delivered"),
        ("wc-something", "paid"),
    ],
)
async def test_states_are_those_of_the_settings_then_woocommerce_s(
    emulator: WooEmulator, shop: WooCommerce, status: str, state: OrderState
) -> None:
    shop = replace(shop, states={"packed": "packed", "delivered": "delivered"})
    emulator.put(order("10023"))["status"] = status
    found = await shop.find_order("10023")
    assert found is not None
    assert found.state == state


@pytest.mark.parametrize("status", ["checkout-draft", "trash"])
async def test_a_basket_is_no_order(emulator: WooEmulator, shop: WooCommerce, status: str) -> None:
    emulator.put(order("10023"))["status"] = status
    assert await shop.find_order("10023") is None


async def test_a_refunded_order_came_back_only_if_it_had_left(emulator: WooEmulator, shop: WooCommerce) -> None:
    data = emulator.put(order("10023", state="returned"))
    assert (await shop.find_order("10023")) is not None
    data["date_completed_gmt"] = None
    found = await shop.find_order("10023")
    assert found is not None
    assert found.state == "cancelled"


FULFILLED = {
    "id": 1,
    "status": "fulfilled",
    "is_fulfilled": True,
    "date_updated": "2026-11-21T08:00:00Z",
    "meta_data": [
        {"key": "_tracking_number", "value": "CE123456789LV"},
        {"key": "_shipment_provider", "value": "omniva"},
        {"key": "_items", "value": [{"item_id": 1, "qty": 2}]},
    ],
}


async def test_a_fulfillment_of_a_part_says_partly_shipped(emulator: WooEmulator, shop: WooCommerce) -> None:
    emulator.fulfillments = True
    emulator.put(order("10023", state="paid"))
    emulator.tracking[10023] = [FULFILLED]
    found = await shop.find_order("10023")
    assert found is not None
    assert found.state == "partly_shipped"
    assert found.tracking is not None
    assert (found.tracking.carrier, found.tracking.number) == ("omniva", "CE123456789LV")
    assert found.shipped_at is not None


async def test_a_plugin_s_tracking_is_read_where_woocommerce_has_none(emulator: WooEmulator, shop: WooCommerce) -> None:
    emulator.plugin = True
    emulator.put(order("10023"))
    emulator.tracking[10023] = [
        {"tracking_number": "CE123456789LV", "tracking_provider": "Omniva", "date_shipped": "2026-11-21",
         "tracking_link": "https://www.omniva.lv/x"}
    ]  # fmt: skip
    for _ in range(2):
        found = await shop.find_order("10023")
        assert found is not None
        assert found.tracking is not None
        assert found.tracking.url == "https://www.omniva.lv/x"
    assert sum(asked.path.endswith("/fulfillments") for asked in emulator.asked) == 1  # a missing route is asked for once


async def test_tracking_in_the_meta_data_is_read(emulator: WooEmulator, shop: WooCommerce) -> None:
    items = [{"tracking_number": "CE1", "custom_tracking_provider": "Kurjers", "custom_tracking_link": "https://k.lv/%1$s",
              "date_shipped": "1795248000"}]  # fmt: skip
    emulator.put(order("10023"))["meta_data"] = [{"key": "_wc_shipment_tracking_items", "value": items}]
    found = await shop.find_order("10023")
    assert found is not None
    assert found.tracking is not None
    assert (found.tracking.carrier, found.tracking.url) == ("Kurjers", "https://k.lv/CE1")
    assert found.state == "shipped"


async def test_the_day_of_delivery_stands_where_the_settings_say(emulator: WooEmulator, shop: WooCommerce) -> None:
    emulator.put(order("10023"))["meta_data"] = [{"key": "_delivery_date", "value": "2026-12-01"}]
    found = await replace(shop, expected_field="_delivery_date").find_order("10023")
    assert found is not None
    assert found.expected_at == date(2026, 12, 1)


async def test_a_refund_whose_answer_was_lost_is_found_and_not_given_twice(emulator: WooEmulator, shop: WooCommerce) -> None:
    emulator.put(order("10023"))
    emulator.fail("lost", method="POST")
    with pytest.raises(ShopUnclearError):
        await shop.refund("10023", eur("10.00"), "k1")
    found = await shop.done("refund", "10023", "k1")
    assert found is not None
    assert await shop.refund("10023", eur("10.00"), "k1") == found
    assert len(emulator.refunds[10023]) == 1


async def test_a_gateway_that_cannot_give_money_back_is_a_refusal_though_it_answers_500(
    emulator: WooEmulator, shop: WooCommerce
) -> None:
    emulator.gateway = False
    emulator.put(order("10023"))
    with pytest.raises(ShopRefusedError, match="cannot_create_order_refund"):
        await shop.refund("10023", eur("10.00"), "k1")
    await replace(shop, refunds="record").refund("10023", eur("10.00"), "k2")
    assert len(emulator.refunds[10023]) == 1


async def test_a_coupon_is_good_until_the_end_of_its_last_day(emulator: WooEmulator, shop: WooCommerce) -> None:
    await shop.issue_coupon("SORRY-1", eur("5.00"), date(2027, 1, 31), "k1")
    assert emulator.coupons[0]["date_expires"] == "2027-02-01T00:00:00"
    assert emulator.coupons[0]["usage_limit"] == 1


async def test_a_code_in_another_case_is_the_same_code(emulator: WooEmulator, shop: WooCommerce) -> None:
    await shop.issue_coupon("Sorry-1", eur("5.00"), date(2027, 1, 31), "k1")
    with pytest.raises(ShopRefusedError):
        await shop.issue_coupon("SORRY-1", eur("5.00"), date(2027, 1, 31), "k2")
    assert len(emulator.coupons) == 1


async def test_what_the_settings_do_not_allow_is_not_even_asked(emulator: WooEmulator, shop: WooCommerce) -> None:
    emulator.put(order("10023", state="paid"))
    with pytest.raises(ShopRefusedError) as error:
        await replace(shop, can=frozenset()).cancel("10023", "k1")
    assert error.value.why == "cannot"
    assert emulator.asked == []


async def test_a_wrong_key_is_no_missing_order(emulator: WooEmulator) -> None:
    emulator.put(order("10023"))
    shop = WooCommerce(woocommerce_http(emulator.url, KEY, "cs_wrong"))
    with pytest.raises(ShopUnavailableError, match="401"):
        await shop.find_order("10023")
    await shop.close()


async def test_a_site_without_woocommerce_is_no_missing_order(emulator: WooEmulator, shop: WooCommerce) -> None:
    emulator.fail(404, method="GET", body={"code": "rest_no_route"})
    with pytest.raises(ShopUnavailableError):
        await shop.find_order("10023")


async def test_an_order_that_cannot_be_read_is_said_without_its_contents(emulator: WooEmulator, shop: WooCommerce) -> None:
    emulator.put(order("10023"))["total"] = "gratis"
    with pytest.raises(ShopUnavailableError) as error:
        await shop.find_order("10023")
    assert "Liepi" not in str(error.value)
