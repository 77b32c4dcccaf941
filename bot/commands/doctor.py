"""`dezura doctor`: what is wrong with this installation, and how to mend it."""

import json
import sys
from collections.abc import Sequence

import click
from rich.console import Console
from rich.text import Text

from bot.app import make_channels, now_ms
from bot.commands.common import plainly, secrets_in, settings
from bot.upkeep.doctor import CHECKS, SECONDS, examine
from bot.upkeep.findings import Finding, Patient, closing_all
from config.source import Problems

_COLOURS = {"ok": "green", "warning": "yellow", "wrong": "bold red"}


@click.command(short_help="Find what is wrong, and how to mend it.")
@click.option("--json", "as_json", is_flag=True, help="For programs: a list of check, level, text and mend.")
@click.option("--only", multiple=True, type=click.Choice(tuple(CHECKS)), help="This check alone; may be given several times.")
@click.option("--seconds", type=click.FloatRange(1, 300), default=SECONDS, show_default=True, help="What a check may take.")
@plainly
async def doctor(as_json: bool, only: tuple[str, ...], seconds: float) -> int:
    """Look at tokens, webhooks, secrets, clock, disk, database, model, flows, mail, address, processes and backups.

    Nothing is changed. Exits with 1 when something is wrong; docs/doctor.md says what each line means.

    Example: dezura doctor --json
    """
    try:
        environment, shop = settings()
        channels = make_channels(environment, shop)
    except Problems as problems:
        told = [("settings", Finding("wrong", str(problem), "dezura check")) for problem in problems.problems]
        _tell(told, as_json)
        return 1
    patient = Patient(environment, shop, channels, now_ms, environment.dezura_home)
    async with closing_all(channels):
        found = await examine(patient, only, seconds)
    hidden = [secret for secret in secrets_in(environment, shop) if len(secret) >= 4]
    told = [(name, _masked(finding, hidden)) for name, findings in found.items() for finding in findings]
    _tell(told, as_json)
    return 1 if any(finding.level == "wrong" for _, finding in told) else 0


def _masked(finding: Finding, hidden: Sequence[str]) -> Finding:
    """The last line of defence: no secret of the settings is printed, whatever a server has said."""
    text, mend = finding.text, finding.mend
    for secret in sorted(hidden, key=len, reverse=True):
        text, mend = text.replace(secret, "…"), mend.replace(secret, "…")
    return Finding(finding.level, text, mend)


def _tell(told: Sequence[tuple[str, Finding]], as_json: bool) -> None:
    if as_json:
        shown = [{"check": name, "level": one.level, "text": one.text, "mend": one.mend} for name, one in told]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    console = Console(file=sys.stdout, soft_wrap=True, highlight=False)
    for name, one in told:
        mend = f" -> {one.mend}" if one.mend else ""
        line = Text.assemble((f"{one.level:8}", _COLOURS[one.level]), f" {name:10} {one.text}{mend}".replace("\n", " "))
        console.print(line)
