"""What the command line asks of understanding: without it a model could be neither made nor tried out by hand."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from nlu.artifact import ModelError, load
from nlu.embeddings import NAME, open_embeddings
from nlu.model import LANGUAGES, Language, Nlu, Understanding, Utterance
from nlu.phrases import fingerprint

TARGET = 0.9
_CODE = Path(__file__).parent.parent


def model_path(home: Path) -> Path:
    """Where a shop's model stands."""
    return home / "var" / "model.npz"


def phrases_path(home: Path) -> Path:
    """Where a shop's phrases stand."""
    return home / "nlu" / "phrases"


def lessons_path(home: Path) -> Path:
    """Where the phrases stand that people took from messages, written there before training."""
    return home / "var" / "lessons"


def is_trained(
    home: Path, *, languages: Sequence[Language] = LANGUAGES, target: float = TARGET, embeddings: Path | None = None
) -> bool:
    """Whether the shop has a usable model of just these phrases, languages, target and embeddings. Raises ModelError."""
    try:
        model = load(model_path(home))
    except ModelError:
        return False
    wanted = open_embeddings(embeddings).digest if embeddings else ""
    if wanted != next((block.digest for block in model.blocks if block.name == NAME), ""):
        return False
    return model.fingerprint == fingerprint(phrases_path(home), languages, lessons_path(home)) and model.target == target


def train_command(
    home: Path,
    console: Console,
    *,
    languages: Sequence[Language] = LANGUAGES,
    target: float = TARGET,
    if_needed: bool = False,
    gate: bool = False,
    embeddings: Path | None = None,
    report: Path | None = None,
) -> int:
    """`dezura train`: learn the shop's phrases and show how well it went, also against the model before.

    0 when a model stands, 1 for mistakes in the phrases, 3 where the new model is worse than the one in use and `gate` says that
    this one stays then. `report` is where to draw the report as a page, for which the model is trained anew.

    `if_needed` leaves a model alone that is of these very phrases. Training is a process of its own:
    scikit-learn takes 2 s of CPU and 100 MB by itself, which neither the server nor any other command should carry.
    """
    if if_needed and report is None and is_trained(home, languages=languages, target=target, embeddings=embeddings):
        console.print(f"The model is of these very phrases: {model_path(home)}")
        return 0
    command = [*training_argv(home, languages=languages, target=target, embeddings=embeddings), *(["--gate"] if gate else [])]
    command += ["--report", str(report.resolve())] if report is not None else []
    return subprocess.run(command, cwd=_CODE, check=False).returncode  # noqa: S603 - our own module by its name, no shell


def training_argv(
    home: Path, *, languages: Sequence[Language] = LANGUAGES, target: float = TARGET, embeddings: Path | None = None
) -> list[str]:
    """The command of the training process, for those who start it themselves (asyncio, a service)."""
    shop = [str(home.resolve()), "--languages", ",".join(languages), "--target", str(target)]
    return [sys.executable, "-m", "nlu.trainer", *shop, *(["--embeddings", str(embeddings.resolve())] if embeddings else [])]


async def understand_lines(nlu: Nlu, lines: Iterable[str], as_json: bool) -> AsyncIterator[str]:
    """`dezura understand`: what the models make of each line, as one JSON object or as one line for people."""
    for line in lines:
        (found,) = await nlu.understand([Utterance(line.rstrip("\r\n"))])
        yield json.dumps(asdict(found), ensure_ascii=False) if as_json else _line(found)


def _line(found: Understanding) -> str:
    guesses = ", ".join(f"{intent.name} {intent.confidence:.0%}" for intent in found.ranking[:3])
    meaning = f"{found.intent} {found.confidence:.0%}" if found.accepted else f"not sure: {guesses or 'nothing to go by'}"
    by = [] if found.model.startswith("builtin-") else [f"by {found.model}"]
    return "  ".join([found.language, meaning, *(f"{entity.kind}={entity.value}" for entity in found.entities), *by])
