"""`dezura import bank`: files from the bank, as many as there are."""

from functools import partial
from pathlib import Path

import click
import sqlalchemy as sa
from rich.console import Console
from rich.progress import track

from bot.app import now_ms, secret_of
from bot.books.bank import read_file, take_in
from bot.books.payments import Taken
from bot.commands.common import database, plainly, settings
from bot.store import audit
from bot.store.sealed import ring_of
from config.settings import Environment
from config.shop import Shop
from config.source import Place, Problem, Problems
from flows.shop.bank import Statement

MANY = 3  # files from which on progress is shown


@click.command("bank", short_help="Statements from the bank.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@plainly
def import_bank(files: tuple[Path, ...]) -> None:
    """Take in files from the bank: camt.053, camt.054, MT940, FiDAViSta, CSV (docs/payments.md). Safe to repeat.

    Nothing of any file is kept when one of them is wrong.

    Example: dezura import bank statements/*.xml
    """
    environment, shop = settings()
    console, quiet = Console(stderr=True), len(files) < MANY
    read: list[tuple[Statement, str]] = []
    problems: list[Problem] = []
    for file in track(files, "reading", console=console, disable=quiet, transient=True):
        try:
            read.append(read_file(shop, file.name, file.read_bytes()))
        except Problems as found:
            problems += found.problems
        except OSError as error:
            problems.append(Problem(Place(str(file)), f"this cannot be read: {error.strerror}"))
    if problems:
        raise Problems(problems)
    with database(environment) as opened:
        for one in track(read, "importing", console=console, disable=quiet, transient=True):
            taken = opened.submit(partial(_take, shop=shop, one=one, environment=environment)).result()
            click.echo(f"{one[0].file} ({one[0].format}): {_said(taken)}")


def _take(connection: sa.Connection, shop: Shop, one: tuple[Statement, str], environment: Environment) -> Taken:
    now = now_ms()
    (taken,) = take_in(connection, shop, [one], now, ring_of(environment, secret_of(connection, environment)))
    told = {"format": one[0].format, "found": taken.found, "fresh": taken.fresh}
    audit.record(connection, who=None, action="bank.imported", about=f"file:{one[0].file}", detail=told, now=now)
    return taken


def _said(taken: Taken) -> str:
    parts = [
        f"{count} {words}"
        for count, words in (
            (taken.matched, "paid an invoice"),
            (taken.waiting, "wait for a person"),
            (taken.taken_back, "taken back"),
            (taken.outgoing, "went out"),
        )
        if count
    ]
    return f"{taken.found} movements, {taken.fresh} new" + (f": {', '.join(parts)}" if parts else "")
