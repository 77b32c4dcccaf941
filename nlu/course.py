"""How a training stands, for every process that asks: without it a restart would forget one that runs, and two could run at once.

The process that trains holds a lock on a file, which the system lets go of when it ends, however it ends. What is written down as
running while nobody holds the lock was broken off.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

BROKEN_OFF = "broken off"
_TRIES, _PAUSE = 5, 0.05  # a process that only asks whether somebody trains holds the lock for a moment


class BusyError(Exception):
    """Another process is training already."""


@dataclass(frozen=True, slots=True)
class Course:
    """Steps done of all, what is being done, and what was wrong with it (BROKEN_OFF where its process ended before it did)."""

    running: bool = False
    done: int = 0
    total: int = 0
    what: str = ""
    failure: str = ""


def course_of(home: Path) -> Course:
    """How the training in this shop's folder stands."""
    try:
        found = Course(**json.loads(_noted(home).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Course()
    if found.running and not _is_held(home):
        return Course(failure=BROKEN_OFF)
    return found


@contextmanager
def training_in(home: Path) -> Iterator[None]:
    """While it lasts nobody else trains here. Raises BusyError."""
    path = _lock(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        for again in range(_TRIES, -1, -1):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not again:
                    raise BusyError("a model is being trained already: wait for it") from None
                time.sleep(_PAUSE)
        yield


def note(home: Path, course: Course) -> None:
    """Write down how it stands."""
    path = _noted(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(asdict(course)), encoding="utf-8")
    draft.replace(path)


def _is_held(home: Path) -> bool:
    try:
        with _lock(home).open("a") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _noted(home: Path) -> Path:
    return home / "var" / "training.json"


def _lock(home: Path) -> Path:
    return home / "var" / "training.lock"
