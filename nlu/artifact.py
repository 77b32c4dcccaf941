"""The model file: without it every start would mean training, and a damaged or foreign file could pass for a model."""

import hashlib
import io
import json
import lzma
import math
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib.format import read_array_header_1_0, read_magic
from numpy.typing import NDArray

from nlu.calibration import Curve
from nlu.features import BLOCKS, Codes
from nlu.language import LanguageTable
from nlu.model import LANGUAGES

FORMAT = 2
OUT_OF_SCOPE = "out_of_scope"  # phrases under this name teach what is none of the shop's business; it is never an intent
LARGEST = 1 << 29  # bytes that a model may take when unpacked: fifty times the shipped one
MEMBERS = 200
_PARTS = {"codes": np.uint64, "idf": np.float32, "weights": np.float16}  # of a block
_UNREADABLE = (  # what numpy and zipfile raise for files that are cut, overwritten, no archive, or an array and no archive
    OSError, EOFError, KeyError, ValueError, TypeError, AttributeError, NotImplementedError, RuntimeError, OverflowError,
    SyntaxError, RecursionError, struct.error, zipfile.BadZipFile, zlib.error, lzma.LZMAError,
)  # fmt: skip


class ModelError(Exception):
    """A model file that cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One kind of features: their codes (ascending), and in the same order their inverse document frequency and weights.

    `weights` is float16, features x classes. The vector of a text in a block has the length `weight`. `digest` is that of what
    a further block (`nlu.features.Further`) was made from, empty for those that every model has.
    """

    name: str
    codes: Codes
    idf: NDArray[np.float32]
    weights: NDArray[np.float16]
    weight: float = 1.0
    digest: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """All that answering needs.

    The first `blocks` are those of `nlu.features.BLOCKS`. What the blocks say, and `bias`, add up to a margin a class; a margin
    divided by `temperature` and soft-maxed is a probability, which `curve` corrects; from the threshold of its language on, or
    else the common `threshold`, an intent is accepted. `fingerprint` is that of the phrases learnt from, `target` the share of
    accepted answers that should be right. `words` are those of the phrases, with how often each is there (`nlu.spelling`).
    """

    classes: tuple[str, ...]
    blocks: tuple[Block, ...]
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
    thresholds: Mapping[str, float] = field(default_factory=dict)
    curve: Curve = field(default_factory=Curve)
    words: Mapping[str, int] = field(default_factory=dict)

    def threshold_in(self, language: str) -> float:
        """From which confidence on a message in this language is answered."""
        return self.thresholds.get(language, self.threshold)


