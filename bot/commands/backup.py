"""`dezura backup` and `dezura restore`: the whole shop in one file, and back."""

import json
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from bot.commands.common import fail, plainly
from bot.epoch import from_ms
from bot.store import facts
from bot.store.database import connect
from bot.upkeep.archive import Manifest, UpkeepError
from bot.upkeep.backup import Backup, back_up, make_folder
from bot.upkeep.backup import verify as verify_archive
from bot.upkeep.keeping import drop_older, name_at
from bot.upkeep.restore import Plan, Restored
from bot.upkeep.restore import restore as put_back
from config.settings import Environment, read_environment


def now_ms() -> int:
    """Ms since the epoch; the program's own clock would cost an import of all of it."""
    return time.time_ns() // 1_000_000


@click.command(short_help="Write the whole shop into one file.")
@click.argument("target", type=click.Path(path_type=Path), required=False)
@click.option("--keep", type=click.IntRange(1), help="Keep the newest N archives of the folder, delete older ones.")
@click.option("--with-keys", is_flag=True, help="Put the keys in: who has the file can then open everything.")
@click.option("--verify", is_flag=True, help="Only read TARGET: checksums, the database, rows by table.")
@plainly
def backup(target: Path | None, keep: int | None, with_keys: bool, verify: bool) -> None:
    """Write database, settings, flows, wording, phrases and model into one archive, while the program runs, and check it.

    TARGET is a file, or a folder in which it gets a name by its moment; var/backups by default. Keys stay out unless wanted, so
    that a lost archive opens nothing. docs/backup.md

    Example: dezura backup /backups --keep 14
    """
    try:
        if verify:
            if target is None:
                fail("name the archive: dezura backup --verify FILE")
            click.echo(_described(verify_archive(target)))
            return
        environment = read_environment()
        folder = target if target is not None else environment.var / "backups"
        if target is None or target.is_dir() or target.suffix != ".zip":
            make_folder(folder)
            path = name_at(folder, now_ms())
        elif keep:
            fail("--keep needs a folder, and this names a file")
        else:
            path = target
        made = back_up(environment, path, now_ms, with_keys=with_keys)
        _remember(environment, made)
        dropped = drop_older(path.parent, keep) if keep else []
    except UpkeepError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}")
    click.echo(f"{made.path}: {_described(made.manifest)}, {_size(made.bytes)}")
    if dropped:
        click.echo(f"{len(dropped)} older archives deleted")
    if made.keyless:
        click.echo(
            "the archive holds no keys, and this shop's live only here (SECRET_KEY in the database, DATA_KEYS in var/data.keys); "
            "keep copies of them apart, or use --with-keys and encrypt the archive",
            err=True,
        )


@click.command(short_help="Put a backup back.")
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Replace a database that holds data, after a backup of it.")
@click.option("--discard", is_flag=True, help="With --replace: without that backup.")
@click.option("--files", is_flag=True, help="Put the shop's folder back too where there is one already.")
@plainly
def restore(archive: Path, replace: bool, discard: bool, files: bool) -> None:
    """Put a backup into the database of DATABASE_URL: the same kind, or from SQLite into PostgreSQL.

    Stop the program first. Older backups are migrated. What waited to be sent at the backup counts as unknown and is shown at the
    desk instead of being sent again.

    Example: dezura restore /backups/dezura-20261128T020000Z.zip
    """
    if discard and not replace:
        fail("--discard goes with --replace")
    environment = read_environment()
    try:
        done = put_back(environment, archive, Plan(replace, discard, files), now_ms)
    except UpkeepError as error:
        fail(str(error))
    for line in told(done):
        click.echo(line)


def told(done: Restored) -> list[str]:
    """What an operator has to know of a restored shop, a line each."""
    after, hours = done.aftermath, (done.now - done.made_at) / 3_600_000
    lines = [f"The shop is as it was at {from_ms(done.made_at):%Y-%m-%d %H:%M} UTC, {_ago(hours)} ago."]
    if done.crossed:
        lines.append("It is in PostgreSQL now.")
    if done.migrated:
        lines.append("It was migrated to this program.")
    if done.before is not None:
        lines.append(f"What was there before is in {done.before}, with its keys.")
    if done.files or done.kept:
        stayed = f", {done.kept} differ and stayed as they are (--files puts them back)" if done.kept else ""
        lines.append(f"{done.files} files of the shop's folder were written{stayed}.")
    if done.erased:
        lines.append(f"{done.erased} people were erased after the backup: they were erased again.")
    if done.key:
        lines.append(f"{done.key[0].upper()}{done.key[1:]}.")
    if after.sends or after.talk:
        lines.append(
            f"{after.sends + after.talk} messages waited to be sent: they may have been sent since, count as unknown and are not "
            f"sent again. {after.sends} of them (facts and people's words) are in the console under what did not arrive."
        )
    for count, text in (
        (after.notices, "calls to your own people are not made again"),
        (after.calls + after.refunds, "orders to the shop's software are looked up there before they are tried"),
        (after.transfers, "refunds wait for the bank or a person: see at the bank which were paid since, before you export any"),
        (after.unread, "messages had come and were not answered: they are answered now, perhaps a second time"),
        (after.timers, "conversations have timers that have passed: they go off at the start"),
        (after.waiting, "customers wait for a person as of then"),
        (after.overdue, "promises are overdue: they are owned up to at the start"),
        (after.sessions, "sign-ins were ended; look at `dezura user list` for people who were disabled since"),
    ):
        if count:
            lines.append(f"{count} {text}.")
    lines.append(
        "What came between the backup and the end is not in it. Telegram delivers again what it could not deliver for up to "
        "24 hours, Messenger for up to 36; what was answered with 200 does not come again."
    )
    lines.append("Now: dezura doctor, then dezura run.")
    return lines


def _remember(environment: Environment, made: Backup) -> None:
    """So that `dezura doctor` can say how old the newest backup is."""
    told_ = json.dumps({"at": made.manifest.made_at, "bytes": made.bytes, "keys": made.manifest.keys})
    opened = connect(environment.database, pool=1)
    try:
        opened.submit(partial(facts.replace, name=facts.LAST_BACKUP, value=told_)).result()
    finally:
        opened.close()


def _described(manifest: Manifest) -> str:
    content = manifest.database
    rows = sum(content.counts.values())
    files = sum(name.startswith("home/") for name in manifest.members)
    moment = datetime.fromtimestamp(manifest.made_at / 1000, UTC)
    what = {"sqlite": "SQLite", "postgresql": f"PostgreSQL {content.server}"}[content.kind]
    keys = "with keys" if manifest.keys else "without keys"
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC, {what}, migration {content.migration}, {rows} rows, {files} files, {keys}"


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB"


def _ago(hours: float) -> str:
    return f"{hours:.0f} hours" if hours >= 2 else f"{hours * 60:.0f} minutes"
