"""`dezura telegram desk` and `dezura summary`: whether the group can be a desk, and a day as supervisors are told it."""

from datetime import date
from functools import partial

import click

from bot.app import desk_bot, make_channels, now_ms
from bot.channels import telegram_setup
from bot.channels.telegram import Telegram
from bot.channels.telegram_group import Group, Rights
from bot.channels.wire import Failed
from bot.commands.common import database, fail, plainly, settings
from bot.dayend import read, words
from bot.epoch import from_ms
from bot.premises import teams_of
from bot.voice import Voice
from nlu.model import LANGUAGES, spoken

NO_GROUP = "no bot has a desk_group: write the group's id at a bot in config/shop.yml, or set TELEGRAM_DESK_GROUP"


@click.command("desk", short_help="Check the group in which people answer.")
@plainly
async def desk() -> int:
    """Check that the Telegram group can be a desk: a forum, the bot its admin, topics its to manage, and its ear open.

    Example: dezura telegram desk
    """
    environment, shop = settings()
    chosen = desk_bot(environment, shop)
    if chosen is None or chosen.desk_group is None:
        fail(NO_GROUP)
    bot = make_channels(environment, shop)[chosen.name]
    assert isinstance(bot, Telegram), "a desk's bot is Telegram's"
    try:
        rights = await Group(bot).rights(chosen.desk_group)
        missing = (await telegram_setup.info(bot)).missing()
    except Failed as failed:
        fail(f"{chosen.name}: the group {chosen.desk_group} cannot be seen: {failed}. Add the bot to it, and make it an admin")
    finally:
        await bot.close()
    found = wrong(rights)
    if missing:
        found.append(f"Telegram does not send {', '.join(missing)}: run `dezura telegram set-webhook`")
    for line in found:
        click.echo(line, err=True)
    if not found:
        click.echo(f"{chosen.name}: “{rights.title}” is ready. Link people with `dezura user link EMAIL`, or in the console")
    return 1 if found else 0


def wrong(rights: Rights) -> list[str]:
    """What is missing, each with what to do."""
    found = []
    if rights.kind != "supergroup" or not rights.forum:
        found.append("the group has no topics: turn them on in the group's settings (Telegram makes a supergroup of it)")
    if rights.status not in {"administrator", "creator"}:
        found.append(f"the bot is {rights.status or 'no member'}: make it an admin of the group")
    elif not rights.topics:
        found.append("the bot may not manage topics: give it that right among its admin rights")
    if not rights.hears:
        found.append("the bot does not hear what people write: make it an admin, or turn its privacy mode off at BotFather")
    return found


@click.command(short_help="A day as supervisors are told it.")
@click.option("--day", default="", help="2026-11-27; today without it.")
@click.option("--team", default="", help="One team; the shop's first without it.")
@click.option("--language", type=click.Choice(LANGUAGES), default=None, help="The shop's own without it.")
@plainly
def summary(day: str, team: str, language: str | None) -> None:
    """Print a day in figures, as it is told to supervisors after closing.

    Example: dezura summary --day 2026-11-27
    """
    environment, shop = settings()
    teams = teams_of(environment, shop)
    name = team or shop.team
    if name not in teams:
        fail(f"there is no team {name}; there are {', '.join(teams)}")
    now = now_ms()
    try:
        wanted = date.fromisoformat(day) if day else from_ms(now).astimezone(teams[name].calendar.zone).date()
    except ValueError:
        fail("--day: write it as 2026-11-27")
    reader = spoken(language, LANGUAGES, shop.default_language)
    of_day = partial(
        read, day=wanted, team=teams[name], shop=shop.name, title=shop.teams[name].name or name, whole=len(teams) == 1, now=now,
        worst=shop.summary.worst,
    )  # fmt: skip
    with database(environment) as opened:
        found = opened.query(of_day).result()
    click.echo(words(found, Voice(reader, shop.time_zone), environment.public_url.rstrip("/")))
