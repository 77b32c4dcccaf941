"""The command line: `dezura`, also `python -m bot`.

A command's module is imported when it is called: `dezura check` would otherwise wait for the whole program to be read.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import cast

import click

from bot.premises import VERSION

COMMANDS: Mapping[str, str] = {
    "run": "serve:run",
    "init": "shop:init",
    "check": "checking:check",
    "migrate": "shop:migrate",
    "backup": "backup:backup",
    "restore": "backup:restore",
    "doctor": "doctor:doctor",
    "demo-data": "shop:demo_data",
    "import": "shop:import_",
    "train": "model:train",
    "understand": "model:understand",
    "test": "trying:test",
    "replay": "replay:replay",
    "chat": "trying:chat",
    "shop": "orders:shop",
    "user": "people:user",
    "telegram": "platforms:telegram",
    "messenger": "platforms:messenger",
    "returns": "returns:returns_",
    "summary": "group:summary",
    "hours": "hours:hours",
    "flows": "flows:flows",
    "keys": "keys:keys",
    "export": "privacy:export",
    "erase": "privacy:erase_",
    "hold": "privacy:hold",
    "retention": "privacy:retention",
    "schema": "schema:schema",
    "publish": "versions:publish",
    "versions": "versions:versions",
    "rollback": "versions:rollback",
    "withdraw": "versions:withdraw",
}  # the name of a command, and its function in a module of bot/commands


class Commands(click.Group):
    """All commands, each imported when somebody calls it or asks for the list."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """By name."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The one of a name; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        return cast("click.Command", getattr(import_module(f"bot.commands.{module}"), name))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="dezura")
def main() -> None:
    """Customer service for a shop: Telegram, Messenger and web chat, answered at once; people when they are needed."""


if __name__ == "__main__":
    main()
