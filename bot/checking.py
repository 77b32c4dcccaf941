"""All that can be said of a shop's folder before it runs: without it a mistake in one file would hide those in all others."""

import asyncio
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from bot.premises import embeddings_path, shop_facts, teams_of
from config.answers import FILE as ANSWERS
from config.answers import CannedAnswers, read_answers
from config.countries import country_of
from config.faq import read_faq
from config.mail import mail_of
from config.near import did_you_mean
from config.settings import Environment, channels_of
from config.shop import NAME as SHOP
from config.shop import Shop, inspect_shop
from config.source import Place, Problem, Problems, parse_yaml, read_yaml
from config.understanding import TOKENIZER
from flows.flowset import FlowSet
from flows.library import BUILT_IN, FACTS, SETTINGS, examine, read_folder
from flows.patterns import COMMANDS
from flows.shop.calls import CALLS
from handoff.answers import mistakes
from handoff.clashes import clashes
from handoff.feeds import FeedError, read
from nlu import balance, sameness, strays
from nlu.model import LANGUAGES, Language
from nlu.phrases import Phrases, read_phrases

STEERING = ("affirm", "deny", "greet", "thank", "out_of_scope")  # what the engine understands by itself
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
    languages = shop.languages if shop is not None else _written(home)
    yield from _tried(lambda: read_faq(home, languages))
    yield from _tried(lambda: answers_of(home / ANSWERS))
    phrases = yield from _tried(lambda: read_phrases(home / PHRASES, languages))
    if phrases is not None:
        yield from _taught(phrases)
        yield from balance.problems(phrases, languages)
        yield from sameness.problems(phrases)
        yield from strays.problems(phrases, languages)
    facts = FACTS
    if shop is not None:
        yield from _tried(lambda: country_of(home, shop.region))
        yield from _tried(lambda: channels_of(environment, shop))
        facts = (yield from _tried(lambda: shop_facts(environment, shop))) or FACTS
        yield from _desk(environment, shop, now)
        yield from _models(environment, shop)
    yield from _flows(home, facts, phrases, shop)


def _written(home: Path) -> tuple[Language, ...]:
    """The languages there are phrases in, where the settings cannot say it."""
    found = tuple(language for language in LANGUAGES if (home / PHRASES / f"{language}.yml").exists())
    return found or LANGUAGES


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


def _models(environment: Environment, shop: Shop) -> Iterator[Problem]:
    """Who is asked what messages mean, where that can hardly be meant."""
    settings, source = shop.understanding, read_yaml(environment.dezura_home / SHOP, SHOP)

    def told(name: str, text: str, hint: str, code: str = "model-order") -> Problem:
        return source.problem(("understanding", name), f"understanding.{name}: {text}", hint, code, "warning")

    for name in ("rasa", "chat"):
        if getattr(settings, name) is not None and name not in settings.asked:
            yield told(name, "it is set up and never asked", f"add it to understanding.order: [builtin, {name}]")
    folder = embeddings_path(environment.dezura_home, shop)
    if folder is not None and not (folder / TOKENIZER).is_file():
        text, hint = f"there is no {TOKENIZER} in {settings.embeddings}", "docs/backends.md tells what must be there"
        yield source.problem(("understanding", "embeddings"), text, hint, "file-missing")
    if settings.asked[0] == "chat":
        hint = "every message leaves the shop and is paid for; begin with builtin"
        yield told("order", "the language model is asked first", hint)
    for name, wait in (("rasa", settings.rasa_wait_ms), ("chat", settings.chat.wait_ms if settings.chat else 0)):
        if name in settings.asked and wait > settings.wait_ms:
            yield told(name, f"it may take {wait} ms, and all together {settings.wait_ms}", "raise wait_ms", "waits-order")


def _text_of(feed: object, home: Path) -> str:
    """What a feed says now."""
    from bot.feeds import text_of  # noqa: PLC0415 - it takes half a second to import, and few calendars have feeds

    return asyncio.run(text_of(feed, home))  # type: ignore[arg-type]  # the type stands where the import does


def _flows(
    home: Path, facts: Mapping[str, Mapping[str, object]], phrases: Phrases | None, shop: Shop | None
) -> Iterator[Problem]:
    texts = yield from _tried(lambda: read_folder(home / "flows"))
    if texts is not None:
        intents = phrases.intents if phrases is not None else None
        flows, found = examine(texts, CALLS, facts, intents)
        yield from (replace(problem, place=_below(problem.place)) for problem in found)
        if flows is not None and phrases is not None:
            yield from _unused(flows, phrases)
        if flows is not None and shop is not None:
            yield from _team_names(texts, shop)


def _team_names(texts: Mapping[str, str], shop: Shop) -> Iterator[Problem]:
    """Teams that flows name and that are probably misspelt: a team there is not means the shop's usual one."""
    for name, text in texts.items():
        if not name.endswith(".yml") or name.startswith(BUILT_IN):
            continue
        source = parse_yaml(text, FLOWS + name)
        for path, team in _named_teams(source.data, ()):
            if team not in shop.teams and (hint := did_you_mean(team, shop.teams)):
                yield source.problem(path, f"there is no team `{team}`", hint, "team-unknown", "warning")


def _named_teams(data: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        if key == "team" and isinstance(value, str) and path and path[-1] in {"handoff", "approve"}:
            yield (*path, key), value
        yield from _named_teams(value, (*path, key))


def _taught(phrases: Phrases) -> Iterator[Problem]:
    """Intents that no model could learn."""
    counts = Counter(phrase.intent for phrase in phrases.phrases)
    for phrase in phrases.phrases:
        if counts[phrase.intent] == 1:
            yield Problem(phrase.place, f"`{phrase.intent}` has one phrase only", "write some more", "phrase-few")


def _unused(flows: FlowSet, phrases: Phrases) -> Iterator[Problem]:
    """Intents that are taught for nothing."""
    first = {phrase.intent: phrase.place for phrase in reversed(phrases.phrases)}
    for intent, place in first.items():
        if intent not in flows.by_intent and intent not in {*COMMANDS, *STEERING}:
            hint = did_you_mean(intent, flows.by_intent) or "let a flow begin with it, or take its phrases out"
            yield Problem(place, f"no flow begins with the intent `{intent}`", hint, "phrase-unused", "warning")


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
    named = replace(problem.place, file=resolved.relative_to(root).as_posix())
    return replace(problem, place=named, text=problem.text.replace(f"{root}/", ""))


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
