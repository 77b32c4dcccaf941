"""The emulated platforms in a terminal: without them trying the real channels would need tokens, and an address on the internet.

    python -m tests.platforms telegram --webhook http://127.0.0.1:8080/webhooks/telegram
    python -m tests.platforms messenger --webhook http://127.0.0.1:8080/webhooks/messenger

Each prints the variables to run Dezura with. A line typed is said by the customer; a button's title typed presses it.
"""

import asyncio
import contextlib
import sys
from typing import Protocol

import click

from tests.platforms import graph_api, telegram_api
from tests.platforms.graph import GraphEmulator
from tests.platforms.telegram import TelegramEmulator

Seen = telegram_api.Seen | graph_api.Seen
_FOREVER = 10**9


class Customer(Protocol):
    """What both platforms' users can do."""

    async def write(self, text: str) -> object:
        """Say something."""

    async def press(self, button: str) -> object:
        """Press a button by its title."""

    async def hears(self, seconds: float) -> Seen:
        """The next message."""


@click.group()
def main() -> None:
    """Emulated platforms for trying Dezura without tokens."""


@main.command()
@click.option("--port", default=8081, show_default=True)
@click.option("--webhook", default="http://127.0.0.1:8080/webhooks/telegram", show_default=True)
@click.option("--secret", default="emulated-secret", show_default=True)
@click.option("--language", default="lv", show_default=True, help="The customer's interface language.")
def telegram(port: int, webhook: str, secret: str, language: str) -> None:
    """A Bot API server with one customer: you."""
    asyncio.run(_telegram(port, webhook, secret, language))


@main.command()
@click.option("--port", default=8082, show_default=True)
@click.option("--webhook", default="http://127.0.0.1:8080/webhooks/messenger", show_default=True)
def messenger(port: int, webhook: str) -> None:
    """A Graph server with one customer of one page: you."""
    asyncio.run(_messenger(port, webhook))


async def _telegram(port: int, webhook: str, secret: str, language: str) -> None:
    async with TelegramEmulator(port=port, webhook=webhook, secret=secret) as tg:
        click.echo(f"TELEGRAM_API_URL={tg.url} TELEGRAM_BOT_TOKEN={tg.token} TELEGRAM_WEBHOOK_SECRET={secret}")
        customer = tg.user(language=language)
        await customer.start()
        await _talk(customer)


async def _messenger(port: int, webhook: str) -> None:
    async with GraphEmulator(port=port, webhook=webhook) as fb:
        names = {"graph_url": "MESSENGER_GRAPH_URL"}
        given = {names.get(name, f"MESSENGER_{name.upper()}"): value for name, value in fb.credentials.items()}
        click.echo(" ".join(f"{name}={value}" for name, value in given.items()))
        customer = fb.user()
        await customer.get_started()
        await _talk(customer)


async def _talk(customer: Customer) -> None:
    shown: list[str] = []
    printing = asyncio.create_task(_print(customer, shown))
    try:
        while line := await asyncio.to_thread(sys.stdin.readline):
            if (said := line.strip()) in shown:
                await customer.press(said)
            elif said:
                await customer.write(said)
    finally:
        printing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await printing


async def _print(customer: Customer, shown: list[str]) -> None:
    while True:
        seen = await customer.hears(_FOREVER)
        titles = [button.title for button in seen.buttons]
        shown[:] = titles or shown
        file = f" <{seen.file.name}>" if seen.file else ""
        click.echo("\n".join([f"  {seen.text}{file}", *(f"    [{title}]" for title in titles)]))


if __name__ == "__main__":
    main()
