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
from nlu.artifact import save
from nlu.commands import TARGET, lessons_path, model_path, phrases_path, report_path
from nlu.model import LANGUAGES, Language
from nlu.phrases import read_phrases
from nlu.report import Figures, Report
from nlu.thresholds import OUTSIDE_SHARE
from nlu.training import train


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, save, show; 0 when the model stands, 1 when the phrases have mistakes, which are printed with their lines."""
    options = _parser().parse_args(arguments)
    languages = cast("tuple[Language, ...]", tuple(options.languages.split(",")))
    console = Console()
    try:
        report = _train(options, languages, console)
    except Problems as problems:
        print(problems, file=sys.stderr)
        return 1
    show(report, console)
    console.print(f"\nThe model stands in {_place(options)} ({time.process_time():.0f} s of CPU).", highlight=False)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m nlu.trainer", description="Learn a shop's phrases.")
    parser.add_argument("home", type=Path, help="the shop's folder")
    parser.add_argument("--languages", default=",".join(LANGUAGES), help="comma-separated, of " + " ".join(LANGUAGES))
    parser.add_argument("--target", type=float, default=TARGET, help="share of accepted answers that should be right")
    parser.add_argument("--model", type=Path, help="where the model is written; the shop's own by default")
    parser.add_argument("--steps", action="store_true", help="a line a step for a program that waits: done, total, what")
    return parser


def _place(options: argparse.Namespace) -> Path:
    return Path(options.model or model_path(options.home))


def _train(options: argparse.Namespace, languages: Sequence[Language], console: Console) -> Report:
    phrases = read_phrases(phrases_path(options.home), languages, lessons_path(options.home))
    columns = (TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=options.steps) as progress:
        task = progress.add_task("training")

        def tell(what: str, done: int, total: int) -> None:
            progress.update(task, description=what, completed=done, total=total)
            if options.steps:
                print(done, total, what, flush=True)

        model, report = train(phrases, languages, options.target, tell)
    digest = save(model, _place(options))
    data = {"model": digest, "at": time.time_ns() // 1_000_000, **report.as_data()}
    report_path(_place(options)).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return report


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
        "Customers word things as no example does: expect less, and add what they really write.",
        highlight=False,
        soft_wrap=True,
    )
    console.print(_figures("language", report.languages), _figures("intent", report.intents))
    if report.confusions:
        console.print(_confusions(report))


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
