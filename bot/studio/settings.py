"""Hours, policies and channels as forms over shop.yml, which keep its comments."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Annotated, Any

from pydantic import Field as Rule

from bot.api.conversations import names_of
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.shape import Shape
from bot.app import reread
from bot.epoch import from_ms
from bot.store.draft_files import version_of
from bot.studio import hours
from bot.studio.checking import Change, Mistake, changed, checked
from bot.studio.context import Studio, studio_of
from bot.studio.shopfile import Kept, StaleError, diff
from bot.studio.shown import DayOut, MistakeOut, SettingsOut, at_once, days, file_of, shown
from config.shop import NAME, Shop
from config.source import Path_, Problems, parse_yaml
from handoff.teams import team_of
from nlu.model import Language

SHOWN = 20  # late promises that are named


class LateOut(Shape):
    """An open promise for which the new hours leave no time."""

    conversation_id: int
    due_at: str
    team: str


class CheckOut(Shape):
    """What changes would do: mistakes at their fields, lines that differ, what holds `at_once` and what `later`.

    For hours the `next` days by team, and the promises that would be late. `done`: written, and `version` is the new one.
    """

    version: str
    done: bool
    mistakes: list[MistakeOut]
    diff: str
    at_once: list[str]
    later: list[str]
    next: dict[str, list[DayOut]]
    late: list[LateOut]
    late_count: int


class VersionOut(Shape):
    """A text that was in the file: since when, by whom (empty: not written here), and what it changed."""

    version: str
    at: str
    agent: str
    diff: str


class SettingsVersions(Shape):
    """Those that are kept, newest first."""

    items: list[VersionOut]


class LanguageQuery(Strict):
    """In which language settings are named."""

    lang: Language = "en"


class ChangeBody(Strict):
    """Another value at a path, or one as a YAML text, or none."""

    path: Annotated[tuple[str | int, ...], Rule(min_length=1, max_length=12)]
    value: Any = None
    yaml: Annotated[str, Rule(max_length=40_000)] | None = None
    removed: bool = False


class SettingsBody(Strict):
    """Changes of the file's text of that version."""

    version: Annotated[str, Rule(pattern="^[0-9a-f]{16}$")]
    changes: Annotated[tuple[ChangeBody, ...], Rule(min_length=1, max_length=200)]


class SettingsBackBody(Strict):
    """The version to go back to, and the one that is there now."""

    version: Annotated[str, Rule(pattern="^[0-9a-f]{16}$")]
    to: Annotated[str, Rule(pattern="^[0-9a-f]{16}$")]


async def read(ask: Ask[LanguageQuery, Nothing]) -> SettingsOut:
    """Every setting as a field, with what is to be known of it."""
    studio = studio_of(ask)
    text = await _text(studio)
    return await asyncio.to_thread(shown, studio, text, ask.query.lang, ask.api.now())


async def check(ask: Ask[Nothing, SettingsBody]) -> CheckOut:
    """What changes would do, without doing them."""
    studio = studio_of(ask)
    text = await _text(studio)
    _refuse_stale(studio, text, ask.body.version)
    return await _tried(ask, studio, text, _wanted(ask.body))


async def save(ask: Ask[Nothing, SettingsBody]) -> CheckOut:
    """Write changes, if nothing is wrong with them and nobody else has changed the file."""
    studio = studio_of(ask)
    text = await _text(studio)
    _refuse_stale(studio, text, ask.body.version)
    wanted = _wanted(ask.body)
    return await _written(ask, studio, text, wanted, "settings.saved")


async def versions(ask: Ask[Nothing, Nothing]) -> SettingsVersions:
    """The texts that were in the file, each with what it changed."""
    studio = studio_of(ask)
    await _text(studio)
    names = await ask.api.database.read(names_of)
    return SettingsVersions(items=await asyncio.to_thread(_history, file_of(studio).kept(), names))


async def back(ask: Ask[Nothing, SettingsBackBody]) -> CheckOut:
    """Go back to an earlier text as a whole."""
    studio = studio_of(ask)
    text = await _text(studio)
    _refuse_stale(studio, text, ask.body.version)
    old = await asyncio.to_thread(file_of(studio).text_of, ask.body.to)
    if old is None:
        raise Problem(404, "This version is not kept any more.")
    return await _written(ask, studio, text, lambda _text: (old, ()), "settings.taken_back")


Wanted = Callable[[str], tuple[str, Sequence[Mistake]]]


def _wanted(body: SettingsBody) -> Wanted:
    changes = [Change(one.path, one.value, one.yaml, one.removed) for one in body.changes]
    return partial(changed, changes=changes)


