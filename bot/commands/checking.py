"""`dezura check`: every mistake in a shop's folder at once, for people, for programs, and for the pages of a repository."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.checking import check_shop
from bot.problems import FORMATS, lines
from config.settings import read_environment
from config.source import Problem, Problems


@click.command(short_help="Find mistakes in settings, flows, wording, phrases.")
@click.option("--format", "form", type=click.Choice(("text", *FORMATS)), default="text", help="How it is told.")
@click.option("--strict", is_flag=True, help="Count warnings as mistakes.")
def check(form: str, strict: bool) -> None:
    """Find every mistake in settings, flows, wording and phrases, with file, line, and how to mend it.

    `sarif` is what code hosts and editors read, `github` makes annotations of a pull request.

    Example: DEZURA_HOME=myshop dezura check
    """
    home = Path()
    try:
        environment = read_environment()
        home, found = environment.dezura_home, check_shop(environment, datetime.now(UTC))
    except Problems as problems:
        found = list(problems.problems)
    if form == "text":
        _tell(found, home)
    else:
        click.echo(FORMATS[form](found))
    sys.exit(1 if any(problem.stops or strict for problem in found) else 0)


def _tell(found: list[Problem], home: Path) -> None:
    in_terminal = sys.stderr.isatty()
    for line in lines(found, home) if in_terminal else map(str, found):
        click.echo(line, err=True)
    stopping = sum(problem.stops for problem in found)
    if not found:
        click.echo("no mistakes found")
    elif not stopping:
        click.echo(f"no mistakes, {len(found)} warnings")
