"""config/shop.yml as a file that several people change: without it the second to save would undo the first.

A change is written only over the very text it was made on, in one piece, and every text that stood there is kept for a while.
"""

import difflib
import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.store.draft_files import version_of
from config.forms import secrets
from config.source import Problems, parse_yaml

KEPT = 50  # texts
HIDDEN = "•••"
VARIABLE = re.compile(r"\$\{[A-Z][A-Z0-9_]*\}")
_FILE = re.compile(r"(\d+)-(\d+)-([0-9a-f]{16})\.yml")


class StaleError(Exception):
    """Somebody else has changed the file; `text` is what it says now."""

    def __init__(self, text: str) -> None:
        super().__init__("the settings have been changed meanwhile")
        self.text = text


@dataclass(frozen=True, slots=True)
class Kept:
    """A text that stood in the file from `at` on (ms since the epoch); `user_id` 0: it was not written here."""

    at: int
    user_id: int
    version: str
    path: Path

    def text(self) -> str:
        """What it says."""
        return self.path.read_bytes().decode()


class Shopfile:
    """The file in the shop's folder, and in `var` those it was before."""

    def __init__(self, home: Path, clock: Callable[[], int]) -> None:
        self.path, self.folder, self._clock = home / "config" / "shop.yml", home / "var" / "settings", clock

    def read(self) -> str:
        """What it says now; a text that was not written here is kept too. Raises OSError, UnicodeDecodeError."""
        with self._locked():
            text = self._now()
            self._keep(text, 0)
        return text

    def save(self, text: str, based_on: str, user_id: int) -> str:
        """Write a text over that of the version it was made from; the new version. Raises StaleError, OSError."""
        with self._locked():
            now = self._now()
            if version_of(now) != based_on:
                raise StaleError(now)
            self._keep(now, 0)
            self._write(text)
            self._keep(text, user_id)
        return version_of(text)

    def kept(self) -> Sequence[Kept]:
        """The texts that are kept, newest first."""
        found = ((_FILE.fullmatch(path.name), path) for path in self.folder.glob("*.yml"))
        known = [Kept(int(name[1]), int(name[2]), name[3], path) for name, path in found if name is not None]
        return sorted(known, key=lambda one: one.at, reverse=True)

    def text_of(self, version: str) -> str | None:
        """The text of a version, while it is kept."""
        return next((one.text() for one in self.kept() if one.version == version), None)

    def _now(self) -> str:
        return self.path.read_bytes().decode()

    def _write(self, text: str) -> None:
        real = self.path.resolve()
        draft = real.with_name(f".{real.name}.{version_of(text)}")
        with draft.open("wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(real, draft)
        draft.replace(real)

    def _keep(self, text: str, user_id: int) -> None:
        known, version = self.kept(), version_of(text)
        if known and known[0].version == version:
            return
        at = max(self._clock(), known[0].at + 1 if known else 0)
        path = self.folder / f"{at}-{user_id}-{version}.yml"
        path.touch(mode=0o600)
        path.write_bytes(text.encode())
        for old in known[KEPT - 1 :]:
            old.path.unlink(missing_ok=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def diff(before: str, after: str) -> str:
    """What differs, a line each with `-` or `+` and some around it; nothing of a secret."""
    hidden = sorted({*_secret(before), *_secret(after)}, key=len, reverse=True)
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2)
    text = "\n".join(line for line in lines if not line.startswith(("---", "+++")))
    for secret in hidden:
        text = text.replace(secret, HIDDEN)
    return text


def _secret(text: str) -> set[str]:
    """The secrets that stand in a text themselves, not as variables, and addresses of feeds, which may be secret."""
    try:
        data = parse_yaml(text, "settings").data
    except Problems:
        return {line.partition(":")[2].strip() for line in text.splitlines() if _names_secret(line)} - {""}
    return set(_told(data, secrets() | {"ical"}, hides=False))


def _names_secret(line: str) -> bool:
    return line.strip().partition(":")[0] in secrets() and VARIABLE.search(line) is None


def _told(data: Any, names: frozenset[str], *, hides: bool) -> Iterator[str]:
    match data:
        case dict():
            for key, inner in data.items():
                yield from _told(inner, names, hides=hides or key in names)
        case list():
            for inner in data:
                yield from _told(inner, names, hides=hides)
        case str() if hides and data and VARIABLE.fullmatch(data) is None:
            yield data
        case _:
            return
