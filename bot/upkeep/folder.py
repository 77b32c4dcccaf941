"""Which files are the shop's own: without it a backup would hold the program, or lack the flows.

Hidden files stay out: `.git` keeps its own history, and `.env` holds secrets. Of `var/` only the trained model, the phrases
that people took from messages and the list of erasures are kept; the database has a way of its own.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from config.settings import CHECKOUT

OWN = ("config", "flows/scripts", "flows/wording", "nlu/phrases")  # the shop's own, where the folder is the program's too
MADE = ("model.npz", "model.json", "lessons", "erasures.jsonl")  # of what stands in var/


def own_files(home: Path) -> Iterator[tuple[str, Path]]:
    """The shop's files with their names from its folder, in order; links are not followed."""
    shared = home.resolve() == CHECKOUT
    for folder in OWN if shared else ("",):
        yield from _below(home, home / folder, {".py", ".pyc"} if shared else {".pyc"}, without=home / "var")
    for name in MADE:
        found = home / "var" / name
        if found.is_dir():
            yield from _below(home, found, set())
        elif found.is_file() and not found.is_symlink():
            yield f"var/{name}", found


def _below(home: Path, folder: Path, but: set[str], without: Path | None = None) -> Iterator[tuple[str, Path]]:
    for root, folders, names in os.walk(folder):
        at = Path(root)
        folders[:] = sorted(one for one in folders if not one.startswith((".", "__pycache__")) and at / one != without)
        for name in sorted(names):
            path = at / name
            if not name.startswith(".") and path.suffix not in but and path.is_file() and not path.is_symlink():
                yield path.relative_to(home).as_posix(), path
