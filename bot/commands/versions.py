"""Commands about what is published: publish a folder, see the history, go back, withdraw."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import click

from bot.app import in_folder, now_ms
from bot.commands.common import database, fail, plainly, settings
from bot.editions import Craft, Editions, known, opened
from bot.epoch import from_ms
from bot.premises import shop_facts
from bot.store import editions
from bot.store.editions import Edition
from bot.studio.plan import plan
from bot.studio.publishing import Refused, Wish, buildable
from bot.studio.publishing import publish as put_in_use
from flows.difference import difference
from flows.library import own, read_folder
from flows.shop.calls import CALLS

SHOWN = 12  # characters of a hash that are shown and may be typed


@asynccontextmanager
async def held() -> AsyncIterator[Editions]:
    """What is published in this shop, which only looking does not change; on a new database its folder is."""
    environment, shop = settings()
    with database(environment) as open_:
        craft = Craft(CALLS, shop_facts(environment, shop))
        yield await known(open_, craft) or await opened(open_, craft, lambda: in_folder(environment, shop), now_ms)


@click.command(short_help="Publish the flows of a folder.")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--why", default="", help="What is better now; people read it in the history.")
@click.option("--urgent", is_flag=True, help="Corrected wordings reach those in mid-flow, too.")
@click.option("--dry-run", is_flag=True, help="Only say what would change, and for whom.")
@plainly
async def publish(folder: Path, why: str, urgent: bool, dry_run: bool) -> None:
    """Publish the flows and wordings in FOLDER (a shop's folder, or its flows). Every running process takes them within seconds.

    Run `dezura test` and `dezura replay` on them before.

    Example: dezura publish flows --why "Returns ask for the photo last"
    """
    async with held() as in_use:
        inner = folder / "flows" if (folder / "flows" / "scripts").is_dir() else folder
        flows = in_use.craft.rebuilt(own(read_folder(inner)))
        found = difference(in_use.current, flows)
        if not found:
            click.echo("this is published already")
            return
        for file in found.files:
            click.echo(f"{file.became:8} {file.name}")
        click.echo(str(await plan(in_use, flows)))
        if dry_run:
            return
        origin: editions.Origin = "files" if inner.resolve() == (settings()[0].dezura_home / "flows").resolve() else "command"
        result = await put_in_use(in_use, Wish(flows, in_use.current.hash, origin, why=why, urgent=urgent), now_ms())
        _told(result, flows.hash)


def _told(result: int | Refused, hash_: str) -> None:
    match result:
        case Refused(is_same=True):
            fail("this is in use already")
        case Refused():
            fail("somebody else has published meanwhile; look at `dezura versions`, then publish again")
        case int():
            click.echo(f"{hash_[:SHOWN]} is in use")


@click.command(short_help="What was published.")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@click.option("--limit", default=20, type=click.IntRange(1, 1000), show_default=True)
@plainly
async def versions(as_json: bool, limit: int) -> None:
    """What was published, newest first: when, by what way, its hash, why.

    Example: dezura versions --limit 5
    """
    async with held() as in_use:
        page = await in_use.database.read(partial(editions.page, room=limit))
        for one in page:
            gone = one.hash in in_use.withdrawn
            if as_json:
                told = {"id": one.id, "set": one.hash, "at": from_ms(one.at).isoformat(), "origin": one.origin, "why": one.why}
                click.echo(json.dumps({**told, "in_use": one.hash == in_use.current.hash, "withdrawn": gone}, ensure_ascii=False))
            else:
                mark = "*" if one.hash == in_use.current.hash else "-" if gone else " "
                click.echo(f"{mark} {one.hash[:SHOWN]}  {from_ms(one.at):%Y-%m-%d %H:%M}  {one.origin:8}  {one.why}".rstrip())


@click.command(short_help="Go back to an older version.")
@click.argument("hash_", metavar="[HASH]", default="")
@click.option("--why", default="", help="What was wrong; people read it in the history.")
@plainly
async def rollback(hash_: str, why: str) -> None:
    """Put an older version into use again: the one whose hash begins with HASH, or the one before.

    Example: dezura rollback 3f9a0c11
    """
    async with held() as in_use:
        edition = await _edition(in_use, hash_)
        flows = await buildable(in_use, edition)
        if isinstance(flows, list):
            fail("\n".join(["that version does not fit this program any more:", *map(str, flows)]))
        _told(await put_in_use(in_use, Wish(flows, in_use.current.hash, "rollback", why=why), now_ms()), flows.hash)


async def _edition(in_use: Editions, start: str) -> Edition:
    page = await in_use.database.read(partial(editions.page, room=1000))
    if not start:
        before = next((one for one in page if one.hash != in_use.current.hash), None)
        return before or fail("there is no older version")
    found = [one for one in page if one.hash.startswith(start)]
    hashes = {one.hash for one in found}
    if len(hashes) > 1:
        fail(f"several versions begin with {start}; type more of it")
    return found[0] if found else fail(f"no version begins with {start}; `dezura versions` lists them")


@click.command(short_help="Let nobody go on with a version.")
@click.argument("hash_", metavar="HASH")
@click.option("--why", default="", help="What was wrong with it.")
@plainly
async def withdraw(hash_: str, why: str) -> None:
    """Let nobody go on with the version whose hash begins with HASH: who is in its midst moves on, or goes on with a person.

    Example: dezura withdraw 3f9a0c11 --why "It told wrong prices"
    """
    async with held() as in_use:
        edition = await _edition(in_use, hash_)
        if edition.hash == in_use.current.hash:
            fail("this version is in use; publish another or go back to one first")
        gone = partial(editions.withdraw, hash_=edition.hash, who=None, why=why, now=now_ms())
        await in_use.database.write(gone)
        click.echo(f"{edition.hash[:SHOWN]} is withdrawn")
