"""Commands that speak to the platforms: telegram, messenger."""

import click

from bot.app import make_channels
from bot.channels import messenger_setup, telegram_setup
from bot.channels.messenger import Messenger
from bot.channels.telegram import Telegram
from bot.commands.common import fail, plainly, settings
from config.settings import Environment


@click.group(short_help="Set up a Telegram bot.")
def telegram() -> None:
    """Set up a Telegram bot."""


def _bots(name: str) -> tuple[Environment, list[Telegram]]:
    environment, shop = settings()
    found = [channel for channel in make_channels(environment, shop).values() if isinstance(channel, Telegram)]
    chosen = [bot for bot in found if not name or bot.name == name]
    if not chosen:
        fail("no Telegram bot is set up: give TELEGRAM_BOT_TOKEN and TELEGRAM_WEBHOOK_SECRET, or add one to config/shop.yml")
    return environment, chosen


@telegram.command("set-webhook", short_help="Tell Telegram where to send updates.")
@click.option("--channel", default="", help="One bot of several.")
@plainly
async def set_webhook(channel: str) -> None:
    """Tell Telegram to send updates to PUBLIC_URL, with the secret.

    Example: PUBLIC_URL=https://chat.example dezura telegram set-webhook
    """
    environment, bots = _bots(channel)
    if not environment.public_url.startswith("https://"):
        fail("PUBLIC_URL: Telegram needs an https:// address at which it reaches this server")
    for bot in bots:
        url = f"{environment.public_url.rstrip('/')}/webhooks/telegram/{bot.name}"
        try:
            await telegram_setup.set_webhook(bot, url)
        finally:
            await bot.close()
        click.echo(f"{bot.name}: updates come to {url}")


@telegram.command("info", short_help="What Telegram says of the webhook.")
@click.option("--channel", default="", help="One bot of several.")
@plainly
async def info(channel: str) -> None:
    """Show what Telegram knows of the webhook: its address, what waits, the last error.

    Example: dezura telegram info
    """
    _, bots = _bots(channel)
    for bot in bots:
        try:
            click.echo(f"{bot.name}: {await telegram_setup.info(bot)}")
        finally:
            await bot.close()


@click.group(short_help="Set up a Messenger page.")
def messenger() -> None:
    """Set up a Messenger page."""


def _pages(name: str) -> list[Messenger]:
    environment, shop = settings()
    found = [channel for channel in make_channels(environment, shop).values() if isinstance(channel, Messenger)]
    chosen = [page for page in found if not name or page.name == name]
    if not chosen:
        fail("no Messenger page is set up: give the MESSENGER_ variables, or add a page to config/shop.yml")
    return chosen


@messenger.command("setup", short_help="Subscribe the app to the page.")
@click.option("--channel", default="", help="One page of several.")
@plainly
async def setup(channel: str) -> None:
    """Subscribe the app to the page's messages and show a Get started button.

    Example: dezura messenger setup
    """
    for page in _pages(channel):
        try:
            await messenger_setup.subscribe(page)
        finally:
            await page.close()
        click.echo(f"{page.name}: subscribed")


@messenger.command("info", short_help="What Meta says of the page.")
@click.option("--channel", default="", help="One page of several.")
@plainly
async def messenger_info(channel: str) -> None:
    """Show which apps are subscribed to the page, and for what.

    Example: dezura messenger info
    """
    for page in _pages(channel):
        try:
            click.echo(f"{page.name}: {await messenger_setup.info(page)}")
        finally:
            await page.close()
