"""All that can be said of a shop's folder before it runs: without it a mistake in one file would hide those in all others."""

import asyncio
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from bot.premises import shop_facts, teams_of
from config.answers import FILE as ANSWERS
from config.answers import CannedAnswers, read_answers
from config.countries import country_of
from config.faq import read_faq
from config.mail import mail_of
from config.settings import Environment, channels_of
from config.shop import NAME as SHOP
from config.shop import Shop, inspect_shop
from config.source import Place, Problem, Problems, read_yaml
from flows.library import BUILT_IN, FACTS, SETTINGS, examine, read_folder
from flows.shop.calls import CALLS
from handoff.answers import mistakes
from handoff.clashes import clashes
from handoff.feeds import FeedError, read
from nlu.model import LANGUAGES
from nlu.phrases import Phrases, read_phrases

FLOWS, PHRASES = "flows/", "nlu/phrases"
T = TypeVar("T")


def check_shop(environment: Environment, now: datetime) -> list[Problem]:
    """All that is to be said of the shop's folder, in the order of its places, files named from there.

    What cannot be read is told, and does not keep the rest from being looked at.
    """
    home = environment.dezura_home
    return sorted({_named(problem, home) for problem in _problems(environment, home, now)})


def _problems(environment: Environment, home: Path, now: datetime) -> Iterator[Problem]:
    yield from _tried(lambda: mail_of(environment))
    shop, found = inspect_shop(home)
    yield from found
    languages = shop.languages if shop is not None else LANGUAGES
    yield from _tried(lambda: read_faq(home, languages))
    yield from _tried(lambda: answers_of(home / ANSWERS))
    phrases = yield from _tried(lambda: read_phrases(home / PHRASES, languages))
    facts = FACTS
    if shop is not None:
        yield from _tried(lambda: country_of(home, shop.region))
        yield from _tried(lambda: channels_of(environment, shop))
        facts = (yield from _tried(lambda: shop_facts(environment, shop))) or FACTS
        yield from _desk(environment, shop, now)
    yield from _flows(home, facts, phrases)


def _desk(environment: Environment, shop: Shop, now: datetime) -> Iterator[Problem]:
    """Hours, promises and feeds, where the calendars can be read."""
    teams = yield from _tried(lambda: teams_of(environment, shop))
    if teams is None:
        return
    source = read_yaml(environment.dezura_home / SHOP, SHOP)
    for clash in clashes(shop, teams, now):
        yield source.problem(clash.path, clash.text, clash.hint, clash.code, clash.severity)
    for team in teams.values():
        for number, feed in enumerate(team.feeds, start=1):
            try:
                read(_text_of(feed, environment.dezura_home), team.calendar.zone, now)
            except FeedError as error:  # the address itself is not told, it may be a secret
                text = f"teams.{team.name}.calendar.ical: feed {number}: {error}"
                place = ("teams", team.name, "calendar", "ical", number - 1)
                yield source.problem(place, text, "the last good copy counts", "feed-unreadable")


def _text_of(feed: object, home: Path) -> str:
    """What a feed says now."""
    from bot.feeds import text_of  # noqa: PLC0415 - it takes half a second to import, and few calendars have feeds

    return asyncio.run(text_of(feed, home))  # type: ignore[arg-type]  # the type stands where the import does


def _flows(home: Path, facts: Mapping[str, Mapping[str, object]], phrases: Phrases | None) -> Iterator[Problem]:
    texts = yield from _tried(lambda: read_folder(home / "flows"))
    if texts is not None:
        intents = phrases.intents if phrases is not None else None
        yield from (replace(problem, place=_below(problem.place)) for problem in examine(texts, CALLS, facts, intents)[1])


def _below(place: Place) -> Place:
    """A place in the flows' folder, from the shop's."""
    own = not place.file.startswith(BUILT_IN) and place.file != SETTINGS
    return replace(place, file=FLOWS + place.file) if own else place


def _named(problem: Problem, home: Path) -> Problem:
    """The same with its file named from the shop's folder."""
    file = Path(problem.place.file)
    resolved, root = (Path.cwd() / file).resolve(), home.resolve()
    if not (file.is_absolute() or (not (home / file).exists() and file.exists())) or not resolved.is_relative_to(root):
        return problem
    return replace(problem, place=replace(problem.place, file=resolved.relative_to(root).as_posix()))


def _tried(read_it: Callable[[], T]) -> Generator[Problem, None, T | None]:
    try:
        return read_it()
    except Problems as problems:
        yield from problems.problems
    return None


def answers_of(path: Path, file: str = ANSWERS) -> CannedAnswers:
    """The canned answers of a file. Raises Problems for what is wrong in it, variables too."""
    found = read_answers(path, file)
    wrong = [
        (index, line)
        for index, answer in enumerate(found.answers)
        for line in mistakes({str(language): text for language, text in answer.texts.items()})
    ]
    if wrong:
        source = read_yaml(path, file)
        raise Problems(_in_answer(index, line, found)(source.place) for index, line in wrong)
    return found


def _in_answer(index: int, line: str, found: CannedAnswers) -> Callable[[Callable[..., Place]], Problem]:
    """A mistake at the language it speaks of."""
    language = line.partition(":")[0]
    name = found.answers[index].name
    return lambda place: Problem(place("answers", index, "texts", language), f"`{name}`: {line}", "", "answer-wrong")
