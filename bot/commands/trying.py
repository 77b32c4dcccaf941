"""Commands that talk to the bot: `dezura test` holds conversations written down as tests, `dezura chat` holds one with you."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from bot.commands.common import plainly, settings
from bot.epoch import to_ms
from bot.theatre import Theatre
from bot.tryout import Clock, Conversation
from config.source import read_yaml
from flows.cases import parse


@click.command("test", short_help="Hold the conversation tests.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True))
@plainly
async def test(files: Sequence[Path]) -> int:
    """Hold the conversations in FILES (tests/dialogues by default) with the whole program, and say what came out otherwise.

    Example: dezura test tests/dialogues/order_status.lv.yml
    """
    environment, shop = settings()
    folder = environment.dezura_home / "tests" / "dialogues"
    chosen = [found for file in files or [folder] for found in (sorted(file.glob("*.yml")) if file.is_dir() else [file])]
    theatre, failed = Theatre(environment, shop), 0
    intents = theatre.model.intents
    cases = [case for file in chosen for case in parse(read_yaml(file, _shown(file, environment.dezura_home)), intents)]
    for case in cases:
        result = await theatre.hold(case)
        failed += not result.passed
        for failure in result.failures:
            click.echo(f"{failure}", err=True)
    click.echo(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed else 0


def _shown(file: Path, home: Path) -> str:
    resolved, root = file.resolve(), home.resolve()
    return str(resolved.relative_to(root)) if resolved.is_relative_to(root) else str(file)


@click.command("chat", short_help="Talk to the bot in the terminal.")
@plainly
async def chat() -> None:
    """Talk to the bot in the terminal, with the demo shop's orders and nothing kept. Ctrl-D ends it.

    Example: dezura chat
    """
    environment, shop = settings()
    clock = Clock(datetime.now(UTC))
    console = Console()
    async with Theatre(environment, shop).stage(clock) as floor:
        conversation = Conversation(floor, clock, "terminal")
        seen = 0
        while True:
            try:
                line = await asyncio.to_thread(input, "> ")
            except (EOFError, KeyboardInterrupt):
                return
            clock.now = max(clock.now, to_ms(datetime.now(UTC)))
            await _turn(conversation, line.strip())
            for reply in conversation.replies()[seen:]:
                console.print(reply.text, style="cyan", markup=False, highlight=False)
                for number, button in enumerate(reply.buttons, 1):
                    console.print(f"  [{number}] {button.title}", markup=False, highlight=False)
            seen = len(conversation.replies())


async def _turn(conversation: Conversation, line: str) -> None:
    """A number alone presses that button of the last message that had some."""
    buttons = next((reply.buttons for reply in reversed(conversation.replies()) if reply.buttons), ())
    if line.isdecimal() and 1 <= int(line) <= len(buttons):
        await conversation.press(buttons[int(line) - 1].payload)
    elif line:
        await conversation.say(line)

