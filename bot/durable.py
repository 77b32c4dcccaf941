"""Small files of the program's own, for their owner's eyes only: whole and on the disk when written, or not there at all."""

import os
from pathlib import Path


def write(path: Path, content: bytes) -> None:
    """Put this in the file's place; a reader sees the old file or the new one. Raises OSError."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    _put(draft, os.O_TRUNC, content)
    draft.replace(path)


def add(path: Path, content: bytes) -> None:
    """Write this at the file's end; it is made where there is none. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _put(path, os.O_APPEND, content)


def _put(path: Path, how: int, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
