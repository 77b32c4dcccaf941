"""The command line: `dezura`, also `python -m bot`."""

import click

from bot.app import VERSION
from bot.commands import group, hours, model, orders, people, platforms, returns, serve, shop, trying


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="dezura")
def main() -> None:
    """Customer service for a shop: Telegram, Messenger and web chat, answered at once; people when they are needed."""


for command in (
    serve.run, shop.init, shop.check, shop.migrate, shop.demo_data, shop.import_, model.train, model.understand, trying.test,
    trying.chat, orders.shop, people.user, platforms.telegram, platforms.messenger,
    returns.returns_, group.summary,
):  # fmt: skip
    main.add_command(command)
main.add_command(hours.hours)

if __name__ == "__main__":
    main()
