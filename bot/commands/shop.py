"""Commands about the shop's own folder and records: init, check, migrate, demo-data, import."""

import json
import secrets
import shutil
import stat
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import click
import sqlalchemy as sa

from bot.api.who import hash_password
from bot.app import now_ms
from bot.checking import answers_of
from bot.commands.answers import import_answers, take_in
from bot.commands.bank import import_bank
from bot.commands.common import database, fail, plainly, settings
from bot.commands.rasa import import_rasa
from bot.epoch import from_ms
from bot.store import demo, facts, orders, overview, people
from config.answers import FILE as ANSWERS
from config.faq import FILE as FAQ
from config.settings import CHECKOUT
from flows.shop.demo import demo_orders
from flows.shop.demo_past import past
from flows.shop.importing import read_orders

# a shop's own content
SHAPE = ("config/shop.yml", "config/countries.yml", FAQ, ANSWERS, "flows/scripts", "flows/wording", "nlu/phrases")
DEMO = "demo"
T = TypeVar("T")


@click.command(short_help="Make a new shop's folder.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--if-missing", is_flag=True, help="Do nothing where the folder holds a shop already.")
@plainly
def init(folder: Path, if_missing: bool) -> None:
    """Make a new shop's folder: settings, flows, wording and phrases to start from. It runs at once.

    Example: dezura init myshop && DEZURA_HOME=myshop dezura train && DEZURA_HOME=myshop dezura run
    """
    if if_missing and (folder / "config" / "shop.yml").is_file():
        return
    if folder.exists() and any(folder.iterdir()):
        fail(f"{folder} is not empty; give the name of a new folder")
    try:
        _lay_out(folder)
    except OSError as error:
        fail(f"{folder} cannot be written: {error.strerror or error}")
    click.echo(f"{folder} is ready. Name the shop in {folder}/config/shop.yml, then:")
    click.echo(f"  export DEZURA_HOME={folder}\n  dezura check && dezura train && dezura run")


def _lay_out(folder: Path) -> None:
    for name in SHAPE:
        source, target = CHECKOUT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, copy_function=shutil.copyfile)
        else:
            shutil.copyfile(source, target)
    for made in (folder, *folder.rglob("*")):  # the program's own tree may be read-only; a shop's folder is there to be changed
        made.chmod(made.stat().st_mode | stat.S_IWUSR)
    (folder / ".gitignore").write_text("/var/\n", encoding="utf-8")


@click.command(short_help="Bring the database up to this program.")
@plainly
def migrate() -> None:
    """Bring the database up to this program's version. `dezura run` does it too.

    Example: DATABASE_URL=postgresql://dezura@localhost/dezura dezura migrate
    """
    environment, _ = settings()
    with database(environment):
        click.echo("the database is up to date")


@click.command("demo-data", short_help="Fill the demo shop.")
@click.option("--if-empty", is_flag=True, help="Do nothing where there are orders already.")
@plainly
def demo_data(if_empty: bool) -> None:
    """Fill the demo shop: orders 10001 to 10050, twelve weeks of conversations, canned answers, two sign-ins.

    Dates are relative to today.

    Example: dezura demo-data
    """
    environment, shop = settings()
    today = from_ms(now_ms()).astimezone(shop.time_zone)
    with database(environment) as opened:
        if if_empty and opened.query(orders.any_orders).result():
            return
        opened.submit(lambda connection: orders.save(connection, demo_orders(today))).result()
        opened.submit(_sign_ins).result()
        opened.submit(partial(_history, today=today, team=shop.team)).result()
        answers = answers_of(environment.dezura_home / ANSWERS)
        opened.submit(lambda connection: take_in(connection, answers, now_ms())).result()
    click.echo("the demo shop has its orders; docs/demo.md lists some to try")


def _history(connection: sa.Connection, today: datetime, team: str) -> None:
    """Twelve weeks of conversations to look back on, where there are none; so they are made once."""
    if overview.newest(connection, "", "", me=None, after=None, room=1):
        return
    staff = [user.id for user in people.everybody(connection) if user.email.endswith("@demo.example")]
    demo.keep(connection, past(today), staff, team)


def _sign_ins(connection: sa.Connection) -> None:
    """One of each role, with passwords of their own making, shown on the front page of this installation only."""
    known = {user.email for user in people.everybody(connection)}
    shown = json.loads(facts.get(connection, DEMO) or "[]")
    staff: tuple[tuple[str, people.Role], ...] = (("Anna", "agent"), ("Zane", "supervisor"), ("Juris", "admin"))
    for name, role in staff:
        email = f"{role}@demo.example"
        if email not in known:
            password = secrets.token_urlsafe(6)
            people.add(connection, email=email, name=name, role=role, password=hash_password(password), now=now_ms())
            shown.append({"email": email, "password": password, "role": role})
    facts.replace(connection, DEMO, json.dumps(shown))


@click.group("import", short_help="Bring in a shop's records.")
def import_() -> None:
    """Bring in a shop's records."""


@import_.command("orders", short_help="Orders from a CSV file.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@plainly
def import_orders(file: Path) -> None:
    """Take over orders from a CSV file; docs/orders.md names its columns. Safe to repeat; nothing is kept when a row is wrong.

    Customers who wait for an order that has moved are told.

    Example: dezura import orders orders.csv
    """
    environment, shop = settings()
    found = read_orders(file, shop.time_zone, shop.region)
    with database(environment) as opened:
        cancelled = opened.submit(lambda connection: orders.take_over(connection, found)).result()
    click.echo(f"{len(found)} orders are in the database")
    if cancelled:
        click.echo(f"cancelled by their customers, and still so: {', '.join(cancelled)}")


import_.add_command(import_bank)
import_.add_command(import_answers)
import_.add_command(import_rasa)
