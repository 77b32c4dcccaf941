"""Which archives stay: without it a nightly backup would fill the disk of the shop it is for."""

import re
from datetime import UTC, datetime
from pathlib import Path

_NAME = re.compile(r"dezura-\d{8}T\d{6}Z(-\d+)?\.zip")


def name_at(folder: Path, now: int) -> Path:
    """A name of its own for an archive of this moment (ms since the epoch)."""
    stem = f"dezura-{datetime.fromtimestamp(now / 1000, UTC):%Y%m%dT%H%M%SZ}"
    path, number = folder / f"{stem}.zip", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.zip"
    return path


def archives(folder: Path) -> list[Path]:
    """Those with names of our making, the newest first."""
    return sorted((path for path in folder.iterdir() if _NAME.fullmatch(path.name)), key=_order, reverse=True)


def drop_older(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest `keep`; which those were."""
    old = archives(folder)[keep:]
    for path in old:
        path.unlink(missing_ok=True)
    return old


def _order(path: Path) -> tuple[str, int]:
    stem, _, number = path.stem.removeprefix("dezura-").partition("-")
    return stem, int(number or 1)
