"""The shipped model for tests: trained once for the phrases and the code as they stand, and then shared by every test process."""

import fcntl
import hashlib
from functools import cache
from pathlib import Path

from nlu.artifact import Model, load, save
from nlu.phrases import fingerprint, read_phrases
from nlu.training import train

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PHRASES = ROOT / "nlu" / "phrases"
_CODE = (
    "artifact",
    "calibration",
    "common_words",
    "features",
    "heldback",
    "language",
    "normalise",
    "phrases",
    "report",
    "spelling",
    "thresholds",
    "training",
)


@cache
def shipped_model() -> Model:
    """The model of the shipped phrases, from `var/` or freshly trained."""
    return load(shipped_model_file())


@cache
def shipped_model_file() -> Path:
    """The file of that model; other processes that need it meanwhile wait for the one that trains."""
    digest = hashlib.sha256(fingerprint(PHRASES).encode())
    for name in _CODE:
        digest.update((ROOT / "nlu" / f"{name}.py").read_bytes())
    path = ROOT / "var" / "tests" / f"model-{digest.hexdigest()[:16]}.npz"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            model, _ = train(read_phrases(PHRASES))
            save(model, path)
    return path
