"""Commands that talk to the bot: `dezura test` holds conversations written down as tests, `dezura chat` holds one with you."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from bot.app import Shopfloor, assemble, load_model
from bot.channels.port import Channel
from bot.channels.webchat import WebChat
from bot.commands.common import plainly, settings
from bot.doorbell import LocalDoorbell
from bot.store import orders, people, schema
from bot.store.database import connect
from bot.tryout import Clock, Conversation
from config.settings import Environment
from config.shop import Shop
from config.source import read_yaml
from flows.cases import Case, parse
from flows.dialogues import Result, run
from flows.shop.calls import ShopUnavailableError
from flows.shop.demo import demo_orders
from flows.shop.model import Order
from nlu.model import Nlu


class ShopDown:
    """The shop's software when it does not answer."""

    async def find_order(self, number: str) -> Order | None:
        """See Shop."""
        raise ShopUnavailableError


@asynccontextmanager
async def stage(
    environment: Environment, shop: Shop, nlu: Nlu | None, clock: Clock, *, down: bool = False
) -> AsyncIterator[Shopfloor]:
    """The whole program on a fresh database with the demo shop's orders, dated from the clock's moment."""
    with tempfile.TemporaryDirectory(prefix="dezura-") as folder:
        database = connect(f"sqlite:///{folder}/try.db")
        try:
            now = datetime.fromtimestamp(clock() / 1000, UTC).astimezone(shop.time_zone)
            await database.write(schema.migrate)
            await database.write(lambda connection: orders.save(connection, demo_orders(now)))
            await database.write(
                lambda connection: people.add(connection, email="desk@try", name="Desk", role="agent", password="", now=clock())
            )
            channels: Mapping[str, Channel] = {"web": WebChat("web")}
            yield await assemble(
                environment, shop, database, clock=clock, nlu=nlu, channels=channels, doorbell=LocalDoorbell(),
                orders=ShopDown() if down else None,
            )  # fmt: skip
        finally:
            database.close()


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
    cases = [case for file in chosen for case in parse(read_yaml(file, _shown(file, environment.dezura_home)))]
    model = load_model(environment, shop, lambda: 0)
    failed = 0
    for case in cases:
        result = await hold(case, environment, shop, model)
        failed += not result.passed
        for failure in result.failures:
            click.echo(f"{failure}", err=True)
    click.echo(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed else 0


def _shown(file: Path, home: Path) -> str:
    resolved, root = file.resolve(), home.resolve()
    return str(resolved.relative_to(root)) if resolved.is_relative_to(root) else str(file)


async def hold(case: Case, environment: Environment, shop: Shop, nlu: Nlu | None) -> Result:
    """One conversation, on a stage of its own."""
    begin = (case.now or datetime.now(shop.time_zone).replace(tzinfo=None)).replace(tzinfo=shop.time_zone)
    clock = Clock(begin)
    async with stage(environment, shop, nlu, clock, down=case.fixtures.get("shop") == "down") as floor:
        return await run(case, Conversation(floor, clock, "test", locale=case.language))


@click.command("chat", short_help="Talk to the bot in the terminal.")
@plainly
async def chat() -> None:
    """Talk to the bot in the terminal, with the demo shop's orders and nothing kept. Ctrl-D ends it.

    Example: dezura chat
    """
    environment, shop = settings()
    clock = Clock(datetime.now(UTC))
    console = Console()
    async with stage(environment, shop, None, clock) as floor:
        conversation = Conversation(floor, clock, "terminal")
        seen = 0
        while True:
            try:
                line = await asyncio.to_thread(input, "> ")
            except (EOFError, KeyboardInterrupt):
                return
            clock.now = max(clock.now, int(datetime.now(UTC).timestamp() * 1000))
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

