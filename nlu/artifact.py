"""The model file: without it every start would mean training, and a damaged or foreign file could pass for a model."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.language import LanguageTable
from nlu.model import LANGUAGES

FORMAT = 1
OUT_OF_SCOPE = "out_of_scope"  # phrases under this name teach what is none of the shop's business; it is never an intent
_ARRAYS = ("weights", "bias", "idf", "languages")
_TEXTS = ("words", "chars", "grams")
_UNREADABLE = (  # what numpy and zipfile raise for files that are cut, overwritten, no archive, or an array and no archive
    OSError, EOFError, KeyError, ValueError, TypeError, AttributeError, NotImplementedError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


class ModelError(Exception):
    """A model file that cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """All that answering needs.

    `words` and `chars` name the features, in the order of the rows of `weights` (float16 in the file, features x classes) and
    of `idf`. A margin divided by `temperature` and soft-maxed is a probability; from `threshold` on an intent is accepted.
    `fingerprint` is that of the phrases learnt from, `target` the share of accepted answers that should be right.
    """

    classes: tuple[str, ...]
    words: tuple[str, ...]
    chars: tuple[str, ...]
    idf: NDArray[np.float32]
    weights: NDArray[np.float16]
    bias: NDArray[np.float32]
    temperature: float
    threshold: float
    target: float
    language: LanguageTable
    fingerprint: str
    synonyms: Mapping[str, str] = field(default_factory=dict)
    regexes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lookups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    digest: str = ""


def save(model: Model, path: Path) -> str:
    """Write the model in one piece (a reader sees the old file or the new one) and return its SHA-256 (hex)."""
    members = _members(model)
    digest = _digest(members)
    members["digest"] = _bytes(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{digest[:12]}.draft")
    with draft.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **members)
    draft.replace(path)
    return digest


def load(path: Path) -> Model:
    """Read a model. Raises ModelError for a file that is missing, damaged, of another format, or no model at all."""
    members = _read(path)
    try:
        digest = members.pop("digest").tobytes().decode()
        if digest != _digest(members):
            raise ModelError(f"{path} is damaged: train again with `dezura train`")
        meta = json.loads(members["meta"].tobytes())
        if meta["format"] != FORMAT:
            raise ModelError(f"{path} is of format {meta['format']} and not {FORMAT}: train again with `dezura train`")
        return _checked(_model(members, meta, digest), path)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{path} is not a model of this program ({error!r}): train again with `dezura train`") from None


def _members(model: Model) -> dict[str, NDArray[Any]]:
    meta = {
        "format": FORMAT, "classes": model.classes, "codes": model.language.languages, "temperature": model.temperature,
        "threshold": model.threshold, "target": model.target, "fingerprint": model.fingerprint, "synonyms": dict(model.synonyms),
        "regexes": dict(model.regexes), "lookups": dict(model.lookups),
    }  # fmt: skip
    return {
        "meta": _bytes(json.dumps(meta, ensure_ascii=False, sort_keys=True)),
        "words": _bytes("\n".join(model.words)), "chars": _bytes("\n".join(model.chars)),
        "grams": _bytes("\n".join(model.language.grams)),
        "weights": model.weights.astype(np.float16), "bias": model.bias.astype(np.float32), "idf": model.idf.astype(np.float32),
        "languages": model.language.logs.astype(np.float16),
    }  # fmt: skip


def _model(members: Mapping[str, NDArray[Any]], meta: dict[str, Any], digest: str) -> Model:
    words, chars, grams = (tuple(filter(None, members[name].tobytes().decode().split("\n"))) for name in _TEXTS)
    codes = tuple(code for code in LANGUAGES if code in meta["codes"])
    lists = {name: {kind: tuple(found) for kind, found in meta[name].items()} for name in ("regexes", "lookups")}
    return Model(
        tuple(meta["classes"]), words, chars, members["idf"], members["weights"], members["bias"], float(meta["temperature"]),
        float(meta["threshold"]), float(meta["target"]), LanguageTable(codes, grams, members["languages"].astype(np.float32)),
        str(meta["fingerprint"]), meta["synonyms"], lists["regexes"], lists["lookups"], digest,
    )  # fmt: skip


def _checked(model: Model, path: Path) -> Model:
    """Shapes that fit together, so that a message can never meet a row that is not there."""
    features, classes = len(model.words) + len(model.chars), len(model.classes)
    fits = (
        model.weights.shape == (features, classes)
        and model.idf.shape == (features,)
        and model.bias.shape == (classes,)
        and model.language.logs.shape == (len(model.language.grams), len(model.language.languages))
    )
    if not fits or not classes or not model.temperature > 0:
        raise ModelError(f"{path} does not fit together: train again with `dezura train`")
    return model


def _read(path: Path) -> dict[str, NDArray[Any]]:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            return {name: archive[name] for name in ("meta", "digest", *_ARRAYS, *_TEXTS)}
    except FileNotFoundError:
        raise ModelError(f"there is no model at {path}: make one with `dezura train`") from None
    except _UNREADABLE as error:
        raise ModelError(f"{path} is damaged or no model ({error}): train again with `dezura train`") from None


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


def _digest(members: Mapping[str, NDArray[Any]]) -> str:
    digest = hashlib.sha256()
    for name in sorted(members):
        digest.update(f"{name} {members[name].dtype} {members[name].shape}\n".encode())
        digest.update(np.ascontiguousarray(members[name]).tobytes())
    return digest.hexdigest()
