"""Training in the background, and the models before and after: without it one could only hope that a new model is better."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from nlu.commands import training_argv
from nlu.course import BROKEN_OFF, Course, course_of, note
from nlu.model import Language
from nlu.shelf import Shelf

CODE = Path(__file__).parent.parent.parent
TOLD = 20  # lines of what was wrong


class School:
    """Trains one model at a time beside the one in use; `home` is the shop's folder, `embeddings` that of its model of sentences.

    How it stands is written in that folder, so that every process knows, and one that is started anew as well.
    """

    def __init__(self, home: Path, embeddings: Path | None = None) -> None:
        self.home, self.embeddings = home, embeddings
        self.shelf = Shelf(home)
        self._task: asyncio.Task[None] | None = None

    @property
    def course(self) -> Course:
        """How the training stands, whichever process runs it."""
        found = course_of(self.home)
        begun = self._task is not None and not self._task.done()
        return Course(running=True, what="start") if begun and not found.running else found

    def start(self, languages: Sequence[Language], target: float) -> bool:
        """Begin; False where one is trained already."""
        if self.course.running:
            return False
        self._task = asyncio.create_task(self._train(languages, target))
        return True

    async def end(self) -> None:
        """Until the training that was begun is over."""
        if self._task is not None:
            await self._task

    async def _train(self, languages: Sequence[Language], target: float) -> None:
        command = [*training_argv(self.home, languages=languages, target=target, embeddings=self.embeddings), "--beside"]
        try:
            process = await asyncio.create_subprocess_exec(
                *command, cwd=CODE, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
            )
        except OSError as error:
            note(self.home, Course(failure=f"training cannot be started: {error.strerror}"))
            return
        _, said = await process.communicate()
        if process.returncode and not course_of(self.home).running:  # else another process trains, and this one gave way
            note(self.home, Course(failure="\n".join(said.decode().splitlines()[-TOLD:]) or BROKEN_OFF))
