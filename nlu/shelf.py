"""Where a shop's models stand, and how they are exchanged: without it a bad one could not be taken back."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KEPT = 5  # models that are kept behind the one in use


@dataclass(frozen=True, slots=True)
class Kept:
    """A model that was in use: its name on the shelf, when it was trained (ms since the epoch), and its report, if it has one."""

    name: str
    at: int
    report: Mapping[str, Any] | None


class Shelf:
    """The model in use, the one that was trained last and waits, and those before; `home` is the shop's folder."""

    def __init__(self, home: Path) -> None:
        self.using = home / "var" / "model.npz"
        self.trained = self.using.with_name("model-new.npz")
        self.folder = self.using.with_name("models")

    def kept(self) -> list[Kept]:
        """Those that were in use before, by when they were trained, the newest first."""
        found = [Kept(path.stem, _at(path), report_of(path)) for path in self.folder.glob("*.npz")]
        return sorted(found, key=lambda one: (one.at, one.name), reverse=True)

    def before(self) -> Kept | None:
        """The newest that is older than the one in use."""
        at = _at(self.using)
        return next((one for one in self.kept() if one.at < at), None)

    def publish(self) -> bool:
        """Put the trained model into the place of the one in use, which is kept; False where none waits."""
        if not self.trained.exists():
            return False
        self._keep()
        _move(self.trained, self.using)
        return True

    def restore(self, name: str) -> bool:
        """Use one that was kept again, and keep the one in use; False where there is none of that name."""
        wanted = self.folder / f"{name}.npz"
        if name not in {one.name for one in self.kept()}:
            return False
        self._keep(wanted)
        _move(wanted, self.using)
        return True

    def _keep(self, needed: Path | None = None) -> None:
        if self.using.exists():
            self.folder.mkdir(exist_ok=True)
            at = _at(self.using)
            _copy(self.using, self.folder / f"{at:014d}.npz")
        for one in self.kept()[KEPT + (needed is not None) :]:
            path = self.folder / f"{one.name}.npz"
            if path != needed:
                path.unlink(missing_ok=True)
                report_path(path).unlink(missing_ok=True)


def report_path(model: Path) -> Path:
    """Where the report of a model stands: beside it. One that was trained by an older program has none."""
    return model.with_suffix(".json")


def report_of(model: Path) -> Mapping[str, Any] | None:
    """The report that stands beside a model."""
    try:
        found = json.loads(report_path(model).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _at(model: Path) -> int:
    report = report_of(model)
    if report is not None and isinstance(report.get("at"), int):
        return int(report["at"])
    return model.stat().st_mtime_ns // 1_000_000 if model.exists() else 0


def _copy(one: Path, other: Path) -> None:
    for source, target in ((report_path(one), report_path(other)), (one, other)):
        if source.exists():
            draft = target.with_name(f".{target.name}.draft")
            shutil.copy2(source, draft)
            draft.replace(target)


def _move(one: Path, other: Path) -> None:
    """The report first: a reader of the new model never finds the old one's."""
    if report_path(one).exists():
        report_path(one).replace(report_path(other))
    else:
        report_path(other).unlink(missing_ok=True)
    one.replace(other)
