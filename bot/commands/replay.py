"""`dezura replay`: what a draft would have done to past conversations, before it does it to the next ones."""

import asyncio
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import click
from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

from bot.app import in_folder
from bot.commands.common import database, fail, plainly, settings
from bot.editions import Craft, known
from bot.epoch import to_ms
from bot.premises import shop_facts
from bot.store import recordings
from bot.store.database import Database
from bot.studio.rehearsing import Rehearsal, rehearse
from bot.studio.workshop import Workshop
from bot.troupe import TroupeError
from config.settings import Environment
from config.shop import Shop
from config.values import Duration
from flows.comparing import WORST, Compared, Report
from flows.flowset import FlowSet
from flows.library import load_flows
from flows.shop.calls import CALLS
from handoff.masking import mask
from nlu.artifact import ModelError, load

NAMES: Mapping[str, str] = {
    "error": "errors", "handed_off": "now handed off", "unknown": "cannot be followed", "path": "other path",
    "finished": "now finished without a person", "wording": "other wording", "same": "the same",
}  # fmt: skip
UNSURE = "nothing for sure"


@click.command("replay", short_help="Hold past conversations with a draft.")
@click.argument("folder", required=False, metavar="[DIR]", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--since", default="30d", show_default=True, help="How far back: 12h, 30d.")
@click.option("--limit", type=click.IntRange(1), default=1_000_000, help="At most so many conversations.")
@click.option("--model", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Hear the past with this model.")
@click.option("--threshold", type=click.FloatRange(0, 1), help="Believe the model from this confidence on.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes; as many as there are cores, unless it is said.")
@click.option("--json", "file", type=click.Path(path_type=Path, dir_okay=False), help="Write the whole report to this file.")
@click.option("--show", type=click.IntRange(0), default=0, metavar="N", help="Show so many conversations side by side.")
@click.option("--max-handed-off", type=click.FloatRange(0, 100), help="Fail above, in per cent; shop.yml says it otherwise.")
@click.option("--max-errors", type=click.IntRange(0), help="Fail above; shop.yml says it otherwise.")
@plainly
async def replay(
    folder: Path | None, *, since: str, limit: int, model: Path | None, threshold: float | None, jobs: int | None,
    file: Path | None, show: int, max_handed_off: float | None, max_errors: int | None,
) -> int:  # fmt: skip
    """Hold recorded conversations with the flows in DIR, or with the studio's draft, and say what goes otherwise.

    With --model or --threshold also which messages are understood otherwise, and what becomes of their conversations.

    Example: dezura replay flows --since 7d --show 3, or dezura replay --model var/model-new.npz
    """
    environment, shop = settings()
    if model is not None:
        _usable(model)
    begin = to_ms(datetime.now(UTC) - _back(since))
    with database(environment) as opened:
        base = await _published(opened, environment, shop)
        draft = await _draft(opened, environment, shop, folder, base)
        rehearsal = Rehearsal(environment, shop, dict(draft.sources), dict(base.sources), model=model, threshold=threshold)
        report = await _held(rehearsal, opened, begin, limit, jobs or os.cpu_count() or 1)
    for line in _told(report, show):
        click.echo(line)
    if file is not None:
        await asyncio.to_thread(file.write_text, _json(report, draft.hash, base.hash), encoding="utf-8")
    asked = shop.publishing
    handed_off = asked.max_handed_off if max_handed_off is None else max_handed_off
    return 0 if report.passed(handed_off, asked.max_errors if max_errors is None else max_errors) else 1


def _usable(model: Path) -> None:
    try:
        load(model)
    except ModelError as error:
        fail(f"--model: {error}")


def _back(text: str) -> timedelta:
    try:
        return TypeAdapter(Duration).validate_python(text)
    except ValidationError:
        fail(f"--since: `{text}` is no time; write it like 12h or 30d")


async def _published(opened: Database, environment: Environment, shop: Shop) -> FlowSet:
    """What customers get: the newest edition, or the folder while nothing was published."""
    editions = await known(opened, Craft(CALLS, shop_facts(environment, shop)))
    return editions.current if editions is not None else in_folder(environment, shop)


async def _draft(opened: Database, environment: Environment, shop: Shop, folder: Path | None, base: FlowSet) -> FlowSet:
    facts = shop_facts(environment, shop)
    if folder is not None:
        return load_flows(folder / "flows" if (folder / "flows").is_dir() else folder, CALLS, facts)
    workshop = Workshop(opened, lambda: base, CALLS, facts, lambda: to_ms(datetime.now(UTC)))
    texts = await workshop.texts()
    return base if workshop.own(base.sources) == texts else workshop.build(texts)


async def _held(rehearsal: Rehearsal, opened: Database, since: int, limit: int, jobs: int) -> Report:
    total = min(limit, await opened.read(partial(recordings.count, since=since)))
    console, report = Console(stderr=True), Report()
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=total)
        try:
            async for one in rehearse(rehearsal, opened, since, limit, jobs):
                report.add(one)
                progress.advance(task)
        except TroupeError as error:
            fail(str(error))
    return report


def _told(report: Report, show: int) -> list[str]:
    lines = [f"{report.conversations} conversations, {report.turns} turns"]
    lines += [f"{report.counts[verdict]:>8}  {NAMES[verdict]}" for verdict in WORST if report.counts[verdict]]
    for group in report.groups:
        where = f"{group.flow} · {group.step}" if group.flow else "-"
        lines.append(f"{group.count:>8}  {NAMES[group.verdict]}: {where}{f' ({group.why})' if group.why else ''}")
    lines += [f"{shift.count:>8}  understood as {shift.now or UNSURE}, not {shift.then or UNSURE}" for shift in report.shifts]
    lines += [f"          {mask(one.text)}" for shift in report.shifts for one in shift.examples[:show]]
    shown = [one for group in report.groups for one in group.examples][:show]
    return [*lines, *(line for one in shown for line in _sides(one))]


def _sides(one: Compared) -> list[str]:
    lines = ["", f"conversation {one.conversation}, turn {one.turn}: {NAMES[one.verdict]}"]
    for name, side in (("then", one.then), ("now", one.now)):
        lines.append(f"  {name}:")
        lines += [f"  {'*' if line.differs else ' '} {line.who}: {mask(line.text)}" for line in side]
    return lines


def _json(report: Report, draft: str, base: str) -> str:
    whole = {"draft": draft, "base": base, "conversations": report.conversations, **report.kept(mask)}
    return json.dumps(whole, ensure_ascii=False)
