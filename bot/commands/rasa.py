"""`dezura import rasa`: takes over a Rasa project into a shop's folder of its own."""

import re
import shutil
from collections import defaultdict
from pathlib import Path
from typing import cast, get_args

import click

from bot.commands.common import fail, plainly
from config.settings import CHECKOUT
from flows.library import BUILT_IN, read_folder
from flows.rasa.project import read_project
from flows.rasa.takeover import COMMANDS, Taken, of_faq, report, take_over, told
from nlu.language import learn
from nlu.model import Language
from nlu.phrases import read_phrases

SHOWN = 5  # lines of each group on the screen; IMPORTED.md has all
AS_SHIPPED = ("config/countries.yml", "config/answers.yml")
SHOP = "config/shop.yml"


@click.command("rasa", short_help="A Rasa project.")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), help="The new shop's folder; without it, beside this one."
)
@click.option("--language", type=click.Choice(get_args(Language)), help="What the project is in; without it, it is guessed.")
@click.option("--dry-run", is_flag=True, help="Only say what would come and what not.")
@plainly
def import_rasa(folder: Path, into: Path | None, language: str | None, dry_run: bool) -> None:
    """Take over a Rasa project (2.x, 3.x, CALM) from FOLDER: phrases, responses, slots, forms, rules, stories, flows, tests.

    A new shop's folder is made. What did not come, and why, is said, and stands in its IMPORTED.md (docs/rasa.md).

    Example: dezura import rasa ../mybot --into myshop --language lv
    """
    into = into or Path.cwd() / f"{folder.resolve().name}-shop"
    if not dry_run and into.exists() and any(into.iterdir()):
        fail(f"{into} is not empty; give the name of a new folder with --into")
    shipped = read_phrases(CHECKOUT / "nlu" / "phrases")
    usual: dict[Language, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for phrase in shipped.phrases:
        if phrase.intent in COMMANDS:
            usual[phrase.language][phrase.intent].append(phrase.text)
    table = learn((phrase.language, phrase.text) for phrase in shipped.phrases)
    built_in = {name if name.startswith(BUILT_IN) else f"{BUILT_IN}{name}": text for name, text in _built_in().items()}
    taken = take_over(read_project(folder), table, usual, built_in, cast("Language | None", language))
    for line in told(taken, SHOWN):
        click.echo(line)
    if dry_run:
        return
    _write(taken, into, folder)
    click.echo(f"{into} is ready, in {taken.language}; {into}/IMPORTED.md has all that did not come. Then:")
    click.echo(f"  export DEZURA_HOME={into}\n  dezura check && dezura train && dezura chat")


def _built_in() -> dict[str, str]:
    """What stands below every set: the patterns, and all built-in words."""
    texts = read_folder(CHECKOUT / "flows")
    return {name: text for name, text in texts.items() if name.endswith(("scripts/patterns.yml", ".ftl"))}


def _write(taken: Taken, into: Path, source: Path) -> None:
    files = {
        **taken.files,
        "IMPORTED.md": report(taken, source.resolve().name),
        SHOP: _shop((CHECKOUT / SHOP).read_text(encoding="utf-8"), source.resolve().name, taken.language),
        "config/faq.yml": of_faq(taken.faq),
        ".gitignore": "/var/\n",
    }
    for name, text in files.items():
        path = into / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name in AS_SHIPPED:
        shutil.copy(CHECKOUT / name, into / name)


def _shop(text: str, name: str, language: Language) -> str:
    """The settings of a new shop with its name and its one language."""
    name = re.sub(r"[^\w .-]", " ", name).strip() or "shop"
    for pattern, line in (
        (r"^name: .*$", f'name: "{name}"'),
        (r"^languages: \[[^\]]*\]", f"languages: [{language}]"),
        (r"^default_language: \w+", f"default_language: {language}"),
        (r"^    languages: \[[^\]]*\]", f"    languages: [{language}]"),
    ):
        text = re.sub(pattern, line.replace("\\", ""), text, count=1, flags=re.MULTILINE)
    return text