async def _written(ask: Ask[Nothing, Any], studio: Studio, text: str, wanted: Wanted, action: str) -> CheckOut:
    tried = await _tried(ask, studio, text, wanted)
    if tried.mistakes:
        first = tried.mistakes[0]
        path = ".".join(map(str, first.path))
        errors = [{"path": ".".join(map(str, one.path)), "detail": one.detail} for one in tried.mistakes]
        raise Problem(422, first.detail, path=path, errors=errors)
    new, _ = wanted(text)
    try:
        version = await asyncio.to_thread(file_of(studio).save, new, version_of(text), ask.agent.id)
    except StaleError as stale:
        raise _stale(text, stale.text) from None
    except OSError as error:
        raise Problem(409, f"The file {NAME} cannot be written: {error.strerror}. Change it where it comes from.") from None
    if tried.at_once:
        await asyncio.to_thread(reread, studio.floor)
        ask.api.doorbell.ring("promises")
    touched = [*tried.at_once, *tried.later]
    await ask.api.database.write(lambda connection: ask.record(connection, action, "settings:shop", paths=touched))
    return tried.model_copy(update={"version": version, "done": True})


async def _tried(ask: Ask[Nothing, Any], studio: Studio, text: str, wanted: Wanted) -> CheckOut:
    new, mistakes, shop = await asyncio.to_thread(_judged, studio, text, wanted)
    found = CheckOut(
        version=version_of(text), done=False, diff=diff(text, new), at_once=[], later=[], next={}, late=[], late_count=0,
        mistakes=[MistakeOut(path=list(one.path), detail=one.detail) for one in mistakes],
    )  # fmt: skip
    touched = list(_differing(parse_yaml(text, NAME).data, parse_yaml(new, NAME).data, ())) if new != text else []
    found.at_once = [".".join(map(str, path)) for path in touched if at_once(studio, path)]
    found.later = [".".join(map(str, path)) for path in touched if not at_once(studio, path)]
    if shop is None or mistakes:
        return found
    teams = {name: team_of(shop, name) for name in shop.teams}
    now = ask.api.now()
    for path in touched:
        if path[0] == "teams" and path[2:3] == ("calendar",) and path[1] in teams:
            found.next[str(path[1])] = days(teams[str(path[1])], now)
    if found.next:
        work = partial(hours.late, teams=teams, running=studio.floor.teams, usual=shop.team, now=now)
        lost = await ask.api.database.read(work)
        found.late_count = len(lost)
        found.late = [
            LateOut(conversation_id=one.conversation_id, due_at=one.due_at.isoformat(), team=one.team) for one in lost[:SHOWN]
        ]
    return found


def _judged(studio: Studio, text: str, wanted: Wanted) -> tuple[str, Sequence[Mistake], Shop | None]:
    new, refused = wanted(text)
    shop, mistakes = checked(new, studio.floor)
    return new, [*refused, *mistakes], shop


def _differing(before: Any, after: Any, path: Path_) -> Iterator[Path_]:
    """Where two readings differ, as deep as both have something."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in {**before, **after}:
            if key not in before or key not in after:
                yield (*path, key)
            else:
                yield from _differing(before[key], after[key], (*path, key))
    elif before != after:
        yield path


async def _text(studio: Studio) -> str:
    try:
        text = await asyncio.to_thread(file_of(studio).read)
        parse_yaml(text, NAME)
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(409, f"{NAME} cannot be read: {error}.") from None
    except Problems as problems:
        raise Problem(409, f"{problems.problems[0]}. Mend it in the file first.") from None
    return text


def _refuse_stale(studio: Studio, text: str, version: str) -> None:
    if version_of(text) != version:
        raise _stale(file_of(studio).text_of(version) or text, text)


def _stale(before: str, now: str) -> Problem:
    """Told with what the other has changed."""
    more: dict[str, Any] = {"reason": "changed", "diff": diff(before, now), "version": version_of(now)}
    return Problem(409, "Somebody else has changed the settings meanwhile. Look at their change, then save yours again.", **more)


def _history(kept: Sequence[Kept], names: Mapping[int, str]) -> list[VersionOut]:
    texts = [one.text() for one in kept]
    return [
        VersionOut(
            version=one.version, at=from_ms(one.at).isoformat(), agent=names.get(one.user_id, ""),
            diff=diff(texts[place + 1], texts[place]) if place + 1 < len(texts) else "",
        )
        for place, one in enumerate(kept)
    ]  # fmt: skip


_TWO: Mapping[int, str] = {409: "Somebody else has changed the file: `diff` shows how; or it cannot be written"}


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET", "/studio/settings", read, "Settings as fields of a form", "admin", SettingsOut, query=LanguageQuery,
        problems={409: "The file cannot be read"},
    ),
    Endpoint(
        "POST", "/studio/settings/check", check, "What changes of settings would do", "admin", CheckOut, body=SettingsBody,
        problems=_TWO,
    ),
    Endpoint(
        "POST", "/studio/settings", save, "Change settings", "admin", CheckOut, body=SettingsBody, problems=_TWO,
    ),
    Endpoint("GET", "/studio/settings/versions", versions, "Earlier texts of the settings", "admin", SettingsVersions,
             problems={409: "The file cannot be read"}),
    Endpoint(
        "POST", "/studio/settings/back", back, "Go back to an earlier text of the settings", "admin", CheckOut,
        body=SettingsBackBody,
        problems={404: "There is no such version any more", **_TWO},
    ),
)  # fmt: skip
