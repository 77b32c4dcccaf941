"""Canned answers from a file: without it a new shop would have to write in the console what every shop says."""

from pathlib import Path

import click
import sqlalchemy as sa

from bot.app import now_ms
from bot.checking import answers_of
from bot.commands.common import database, plainly, settings
from bot.store import audit, canned
from config.answers import FILE, CannedAnswers


@click.command("answers", short_help="Canned answers from a YAML file.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@plainly
def import_answers(file: Path | None) -> None:
    """Take canned answers into the console: those of config/answers.yml, or of another file like it.

    Safe to repeat: what people have changed or removed in the console stays so.

    Example: dezura import answers
    """
    environment, _ = settings()
    path = file or environment.dezura_home / FILE
    found = answers_of(path, str(file) if file is not None else FILE)
    with database(environment) as opened:
        new = opened.submit(lambda connection: take_in(connection, found, now_ms())).result()
    click.echo(f"{new} new of {len(found.answers)} canned answers")


def take_in(connection: sa.Connection, found: CannedAnswers, now: int) -> int:
    """Add those that the shop has never had; how many."""
    new = 0
    for answer in found.answers:
        if canned.was_ever(connection, answer.name):
            continue
        texts = {str(language): text for language, text in answer.texts.items()}
        made = canned.add(connection, owner_id=canned.SHOP, name=answer.name, texts=texts, by=None, now=now)
        if made is not None:
            about = f"answer:{made.id}"
            audit.record(connection, who=None, action="answer.written", about=about, detail={"name": made.name}, now=now)
            new += 1
    return new
