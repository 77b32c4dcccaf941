"""`dezura shop`: whether the shop's software answers, and what we may do there."""

import click

from bot.app import make_orders
from bot.commands.common import database, fail, plainly, settings
from config.shop import Shop, plain
from flows.shop.model import Order
from flows.shop.port import ShopUnavailableError
from flows.shop.proof import normal_number
from flows.shop.shopify import Shopify
from flows.shop.woocommerce import WooCommerce


@click.group("shop", short_help="The shop's software.")
def shop() -> None:
    """The shop's software, as config/shop.yml names it."""


@shop.command("test", short_help="Read one order, and say what works.")
@click.argument("number", required=False, default="")
@plainly
async def test(number: str) -> None:
    """Ask the shop for the order NUMBER and say plainly what works. No customer's data is shown, and nothing is changed.

    Example: dezura shop test 10023
    """
    environment, settings_ = settings()
    with database(environment) as opened:
        orders = make_orders(settings_, opened)
        try:
            found = await orders.find_order(normal_number(number) or "0")
        except ShopUnavailableError as error:
            fail(f"{_where(settings_)} does not answer as it should: {error}")
        finally:
            if isinstance(orders, WooCommerce | Shopify):
                await orders.close()
    click.echo(f"{_where(settings_)} answers.")
    if number and found is None:
        fail(f"There is no order {number}, or more than one: is this the number as customers see it? See docs/orders.md.")
    for line in (
        _told(found) if found is not None else ["Give the number of an order, to see how it is read: dezura shop test NUMBER"]
    ):
        click.echo(line)
    may = ", ".join(sorted(orders.can)).replace("_", " ")
    click.echo(f"We may: {may}." if may else "We may only read: `may` in config/shop.yml lists nothing.")
    click.echo(_news(settings_))


def _where(settings_: Shop) -> str:
    kind = settings_.orders.kind
    return "The built-in shop" if kind == "builtin" else f"{kind} at {settings_.orders.url}"


def _told(order: Order) -> list[str]:
    customer, state = order.customer, order.state.replace("_", " ")
    contacts = " and ".join(name for name, known in (("an e-mail", customer.email), ("a phone", customer.phone)) if known)
    parcel = f"{order.tracking.carrier or 'a carrier'} {order.tracking.number}" if order.tracking else "none"
    return [
        f"Order {order.number}: {state}, placed {order.placed_at:%Y-%m-%d}, {len(order.lines)} lines, {order.total}.",
        f"Customers prove it by {contacts}." if contacts else "It has no e-mail and no phone: nobody can prove to own it.",
        f"Parcel: {parcel}. Expected: {order.expected_at or 'not known'}.",
    ]  # fmt: skip


def _news(settings_: Shop) -> str:
    orders = settings_.orders
    minutes = int(orders.look_again.total_seconds() // 60)
    looking = f"orders that customers wait for are looked at every {minutes} minutes"
    if orders.kind == "builtin":
        return "Changes are seen when orders are imported."
    if not plain(orders.webhook_secret):
        return f"There is no webhook_secret: {looking}."
    return f"Changes are taken at /webhooks/{orders.kind}; besides, {looking}."
