"""That a restore began and did not end: without it a killed one would be taken for a shop, half old and half new."""

import json
import os
from pathlib import Path

from bot.store.database import DatabaseError
from bot.upkeep.archive import sync_folder

FILE = "restoring.json"


def begin(var: Path, archive: Path, digest: str) -> None:
    """Say so, on the disk."""
    var.mkdir(parents=True, exist_ok=True)
    path = var / FILE
    with path.open("w", encoding="utf-8") as file:
        json.dump({"archive": str(archive.resolve()), "digest": digest}, file)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(var)


def end(var: Path) -> None:
    """It is done."""
    (var / FILE).unlink(missing_ok=True)
    sync_folder(var)


def begun(var: Path) -> tuple[str, str] | None:
    """Archive and digest of a restore that did not end."""
    try:
        found = json.loads((var / FILE).read_text(encoding="utf-8"))
        return str(found["archive"]), str(found["digest"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        return "FILE", ""  # it was cut short itself


def refuse(var: Path) -> None:
    """Raises DatabaseError where a restore did not end."""
    if (found := begun(var)) is not None:
        raise DatabaseError(f"a restore began here and did not end: run `dezura restore {found[0]}` again")
