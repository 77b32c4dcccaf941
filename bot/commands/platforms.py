"""Commands that speak to the platforms: telegram, messenger."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import click

from bot.app import make_channels
from bot.channels import messenger_setup, telegram_setup
from bot.channels.messenger import Messenger
from bot.channels.messenger_setup import PageInfo
from bot.channels.telegram import Telegram
from bot.channels.telegram_setup import WebhookInfo
from bot.channels.wire import Failed
from bot.commands import group
from bot.commands.common import fail, plainly, settings
from bot.epoch import from_ms
from config.settings import Environment

C = TypeVar("C", Telegram, Messenger)


def _chosen(kind: type[C], name: str, otherwise: str) -> tuple[Environment, list[C]]:
    """The settings, and the bots or pages that are set up: all of them, or the one of this name."""
    environment, shop = settings()
    found = [channel for channel in make_channels(environment, shop).values() if isinstance(channel, kind)]
    chosen = [channel for channel in found if name in {"", channel.name}]
    if not chosen:
        known = ", ".join(channel.name for channel in found)
        fail(f"there is no channel {name} of this kind, only {known}" if found else otherwise)
    return environment, chosen


async def _each(channels: Sequence[C], work: Callable[[C], Awaitable[str]]) -> None:
    """Do it for each, and say what came of it; the first that is refused ends it."""
    for channel in channels:
        try:
            click.echo(f"{channel.name}: {await work(channel)}")
        except Failed as failed:
            fail(f"{channel.name}: this could not be done: {failed}")
        finally:
            await channel.close()


# --- Telegram --------------------------------------------------------------------------------------------------

_NO_BOT = "no Telegram bot is set up: give TELEGRAM_BOT_TOKEN and TELEGRAM_WEBHOOK_SECRET, or add one to config/shop.yml"


@click.group(short_help="Set up a Telegram bot.")
def telegram() -> None:
    """Set up a Telegram bot."""


@telegram.command("set-webhook", short_help="Tell Telegram where to send updates.")
@click.option("--channel", default="", help="One bot of several.")
@plainly
async def set_webhook(channel: str) -> None:
    """Tell Telegram to send updates to PUBLIC_URL, with the secret.

    Example: PUBLIC_URL=https://chat.example dezura telegram set-webhook
    """
    environment, bots = _chosen(Telegram, channel, _NO_BOT)
    if not environment.public_url.startswith("https://"):
        fail("PUBLIC_URL: Telegram needs an https:// address at which it reaches this server")

    async def tell(bot: Telegram) -> str:
        url = f"{environment.public_url.rstrip('/')}/webhooks/telegram/{bot.name}"
        await telegram_setup.set_webhook(bot, url)
        return f"updates come to {url}"

    await _each(bots, tell)


@telegram.command("info", short_help="What Telegram says of the webhook.")
@click.option("--channel", default="", help="One bot of several.")
@plainly
async def info(channel: str) -> None:
    """Show what Telegram knows of the webhook: its address, what waits, the last error.

    Example: dezura telegram info
    """
    _, bots = _chosen(Telegram, channel, _NO_BOT)

    async def ask(bot: Telegram) -> str:
        return _webhook_words(await telegram_setup.info(bot))

    await _each(bots, ask)


def _webhook_words(told: WebhookInfo) -> str:
    if not told.url:
        return f"@{told.username}: updates go nowhere; run `dezura telegram set-webhook`"
    words = [f"@{told.username}: updates come to {told.url}", f"{told.pending} wait"]
    if told.last_error:
        words.append(f"last error {from_ms(told.last_error_at * 1000):%Y-%m-%d %H:%M} UTC: {told.last_error}")
    if missing := told.missing():
        words.append(f"not asked for: {', '.join(missing)}; run `dezura telegram set-webhook`")
    return "; ".join(words)


telegram.add_command(group.desk)


# --- Messenger -------------------------------------------------------------------------------------------------

_NO_PAGE = "no Messenger page is set up: give the MESSENGER_ variables, or add a page to config/shop.yml"


@click.group(short_help="Set up a Messenger page.")
def messenger() -> None:
    """Set up a Messenger page."""


@messenger.command("setup", short_help="Subscribe the app to the page.")
@click.option("--channel", default="", help="One page of several.")
@plainly
async def setup(channel: str) -> None:
    """Subscribe the app to the page's messages and show a Get started button.

    Example: dezura messenger setup
    """
    _, pages = _chosen(Messenger, channel, _NO_PAGE)

    async def subscribe(page: Messenger) -> str:
        await messenger_setup.subscribe(page)
        return "subscribed"

    await _each(pages, subscribe)


@messenger.command("info", short_help="What Meta says of the page.")
@click.option("--channel", default="", help="One page of several.")
@plainly
async def messenger_info(channel: str) -> None:
    """Show which of the page's events reach us, and which do not.

    Example: dezura messenger info
    """
    _, pages = _chosen(Messenger, channel, _NO_PAGE)

    async def ask(page: Messenger) -> str:
        return _page_words(await messenger_setup.info(page))

    await _each(pages, ask)


def _page_words(told: PageInfo) -> str:
    if not told.subscribed:
        return f"{told.name}: nothing reaches us; run `dezura messenger setup`"
    missing = told.missing()
    hint = f"; not subscribed to: {', '.join(missing)}; run `dezura messenger setup`" if missing else ""
    return f"{told.name}: subscribed to {', '.join(told.subscribed)}{hint}"
