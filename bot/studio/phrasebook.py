"""Changes of phrases on the disk: without it a mistake in one would stop the next training of all of them.

All changes are tried on a copy first; only files that can be read together are put into their places.
"""

import fcntl
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nlu.model import Language
from nlu.phrase_files import added, replaced, without
from nlu.phrases import fingerprint, read_phrases


class StalePhrasesError(Exception):
    """The files are not those that were looked at."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One change; `text` is the phrase at `file` and `line` as it was seen, `texts` what is added or stands there instead."""

    kind: Literal["add", "remove", "edit", "move"]
    language: Language
    intent: str
    texts: tuple[str, ...] = ()
    file: str = ""
    line: int = 0
    text: str = ""


def change(folder: Path, lessons: Path, languages: Sequence[Language], deeds: Sequence[Deed], version: str) -> str:
    """Make changes on the files of that version; the new version. Raises StalePhrasesError, PhraseError, Problems, OSError."""
    with (folder.parent / ".phrases.lock").open("a") as lock, tempfile.TemporaryDirectory() as room:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if fingerprint(folder, languages, lessons) != version:
            raise StalePhrasesError
        copy = Path(shutil.copytree(folder, Path(room) / "phrases"))
        touched = {_do(copy, deed) for deed in sorted(deeds, key=lambda deed: -deed.line)}
        touched |= {_studio_file(deed) for deed in deeds if deed.kind in {"add", "move"}}
        read_phrases(copy, languages, lessons)
        for name in sorted(touched):
            draft = folder / f".{name}"
            shutil.copyfile(copy / name, draft)
            draft.replace(folder / name)
        return fingerprint(folder, languages, lessons)


def _studio_file(deed: Deed) -> str:
    return f"{deed.language}-studio.yml"


def _do(folder: Path, deed: Deed) -> str:
    """From the last line to the first, so that the lines still to come keep their numbers."""
    match deed.kind:
        case "add":
            _add(folder, deed, deed.texts)
            return _studio_file(deed)
        case "remove":
            _write(folder / deed.file, without(_read(folder / deed.file), deed.line, deed.text))
        case "edit":
            _write(folder / deed.file, replaced(_read(folder / deed.file), deed.line, deed.text, " ".join(deed.texts)))
        case "move":
            _write(folder / deed.file, without(_read(folder / deed.file), deed.line, deed.text))
            _add(folder, deed, (deed.text,))
    return deed.file


def _add(folder: Path, deed: Deed, texts: Sequence[str]) -> None:
    path = folder / _studio_file(deed)
    _write(path, added(_read(path) if path.exists() else "", deed.intent, texts))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
