"""Training in the background, and the models before and after: without it one could only hope that a new model is better."""

import asyncio
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlu.commands import model_path, report_path, training_argv
from nlu.model import Language

CODE = Path(__file__).parent.parent.parent
TOLD = 20  # lines of what was wrong


@dataclass(frozen=True, slots=True)
class Course:
    """How a training stands: steps done of all, what is being done, and what was wrong with it."""

    running: bool = False
    done: int = 0
    total: int = 0
    what: str = ""
    failure: str = ""


class School:
    """Trains one model at a time beside the one in use; `home` is the shop's folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.course = Course()
        self._task: asyncio.Task[None] | None = None

    @property
    def using(self) -> Path:
        """The model in use."""
        return model_path(self.home)

    @property
    def trained(self) -> Path:
        """The one that was trained last and is not in use yet."""
        return self.using.with_name("model-new.npz")

    @property
    def before(self) -> Path:
        """The one that was in use before."""
        return self.using.with_name("model-before.npz")

    def start(self, languages: Sequence[Language], target: float) -> bool:
        """Begin; False where one is trained already."""
        if self.course.running:
            return False
        self.course = Course(running=True, what="start")
        self._task = asyncio.create_task(self._train(languages, target))
        return True

    async def end(self) -> None:
        """Until the training that was begun is over."""
        if self._task is not None:
            await self._task

    async def _train(self, languages: Sequence[Language], target: float) -> None:
        command = [*training_argv(self.home, languages=languages, target=target), "--model", str(self.trained), "--steps"]
        try:
            process = await asyncio.create_subprocess_exec(
                *command, cwd=CODE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
            )
            assert process.stdout is not None
            assert process.stderr is not None
            wrong = asyncio.create_task(process.stderr.read())
            async for line in process.stdout:
                self._heard(line.decode())
            code, said = await process.wait(), (await wrong).decode()
        except OSError as error:
            self.course = Course(failure=f"training cannot be started: {error.strerror}")
            return
        self.course = Course(failure="\n".join(said.splitlines()[-TOLD:]) if code else "")

    def _heard(self, line: str) -> None:
        done, _, rest = line.partition(" ")
        total, _, what = rest.partition(" ")
        if done.isdecimal() and total.isdecimal():
            self.course = Course(running=True, done=int(done), total=int(total), what=what.strip())

    def use(self) -> bool:
        """Put the new model into the place of the one in use, which is kept; False where there is none."""
        if not self.trained.exists():
            return False
        _copy(self.using, self.before)
        _move(self.trained, self.using)
        return True

    def back(self) -> bool:
        """Put the model before into its place again; the one in use takes the place of the new. False where there is none."""
        if not self.before.exists():
            return False
        _copy(self.using, self.trained)
        _move(self.before, self.using)
        return True


def report_of(model: Path) -> Mapping[str, Any] | None:
    """The report of a model, where there is one of this very model."""
    try:
        found: Mapping[str, Any] = json.loads(report_path(model).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


def _copy(one: Path, other: Path) -> None:
    for source, target in ((one, other), (report_path(one), report_path(other))):
        target.unlink(missing_ok=True)
        if source.exists():
            draft = target.with_name(f".{target.name}")
            shutil.copyfile(source, draft)
            draft.replace(target)


def _move(one: Path, other: Path) -> None:
    """The report first: a reader of the new model never finds the old one's."""
    if report_path(one).exists():
        report_path(one).replace(report_path(other))
    else:
        report_path(other).unlink(missing_ok=True)
    one.replace(other)
