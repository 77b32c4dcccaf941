"""`dezura hours`: the next two weeks of each team, as people would say them."""

from collections.abc import Iterator
from datetime import datetime
from typing import cast

import click

from bot.app import now_ms
from bot.commands.common import database, fail, plainly, settings
from bot.epoch import from_ms
from bot.feeds import key_of
from bot.premises import teams_of
from bot.store import feeds
from bot.store.feeds import Copy
from config.shop import Shop
from flows.moments import due_words
from handoff.feeds import applied, read
from handoff.fortnight import PROMISED, fortnight
from handoff.hours import NeverOpenError
from handoff.promises import moment
from handoff.teams import Team
from nlu.model import LANGUAGES, Language


@click.command(short_help="The next two weeks of each team.")
@click.option("--team", default="", help="Only this team.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="In which language; without it the shop's own.")
@plainly
def hours(team: str, lang: str | None) -> None:
    """Print the next two weeks as people would say them, and what a customer who asks now would be promised.

    Example: dezura hours --team shop --lang en
    """
    environment, shop = settings()
    teams = teams_of(environment, shop)
    if team and team not in teams:
        fail(f"there is no team {team}; the teams are {', '.join(teams)}")
    language = cast("Language", lang or shop.default_language)
    copies: dict[str, Copy] = {}
    if any(found.feeds for found in teams.values()):
        with database(environment) as opened:
            copies = {copy.key: copy for copy in opened.query(feeds.everything).result()}
    now = from_ms(now_ms())
    for number, found in enumerate([teams[team]] if team else teams.values()):
        click.echo("\n" * bool(number) + "\n".join(lines(shop, with_feeds(found, copies, now), now, language)))
        for problem in _silent(found, copies):
            click.echo(problem, err=True)


def lines(shop: Shop, team: Team, now: datetime, language: Language) -> Iterator[str]:
    """What is printed of one team."""
    name = shop.teams[team.name].name or team.name
    yield f"{name} ({team.calendar.zone})"
    yield from (f"  {line}" for line in fortnight(team.calendar, now, language))
    try:
        wait = moment(now, team.policy.reply_within, team.calendar, team.policy)
    except NeverOpenError:
        return
    yield f"  {PROMISED[language].format(due_words(wait.due, now, team.calendar.zone, language))}"


def with_feeds(team: Team, copies: dict[str, Copy], now: datetime) -> Team:
    """The team with what its feeds were last known to say."""
    known = [(feed, copies[key]) for feed in team.feeds if (key := key_of(team.name, feed)) in copies]
    times = [(feed, read(copy.content, team.calendar.zone, now)) for feed, copy in known if copy.read_at is not None]
    return Team(team.name, applied(team.calendar, times), team.policy, team.feeds, team.base) if times else team


def _silent(team: Team, copies: dict[str, Copy]) -> Iterator[str]:
    for number, feed in enumerate(team.feeds, start=1):
        copy = copies.get(key_of(team.name, feed))
        if copy is None:
            yield f"{team.name}: calendar feed {number} has not been read yet; `dezura run` reads it"
        elif copy.failure:
            yield f"{team.name}: calendar feed {number}: {copy.failure}; the last good copy counts"
