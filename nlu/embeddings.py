"""A model of sentences that a shop brings: without it two wordings that share no letters would share nothing at all.

A folder holds `tokenizer.json` (of Hugging Face's tokenizers) and either `model.onnx` (a transformer: input_ids, attention_mask
and perhaps token_type_ids in, the last hidden state or a sentence's embedding out) or `model.safetensors` (a static model such
as Model2Vec's: a matrix with a row a token; `weights` and `mapping` beside it where it has them). Neither is code that is run.
"""

import hashlib
import importlib
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from config.understanding import TOKENIZER
from nlu.artifact import ModelError
from nlu.features import Seen

NAME = "embeddings"
ONNX, STATIC = "model.onnx", "model.safetensors"
TOKENS = 256  # of a message that are looked at; those of a customer have some ten
LONGEST = 4096  # characters
BATCH = 32
Vectors = NDArray[np.float32]
Tokens = Sequence[NDArray[np.int64]]


class Embeddings:
    """Messages as dense vectors of length one; a block of features (`nlu.features.Further`) beside words and runs of letters.

    `slow` tells that a message takes milliseconds, so that nobody should wait for it in the event loop.
    """

    name = NAME

    def __init__(
        self, digest: str, size: int, encode: Callable[[Sequence[str]], Tokens], pool: Callable[[Tokens], Vectors], *, slow: bool
    ) -> None:
        self.digest, self.size, self.weight, self.slow = digest, size, 1.0, slow
        self._encode, self._pool = encode, pool

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row a text; of zeros where the model knows none of it."""
        rows = [self._batch(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)]
        return np.vstack(rows) if rows else np.zeros((0, self.size), np.float32)

    def see(self, texts: Sequence[str]) -> Seen:
        """See Further."""
        return dense(self.vectors(texts))

    def _batch(self, texts: Sequence[str]) -> Vectors:
        found = np.zeros((len(texts), self.size), np.float32)
        tokens = self._encode([text[:LONGEST].encode("utf-8", "replace").decode() for text in texts])
        said = [place for place, one in enumerate(tokens) if len(one)]
        if said:
            pooled = self._pool([tokens[place] for place in said]).astype(np.float32)
            found[said] = np.where(np.isfinite(pooled), pooled, 0)
        return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9), np.float32)


class Given:
    """Vectors that are known already, at a weight: for training, which looks at the same phrases again and again."""

    name = NAME

    def __init__(self, embeddings: Embeddings, texts: Sequence[str], weight: float = 1.0) -> None:
        self.digest, self.weight = embeddings.digest, weight
        unique = list(dict.fromkeys(texts))
        self._places = {text: place for place, text in enumerate(unique)}
        self._vectors = embeddings.vectors(unique)

    def weighing(self, weight: float) -> "Given":
        """The same at another weight."""
        other = object.__new__(Given)
        other.__dict__.update(self.__dict__, weight=weight)
        return other

    def see(self, texts: Sequence[str]) -> Seen:
        """See Further. Raises KeyError for a text that was not among them."""
        return dense(self._vectors[[self._places[text] for text in texts]])


def dense(vectors: Vectors) -> Seen:
    """Rows of a matrix as a block of features has them: every text has every code."""
    texts, size = vectors.shape
    owners, codes = np.repeat(np.arange(texts), size), np.tile(np.arange(size, dtype=np.uint64), texts)
    return Seen(texts, owners, codes, vectors.ravel())


def open_embeddings(folder: Path) -> Embeddings:
    """The model in a folder, once for all who ask while its files stay the same. Raises ModelError in words."""
    files = [path for path in _files(folder) if path.is_file()]
    return _opened(folder, tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in files))


def _files(folder: Path) -> Iterator[Path]:
    """What such a model is made of, in the order its digest is made."""
    yield folder / TOKENIZER
    yield folder / STATIC
    yield folder / ONNX
    yield from sorted(folder.glob(f"{ONNX}[_.]data*"))  # weights beside the graph, where it is large


@lru_cache(maxsize=2)
def _opened(folder: Path, files: tuple[tuple[Path, int, int], ...]) -> Embeddings:
    names = [path.name for path, _, _ in files]
    if TOKENIZER not in names or not {ONNX, STATIC} & {*names}:
        raise ModelError(f"understanding.embeddings: {folder} holds no {TOKENIZER} with a {ONNX} or {STATIC}")
    if {ONNX, STATIC} <= {*names}:
        raise ModelError(f"understanding.embeddings: {folder} holds both a {ONNX} and a {STATIC}: keep the one that is meant")
    digest = hashlib.sha256()
    for path, _, size in files:
        digest.update(f"{path.name} {size}\n".encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    try:
        tokenizer = _needed("tokenizers").Tokenizer.from_file(str(folder / TOKENIZER))
        make = _onnx if ONNX in names else _static
        return make(folder, tokenizer, digest.hexdigest())
    except ModelError:
        raise
    except Exception as error:  # noqa: BLE001 - the libraries raise bare Exceptions and kinds of their own for files that are none of theirs
        raise ModelError(f"understanding.embeddings: {folder} cannot be read: {type(error).__name__}: {error}") from None


def _needed(module: str) -> Any:
    """A library that only this needs."""
    try:
        return importlib.import_module(module)
    except ImportError:
        library = module.partition(".")[0]
        hint = "install it with `pip install dezura[embeddings]`, or leave the setting out"
        raise ModelError(f"understanding.embeddings needs {library}: {hint}") from None


def _static(folder: Path, tokenizer: Any, digest: str) -> Embeddings:
    tensors = _needed("safetensors.numpy").load_file(str(folder / STATIC))
    wide = [one for one in tensors.values() if one.ndim == 2]
    matrix = tensors.get("embeddings", wide[0] if len(wide) == 1 else None)
    if matrix is None or matrix.ndim != 2 or not len(matrix):
        raise ModelError(f"understanding.embeddings: {folder / STATIC} holds no matrix named embeddings")
    rows = np.asarray(tensors.get("mapping", np.arange(len(matrix))), np.int64).ravel()
    if not len(rows) or rows.min() < 0 or rows.max() >= len(matrix):
        raise ModelError(f"understanding.embeddings: the mapping in {folder / STATIC} goes beyond its matrix")
    weights = np.asarray(tensors.get("weights", np.ones(len(rows))), np.float32).ravel()
    tokenizer.no_padding()
    tokenizer.no_truncation()
    unknown = getattr(tokenizer.model, "unk_token", None)
    strange = tokenizer.token_to_id(unknown) if isinstance(unknown, str) else None
    known = min(len(rows), len(weights))

    def encode(texts: Sequence[str]) -> Tokens:
        found = tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [np.array([token for token in one.ids[:TOKENS] if token < known and token != strange], np.int64) for one in found]

    def pool(tokens: Tokens) -> Vectors:
        return np.vstack([(matrix[rows[one]].astype(np.float32) * weights[one, None]).mean(axis=0) for one in tokens])

    return Embeddings(digest, matrix.shape[1], encode, pool, slow=False)


def _onnx(folder: Path, tokenizer: Any, digest: str) -> Embeddings:
    runtime = _needed("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # the same numbers each time, and no core taken from others
    options.log_severity_level = 3
    session = runtime.InferenceSession(str(folder / ONNX), options, providers=["CPUExecutionProvider"])
    inputs, outputs = session.get_inputs(), [one.name for one in session.get_outputs()]
    kinds = {one.name: np.int32 if "int32" in one.type else np.int64 for one in inputs}
    if strange := kinds.keys() - {"input_ids", "attention_mask", "token_type_ids"}:
        raise ModelError(f"understanding.embeddings: {folder / ONNX} wants {', '.join(sorted(strange))}, which no message has")
    output = next((name for name in outputs if name == "sentence_embedding"), outputs[0])
    tokenizer.no_padding()
    tokenizer.enable_truncation(TOKENS)

    def encode(texts: Sequence[str]) -> Tokens:
        return [np.array(one.ids, np.int64) for one in tokenizer.encode_batch(list(texts))]

    def pool(tokens: Tokens) -> Vectors:
        longest = max(map(len, tokens))
        mask = np.array([[1] * len(one) + [0] * (longest - len(one)) for one in tokens], np.int64)
        ids = np.zeros_like(mask)
        ids[mask > 0] = np.concatenate(tokens)
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(mask)}
        (found,) = session.run([output], {name: given[name].astype(kind) for name, kind in kinds.items()})
        if found.ndim == 2:
            return np.asarray(found)
        return np.asarray((found * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True))

    size = pool([np.zeros(1, np.int64)]).shape[1]
    return Embeddings(digest, size, encode, pool, slow=True)
