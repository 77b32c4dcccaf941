"""Files that other processes change, noticed within a second: without it each would have to be told, or started again."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

LOOK = 1.0  # seconds between looks

Stamp = tuple[int, int, int]


class Lookout:
    """Does for each file what is to be done when it has changed; what was there at the start is known already."""

    def __init__(self, files: Mapping[Path, Callable[[], None]]) -> None:
        self._files = files
        self._seen = {path: stamp_of(path) for path in files}
        self._stopped = asyncio.Event()

    async def run(self) -> None:
        """Until `stop`."""
        while not self._stopped.is_set():
            await self.look()
            try:
                await asyncio.wait_for(self._stopped.wait(), LOOK)
            except TimeoutError:
                continue

    def stop(self) -> None:
        """Look at nothing more."""
        self._stopped.set()

    async def look(self) -> None:
        """Once at all of them. A file that is gone for a moment is waited for."""
        for path, act in self._files.items():
            stamp = stamp_of(path)
            if stamp is not None and stamp != self._seen[path]:
                self._seen[path] = stamp
                await asyncio.to_thread(act)


def stamp_of(path: Path) -> Stamp | None:
    """What differs when a file is written anew."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
