"""Commands that talk to the bot: `dezura test` holds conversations written down as tests, `dezura chat` holds one with you."""

import asyncio
import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.api.retelling import PREFIX, story_of, write
from bot.commands.common import database, fail, plainly, settings
from bot.commands.verdicts import as_json, as_junit, coverage_lines, told
from bot.epoch import to_ms
from bot.retell import begin_of, retell
from bot.store import sets
from bot.theatre import Theatre
from bot.troupe import Held, Script, TroupeError, perform
from bot.tryout import Clock, Conversation
from config.source import read_yaml
from flows.cases import Case, parse
from flows.coverage import covered, total


@click.command("test", short_help="Hold the conversation tests.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("-k", "only", default="", metavar="TEXT", help="Only those with this in their name or their file's.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes; as many as there are cores, unless it is said.")
@click.option("--coverage", is_flag=True, help="Tell for each flow which steps and ways no conversation came to.")
@click.option("--fail-under", type=click.FloatRange(0, 100), help="Fail below so much coverage, in per cent.")
@click.option("--json", "json_", is_flag=True, help="Tell everything as JSON.")
@click.option("--junit", type=click.Path(path_type=Path, dir_okay=False), help="Write a report as JUnit's XML, too.")
@click.option("--from", "from_", type=click.IntRange(1), metavar="ID", help="Make a test of this past conversation, and hold it.")
@click.option("--name", default="", help="The name of the file it is written to.")
@plainly
async def test(
    files: Sequence[Path], *, only: str, jobs: int | None, coverage: bool, fail_under: float | None, json_: bool,
    junit: Path | None, from_: int | None, name: str,
) -> int:  # fmt: skip
    """Hold the conversations in FILES (tests/dialogues by default) with the whole program, and say what came out otherwise.

    Example: dezura test tests/dialogues/order_status.lv.yml
    """
    environment, shop = settings()
    script = Script(environment, shop)
    if from_ is not None:
        script, files = await _from_past(script, from_, name)
    theatre = script.theatre()
    cases = [case for case in _cases(script, theatre, files) if only.casefold() in f"{case.place.file}: {case.name}".casefold()]
    begun = perf_counter()
    all_held = await _performed(script, cases, jobs or os.cpu_count() or 1, theatre, told_as_it_goes=not json_)
    went: Counter[tuple[str, str]] = sum((Counter(held.walked) for held in all_held), Counter())
    covers = covered(theatre.flows, went) if coverage or fail_under is not None else None
    if junit is not None:
        await asyncio.to_thread(junit.write_text, as_junit(all_held), encoding="utf-8")
    failed = sum(not held.result.passed for held in all_held)
    if json_:
        click.echo(as_json(all_held, covers, perf_counter() - begun))
    else:
        for line in coverage_lines(covers or ()) if covers is not None else ():
            click.echo(line)
        click.echo(f"{len(cases) - failed} passed, {failed} failed")
    if covers is not None and fail_under is not None and total(covers) < fail_under:
        click.echo(f"coverage is {total(covers):.1f} %, which is under {fail_under:g} %", err=True)
        return 1
    return 1 if failed else 0


def _cases(script: Script, theatre: Theatre, files: Sequence[Path]) -> Sequence[Case]:
    """All conversations of the files and folders. Raises Problems."""
    home = script.environment.dezura_home
    folder = home / "tests" / "dialogues"
    chosen = [found for file in files or [folder] for found in (sorted(file.glob("*.yml")) if file.is_dir() else [file])]
    intents = theatre.model.intents
    return [case for file in chosen for case in parse(read_yaml(file, _shown(file, home)), intents)]


async def _performed(
    script: Script, cases: Sequence[Case], jobs: int, theatre: Theatre, *, told_as_it_goes: bool
) -> Sequence[Held]:
    """How all of them went; failures are told at once."""
    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    all_held: list[Held] = []
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=len(cases))
        try:
            async for held in perform(script, cases, jobs, theatre):
                all_held.append(held)
                progress.update(task, advance=1, description=held.result.case.name[:60])
                for line in told(held) if told_as_it_goes else ():
                    click.echo(line, err=True)
        except TroupeError as error:
            fail(str(error))
    return all_held


async def _from_past(script: Script, conversation: int, name: str) -> tuple[Script, Sequence[Path]]:
    """A test of a past conversation, without what is personal, and the set it was recorded with to hold it by."""
    shop, home = script.shop, script.environment.dezura_home
    with database(script.environment) as opened:
        story = await opened.read(partial(story_of, conversation_id=conversation, default=shop.default_language))
        if story is None:
            fail(f"there is no conversation {conversation}, or the bot has not read a word of it")
        recorded = str(story.scenes[-1].record.get("set", ""))
        sources = await opened.read(partial(sets.sources, hash_=recorded))
    wanted = name or f"conversation-{conversation}"
    if re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", wanted) is None:
        fail(f"--name: `{wanted}` cannot be the name of a file here; write small letters, digits and hyphens")
    file = write(home, f"{PREFIX}{wanted}.yml", retell(story, begin_of(story.scenes, shop.time_zone)))
    if file is None:
        fail(f"{home / 'tests' / 'dialogues'} cannot be written to")
    click.echo(file, err=True)
    return replace(script, sources=sources), [home / file]


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
