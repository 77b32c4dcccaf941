"""A model of sentences from a shop's own folder: it closes a gap of wording, and is told in words where it cannot."""

import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nlu.artifact import Model, ModelError, load, save
from nlu.classifier import Classifier
from nlu.commands import is_trained, model_path, training_argv
from nlu.embeddings import Embeddings, Given, open_embeddings
from nlu.features import Further
from nlu.leverage import WEIGHTS, weighed
from nlu.model import Utterance
from nlu.phrases import Phrases, read_phrases
from nlu.training import train
from tests.nlu import sentences
from tests.nlu.conftest import TODAY
from tests.nlu.trained import ROOT


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    (folder / "nlu" / "phrases").mkdir(parents=True)
    (folder / "nlu" / "phrases" / "en.yml").write_text(sentences.phrase_file(), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def phrases(home: Path) -> Phrases:
    return read_phrases(home / "nlu" / "phrases", ("en",))


@pytest.fixture(scope="module")
def static(home: Path) -> Embeddings:
    return open_embeddings(sentences.static(home / "embeddings"))


@pytest.fixture(scope="module")
def learnt(phrases: Phrases, static: Embeddings) -> Model:
    return train(phrases, ("en",), further=[weighed(static, phrases, ("en",))])[0]


def right(model: Model, *further: Further) -> float:
    classifier = Classifier(model, lambda: TODAY, languages=("en",), further=further)
    found = classifier.predict([Utterance(text) for text, _ in sentences.messages()])
    meant = [intent for _, intent in sentences.messages()]
    return sum(bool(one.ranking) and one.ranking[0].name == name for one, name in zip(found, meant, strict=True)) / len(meant)


def test_words_that_no_phrase_has_are_understood_by_what_they_lie_near(
    phrases: Phrases, learnt: Model, static: Embeddings
) -> None:
    plain = train(phrases, ("en",))[0]
    assert right(plain) < 0.6
    assert right(learnt, static) > 0.95


def test_a_message_of_words_that_no_phrase_has_says_something_all_the_same(learnt: Model, static: Embeddings) -> None:
    classifier = Classifier(learnt, lambda: TODAY, languages=("en",), further=[static])
    known, strange, empty = classifier.predict([Utterance("quolt"), Utterance("ΩΨΞ"), Utterance("")])
    assert known.ranking[0].name == "order_status"
    assert (strange.ranking, empty.ranking) == ((), ())


async def test_a_graph_does_the_same_and_nobody_waits_for_it_in_the_event_loop(
    phrases: Phrases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    embeddings = open_embeddings(sentences.onnx(tmp_path))
    model = train(phrases, ("en",), further=[weighed(embeddings, phrases, ("en",))])[0]
    assert right(model, embeddings) > 0.95
    threads: list[int] = []
    whole = embeddings.vectors
    monkeypatch.setattr(embeddings, "vectors", lambda texts: (threads.append(threading.get_ident()), whole(texts))[1])
    classifier = Classifier(model, lambda: TODAY, languages=("en",), further=[embeddings])
    found = await classifier.understand([Utterance(text) for text, _ in sentences.messages()])
    assert found == classifier.predict([Utterance(text) for text, _ in sentences.messages()])
    assert threads[0] != threading.get_ident()


@pytest.mark.parametrize("kind", ["static", "graph", "graph that pools"])
def test_every_text_has_a_vector_of_length_one_or_of_zeros_the_same_alone_and_among_others(kind: str, tmp_path: Path) -> None:
    folder = sentences.static(tmp_path) if kind == "static" else sentences.onnx(tmp_path, pooled=kind != "graph")
    embeddings = open_embeddings(folder)
    texts = ["kofta please", "", "milbu", "\ud800", "please " * 3000, "kofta please"]
    together = embeddings.vectors(texts)
    assert together.shape == (len(texts), sentences.SIZE)
    assert together.dtype == np.float32
    lengths = np.linalg.norm(together, axis=1)
    assert np.all((np.abs(lengths - 1) < 1e-5) | (lengths == 0))
    assert lengths[1] == 0
    if kind != "graph that pools":  # one that pools by itself sees what others are filled up with
        alone = np.vstack([embeddings.vectors([text]) for text in texts])
        assert np.allclose(alone, together, atol=1e-6)
    assert embeddings.vectors([]).shape == (0, sentences.SIZE)
    assert np.dot(together[0], together[2]) > 0.5


def test_a_static_model_may_have_weights_and_a_mapping(tmp_path: Path) -> None:
    words = sentences.vocabulary()
    half = np.array([place // 2 for place in range(len(words))], np.int64)
    weights = np.linspace(0.5, 2, len(words)).astype(np.float32)
    plain, other = sentences.matrix(), open_embeddings(sentences.static(tmp_path, mapping=half, weights=weights))
    place = words.index("kofta")
    expected = plain[place // 2] / np.linalg.norm(plain[place // 2])
    assert np.allclose(other.vectors(["kofta"])[0], expected, atol=1e-5)


def test_the_weight_is_chosen_on_unseen_phrases_and_stands_in_the_model(
    phrases: Phrases, static: Embeddings, learnt: Model
) -> None:
    told: list[str] = []
    assert weighed(static, phrases, ("en",), told.append).weight in WEIGHTS
    assert told == ["embeddings", *(f"weight {weight:g}" for weight in WEIGHTS)]
    assert learnt.blocks[-1].name == "embeddings"
    assert learnt.blocks[-1].weight in WEIGHTS
    assert learnt.blocks[-1].weights.shape == (sentences.SIZE, 3)


def test_the_same_phrases_and_embeddings_give_the_same_file(
    phrases: Phrases, static: Embeddings, learnt: Model, tmp_path: Path
) -> None:
    again = train(phrases, ("en",), further=[weighed(static, phrases, ("en",))])[0]
    assert save(learnt, tmp_path / "one.npz") == save(again, tmp_path / "two.npz")
    assert right(load(tmp_path / "one.npz"), static) > 0.95


def test_a_model_refuses_other_embeddings_than_it_learnt_with(learnt: Model, tmp_path: Path) -> None:
    other = open_embeddings(sentences.static(tmp_path, seed=1))
    for further in ([], [other]):
        with pytest.raises(ModelError, match="learnt with other embeddings than there are: train again"):
            Classifier(learnt, lambda: TODAY, further=further)


def test_a_model_that_learnt_without_them_works_beside_them(phrases: Phrases, static: Embeddings) -> None:
    plain = train(phrases, ("en",))[0]
    assert right(plain, static) == right(plain)


def test_files_that_changed_are_another_model_and_the_same_are_read_once(tmp_path: Path) -> None:
    first = open_embeddings(sentences.static(tmp_path))
    assert open_embeddings(tmp_path) is first
    sentences.static(tmp_path, seed=5)
    assert open_embeddings(tmp_path).digest != first.digest


def empty(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()


def two(folder: Path) -> None:
    sentences.onnx(folder)


def torn(folder: Path) -> None:
    content = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(content[: len(content) // 2])


def another(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{}")


def flat(folder: Path) -> None:
    from safetensors.numpy import save_file

    save_file({"a": np.zeros(3, np.float32)}, folder / "model.safetensors")


def beyond(folder: Path) -> None:
    sentences.static(folder, mapping=np.array([0, 999], np.int64))


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (empty, "holds no tokenizer.json with a model.onnx or model.safetensors"),
        (two, "holds both a model.onnx and a model.safetensors"),
        (torn, "cannot be read: "),
        (another, "cannot be read: "),
        (flat, "holds no matrix named embeddings"),
        (beyond, "the mapping in .* goes beyond its matrix"),
    ],
)
def test_a_folder_that_is_none_is_told_in_words(spoil: Any, told: str, tmp_path: Path) -> None:
    sentences.static(tmp_path)
    spoil(tmp_path)
    with pytest.raises(ModelError, match=f"^understanding.embeddings: .*{told}"):
        open_embeddings(tmp_path)


def test_a_graph_that_is_none_or_wants_what_there_is_not_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="wants pixel_values, which no message has"):
        open_embeddings(sentences.onnx(tmp_path / "a", wants="pixel_values"))
    sentences.onnx(tmp_path / "b")
    (tmp_path / "b" / "model.onnx").write_bytes(b"nonsense")
    with pytest.raises(ModelError, match="cannot be read"):
        open_embeddings(tmp_path / "b")


@pytest.mark.parametrize(("kind", "missing"), [("static", "safetensors"), ("static", "tokenizers"), ("graph", "onnxruntime")])
def test_a_library_that_is_not_installed_is_named_with_how_to_get_it(
    kind: str, missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = sentences.static(tmp_path) if kind == "static" else sentences.onnx(tmp_path)
    whole = importlib.import_module

    def without(name: str, *more: Any) -> Any:
        if name.partition(".")[0] == missing:
            raise ImportError(name)
        return whole(name, *more)

    monkeypatch.setattr(importlib, "import_module", without)
    with pytest.raises(ModelError, match=rf"needs {missing}: install it with `pip install dezura\[embeddings\]`"):
        open_embeddings(folder)


def test_the_training_process_learns_with_them_and_knows_when_it_need_not_again(home: Path, static: Embeddings) -> None:
    folder = home / "embeddings"
    argv = training_argv(home, languages=("en",), embeddings=folder)
    said = subprocess.run(argv, capture_output=True, text=True, cwd=ROOT, check=False)
    assert said.returncode == 0, said.stderr
    assert load(model_path(home)).blocks[-1].digest == static.digest
    assert is_trained(home, languages=("en",), embeddings=folder)
    assert not is_trained(home, languages=("en",))
    lost = subprocess.run(
        training_argv(home, languages=("en",), embeddings=home / "nowhere"), capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert lost.returncode == 1
    assert "holds no tokenizer.json" in lost.stderr
    assert "Traceback" not in lost.stderr


def test_answering_without_them_loads_none_of_their_libraries() -> None:
    libraries = ["onnxruntime", "tokenizers", "safetensors"]
    code = f"import sys, bot.app, nlu.commands, nlu.embeddings; print(sorted({{*{libraries}}} & sys.modules.keys()))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert said.stdout.strip() == "[]"


def test_vectors_of_texts_that_were_not_given_are_an_error_and_no_zeros(static: Embeddings) -> None:
    with pytest.raises(KeyError):
        Given(static, ["kofta"]).see(["milbu"])