def save(model: Model, path: Path) -> str:
    """Write the model in one piece (a reader sees the old file or the new one) and return its SHA-256 (hex)."""
    members = _members(model)
    digest = _digest(members)
    members["digest"] = _bytes(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{digest[:12]}.draft")
    with draft.open("wb") as file:
        np.savez(file, allow_pickle=False, **members)  # unpacking would take twice as long as all the rest of loading
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
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        raise ModelError(f"{path} is not a model of this program ({error!r}): train again with `dezura train`") from None


def _members(model: Model) -> dict[str, NDArray[Any]]:
    meta = {
        "format": FORMAT, "classes": model.classes, "codes": model.language.languages, "temperature": model.temperature,
        "threshold": model.threshold, "target": model.target, "fingerprint": model.fingerprint, "synonyms": dict(model.synonyms),
        "regexes": dict(model.regexes), "lookups": dict(model.lookups),
        "blocks": [{"name": block.name, "weight": block.weight, "digest": block.digest} for block in model.blocks],
        "thresholds": dict(model.thresholds), "curve": model.curve.numbers,
    }  # fmt: skip
    members: dict[str, NDArray[Any]] = {
        "meta": _bytes(json.dumps(meta, ensure_ascii=False, sort_keys=True)), "grams": _bytes("\n".join(model.language.grams)),
        "bias": model.bias.astype(np.float32), "languages": model.language.logs.astype(np.float16),
        "words": _bytes("\n".join(model.words)), "counts": np.array(list(model.words.values()), np.uint32),
    }  # fmt: skip
    for block in model.blocks:
        for part, kind in _PARTS.items():
            members[f"{block.name}.{part}"] = getattr(block, part).astype(kind)
    return members


def _model(members: Mapping[str, NDArray[Any]], meta: dict[str, Any], digest: str) -> Model:
    grams = tuple(filter(None, members["grams"].tobytes().decode().split("\n")))
    codes = tuple(code for code in LANGUAGES if code in meta["codes"])
    thresholds = {str(code): float(found) for code, found in meta.get("thresholds", {}).items()}
    lists = {name: {kind: tuple(found) for kind, found in meta[name].items()} for name in ("regexes", "lookups")}
    blocks = tuple(
        Block(
            str(one["name"]), members[f"{one['name']}.codes"], members[f"{one['name']}.idf"], members[f"{one['name']}.weights"],
            float(one["weight"]), str(one["digest"]),
        )
        for one in meta["blocks"]
    )  # fmt: skip
    return Model(
        tuple(meta["classes"]), blocks, members["bias"], float(meta["temperature"]), float(meta["threshold"]),
        float(meta["target"]), LanguageTable(codes, grams, members["languages"].astype(np.float32)),
        str(meta["fingerprint"]), meta["synonyms"], lists["regexes"], lists["lookups"], digest,
        thresholds, Curve(*map(float, meta.get("curve", ()))), _words(members),
    )  # fmt: skip


def _words(members: Mapping[str, NDArray[Any]]) -> dict[str, int]:
    """The words, and how often each is there; an older file has none. Raises ValueError where the numbers are not the words'."""
    if "words" not in members:
        return {}
    words = list(filter(None, members["words"].tobytes().decode().split("\n")))
    return dict(zip(words, members["counts"].tolist(), strict=True))


def _checked(model: Model, path: Path) -> Model:
    """Shapes that fit together, so that a message can never meet a row that is not there."""
    classes, table = len(model.classes), model.language
    fits = (
        all(_sound(block, classes) for block in model.blocks)
        and tuple(block.name for block in model.blocks[: len(BLOCKS)]) == tuple(BLOCKS)
        and model.bias.shape == (classes,)
        and bool(np.isfinite(model.bias).all())
        and table.logs.shape == (len(table.grams), len(table.languages))
        and bool(np.isfinite(table.logs).all())
    )
    sure = all(0 <= one <= 1 for one in (model.threshold, *model.thresholds.values())) and model.curve.rises
    if not fits or not sure or not classes or not 0 < model.temperature < np.inf:
        raise ModelError(f"{path} does not fit together: train again with `dezura train`")
    return model


def _sound(block: Block, classes: int) -> bool:
    """Whether a block's arrays are of the kinds and shapes they claim, in order, and numbers all through."""
    features = len(block.codes)
    return (
        all(getattr(block, part).dtype == kind for part, kind in _PARTS.items())
        and block.codes.shape == block.idf.shape == (features,)
        and block.weights.shape == (features, classes)
        and bool((block.codes[1:] > block.codes[:-1]).all())
        and bool(np.isfinite(block.idf).all() and _finite(block.weights) and 0 < block.weight < np.inf)
    )


def _finite(weights: NDArray[np.float16]) -> bool:
    """Whether none is infinite or no number: by the bits of the exponent (IEEE 754), which is many times faster."""
    return bool(((weights.view(np.uint16) & 0x7C00) != 0x7C00).all())


def _read(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of an archive, none of which may claim more than it brings, nor all of them more than a model can need."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:  # a pipe would be waited for, a device never ends
            raise ModelError(f"{path} is no file, or larger than any model is: train again with `dezura train`")
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MEMBERS or sum(one.file_size for one in parts) > LARGEST:
                raise ModelError(f"{path} would unpack to more than any model is: train again with `dezura train`")
            return {one.filename.removesuffix(".npy"): _array(archive.read(one)) for one in parts}
    except FileNotFoundError:
        raise ModelError(f"there is no model at {path}: make one with `dezura train`") from None
    except _UNREADABLE as error:
        raise ModelError(f"{path} is damaged or no model ({error}): train again with `dezura train`") from None


def _array(data: bytes) -> NDArray[Any]:
    """An array as `numpy.save` writes it, where the bytes are those that its head claims. Raises ValueError else."""
    file = io.BytesIO(data)
    if (version := read_magic(file)) != (1, 0):
        raise ValueError(f"an array of version {version}")
    shape, backwards, kind = read_array_header_1_0(file)
    if kind.hasobject or kind.itemsize == 0 or math.prod(shape) * kind.itemsize != len(data) - file.tell():
        raise ValueError(f"an array that claims to be {shape} of {kind}")
    return np.frombuffer(data, kind, offset=file.tell()).reshape(shape, order="F" if backwards else "C")


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


def _digest(members: Mapping[str, NDArray[Any]]) -> str:
    digest = hashlib.sha256()
    for name in sorted(members):
        digest.update(f"{name} {members[name].dtype} {members[name].shape}\n".encode())
        digest.update(np.ascontiguousarray(members[name]).data)
    return digest.hexdigest()
