"""`dezura export`, `erase`, `retention`, `hold`: what is somebody's own, given out, erased, let go, or kept for a court."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NoReturn

import click
import sqlalchemy as sa

from bot.app import now_ms, secret_of
from bot.commands.common import database, fail, plainly, settings
from bot.doorbell import LocalDoorbell
from bot.epoch import from_ms
from bot.privacy import exporting
from bot.privacy.custody import Custody
from bot.privacy.erasing import BusyError, Erased, HeldError, erase, pending
from bot.privacy.finding import Found, find
from bot.privacy.night import Night
from bot.store import holds
from bot.store.database import Database
from bot.store.erasing import Kept
from bot.store.subjects import Chat, Person, Subject
from config.settings import Environment
from config.shop import Shop

WHY = {
    "accounting": "the law on accounting keeps it",
    "contract": "it is under way",
    "abuse": "so that trust is not used twice; --forget-hashes takes them away, too",
}


@click.command("export", short_help="All that is held about somebody.")
@click.argument("person", nargs=-1, required=True)
@click.option("--to", "file", type=click.Path(path_type=Path, dir_okay=False), help="The file to write; by default here.")
@click.option("--language", default="", help="Of the page inside: lv, uk, ru, pl, en; their own by default.")
@plainly
async def export(person: tuple[str, ...], *, file: Path | None, language: str) -> None:
    """Write everything the shop holds about PERSON into a ZIP that only you can read.

    PERSON is a conversation's number (#12), an address (telegram:5550), an e-mail or a telephone number; several name one who has
    several. Hand it over only to somebody who has proved who they are.

    Example: dezura export '#12' --to anna.zip
    """
    environment, shop = settings()
    with database(environment) as opened:
        custody = _custody(environment, shop, opened)
        whom = await _whom(custody, person)
        content = await exporting.export(custody, whom, language=language)
        target = file or Path(f"personal-data-{'-'.join(map(str, whom.conversations)) or 'orders'}.zip")
        try:
            exporting.write(target, content)
        except FileExistsError:
            fail(f"{target} is there already; give another name with --to")
        except OSError as error:
            fail(f"{target} cannot be written: {error.strerror}")
    click.echo(f"{target}: {len(content)} bytes, for your eyes and theirs only")


@click.command("erase", short_help="Erase somebody everywhere.")
@click.argument("person", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--forget-hashes", is_flag=True, help="The keyed hashes against abuse, too (they objected, and you agree).")
@plainly
async def erase_(person: tuple[str, ...], *, yes: bool, forget_hashes: bool) -> None:
    """Erase PERSON from every table and file. What the law keeps stays, for admins' eyes; it is told what, why and until when.

    PERSON is a conversation's number (#12), an address (telegram:5550), an e-mail or a telephone number; several name one who has
    several. It cannot be undone.

    Example: dezura erase telegram:5550
    """
    environment, shop = settings()
    with database(environment) as opened:
        custody = _custody(environment, shop, opened)
        whom = await _whom(custody, person)
        subject = await pending(custody, whom)
        for line in _about(subject):
            click.echo(line)
        if not yes:
            click.confirm("Erase all of it?", abort=True)
        try:
            done = await erase(custody, whom, forget_hashes=forget_hashes)
        except HeldError as error:
            fail(f"a legal hold keeps {error}; `dezura hold lift` ends it when the dispute is over")
        except BusyError as error:
            fail(str(error))
    for line in _told(done, shop):
        click.echo(line)


@click.command("retention", short_help="Let go what is kept too long.")
@click.option("--dry-run", is_flag=True, help="Only say how much of what would go.")
@plainly
async def retention(*, dry_run: bool) -> None:
    """Let go what is kept longer than `retention` in shop.yml says; the program does it every night by itself.

    Example: dezura retention --dry-run
    """
    environment, shop = settings()
    with database(environment) as opened:
        night = Night(_custody(environment, shop, opened), LocalDoorbell())
        found = {one.kind: one.rows for one in await night.plan()} if dry_run else await night.purge()
    for kind, rows in found.items():
        click.echo(f"{kind.replace('_', ' ')}\t{rows}")
    click.echo("nothing was changed" if dry_run else "done")


@click.group("hold", short_help="Keep something for a court or an audit.")
def hold() -> None:
    """Legal holds: while one counts, nothing purges what it is about, and its person cannot be erased."""


@hold.command("set", short_help="Hold it.")
@click.argument("about")
@click.option("--why", required=True, help="The dispute or the audit, in a few words, without names.")
@plainly
def hold_set(about: str, why: str) -> None:
    """Hold ABOUT: invoice:NUMBER, return:NUMBER or conversation:NUMBER.

    Example: dezura hold set return:R-26-000001-K7RT --why "chargeback, claim 77/2026"
    """
    environment, _ = settings()

    with database(environment) as opened:
        if not _changed(opened, partial(holds.put, about=about, why=why, who=None, now=now_ms())):
            fail(f"{about} is held already")
    click.echo(f"{about} is held")


@hold.command("lift", short_help="Hold it no more.")
@click.argument("about")
@plainly
def hold_lift(about: str) -> None:
    """Hold ABOUT no more: the next night's purge takes what is due.

    Example: dezura hold lift invoice:202600012
    """
    environment, _ = settings()

    with database(environment) as opened:
        if not _changed(opened, partial(holds.lift, about=about, who=None, now=now_ms())):
            fail(f"{about} is not held")
    click.echo(f"{about} is held no more")


@hold.command("list", short_help="What is held.")
@plainly
def hold_list() -> None:
    """Show what is held, since when and why.

    Example: dezura hold list
    """
    environment, _ = settings()
    with database(environment) as opened:
        for one in opened.query(holds.listing).result():
            click.echo(f"{one.about}\t{from_ms(one.set_at):%Y-%m-%d}\t{one.why}")


def _changed(opened: Database, change: Callable[[sa.Connection], bool]) -> bool:
    try:
        return opened.submit(change).result()
    except holds.NothingError as error:
        fail(f"there is no {error}; write invoice:202600012, return:R-26-000001-K7RT or conversation:12")


def _custody(environment: Environment, shop: Shop, opened: Database) -> Custody:
    secret = opened.submit(partial(secret_of, environment=environment)).result()
    return Custody(opened, shop, secret, environment.var, now_ms)


async def _whom(custody: Custody, texts: Sequence[str]) -> Person:
    """The one person meant; where there is none or more than one, it is said and nothing is done."""
    conversations: set[int] = set()
    contacts: set[str] = set()
    for text in texts:
        found = await find(custody, text)
        if found.one is None:
            _unclear(text, found)
        conversations |= set(found.one.conversations)
        contacts |= set(found.one.contacts)
        for chat in found.likely:
            if chat.id not in conversations and len(texts) == 1:
                click.echo(f"may be theirs, too, and is left alone: {_chat(chat)}", err=True)
    return Person(tuple(sorted(conversations)), tuple(sorted(contacts)))


def _unclear(text: str, found: Found) -> NoReturn:
    if not found.people:
        fail(f"{text}: nobody here is known by that; give #12, telegram:5550, an e-mail or a telephone number")
    lines = [f"{text} may be any of these; name the one you mean, or all that are theirs:"]
    fail("\n".join([*lines, *(f"  {_chat(chat)}" for chat in found.chats)]))


def _chat(chat: Chat) -> str:
    last = f"{from_ms(chat.last_in_at):%Y-%m-%d %H:%M}" if chat.last_in_at else "never"
    return f"'#{chat.id}'\t{chat.channel}:{chat.address}\t{chat.name or '-'}\tlast wrote {last}"


def _about(subject: Subject) -> list[str]:
    """Whom it is about, and what is not finished."""
    lines = [f"conversation {_chat(chat)}" for chat in subject.chats]
    lines += [f"order {order.number}: {order.state}" for order in subject.orders]
    lines += [f"return {number} is not finished" for number in subject.open_returns]
    lines += [f"the refund for {number} is not paid" for number in subject.open_refunds]
    return lines + [f"{name} is still to be done" for name in subject.open_effects]


def _told(done: Erased, shop: Shop) -> list[str]:
    """What became of it."""
    lines = [f"erased: {sum(done.counts.values())} rows in {len(done.counts)} tables (erasure {done.key})"]
    lines += [f"kept: {_kept(one, shop)}" for one in done.kept]
    lines += [f"a phrase of theirs stands in {place}; take it out" for place in done.phrases]
    if done.trained:
        lines.append("phrases of theirs were taught to the model: run `dezura train`")
    if shop.orders.kind != "builtin":
        lines.append(f"orders in {shop.orders.kind} are not ours to erase: do it there")
    return lines


def _kept(one: Kept, shop: Shop) -> str:
    until = f"until {from_ms(one.until).astimezone(shop.time_zone):%Y-%m-%d}" if one.until else "until it is finished"
    return f"{one.what.replace('_', ' ')} {one.ref}".strip() + f", {until}: {WHY[one.why]}"
