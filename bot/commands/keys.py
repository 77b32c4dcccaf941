"""`dezura keys`: the keys that accounts are sealed with; without it a key that somebody has seen would stay in use for ever."""

from functools import partial

import click
import sqlalchemy as sa

from bot.app import now_ms
from bot.commands.common import database, fail, plainly, settings
from bot.epoch import from_ms
from bot.store import audit, sealing
from bot.store.database import Database
from bot.store.sealed import Ring, ring_of


@click.group()
def keys() -> None:
    """The keys that customers' accounts are sealed with: which there are, and a new one in their place."""


@keys.command("list", short_help="Which keys there are, and what each has sealed.")
@plainly
def list_() -> None:
    """Show the keys by their names, the one in use last, with how many accounts each has sealed. No key is shown.

    Ends with 1 where accounts are sealed with a key that is not here.

    Example: dezura keys list
    """
    environment, _ = settings()
    ring = ring_of(environment)
    with database(environment) as opened:
        used = opened.query(sealing.in_use).result()
    names = list(ring.keys())
    for name in names:
        click.echo(f"{name}  {used.get(name, 0):6} sealed{'  in use' if name == names[-1] else ''}")
    if not names and not used:
        click.echo(f"no key yet; the first is made with the first account, in {ring.file}")
    if missing := sorted(used.keys() - set(names)):
        lost = ", ".join(f"{name} ({used[name]} accounts)" for name in missing)
        fail(f"not here: {lost}; put the key back into DATA_KEYS or {ring.file}, from a backup of it")


@keys.command("rotate", short_help="A new key, and everything sealed with it.")
@click.option("--retire", is_flag=True, help="Take keys that seal nothing any more out of the file.")
@plainly
def rotate(*, retire: bool) -> None:
    """Make a new key and seal every account with it, while the shop works; what is plain is sealed, too.

    Processes that are running read the keys anew at each use, so they need no restart. Keys in DATA_KEYS are not ours to change:
    add a new one there as the last, restart, and run this. Old keys are still needed to read older backups.

    Example: dezura keys rotate --retire
    """
    environment, _ = settings()
    ring = ring_of(environment)
    with database(environment) as opened:
        opened.query(partial(_complete, ring=ring)).result()
        if ring.is_file:
            click.echo(f"new key {ring.add(f'made {from_ms(now_ms()):%Y-%m-%d}')} in {ring.file}")
        done = _reseal(opened, ring)
        click.echo(f"{done} accounts sealed with {list(ring.keys())[-1]}")
        if retire:
            _retire(opened, ring)


def _complete(connection: sa.Connection, ring: Ring) -> None:
    """No rotation begins that could not end."""
    if missing := sorted(sealing.in_use(connection).keys() - ring.keys().keys()):
        fail(f"accounts are sealed with {', '.join(missing)}, which is not here: put it back first; nothing was changed")
    if not ring.is_file and not ring.keys():
        fail("DATA_KEYS holds no key")


def _reseal(opened: Database, ring: Ring) -> int:
    after, done = 0, 0
    while some := opened.submit(partial(sealing.seal_plain, ring=ring)).result():
        done += some
    while True:
        some, after = opened.submit(partial(sealing.reseal, ring=ring, after=after)).result()
        done += some
        if not after:
            break
    about = f"key:{list(ring.keys())[-1]}"
    note = partial(audit.record, who=None, action="keys.rotated", about=about, detail={"accounts": done}, now=now_ms())
    opened.submit(note).result()
    return done


def _retire(opened: Database, ring: Ring) -> None:
    if not ring.is_file:
        fail("the keys stand in DATA_KEYS: take those out there that `dezura keys list` shows with 0")
    used, names = opened.query(sealing.in_use).result(), list(ring.keys())
    idle = frozenset(name for name in names[:-1] if not used.get(name))
    ring.retire(idle)
    click.echo(f"{len(idle)} keys retired")
