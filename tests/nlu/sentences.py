"""Tiny models of sentences, built where they are needed: words of one meaning lie near each other, whatever letters they have."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

# Made-up words, so that none shares a run of letters with another of its meaning by more than chance.
MEANINGS = {
    "order_status": "kofta milbu zerpo vandi quolt hesky ruppa tomle",
    "return_goods": "jirva snobe wulki pettra glimo fazhu drenk obrix",
    "opening_hours": "yasto cimpel novru thagi bleksa murdo eppin sqoza",
}
LEARNT = 4  # of each, the others are met at work only
FILLERS = ["please", "now", "about", "my", "the"]
SIZE = 16


def vocabulary() -> list[str]:
    """Every word there is."""
    return ["[UNK]", *FILLERS, *(word for words in MEANINGS.values() for word in words.split())]


def matrix(seed: int = 0) -> NDArray[np.float32]:
    """A row a word: that of its meaning with a little noise, and next to nothing for fillers."""
    noise = np.random.default_rng(seed)
    directions = {name: noise.normal(size=SIZE) for name in MEANINGS}
    rows = [np.zeros(SIZE), *(noise.normal(size=SIZE) * 0.05 for _ in FILLERS)]
    rows += [directions[name] + noise.normal(size=SIZE) * 0.2 for name, words in MEANINGS.items() for _ in words.split()]
    return np.array(rows, np.float32)


def tokenizer() -> Any:
    """One token a word."""
    made = Tokenizer(WordLevel({word: place for place, word in enumerate(vocabulary())}, unk_token="[UNK]"))
    made.pre_tokenizer = Whitespace()
    return made


def static(folder: Path, seed: int = 0, **more: NDArray[Any]) -> Path:
    """A folder with a static model."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer().save(str(folder / "tokenizer.json"))
    save_file({"embeddings": matrix(seed), **more}, folder / "model.safetensors")
    return folder


def onnx(folder: Path, *, pooled: bool = False, wants: str = "attention_mask") -> Path:
    """A folder with a graph that looks words up: the last hidden state, or their mean as a sentence's embedding."""
    from onnx import TensorProto, helper, numpy_helper, save

    folder.mkdir(parents=True, exist_ok=True)
    tokenizer().save(str(folder / "tokenizer.json"))
    ids, other = (helper.make_tensor_value_info(name, TensorProto.INT64, ["n", "t"]) for name in ("input_ids", wants))
    looked = helper.make_node("Gather", ["matrix", "input_ids"], ["last_hidden_state"])
    name, shape = ("sentence_embedding", ["n", SIZE]) if pooled else ("last_hidden_state", ["n", "t", SIZE])
    nodes = [looked]
    if pooled:
        axes = numpy_helper.from_array(np.array([1], np.int64), "axes")
        nodes.append(helper.make_node("ReduceMean", ["last_hidden_state", "axes"], ["sentence_embedding"], keepdims=0))
    weights = [numpy_helper.from_array(matrix(), "matrix"), *([axes] if pooled else [])]
    output = helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
    graph = helper.make_graph(nodes, "words", [ids, other], [output], weights)
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10), str(folder / "model.onnx"))
    return folder


def phrase_file() -> str:
    """What the shop's people wrote: the first words of each meaning."""
    lines = ['version: "3.1"', "nlu:"]
    for intent, words in MEANINGS.items():
        lines += [f"- intent: {intent}", "  examples: |"]
        for word in words.split()[:LEARNT]:
            lines += [f"    - {word} please", f"    - about my {word}", f"    - the {word} now"]
    return "\n".join(lines) + "\n"


def messages() -> list[tuple[str, str]]:
    """What customers write: the other words, and what they mean."""
    return [
        (f"{filler} {word}", intent)
        for intent, words in MEANINGS.items() for word in words.split()[LEARNT:] for filler in ("please", "about the")
    ]  # fmt: skip
