"""What the model was taught, ready to be compared with: without it each look at the worklist would index every phrase anew."""

from pathlib import Path
from threading import Lock

from bot.lookout import Stamp, stamp_of
from nlu.artifact import load
from nlu.neighbours import Index, Space
from nlu.phrases import Phrases


class Taught:
    """The features of a model and the phrases by them; kept until either changes."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._of: tuple[Stamp | None, str] | None = None
        self._kept: tuple[Space, Index] | None = None

    def get(self, model: Path, phrases: Phrases) -> tuple[Space, Index]:
        """Both. Raises ModelError."""
        with self._lock:
            of = stamp_of(model), phrases.fingerprint
            if self._kept is None or of != self._of:
                space = Space(load(model))
                self._of, self._kept = of, (space, Index(space, [phrase.text for phrase in phrases.phrases]))
            return self._kept
