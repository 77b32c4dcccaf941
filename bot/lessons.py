"""Phrases that people took from messages, on their way to training: without it they would lie in the database unlearnt."""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
import yaml

from bot.store import lessons
from bot.store.database import DatabaseError, connect
from bot.store.lessons import Lesson
from config.settings import Environment
from nlu.commands import lessons_path
from nlu.normalise import key

HEAD = "# Written by `dezura train` from what people took from messages; change it in the console.\n"


def bring(environment: Environment) -> str:
    """Write them beside the phrase files. A line for people where the database could not be read, else nothing."""
    try:
        write(lessons_path(environment.dezura_home), _read(environment))
    except DatabaseError as error:
        return f"Phrases from the console are not learnt this time: {error}"
    return ""


def _read(environment: Environment) -> Sequence[Lesson]:
    url = sa.make_url(environment.database)
    if url.drivername.startswith("sqlite") and not Path(url.database or "").exists():
        return ()
    database = connect(environment.database)
    try:
        return database.submit(_everything).result()
    finally:
        database.close()


def _everything(connection: sa.Connection) -> Sequence[Lesson]:
    """Before the program has run for the first time there is no such table."""
    return lessons.everything(connection) if sa.inspect(connection).has_table("lessons") else ()


def write(folder: Path, found: Sequence[Lesson]) -> None:
    """One file a language in the format of phrase files; a language without any has no file.

    Two people may have taken the same words for different intents, which no training would take: what was said last counts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found = _agreeing(found)
    for path in folder.glob("*.yml"):
        if path.stem not in {f"{lesson.language}-lessons" for lesson in found}:
            path.unlink()
    for language in sorted({lesson.language for lesson in found}):
        mine = [lesson for lesson in found if lesson.language == language]
        blocks = [
            {"intent": intent, "examples": [lesson.text for lesson in mine if lesson.intent == intent]}
            for intent in sorted({lesson.intent for lesson in mine})
        ]
        text = yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True, sort_keys=False, width=130)
        draft = folder / f"{language}-lessons.draft"  # who is stopped in the middle leaves the file as it was
        draft.write_text(HEAD + text, encoding="utf-8")
        draft.replace(folder / f"{language}-lessons.yml")


def _agreeing(found: Sequence[Lesson]) -> Sequence[Lesson]:
    last = {(one.language, key(one.text)): one.intent for one in sorted(found, key=lambda one: (one.made_at, one.id))}
    return [one for one in found if last[one.language, key(one.text)] == one.intent]
