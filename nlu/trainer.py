"""The training process: without it learning would happen inside the server, or nowhere. Run as `python -m nlu.trainer HOME`."""

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from config.source import Problems
from nlu import passing
from nlu.artifact import ModelError, save
from nlu.commands import TARGET, lessons_path, phrases_path
from nlu.comparing import Comparison
from nlu.course import BusyError, Course, note, training_in
from nlu.embeddings import open_embeddings
from nlu.leverage import weighed
from nlu.model import LANGUAGES, Language
from nlu.pages import page
from nlu.phrases import read_phrases
from nlu.report import ALL, Figures, Report
from nlu.shelf import Shelf, report_of, report_path
from nlu.thresholds import OUTSIDE_SHARE
from nlu.training import train

WORSE = 3  # the exit code where the model in use stays


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, compare, show, use; 0 when the model stands, 1 for mistakes in the phrases, with their lines, 3 for a worse one."""
    options = _parser().parse_args(arguments)
    console = Console()
    try:
        with training_in(options.home):
            return _run(options, console)
    except BusyError as error:
        print(f"{str(error).capitalize()}.", file=sys.stderr)
        return 1


def _run(options: argparse.Namespace, console: Console) -> int:
    languages = cast("tuple[Language, ...]", tuple(options.languages.split(",")))
    shelf = Shelf(options.home)
    try:
        report, comparison = _train(options, languages, shelf, console)
    except (Problems, ModelError) as problems:
        print(problems, file=sys.stderr)
        note(options.home, Course(failure=str(problems)))
        return 1
    note(options.home, Course())
    show(report, console)
    if options.report:
        _draw(options.report, shelf, console)
    passing.show(comparison, console)
    if options.gate and comparison is not None and comparison.worse:
        print(f"\n{passing.refusal(comparison.worse)}", file=sys.stderr)
        return WORSE
    if not options.beside:
        shelf.publish()
    place = shelf.trained if options.beside else shelf.using
    console.print(f"\nThe model stands in {place} ({time.process_time():.0f} s of CPU).", highlight=False)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m nlu.trainer", description="Learn a shop's phrases.")
    parser.add_argument("home", type=Path, help="the shop's folder")
    parser.add_argument("--languages", default=",".join(LANGUAGES), help="comma-separated, of " + " ".join(LANGUAGES))
    parser.add_argument("--target", type=float, default=TARGET, help="share of accepted answers that should be right")
    parser.add_argument("--embeddings", type=Path, help="a folder with a model of sentences to learn with")
    parser.add_argument("--beside", action="store_true", help="leave the model in use, and the new one beside it")
    parser.add_argument("--gate", action="store_true", help="leave the model in use where the new one is worse")
    parser.add_argument("--report", type=Path, help="also draw the report as a page, into this file")
    return parser


def _train(
    options: argparse.Namespace, languages: Sequence[Language], shelf: Shelf, console: Console
) -> tuple[Report, Comparison | None]:
    phrases = read_phrases(phrases_path(options.home), languages, lessons_path(options.home))
    columns = (TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=options.beside) as progress:
        task = progress.add_task("training")

        def tell(what: str, done: int, total: int) -> None:
            progress.update(task, description=what, completed=done, total=total)
            note(options.home, Course(True, done, total, what))

        tell("phrases", 0, 0)
        embeddings = open_embeddings(options.embeddings) if options.embeddings else None
        further = [weighed(embeddings, phrases, languages, lambda what: tell(what, 0, 0))] if embeddings else []
        model, report = train(phrases, languages, options.target, tell, further)
    chosen = [one for one in phrases.phrases if one.language in languages]
    comparison = passing.compared(shelf.using, chosen, report.outcomes, [embeddings] if embeddings else ())
    shelf.trained.unlink(missing_ok=True)  # the old one is not to be found with the new one's report
    digest = save(model, shelf.trained.with_suffix(".half"))
    data = passing.as_data(report.as_data(), digest, time.time_ns() // 1_000_000, comparison)
    report_path(shelf.trained).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    shelf.trained.with_suffix(".half").replace(shelf.trained)
    return report, comparison


def _draw(path: Path, shelf: Shelf, console: Console) -> None:
    """The page of the new model's report, beside that of the one in use."""
    data = json.loads(report_path(shelf.trained).read_text(encoding="utf-8"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(data, report_of(shelf.using)), encoding="utf-8")
    console.print(f"\nThe report stands in {path}", highlight=False, soft_wrap=True)


def show(report: Report, console: Console) -> None:
    """Print a report for people."""
    console.print(
        f"{report.phrases} phrases. On examples like these, unseen in training:\n"
        f"  {report.accuracy:.0%} understood right at the first guess\n"
        f"  {report.answered:.0%} answered without asking back, from a certainty of {report.threshold:.2f} on\n"
        f"  {report.precision:.0%} of those answers right, if {OUTSIDE_SHARE:.0%} of all messages are out of scope"
        f" (target {report.target:.0%})\n"
        f"  {report.outside_answered:.0%} of messages out of scope answered all the same\n"
        f"  {report.ece:.3f} between the certainty said and the share that is right (0 is best)\n"
        f"{_promise(report)}"
        "Customers word things as no example does: expect less, and add what they really write.",
        highlight=False,
        soft_wrap=True,
    )
    console.print(_figures("language", report.languages), _figures("intent", report.intents))
    if report.confusions:
        console.print(_confusions(report))


def _promise(report: Report) -> str:
    """What can be promised, and of which language not enough is known."""
    told = ""
    for code, one in report.certainty.items():
        if one.chosen is not None and not one.chosen.kept:
            of = "" if code == ALL else f" in {code}"
            told += f"  No promise can be made{of} on {one.chosen.count} phrases: no more than {one.chosen.least:.0%} is sure.\n"
            told += f"  Until there are more, only what is sure to {one.chosen.threshold:.2f} is answered{of}.\n"
    return told


def _figures(name: str, rows: Mapping[str, Figures]) -> Table:
    table = Table(name, "phrases", "right", "answered", box=None, title_justify="left")
    for key, row in sorted(rows.items(), key=lambda pair: pair[1].accuracy):
        table.add_row(key, str(row.count), f"{row.accuracy:.0%}", f"{row.answered:.0%}")
    return table


def _confusions(report: Report) -> Table:
    table = Table("taken for one another", "times", "for example", box=None)
    for one in report.confusions:
        place, text = one.example.place, one.example.text
        table.add_row(f"{one.intent} as {one.taken_for}", str(one.count), f"{Path(place.file).name}:{place.line} {text[:60]}")
    return table


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # the old model, if any, stands as it was
        sys.exit(130)
