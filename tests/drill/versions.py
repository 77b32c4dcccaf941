"""The program as it was before its newest migration, from the project's own history: without it a deploy would change nothing."""

import io
import subprocess
import tarfile
from pathlib import Path
from shutil import copyfile

from config.settings import CHECKOUT

_PROGRAM = ("bot", "handoff", "flows", "nlu", "config")
_MIGRATIONS = "bot/store/migrations/versions"


def before() -> str:
    """The commit before the newest migration; empty where the history is not here, as in an archive or a shallow clone."""
    added = _git("log", "-1", "--diff-filter=A", "--format=%H", "--", _MIGRATIONS).decode().strip()
    return _git("rev-parse", "--verify", "--quiet", f"{added}^").decode().strip() if added else ""


def tree(commit: str, folder: Path) -> Path:
    """That version's program in a folder, with today's way of starting it for a drill."""
    with tarfile.open(fileobj=io.BytesIO(_git("archive", commit, *_PROGRAM))) as archive:
        archive.extractall(folder, filter="data")
    for name in ("tests/__init__.py", "tests/drill/__init__.py", "tests/drill/launch.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        copyfile(CHECKOUT / name, folder / name)
    return folder


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", "-C", str(CHECKOUT), *arguments], capture_output=True, check=False).stdout
